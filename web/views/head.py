"""The head of the panel on every view: the name of the product, the language, the way to the other views."""

import streamlit as st

from layers.words import LANGUAGES, Words

EXPLORE, SERVICES, IMPORT = "explore", "services", "import"
VIEWS = (EXPLORE, SERVICES, IMPORT)


# Three views side by side in a narrow panel, in Vietnamese too.
_STYLE = """<style>
[data-testid="stSidebarUserContent"] { margin-inline: -0.65rem; }
.st-key-view button { padding-inline: 0.45rem !important; white-space: nowrap; }
.st-key-view button p { font-size: 0.85rem; }
</style>"""


def show(words: Words) -> None:
    """The name, the switch of the language and that of the view."""
    st.html(_STYLE)
    name, switch = st.columns([4, 5], vertical_alignment="center")
    name.markdown(f"### {words('app.name')}")
    switch.segmented_control(
        words("control.language"),
        LANGUAGES,
        key="lang",
        required=True,
        format_func=str.upper,
        label_visibility="collapsed",
    )
    st.segmented_control(
        words("control.view"),
        VIEWS,
        key="view",
        required=True,
        format_func=lambda view: words(f"view.{view}"),
        label_visibility="collapsed",
        width="stretch",
    )


def chosen() -> str:
    """The view of this visitor: as switched, else as the address says."""
    if st.session_state.get("view") not in VIEWS:
        asked = st.query_params.get("view")
        st.session_state["view"] = asked if asked in VIEWS else EXPLORE
    return st.session_state["view"]
