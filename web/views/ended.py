"""What somebody sees whose session is over while the page is open."""

import streamlit as st

from layers.esc import esc
from layers.words import Words
from web.sign_in.form import SIGN_IN


def show(words: Words) -> None:
    """Say so, and the way back."""
    st.title(words("app.name"))
    st.info(words("sign_in.ended"), icon=":material/lock:")
    st.html(
        f'<a href="{SIGN_IN}?lang={words.lang}" target="_self">{esc(words("sign_in.again"))}</a>'
    )
