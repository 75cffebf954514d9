"""Areas by their share: bars of one page with the mark, then all of them in a table; a click selects."""

from functools import partial

import pandas as pd
import streamlit as st

from layers.coverage.answer import ReachAnswer
from layers.words import Words
from web.views.coverage import state, table
from web.views.coverage.amounts import amount, share
from web.views.coverage.scene import Scene
from web.views.pager import turn_pages
from web.views.services import charts

PAGE = 15
_CHART = "cov_chart"
LOW, HIGH = ORDERS = ("low", "high")


def show(scene: Scene, answer: ReachAnswer) -> None:
    """Those with least first: they are what is asked for; or those with most."""
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
    rows = ranked(answer, lowest_first=state.get("order") != HIGH)
    known = rows[rows["share"].notna()]
    if known.empty:
        st.info(words("coverage_view.nothing_known"), icon=":material/help:")
    else:
        page = turn_pages(
            len(known),
            state.get("page"),
            size=PAGE,
            key="cov_rank",
            turn=partial(state.put, "page"),
            words=words,
        )
        _bars(scene, known.iloc[page * PAGE : (page + 1) * PAGE], answer)
    st.markdown(f"**{words('services.ranking.all')}**")
    table.show(
        rows_in_words(answer, scene, rows),
        words,
        key="cov_reach_table",
        ids=rows["code"].tolist(),
        on_pick=state.select,
    )


def ranked(answer: ReachAnswer, *, lowest_first: bool) -> pd.DataFrame:
    """The areas by their share; those of which nothing is known follow."""
    rows = answer.areas
    rank = rows["share"].rank(method="min", ascending=lowest_first)
    rows = rows.assign(rank=rank)
    return rows.sort_values(["rank", "name"], na_position="last").reset_index(drop=True)


def rows_in_words(
    answer: ReachAnswer, scene: Scene, rows: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The areas as a reader sees them; a drawn one too where no `rows` are given."""
    words, basis = scene.words, answer.basis
    rows = answer.rows if rows is None else rows
    mark = scene.choice.below / 100
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "area": names(rows, words),
            "reach": [share(row, words) for row in records],
            "mark": [_mark(row["share"], mark, words) for row in records],
            "reached": [amount(row["reached"], basis, words) for row in records],
            "total": [amount(row["total"], basis, words) for row in records],
            "sites": [words.number(row["sites"]) for row in records],
            "sites_reaching": [words.number(row["sites_reaching"]) for row in records],
            "operators_reaching": [words.number(row["operators_reaching"]) for row in records],
        }
    )


def names(rows: pd.DataFrame, words: Words) -> pd.Series:
    """Full names; the drawn area has one of ours."""
    found = rows["full_name"].fillna(rows["name"]).fillna(rows["code"]).astype("string")
    return found.mask(rows["code"] == "drawn", words("sketch.drawn"))


def _mark(value: float, mark: float, words: Words) -> str:
    if pd.isna(value):
        return "–"
    return words("coverage_view.is_below" if value < mark else "coverage_view.is_above")


def _bars(scene: Scene, rows: pd.DataFrame, answer: ReachAnswer) -> None:
    words, theme = scene.words, scene.theme
    records = rows.to_dict("records")
    labels = names(rows, words)
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
            "parts": [
                words(
                    "coverage_view.of",
                    reached=amount(row["reached"], answer.basis, words),
                    total=amount(row["total"], answer.basis, words),
                )
                for row in records
            ],
            "chosen": rows["code"] == scene.choice.area,
        }
    )
    spec = charts.bars(unit="%", domain=[0, 100], theme=theme, words=words, rows=len(rows))
    spec["layer"].append(
        {
            "data": {"values": [{"mark": scene.choice.below}]},
            "mark": {
                "type": "rule", "strokeWidth": 2, "strokeDash": [5, 3], "color": charts.colours(theme)["goal"],
            },
            "encoding": {"x": {"field": "mark", "type": "quantitative"}, "y": None},
        }
    )  # fmt: skip
    st.vega_lite_chart(
        data,
        spec,
        key=_CHART,
        on_select=_take_bar,
        selection_mode="picked",
        alt=words("coverage_view.chart_alt"),
    )


def _take_bar() -> None:
    picked = st.session_state[_CHART].get("selection", {}).get("picked", [])
    codes = [each["code"] for each in picked if isinstance(each.get("code"), str)]
    state.select(codes[0] if codes else None)
