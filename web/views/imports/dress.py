"""The shape of the Import pages: one column of text and tables, a map beside it where there is one."""

import streamlit as st

_STYLE = """<style>
.stMainBlockContainer { max-width: 74rem; padding: 1.5rem 2rem 4rem; }
.stAppHeader { background: transparent; pointer-events: none; }
.stAppHeader > * { pointer-events: auto; }
[data-testid="stSidebarHeader"] { height: 2.5rem; padding: 0.5rem 0.75rem; margin: 0; }
[data-testid="stSidebarUserContent"] { padding-top: 0; }
[data-testid="stSidebarUserContent"] .stButtonGroup button { padding-inline: 0.7rem; }
.stMain h2, .stMain h3, .stMain h4, .stMain h5 { overflow-wrap: anywhere; padding-bottom: 0.25rem; }
.stMetric [data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; font-size: 1.6rem; }
[class*="st-key-import_map"] { position: sticky; top: 1rem; border-radius: 8px; overflow: hidden; }
[class*="st-key-import_step"] button { white-space: nowrap; }
[class*="st-key-finding_"] { border-left: 3px solid rgba(128,128,128,.35); padding-left: 0.9rem; }
[class*="st-key-finding_error"] { border-left-color: #b3401e; }
[class*="st-key-finding_warning"] { border-left-color: #d99a06; }
.hatang-areas .bar { display: flex; gap: 2px; height: 14px; border-radius: 4px; overflow: hidden;
  background: rgba(128,128,128,.15); }
.hatang-areas ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; margin: 0.45rem 0 0;
  padding: 0; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.hatang-areas li { margin: 0; padding: 0; font-size: inherit; }
.hatang-areas i { display: inline-block; width: 0.75rem; height: 0.75rem; border-radius: 3px; margin-right: 0.4rem;
  vertical-align: -1px; }
[class*="st-key-area_row_"] { border-top: 1px solid rgba(128,128,128,.25); padding-top: 0.6rem; }
[class*="st-key-area_row_"] [data-testid="stMarkdown"] { overflow-wrap: anywhere; }
@media (max-width: 640px) {
  [class*="st-key-area_row_"] .stHorizontalBlock { row-gap: 0.25rem; }
  .stMainBlockContainer { padding: 3.25rem 1rem 4rem; }
  .stMain .stButton button { min-height: 2.75rem; }
}
</style>"""


# White on the bright accent of the dark theme cannot be read.
_DARK = '<style>[data-testid="stBaseButton-primary"]:not(:disabled) { color: #181f26; }</style>'


def lay_out() -> None:
    """Lay the page out. All of it is our own text: nothing of a file is in it."""
    st.html(_STYLE + (_DARK if st.context.theme.type == "dark" else ""))
