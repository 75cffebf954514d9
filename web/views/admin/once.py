"""A password that was made for somebody: shown until the administrator has noted it, never again."""

import streamlit as st

from layers.esc import esc
from layers.words import Words
from web.plain import plain

_MADE = "admin_once"


def keep(user_id: str, password: str) -> None:
    """Hold it for the page; it stands nowhere else."""
    st.session_state[_MADE] = (user_id, password)


def forget() -> None:
    """It was noted, or something else is done."""
    st.session_state.pop(_MADE, None)


def show(words: Words) -> None:
    """The password, and how it is used."""
    held = st.session_state.get(_MADE)
    if held is None:
        return
    with st.container(border=True, key="adm_once"):
        st.markdown(words("admin.once", user=plain(held[0])))
        st.html(f'<code class="hatang-once">{esc(held[1])}</code>')
        st.caption(words("admin.once_how"))
        st.button(words("admin.once_noted"), key="adm_once_noted", on_click=forget)
