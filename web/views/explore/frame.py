"""The shape of the page: a map that fills it between two panels that fold away; on a phone, a column."""

import streamlit as st

from layers.words import Words

_STYLE = """<style>
.stMainBlockContainer { padding: 0; max-width: none; }
.stMainBlockContainer > div { gap: 0; }
.stMain { overflow: hidden; }
.stAppHeader { background: transparent; pointer-events: none; }
.stAppHeader > *, [data-testid="stToolbar"] { pointer-events: none; }
.stAppHeader button, .stAppHeader a { pointer-events: auto; }
[data-testid="stSidebarUserContent"] .stButtonGroup button { padding-inline: 0.7rem; }
@media (max-width: 600px) {
  .stApp [data-testid="stExpandSidebarButton"] { top: 153px; left: auto; right: 0.75rem; }
}
.st-key-x_panel_switch { width: 100% !important; max-width: none !important; }
.st-key-x_panel_switch [role="radiogroup"], .st-key-x_panel_switch .stButtonGroup > div { flex-wrap: nowrap; }
[data-testid="stSidebarUserContent"] .st-key-x_panel_switch button {
  flex: 1 1 auto; min-width: 0; height: auto; padding: 0.3rem 0 0.25rem !important; white-space: nowrap;
}
.st-key-x_panel_switch button div:has(> span [data-testid="stIconMaterial"]), .st-key-x_panel_switch button div > span {
  display: flex; flex-direction: column; align-items: center; gap: 0.1rem;
}
.st-key-x_panel_switch button p { font-size: 0.78rem; line-height: 1.2; }
.st-key-x_panel_switch button [data-testid="stIconMaterial"] { font-size: 1.2rem; }
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
.st-key-notes {
  position: fixed; z-index: 45; top: 4.25rem; left: 50%; transform: translateX(-50%);
  width: min(34rem, 92vw); max-height: 40dvh; overflow-y: auto;
  padding: 0.25rem 0.25rem 0.25rem 0.5rem; border-radius: 8px;
  background: var(--hatang-panel); box-shadow: 0 4px 18px rgba(0, 0, 0, 0.25);
}
[data-testid="stExpandSidebarButton"] {
  position: fixed; top: 0.85rem; left: 362px; z-index: 50; background: var(--hatang-panel); border-radius: 8px;
  box-shadow: 0 1px 4px rgba(0, 0, 0, 0.3);
}
.stHorizontalBlock:has(.st-key-close_card, .st-key-x_close_notes), [class*="st-key-x_saved_"] .stHorizontalBlock {
  flex-wrap: nowrap;
}
.stHorizontalBlock:has(.st-key-close_card, .st-key-x_close_notes) > .stColumn,
[class*="st-key-x_saved_"] .stColumn { min-width: 0; }
@media (max-width: 900px) {
  :root { --hatang-map-height: calc(58dvh - 2.9rem); }
  .stMain { overflow: auto; }
  .stMainBlockContainer { padding-bottom: 42dvh; }
  .st-key-map { padding-right: 0; }
  .st-key-card {
    top: auto; bottom: 0; left: 0; width: 100%; height: 42dvh; border-left: 0; padding: 0.6rem 1rem 1.5rem;
    border-radius: 14px 14px 0 0; border-top: 1px solid rgba(128,128,128,.25);
    box-shadow: 0 -6px 20px rgba(0, 0, 0, 0.18);
  }
  .st-key-open_card { top: auto; bottom: 0.6rem; }
}
</style>"""
_FOLDED = """<style>.st-key-map { padding-right: 0 !important; }
@media (max-width: 900px) {
  :root { --hatang-map-height: calc(100dvh - 6rem); }
  .stMainBlockContainer { padding-bottom: 3.1rem; }
}
</style>"""
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
