"""The areas of the place by the indicator as bars, a page at a time; a press selects the area."""

import pandas as pd
import streamlit as st

from layers.indicators import INDICATORS
from layers.tables.areas import ranked_areas
from layers.words import Words
from web.views.explore import chart_spec, state
from web.views.explore.area_rows import column_name
from web.views.explore.scene import Scene
from web.views.explore.table_words import unlike
from web.views.pager import FollowingPage

PAGE = 12
_CHART = "x_area_chart"
_PAGES = FollowingPage("x_area_chart_page", PAGE)


def show(scene: Scene) -> None:
    """The areas with a value, the highest first."""
    words, by = scene.words, scene.view.indicator or next(iter(INDICATORS))
    found = ranked_areas(
        scene.atlas,
        scene.snapshot,
        scene.view.areas,
        scene.view.city,
        by=by,
        sort=by,
        descending=True,
    )
    known = found[found[by].notna()]
    if known.empty:
        st.info(words("explore_table.chart_empty"), icon=":material/bar_chart:")
        return
    with st.container(
        key="x_area_chart_bar", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.caption(column_name(by, words), width="content")
        page = _PAGES.show(known["code"].tolist(), scene.view.selected, words)
        unknown = len(found) - len(known)
        if unknown:
            st.caption(words("explore_table.areas_unknown", count=unknown), width="content")
    rows = known.iloc[page * PAGE : (page + 1) * PAGE]
    st.vega_lite_chart(
        area_bars(rows, by, scene.view.selected, words),
        chart_spec.rows(words=words, theme=scene.theme, axis=False),
        key=_CHART,
        on_select=_take_bar,
        selection_mode="picked",
        alt=words(
            "explore_table.chart_alt", field=column_name(by, words), bars=len(rows), rows=len(known)
        ),
    )


def area_bars(rows: pd.DataFrame, by: str, selected: str | None, words: Words) -> pd.DataFrame:
    """What the chart draws, one row an area."""
    indicator = INDICATORS[by]
    share = indicator.unit == "share"
    labels = unlike(dict(zip(rows["code"], rows["name"].astype(str), strict=True)))
    return pd.DataFrame(
        {
            "id": rows["code"],
            "order": range(len(rows)),
            "label": [labels[code] for code in rows["code"]],
            "count": rows[by] * (100 if share else 1),
            "text": [
                words.percent(v, indicator.decimals)
                if share
                else words.number(v, indicator.decimals)
                for v in rows[by]
            ],
            "plain": False,
            "chosen": rows["code"] == selected,
        }
    )


def _take_bar() -> None:
    told = st.session_state[_CHART].get("selection", {}).get("picked", [])
    codes = [each["id"] for each in told if isinstance(each.get("id"), str)]
    if codes:
        _PAGES.stay(codes[0])
        state.select(codes[0])
