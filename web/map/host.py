"""The Streamlit side of the map: shows the frame, sends it the state, brings back picks."""

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from web.map.assets import ASSETS
from web.map.page import map_html
from web.map.style import PALETTES
from web.map.words import map_words

COMPONENT = "hatang_map"
PREVIEW = "preview"
HEIGHT = "calc(100dvh - 7rem)"
_TEXT_LIMIT = 300


@dataclass(frozen=True)
class MapEvents:
    """What the reader did on the map since the last run.

    Attributes
    ----------
    pick : dict or None
        ``{"layer", "id", "code", "name", "lon", "lat"}`` after a click on a feature;
        ``{"layer": None, "lon", "lat"}`` after a click beside every feature or the Escape key
        (then without a place). A row of a preview is ``{"layer": "preview", "id": "<row>"}``.
        None in every other run: a pick is told once.
    """

    pick: dict | None = None


def show_map(state: dict, *, key: str, height: str | None = None) -> MapEvents:
    """Show the map and return what was picked.

    The frame is loaded once; afterwards each call sends the whole `state`, and the page applies
    what changed. Panning, zooming and hovering never run Python.

    Parameters
    ----------
    state : dict
        What to show; the keys are described in ``web/map/README.md``. ``words`` and ``palette``
        are filled in from ``lang`` and ``theme``; words that are given win.
    key : str
        Of the Streamlit element. The same key keeps the same frame.
    height : str, optional
        Any CSS length; at least 420 px are always kept.
    """
    lang, theme = state.get("lang", "vi"), state.get("theme", "light")
    words = map_words(lang) | state.get("words", {})
    html = map_html(_base_path())
    data = {
        "html": html,
        "rev": _digest(html),
        "title": words["map_title"],
        "height": height or HEIGHT,
        "state": {
            **state,
            "lang": lang,
            "theme": theme,
            "words": words,
            "palette": PALETTES[theme],
        },
    }
    result = _component()(data=data, key=key, on_pick_change=_nothing)
    return MapEvents(pick=clean_pick(result.pick, layers=_layer_ids(state)))


def taken_pick(key: str) -> dict | None:
    """The pick that caused this run, known before anything is drawn; None in every other run.

    `show_map` with the same key tells it again; who asks here first need not run twice.
    """
    held = st.session_state.get(key)
    return clean_pick(held.get("pick"), layers=None) if held else None


def clean_pick(pick: object, *, layers: set[str] | None) -> dict | None:
    """Return a pick with the fields and types we promise, or None.

    It comes from a browser: anything may stand in it.
    """
    if not isinstance(pick, dict):
        return None
    place = {axis: _number(pick.get(axis), limit) for axis, limit in (("lon", 180), ("lat", 90))}
    if pick.get("layer") is None:
        return {"layer": None, **place}
    if not isinstance(pick["layer"], str) or (layers is not None and pick["layer"] not in layers):
        return None
    names = ("layer", "id", "code", "name")
    return {name: _text(pick.get(name)) for name in names} | place


@lru_cache(maxsize=1)
def _component():
    # Registered at the first use, once a process: a second registration warns in the log.
    script = (ASSETS / "app" / "host.js").read_text("utf-8")
    return st.components.v2.component(COMPONENT, js=script, isolate_styles=True)


def _base_path() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


@lru_cache(maxsize=4)
def _digest(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()[:16]


def _layer_ids(state: dict) -> set[str]:
    rows = {PREVIEW} if state.get("preview") else set()
    return {layer["id"] for layer in state.get("layers", ())} | rows


def _text(value: object) -> str | None:
    return None if value is None else str(value)[:_TEXT_LIMIT]


def _number(value: object, limit: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and abs(value) <= limit else None


def _nothing() -> None:
    """Streamlit makes an attribute of the result only for events that have a callback."""
