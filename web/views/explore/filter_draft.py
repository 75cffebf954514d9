"""A condition that somebody is putting together: a field, an operator, values with suggestions."""

import datetime
from collections.abc import Callable
from functools import partial

import streamlit as st

from layers.errors import BadFilter
from layers.filters.columns import DAY, NUMBER, kind_of
from layers.filters.condition import Condition
from layers.filters.rows import operators_for
from layers.filters.suggest import field_names, suggestions
from layers.spec import FieldSpec
from layers.tables.sentences import written_text
from layers.value_names import unit_text
from layers.words import Words
from web.views.explore import filtering
from web.views.explore.scene import Scene
from web.views.explore.table_words import unlike

_DRAFT = "explore_filter_draft"
_FIELD, _OPERATOR, _VALUE, _FIRST, _SECOND = (
    f"x_filter_{name}" for name in ("field", "operator", "value", "first", "second")
)
_MOST = 200
_NONE = ("known", "unknown")
_EARLIEST, _LATEST = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)


def show(scene: Scene, layer_id: str) -> None:
    """The boxes, and the button that adds the condition."""
    words = scene.words
    there = field_names(scene.atlas, scene.snapshot, layer_id)
    draft = _draft(layer_id, there)
    field = next(each for each in there if each.name == draft["field"])
    with st.container(key="x_filter_draft", gap="xsmall", border=True):
        _field(there, field, words)
        operators = _operators(field)
        operator = draft["operator"] if draft["operator"] in operators else operators[0]
        _operator(operators, operator, field, words)
        if operator not in _NONE:
            _values(scene, layer_id, field, operator, draft["values"])
        if operator not in _NONE and _is_listed(field, operator):
            return
        st.button(
            words("explore_table.add"),
            key="x_filter_add",
            icon=":material/add:",
            width="stretch",
            on_click=_add,
            args=(layer_id, field, operator),
        )
        if draft["missing"]:
            st.caption(words("explore_table.value_missing"))


def _is_listed(field: FieldSpec, operator: str) -> bool:
    """Whether its values are chosen from a list."""
    return kind_of(field) not in (NUMBER, DAY) and operator != "contains"


def _draft(layer_id: str, there: list[FieldSpec]) -> dict:
    """What is held of the condition; another layer begins anew."""
    held = st.session_state.get(_DRAFT)
    if not held or held["layer"] != layer_id or held["field"] not in {f.name for f in there}:
        held = {"layer": layer_id, "field": there[0].name, "operator": None, "values": ()}
        st.session_state[_DRAFT] = held | {"missing": False}
    return st.session_state[_DRAFT]


def _hold(**changed) -> None:
    st.session_state[_DRAFT] = st.session_state[_DRAFT] | {"missing": False} | changed


def _operators(field: FieldSpec) -> list[str]:
    fitting = operators_for(field)
    if kind_of(field) in (NUMBER, DAY):
        first = ("between", ">=", "<=")
        rest = [each for each in fitting if each not in (*first, "in")]
        return [*(each for each in first if each in fitting), *rest]
    return [each for each in fitting if each != "in"]


def _field(there: list[FieldSpec], field: FieldSpec, words: Words) -> None:
    labels = unlike({each.name: each.label(words.lang) for each in there})
    st.session_state[_FIELD] = field.name
    st.selectbox(
        words("explore_table.field"),
        list(labels),
        key=_FIELD,
        format_func=labels.get,
        on_change=_take_field,
    )


def _take_field() -> None:
    _hold(field=st.session_state[_FIELD], operator=None, values=())


def _operator(operators: list[str], chosen: str, field: FieldSpec, words: Words) -> None:
    day = kind_of(field) == DAY
    st.session_state[_OPERATOR] = chosen
    st.selectbox(
        words("explore_table.operator"),
        operators,
        key=_OPERATOR,
        format_func=lambda each: operator_text(each, words, day=day),
        label_visibility="collapsed",
        on_change=_take_operator,
    )


def _take_operator() -> None:
    _hold(operator=st.session_state[_OPERATOR])


def operator_text(operator: str, words: Words, *, day: bool) -> str:
    """What an operator is called; of days in words of time."""
    names = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
    name = names.get(operator, operator)
    of_day = f"explore_table.op.day.{name}"
    return words(of_day if day and of_day in words else f"explore_table.op.{name}")


