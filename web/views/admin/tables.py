"""A table of text, as wide as the page: what is in it is text whatever it looks like."""

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd
import streamlit as st

from layers.esc import esc
from layers.words import Words

_MOST_ROWS, _HEIGHT = 15, 500


def show(
    rows: Sequence[dict],
    columns: Sequence[str],
    words: Words,
    *,
    key: str,
    widths: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Draw the columns of rows under their names in words; `widths` in pixels, where they matter."""
    frame = pd.DataFrame([[row.get(name) or "–" for name in columns] for row in rows])
    frame.columns = [words(f"admin.column.{name}") for name in columns]
    st.dataframe(
        frame.astype("string"),
        hide_index=True,
        width="stretch",
        height="content" if len(rows) <= _MOST_ROWS else _HEIGHT,
        key=key,
        column_config={
            words(f"admin.column.{name}"): st.column_config.Column(width=width)
            for name, width in widths.items()
        },
    )


def moment(at: datetime.datetime | None, words: Words) -> str:
    """A day and a minute of the clock here; a dash for never."""
    if at is None:
        return "–"
    local = at.astimezone()
    return f"{words.date(local.date())} {local:%H:%M}"


def small(rows: Sequence[dict], columns: Sequence[str], words: Words) -> None:
    """A few rows as plain HTML: two of Streamlit's tables on one page share the names of their cells."""
    head = "".join(f"<th scope='col'>{esc(words(f'admin.column.{name}'))}</th>" for name in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{esc(row.get(name))}</td>' for name in columns)}</tr>" for row in rows
    )
    st.html(
        f'<table class="hatang-small"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )
