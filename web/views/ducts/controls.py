"""What is asked of, beside the map: the place, the routes, what joins them, and which of them count."""

import streamlit as st

from layers.atlas import Snapshot
from layers.cards import COUNTRY, Place
from layers.ducts.corridors import MOST_DISTANCE_M
from layers.ducts.network import MOST_SNAP_M, NODES_OF
from layers.errors import HatangError
from layers.masks.doors import may_see
from layers.words import Words
from web.context import Context
from web.map.state import layer_label
from web.plain import plain
from web.views.ducts import amounts, state
from web.views.ducts.scene import Scene
from web.views.place_names import area_names, city_names


def route_layers(context: Context, snapshot: Snapshot) -> list[str]:
    """Layers of routes that there are and that may be seen."""
    specs = context.atlas.store.specs
    return [i for i in NODES_OF if may_see(context.user, specs[i], snapshot)]


def chosen_name(scene: Scene) -> str | None:
    """The name of the selected area."""
    choice = scene.choice
    if choice.area is None or choice.city == COUNTRY:
        return None
    names = area_names(scene.atlas, scene.snapshot, choice.areas, choice.city)
    return names.get(choice.area)


def show(scene: Scene, found: list[Place], boundaries: list[str], routes: list[str]) -> None:
    """The controls that the tab needs, in the order in which somebody needs them."""
    words, tab = scene.words, scene.choice.tab
    _place(scene, found, boundaries)
    sharing = tab == state.CORRIDORS and scene.choice.part == "sharing"
    if tab in (state.ROUTE, state.HEALTH, state.CORRIDORS) and not sharing:
        _layers(scene, routes)
    if tab in (state.ROUTE, state.HEALTH):
        _snap(words)
    if tab == state.ROUTE:
        _which(scene)
    if tab == state.CORRIDORS and not sharing:
        st.number_input(
            words("ducts_view.distance"),
            1.0,
            MOST_DISTANCE_M,
            step=1.0,
            format="%g",
            key=state.fill("distance"),
            help=words("ducts_view.distance_help"),
            on_change=state.take,
            args=("distance", float, ("piece",)),
        )


def _place(scene: Scene, found: list[Place], boundaries: list[str]) -> None:
    words, choice = scene.words, scene.choice
    names = city_names(found, words)
    st.selectbox(
        words("control.city"),
        list(names),
        key=state.fill("city"),
        format_func=names.get,
        on_change=_take_city,
    )
    if choice.tab != state.UNDERGROUND:
        return
    st.selectbox(
        words("control.areas"),
        boundaries,
        key=state.fill("areas"),
        format_func=lambda layer_id: words(f"areas.{layer_id}"),
        on_change=state.take,
        args=("areas", str, ("area", "page")),
    )
    if choice.city != COUNTRY:
        own = area_names(scene.atlas, scene.snapshot, choice.areas, choice.city)
        st.selectbox(
            words("control.area"),
            list(own),
            key=state.fill("area"),
            index=None,
            format_func=own.get,
            placeholder=words("control.area_hint"),
            on_change=state.take,
            args=("area",),
        )


def _take_city() -> None:
    state.take("city")
    state.leave_place()


def _layers(scene: Scene, routes: list[str]) -> None:
    words = scene.words
    labels = {each: plain(layer_label(scene.atlas, each, words)) for each in routes}
    st.pills(
        words("ducts_view.layers"),
        routes,
        key=state.fill("layers", shown=list),
        selection_mode="multi",
        format_func=labels.get,
        on_change=state.take,
        args=("layers", _some, ("piece", "owners", "kinds")),
    )


def _some(chosen) -> tuple[str, ...]:
    """At least one layer is always chosen."""
    return tuple(chosen) or state.get("layers")[:1]


def _snap(words: Words) -> None:
    st.number_input(
        words("ducts_view.snap"),
        0.0,
        MOST_SNAP_M,
        step=0.5,
        format="%g",
        key=state.fill("snap"),
        help=words("ducts_view.snap_help"),
        on_change=state.take,
        args=("snap", float, ("piece",)),
    )
    st.toggle(
        words("ducts_view.retired"),
        key=state.fill("retired"),
        help=words("ducts_view.retired_help"),
        on_change=state.take,
        args=("retired",),
    )


def _which(scene: Scene) -> None:
    """Whose and which routes may be gone through."""
    words = scene.words
    try:
        routes = scene.network().routes
    except HatangError:
        return
    st.toggle(
        words("ducts_view.built"),
        key=state.fill("built"),
        on_change=state.take,
        args=("built",),
    )
    for name, column, text in (
        ("owners", "owner", lambda each: amounts.owner(each, words)),
        ("kinds", "kind", lambda each: amounts.kind(each, words)),
    ):
        known = routes[column].dropna().value_counts().index.tolist()
        state.put(name, tuple(each for each in state.get(name) if each in known))
        st.multiselect(
            words(f"ducts_view.{name}"),
            known,
            key=state.fill(name, shown=list),
            format_func=text,
            placeholder=words("ducts_view.all"),
            on_change=state.take,
            args=(name, tuple),
        )