def _values(
    scene: Scene, layer_id: str, field: FieldSpec, operator: str, held: tuple[str, ...]
) -> None:
    kind = kind_of(field)
    if kind in (NUMBER, DAY):
        box = partial(_number, whole=field.type == "integer") if kind == NUMBER else _day
        label = scene.words("explore_table.value")
        label += f" ({unit_text(field.unit)})" if field.unit else ""
        _one_or_two(box, operator, held, label, scene.words)
        _reach(scene, layer_id, field)
    elif operator == "contains":
        st.session_state[_VALUE] = next(iter(held), "")
        st.text_input(
            scene.words("explore_table.value"), key=_VALUE, max_chars=100, on_change=_take_text
        )
    else:
        _listed(scene, layer_id, field, operator)


def _listed(scene: Scene, layer_id: str, field: FieldSpec, operator: str) -> None:
    """Values there are, the most frequent first, each with its count; any other can be typed.

    A chosen value counts at once: the open list covers what stands below it, a button there would
    lose its first press.
    """
    found = dict(suggestions(scene.atlas, scene.snapshot, layer_id, field.name, most=_MOST))
    options = list(found)
    names = unlike({each: written_text(each, field, scene.words) for each in options})
    shown = {
        v: f"{n} · {scene.words.number(found[v])}" if v in found else n for v, n in names.items()
    }
    st.session_state[_VALUE] = None
    st.selectbox(
        scene.words("explore_table.value"),
        options,
        key=_VALUE,
        index=None,
        format_func=lambda each: shown.get(each, str(each)),
        placeholder=scene.words("explore_table.value_hint"),
        on_change=_take_listed,
        args=(layer_id, field.name, operator),
        **({"accept_new_options": True} if len(found) >= _MOST else {}),
    )
    st.caption(scene.words("explore_table.value_at_once"))


def _one_or_two(
    box: Callable, operator: str, held: tuple[str, ...], label: str, words: Words
) -> None:
    first, second = (*held, None, None)[:2]
    if operator != "between":
        box(label, _FIRST, first)
        return
    left, right = st.columns(2)
    with left:
        box(words("explore_table.from"), _FIRST, first)
    with right:
        box(words("explore_table.to"), _SECOND, second)


def _number(label: str, key: str, held: str | None, *, whole: bool) -> None:
    number = _as(float, held)
    st.session_state[key] = int(number) if whole and number is not None else number
    step = {"step": 1, "format": "%d"} if whole else {"step": 1.0, "format": "%.2f"}
    st.number_input(label, key=key, value=None, on_change=_take_ends, **step)


def _day(label: str, key: str, held: str | None) -> None:
    st.session_state[key] = _as(datetime.date.fromisoformat, held)
    st.date_input(
        label,
        key=key,
        value=None,
        min_value=_EARLIEST,
        max_value=_LATEST,
        format="DD/MM/YYYY",
        on_change=_take_ends,
    )


def _reach(scene: Scene, layer_id: str, field: FieldSpec) -> None:
    """From where to where the values of the layer go."""
    found = suggestions(scene.atlas, scene.snapshot, layer_id, field.name, most=1000)
    if found:
        low, high = (written_text(found[end][0], field, scene.words) for end in (0, -1))
        st.caption(scene.words("explore_table.reach", low=low, high=high))


def _take_text() -> None:
    _hold(values=(st.session_state[_VALUE],) if st.session_state[_VALUE].strip() else ())


def _take_listed(layer_id: str, name: str, operator: str) -> None:
    """Filter by the value; one more of the same field is meant too."""
    if chosen := st.session_state[_VALUE]:
        filtering.add_value(layer_id, name, operator, chosen)
        _hold(values=())


def _take_ends() -> None:
    ends = [st.session_state.get(key) for key in (_FIRST, _SECOND)]
    _hold(values=tuple("" if each is None else _written(each) for each in ends))


def _add(layer_id: str, field: FieldSpec, operator: str) -> None:
    held = st.session_state[_DRAFT]["values"]
    if operator != "between":
        held = held[:1]
    try:
        made = _condition(field.name, operator, tuple(held))
    except BadFilter:
        _hold(missing=True)
        return
    filtering.add(layer_id, made)
    _hold(values=())


def _condition(name: str, operator: str, values: tuple[str, ...]) -> Condition:
    if operator in _NONE:
        return Condition(name, operator)
    if operator == "between" and len(values) == 2 and all(values):
        return Condition(name, operator, tuple(sorted(values, key=_sortable)))
    if operator == "between" and any(values):  # one end alone
        return Condition(name, ">=" if values[0] else "<=", tuple(filter(None, values)))
    return Condition(name, operator, tuple(filter(None, values)))


def _sortable(text: str):
    number = _as(float, text)
    return (0, number, "") if number is not None else (1, 0.0, text)


def _written(value: float | datetime.date) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else f"{value:.12g}"


def _as(read: Callable, text: str | None):
    try:
        return read(text) if text else None
    except ValueError:
        return None
