"""The Streamlit side of the map: shows the frame, sends it the state, brings back picks."""

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import streamlit as st

from web.context import get_context
from web.map.assets import ASSETS
from web.map.page import map_html
from web.map.seen import place_of_visitor
from web.map.style import PALETTES
from web.map.words import map_words
from web.sign_in.form import SIGN_IN
from web.sign_in.tokens import issue, key_of

COMPONENT = "hatang_map"
PREVIEW = "preview"
SKETCH = "sketch"
DRAWN = "drawn"
DRAWING = "drawing"
LEGEND, SEARCH = "legend", "search"
MOST_CLASSES = 60
# In this order: what the page keeps of a drawing, then the host of the frame.
HOST_SCRIPTS = ("drawing_queue.js", "host.js")
MOST_CORNERS = 500
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
        Something drawn by a question is ``{"layer": "sketch", "id", "lon", "lat"}``, with ``"moved": True``
        where it was pulled there; an area drawn by hand is ``{"layer": "drawn", "geometry"}``, a GeoJSON
        polygon of one closed ring. None in every other run: a pick is told once.
    """

    pick: dict | None = None


def show_map(
    state: dict, *, key: str, height: str | None = None, pictures: tuple[str, ...] = ()
) -> MapEvents:
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
    pictures : tuple of str
        Origins that the pictures of base maps may come from.
    """
    lang, theme = state.get("lang", "vi"), state.get("theme", "light")
    words = map_words(lang) | state.get("words", {})
    html = map_html(base_path(), pictures)
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
    if session := _session(state):
        data["session"], data["state"]["token"] = session
    if (state.get("view") or {}).get("kept"):
        place = place_of_visitor()
        data["place"] = place | {"url": base_path() + place["url"]}
    result = _component()(data=data, key=key, on_pick_change=_nothing)
    return MapEvents(pick=clean_pick(result.pick, layers=_layer_ids(state)))


def _session(state: dict) -> tuple[dict, str] | None:
    """Where the page asks whether its visitor is still there, and the token of the frame; None for nobody.

    The token is the same for minutes, so that a run of the page changes nothing on the map.
    """
    context = get_context()
    key = key_of(context.visitor)
    if key is None:
        return None
    seen = (state.get("tiles") or {}).get("v") or context.now().key
    url = f"{base_path()}/api/session?v={quote(seen, safe='')}"
    return {"url": url, "sign_in": f"{base_path()}{SIGN_IN}"}, issue(context.atlas.store, key, seen)


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
    if pick["layer"] == DRAWN:
        geometry = clean_polygon(pick.get("geometry"))
        return None if geometry is None else {"layer": DRAWN, "geometry": geometry}
    names = ("layer", "id", "code", "name")
    cleaned = {name: _text(pick.get(name)) for name in names} | place
    if pick["layer"] == LEGEND:
        return cleaned | {"hidden": _texts(pick.get("hidden"))}
    if pick.get("add") is True:
        cleaned["add"] = True
    if pick["layer"] != SKETCH or pick.get("moved") is not True:
        return cleaned
    return None if None in place.values() else cleaned | {"moved": True}


def clean_polygon(geometry: object) -> dict | None:
    """A GeoJSON polygon of one closed ring in degrees, or None: of at most `MOST_CORNERS` corners, all finite.

    Whether its border crosses itself is for those to say who use it.
    """
    if not isinstance(geometry, dict) or geometry.get("type") != "Polygon":
        return None
    rings = geometry.get("coordinates")
    if not isinstance(rings, list) or len(rings) != 1 or not isinstance(rings[0], list):
        return None
    ring = rings[0]
    if not 4 <= len(ring) <= MOST_CORNERS + 1:
        return None
    if any(not isinstance(at, list) or len(at) != 2 for at in ring):
        return None
    clean = [[_number(at[0], limit=180), _number(at[1], limit=90)] for at in ring]
    if any(None in at for at in clean) or clean[0] != clean[-1]:
        return None
    return {"type": "Polygon", "coordinates": [clean]}


@lru_cache(maxsize=1)
def _component():
    # Registered at the first use, once a process: a second registration warns in the log.
    script = "\n".join((ASSETS / "app" / name).read_text("utf-8") for name in HOST_SCRIPTS)
    return st.components.v2.component(COMPONENT, js=script, isolate_styles=True)


def base_path() -> str:
    """``server.baseUrlPath`` with a leading and no trailing slash, or nothing."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


@lru_cache(maxsize=4)
def _digest(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()[:16]


def _layer_ids(state: dict) -> set[str]:
    more = {PREVIEW} if state.get("preview") else set()
    if state.get("sketch"):
        more.add(SKETCH)
    if state.get("drawing"):
        more.add(DRAWING)
    if (state.get("tool") or {}).get("name") == "draw":
        more.add(DRAWN)
    return {layer["id"] for layer in state.get("layers", ())} | more


def _text(value: object) -> str | None:
    return None if value is None else str(value)[:_TEXT_LIMIT]


def _texts(value: object) -> list[str] | None:
    if not isinstance(value, list) or len(value) > MOST_CLASSES:
        return None
    return [each[:_TEXT_LIMIT] for each in value if isinstance(each, str)]


def _number(value: object, limit: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and abs(value) <= limit else None


def _nothing() -> None:
    """Streamlit makes an attribute of the result only for events that have a callback."""
