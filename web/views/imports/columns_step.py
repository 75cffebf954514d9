"""Which column of the file is which field of the layer, or one value for all rows."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from layers.importing.areas.columns import AREA_FIELDS
from layers.importing.outcome import Outcome
from layers.jobs.job import Job
from layers.spec import FieldSpec, get_spec
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.imports import draft
from web.views.imports.draft import Draft

# Not to be met as the name of a column: those have no control characters.
_NONE, _GIVEN = "\x00none", "\x00given"
_EXAMPLES = {"date": "2026-01-31", "integer": "10", "number": "10.5"}
_FILLED = (
    "field.filled",
    "field.read_from_level",
    "field.read_from_columns",
    "field.read_from_title",
    "field.read_from_cells",
)
_KEPT = ("field.unknown", "field.renamed")


def show(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    """One line a field that is required or has a column; others are added by name."""
    spec = get_spec(context.atlas.store.specs, job.layer_id)
    now = draft.of(job)
    used = outcome.mapping or {}
    missing = {f.column for f in outcome.report.faults if f.rule == "field.missing"}
    filled = {f.column: f.value for f in outcome.report.findings if f.rule in _FILLED}
    areas = [] if outcome.areas is None else [_area_field(name, words) for name in AREA_FIELDS]
    shown = [
        f
        for f in spec.fields
        if f.name in {*used, *missing, *now.choices.mapping} | {*now.choices.given}
    ]
    st.caption(words("import.columns_why", count=len(outcome.columns or {})))
    lines = st.container(gap="small")
    shown += _added(job, [f for f in spec.fields if f not in shown], words)
    shown = [*areas, *shown]
    with lines:
        for field in sorted(shown, key=lambda f: f.name not in missing):
            _line(job, outcome, field, words, wrong=field.name in missing)
    left = [c for c in _left(outcome) if c not in _taken(draft.of(job), used)]
    if left:
        st.caption(words("import.columns_left", names=plain(", ".join(left))))
    if filled:
        with st.expander(words("import.columns_filled", count=len(filled))):
            for name, value in filled.items():
                label = spec.field(name).label(words.lang) if spec.field(name) else name
                st.text(f"{label}: {value}" if value else label)


def _area_field(name: str, words: Words) -> FieldSpec:
    """What says of which unit a row is, as the fields of the layer are mapped."""
    label = words(f"import.{name}")
    return FieldSpec(name, label, label)


def _left(outcome: Outcome) -> list[str]:
    """Columns that may be kept as they are; of a table of areas several may be one field."""
    if outcome.areas is None:
        return list(outcome.columns or {})
    return [f.column for f in outcome.report.findings if f.rule in _KEPT]


def _added(job: Job, others: list[FieldSpec], words: Words) -> list[FieldSpec]:
    """Fields that somebody wants to see besides."""
    labels = {f.name: f.label(words.lang) for f in others}
    chosen = st.multiselect(
        words("import.columns_add"),
        list(labels),
        format_func=lambda name: f"{labels[name]} ({name})",
        key=f"add_{job.id}",
        placeholder=words("import.columns_add_hint", count=len(labels)),
    )
    return [f for f in others if f.name in chosen]


def _line(job: Job, outcome: Outcome, field: FieldSpec, words: Words, *, wrong: bool) -> None:
    now, columns = draft.of(job), list(outcome.columns or {})
    name, source = st.columns([2, 3], vertical_alignment="center")
    at = _GIVEN if field.name in now.choices.given else _column(field, now, outcome)
    options = [_NONE, *columns] + ([] if field.name in AREA_FIELDS else [_GIVEN])
    keep = partial(_keep_picked, job, field.name, outcome)
    with source:
        chosen = st.selectbox(
            field.label(words.lang),
            options,
            index=options.index(at),
            key=f"column_{field.name}_{job.id}",
            label_visibility="collapsed",
            format_func=lambda c: _option(c, outcome, words),
            on_change=keep,
        )
        if chosen == _GIVEN:
            _value(job, field, keep, words)
    with name:
        _name(field, words, wrong=wrong and _is_open(job, field.name))


def _name(field: FieldSpec, words: Words, *, wrong: bool) -> None:
    mark = " :red[\\*]" if field.required else ""
    unit = f" ({plain(field.unit)})" if field.unit else ""
    about = f":red[{words('import.field_missing')}]" if wrong else plain(field.name)
    st.markdown(f"**{plain(field.label(words.lang))}**{unit}{mark}  \n:small[{about}]")


def _is_open(job: Job, name: str) -> bool:
    """Whether a required field still has neither a column nor a value."""
    choices = draft.of(job).choices
    return not (choices.mapping.get(name) or choices.given.get(name))


def _column(field: FieldSpec, now: Draft, outcome: Outcome) -> str:
    column = now.choices.mapping.get(field.name, (outcome.mapping or {}).get(field.name))
    return column if column in (outcome.columns or {}) else _NONE


def _option(column: str, outcome: Outcome, words: Words) -> str:
    if column == _NONE:
        return words("import.column_none")
    if column == _GIVEN:
        return words("import.column_given")
    values = ", ".join((outcome.columns or {})[column])
    return f"{column}  ·  {values}" if values else column


def _value(job: Job, field: FieldSpec, keep: Callable[[], None], words: Words) -> None:
    """One value for all rows: of the list where the field has one."""
    before = draft.of(job).choices.given.get(field.name)
    key = f"given_{field.name}_{job.id}"
    if field.allowed and not field.is_list:
        options = list(field.allowed)
        st.selectbox(
            words("import.value"),
            options,
            index=options.index(before) if before in options else None,
            key=key,
            placeholder=words("import.value_hint"),
            on_change=keep,
        )
        return
    st.text_input(
        words("import.value"),
        value=before or "",
        key=key,
        placeholder=_EXAMPLES.get(field.item_type, ""),
        on_change=keep,
    )


def _keep_picked(job: Job, name: str, outcome: Outcome) -> None:
    """Keep what the boxes of a field say now."""
    value = st.session_state.get(f"given_{name}_{job.id}") or ""
    _keep(job, name, st.session_state[f"column_{name}_{job.id}"], value.strip() or None, outcome)


def _keep(job: Job, name: str, chosen: str, value: str | None, outcome: Outcome) -> None:
    """Only what differs from the file's own reading becomes a choice."""
    choices = draft.of(job).choices
    mapping = {f: c for f, c in choices.mapping.items() if f != name}
    given = {f: v for f, v in choices.given.items() if f != name}
    own = (outcome.mapping or {}).get(name)
    if chosen == _GIVEN and value:
        given[name] = value
    elif chosen == _NONE and own is not None:
        mapping[name] = ""
    elif chosen not in (_NONE, _GIVEN) and (chosen != own or name in choices.mapping):
        mapping = {f: c for f, c in mapping.items() if c != chosen} | {name: chosen}
    if (mapping, given) != (dict(choices.mapping), dict(choices.given)):
        draft.choose(job, mapping=mapping, given=given)


def _taken(now: Draft, used: dict[str, str]) -> set[str]:
    return {*{**used, **now.choices.mapping}.values()}
