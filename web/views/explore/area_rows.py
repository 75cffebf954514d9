"""The table of the areas with the indicator: what the map tells by colour, for whoever cannot see it."""

import pandas as pd
import streamlit as st

from layers.indicators import INDICATORS, Indicator
from layers.tables.areas import NAME, RANK, ranked_areas
from layers.tables.page import SIZE
from layers.words import Words
from web.views.explore import state
from web.views.explore.scene import Scene
from web.views.explore.table import pressed_head
from web.views.pager import FollowingPage

_TABLE = "x_area_table"
_PAGES = FollowingPage("x_area_page", SIZE)
_ORDER, _ROWS, _HEAD = (f"explore_areas_{name}" for name in ("order", "rows", "head"))
_ROW = 32
_MOST_HEIGHT = 262
# Units that say more than the name of what is counted does.
_UNITS = ("share", "per_km2", "km", "km_per_km2")
_FIXED = (RANK, NAME, "code")


def show(scene: Scene, _of: str) -> None:
    """A page of the areas; a press on a row selects, on a head sorts."""
    by = scene.view.indicator or next(iter(INDICATORS))
    sort, descending = _order()
    found = ranked_areas(
        scene.atlas,
        scene.snapshot,
        scene.view.areas,
        scene.view.city,
        by=by,
        sort=by if sort == RANK else sort,
        descending=not descending if sort == RANK else descending,
    )
    columns = [*_FIXED, by, *(name for name in INDICATORS if name != by), "area_km2"]
    with st.container(key="x_area_bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(scene.words("explore_table.rows", total=len(found)), width="content")
        page = _PAGES.show(found["code"].tolist(), scene.view.selected, scene.words)
    _rows(scene, found.iloc[page * SIZE : (page + 1) * SIZE], columns, page)


def _order() -> tuple[str, bool]:
    return st.session_state.get(_ORDER, (RANK, False))


def _rows(scene: Scene, rows: pd.DataFrame, columns: list[str], page: int) -> None:
    words, codes = scene.words, rows["code"].tolist()
    chosen = [place for place, code in enumerate(codes) if code == scene.view.selected]
    sort, descending = _order()
    st.session_state[_ROWS] = {"codes": codes, "columns": columns, "chosen": chosen}
    st.session_state[_TABLE] = {"selection": {"rows": chosen, "columns": []}}
    mark = " ↓" if descending else " ↑"
    st.dataframe(
        area_page(rows, columns, words),
        key=_TABLE,
        hide_index=True,
        row_height=_ROW,
        height=min(_ROW * (len(rows) + 1) + 4, _MOST_HEIGHT),
        on_select=_take_rows,
        selection_mode=["single-row", "single-column"],
        column_config={
            name: st.column_config.TextColumn(
                column_name(name, words) + (mark if name == sort else ""),
                alignment="left" if name in (NAME, "code") else "right",
            )
            for name in columns
        },
        alt=words(
            "explore_table.table_alt",
            layer=words(f"areas.{scene.view.areas}"),
            page=page + 1,
            count=len(rows),
        ),
    )


def column_name(name: str, words: Words) -> str:
    """What a column is called, with its unit."""
    if name in INDICATORS:
        unit, label = INDICATORS[name].unit, words(f"indicator.{name}")
        return f"{label} ({words(f'unit.{unit}')})" if unit in _UNITS else label
    return words(f"explore_table.{'area_name' if name == NAME else name}")


def area_page(rows: pd.DataFrame, columns: list[str], words: Words) -> pd.DataFrame:
    """The rows as a reader sees them: figures as text, unknown as a dash."""
    shown = {}
    for name in columns:
        if name in INDICATORS:
            shown[name] = [_figure(value, INDICATORS[name], words) for value in rows[name]]
        elif name in (RANK, "area_km2"):
            shown[name] = [words.number(value, 2 * (name != RANK)) for value in rows[name]]
        else:
            shown[name] = rows[name].astype(str).tolist()
    return pd.DataFrame(shown)


def _figure(value: float, indicator: Indicator, words: Words) -> str:
    factor = 100 if indicator.unit == "share" else 1
    return words.number(value * factor, indicator.decimals)


def _take_rows() -> None:
    held = st.session_state[_ROWS]
    told = st.session_state[_TABLE].get("selection", {})
    rows = [each for each in told.get("rows", ()) if 0 <= each < len(held["codes"])]
    if rows == held["chosen"]:
        head = pressed_head(told.get("columns", ()), _HEAD)
        if head in held["columns"]:
            _press_head(head)
        return
    code = held["codes"][rows[0]] if rows else None
    _PAGES.stay(code)
    state.select(code)


def _press_head(head: str) -> None:
    """Rising at first, of figures falling: the largest are looked for more often."""
    sort, descending = _order()
    falls = head in INDICATORS or head == "area_km2"
    st.session_state[_ORDER] = (head, not descending if head == sort else falls)
    _PAGES.turn(0)
