"""Ranking: the areas of the place by their value, as bars with ranges and as a table; a click selects."""

import pandas as pd
import streamlit as st

from layers.services.answers import Answer
from layers.words import Words
from web.map.services import is_estimate, states_of_rows
from web.views.pager import FollowingPage
from web.views.services import charts, state
from web.views.services.figures import (
    figure_text,
    has_range,
    parts_text,
    range_text,
    value_text,
)
from web.views.services.state import Choice

PAGE = 15
_PAGES = FollowingPage("svc_rank", PAGE)
_CHART, _TABLE = "svc_rank_chart", "svc_rank_table"
_STYLED = 400  # rows; more than that and the numbers come as plain text


def show(answer: Answer, choice: Choice, words: Words, *, theme: str) -> None:
    """Bars of one page of areas, then all of them in a table."""
    rows = ranked(answer)
    known = rows[rows["value"].notna()]
    if known.empty:
        st.info(words("services.ranking.nothing"), icon=":material/help:")
    else:
        # By the place in the ranking: another measure brings the selected area to another page.
        page = _PAGES.show(range(len(known)), _place_of(known, choice.area), words)
        _bars(known.iloc[page * PAGE : (page + 1) * PAGE], answer, choice, words, theme)
    st.markdown(f"**{words('services.ranking.all')}**")
    _table(rows, answer, words)


def ranked(answer: Answer) -> pd.DataFrame:
    """All areas, the highest value first; those without a value follow, by state and name."""
    rows = answer.rows.assign(
        shown_state=states_of_rows(answer.rows), guess=is_estimate(answer.rows)
    )
    rows = rows.sort_values(["value", "shown_state", "name"], ascending=[False, True, True])
    rank = rows["value"].rank(method="min", ascending=False)
    return rows.assign(rank=rank).reset_index(drop=True)


def _place_of(known: pd.DataFrame, code: str | None) -> int | None:
    found = known.index[known["code"] == code]
    return int(found[0]) if len(found) else None


def _bars(rows: pd.DataFrame, answer: Answer, choice: Choice, words: Words, theme: str) -> None:
    measure = answer.measure
    factor = 100 if measure.is_share else 1
    records = rows.to_dict("records")
    data = pd.DataFrame(
        {
            "code": rows["code"],
            "name": _names(rows),
            "order": range(len(rows)),
            "value": rows["value"] * factor,
            "low": (rows["low"] * factor).where(rows["guess"]),
            "high": (rows["high"] * factor).where(rows["guess"]),
            "right": rows[["value", "high"]].max(axis=1) * factor,
            "text": [figure_text(row, measure, words) for row in records],
            "parts": [parts_text(row, measure, words) for row in records],
            "chosen": rows["code"] == choice.area,
        }
    )
    domain = [0, 100] if measure.is_share else None
    spec = charts.bars(
        unit="%" if measure.is_share else "",
        domain=domain,
        theme=theme,
        words=words,
        rows=len(rows),
    )
    title = words("services.ranking.alt", measure=words(f"measure.{measure.id}"), count=len(rows))
    st.vega_lite_chart(
        data, spec, key=_CHART, on_select=_take_bar, selection_mode="picked", alt=title
    )


def _take_bar() -> None:
    picked = st.session_state[_CHART].get("selection", {}).get("picked", [])
    codes = [each["code"] for each in picked if isinstance(each.get("code"), str)]
    state.select(codes[0] if codes else None)


def _names(rows: pd.DataFrame) -> pd.Series:
    """Full names; areas of one name carry their code, or the chart would lay them on one line."""
    names = rows["full_name"].fillna(rows["code"]).astype("string")
    return names.mask(names.duplicated(keep=False), names + " · " + rows["code"].astype("string"))


def table(rows: pd.DataFrame, answer: Answer, words: Words) -> pd.DataFrame:
    """The areas as a reader sees them."""
    records = rows.to_dict("records")
    measure = answer.measure
    shown = pd.DataFrame(
        {
            "rank": rows["rank"],
            "area": rows["full_name"].fillna(rows["code"]),
            "value": rows["value"],
            "range": [
                range_text(r["low"], r["high"], measure, words) if has_range(r) else ""
                for r in records
            ],
            "numerator": rows["numerator"],
            "denominator": rows["denominator"],
            "state": rows["shown_state"].map(lambda each: words(f"services.state.{each}")),
            "how": rows["how"].map(lambda each: words(f"services.how.{each}")),
            "period": rows["period"],
        }
    )
    return shown if measure.is_share else shown.drop(columns=["numerator", "denominator"])


def _table(rows: pd.DataFrame, answer: Answer, words: Words) -> None:
    shown = table(rows, answer, words)
    measure = answer.measure
    written = {
        "rank": lambda v: "" if pd.isna(v) else words.number(v),
        "value": lambda v: "–" if pd.isna(v) else value_text(v, measure, words),
        "numerator": lambda v: words.number(v, 0 if pd.isna(v) or v % 1 == 0 else 1),
        "denominator": lambda v: words.number(v, 0 if pd.isna(v) or v % 1 == 0 else 1),
    }
    written = {name: how for name, how in written.items() if name in shown}
    if len(shown) <= _STYLED:
        content = shown.style.format(written)
    else:
        content = shown.assign(**{name: shown[name].map(how) for name, how in written.items()})
    st.dataframe(
        content,
        key=_TABLE,
        hide_index=True,
        placeholder="–",
        row_height=32,
        height=min(32 * (len(shown) + 1) + 4, 420),
        on_select=_take_row,
        selection_mode="single-row",
        column_config={
            name: st.column_config.Column(
                words(f"services.column.{name}"),
                width={"rank": 55, "area": 175, "value": 90, "range": 120}.get(name, "small"),
            )
            for name in shown.columns
        },
    )
    st.session_state["svc_rank_codes"] = rows["code"].tolist()


def _take_row() -> None:
    picked = st.session_state[_TABLE].get("selection", {}).get("rows", [])
    codes = st.session_state.get("svc_rank_codes", [])
    state.select(codes[picked[0]] if picked and picked[0] < len(codes) else None)
