"""The columns of the table of a layer, and its order: what is shown of it, and by what it is sorted."""

from collections.abc import Container

import streamlit as st

from layers.spec import FieldSpec
from layers.tables.columns import first_fields
from layers.words import Words
from web.views.explore.scene import Scene
from web.views.explore.table_words import header, unlike

_COLUMNS, _SORT, _WAY = "x_table_columns", "x_table_sort", "x_table_way"
_NONE = ""  # of the options of a select box, None would be no choice at all
_SHOWN, _ORDER, _PAGE = (f"explore_table_{name}" for name in ("columns", "order", "page"))


def shown(scene: Scene, layer_id: str, there: dict[str, FieldSpec]) -> list[str]:
    """The columns that somebody chose for the layer, else the first ones."""
    held = st.session_state.get(_SHOWN, {}).get(layer_id, [])
    chosen = [name for name in held if name in there]
    return chosen or first_fields(scene.atlas, scene.snapshot, layer_id)


def order(layer_id: str, there: Container[str]) -> tuple[str | None, bool]:
    """The field by which the rows of the layer are sorted, and whether falling."""
    sort, descending = st.session_state.get(_ORDER, {}).get(layer_id, (None, False))
    return (sort, descending) if sort in there else (None, False)


def page(layer_id: str) -> int:
    """The page of the layer that was turned to."""
    return st.session_state.get(_PAGE, {}).get(layer_id, 0)


def turn(layer_id: str, number: int) -> None:
    """Turn to a page of the layer."""
    st.session_state[_PAGE] = st.session_state.get(_PAGE, {}) | {layer_id: number}


def show(scene: Scene, layer_id: str, there: dict[str, FieldSpec], chosen: list[str]) -> None:
    """A popover in which columns and order are chosen."""
    words = scene.words
    names = unlike({name: header(field, words) for name, field in there.items()})
    with st.popover(words("explore_table.columns"), icon=":material/view_column:", key="x_cols"):
        st.session_state[_COLUMNS] = chosen
        st.multiselect(
            words("explore_table.columns_shown"),
            list(there),
            key=_COLUMNS,
            format_func=names.get,
            on_change=_take_columns,
            args=(layer_id,),
        )
        _sorting(layer_id, names, words)
        st.caption(words("explore_table.header_hint"))


def _sorting(layer_id: str, names: dict[str, str], words: Words) -> None:
    """What a press on the head of a column does, for the keyboard, and for columns that are not shown."""
    sort, descending = order(layer_id, names)
    st.session_state[_SORT], st.session_state[_WAY] = sort or _NONE, descending
    st.selectbox(
        words("explore_table.sort"),
        [_NONE, *names],
        key=_SORT,
        format_func=lambda each: names.get(each) or words("explore_table.sort_none"),
        on_change=_take_order,
        args=(layer_id,),
    )
    st.segmented_control(
        words("explore_table.sort"),
        [False, True],
        key=_WAY,
        required=True,
        format_func=lambda down: words(f"explore_table.{'falling' if down else 'rising'}"),
        label_visibility="collapsed",
        on_change=_take_order,
        args=(layer_id,),
    )


def _take_order(layer_id: str) -> None:
    _put_order(layer_id, st.session_state[_SORT] or None, bool(st.session_state[_WAY]))


def _take_columns(layer_id: str) -> None:
    chosen = st.session_state[_COLUMNS]
    st.session_state[_SHOWN] = st.session_state.get(_SHOWN, {}) | {layer_id: chosen}


def press_head(layer_id: str, name: str) -> None:
    """Rising at first, falling when pressed again."""
    sort, descending = st.session_state.get(_ORDER, {}).get(layer_id, (None, False))
    _put_order(layer_id, name, sort == name and not descending)


def _put_order(layer_id: str, sort: str | None, descending: bool) -> None:
    st.session_state[_ORDER] = st.session_state.get(_ORDER, {}) | {layer_id: (sort, descending)}
    turn(layer_id, 0)
