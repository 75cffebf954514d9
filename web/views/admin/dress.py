"""The shape of the Administration pages: one wide, calm column of tables with what can be done under them."""

import streamlit as st

_STYLE = """<style>
.stMainBlockContainer { max-width: 74rem; padding: 1.5rem 2rem 4rem; }
.stAppHeader { background: transparent; pointer-events: none; }
.stAppHeader > * { pointer-events: auto; }
.stMain h2, .stMain h3, .stMain h4 { overflow-wrap: anywhere; padding-bottom: 0.25rem; }
.stMetric [data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; font-size: 1.6rem; }
.st-key-admin_tab [role="radiogroup"] { flex-wrap: wrap; row-gap: 0.25rem; }
.hatang-small { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.hatang-small td, .hatang-small th { border: 0; border-bottom: 1px solid rgba(128,128,128,.22); text-align: start;
  padding: 0.35rem 0.75rem 0.35rem 0; overflow-wrap: anywhere; }
.hatang-small th { font-weight: 600; }
.hatang-once { font-size: 1.35rem; letter-spacing: 0.04em; user-select: all; overflow-wrap: anywhere; }
.hatang-check { width: 100%; border-collapse: collapse; font-size: 0.95rem; }
.hatang-check td, .hatang-check th { border: 0; padding: 0.55rem 0.75rem 0.55rem 0;
  border-bottom: 1px solid rgba(128,128,128,.22);
  vertical-align: top; text-align: start; font-weight: normal; overflow-wrap: anywhere; }
.hatang-check th { width: 13rem; font-weight: 600; }
.hatang-check td:first-child { width: 2rem; }
.hatang-check .do { opacity: 0.8; margin-top: 0.15rem; }
.hatang-check .mark { display: inline-grid; place-items: center; width: 1.35rem; height: 1.35rem; border-radius: 50%;
  color: #fff; font-size: 0.85rem; font-weight: 700; line-height: 1; }
.hatang-check .fine { background: #2a7a45; }
.hatang-check .heed { background: #9a6400; }
.hatang-check .fault { background: #b3261e; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 3.25rem 1rem 4rem; }
  .stMain .stButton button { min-height: 2.75rem; }
  .hatang-check tr { display: grid; grid-template-columns: 2rem 1fr; padding: 0.5rem 0;
    border-bottom: 1px solid rgba(128,128,128,.22); }
  .hatang-check td, .hatang-check th { border: 0; padding: 0; width: auto; }
  .hatang-check td:last-child { grid-column: 2; }
}
</style>"""
# White on the bright accent of the dark theme cannot be read.
_DARK = """<style>
[data-testid="stBaseButton-primary"]:not(:disabled), .stMultiSelect span[title], .stMultiSelect span[title] ~ * {
  color: #181f26;
}
</style>"""


def lay_out() -> None:
    """Lay the page out. All of it is our own text."""
    st.html(_STYLE + (_DARK if st.context.theme.type == "dark" else ""))
