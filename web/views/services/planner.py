"""The planner's questions: which areas an answer holds for, on the map and in a table; the unknown ones apart."""

import pandas as pd
import streamlit as st

from layers.atlas import Snapshot
from layers.errors import NotMappable
from layers.services.answers import Question
from layers.services.naming import owner_name
from layers.services.planner import (
    MASTS,
    POINTS,
    ROUTES,
    Plan,
    good_coverage_poor_service,
    passing_without_availability,
    services_without_point,
)
from layers.services.states import KNOWN, ZERO
from layers.words import Words
from web.context import Context
from web.map.services import found_choropleth
from web.views.services import derived, export, figure_box, state
from web.views.services.figures import figure_text
from web.views.services.state import PLANNER, Choice

COVERAGE, POINT, PASSING = QUESTIONS = ("coverage", "point", "passing")
_LAYERS = {COVERAGE: (MASTS,), POINT: (POINTS,), PASSING: ROUTES}
_QUESTION, _TABLE = "svc_question", "svc_planner_table"
# key -> what it is to begin with
_LIMITS = {"svc_radius": 2000, "svc_covered": 50, "svc_threshold": 70, "svc_distance": 1000}


def begin() -> None:
    """The question and its limits, which the map needs before their widgets are drawn."""
    for key, usual in {_QUESTION: COVERAGE, **_LIMITS}.items():
        st.session_state[key] = st.session_state.get(key) or usual


def drawn(snapshot: Snapshot, choice: Choice) -> list[str]:
    """The layers that a question is about."""
    if choice.tab != PLANNER:
        return []
    return [each for each in _LAYERS[st.session_state[_QUESTION]] if snapshot.has(each)]


def plan(context: Context, snapshot: Snapshot, choice: Choice) -> Plan | None:
    """The answer to the chosen question, or None where the figures lie on no map."""
    held = st.session_state
    question = Question(
        choice.measure, choice.areas, choice.city, choice.tier, choice.period or None, choice.weight
    )
    try:
        if held[_QUESTION] == COVERAGE:
            return good_coverage_poor_service(
                context.atlas,
                snapshot,
                question,
                radius_m=held["svc_radius"],
                covered=held["svc_covered"] / 100,
                threshold=held["svc_threshold"] / 100,
            )
        if held[_QUESTION] == POINT:
            return services_without_point(
                context.atlas, snapshot, question, distance_m=held["svc_distance"]
            )
        return passing_without_availability(context.atlas, snapshot, question)
    except NotMappable:
        return None


def on_map(found: Plan, choice: Choice, words: Words, *, theme: str) -> dict:
    """The areas of the answer, those it does not hold for, and those of which it cannot be said."""
    codes = found.rows["code"].tolist()
    unknown = found.unknown["code"].tolist()
    rest = set(found.answer.rows["code"]) - set(codes) - set(unknown)
    groups = {"found": codes, "other": sorted(rest), "unknown": unknown}
    title = words(f"services.question.{st.session_state[_QUESTION]}")
    return found_choropleth(choice.areas, title, groups, words, theme=theme)


def show(found: Plan | None, fault, choice: Choice, words: Words) -> None:
    """The question, its limits, and what comes of them."""
    st.radio(
        words("services.question"),
        QUESTIONS,
        key=_QUESTION,
        format_func=lambda each: words(f"services.question.{each}"),
        label_visibility="collapsed",
    )
    _limits(choice, words)
    if found is None:
        if fault is not None:
            st.info(figure_box.why_not(fault, choice, words), icon=":material/info:")
        return
    st.markdown(
        words(
            "services.planner.result",
            found=len(found.rows),
            considered=found.considered,
            unknown=len(found.unknown),
        )
    )
    table = result_rows(found, words)
    _results(found, table, words)
    if len(found.unknown):
        _unknown(found, words)
    with st.container(horizontal=True, gap="small"):
        derived.beside(found.derivation, words, key="planner")
        export.offer(
            table, found.derivation.to_rows, f"{found.question}-{choice.city}", words, key="planner"
        )


