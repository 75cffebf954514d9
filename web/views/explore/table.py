"""The table of a layer: pages and order made on the server, its rows and the map selecting together."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from layers.maps.view import MOST_SELECTED
from layers.spec import FieldSpec
from layers.tables.columns import table_fields, values_of
from layers.tables.page import SIZE, Page, features_of, fids_in, page_of, page_with
from layers.value_names import value_text
from layers.words import Words
from web.views.explore import at_hand, going, state, table_columns, totals
from web.views.explore.scene import Scene
from web.views.explore.table_words import header
from web.views.pager import turn_pages
from web.views.sign import sign

_TABLE = "x_table"
_SEEN, _ROWS, _HEAD = (f"explore_table_{name}" for name in ("seen", "rows", "head"))
_ROW = 32
_MOST_HEIGHT = 262


def show(scene: Scene, layer_id: str) -> None:
    """What can be done, then the rows."""
    atlas, snapshot = scene.atlas, scene.snapshot
    asked = at_hand.asked(scene, layer_id)
    there = {field.name: field for field in table_fields(atlas, snapshot, layer_id)}
    shown = table_columns.shown(scene, layer_id, there)
    sort, descending = table_columns.order(layer_id, there)
    found = _turned(scene, layer_id, asked, sort=sort, descending=descending)
    with st.container(key="x_table_bar", horizontal=True, vertical_alignment="center", gap="small"):
        table_columns.show(scene, layer_id, there, shown)
        _say_rows(found, scene.words)
        number = turn_pages(
            found.matched,
            found.number,
            size=SIZE,
            key="x_table_page",
            turn=partial(table_columns.turn, layer_id),
            words=scene.words,
        )
        _selecting(scene, layer_id, found)
        totals.show(scene, layer_id, asked)
    if not found.matched:
        st.info(scene.words("explore_table.empty"), icon=":material/filter_alt:")
        return
    if number == found.number:
        _rows(scene, layer_id, found, [there[name] for name in shown], sort, descending)


def _turned(scene: Scene, layer_id: str, asked, **order) -> Page:
    """The page that was turned to; once something is picked on the map, the page with it."""
    atlas, snapshot, picked = scene.atlas, scene.snapshot, scene.view.picked
    held = table_columns.page(layer_id)
    if picked and picked != st.session_state.get(_SEEN):
        last = fids_in(layer_id, picked[-1:])
        at = page_with(atlas, snapshot, layer_id, asked, last[0], **order) if last else None
        held = held if at is None else at
        table_columns.turn(layer_id, held)
    st.session_state[_SEEN] = picked
    return page_of(atlas, snapshot, layer_id, asked, page=held, **order)


def _say_rows(found: Page, words: Words) -> None:
    whole = found.matched == found.total
    key = "explore_table.rows" if whole else "explore_table.rows_of"
    st.caption(words(key, matched=found.matched, total=found.total), width="content")


def _selecting(scene: Scene, layer_id: str, found: Page) -> None:
    """What can be done with the selection, in one row of buttons."""
    words, picked = scene.words, scene.view.picked
    most = min(found.matched, MOST_SELECTED)
    if found.matched:
        key = "select_all" if found.matched <= MOST_SELECTED else "select_first"
        st.button(
            words(f"explore_table.{key}", count=most),
            key="x_select_all",
            type="tertiary",
            icon=":material/select_all:",
            on_click=_select_all,
            args=(scene, layer_id),
        )
    if picked:
        st.caption(words("explore_table.picked", count=len(picked)), width="content")
        _icon("zoom_in_map", "zoom_to", words, going.go_to_features, (scene, picked))
        _icon("deselect", "forget", words, _forget, ())


def _icon(icon: str, name: str, words: Words, act: Callable, args: tuple) -> None:
    st.button(
        **sign(icon, words(f"explore_table.{name}")),
        key=f"x_table_{name}",
        type="tertiary",
        on_click=act,
        args=args,
    )


def _forget() -> None:
    state.change(picked=())


def _select_all(scene: Scene, layer_id: str) -> None:
    asked = at_hand.asked(scene, layer_id)
    _pick(tuple(features_of(scene.atlas, scene.snapshot, layer_id, asked)))


def _rows(
    scene: Scene,
    layer_id: str,
    found: Page,
    fields: list[FieldSpec],
    sort: str | None,
    descending: bool,
) -> None:
    fids = found.rows["fid"].tolist()
    marks = {sort: " ↓" if descending else " ↑"}
    shown = page_table(scene, layer_id, found, fields)
    picked = set(fids_in(layer_id, scene.view.picked))
    chosen = [place for place, fid in enumerate(fids) if fid in picked]
    st.session_state[_ROWS] = {
        "layer": layer_id,
        "fids": fids,
        "fields": [f.name for f in fields],
        "chosen": chosen,
    }
    st.session_state[_TABLE] = {"selection": {"rows": chosen, "columns": []}}
    st.dataframe(
        shown,
        key=_TABLE,
        hide_index=True,
        row_height=_ROW,
        height=min(_ROW * (len(shown) + 1) + 4, _MOST_HEIGHT),
        on_select=_take_rows,
        selection_mode=["multi-row", "single-column"],
        column_config={
            field.name: st.column_config.TextColumn(
                header(field, scene.words) + marks.get(field.name, ""),
                alignment="right" if field.type in ("integer", "number") else "left",
            )
            for field in fields
        },
        alt=scene.words(
            "explore_table.table_alt",
            layer=at_hand.label(scene, layer_id),
            page=found.number + 1,
            count=len(shown),
        ),
    )


def page_table(scene: Scene, layer_id: str, found: Page, fields: list[FieldSpec]) -> pd.DataFrame:
    """The rows of a page as a reader sees them; a column for each field."""
    version = scene.snapshot.versions[layer_id]
    return pd.DataFrame(
        {
            field.name: [
                value_text(value, field, scene.words)
                for value in values_of(scene.atlas, version, field, found.places)
            ]
            for field in fields
        }
    )


def _take_rows() -> None:
    """A press on a column's head sorts; a press on rows selects them, those of other pages stay."""
    held = st.session_state[_ROWS]
    told = st.session_state[_TABLE].get("selection", {})
    rows = [each for each in told.get("rows", ()) if 0 <= each < len(held["fids"])]
    if sorted(rows) == held["chosen"]:
        head = pressed_head(told.get("columns", ()), _HEAD)
        if head in held["fields"]:
            table_columns.press_head(held["layer"], head)
        return
    here = {f"{held['layer']}:{fid}" for fid in held["fids"]}
    others = [each for each in state.view().picked if each not in here]
    picked = (*others, *(f"{held['layer']}:{held['fids'][row]}" for row in rows))
    _pick(picked[-MOST_SELECTED:])


def _pick(picked: tuple[str, ...]) -> None:
    """Select features from here: the page stays where it is."""
    st.session_state[_SEEN] = picked
    state.change(picked=picked)


def pressed_head(columns: Sequence[str], key: str) -> str | None:
    """The column whose head was pressed, where no row was.

    The first press on a head selects its column in the browser, the next one lets it go again.
    """
    before = st.session_state.get(key)
    st.session_state[key] = columns[0] if columns else None
    return columns[0] if columns else before
