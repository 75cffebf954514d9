"""The panel of the layers: those on the map, the catalogue, and the look of the one that is styled."""

import streamlit as st

from layers.maps import arrange
from layers.maps.view import MapView
from web.layer_list.host import show_list
from web.map.bases import listing
from web.plain import plain
from web.views.explore import layer_rows, look, state, style_panel
from web.views.explore.bounds import bounds_of
from web.views.explore.scene import Scene

_LIST, _BASE, _LAST = "x_layers", "x_base", "explore_last_deed"
_NO_BASE = ""


def show(scene: Scene) -> None:
    """The list, or the look of one layer."""
    if style_panel.is_open(scene):
        style_panel.show(scene)
        return
    content = layer_rows.content(scene) | {
        "acked": st.session_state.get(_LAST, 0),
        "can_undo": state.can_undo(),
        "can_redo": state.can_redo(),
    }
    show_list(content, key=_LIST, lang=scene.words.lang, take=lambda acts: take(acts, scene))
    _base(scene)


def _base(scene: Scene) -> None:
    """The base map, where the administrator offers any, and what is wrong with those that fail."""
    offered = listing(scene.context)
    if offered.maps:
        labels = {_NO_BASE: scene.words("explore_shell.no_base")}
        labels |= {each.id: each.label(scene.words.lang) for each in offered.maps}
        st.session_state[_BASE] = scene.view.base or _NO_BASE
        st.selectbox(
            scene.words("explore_shell.base"),
            list(labels),
            key=_BASE,
            format_func=labels.get,
            on_change=_take_base,
        )
    for fault in offered.faults:
        st.caption(plain(fault.sentence(scene.words)))


def _take_base() -> None:
    state.change(base=st.session_state[_BASE] or None)


def take(acts: list[dict], scene: Scene) -> None:
    """Do what was done in the list, each deed once."""
    for act in acts:
        if act["n"] > st.session_state.get(_LAST, 0):
            st.session_state[_LAST] = act["n"]
            _do(act, scene)


def _do(act: dict, scene: Scene) -> None:
    what, layer_id = act["do"], act["layer"]
    if what in ("undo", "redo"):
        (state.undo if what == "undo" else state.redo)()
    elif what == "style":
        style_panel.open_for(layer_id)
    elif what == "zoom":
        if (box := bounds_of(scene, layer_id)) is not None:
            look.at(box)
    else:
        state.put(_arranged(state.view(), act, scene))


def _arranged(view: MapView, act: dict, scene: Scene) -> MapView:
    what, layer_id = act["do"], act["layer"]
    if what == "put":
        known = layer_id in layer_rows.catalogue(scene)
        return arrange.put_on(view, layer_id, scene.atlas.store.specs) if known else view
    if what == "take":
        return arrange.take_off(view, layer_id)
    if what == "move":
        return arrange.move(view, layer_id, int(act["value"]))
    if what == "fade":
        return arrange.fade(view, layer_id, act["value"])
    return arrange.show(view, layer_id, visible=what == "show")
