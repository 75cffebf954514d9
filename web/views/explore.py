"""Explore: the map is the page, with a panel to choose from and a card that tells about what is chosen."""

import streamlit as st

from layers.atlas import BOUNDARIES, Snapshot
from layers.cards import COUNTRY, areas_of, places
from layers.errors import HatangError
from layers.words import Words
from web.context import Context
from web.map.host import show_map, taken_pick
from web.map.state import make_state
from web.views import boundaries, card, controls, frame, state, trouble

MAP = "explore_map"


def show(context: Context, words: Words) -> None:
    """The view; a fault of the store on the way is told in one sentence."""
    try:
        _show(context, words)
    except HatangError as fault:
        trouble.show(fault, words)


def _show(context: Context, words: Words) -> None:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    frame.dress(theme)
    snapshot = context.atlas.now()
    if not _has_areas(snapshot):
        st.title(words("app.name"))
        st.info(words("explore.empty"), icon=":material/layers_clear:")
        return
    _take_pick()
    found = _begin(context, snapshot)
    choice = state.current()
    # The map first: the controls hold what the session already says, and the map takes longest.
    with st.container(key="map"):
        show_map(
            make_state(context.atlas, snapshot, choice, words, theme=theme),
            key=MAP,
            height="var(--hatang-map-height, 100dvh)",
        )
    if frame.is_card_open():
        with st.container(key="card"):
            card.show(context.atlas, snapshot, choice, words)
    else:
        frame.unfold_button(words)
    with st.sidebar:
        controls.show(context.atlas, snapshot, found, words)
        boundaries.show(context, snapshot, words)
    state.write_address(choice, words.lang)


def _has_areas(snapshot: Snapshot) -> bool:
    return any(snapshot.has(layer_id) for layer_id in BOUNDARIES)


def _begin(context: Context, snapshot: Snapshot):
    areas = [layer_id for layer_id in BOUNDARIES if snapshot.has(layer_id)]
    chosen = st.session_state.get("areas", st.query_params.get("areas"))
    found = places(context.atlas, snapshot, chosen if chosen in areas else areas[0])
    state.begin([*(place.code for place in found), COUNTRY], areas)
    _drop_strange_selection(context, snapshot)
    return found


def _drop_strange_selection(context: Context, snapshot: Snapshot) -> None:
    """An area of another place or version, which an address may name, is no selection here."""
    choice = state.current()
    table = areas_of(context.atlas, snapshot, choice.areas, choice.city)
    if choice.selected is not None and choice.selected not in set(table["code"]):
        state.select(None)


def _take_pick() -> None:
    """Turn a click on the map into the selection before anything is drawn.

    A click on a site or a route tells about the ground it stands on only through the map itself, so
    it leaves the selection alone.
    """
    pick = taken_pick(MAP)
    if pick is None:
        return
    if pick["layer"] is None:
        state.select(None)
    elif pick["layer"] in BOUNDARIES and pick["code"]:
        state.select(pick["code"])
        frame.set_card(True)
