"""A view as an address: short words where there are any, the rest pressed into one."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from layers.errors import BadView
from layers.maps.document import (
    Remark,
    is_text,
    layer_from_json,
    layer_to_json,
    texts,
)
from layers.maps.packed import MOST_CHARACTERS, pack, unpack
from layers.maps.view import MOST_COMPARED, MOST_LAYERS, MOST_SELECTED, At, LayerView, MapView

# name in the address -> field of the view
_WORDS = {
    "city": "city",
    "areas": "areas",
    "indicator": "indicator",
    "scheme": "scheme",
    "area": "selected",
    "base": "base",
    "drawing": "drawing",
}
_ALWAYS = ("city", "areas", "indicator")
_NOTHING = "-"  # an address drops a word without a value
_KEPT = "~"
_MOST_HIDDEN = 60
PARAMS = (*_WORDS, "compare", "layers", "at", "m")


def to_params(view: MapView, *, keep: Callable[[object], str] | None = None) -> dict[str, str]:
    """The view as parameters of an address.

    Parameters
    ----------
    keep : callable, optional
        Told the part that would be too long for an address; gives a short id by which `from_params`
        finds it again. Without it that part is left out.
    """
    usual = MapView()
    params = {}
    for word, name in _WORDS.items():
        value = getattr(view, name)
        if word in _ALWAYS or value != getattr(usual, name):
            params[word] = value or _NOTHING
    for word in ("area", "base", "drawing"):
        if params.get(word) == _NOTHING:
            del params[word]
    if view.compared:
        params["compare"] = ",".join(view.compared)
    listed = tuple(each.layer for each in view.layers)
    if listed != tuple(each.layer for each in usual.layers):
        params["layers"] = ",".join(listed) or _NOTHING
    if view.at is not None:
        params["at"] = view.at.to_text()
    if rest := _rest(view):
        text = pack(rest)
        if len(text) <= MOST_CHARACTERS:
            params["m"] = text
        elif keep is not None:
            params["m"] = _KEPT + keep(rest)
    return params


def from_params(
    params: Mapping[str, str],
    *,
    usual: MapView | None = None,
    kept: Callable[[str], object] | None = None,
) -> tuple[MapView, list[Remark]]:
    """Read an address; what it does not name is as in `usual`, what cannot be read is told and left so.

    Parameters
    ----------
    kept : callable, optional
        Gives what ``keep`` of `to_params` was told, by its id; raises `BadView` where there is nothing.
    """
    view, told = usual or MapView(), []
    for word, name in _WORDS.items():
        value = params.get(word)
        if value == _NOTHING and name == "indicator":
            view = replace(view, indicator=None)
        elif is_text(value) and value != _NOTHING:
            view = replace(view, **{name: value})
    if params.get("compare"):
        view = replace(view, compared=texts(params["compare"].split(","), MOST_COMPARED))
    if params.get("layers"):
        named = [] if params["layers"] == _NOTHING else params["layers"].split(",")
        view = replace(view, layers=tuple(map(LayerView, texts(named, MOST_LAYERS))))
    if params.get("at"):
        try:
            view = replace(view, at=At.from_text(params["at"]))
        except BadView:
            told.append(("view.bad.at", {}))
    if params.get("m"):
        try:
            view, more = _with_rest(view, _read(params["m"], kept))
            told += more
        except BadView:
            told.append(("view.bad.rest", {}))
    return view, told


def _rest(view: MapView) -> dict:
    """What has no short word: how layers look and are filtered, hidden classes, picked features."""
    layers = {each.layer: made for each in view.layers if (made := layer_to_json(each))}
    rest = {"layers": layers, "hidden": list(view.hidden), "picked": list(view.picked)}
    rest |= {"everywhere": int(view.everywhere)}
    return {name: value for name, value in rest.items() if value}


def _read(text: str, kept: Callable[[str], object] | None) -> object:
    if not text.startswith(_KEPT):
        return unpack(text)
    if kept is None:
        raise BadView(part=text[:40])
    return kept(text[1:])


def _with_rest(view: MapView, rest: object) -> tuple[MapView, list[Remark]]:
    if not isinstance(rest, Mapping):
        raise BadView(part=str(rest)[:40])
    told: list[Remark] = []
    layers = rest.get("layers")
    if isinstance(layers, Mapping):
        for layer_id, content in list(layers.items())[:MOST_LAYERS]:
            if view.layer(layer_id) is not None and isinstance(content, Mapping):
                changed, more = layer_from_json(layer_id, content)
                view, told = view.with_layer(changed), [*told, *more]
    hidden = texts(rest.get("hidden"), _MOST_HIDDEN)
    picked = texts(rest.get("picked"), MOST_SELECTED)
    everywhere = bool(rest.get("everywhere"))
    return replace(view, hidden=hidden, picked=picked, everywhere=everywhere), told
