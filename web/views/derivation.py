"""“How was this made?”: a popover beside a number, filled once it is opened."""

import streamlit as st

from layers.words import Words
from web.plain import plain


def opened(key: str, words: Words, label: str | None = None):
    """The popover that a derivation stands in; ``.open`` says whether somebody looks."""
    name = words("services.derived.open")
    return st.popover(
        f"{name}: {label}" if label else name,
        icon=":material/account_tree:",
        key=key,
        on_change="rerun",
    )


def fill(derivation, words: Words) -> None:
    """What a result was made of and how: whatever has ``to_rows(words)`` with ``part`` and ``text``."""
    for part, rows in derivation.to_rows(words).groupby("part", sort=False):
        lines = "\n".join(f"- {plain(text)}" for text in rows["text"])
        one = plain(rows["text"].iloc[0])
        st.markdown(
            f"**{plain(part)}**  \n{one}" if len(rows) == 1 else f"**{plain(part)}**\n{lines}"
        )


class Made:
    """What ``make(words)`` says of how a table came about: frames of ``part`` and ``text``."""

    def __init__(self, make):
        self.to_rows = make


def beside(derivation, words: Words, *, key: str, label: str | None = None) -> None:
    """A popover about one result."""
    with opened(key, words, label) as box:
        if box.open:
            fill(derivation, words)
