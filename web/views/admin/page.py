"""Administration: one tab at a time, for those who may."""

from importlib import import_module

import streamlit as st

from layers.access import require_administrator
from layers.words import Words
from web.context import Context
from web.views import head
from web.views.admin import deed, dress, place

_ROOMS = {
    place.ACCOUNTS: "accounts",
    place.GRANTS: "grants",
    place.LAYERS: "layers",
    place.LOG: "log",
    place.STORE: "store",
    place.CHECK: "self_check",
}


def show(context: Context, words: Words) -> None:
    """The view; `NotAdministrator` for anybody else."""
    require_administrator(context.user)
    dress.lay_out()
    place.begin()
    with st.sidebar:
        head.show(words)
        st.caption(words("admin.aside"))
    st.markdown(f"## {words('admin.title')}")
    st.segmented_control(
        words("admin.tabs"),
        place.TABS,
        key=place.TAB,
        required=True,
        format_func=lambda tab: words(f"admin.tab.{tab}"),
        label_visibility="collapsed",
    )
    deed.tell(words)
    room = import_module(f"web.views.admin.{_ROOMS[st.session_state[place.TAB]]}")
    room.show(context, words)
    place.write(words.lang)
