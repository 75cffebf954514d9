"""Undergrounding: what share of the cable routes of every area lies in ducts, and which streets still wait."""

from functools import partial

import pandas as pd
import streamlit as st

from layers.ducts.undergrounding import AERIAL, DUCT, Undergrounding, undergrounding
from layers.errors import HatangError
from layers.words import Words
from web.map.coverage import share_choropleth
from web.plain import plain
from web.views import derivation
from web.views.coverage.amounts import share
from web.views.coverage.scene import Drawing
from web.views.ducts import amounts, state, table
from web.views.ducts.scene import Scene
from web.views.pager import turn_pages
from web.views.services import charts

PAGE = 15
_MOST = 300
_CHART = "duc_chart"
LOW, HIGH = ORDERS = ("low", "high")
RANKING, STREETS = PARTS = ("ranking", "streets")


def draw(scene: Scene) -> Drawing:
    """The share of every area in colours, and both kinds of routes."""
    choice, words = scene.choice, scene.words
    found = undergrounding(scene.atlas, scene.snapshot, areas=choice.areas, city=choice.city)
    shade = share_choropleth(
        choice.areas, found.rows, words("ducts_view.underground"), words, theme=scene.theme
    )
    layers = (DUCT, AERIAL) if choice.area else ()
    return Drawing(choropleth=shade, answer=found, layers=layers)


def show(scene: Scene, drawing: Drawing, fault: HatangError | None) -> None:
    """The number of the place or area, then areas by their share, or streets by what hangs there."""
    found, words = drawing.answer, scene.words
    if fault is not None:
        return
    _lead(scene, found)
    state.settle("part", list(PARTS))
    part = st.segmented_control(
        words("ducts_view.underground"),
        PARTS,
        key=state.fill("part"),
        required=True,
        format_func=lambda each: words(f"ducts_view.underground.{each}"),
        label_visibility="collapsed",
        on_change=state.take,
        args=("part",),
    )
    if part == STREETS:
        _streets(scene, found)
    else:
        _ranking(scene, found)


def _lead(scene: Scene, found: Undergrounding) -> None:
    words = scene.words
    rows = found.rows[found.rows["code"] == (scene.choice.area or "")]
    row = rows.iloc[0].to_dict() if len(rows) else found.total
    with st.container(key="cov_lead"):
        st.metric(words("ducts_view.underground"), share(row, words))
        st.caption(plain(_about(row, words)))
        if not len(rows) and found.total["areas_unknown"]:
            counts = {"count": found.total["areas_unknown"], "of": found.total["areas"]}
            st.caption(plain(words("ducts_view.areas_unknown", **counts)))
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="duc_derived_underground")
        table.export(
            scene,
            lambda: rows_in_words(ranked(found), words),
            found.derivation.to_rows,
            f"undergrounding-{scene.choice.areas}-{scene.choice.city}",
            key="underground",
            used=(scene.choice.areas, DUCT, AERIAL),
        )


def _about(row: dict, words: Words) -> str:
    return words(
        "ducts_view.underground_of",
        ducts=_km(row["duct_km"], words),
        aerial=_km(row["aerial_km"], words),
        planned=_km(row["planned_km"], words),
    )


def _km(value: float, words: Words) -> str:
    return amounts.km(None if pd.isna(value) else 1000 * value, words)


def ranked(found: Undergrounding, *, lowest_first: bool = True) -> pd.DataFrame:
    """Areas by their share, among equals most in the air first; the unknown ones follow."""
    return found.rows.sort_values(
        ["share", "aerial_km", "name"],
        ascending=[lowest_first, False, True],
        na_position="last",
        ignore_index=True,
    )


def rows_in_words(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Areas as a reader sees them."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "area": _names(rows),
            "share": [share(row, words) for row in records],
            "ducts": [_km(row["duct_km"], words) for row in records],
            "aerial": [_km(row["aerial_km"], words) for row in records],
            "planned": [_km(row["planned_km"], words) for row in records],
        }
    )


def _names(rows: pd.DataFrame) -> pd.Series:
    return rows["full_name"].fillna(rows["name"]).fillna(rows["code"]).astype("string")


def _ranking(scene: Scene, found: Undergrounding) -> None:
    words = scene.words
    state.settle("order", list(ORDERS))
    st.segmented_control(
        words("coverage_view.order"),
        ORDERS,
        key=state.fill("order"),
        required=True,
        format_func=lambda each: words(f"coverage_view.order.{each}"),
        label_visibility="collapsed",
        on_change=state.take,
        args=("order", str, ("page",)),
    )
    rows = ranked(found, lowest_first=state.get("order") == LOW)
    known = rows[rows["share"].notna()]
    if known.empty:
        st.info(words("ducts_view.nothing_known"), icon=":material/help:")
    else:
        page = turn_pages(
            len(known),
            state.get("page"),
            size=PAGE,
            key="duc_rank",
            turn=partial(state.put, "page"),
            words=words,
        )
        _bars(scene, known.iloc[page * PAGE : (page + 1) * PAGE])
    table.show(
        rows_in_words(rows, words),
        words,
        key="duc_underground_table",
        ids=rows["code"].tolist(),
        on_pick=state.select,
    )


def _bars(scene: Scene, rows: pd.DataFrame) -> None:
    words, theme, labels = scene.words, scene.theme, _names(rows)
    records = rows.to_dict("records")
    data = pd.DataFrame(
        {
            "code": rows["code"],
            "name": labels.mask(labels.duplicated(keep=False), labels + " · " + rows["code"]),
            "order": range(len(rows)),
            "value": rows["share"] * 100,
            "low": None,
            "high": None,
            "right": rows["share"] * 100,
            "text": [share(row, words) for row in records],
            "parts": [_about(row, words) for row in records],
            "chosen": rows["code"] == scene.choice.area,
        }
    )
    spec = charts.bars(unit="%", domain=[0, 100], theme=theme, words=words, rows=len(rows))
    st.vega_lite_chart(
        data,
        spec,
        key=_CHART,
        on_select=_take_bar,
        selection_mode="picked",
        alt=words("ducts_view.chart_alt"),
    )


def _take_bar() -> None:
    picked = st.session_state[_CHART].get("selection", {}).get("picked", [])
    codes = [each["code"] for each in picked if isinstance(each.get("code"), str)]
    state.select(codes[0] if codes else None)


def _streets(scene: Scene, found: Undergrounding) -> None:
    """The streets with the longest aerial routes, of the area that is chosen or of all."""
    words, rows = scene.words, found.streets
    if scene.choice.area:
        rows = rows[rows["code"] == scene.choice.area]
    names = dict(zip(found.rows["code"], _names(found.rows), strict=True))
    shown = rows.head(_MOST)
    table.show(
        pd.DataFrame(
            {
                "street": [each or words("ducts.not_recorded") for each in shown["street"]],
                "area": [names.get(code, code) for code in shown["code"]],
                "aerial": [_km(each, words) for each in shown["aerial_km"]],
                "planned": [_km(each, words) for each in shown["planned_km"]],
                "ducts": [_km(each, words) for each in shown["duct_km"]],
                "share": [words.percent(each) for each in shown["share"]],
            }
        ),
        words,
        key="duc_streets_table",
        ids=shown["code"].tolist(),
        on_pick=state.select,
        most=520,
    )
    if len(rows) > _MOST:
        st.caption(words("ducts_view.only_first", shown=_MOST, count=len(rows)))
