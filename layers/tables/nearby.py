"""What lies near a feature: of each layer asked for, the nearest first, with metres on the ground."""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import metric_crs, to_metric
from geo.measure import WGS84
from layers.atlas import Atlas, Snapshot
from layers.store import Version
from layers.tables.page import places_of

WITHIN_M = 300.0
_METRES_OF_DEGREE = 110_000.0  # not more than a degree of latitude has anywhere in the country
_MOST_LOOKED_AT = 3000


@dataclass(frozen=True)
class Near:
    """A feature near another; `place` is its row in the frame, `distance_m` on the ground, 0 where they touch."""

    layer: str
    fid: int
    place: int
    distance_m: float


def nearby(
    atlas: Atlas,
    snapshot: Snapshot,
    layer_id: str,
    fid: int,
    layers: Iterable[str],
    *,
    within_m: float = WITHIN_M,
    most: int = 3,
) -> list[Near]:
    """The `most` nearest features of each layer, itself left out; nothing where it has no position."""
    asked = tuple(layers)
    used = [snapshot.versions[each].key for each in (layer_id, *asked) if snapshot.has(each)]
    key = f"nearby-{'-'.join(used)}-{layer_id}-{fid}-{within_m:g}-{most}"

    def make() -> list[Near]:
        origin = shape_of(atlas, snapshot.versions[layer_id], fid)
        if origin is None:
            return []
        there = [each for each in asked if snapshot.has(each)]
        found = [_of_layer(atlas, snapshot, each, origin, within_m) for each in there]
        return [
            near
            for of_layer in found
            for near in [n for n in of_layer if (n.layer, n.fid) != (layer_id, fid)][:most]
        ]

    return atlas.answers.once(key, make)


def shape_of(atlas: Atlas, version: Version, fid: int):
    """The geometry of a feature (EPSG:4326), or None where it has none or is not there."""
    frame, rows = atlas.frame(version), places_of(atlas, version, [fid])
    if not len(rows) or not isinstance(frame, gpd.GeoDataFrame):
        return None
    shape = frame.geometry.iloc[rows[0]]
    return None if shape is None or shape.is_empty else shape


def area_at(atlas: Atlas, snapshot: Snapshot, areas: str, shape) -> str | None:
    """The code of the area in which a shape lies, by a point of it; None where it lies in none."""
    version = snapshot.versions[areas]
    point = shape.representative_point()
    rows = atlas.viewport(version).meeting(point)
    return str(atlas.frame(version)["code"].iloc[rows[0]]) if len(rows) else None


def _of_layer(
    atlas: Atlas, snapshot: Snapshot, layer_id: str, origin, within_m: float
) -> list[Near]:
    version = snapshot.versions[layer_id]
    frame = atlas.frame(version)
    if not isinstance(frame, gpd.GeoDataFrame):
        return []
    west, south, east, north = origin.bounds
    up = within_m / _METRES_OF_DEGREE
    across = up / np.cos(np.radians(max(abs(south), abs(north))))
    rows = atlas.viewport(version).query((west - across, south - up, east + across, north + up))
    rows = rows[:_MOST_LOOKED_AT]
    distance = _ground_m(origin, frame.geometry.iloc[rows])
    keep = distance <= within_m
    fids = frame["fid"].to_numpy()[rows]
    order = np.argsort(distance[keep], kind="stable")
    return [
        Near(layer_id, int(fid), int(row), float(metres))
        for fid, row, metres in zip(
            fids[keep][order], rows[keep][order], distance[keep][order], strict=True
        )
    ]


def _ground_m(origin, shapes: gpd.GeoSeries) -> np.ndarray:
    """Geodesic length of the shortest line to each shape, found in the plane of the place."""
    if not len(shapes):
        return np.zeros(0)
    mine = gpd.GeoSeries([origin], crs=4326)
    crs = metric_crs(mine)
    here = to_metric(mine, crs=crs).iloc[0]
    between = shapely.shortest_line(here, to_metric(shapes, crs=crs).to_numpy())
    ends = gpd.GeoSeries(between, crs=crs).to_crs(4326)
    at = shapely.get_coordinates(ends.to_numpy()).reshape(-1, 4)
    return WGS84.inv(*at.T)[2]
