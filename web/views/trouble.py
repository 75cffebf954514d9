"""What a visitor sees when the store cannot be used: one sentence, what to do, and nothing else."""

import streamlit as st

from layers.errors import HatangError
from layers.words import Words, explain
from web.plain import plain


def show(fault: HatangError, words: Words) -> None:
    """Say what is wrong."""
    st.title(words("app.name"))
    st.error(plain(explain(fault, words.lang)), icon=":material/error:")
    st.caption(words("trouble.health"))
