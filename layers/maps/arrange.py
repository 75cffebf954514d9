"""The layers of a view put on, taken off, moved, shown and faded. The first of them lies on top."""

from collections.abc import Mapping
from dataclasses import replace

from layers.errors import UnknownLayer
from layers.maps.view import MOST_LAYERS, LayerView, MapView
from layers.spec import LayerSpec

LEAST_OPACITY = 0.1
_RANK = {"point": 0, "line": 1, "area": 2}


def put_on(view: MapView, layer_id: str, specs: Mapping[str, LayerSpec]) -> MapView:
    """Put a layer on the map: sites above routes above areas, above its like.

    A layer that is there is shown and stays where it is.

    Raises
    ------
    UnknownLayer
        If there is no spec of this id.
    """
    if layer_id not in specs:
        raise UnknownLayer(layer=layer_id[:60], known=", ".join(sorted(specs)))
    if view.layer(layer_id) is not None:
        return show(view, layer_id, visible=True)
    if len(view.layers) >= MOST_LAYERS:
        return view
    ranks = [_rank(each.layer, specs) for each in view.layers]
    own = _rank(layer_id, specs)
    at = next((i for i, rank in enumerate(ranks) if rank >= own), len(ranks))
    return replace(view, layers=(*view.layers[:at], LayerView(layer_id), *view.layers[at:]))


def take_off(view: MapView, layer_id: str) -> MapView:
    """Take a layer from the map, with its look and its filter; what was picked of it is picked no more."""
    picked = tuple(each for each in view.picked if each.rpartition(":")[0] != layer_id)
    layers = tuple(each for each in view.layers if each.layer != layer_id)
    return replace(view, layers=layers, picked=picked)


def show(view: MapView, layer_id: str, *, visible: bool) -> MapView:
    """Show a layer of the map, or keep it there unseen."""
    return _changed(view, layer_id, visible=visible)


def fade(view: MapView, layer_id: str, opacity: float) -> MapView:
    """Make a layer of the map more or less opaque, from 0.1 to 1."""
    return _changed(view, layer_id, opacity=round(min(max(opacity, LEAST_OPACITY), 1.0), 2))


def move(view: MapView, layer_id: str, to: int) -> MapView:
    """Give a layer the place `to` among those of the map, 0 on top."""
    held = view.layer(layer_id)
    if held is None:
        return view
    others = [each for each in view.layers if each.layer != layer_id]
    others.insert(min(max(to, 0), len(others)), held)
    return replace(view, layers=tuple(others))


def _changed(view: MapView, layer_id: str, **fields) -> MapView:
    held = view.layer(layer_id)
    return view if held is None else view.with_layer(replace(held, **fields))


def _rank(layer_id: str, specs: Mapping[str, LayerSpec]) -> int:
    spec = specs.get(layer_id)
    return _RANK.get(spec.kind, 0) if spec is not None else 0
