"""The side bar's panels: one of them is open."""

import streamlit as st

from web.views.explore import (
    drawing_panel,
    filter_panel,
    layers_panel,
    share_panel,
    state,
    takeaway_panel,
)
from web.views.explore.scene import Scene

PANELS = {
    "layers": (layers_panel, "layers"),
    "filter": (filter_panel, "filter_alt"),
    "draw": (drawing_panel, "draw"),
    "share": (share_panel, "share"),
    "takeaway": (takeaway_panel, "download"),
}
_SWITCH = "x_panel_switch"


def show(scene: Scene) -> None:
    """The switch, and the open panel."""
    if st.session_state.get(state.PANEL) not in PANELS:
        state.open_panel("layers")
    chosen = st.session_state[state.PANEL]
    st.session_state[_SWITCH] = chosen
    st.segmented_control(
        scene.words("explore_shell.panels"),
        list(PANELS),
        key=_SWITCH,
        required=True,
        format_func=lambda name: (
            f":material/{PANELS[name][1]}: {scene.words(f'explore_shell.panel.{name}')}"
        ),
        label_visibility="collapsed",
        width="stretch",
        on_change=_take,
    )
    with st.container(key=f"panel_{chosen}"):
        PANELS[chosen][0].show(scene)


def _take() -> None:
    state.open_panel(st.session_state[_SWITCH])
