"""Which tab of Administration is open: in the session, and in the address so that a reload finds it."""

import streamlit as st

from web.views.head import ADMIN

TAB = "admin_tab"
TABS = ACCOUNTS, GRANTS, LAYERS, LOG, STORE, CHECK = (
    *("accounts", "grants", "layers", "log", "store", "check"),
)


def begin() -> None:
    """Take from the address, at the first run, what it names."""
    if st.session_state.get(TAB) not in TABS:
        asked = st.query_params.get("tab")
        st.session_state[TAB] = asked if asked in TABS else ACCOUNTS


def write(lang: str) -> None:
    """Let the address name the tab."""
    wanted = {"view": ADMIN, "tab": st.session_state[TAB], "lang": lang}
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)
