"""Wards and sites on a plane near Da Nang, held in memory, so that every share can be told by hand."""

import datetime

import geopandas as gpd
import pandas as pd
from shapely.affinity import translate
from shapely.geometry import Point, box

from geo.crs import to_storage
from layers.atlas import Atlas
from layers.spec import load_specs
from layers.store import Provenance
from layers.store.model import Version

EAST, NORTH = 545_000.0, 1_775_000.0
"""EPSG:5899; wards begin here."""
CITY = "48"


def at(x: float, y: float) -> Point:
    """A point so many metres east and north of the corner."""
    return Point(EAST + x, NORTH + y)


def wards(*shapes, city=CITY, kinds=None, population=None, first=0) -> gpd.GeoDataFrame:
    """Communes of these shapes (metres from the corner); two squares of 2 km side by side without any."""
    shapes = shapes or (box(0, 0, 2000, 2000), box(2000, 0, 4000, 2000))
    codes = [f"{20000 + first + i}" for i in range(len(shapes))]
    frame = pd.DataFrame({"code": codes, "version": "v2025-07", "province_code": city})
    frame["unit_key"] = "v2025-07:" + frame["code"]
    frame["name"] = [f"W{i}" for i in range(len(shapes))]
    frame["full_name"] = "Phường " + frame["name"]
    frame["type"] = kinds or "phường"
    frame["population"] = pd.array(population or [None] * len(shapes), dtype="Int64")
    return _stored(frame, [None if s is None else translate(s, EAST, NORTH) for s in shapes])


def points(*rows: dict) -> gpd.GeoDataFrame:
    """Features of these fields; ``xy`` are metres from the corner, without it there is no position."""
    frame = pd.DataFrame([{k: v for k, v in row.items() if k != "xy"} for row in rows])
    if "feature_id" not in frame:
        frame.insert(0, "feature_id", [f"p{i}" for i in range(len(rows))])
    return _stored(frame, [at(*row["xy"]) if row.get("xy") else None for row in rows])


def polygons(*rows: dict) -> gpd.GeoDataFrame:
    """Features of these fields; ``shape`` is in metres from the corner."""
    frame = pd.DataFrame([{k: v for k, v in row.items() if k != "shape"} for row in rows])
    return _stored(frame, [translate(row["shape"], EAST, NORTH) for row in rows])


def geojson(shape) -> dict:
    """A drawn shape, EPSG:4326."""
    frame = _stored(pd.DataFrame({"a": [0]}), [translate(shape, EAST, NORTH)])
    return frame.geometry.iloc[0].__geo_interface__


def _stored(frame: pd.DataFrame, shapes: list) -> gpd.GeoDataFrame:
    return to_storage(gpd.GeoDataFrame(frame, geometry=shapes, crs=5899))


class Held:
    """A store of frames in memory, each layer with its versions, the last one current."""

    def __init__(self, layers: dict):
        self.specs = load_specs()
        self._frames = {k: v if isinstance(v, list) else [v] for k, v in layers.items()}

    def current(self) -> dict[str, Version]:
        return {layer: self.history(layer)[0] for layer in self._frames}

    def history(self, layer: str) -> list[Version]:
        frames = list(enumerate(self._frames[layer], start=1))
        return [_version(layer, number, frame) for number, frame in reversed(frames)]

    def read_version(self, version: Version):
        return self._frames[version.layer_id][version.number - 1]


def atlas_of(**layers) -> Atlas:
    """An atlas of these layers."""
    return Atlas(Held(layers))


def _version(layer: str, number: int, frame) -> Version:
    boundary = "v2025-07" if layer.startswith("admin") else None
    when = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    bounds = tuple(frame.total_bounds)
    name = f"{layer}-{number}".encode().hex()
    return Version(
        layer, number, name, len(frame), bounds, boundary, when, "tester", Provenance(quality="unverified")
    )  # fmt: skip
