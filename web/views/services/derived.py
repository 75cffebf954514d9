"""“How was this made?”: beside a number its inputs, versions, rule, weight, what was left out, the figures behind."""

import pandas as pd
import streamlit as st

from layers.atlas import Snapshot
from layers.services.answers import Answer
from layers.services.behind import Behind, behind
from layers.services.derivation import Derivation
from layers.services.naming import source_name
from layers.words import Words
from web.context import Context
from web.views.derivation import fill, opened
from web.views.services.figures import state_text

_ROW = 36


def show(
    context: Context, snapshot: Snapshot, answer: Answer, code: str | None, words: Words
) -> None:
    """A popover about the number of an area, or of the whole place; it is filled once it is opened."""
    with opened("svc_derived_lead", words) as box:
        if not box.open:
            return
        fill(answer.derivation, words)
        if code is not None:
            _figures_behind(behind(context.atlas, snapshot, answer, code), words)
        left_out(answer.derivation, words)


def beside(derivation: Derivation, words: Words, *, key: str, label: str | None = None) -> None:
    """A popover about one result."""
    with opened(f"svc_derived_{key}", words, label) as box:
        if box.open:
            fill(derivation, words)
            left_out(derivation, words)


def left_out(derivation: Derivation, words: Words) -> None:
    """What does not count, each with its reason."""
    rows = derivation.left_out
    if rows.empty:
        return
    with st.expander(words("services.derived.left_out", count=len(rows))):
        shown = rows.head(500)  # all of them are in the export
        said = {r: words(f"left_out.{r}", count=1) for r in shown["reason"].unique()}
        table = {
            "place": shown["place"].fillna(shown["unit_key"]),
            "unit_key": shown["unit_key"],
            "reason": shown["reason"].map(said),
        }
        _table(pd.DataFrame(table), words, key="svc_left_out")


def _figures_behind(found: Behind, words: Words) -> None:
    """The rows that an area returned, and the parts that were carried to it."""
    seen = found.observations
    if len(seen):
        st.markdown(f"**{words('services.derived.behind')}**")
        table = {
            "place": seen["place"].fillna(seen["unit_key"]),
            "measure": [words(f"measure.{each}") for each in seen["measure"]],
            "value": [_count(row, words) for row in seen.to_dict("records")],
            "of": [words.number(each) for each in seen["denominator"]],
            "period": seen["period"],
            "source": [
                None if pd.isna(each) else source_name(each, words) for each in seen["source"]
            ],
            "unit_key": seen["unit_key"],
            "matched": seen["matched_from"].fillna(""),
            "note": seen["note"].fillna(""),
        }
        _table(pd.DataFrame(table), words, key="svc_behind")
    parts = found.parts
    if len(parts):
        st.markdown(f"**{words('services.derived.parts')}**")
        records = parts.to_dict("records")
        table = {
            "place": parts["place"].fillna(parts["from_key"]),
            "share": [words.percent(each, 1) for each in parts["share"]],
            "numerator": [_count(row, words) for row in records],
            "denominator": [words.number(each) for each in parts["denominator"]],
            "unit_key": parts["from_key"],
        }
        _table(pd.DataFrame(table), words, key="svc_parts")


def _count(row: dict, words: Words) -> str:
    known = row["state"] in ("known", "zero") and pd.notna(row["numerator"])
    return words.number(row["numerator"]) if known else state_text(row["state"], words)


def _table(table: pd.DataFrame, words: Words, *, key: str) -> None:
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        row_height=_ROW,
        height=min(_ROW * (len(table) + 1) + 2, 250),
        column_config={name: words(f"services.column.{name}") for name in table.columns},
    )
