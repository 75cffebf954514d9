"""Targets: how far the number of the page is from every goal that is a goal of the same thing."""

import pandas as pd
import streamlit as st

from layers.services.answers import Answer
from layers.services.targets import distance_to_targets, targets
from layers.words import Words
from web.plain import plain
from web.views.services import charts
from web.views.services.lead import selected_row
from web.views.services.state import Choice

_SIGNS = {">=": "≥", ">": ">", "=": "="}


def target_rows(words: Words) -> pd.DataFrame:
    """All goals as a reader sees them."""
    table = targets()
    return pd.DataFrame(
        {
            "theme": [_term("theme", each, words) for each in table["theme"]],
            "scope": [_term("place", each, words) for each in table["scope"]],
            "what": [words(f"target.{each}") for each in table["id"]],
            "goal": [_goal(row, words) for row in table.to_dict("records")],
            "year": table["due"].astype("string").fillna("–"),
            "status": [_term("status", each, words) for each in table["status"]],
            "document": [document(each, words) for each in table["document"]],
            "certainty": [_sure(each, words) for each in table["sure"]],
            "source": table["source"],
        }
    )


def show(
    context, snapshot, choice: Choice, answer: Answer | None, words: Words, *, theme: str
) -> None:
    """The comparable goals as a chart and one by one, then the others with the reason why not."""
    value, low, high = _value(answer, choice)
    if value is None or pd.isna(value):
        st.info(words("services.targets.no_value"), icon=":material/help:")
        return
    rows = distance_to_targets(choice.measure, value, city=choice.city)
    good = rows[rows["comparable"]].reset_index(drop=True)
    if good.empty:
        st.info(words("services.targets.none"), icon=":material/flag:")
    else:
        _chart(good, value, low, high, choice, words, theme)
        for row in good.to_dict("records"):
            _one(row, words)
    others = rows[~rows["comparable"]]
    if len(others):
        st.markdown(f"**{words('services.targets.others')}**")
        st.caption(words("services.targets.others_how"))
        for row in others.to_dict("records"):
            why = words(f"services.why_not.{row['why_not']}")
            st.caption(plain(f"{_head(row, words)} — {why} · {document(row['document'], words)}"))


def document(text: object, words: Words) -> str:
    """The name of a document; its kind in Vietnamese where the page is."""
    if pd.isna(text):
        return ""
    text = str(text)
    text = _YEARLY if text == "as above" else text
    if words.lang != "vi":
        return text
    for english, vietnamese in _KINDS.items():
        text = text.replace(english, vietnamese)
    return text


_YEARLY = "yearly plan quoted with EMC result"
_KINDS = {
    "Decision": "Quyết định", "Resolution": "Nghị quyết", "Letter": "Công văn", "Decree": "Nghị định",
    "Ha Noi passive infrastructure plan to 2020": "Quy hoạch hạ tầng viễn thông thụ động Hà Nội đến 2020",
    "Ha Noi passive infrastructure plan": "Quy hoạch hạ tầng viễn thông thụ động Hà Nội",
    "ministry roll-out plan": "kế hoạch triển khai của bộ", "Plan ": "Kế hoạch ",
    _YEARLY: "kế hoạch năm, nêu cùng kết quả của EMC",
    "city statement": "phát biểu của thành phố", "(by speech)": "(theo phát biểu)",
    " and its plan ": " và kế hoạch ", "QD-TTg": "QĐ-TTg", "NQ-CP": "NQ-CP",
}  # fmt: skip


def _value(answer: Answer | None, choice: Choice) -> tuple:
    """What is measured: the selected area, else the whole place."""
    if answer is None or not answer.measure.is_share:
        return None, None, None
    row = selected_row(answer, choice.area)
    if row is None:
        return answer.total["value"], None, None
    return row["value"], row["low"], row["high"]


def _chart(rows: pd.DataFrame, value, low, high, choice: Choice, words: Words, theme: str) -> None:
    records = rows.to_dict("records")
    ranged = low is not None and pd.notna(low) and pd.notna(high) and low != high
    data = pd.DataFrame(
        {
            "label": [f"{_term('place', r['scope'], words)} {r['due']}" for r in records],
            "order": range(len(rows)),
            "value": 100 * value,
            "goal": 100 * rows["goal"].astype(float),
            "low": 100 * low if ranged else None,
            "high": 100 * high if ranged else None,
            "right": (100 * rows["goal"].astype(float)).clip(lower=100 * value),
            "value_text": words.percent(value),
            "goal_text": [_goal_text(r, words) for r in records],
            "distance_text": [_distance(r["distance_pp"], words) for r in records],
        }
    )
    data["label"] = data["label"].mask(
        data["label"].duplicated(keep=False), data["label"] + " · " + data["goal_text"]
    )
    st.vega_lite_chart(
        data, charts.bullets(theme=theme, words=words), alt=words("services.targets.alt")
    )
    st.caption(words("services.targets.legend"))


def _one(row: dict, words: Words) -> None:
    """A goal in full: who set it, whether it is still in force, how sure the figure is."""
    with st.container(key=f"svc_fact_target_{row['id']}"):
        met = words(f"services.targets.{'met' if row['is_met'] else 'not_met'}")
        st.markdown(
            f"**{plain(_head(row, words))}** · {plain(_distance(row['distance_pp'], words))} · {met}"
        )
        said = [document(row["document"], words)]
        said += [words("services.targets.status", status=_term("status", row["status"], words))]
        said += [_sure(row["sure"], words), words("services.source", source=row["source"])]
        if row["national"]:
            said.append(words("services.targets.national"))
        st.caption(plain(" · ".join(text for text in said if text)))


def _head(row: dict, words: Words) -> str:
    place = _term("place", row["scope"], words)
    what = words(f"target.{row['id']}")
    due = "" if pd.isna(row["due"]) else f", {row['due']}"
    return f"{place}{due}: {what} {_goal_text(row, words)}".strip()


def _goal_text(row: dict, words: Words) -> str:
    if pd.isna(row["goal"]) or row["goal"] > 1:
        return ""
    return f"{_SIGNS.get(row['operator'], '')} {words.percent(row['goal'], 0)}".strip()


def _goal(row: dict, words: Words) -> str:
    if pd.isna(row["goal"]):
        return _term("services.goal_word", row["value"], words)
    sign = _SIGNS.get(row["operator"], "") if pd.notna(row["operator"]) else ""
    key = f"counted.{row['unit']}"
    unit = words(key) if key in words else str(row["unit"])
    number = float(row["goal"]) * (100 if str(row["unit"]).startswith("%") else 1)
    return f"{sign} {words.number(number, 0 if number % 1 == 0 else 1)} {unit}".strip()


def _distance(points: float, words: Words) -> str:
    """Percentage points above or below the goal."""
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return words("services.points", points=f"{sign}{words.number(abs(points), 1)}")


def _sure(sure: bool, words: Words) -> str:
    return words("services.certainty.read" if sure else "services.certainty.memory for value")


def _term(group: str, value: object, words: Words) -> str:
    if pd.isna(value):
        return ""
    key = f"{group}.{value}"
    return words(key) if key in words else str(value)
