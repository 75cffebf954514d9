"""The Streamlit side of the button that copies a link."""

from functools import lru_cache
from pathlib import Path

import streamlit as st

from layers.words import Words

COMPONENT = "hatang_copy_link"
_HERE = Path(__file__).parent


def copy_button(words: Words, *, key: str, query: str | None = None) -> None:
    """Draw the button.

    Parameters
    ----------
    query : str, optional
        What follows the ``?`` of the link; without it the link is the address as it stands at the
        press, with the place on the map.
    """
    data = {
        "query": query,
        "label": words("explore_share.copy"),
        "done": words("explore_share.copied"),
        "by_hand": words("explore_share.copy_by_hand"),
    }
    _component()(data=data, key=key)


@lru_cache(maxsize=1)
def _component():
    script, style = (_HERE.joinpath(f"copy_link.{x}").read_text("utf-8") for x in ("js", "css"))
    return st.components.v2.component(COMPONENT, js=script, css=style, isolate_styles=True)
