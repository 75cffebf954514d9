"""The head of the panel on every view: the name of the product, the language, the way to the other views."""

import streamlit as st

from layers.words import LANGUAGES, Words

EXPLORE, SERVICES, COVERAGE, DUCTS, IMPORT = "explore", "services", "coverage", "ducts", "import"
VIEWS = (EXPLORE, SERVICES, COVERAGE, DUCTS, IMPORT)
_SIGNS = {
    EXPLORE: "map",
    SERVICES: "task",
    COVERAGE: "cell_tower",
    DUCTS: "route",
    IMPORT: "upload_file",
}

# Five views side by side in a narrow panel, in Vietnamese too: a sign over a short name.
_STYLE = """<style>
[data-testid="stSidebarUserContent"] { margin-inline: -0.65rem; }
.st-key-view { margin-inline: -0.85rem; width: calc(100% + 1.7rem) !important; max-width: none !important; }
.st-key-view [role="radiogroup"], .st-key-view .stButtonGroup > div { flex-wrap: nowrap; }
[data-testid="stSidebarUserContent"] .st-key-view button {
  flex: 1 1 auto; min-width: 0; height: auto; padding: 0.3rem 0 0.25rem !important; white-space: nowrap;
}
.st-key-view button div:has(> span [data-testid="stIconMaterial"]), .st-key-view button div > span {
  display: flex; flex-direction: column; align-items: center; gap: 0.1rem;
}
.st-key-view button p { font-size: 0.75rem; line-height: 1.2; }
.st-key-view button [data-testid="stIconMaterial"] { font-size: 1.2rem; }
.stSidebar [data-testid="stSidebarHeader"] { position: absolute; top: 0; right: 0; z-index: 3; height: 3.25rem; }
.stSidebar [data-testid="stSidebarUserContent"] { padding-top: 0.6rem; }
.stSidebar [data-testid="stSidebarCollapseButton"] { display: inline; visibility: visible; opacity: 1; }
.stHorizontalBlock:has(.st-key-lang) { padding-right: 2.2rem; flex-wrap: nowrap; }
.stHorizontalBlock:has(.st-key-lang) > .stColumn { min-width: 0; }
/* Streamlit's faded words and signs are too pale to be read by everybody. */
.stApp [data-testid="stCaptionContainer"] { color: inherit; opacity: 0.72; }
.stApp [data-testid="stExpandSidebarButton"], .stApp [data-testid="stExpandSidebarButton"] *,
.stApp [data-testid="stSidebarHeader"] * { color: inherit !important; }
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
        format_func=lambda view: f":material/{_SIGNS[view]}: {words(f'nav.{view}')}",
        label_visibility="collapsed",
        width="stretch",
    )


def chosen() -> str:
    """The view of this visitor: as switched, else as the address says."""
    if st.session_state.get("view") not in VIEWS:
        asked = st.query_params.get("view")
        st.session_state["view"] = asked if asked in VIEWS else EXPLORE
    return st.session_state["view"]