def _limits(choice: Choice, words: Words) -> None:
    question = st.session_state[_QUESTION]
    if question == COVERAGE:
        sides = st.columns(3)
        _number(sides[0], "svc_radius", 50, 20_000, 50, words)
        _number(sides[1], "svc_covered", 1, 100, 5, words)
        _number(sides[2], "svc_threshold", 1, 100, 5, words)
        st.caption(words("services.planner.assumed"))
    elif question == POINT:
        _number(st, "svc_distance", 100, 50_000, 100, words)
        st.caption(words("services.planner.from_border"))
    else:
        st.caption(words("services.planner.passing"))


def _number(where, key: str, least: int, most: int, step: int, words: Words) -> None:
    where.number_input(words(f"services.limit.{key}"), least, most, step=step, key=key)


def result_rows(found: Plan, words: Words) -> pd.DataFrame:
    """The areas of the answer as a reader sees them."""
    rows, measure = found.rows, found.answer.measure
    table = {
        "area": rows["full_name"].fillna(rows["code"]),
        "value": [_value(row, measure, words) for row in rows.to_dict("records")],
    }
    if "reach_share" in rows:
        table["reach"] = [words.percent(each, 0) for each in rows["reach_share"]]
        table["masts"] = [words.number(each) for each in rows["masts"]]
    if "distance_m" in rows:
        table["distance_m"] = [words.number(each) for each in rows["distance_m"]]
        table["nearest"] = rows["nearest"].fillna("–")
    if "km" in rows:
        table |= {
            f"km_{each}": [words.number(km, 1) for km in rows[f"km_{each}"]] for each in ROUTES
        }
        owners = found.owners.groupby("code")["owner"].agg(lambda own: _owners(own, words))
        table["owners"] = rows["code"].map(owners).fillna("–")
    table["sure"] = [
        words(f"services.planner.{'sure' if each else 'likely'}") for each in rows["sure"]
    ]
    return pd.DataFrame(table)


def _owners(own: pd.Series, words: Words) -> str:
    unknown = words("card.owner_unknown")
    return ", ".join(owner_name(each, words, blank=unknown) for each in own.drop_duplicates())


def _value(row: dict, measure, words: Words) -> str:
    state_name = row["state"]
    if state_name in (KNOWN, ZERO):
        return figure_text(row, measure, words)
    return words(f"services.state.{state_name}")


def _results(found: Plan, table: pd.DataFrame, words: Words) -> None:
    if table.empty:
        return
    st.session_state["svc_planner_codes"] = found.rows["code"].tolist()
    st.dataframe(
        table,
        key=_TABLE,
        hide_index=True,
        row_height=34,
        height=min(34 * (len(table) + 1) + 2, 360),
        on_select=_take_row,
        selection_mode="single-row",
        column_config={name: words(f"services.column.{name}") for name in table.columns},
    )


def _take_row() -> None:
    picked = st.session_state[_TABLE].get("selection", {}).get("rows", [])
    codes = st.session_state.get("svc_planner_codes", [])
    state.select(codes[picked[0]] if picked and picked[0] < len(codes) else None)


def _unknown(found: Plan, words: Words) -> None:
    with st.expander(words("services.planner.unknown_list", count=len(found.unknown))):
        rows = found.unknown
        table = pd.DataFrame(
            {
                "area": rows["full_name"].fillna(rows["code"]),
                "reason": [_reason(each, words) for each in rows["reason"]],
            }
        )
        st.dataframe(
            table,
            hide_index=True,
            row_height=34,
            height=min(34 * (len(table) + 1) + 2, 260),
            column_config={name: words(f"services.column.{name}") for name in table.columns},
        )


def _reason(reason: str, words: Words) -> str:
    key = f"services.state.{reason}"
    return words(key) if key in words else words("services.planner.nobody_looked")
