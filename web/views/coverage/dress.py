"""The shape of the Coverage and Ducts pages: a map, a panel of answers beside it; on a phone one under the other."""

import streamlit as st

_STYLE = """<style>
.stMainBlockContainer { padding: 0; max-width: none; }
.stMainBlockContainer > div { gap: 0; }
.stMain { overflow: hidden; }
.stAppHeader { background: transparent; pointer-events: none; }
.stAppHeader > * { pointer-events: auto; }
[data-testid="stSidebarHeader"] { height: 2.5rem; padding: 0.5rem 0.75rem; margin: 0; }
[data-testid="stSidebarUserContent"] { padding-top: 0; }
[data-testid="stSidebarUserContent"] .stButtonGroup button { padding-inline: 0.4rem; }
:root { --cov-panel: clamp(27rem, 40vw, 42rem); }
.st-key-cov_map { padding-right: var(--cov-panel); position: relative; }
.st-key-cov_panel {
  position: fixed; top: 0; right: 0; z-index: 40; width: var(--cov-panel); height: 100dvh;
  overflow-y: auto; padding: 1rem 1.25rem 2rem; gap: 0.75rem;
  background: var(--cov-ground); border-left: 1px solid rgba(128,128,128,.25);
}
.st-key-cov_panel h4, .st-key-cov_panel h5 { padding: 0; margin: 0; line-height: 1.35; overflow-wrap: anywhere; }
.st-key-cov_panel [data-testid="stMarkdownContainer"]:has(h4, h5) { margin-bottom: 0; }
.st-key-cov_lead { gap: 0.1rem; }
.st-key-cov_lead [data-testid="stMetricValue"] {
  font-size: 2.4rem; font-weight: 600; line-height: 1.15; font-variant-numeric: tabular-nums;
}
.st-key-cov_lead [data-testid="stMetricLabel"] p { font-size: 0.95rem; }
.st-key-cov_panel .stDataFrame { font-variant-numeric: tabular-nums; }
/* Streamlit's own download leaves the notes behind and lets formulas through: ours stands beside it. */
.stDataFrame button[aria-label="Download as CSV"] { display: none; }
.st-key-cov_panel summary p { overflow-wrap: anywhere; }
.st-key-cov_tab button { padding-inline: 0.5rem; }
.st-key-cov_tab .stButtonGroup > div, .st-key-cov_tab [role="radiogroup"] { gap: 0.25rem; }
[class*="st-key-cov_fact_"] { border-left: 3px solid rgba(128,128,128,.35); padding-left: 0.9rem; gap: 0.25rem; }
[data-testid="stPopoverBody"] { max-width: min(34rem, 92vw); min-width: min(26rem, 92vw); }
@media (max-width: 1100px) { :root { --cov-panel: 25rem; } }
@media (max-width: 900px) {
  :root { --hatang-map-height: 62dvh; }
  .stMain { overflow: auto; }
  .st-key-cov_map { padding-right: 0; }
  .st-key-cov_panel { position: static; width: auto; height: auto; border-left: 0; padding: 1rem; }
}
</style>"""
_GROUND = "<style>:root {{ --cov-ground: {colour}; }}</style>"
_COLOURS = {"light": "#ffffff", "dark": "#181f26"}
# White on the bright accent of the dark theme cannot be read.
_DARK = '<style>[data-testid="stBaseButton-primary"]:not(:disabled) { color: #181f26; }</style>'


def lay_out(theme: str) -> None:
    """Lay the page out. All of it is our own text: nothing of a file is in it."""
    more = _DARK if theme == "dark" else ""
    st.html(_STYLE + _GROUND.format(colour=_COLOURS[theme]) + more)
