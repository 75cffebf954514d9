"""A view held to what there is: what is gone, or may not be seen by this reader, is left out and told."""

from dataclasses import replace

from layers.access import User
from layers.atlas import BOUNDARIES, PROVINCES, Atlas, Snapshot
from layers.basemaps.listing import basemaps
from layers.cards import COUNTRY, areas_of, places
from layers.filters.settle import settle as settle_filter
from layers.indicators import INDICATORS
from layers.looks.settle import settle_look
from layers.maps.document import Remark
from layers.maps.view import FIRST_CITY, LayerView, MapView
from layers.masks import doors
from layers.thematic import SCHEMES

_GROUND = (*BOUNDARIES, PROVINCES)


def usual_view(atlas: Atlas, snapshot: Snapshot, user: User | None) -> MapView:
    """The first view of somebody who asked for nothing: what is not in this store is not in it."""
    return settle(MapView(), atlas, snapshot, user)[0]


def settle(
    view: MapView, atlas: Atlas, snapshot: Snapshot, user: User | None, *, lang: str = "vi"
) -> tuple[MapView, list[Remark]]:
    """The view without what is not there or may not be seen, and a remark for each thing left out.

    Returns
    -------
    tuple
        Remarks are keys of `layers.words.Words` with their parameters, names in `lang`.
    """
    told: list[Remark] = []
    for step in (_areas, _city, _indicator, _codes, _base):
        view, more = step(view, atlas, snapshot, user)
        told += more
    view, more = _layers(view, atlas, snapshot, user, lang)
    view, gone = _picked(view, atlas, snapshot, user)
    return view, [*told, *more, *gone]


def _base(view: MapView, atlas: Atlas, snapshot: Snapshot, user: User | None):
    if view.base is None or basemaps(atlas.store).get(view.base) is not None:
        return view, []
    return replace(view, base=None), [("view.gone.base", {"name": view.base})]


def may_see(atlas: Atlas, snapshot: Snapshot, user: User | None, layer_id: str) -> bool:
    """Whether a layer has a version and this reader may see it."""
    spec = atlas.store.specs.get(layer_id)
    return spec is not None and doors.may_see(user, spec, snapshot)


def _areas(view: MapView, atlas: Atlas, snapshot: Snapshot, user: User | None):
    there = [each for each in BOUNDARIES if may_see(atlas, snapshot, user, each)]
    if view.areas in there or not there:
        return view, []
    changed = replace(view, areas=there[0], selected=None, compared=())
    return changed, [("view.gone.areas", {"name": view.areas})]


def _city(view: MapView, atlas: Atlas, snapshot: Snapshot, user: User | None):
    known = [place.code for place in places(atlas, snapshot, view.areas)]
    if view.city in known or view.city == COUNTRY:
        return view, []
    usual = FIRST_CITY if FIRST_CITY in known else (known[0] if known else COUNTRY)
    changed = replace(view, city=usual, at=None, selected=None, compared=())
    return changed, [("view.gone.city", {"name": view.city})]


def _indicator(view: MapView, atlas: Atlas, snapshot: Snapshot, user: User | None):
    told = []
    if view.scheme not in SCHEMES:
        view = replace(view, scheme=SCHEMES[0])
    if view.indicator is not None and view.indicator not in INDICATORS:
        told.append(("view.gone.indicator", {"name": view.indicator}))
        view = replace(view, indicator=MapView().indicator, hidden=())
    return view, told


def _codes(view: MapView, atlas: Atlas, snapshot: Snapshot, user: User | None):
    """Selected and compared areas must be of the place."""
    if view.selected is None and not view.compared:
        return view, []
    # Every run of a page settles its view: the set is made once.
    known = atlas.answers.once(
        f"codes-{atlas.facts_key(snapshot, view.areas)}-{view.city}",
        lambda: frozenset(areas_of(atlas, snapshot, view.areas, view.city)["code"]),
    )
    wanted = dict.fromkeys([*([view.selected] if view.selected else []), *view.compared])
    told = [("view.gone.area", {"name": code}) for code in wanted if code not in known]
    selected = view.selected if view.selected in known else None
    compared = tuple(code for code in view.compared if code in known)
    return replace(view, selected=selected, compared=compared), told


def _layers(view: MapView, atlas: Atlas, snapshot: Snapshot, user: User | None, lang: str):
    kept, told = [], []
    for layer in view.layers:
        spec = atlas.store.specs.get(layer.layer)
        drawable = spec is not None and not spec.is_table and layer.layer not in _GROUND
        if not drawable or not may_see(atlas, snapshot, user, layer.layer):
            told.append(("view.gone.layer", {"name": layer.layer}))
            continue
        layer, more = _made_of(layer, atlas, snapshot, user, lang)
        kept.append(layer)
        told += more
    return (replace(view, layers=tuple(kept)) if told else view), told


def _made_of(layer: LayerView, atlas: Atlas, snapshot: Snapshot, user: User | None, lang: str):
    """Its look and its filter, without columns that vanished and ground that may not be seen."""
    look, told = settle_look(atlas, snapshot, layer.layer, layer.look, lang=lang)
    if look != layer.look:
        layer = replace(layer, look=look, hidden=())
    if not layer.filter:
        return layer, told
    grounds = layer.filter.grounds
    seen = tuple(g for g in grounds if not g.layer or may_see(atlas, snapshot, user, g.layer))
    told += [
        ("view.gone.ground", {"layer": layer.layer, "name": g.layer})
        for g in grounds
        if g not in seen
    ]
    known, more = settle_filter(
        atlas, snapshot, layer.layer, replace(layer.filter, grounds=seen), lang=lang
    )
    return replace(layer, filter=known), [*told, *more]


def _picked(view: MapView, atlas: Atlas, snapshot: Snapshot, user: User | None):
    """Features that are still there, of layers that may be seen."""
    if not view.picked:
        return view, []
    kept = [each for each in view.picked if _is_there(each, atlas, snapshot, user)]
    if len(kept) == len(view.picked):
        return view, []
    lost = len(view.picked) - len(kept)
    return replace(view, picked=tuple(kept)), [("view.gone.features", {"count": lost})]


def _is_there(picked: str, atlas: Atlas, snapshot: Snapshot, user: User | None) -> bool:
    layer_id, _, fid = picked.rpartition(":")
    digits = fid.isascii() and fid.isdigit() and len(fid) < 12
    if not digits or not may_see(atlas, snapshot, user, layer_id):
        return False
    return int(fid) in atlas.fids(snapshot.versions[layer_id])
