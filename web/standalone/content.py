"""What a map of one file holds: areas in classes, features with their words, legend, sources; all of it bounded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS, to_storage
from geo.text import sort_key
from layers.atlas import Atlas, Snapshot
from layers.drawings.colours import COLOURS, FIRST_COLOUR
from layers.drawings.drawing import Drawing
from layers.filters.columns import fields_of
from layers.looks.archipelagos import ARCHIPELAGOS
from layers.looks.classed import feature_classes
from layers.maps.view import LayerView, MapView
from layers.sheets.content import WITHOUT_CLASS, SheetLayer
from layers.sheets.ground import Ground
from layers.sheets.theme import area_fills
from layers.spec import FieldSpec
from layers.value_names import UNKNOWN, value_text
from layers.words import Words

MOST_FEATURES = 20_000
MOST_BYTES = 15_000_000
_MOST_TEXT = 300
_DIGITS = 6


@dataclass(frozen=True)
class Taken:
    """The features of a layer that go along, as JSON, and how many there would have been."""

    features: list[str]
    there: int


def area_features(
    atlas: Atlas, snapshot: Snapshot, view: MapView, ground: Ground, words: Words
) -> tuple[list[str], dict]:
    """The areas of the place as JSON, with their legend; borders that are shared stay shared."""
    fills, title, rows = area_fills(atlas, snapshot, view, ground, words)
    west, south, east, north = ground.bounds
    tolerance = float(np.clip((east - west + north - south) / 8000, 5, 250))
    shapes = shapely.coverage_simplify(ground.shapes[ground.asked], tolerance)
    places = _degrees(shapes, ground, digits=5)
    frame = ground.frame[ground.asked]
    names = frame["full_name" if "full_name" in frame else "name"].fillna("").astype(str)
    short = frame["name"].fillna("").astype(str)
    features = [
        _text({"g": json.loads(place), "n": name[:_MOST_TEXT], "s": bare[:80], "c": fill})
        for place, name, bare, fill in zip(places, names, short, fills, strict=True)
        if place
    ]
    legend = {
        "title": title,
        "rows": [{"label": t, "colour": c, "count": words.number(n)} for t, c, n in rows],
    }
    return features, legend


def layer_features(
    atlas: Atlas,
    snapshot: Snapshot,
    layer: SheetLayer,
    held: LayerView,
    ground: Ground,
    words: Words,
    *,
    most: int,
    most_bytes: int,
) -> tuple[Taken, list[str]]:
    """The features that pass, at most `most` and `most_bytes`, and the titles of their fields.

    Only those in the box of the place go along. Where there are more, every n-th is taken, so that
    what is shown lies where all of them lie.
    """
    version = snapshot.versions[layer.id]
    table = feature_classes(atlas, snapshot, layer.id, layer.look, held.filter)
    box = ground.bounds_degrees
    near = atlas.window(snapshot, layer.id, bbox=box, limit=2**62).rows
    table = table[table["fid"].isin(near["fid"]).to_numpy()]
    hidden = {group.id for group in layer.groups if group.hidden}
    group = table["k"].astype(str) if "k" in table else pd.Series(WITHOUT_CLASS, index=table.index)
    table = table.assign(group=group)[~group.isin(hidden).to_numpy()]
    there = len(table)
    rows = table.iloc[evenly(there, most)].set_index("fid")
    chosen = near[near["fid"].isin(rows.index).to_numpy()].set_index("fid")
    rows = rows.loc[chosen.index]
    fields = [f for f in fields_of(atlas, version).values() if chosen[f.name].notna().any()]
    texts = {field.name: list(_said(chosen[field.name], field, words)) for field in fields}
    factors = np.array([factor for _, factor in layer.sizes] or [1.0])
    step = rows["s"].fillna(0).to_numpy(int) if "s" in rows else np.zeros(len(rows), int)
    factor = factors[np.clip(step, 0, len(factors) - 1)]
    shapes = _thin(chosen.geometry.to_numpy(), layer.kind)
    places = shapely.to_geojson(_rounded(shapes, _DIGITS))
    made = [
        _text(
            {"g": json.loads(place), "k": kind, "f": round(float(size), 2)}
            | {"p": [texts[field.name][row] for field in fields]}
        )
        for row, (place, kind, size) in enumerate(zip(places, rows["group"], factor, strict=True))
        if place
    ]
    size = sum(map(len, made))
    if size > most_bytes:
        made = [made[i] for i in evenly(len(made), int(len(made) * most_bytes / size))]
    return Taken(made, there), [field.label(words.lang) for field in fields]


def drawing_features(drawing: Drawing | None) -> list[dict]:
    """What was drawn by hand."""
    if drawing is None:
        return []
    return [
        {
            "g": dict(one.geometry),
            "kind": one.kind,
            "n": one.label,
            "c": COLOURS.get(one.colour, COLOURS[FIRST_COLOUR])["light"],
        }
        for one in drawing.features
    ]


def archipelagos(words: Words) -> list[dict]:
    """The archipelagos with their names."""
    return [
        {
            "islands": [list(island) for island in one.islands],
            "name": words(f"sheet.{one.id}_full"),
            "unit": words(f"sheet.{one.id}_unit"),
        }
        for one in sorted(ARCHIPELAGOS, key=lambda each: sort_key(each.id))
    ]


def evenly(count: int, most: int) -> np.ndarray:
    """Places of at most `most` out of `count` rows, evenly from the first to the last."""
    if count <= most:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, max(0, most)).round().astype(int))


def _said(values: pd.Series, field: FieldSpec, words: Words) -> Iterator[str | None]:
    """The values of a field as its reader is told them."""
    for value in values:
        text = value_text(value, field, words, unit=True)
        yield None if text == UNKNOWN else text[:_MOST_TEXT]


def _thin(shapes: np.ndarray, kind: str) -> np.ndarray:
    return shapes if kind == "point" else shapely.simplify(shapes, 0.00001)


def _degrees(shapes: np.ndarray, ground: Ground, *, digits: int) -> np.ndarray:
    import geopandas as gpd

    series = to_storage(gpd.GeoSeries(shapes, crs=ground.crs))
    assert series.crs == STORAGE_CRS
    return shapely.to_geojson(_rounded(series.to_numpy(), digits))


def _rounded(shapes: np.ndarray, digits: int) -> np.ndarray:
    return shapely.transform(shapes, lambda xy: np.round(xy, digits))


def _text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
