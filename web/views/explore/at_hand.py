"""Which layer a panel, the table and the chart are about: one choice, so that they speak of the same."""

import streamlit as st

from layers.atlas import PROVINCES
from layers.filters.condition import Filter, Ground
from layers.maps.view import LayerView
from web.map.state import layer_label
from web.views.explore.scene import Scene

LAYER = "explore_layer_at_hand"
EVERYWHERE = "explore_data_everywhere"


def layer_of(scene: Scene) -> str | None:
    """The layer at hand: as chosen where it is on the map, else the topmost that is seen."""
    there = on_map(scene)
    held = st.session_state.get(LAYER)
    if held in there:
        return held
    seen = [layer_id for layer_id in there if scene.view.layer(layer_id).visible]
    return next(iter(seen or there), None)


def choose(layer_id: str) -> None:
    """Make a layer the one at hand."""
    st.session_state[LAYER] = layer_id


def on_map(scene: Scene) -> list[str]:
    """The layers of the map that have a version, the topmost first."""
    return [each.layer for each in scene.view.layers if scene.snapshot.has(each.layer)]


def layer_view(scene: Scene, layer_id: str) -> LayerView:
    """The view of a layer; the usual one where it is not on the map."""
    return scene.view.layer(layer_id) or LayerView(layer_id)


def asked(scene: Scene, layer_id: str) -> Filter:
    """What table and chart are about: what passes the filter, in the place that is looked at."""
    held = layer_view(scene, layer_id).filter
    if not place_name(scene) or st.session_state.get(EVERYWHERE):
        return held
    if scene.atlas.store.specs[layer_id].is_table:
        return held
    place = Ground("area", layer=PROVINCES, code=scene.view.city)
    return held if place in held.grounds else Filter(held.conditions, (*held.grounds, place))


def place_name(scene: Scene) -> str | None:
    """What the place that is looked at is called; None for the whole country, and where no shape of it is known."""
    if scene.view.whole_country or not scene.snapshot.has(PROVINCES):
        return None
    frame = scene.atlas.frame(scene.snapshot.versions[PROVINCES])
    found = frame.loc[frame["code"] == scene.view.city]
    return None if found.empty else str(found.get("full_name", found["code"]).iloc[0])


def label(scene: Scene, layer_id: str) -> str:
    """What a layer is called, as text of a file may: not yet safe for Markdown."""
    return layer_label(scene.atlas, layer_id, scene.words)
