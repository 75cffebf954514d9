"""The search on the map: what a hit leads to, the pin it leaves, and what the map is told of it."""

from dataclasses import asdict, replace
from urllib.parse import urlencode

import shapely
import streamlit as st

from layers.atlas import Snapshot
from layers.maps.view import LayerView, MapView
from layers.masks.doors import may_see
from layers.search.again import hit_of
from layers.search.hit import AREA, FEATURE, FORMER, LAYER, PLACE, Hit
from layers.search.units import COMMUNES, former_units
from layers.units.register import DIGITS, DISTRICT
from layers.words import Words
from web.context import Context
from web.map.sketch import make_sketch, sketch_feature
from web.views.explore import frame, look, state
from web.views.explore.scene import Scene
from web.words import get_words

HELD, SAID = "explore_found", "explore_found_said"
PIN, BORDER = "found", "found_border"
_FORMER_LAYERS = {True: "admin_district", False: "admin_commune_former"}


def take(context: Context, pick: dict) -> None:
    """Let the chosen hit change the view; an empty id takes the pin away."""
    st.session_state.pop(HELD, None)
    _take_back()
    words, snapshot = get_words(), context.now()
    if not pick.get("id"):
        return
    hit = hit_of(context.atlas, snapshot, pick["id"], user=context.user, lang=words.lang)
    if hit is None:
        _say(words("found.gone"))
        return
    state.put(view_of(hit, state.view()))
    if hit.kind == LAYER:
        state.open_panel("layers")
        _say(words("found.layer_added", name=hit.title))
        return
    if hit.kind == FORMER:
        _tell_heirs(context, snapshot, hit, words)
    if hit.kind != PLACE:
        frame.set_card(True)
    st.session_state[HELD] = asdict(hit)
    if hit.bbox is not None:
        look.at(hit.bbox)


def view_of(hit: Hit, before: MapView) -> MapView:
    """The view that a hit leads to: its city, and what it names selected."""
    city = hit.city or before.city
    view = before if before.whole_country else state.enter_city(before, city)
    if hit.kind in (AREA, FORMER):
        if hit.layer != COMMUNES:  # a province is a place to look at
            return replace(state.enter_city(before, city), selected=None, picked=())
        return replace(view, areas=COMMUNES, selected=hit.code, picked=(), compared=())
    if hit.kind == FEATURE:
        return _with_layer(replace(view, picked=(hit.id.partition(":")[2],)), hit.layer)
    return _with_layer(before, hit.layer) if hit.kind == LAYER else view


def map_state(scene: Scene) -> dict:
    """Where the box asks, the pin, and where to go."""
    asked = {"lang": scene.words.lang}
    if not scene.view.whole_country:
        asked["city"] = scene.view.city
    told = {"search": {"url": f"/api/search?{urlencode(asked)}"}}
    held = st.session_state.get(HELD)
    if held and (sketch := _sketch(scene, Hit(**held))):
        told["sketch"] = sketch
    return told


def _with_layer(view: MapView, layer_id: str) -> MapView:
    held = view.layer(layer_id) or LayerView(layer_id)
    return view.with_layer(replace(held, visible=True))


def _tell_heirs(context: Context, snapshot: Snapshot, hit: Hit, words: Words) -> None:
    """Say that the unit is no more, since when, and whose ground it now is."""
    key = hit.id.partition(":")[2]
    row = former_units().by_key(key).iloc[0]
    names = context.atlas.frame(snapshot.versions[hit.layer]).set_index("code")["full_name"]
    _say(
        words(
            "found.former",
            name=hit.title,
            within=row["within"] or "–",
            day=row["valid_to"],
            names=", ".join(str(names.get(code, code)) for code in hit.codes),
        )
    )


def _say(sentence: str) -> None:
    """Say something on top of the page until the next search."""
    state.note(sentence)
    st.session_state[SAID] = sentence


def _take_back() -> None:
    said = st.session_state.pop(SAID, None)
    if said is not None:
        st.session_state[state.NOTES] = [each for each in state.notes() if each != said]


def _sketch(scene: Scene, hit: Hit) -> dict | None:
    """A pin on a place or a feature, the border of a former unit where the store has it."""
    features = []
    if hit.kind in (PLACE, FEATURE) and hit.point:
        label = f"{hit.title}\n{hit.detail}"
        features = [sketch_feature(PIN, PIN, shapely.Point(hit.point), label=label)]
    elif hit.kind == FORMER and (shape := _former_shape(scene, hit.id.partition(":")[2])):
        features = [sketch_feature(BORDER, BORDER, shape, label=hit.title)]
    labels = {PIN: None, BORDER: hit.title}
    return make_sketch(features, scene.words, labels=labels)


def _former_shape(scene: Scene, unit_key: str):
    code = unit_key.partition(":")[2]
    layer_id = _FORMER_LAYERS[len(code) == DIGITS[DISTRICT]]
    snapshot, atlas = scene.snapshot, scene.atlas
    if not may_see(scene.context.user, atlas.store.specs[layer_id], snapshot):
        return None
    frame = atlas.frame(snapshot.versions[layer_id])
    rows = frame.geometry[(frame["code"] == code).to_numpy()]
    return None if rows.empty or rows.iloc[0] is None else rows.iloc[0]
