"""Take an answer away: the rows with their notes, as CSV or as a workbook."""

from functools import partial

import pandas as pd
import streamlit as st

from layers.atlas import AVAILABILITY
from layers.masks.doors import may_take
from layers.services.answers import Answer
from layers.services.notes import FORMATS, answer_file, both_languages, table_file
from layers.words import Words
from web.context import get_context
from web.taken import taken
from web.words import web_words

_KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def show(answer: Answer, words: Words) -> None:
    """The answer of the page, one button a format; a file is made once its button is pressed."""

    def make(kind: str) -> bytes:
        return answer_file(answer, words, file_format=kind)

    _buttons(make, lambda kind: file_name(answer, kind), words, key="answer")


def offer(table: pd.DataFrame, notes, name: str, words: Words, *, key: str) -> None:
    """A table of the page with its notes.

    Parameters
    ----------
    table : DataFrame
        In words; its columns are keys of ``services.column``.
    notes : callable
        ``notes(words)`` gives ``part`` and ``text``.
    """
    named = table.rename(columns={c: words(f"services.column.{c}") for c in table.columns})

    def make(kind: str) -> bytes:
        said = both_languages(lambda spoken: notes(web_words(spoken.lang)))
        return table_file(named, said, words, kind)

    _buttons(make, lambda kind: f"{name}.{kind}", words, key=key)


def _buttons(make, name, words: Words, *, key: str) -> None:
    context = get_context()
    if not may_take(context.user, context.atlas.store.specs[AVAILABILITY], context.now()):
        return
    with st.popover(
        words("services.export.open"), icon=":material/download:", key=f"svc_export_{key}"
    ):
        st.caption(words("services.export.how"))
        for kind in FORMATS:
            st.download_button(
                words(f"services.export.{kind}"),
                data=taken(context, partial(make, kind), [AVAILABILITY], kind=kind),
                file_name=name(kind),
                mime=_KINDS[kind],
                key=f"svc_export_{key}_{kind}",
                on_click="ignore",
                width="stretch",
            )


def file_name(answer: Answer, kind: str) -> str:
    """Says what is in it: measure, place, tier, period."""
    asked = answer.question
    period = "".join(sign if sign.isalnum() or sign == "-" else "-" for sign in str(asked.period))
    return f"{asked.measure}-{asked.city}-{asked.tier}-{period}.{kind}"
