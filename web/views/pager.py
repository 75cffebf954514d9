"""The turning of pages under a ranking."""

import math
from collections.abc import Callable

import streamlit as st

from layers.words import Words


def turn_pages(
    count: int, held: int, *, size: int, key: str, turn: Callable[[int], None], words: Words
) -> int:
    """Draw the buttons where there is more than one page; returns the page to show.

    Parameters
    ----------
    held : int
        The page that is held, from 0; it may be of a longer list.
    turn : callable
        Told the page that somebody turns to.
    """
    pages = max(math.ceil(count / size), 1)
    page = min(held, pages - 1)
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _button("before", page - 1, page > 0, key, turn, words)
            first = page * size + 1
            last = min(count, first + size - 1)
            said = words("services.ranking.page", first=first, last=last, count=count)
            st.caption(said, width="content")
            _button("next", page + 1, page < pages - 1, key, turn, words)
    return page


def _button(name: str, page: int, possible: bool, key: str, turn: Callable, words: Words) -> None:
    st.button(
        f":material/chevron_{'right' if name == 'next' else 'left'}:",
        key=f"{key}_{name}",
        help=words(f"services.ranking.{name}"),
        disabled=not possible,
        type="tertiary",
        on_click=turn,
        args=(page,),
    )
