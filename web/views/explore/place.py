"""The place and what its areas are coloured by: city, boundaries, an area by name, indicator."""

import streamlit as st

from layers.atlas import BOUNDARIES
from layers.cards import COUNTRY, Place
from layers.indicators import INDICATORS
from web.views.explore import state
from web.views.explore.scene import Scene
from web.views.place_names import area_names, city_names

_CITY, _AREAS, _AREA, _INDICATOR = "x_city", "x_areas", "x_area", "x_indicator"
_NONE = ""  # of the options of a select box, None would be no choice at all


def show(scene: Scene, found: list[Place]) -> None:
    """The choices, in the order in which somebody needs them."""
    with st.container(key="x_place", gap="small"):
        _city(scene, found)
        _boundaries(scene)
        if not scene.view.whole_country:  # the country has too many areas for a list
            _area(scene)
        _indicator(scene)


def _city(scene: Scene, found: list[Place]) -> None:
    names = city_names(found, scene.words)
    st.session_state[_CITY] = scene.view.city
    st.selectbox(
        scene.words("control.city"),
        list(names),
        key=_CITY,
        format_func=names.get,
        label_visibility="collapsed",
        on_change=_take_city,
    )


def _boundaries(scene: Scene) -> None:
    st.session_state[_AREAS] = scene.view.areas
    st.selectbox(
        scene.words("control.areas"),
        [layer_id for layer_id in BOUNDARIES if scene.snapshot.has(layer_id)],
        key=_AREAS,
        format_func=lambda layer_id: scene.words(f"areas.{layer_id}"),
        label_visibility="collapsed",
        on_change=_take_areas,
    )


def _area(scene: Scene) -> None:
    """What a click on the map does, for the keyboard."""
    names = area_names(scene.atlas, scene.snapshot, scene.view.areas, scene.view.city)
    st.session_state[_AREA] = scene.view.selected if scene.view.selected in names else None
    st.selectbox(
        scene.words("control.area"),
        list(names),
        key=_AREA,
        index=None,
        format_func=names.get,
        placeholder=scene.words("explore_shell.area_hint"),
        label_visibility="collapsed",
        on_change=_take_area,
    )


def _indicator(scene: Scene) -> None:
    chosen = scene.view.indicator
    st.session_state[_INDICATOR] = chosen or _NONE
    st.selectbox(
        scene.words("control.indicator"),
        [*INDICATORS, _NONE],
        key=_INDICATOR,
        format_func=lambda i: scene.words(f"indicator.{i}" if i else "explore_shell.no_indicator"),
        help=scene.words(f"rule.{chosen}") if chosen else None,
        on_change=_take_indicator,
    )


def _take_city() -> None:
    state.put(state.enter_city(state.view(), st.session_state[_CITY] or COUNTRY))


def _take_areas() -> None:
    state.change(areas=st.session_state[_AREAS], selected=None, picked=(), compared=(), hidden=())


def _take_area() -> None:
    state.select(st.session_state[_AREA])


def _take_indicator() -> None:
    state.change(indicator=st.session_state[_INDICATOR] or None, hidden=())
