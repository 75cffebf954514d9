"""Ducts: a way from A to B, the health of the network, corridors, project areas, undergrounding."""

from importlib import import_module

import streamlit as st

from layers.atlas import BOUNDARIES, PROVINCES, Snapshot
from layers.cards import COUNTRY, areas_of, places
from layers.errors import HatangError
from layers.maps.view import FIRST_CITY
from layers.words import Words, explain
from web.context import Context
from web.map.host import show_map, taken_pick
from web.map.state import place_state
from web.plain import plain
from web.views import head
from web.views.coverage import dress
from web.views.coverage.scene import Drawing
from web.views.ducts import controls, state
from web.views.ducts.scene import Scene
from web.views.place_names import city_names

MAP = "ducts_map"
# Manholes and poles would hide what is drawn over them.
_NEAR = 16


def show(context: Context, words: Words) -> None:
    """The view."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    snapshot = context.now()
    dress.lay_out(theme)
    boundaries = [each for each in (*BOUNDARIES, PROVINCES) if snapshot.has(each)]
    routes = controls.route_layers(context, snapshot)
    if not boundaries or not routes:
        _empty(words)
        return
    state.begin()
    _take_pick(boundaries)
    found = _settle(context, snapshot, boundaries, routes)
    choice = state.current()
    place = city_names(found, words).get(choice.city, choice.city)
    scene = Scene(context, snapshot, choice, words, theme, place)
    tab = _tab(choice.tab)
    drawing, fault = Drawing(layers=scene.network_layers), None
    with st.spinner(words("ducts_view.working"), show_time=False):
        try:
            drawing = tab.draw(scene)
        except HatangError as raised:
            fault = raised
    with st.container(key="cov_map"):
        _map(scene, drawing)
    with st.container(key="cov_panel"):
        _panel(scene, tab, drawing, fault)
    with st.sidebar:
        head.show(words)
        controls.show(scene, found, boundaries, routes)
    state.write_address(choice, words.lang)


def _tab(name: str):
    """The module of a tab; only the one that is shown is loaded."""
    return import_module(f"web.views.ducts.{name}")


def _empty(words: Words) -> None:
    """No areas or no routes: what to do about it."""
    with st.sidebar:
        head.show(words)
    with st.container(key="cov_panel"):
        st.markdown(f"#### {words('view.ducts')}")
        st.info(words("ducts_view.empty"), icon=":material/route:")
        st.button(
            words("ducts_view.import"), key="duc_import", type="primary", on_click=_go_to_import
        )


def _go_to_import() -> None:
    st.session_state["view"] = head.IMPORT


def _settle(context: Context, snapshot: Snapshot, boundaries: list[str], routes: list[str]):
    """Hold every choice to what there is, from the place to the area."""
    areas = state.settle("areas", boundaries)
    found = places(context.atlas, snapshot, areas)
    codes = [*(place.code for place in found), COUNTRY]
    usual = FIRST_CITY if FIRST_CITY in codes else codes[0]
    city = state.settle("city", codes, usual)
    own = areas_of(context.atlas, snapshot, areas, city)["code"]
    if state.get("area") is not None and state.get("area") not in set(own):
        state.select(None)
    kept = tuple(each for each in state.get("layers") if each in routes)
    state.put("layers", kept or (routes[0],))
    return found


def _map(scene: Scene, drawing: Drawing) -> None:
    drawn = [each for each in drawing.layers if scene.snapshot.has(each)]
    shown = place_state(
        scene.atlas, scene.snapshot, scene.choice, scene.words, theme=scene.theme, drawn=drawn
    )
    kinds = scene.atlas.store.specs
    shown["layers"] = [
        layer | {"by": None, "min_zoom": max(layer["min_zoom"], _NEAR)}
        if kinds[layer["id"]].kind == "point"
        else layer
        for layer in shown["layers"]
    ]
    shown |= {
        "choropleth": drawing.choropleth,
        "sketch": drawing.sketch,
        "tool": drawing.tool,
    }
    show_map(shown, key=MAP, height="var(--hatang-map-height, 100dvh)")


def _panel(scene: Scene, tab, drawing: Drawing, fault: HatangError | None) -> None:
    words = scene.words
    st.markdown(f"#### {plain(controls.chosen_name(scene) or scene.place)}")
    st.pills(
        words("ducts_view.tab"),
        state.TABS,
        key=state.fill("tab"),
        required=True,
        format_func=lambda name: words(f"ducts_view.tab.{name}"),
        label_visibility="collapsed",
        on_change=state.take,
        args=("tab", str, ("part", "piece", "click", "page")),
    )
    if fault is not None:
        _told(fault, words)
    try:
        tab.show(scene, drawing, fault)
    except HatangError as raised:
        _told(raised, words)


def _told(fault: HatangError, words: Words) -> None:
    st.warning(plain(explain(fault, words.lang)), icon=":material/info:")


def _take_pick(boundaries: list[str]) -> None:
    """Turn what was done on the map into choices before anything is drawn; the tab has the first word."""
    pick = taken_pick(MAP)
    if pick is None:
        return
    take = getattr(_tab(state.get("tab")), "take_pick", None)
    if take is not None and take(pick):
        return
    if pick["layer"] is None:
        state.select(None)
    elif pick["layer"] in boundaries and pick.get("code"):
        state.select(pick["code"])
