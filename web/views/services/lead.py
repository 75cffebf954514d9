"""The head of the panel: one number of the chosen area, or of the whole place, with how it was made and its export."""

import pandas as pd
import streamlit as st

from layers.atlas import Snapshot
from layers.services.answers import Answer
from layers.services.measures import SUPPLY
from layers.services.naming import boundary_name
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.services import derived, export, state
from web.views.services.figures import (
    CARRIED,
    figure_text,
    has_range,
    parts_text,
    range_text,
    value_text,
)
from web.views.services.state import Choice
from web.views.sign import sign


def show(
    context: Context, snapshot: Snapshot, answer: Answer, place: str, choice: Choice, words: Words
) -> None:
    """The number that the page is about."""
    row = selected_row(answer, choice.area)
    with st.container(key="svc_lead"):
        _title(place, row, choice, words)
        if row is None:
            _whole(answer, words)
        else:
            _area(answer, row, words)
    with st.container(horizontal=True, gap="small"):
        code = None if row is None else row["code"]
        derived.show(context, snapshot, answer, code, words)
        export.show(answer, words)


def selected_row(answer: Answer, code: str | None) -> dict | None:
    """The row of the selected area."""
    if code is None:
        return None
    found = answer.rows[answer.rows["code"] == code]
    return None if found.empty else found.iloc[0].to_dict()


def _title(place: str, row: dict | None, choice: Choice, words: Words) -> None:
    name, close = st.columns([6, 1], vertical_alignment="center")
    name.markdown(f"#### {plain(place if row is None else row['full_name'])}")
    if row is not None:
        close.button(
            **sign("close", words("services.whole_place")),
            key="svc_close",
            on_click=state.select,
            args=(None,),
            type="tertiary",
        )


def _whole(answer: Answer, words: Words) -> None:
    total, measure = answer.total, answer.measure
    value = value_text(total["value"], measure, words)
    label = words(f"measure.{measure.id}")
    st.metric(label, value, help=words(f"measure_rule.{measure.id}"))
    said = [
        _base(total, answer, words),
        words("services.units_known", known=total["known"], units=total["units"]),
    ]
    st.caption(" · ".join(plain(text) for text in said if text) + _made_up(answer.rows, words))


def _area(answer: Answer, row: dict, words: Words) -> None:
    measure = answer.measure
    st.metric(
        words(f"measure.{measure.id}"),
        figure_text(row, measure, words),
        help=words(f"measure_rule.{measure.id}"),
    )
    said = []
    if has_range(row):
        said.append(
            words("services.between", range=range_text(row["low"], row["high"], measure, words))
        )
    said.append(parts_text(row, measure, words))
    if row["how"] == CARRIED:
        said.append(
            words(
                "services.carried_from",
                version=boundary_name(row["from_version"], words),
                parts=int(row["parts"]),
            )
        )
    said.append(rank_text(answer, row, words))
    text = " · ".join(plain(text) for text in said if text)
    st.caption(text + _made_up(pd.DataFrame([row]), words))
    stated(row, words)


def stated(row: dict, words: Words) -> None:
    """A percentage as it was stated, with how it fits."""
    if pd.isna(row.get("stated_pct")):
        return
    check = row.get("check") or "not_stated"
    colour = {"fits": "blue", "differs": "orange"}.get(check, "gray")
    st.badge(
        words(
            "services.stated_badge",
            value=f"{words.number(row['stated_pct'], 0 if row['stated_pct'] % 1 == 0 else 1)} %",
            check=words(f"services.check.{check}"),
        ),
        color=colour,
    )


def rank_text(answer: Answer, row: dict, words: Words) -> str:
    """The place among the areas whose value is known, 1 for the highest."""
    values = answer.rows["value"].dropna()
    if pd.isna(row["value"]):
        return words("card.no_rank")
    return words("card.rank", place=int((values > row["value"]).sum()) + 1, of=len(values))


def _base(total: dict, answer: Answer, words: Words) -> str:
    if not answer.measure.is_share or pd.isna(total["denominator"]):
        return ""
    what = "services.of_procedures" if answer.measure.family == SUPPLY else "services.of_files"
    return words(
        what, top=words.number(total["numerator"]), base=words.number(total["denominator"])
    )


def _made_up(rows: pd.DataFrame, words: Words) -> str:
    return f" · :material/science: {words('quality.synthetic')}" if rows["synthetic"].any() else ""
