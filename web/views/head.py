"""The head of the panel on every view: the name of the product, the language, the way to the other views."""

import streamlit as st

from layers.access import can_administer
from layers.esc import esc
from layers.words import LANGUAGES, Words
from web.aids.host import aids
from web.context import get_context
from web.sign_in.form import NEW_PASSWORD, SIGN_OUT
from web.views.sign import STYLE

EXPLORE, SERVICES, COVERAGE, DUCTS, IMPORT = "explore", "services", "coverage", "ducts", "import"
ADMIN = "admin"
VIEWS = (EXPLORE, SERVICES, COVERAGE, DUCTS, IMPORT)
_SIGNS = {
    EXPLORE: "map",
    SERVICES: "task",
    COVERAGE: "cell_tower",
    DUCTS: "route",
    IMPORT: "upload_file",
    ADMIN: "settings",
}

# Five or six views side by side in a narrow panel, in Vietnamese too: a sign over a short name.
_STYLE = """<style>
section.stSidebar:not([data-collapsed="true"]) { min-width: 19rem; max-width: 19rem; overflow-x: clip; }
@media (max-width: 600px) {
  section.stSidebar:not([data-collapsed="true"]) { min-width: 100vw; max-width: 100vw; }
}
.stSidebar [data-testid="stSidebarContent"] { overflow-x: clip; }
.st-key-who { font-size: 0.85rem; line-height: 1.5; }
.st-key-who span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.st-key-who a { margin-inline-end: 0.8rem; color: inherit; }
[data-testid="stLayoutWrapper"]:has(> .st-key-alone) { order: 99; }
.stSidebar .stHorizontalBlock:has(.st-key-lang) h3 { padding: 0; }
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
/* For a sixth there is room for its sign alone; its words are read aloud. */
[data-testid="stSidebarUserContent"] .st-key-view button:nth-of-type(6) { flex: 0 0 2rem; position: relative; }
.st-key-view button:nth-of-type(6) p {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.stSidebar [data-testid="stSidebarHeader"] { position: absolute; top: 0; right: 0; z-index: 3; height: 3.25rem; }
.stSidebar [data-testid="stSidebarUserContent"] { padding-top: 0.6rem; }
.stSidebar [data-testid="stSidebarCollapseButton"] { display: inline; visibility: visible; opacity: 1; }
.stHorizontalBlock:has(.st-key-lang) { padding-right: 2.2rem; flex-wrap: nowrap; }
.stHorizontalBlock:has(.st-key-lang) > .stColumn { min-width: 0; }
/* Nobody links to a heading here, and the link has an English name. */
[data-testid="stHeaderActionElements"] { display: none; }
/* The first stop of the keyboard is Streamlit's, in English: its words are drawn over. */
.stApp [data-testid="stSkipToContent"] { font-size: 0; }
.stApp [data-testid="stSkipToContent"]::after { content: "SKIP"; font-size: 0.875rem; }
.st-key-aids { display: none; }
.stMain:focus-visible { outline: 2px solid currentColor; outline-offset: -2px; }
/* On a phone it lies over what is scrolled below it. */
[data-testid="stExpandSidebarButton"] {
  background: color-mix(in srgb, Canvas 88%, transparent); border-radius: 8px; box-shadow: 0 1px 4px rgba(0, 0, 0, 0.3);
}
/* Streamlit's faded words and signs are too pale to be read by everybody. */
.stApp [data-testid="stCaptionContainer"] { color: inherit; opacity: 0.72; }
.stApp [data-testid="stExpandSidebarButton"], .stApp [data-testid="stExpandSidebarButton"] *,
.stApp [data-testid="stSidebarHeader"] * { color: inherit !important; }
</style>"""


def show(words: Words) -> None:
    """The name, the switch of the language and that of the view."""
    st.html(_STYLE.replace("SKIP", words("control.skip")) + STYLE)
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
    aids(words)
    _who(words)
    st.segmented_control(
        words("control.view"),
        views(),
        key="view",
        required=True,
        format_func=lambda view: f":material/{_SIGNS[view]}: {words(f'nav.{view}')}",
        label_visibility="collapsed",
        width="stretch",
    )


def _who(words: Words) -> None:
    """Who is signed in, and how they go; at the foot of the panel that the app has one user."""
    user = get_context().user
    if user is None or user.local:
        with st.container(key="alone"):
            st.caption(words("sign_in.alone"))
        return
    told = words("sign_in.as", name=user.name or user.id, role=words(f"role.{user.role}"))
    links = ((NEW_PASSWORD, "sign_in.change"), (SIGN_OUT, "sign_in.out"))
    with st.container(key="who"):
        st.html(
            f'<span title="{esc(told)}">{esc(told)}</span>'
            + " ".join(
                f'<a href="{path}?lang={words.lang}" target="_self">{esc(words(key))}</a>'
                for path, key in links
            )
        )


def views() -> tuple[str, ...]:
    """The views there are for this visitor."""
    return (*VIEWS, ADMIN) if can_administer(get_context().user) else VIEWS


def chosen() -> str:
    """The view of this visitor: as switched, else as the address says. What is not for them is the first."""
    there = views()
    if st.session_state.get("view") not in there:
        asked = st.query_params.get("view")
        st.session_state["view"] = asked if asked in there else EXPLORE
    return st.session_state["view"]
