"""A hit by its id: what was told to a browser is found again when it is chosen, and asked for again who may see it."""

import re

from geo.notation import Reading
from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.layer_names import layer_label
from layers.search.areas import area_hit, former_hit
from layers.search.features import feature_hit, searched_layers
from layers.search.hit import AREA, FEATURE, FORMER, LAYER, PLACE, Hit
from layers.search.places import home_of, place_hit
from layers.search.units import former_units, units_of_today
from layers.tables.page import places_of
from layers.words import Words

_PLACE = re.compile(r"(-?\d{1,2}\.\d{1,6}),(-?\d{1,3}\.\d{1,6}),(\d{4,5})")
_NUMBER = re.compile(r"\d{1,12}")


def hit_of(
    atlas: Atlas, snapshot: Snapshot, hit_id: str, *, user: User | None, lang: str
) -> Hit | None:
    """The hit of an id; None where there is no such thing, or `user` may not see it."""
    kind, _, rest = hit_id.partition(":")
    finders = {AREA: _area, FORMER: _former, FEATURE: _feature, PLACE: _place, LAYER: _layer}
    if kind not in finders:
        return None
    return finders[kind](atlas, snapshot, rest, user, Words(lang))


def _area(
    atlas: Atlas, snapshot: Snapshot, rest: str, user: User | None, words: Words
) -> Hit | None:
    layer_id, _, code = rest.partition(":")
    units = units_of_today(atlas, snapshot, user)
    if units is None:
        return None
    rows = units.by_code(layer_id, [code])
    return None if rows.empty else area_hit(atlas, snapshot, rows.iloc[0], words)


def _former(
    atlas: Atlas, snapshot: Snapshot, rest: str, user: User | None, words: Words
) -> Hit | None:
    today = units_of_today(atlas, snapshot, user)
    rows = former_units().by_key(rest)
    if today is None or rows.empty:
        return None
    return former_hit(atlas, snapshot, rows.iloc[0], today, words)


def _feature(
    atlas: Atlas, snapshot: Snapshot, rest: str, user: User | None, words: Words
) -> Hit | None:
    layer_id, _, fid = rest.partition(":")
    spec = next((s for s in searched_layers(atlas, snapshot, user) if s.id == layer_id), None)
    if spec is None or not _NUMBER.fullmatch(fid):
        return None
    version = snapshot.versions[layer_id]
    rows = places_of(atlas, version, [int(fid)])
    return feature_hit(atlas.frame(version), int(rows[0]), spec, words) if len(rows) else None


def _place(
    atlas: Atlas, snapshot: Snapshot, rest: str, user: User | None, words: Words
) -> Hit | None:
    found = _PLACE.fullmatch(rest)
    if found is None:
        return None
    reading = Reading(float(found[2]), float(found[1]), epsg=int(found[3]))
    if not reading.inside:
        return None
    home = home_of(atlas, snapshot, reading.lon, reading.lat, user)
    return place_hit(reading, home, words)


def _layer(
    atlas: Atlas, snapshot: Snapshot, rest: str, user: User | None, words: Words
) -> Hit | None:
    spec = next((s for s in searched_layers(atlas, snapshot, user) if s.id == rest), None)
    if spec is None:
        return None
    return Hit(LAYER, f"layer:{rest}", layer_label(spec, words), layer=rest)
