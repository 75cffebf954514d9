"""The self-check: whether the app stands as it should, row by row, with what to do where it does not."""

import streamlit as st

from layers.esc import esc
from layers.words import Words
from web.context import Context
from web.views.admin.checks import Check, checks

_SIGNS = {"fine": "✓", "heed": "!", "fault": "✕"}


def show(context: Context, words: Words) -> None:
    """How many rows want something, then the rows."""
    with st.spinner(words("admin.check.looking")):
        found = checks(context)
    counts = {state: sum(each.state == state for each in found) for state in _SIGNS}
    st.markdown(words("admin.check.counts", **counts))
    st.html(f'<table class="hatang-check">{"".join(_row(each, words) for each in found)}</table>')
    st.caption(words("admin.check.how"))


def _row(check: Check, words: Words) -> str:
    said = words(f"admin.check.{check.topic}.{check.case}", **check.params)
    key = f"admin.check.{check.topic}.{check.case}.do"
    todo = f'<div class="do">→ {esc(words(key, **check.params))}</div>' if key in words else ""
    state = esc(words(f"admin.check.state.{check.state}"))
    return (
        f'<tr><td><span class="mark {check.state}" role="img" aria-label="{state}" title="{state}">'
        f"{_SIGNS[check.state]}</span></td><th scope='row'>{esc(words(f'admin.check.{check.topic}'))}</th>"
        f"<td>{esc(said)}{todo}</td></tr>"
    )
