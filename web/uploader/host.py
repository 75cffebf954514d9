"""The Streamlit side of the uploader: shows it, and tells which jobs the files became."""

import re
from functools import lru_cache
from pathlib import Path

import streamlit as st

from layers.importing.bundle import SETS
from layers.words import read_locale
from web.words import LOCALES

COMPONENT = "hatang_uploader"
_PREFIX = "uploader."
_MOST_JOBS = 100
_HERE = Path(__file__).parent


def show_uploader(*, key: str, lang: str, most_bytes: int) -> list[str]:
    """Show the drop zone; give the ids of jobs whose files have arrived since the last run."""
    data = {
        "lang": lang,
        "words": uploader_words(lang),
        "sets": {lead: list(suffixes) for lead, suffixes in SETS.items()},
        "most_bytes": most_bytes,
        "base": _base_path(),
    }
    result = _component()(data=data, key=key, on_jobs_change=_nothing)
    return clean_jobs(result.jobs)


def taken_jobs(key: str) -> list[str]:
    """The jobs that caused this run, known before anything is drawn."""
    told = st.session_state.get(key)
    return clean_jobs(told.get("jobs")) if told else []


def clean_jobs(told: object) -> list[str]:
    """The ids in what a browser sent; anything may stand in it."""
    if not isinstance(told, list):
        return []
    return [i for i in told[:_MOST_JOBS] if isinstance(i, str) and re.fullmatch("[0-9a-f]{32}", i)]


@lru_cache
def uploader_words(lang: str) -> dict[str, str]:
    """The uploader's own words, without their prefix."""
    words = read_locale(LOCALES, lang)
    return {k.removeprefix(_PREFIX): v for k, v in words.items() if k.startswith(_PREFIX)}


@lru_cache(maxsize=1)
def _component():
    script, style = (_HERE.joinpath(f"uploader.{x}").read_text("utf-8") for x in ("js", "css"))
    return st.components.v2.component(COMPONENT, js=script, css=style, isolate_styles=True)


def _base_path() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _nothing() -> None:
    """Streamlit makes an attribute of the result only for events that have a callback."""
