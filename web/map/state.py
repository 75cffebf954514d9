"""The state of the map, whole and declarative: what the browser is to show after this run."""

from functools import lru_cache
from urllib.parse import urlencode

import numpy as np

from layers.atlas import BOUNDARIES, PROVINCES, Atlas, Snapshot
from layers.cards import COUNTRY, areas_of
from layers.facts import LAYERS
from layers.indicators import INDICATORS
from layers.maps.scope import place_name
from layers.maps.view import MapView
from layers.thematic import Theme, make_theme
from layers.words import Words
from web.map.layers import layer_label, layer_state, viewed_layers
from web.map.picked import selection
from web.map.style import ramp

__all__ = [
    "COUNTRY_BOX",
    "MAX_ZOOM",
    "data_address",
    "layer_label",
    "make_state",
    "other_layers",
    "place_state",
]

MAX_ZOOM = 19
# The main land of Viet Nam: the islands far out are shown by their names and in the inset.
COUNTRY_BOX = (102.1, 8.3, 109.6, 23.5)


def make_state(
    atlas: Atlas, snapshot: Snapshot, view: MapView, words: Words, *, theme: str
) -> dict:
    """The state for the view of a visitor; its form is described in ``web/map/README.md``."""
    state = place_state(atlas, snapshot, view, words, theme=theme, drawn=[])
    state["layers"] += viewed_layers(atlas, snapshot, view, words, theme=theme)
    state["view"] |= {"at": view.at.to_text() if view.at else None, "kept": True}
    state["selection"] = selection(atlas, snapshot, view)
    place = None if view.everywhere else place_name(atlas, snapshot, view)
    state["counted"] = words("map.counted_in", place=place) if place else words("map.counted_all")
    if view.indicator is None:
        return state
    made = make_theme(
        atlas,
        snapshot,
        areas=view.areas,
        city=view.city,
        indicator=view.indicator,
        scheme=view.scheme,
    )
    shade = _choropleth(made, snapshot, view, words, theme)
    return state | {"choropleth": shade | {"hidden": list(view.hidden)}}


def place_state(
    atlas: Atlas, snapshot: Snapshot, choice, words: Words, *, theme: str, drawn: list[str]
) -> dict:
    """The state without colours: the areas of a place, and the layers `drawn` on them.

    Parameters
    ----------
    choice
        Whatever has ``city``, ``areas`` and ``selected``.
    """
    return {
        "lang": words.lang,
        "theme": theme,
        "view": _view(atlas, snapshot, choice),
        "tiles": {
            "url": "/tiles/{layers}/{z}/{x}/{y}.pbf?v={v}{q}",
            "v": snapshot.key,
            "max_zoom": MAX_ZOOM,
        },
        "layers": [
            layer_state(atlas, snapshot, layer_id, words)
            for layer_id in (choice.areas, *_in_drawing_order(atlas, drawn))
        ],
        "choropleth": None,
        "outline": _outline(snapshot, choice),
        "labels": {"url": data_address(f"/api/labels/{choice.areas}", snapshot, city=choice.city)},
        "selection": {"layer": choice.areas, "code": choice.selected} if choice.selected else None,
        "attribution": _attribution(snapshot, choice, words),
    }


def other_layers(atlas: Atlas, snapshot: Snapshot) -> list[str]:
    """Layers with shapes that are no boundaries, and of which nothing is counted by area."""
    known = {*LAYERS, *BOUNDARIES, PROVINCES}
    specs = atlas.store.specs
    return [i for i in snapshot.versions if i not in known and i in specs and not specs[i].is_table]


def _in_drawing_order(atlas: Atlas, drawn: list[str]) -> list[str]:
    """Areas below lines below points; among points those named first on top."""
    kinds = {layer_id: atlas.store.specs[layer_id].kind for layer_id in drawn}
    lines = [layer_id for layer_id in drawn if kinds[layer_id] == "line"]
    areas, points = (
        [layer_id for layer_id in reversed(drawn) if kinds[layer_id] == kind]
        for kind in ("area", "point")
    )
    return [*areas, *lines, *points]


def _view(atlas: Atlas, snapshot: Snapshot, choice) -> dict:
    """Where to look: changes only with the place, so that nothing else moves the map."""
    return {"id": choice.city, "bbox": list(_box(atlas, snapshot, choice.areas, choice.city))}


def _box(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> tuple[float, ...]:
    """The box of a city's mainland: areas far from most others, islands at sea, do not widen it."""
    if city == COUNTRY:
        return COUNTRY_BOX
    key = f"box-{snapshot.versions[areas].key}-{city}"
    return atlas.answers.once(key, lambda: _mainland_box(atlas, snapshot, areas, city))


def _mainland_box(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> tuple[float, ...]:
    table = areas_of(atlas, snapshot, areas, city)
    frame = atlas.frame(snapshot.versions[areas])
    middle = table[["lon", "lat"]].median()
    away = np.hypot(table["lon"] - middle["lon"], table["lat"] - middle["lat"])
    near = table.index[away <= max(1.2, 3 * float(away.median()))]
    return tuple(round(float(side), 5) for side in frame.geometry.iloc[near].total_bounds)


def _choropleth(made: Theme, snapshot: Snapshot, choice, words: Words, theme: str) -> dict:
    indicator = INDICATORS[choice.indicator]
    share = indicator.unit == "share"
    address = data_address(
        "/api/values", snapshot, areas=choice.areas, city=choice.city, indicator=choice.indicator
    )
    return {
        "layer": choice.areas,
        "values_url": address,
        "title": words(f"indicator.{choice.indicator}"),
        "unit": "%" if share else words(f"unit.{indicator.unit}"),
        "factor": 100 if share else 1,
        "breaks": list(made.classes.breaks),
        "colors": ramp(len(made.classes.breaks), theme=theme) if made.classes.breaks else [],
        "counts": list(made.classes.counts),
        "unknown_count": made.classes.unknown,
        "decimals": indicator.decimals,
    }


def _outline(snapshot: Snapshot, choice) -> dict | None:
    if choice.city == COUNTRY:
        return None
    return {"url": data_address(f"/api/outline/{choice.city}", snapshot, areas=choice.areas)}


def _attribution(snapshot: Snapshot, choice, words: Words) -> str:
    provenance = snapshot.versions[choice.areas].provenance
    return words(
        "map.attribution",
        quality=words(f"quality.{provenance.quality}"),
        source=provenance.source,
    )


@lru_cache(maxsize=256)
def _joined(path: str, key: str, params: tuple[tuple[str, str], ...]) -> str:
    return f"{path}?{urlencode([*params, ('v', key)])}"


def data_address(path: str, snapshot: Snapshot, **params: str) -> str:
    """The address of data that belongs to this snapshot; the version in it makes it keepable."""
    return _joined(path, snapshot.key, tuple(params.items()))
