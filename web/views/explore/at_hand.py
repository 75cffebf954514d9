"""Which layer a panel, the table and the chart are about: one choice, so that they speak of the same."""

import streamlit as st

from layers.filters.condition import Filter
from layers.maps.scope import counted, place_name, total_of
from layers.maps.view import LayerView
from web.map.state import layer_label
from web.plain import plain
from web.views.explore import state
from web.views.explore.scene import Scene

LAYER = "explore_layer_at_hand"


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
    """What table, chart and exports are about: what passes the filter, in the place that is looked at."""
    held = layer_view(scene, layer_id).filter
    return counted(scene.atlas, scene.snapshot, scene.view, layer_id, held)


def total(scene: Scene, layer_id: str) -> int:
    """How many features there are to be filtered."""
    return total_of(scene.atlas, scene.snapshot, scene.view, layer_id)


def place_switch(scene: Scene, key: str) -> None:
    """Whether the data of other places count too: one choice for legend, table, chart and exports."""
    name = place_name(scene.atlas, scene.snapshot, scene.view)
    if name is None:
        return
    st.session_state[key] = not scene.view.everywhere
    st.toggle(
        plain(scene.words("explore_table.only_place", place=name)),
        key=key,
        help=scene.words("explore_table.only_place_help"),
        on_change=_take_place,
        args=(key,),
    )


def _take_place(key: str) -> None:
    state.change(everywhere=not st.session_state[key])


def label(scene: Scene, layer_id: str) -> str:
    """What a layer is called, as text of a file may: not yet safe for Markdown."""
    return layer_label(scene.atlas, layer_id, scene.words)
