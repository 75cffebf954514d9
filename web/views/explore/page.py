"""Explore: the map is the page, with panels to choose from and a card that tells about what is chosen."""

from dataclasses import replace

import streamlit as st

from layers.atlas import BOUNDARIES, Snapshot
from layers.cards import Place, places
from layers.errors import BadView, UnknownView
from layers.maps.address import from_params, to_params
from layers.maps.document import from_json
from layers.maps.settle import settle, usual_view
from layers.maps.view import MapView
from layers.words import Words
from web.context import Context
from web.map import bases
from web.map.host import show_map
from web.map.seen import seen_text
from web.map.state import make_state
from web.views import boundaries, head
from web.views.explore import (
    card,
    drawer,
    drawing_panel,
    drawn,
    found,
    frame,
    look,
    panels,
    picks,
    place,
    remarks,
    state,
)
from web.views.explore.scene import Scene

_LINK = "explore_link"


def show(context: Context, words: Words) -> None:
    """The view."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    frame.dress(theme)
    snapshot = context.now()
    if not any(snapshot.has(layer_id) for layer_id in BOUNDARIES):
        st.title(words("app.name"))
        st.info(words("explore.empty"), icon=":material/layers_clear:")
        return
    _begin(context, snapshot, words)
    picks.take(context)
    _settle(context, snapshot, words)
    scene = Scene(context, snapshot, state.view(), words, theme)
    _middle(scene)
    if frame.is_card_open():
        with st.container(key="card"):
            card.show(scene)
    else:
        frame.unfold_button(words)
    with st.sidebar:
        _side(scene, places(context.atlas, snapshot, scene.view.areas))
    _write_address(scene)


def _middle(scene: Scene) -> None:
    """The map first: the panels hold what the session already says, and the map takes longest.

    Nothing that comes and goes stands before it: it would move the frame, and a frame that moves is loaded anew.
    """
    with st.container(key="map"):
        show_map(
            _map_state(scene),
            key=picks.MAP,
            height="var(--hatang-map-height, 100dvh)",
            pictures=bases.base_hosts(scene.context),
        )
        with st.container(key="drawer"):
            drawer.show(scene)
    remarks.show(scene)


def _map_state(scene: Scene) -> dict:
    """What the map shows, with what the tools of other parts draw on it."""
    made = make_state(scene.atlas, scene.snapshot, scene.view, scene.words, theme=scene.theme)
    made |= look.map_state()
    made |= bases.map_state(scene, made)
    for module in (found, drawing_panel):
        if add := getattr(module, "map_state", None):
            made |= add(scene)
    return made


def _side(scene: Scene, there: list[Place]) -> None:
    head.show(scene.words)
    place.show(scene, there)
    panels.show(scene)
    boundaries.show(scene.context, scene.snapshot, scene.view.city, scene.words)


def _begin(context: Context, snapshot: Snapshot, words: Words) -> None:
    """Fill the view at the first run from the address; a city chosen in another view wins."""
    asked = st.query_params
    if not state.is_begun():
        usual = usual_view(context.atlas, snapshot, context.user)
        made, told = _asked(context, dict(asked), usual)
        state.hold(state.enter_city(made, st.session_state.get(state.CITY, made.city)))
        remarks.tell(told, context, words)
    held = state.view()
    held = state.enter_city(held, st.session_state.get(state.CITY, held.city))
    state.hold(state.looking(held, seen_text()))


def _asked(context: Context, asked: dict[str, str], usual: MapView):
    """What the address asks for: a kept map, or what it names itself."""
    kept = context.atlas.store.views
    saved_id = asked.get("saved")
    if saved_id:
        try:
            return from_json(kept.get(saved_id).content, usual=usual)
        except (UnknownView, BadView):
            return usual, [("view.gone.saved", {"name": saved_id[:40]})]
    return from_params(asked, usual=usual, kept=kept.link)


def _drawing(view: MapView, context: Context):
    """A drawing of somebody else, or none: it is left out of the view."""
    book = drawn.book_of(context)
    if view.drawing is None or (book is not None and book.find(view.drawing) is not None):
        return view, []
    return replace(view, drawing=None), [("view.gone.drawing", {"name": view.drawing[:40]})]


def _settle(context: Context, snapshot: Snapshot, words: Words) -> None:
    """Hold the view to what there is, and say what is not."""
    held = state.view()
    if st.session_state.get(state.SETTLED) == (snapshot.key, held):
        return
    settled, told = settle(held, context.atlas, snapshot, context.user, lang=words.lang)
    settled, gone = _drawing(settled, context)
    state.hold(settled)
    remarks.tell([*told, *gone], context, words)
    st.session_state[state.SETTLED] = (snapshot.key, settled)


def _write_address(scene: Scene) -> None:
    """Let the address name the view, so that a reload, and whoever is sent it, gets the same."""
    wanted = to_params(scene.view, keep=lambda rest: _kept(scene, rest))
    wanted["lang"] = scene.words.lang
    if "at" in wanted:  # as the browser wrote it, so that nothing is rewritten for a digit
        wanted["at"] = state.at_as_written(
            wanted.pop("at"), seen_text()
        )  # last, as it stands there
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def _kept(scene: Scene, rest: object) -> str:
    """The id of a part that is too long for an address; kept once, not at every run."""
    held = st.session_state.get(_LINK)
    if held is None or held[0] != rest:
        held = (rest, scene.atlas.store.views.keep_link(rest))
        st.session_state[_LINK] = held
    return held[1]
