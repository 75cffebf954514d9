"""The words of the page in the language of whoever looks at it."""

from functools import lru_cache
from pathlib import Path

import streamlit as st

from layers.words import LANGUAGES, Words
from web.context import get_context

LOCALES = Path(__file__).with_name("locales")


def get_language() -> str:
    """The language of this session: as switched, else as the address says, else as the browser asks."""
    if "lang" not in st.session_state:
        asked = [st.query_params.get("lang"), (st.context.locale or "")[:2]]
        known = [lang for lang in asked if lang in LANGUAGES]
        st.session_state["lang"] = known[0] if known else get_context().settings.lang
    return st.session_state["lang"]


def get_words() -> Words:
    """The words of this session."""
    return web_words(get_language())


@lru_cache
def web_words(lang: str) -> Words:
    """The words of the product and of its pages in `lang`."""
    return Words(lang, LOCALES)
