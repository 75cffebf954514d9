"""The turning of pages under a ranking, and the page that follows what is selected."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import streamlit as st

from layers.words import Words
from web.views.sign import sign


@dataclass(frozen=True)
class FollowingPage:
    """The page of a list, held in the session: as turned, or that of what is selected once this changes.

    Attributes
    ----------
    name : str
        Under which it is held, and what the keys of the buttons begin with.
    size : int
        Rows of a page.
    """

    name: str
    size: int

    def show(self, ids: Sequence[Hashable], selected: Hashable | None, words: Words) -> int:
        """Draw the buttons where there is more than one page; returns the page to show."""
        held = st.session_state.get(self._page, 0)
        if selected is not None and selected != st.session_state.get(self._seen):
            held = list(ids).index(selected) // self.size if selected in ids else held
            self.turn(held)
        self.stay(selected)
        return turn_pages(
            len(ids), held, size=self.size, key=self.name, turn=self.turn, words=words
        )

    def turn(self, page: int) -> None:
        """Hold another page."""
        st.session_state[self._page] = page

    def stay(self, selected: Hashable | None) -> None:
        """Something is selected on the page itself, which stays."""
        st.session_state[self._seen] = selected

    @property
    def _page(self) -> str:
        return f"{self.name}_page"

    @property
    def _seen(self) -> str:
        return f"{self.name}_seen"


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
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", width="content"
        ):
            _button("before", page - 1, page > 0, key, turn, words)
            first = page * size + 1
            last = min(count, first + size - 1)
            said = words("services.ranking.page", first=first, last=last, count=count)
            st.caption(said, width="content")
            _button("next", page + 1, page < pages - 1, key, turn, words)
    return page


def _button(name: str, page: int, possible: bool, key: str, turn: Callable, words: Words) -> None:
    st.button(
        **sign(
            f"chevron_{'right' if name == 'next' else 'left'}", words(f"services.ranking.{name}")
        ),
        key=f"{key}_{name}",
        disabled=not possible,
        type="tertiary",
        on_click=turn,
        args=(page,),
    )
