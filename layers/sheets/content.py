"""What a sheet shows, out of the store: areas in classes and layers with their looks, for one window of ground."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.filters.columns import fields_of
from layers.layer_names import layer_label
from layers.looks.classed import UNKNOWN, Classed, classed, feature_classes
from layers.looks.legend import class_colours, class_label, usual_look
from layers.looks.look import Look
from layers.looks.symbols import layer_style
from layers.maps.scope import counted, total_of
from layers.maps.view import LayerView, MapView
from layers.reports.map_layout import View
from layers.sheets.ground import Ground, degrees_of, metric_shapes
from layers.sheets.sources import seen_layers
from layers.words import Words

WITHOUT_CLASS = ""


@dataclass(frozen=True)
class Group:
    """One line of the legend of a layer."""

    id: str
    label: str
    colour: str | None
    count: int
    hidden: bool = False


@dataclass(frozen=True)
class SheetLayer:
    """A layer as a sheet draws it.

    Attributes
    ----------
    kind : {"point", "line", "area"}
    groups : tuple of Group
        In the order of the legend; one without a class where the look has none.
    sizes : tuple of (float, float)
        Upper bound and factor, of a look that has sizes.
    total, shown : int
        Features of the layer in the place that is counted, and those of them that pass its filter.
    badge : str or None
        Its quality, where that must be said.
    """

    id: str
    label: str
    kind: str
    style: dict
    look: Look
    opacity: float
    groups: tuple[Group, ...]
    sizes: tuple[tuple[float, float], ...]
    size_label: str
    total: int
    shown: int
    badge: str | None
    filtered: bool = False


@dataclass(frozen=True)
class Drawn:
    """The features of a layer in one window: shapes in metres, the id of each one's class, its factor of size."""

    shapes: np.ndarray
    group: np.ndarray
    factor: np.ndarray
    picked: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))


def sheet_layers(
    atlas: Atlas, snapshot: Snapshot, view: MapView, words: Words, user: User
) -> list[SheetLayer]:
    """The layers of a view that are seen, the one on top first."""
    return [
        _sheet_layer(atlas, snapshot, view, each, words)
        for each in seen_layers(atlas, snapshot, view, user)
    ]


def _sheet_layer(
    atlas: Atlas, snapshot: Snapshot, view: MapView, held: LayerView, words: Words
) -> SheetLayer:
    spec = atlas.store.specs[held.layer]
    fields = fields_of(atlas, snapshot.versions[held.layer])
    look = held.look or usual_look(held.layer, fields)
    asked = counted(atlas, snapshot, view, held.layer, held.filter)
    found = classed(atlas, snapshot, held.layer, look, asked)
    style = layer_style(held.layer, spec.kind)
    if look.kind == "single" and look.colour:
        style = _coloured(style, spec.kind, look.colour)
    named = spec.field(look.field) if look.field else None
    sized = spec.field(look.size_by) if look.size_by else None
    quality = snapshot.versions[held.layer].provenance.quality
    return SheetLayer(
        id=held.layer,
        label=layer_label(atlas.store.specs[held.layer], words),
        kind=spec.kind,
        style=style,
        look=look,
        opacity=held.opacity,
        groups=_groups(found, named, held.hidden, words),
        sizes=found.sizes,
        size_label=sized.label(words.lang) if sized else (look.size_by or ""),
        total=total_of(atlas, snapshot, view, held.layer),
        shown=found.shown,
        badge=quality if quality in ("approximate", "synthetic", "mixed") else None,
        filtered=bool(held.filter),
    )


def _coloured(style: dict, kind: str, colour: str) -> dict:
    if kind == "point":
        return style | {"fill": colour, "ring": None}
    if kind == "line":
        return style | {"color": colour, "casing": None}
    return style | {"fill": colour, "color": colour}


def _groups(found: Classed, named, hidden: tuple[str, ...], words: Words) -> tuple[Group, ...]:
    if not found.entries and not found.unknown:
        return (Group(WITHOUT_CLASS, "", None, found.shown),)
    colours = class_colours(found.look, found.entries)
    groups = [
        Group(e.id, class_label(e, named, words), colours[e.id], e.count, e.id in hidden)
        for e in found.entries
    ]
    if found.unknown:
        label, colour = words("legend.unknown"), colours[UNKNOWN]
        groups.append(Group(UNKNOWN, label, colour, found.unknown, UNKNOWN in hidden))
    return tuple(groups)


def drawn_in(
    atlas: Atlas, snapshot: Snapshot, layer: SheetLayer, held: LayerView, ground: Ground, view: View,
    picked: tuple[str, ...] = (),
) -> Drawn:  # fmt: skip
    """The features of a layer that pass and meet a window, those of hidden classes left out."""
    table = feature_classes(atlas, snapshot, layer.id, layer.look, held.filter)
    near = atlas.window(snapshot, layer.id, bbox=degrees_of(ground, view), limit=2**62).rows
    if not isinstance(near, gpd.GeoDataFrame):
        return Drawn(*[np.zeros(0, object)] * 3)
    rows = pd.DataFrame({"fid": near["fid"].to_numpy(), "shape": near.geometry.to_numpy()})
    rows = rows.merge(table, on="fid", how="inner")
    group = rows["k"].astype(str) if "k" in rows else pd.Series(WITHOUT_CLASS, index=rows.index)
    hidden = {each.id for each in layer.groups if each.hidden}
    seen = ~group.isin(hidden).to_numpy()
    factors = np.array([factor for _, factor in layer.sizes] or [1.0])
    step = rows["s"].fillna(0).to_numpy(int) if "s" in rows else np.zeros(len(rows), int)
    named = (each.rpartition(":") for each in picked)
    ids = {int(fid) for of, _, fid in named if of == layer.id and fid.isdecimal()}
    return Drawn(
        metric_shapes(rows["shape"].to_numpy()[seen], ground),
        group.to_numpy()[seen],
        factors[np.clip(step, 0, len(factors) - 1)][seen],
        rows["fid"].isin(ids).to_numpy()[seen],
    )


def kept_apart(points: np.ndarray, least: float) -> np.ndarray:
    """Which of many points (n, 2) to draw: one in each cell of `least`, for more cannot be told apart."""
    cells = np.floor(points / least).astype(np.int64)
    _, first = np.unique(cells, axis=0, return_index=True)
    return np.sort(first)


def point_places(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates (n, 2) of points, those of several parts among them, and the row each comes from."""
    parts, row = shapely.get_parts(shapes, return_index=True)
    there = ~shapely.is_empty(parts) & (shapely.get_type_id(parts) == 0)
    return shapely.get_coordinates(parts[there]), row[there]
