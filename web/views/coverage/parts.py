"""The parts of a tab: one is shown at a time, and the address names it."""

import streamlit as st

from layers.words import Words
from web.views.coverage import state


def choose(names: tuple[str, ...], topic: str, words: Words) -> str:
    """The part that is shown; the first to begin with."""
    state.settle("part", list(names))
    return st.segmented_control(
        words(f"coverage_view.{topic}"),
        names,
        key=state.fill("part"),
        required=True,
        format_func=lambda each: words(f"coverage_view.{topic}.{each}"),
        label_visibility="collapsed",
        on_change=state.take,
        args=("part", str, ("shown", "focus")),
    )


def choose_shown(options: list[str], label: str, text, *, help_text: str | None = None) -> str:
    """What the map and table of a part are about; the first to begin with."""
    state.settle("shown", options)
    return st.selectbox(
        label,
        options,
        key=state.fill("shown"),
        format_func=text,
        help=help_text,
        on_change=state.take,
        args=("shown",),
    )
