"""The Streamlit side of the list of layers: shows it, and tells what somebody did with it."""

import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import streamlit as st

from layers.words import read_locale
from web.words import LOCALES

COMPONENT = "hatang_layer_list"
DEEDS = ("put", "take", "show", "hide", "move", "fade", "zoom", "style", "undo", "redo")
_PREFIX = "layer_list."
_MOST_ACTS = 50
_HERE = Path(__file__).parent


def show_list(content: dict, *, key: str, lang: str, take: Callable[[list[dict]], None]) -> None:
    """Show the list.

    Parameters
    ----------
    content : dict
        ``listed``: layers on the map, the first on top; ``ground``: what the areas show;
        ``groups``: the catalogue by theme; ``acked``: the number of the last deed that is in it;
        ``can_undo``, ``can_redo``.
    take : callable
        Told, before the next run, what was done: ``{n, do, layer, value}`` each, see `clean_acts`.
    """
    data = {"lang": lang, "words": list_words(lang), **content}
    _component()(data=data, key=key, on_acts_change=lambda: take(taken_acts(key)))


def taken_acts(key: str) -> list[dict]:
    """The deeds that caused this run."""
    told = st.session_state.get(key)
    return clean_acts(told.get("acts")) if told else []


def clean_acts(told: object) -> list[dict]:
    """The deeds in what a browser sent, in their order; anything may stand in it."""
    if not isinstance(told, list):
        return []
    clean = [_act(each) for each in told[-_MOST_ACTS:]]
    return [each for each in clean if each is not None]


def _act(told: object) -> dict | None:
    if not isinstance(told, dict) or told.get("do") not in DEEDS:
        return None
    number, layer, value = told.get("n"), told.get("layer"), told.get("value")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**53:
        return None
    if not isinstance(layer, str) or len(layer) > 100:
        return None
    sound = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return {"n": number, "do": told["do"], "layer": layer, "value": float(value) if sound else 0.0}


@lru_cache
def list_words(lang: str) -> dict[str, str]:
    """The list's own words, without their prefix."""
    words = read_locale(LOCALES, lang)
    return {k.removeprefix(_PREFIX): v for k, v in words.items() if k.startswith(_PREFIX)}


@lru_cache(maxsize=1)
def _component():
    script, style = (_HERE.joinpath(f"layer_list.{x}").read_text("utf-8") for x in ("js", "css"))
    return st.components.v2.component(COMPONENT, js=script, css=style, isolate_styles=True)
