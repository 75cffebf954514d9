"""A view as JSON: what a saved view keeps, and what a link holds where an address has no short word for it."""

from collections.abc import Mapping
from dataclasses import replace

from layers.errors import BadFilter, BadLook, BadView
from layers.filters.condition import Filter
from layers.looks.look import Look
from layers.maps.view import (
    MOST_COMPARED,
    MOST_LAYERS,
    MOST_SELECTED,
    At,
    LayerView,
    MapView,
)

Remark = tuple[str, dict]
MOST_TEXT = 200
_MOST_HIDDEN = 60
_TEXTS = ("city", "areas", "scheme")
_MAYBE = ("indicator", "selected", "base", "drawing")
_LISTS = {"hidden": _MOST_HIDDEN, "picked": MOST_SELECTED, "compared": MOST_COMPARED}


def to_json(view: MapView) -> dict:
    """Everything of a view."""
    held = {name: getattr(view, name) for name in (*_TEXTS, *_MAYBE)}
    held |= {name: list(getattr(view, name)) for name in _LISTS}
    held["layers"] = [{"id": each.layer, **layer_to_json(each)} for each in view.layers]
    held["at"] = view.at.to_text() if view.at else None
    if view.everywhere:
        held["everywhere"] = 1
    return held


def from_json(content: object, *, usual: MapView | None = None) -> tuple[MapView, list[Remark]]:
    """Read what `to_json` gave, or what somebody made up: each part that cannot be read is told and stays usual.

    Raises
    ------
    BadView
        If it is no view at all.
    """
    if not isinstance(content, Mapping):
        raise BadView(part=str(content)[:60])
    view, told = usual or MapView(), []
    for name in _TEXTS:
        if is_text(content.get(name)):
            view = replace(view, **{name: content[name]})
    for name in _MAYBE:
        if name in content and (content[name] is None or is_text(content[name])):
            view = replace(view, **{name: content[name]})
    view = replace(view, everywhere=bool(content.get("everywhere")))
    for name, most in _LISTS.items():
        if name in content:
            view = replace(view, **{name: texts(content[name], most)})
    if isinstance(content.get("layers"), list):
        layers, more = _layers(content["layers"])
        view, told = replace(view, layers=layers), [*told, *more]
    if is_text(content.get("at")):
        try:
            view = replace(view, at=At.from_text(content["at"]))
        except BadView:
            told.append(("view.bad.at", {}))
    return view, told


def layer_to_json(layer: LayerView) -> dict:
    """What of the view of a layer is not as usual."""
    held: dict[str, object] = {}
    if not layer.visible:
        held["off"] = 1
    if layer.opacity != 1:
        held["opacity"] = round(layer.opacity, 2)
    if layer.look is not None:
        held["look"] = layer.look.to_json()
    if layer.filter:
        held["filter"] = layer.filter.to_json()
    if layer.hidden:
        held["hidden"] = list(layer.hidden)
    return held


def layer_from_json(layer_id: str, content: Mapping) -> tuple[LayerView, list[Remark]]:
    """Read what `layer_to_json` gave; a look or a filter that cannot be is told and left out."""
    view, told = LayerView(layer_id, visible=not content.get("off")), []
    opacity = content.get("opacity", 1)
    if isinstance(opacity, int | float) and not isinstance(opacity, bool) and 0.1 <= opacity <= 1:
        view = replace(view, opacity=float(opacity))
    for name, read, fault in (
        ("look", Look.from_json, BadLook),
        ("filter", Filter.from_json, BadFilter),
    ):
        if content.get(name) is None:
            continue
        try:
            view = replace(view, **{name: read(content[name])})
        except fault:
            told.append((f"view.bad.{name}", {"layer": layer_id}))
    return replace(view, hidden=texts(content.get("hidden", ()), _MOST_HIDDEN)), told


def is_text(value: object) -> bool:
    """Whether it is a text that an id or a code can be."""
    return isinstance(value, str) and 0 < len(value) <= MOST_TEXT


def texts(value: object, most: int) -> tuple[str, ...]:
    """The texts of a list, each once, at most so many."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(dict.fromkeys(each for each in value if is_text(each)))[:most]


def _layers(listed: list) -> tuple[tuple[LayerView, ...], list[Remark]]:
    made, told = {}, []
    for each in listed[:MOST_LAYERS]:
        if isinstance(each, Mapping) and is_text(each.get("id")) and each["id"] not in made:
            made[each["id"]], more = layer_from_json(each["id"], each)
            told += more
    return tuple(made.values()), told
