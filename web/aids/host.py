"""The Streamlit side: nothing is drawn."""

from functools import lru_cache
from pathlib import Path

import streamlit as st

from layers.words import Words

COMPONENT = "hatang_aids"
_HERE = Path(__file__).parent
# In this order: the page's host comes last.
_SCRIPTS = ("focus.js", "names.js", "host.js")
# What Streamlit calls its own things, and our word for each.
_NAMES = {
    "Choose an option": "aids.choose",
    "Choose options": "aids.choose",
    "Clear": "aids.clear",
    "Clear all": "aids.clear_all",
    "Clear value": "aids.clear",
    "Close": "aids.close",
    "Close fullscreen": "aids.close_fullscreen",
    "Collapse sidebar": "aids.fold_panel",
    "Decrement": "aids.less",
    "Download as CSV": "aids.download_csv",
    "Download as PNG": "aids.download_png",
    "Download as SVG": "aids.download_svg",
    "Expand sidebar": "aids.unfold_panel",
    "Fullscreen": "aids.fullscreen",
    "Increment": "aids.more",
    "Open": "aids.open",
    "Search": "aids.search",
    "Show chart": "aids.show_chart",
    "Show data": "aids.show_data",
    "Show/hide columns": "aids.columns",
    "Sidebar": "aids.panel",
}
# Those that begin so, and go on with a name of ours.
_BEGINNINGS = {
    "Fullscreen: ": "aids.fullscreen_of",
    "Help for ": "aids.help",
    "day, ": "aids.day",
    "month, ": "aids.month",
    "year, ": "aids.year",
}
_WHAT = "%"  # where the name goes


def aids(words: Words) -> None:
    """Keep the focus where it is, and say names of Streamlit's own in the language of the page."""
    data = {
        "lang": words.lang,
        "names": {name: words(key) for name, key in _NAMES.items()},
        "beginnings": {name: words(key, what=_WHAT) for name, key in _BEGINNINGS.items()},
    }
    with st.container(key="aids"):
        _component()(data=data, key="aids_host")


@lru_cache(maxsize=1)
def _component():
    script = "\n".join(_HERE.joinpath(name).read_text("utf-8") for name in _SCRIPTS)
    return st.components.v2.component(COMPONENT, js=script)
