"""The shape of the Services pages: a map, a panel of answers beside it; on a phone one under the other."""

import streamlit as st

_STYLE = """<style>
.stMainBlockContainer { padding: 0; max-width: none; }
.stMainBlockContainer > div { gap: 0; }
.stMain { overflow: hidden; }
.stAppHeader { background: transparent; pointer-events: none; }
.stAppHeader > * { pointer-events: auto; }
[data-testid="stSidebarHeader"] { height: 2.5rem; padding: 0.5rem 0.75rem; margin: 0; }
[data-testid="stSidebarUserContent"] { padding-top: 0; }
[data-testid="stSidebarUserContent"] .stButtonGroup button { padding-inline: 0.55rem; }
:root { --svc-panel: clamp(27rem, 40vw, 42rem); }
.st-key-svc_map { padding-right: var(--svc-panel); position: relative; }
.st-key-svc_panel {
  position: fixed; top: 0; right: 0; z-index: 40; width: var(--svc-panel); height: 100dvh;
  overflow-y: auto; padding: 1rem 1.25rem 2rem; gap: 0.75rem;
  background: var(--svc-ground); border-left: 1px solid rgba(128,128,128,.25);
}
.st-key-svc_panel h4, .st-key-svc_panel h5 { padding: 0; margin: 0; line-height: 1.35; overflow-wrap: anywhere; }
.st-key-svc_panel [data-testid="stMarkdownContainer"]:has(h4, h5) { margin-bottom: 0; }
.st-key-svc_lead { gap: 0.1rem; }
.st-key-svc_lead [data-testid="stMetricValue"] {
  font-size: 2.4rem; font-weight: 600; line-height: 1.15; font-variant-numeric: tabular-nums;
}
.st-key-svc_lead [data-testid="stMetricLabel"] p { font-size: 0.95rem; }
.st-key-svc_panel .stDataFrame { font-variant-numeric: tabular-nums; }
/* Streamlit's own download leaves the notes behind and lets formulas through: ours stands beside it. */
.stDataFrame button[aria-label="Download as CSV"] { display: none; }
.st-key-svc_panel summary p { overflow-wrap: anywhere; }
.st-key-svc_tab button { padding-inline: 0.6rem; }
.st-key-svc_figure {
  position: absolute; z-index: 30; top: 1.25rem; left: 1.25rem; width: min(24rem, 46%);
  padding: 1rem 1.25rem; gap: 0.35rem; border-radius: 8px;
  background: var(--svc-ground); border: 1px solid rgba(128,128,128,.3);
  box-shadow: 0 2px 10px rgba(15,23,30,.12);
}
.st-key-svc_figure [data-testid="stMetricValue"] {
  font-size: 2.6rem; font-weight: 600; font-variant-numeric: tabular-nums;
}
[class*="st-key-svc_fact_"] { border-left: 3px solid rgba(128,128,128,.35); padding-left: 0.9rem; gap: 0.25rem; }
[class*="st-key-svc_fact_conflict"] { border-left-color: #d99a06; }
[data-testid="stPopoverBody"] { max-width: min(34rem, 92vw); min-width: min(26rem, 92vw); }
@media (max-width: 1100px) { :root { --svc-panel: 25rem; } }
@media (max-width: 900px) {
  :root { --hatang-map-height: 62dvh; }
  .stMain { overflow: auto; }
  .st-key-svc_map { padding-right: 0; }
  .st-key-svc_panel { position: static; width: auto; height: auto; border-left: 0; padding: 1rem; }
  .st-key-svc_figure { position: static; width: auto; margin: 3rem 1rem 0; }
}
</style>"""
# Figures of articles lie on no map: the panel takes its place. The frame of the map stays loaded.
_WIDE = """<style>
.st-key-svc_map { display: none; }
.st-key-svc_panel {
  position: static; width: auto; height: 100dvh; max-width: none; border-left: 0; padding: 1.25rem 2rem 3rem;
}
.st-key-svc_panel > * { max-width: 84rem; }
@media (max-width: 900px) { .st-key-svc_panel { padding: 3rem 1rem 3rem; height: auto; } }
</style>"""
_GROUND = "<style>:root {{ --svc-ground: {colour}; }}</style>"
_COLOURS = {"light": "#ffffff", "dark": "#181f26"}
# White on the bright accent of the dark theme cannot be read.
_DARK = '<style>[data-testid="stBaseButton-primary"]:not(:disabled) { color: #181f26; }</style>'


def lay_out(theme: str, *, wide: bool) -> None:
    """Lay the page out; `wide` without the map. All of it is our own text: nothing of a file is in it."""
    more = (_WIDE if wide else "") + (_DARK if theme == "dark" else "")
    st.html(_STYLE + _GROUND.format(colour=_COLOURS[theme]) + more)
