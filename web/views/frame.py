"""The shape of the page: a map that fills it between two panels that fold away; on a phone, a column."""

import streamlit as st

from layers.words import Words

_STYLE = """<style>
.stMainBlockContainer { padding: 0; max-width: none; }
.stMainBlockContainer > div { gap: 0; }
.stMain { overflow: hidden; }
.stAppHeader { background: transparent; pointer-events: none; }
.stAppHeader > * { pointer-events: auto; }
[data-testid="stSidebarUserContent"] .stButtonGroup button { padding-inline: 0.7rem; }
section.stSidebar { min-width: 17rem; max-width: 17rem; }
[data-testid="stSidebarHeader"] { height: 2.5rem; padding: 0.5rem 0.75rem; margin: 0; }
[data-testid="stSidebarUserContent"] { padding-top: 0; }
.stMetric [data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
.st-key-card {
  position: fixed; top: 0; right: 0; z-index: 40; width: 21rem; height: 100dvh;
  overflow-y: auto; padding: 0.75rem 1rem 1.5rem; gap: 0.6rem;
  background: var(--hatang-panel); border-left: 1px solid rgba(128,128,128,.25);
}
.st-key-map { padding-right: 21rem; }
.st-key-open_card { position: fixed; top: 0.75rem; right: 0.75rem; z-index: 40; width: auto; }
.hatang-folded .st-key-map, .st-key-map.folded { padding-right: 0; }
@media (max-width: 900px) {
  :root { --hatang-map-height: 64dvh; }
  .stMain { overflow: auto; }
  .st-key-map { padding-right: 0; }
  .st-key-card { position: static; width: auto; height: auto; border-left: 0; }
  .st-key-open_card { display: none; }
}
</style>"""
_FOLDED = "<style>.st-key-map { padding-right: 0 !important; }</style>"
_PANEL = "<style>:root {{ --hatang-panel: {colour}; }}</style>"
_COLOURS = {"light": "#ffffff", "dark": "#181f26"}
OPEN = "card_open"


def dress(theme: str) -> None:
    """Lay the page out. All of it is our own text: nothing of a file is in it."""
    folded = "" if is_card_open() else _FOLDED
    st.html(_STYLE + _PANEL.format(colour=_COLOURS[theme]) + folded)


def is_card_open() -> bool:
    """Whether the card stands beside the map."""
    return st.session_state.setdefault(OPEN, True)


def set_card(is_open: bool) -> None:
    """Open or fold the card."""
    st.session_state[OPEN] = is_open


def unfold_button(words: Words) -> None:
    """What stands in the place of a folded card."""
    st.button(
        words("card.open"),
        key="open_card",
        icon=":material/left_panel_open:",
        on_click=set_card,
        args=(True,),
    )
