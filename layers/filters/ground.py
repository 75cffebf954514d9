"""Where features lie: in a box, a drawn shape, an area, or near something else."""

import math
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.dwithin import near_others, within_reach
from layers.atlas import Atlas, Snapshot
from layers.errors import BadFilter
from layers.filters.condition import Ground

MOST_DISTANCE_M = 100_000.0
MOST_CORNERS = 20_000
_BAD_SHAPES = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
_KEYS = ("code", "unit_key", "feature_id")


def lies(atlas: Atlas, snapshot: Snapshot, layer_id: str, ground: Ground) -> np.ndarray:
    """Which rows of a layer lie on a ground; those without a position on none.

    Points and lines lie in a shape when any of them is in it or on its edge; areas when they share
    more with it than an edge. A feature is not near itself: "near a mast", asked of masts, means
    another mast.

    Raises
    ------
    BadFilter
        If the ground cannot be read, or names what is not there.
    """
    version = snapshot.versions[layer_id]
    spec = atlas.store.specs[layer_id]
    if spec.is_table:
        raise BadFilter(part=ground.kind)
    if ground.kind == "near":
        return _near(atlas, snapshot, layer_id, ground)
    found = np.zeros(version.rows, bool)
    found[
        atlas.viewport(version).meeting(
            _wanted(atlas, snapshot, ground), inside=spec.kind == "area"
        )
    ] = True
    return found


def shape_of(content: object):
    """The shapely geometry of GeoJSON in EPSG:4326: of a geometry, a feature or a collection.

    Raises
    ------
    BadFilter
        If it is no shape on the globe, is too long, or its edge crosses itself.
    """
    try:
        parts = [shapely.geometry.shape(each) for each in _geometries(content)]
    except (*_BAD_SHAPES, shapely.errors.ShapelyError) as fault:
        raise BadFilter(part="shape") from fault
    corners = shapely.get_coordinates(parts)
    if not 0 < len(corners) <= MOST_CORNERS or not _on_globe(corners):
        raise BadFilter(part="shape")
    if not shapely.is_valid(parts).all():
        # What lies inside of an edge that crosses itself is anybody's guess.
        raise BadFilter(part="shape: crosses")
    return shapely.union_all(parts)


def row_of(frame: pd.DataFrame, layer_id: str, name: str) -> np.ndarray:
    """Rows of the feature or area that is called `name`: by code, stable id, or ``layer:fid``."""
    for column in _KEYS:
        if column in frame:
            rows = np.flatnonzero((frame[column] == name).fillna(False).to_numpy(bool))
            if len(rows):
                return rows
    layer, _, fid = name.rpartition(":")
    if layer != layer_id or not re.fullmatch("[0-9]{1,15}", fid):
        return np.empty(0, np.int64)
    return np.flatnonzero(frame["fid"].to_numpy() == int(fid))


def _wanted(atlas: Atlas, snapshot: Snapshot, ground: Ground):
    if ground.kind == "box":
        return shapely.box(*box_of(ground.box))
    if ground.kind == "shape":
        return shape_of(ground.shape)
    areas = _others(atlas, snapshot, ground)
    return shapely.union_all(areas.values[~areas.isna()])


def _near(atlas: Atlas, snapshot: Snapshot, layer_id: str, ground: Ground) -> np.ndarray:
    if not 0 < ground.distance_m <= MOST_DISTANCE_M:
        raise BadFilter(part=f"near: {ground.distance_m} m")
    mine = atlas.column(snapshot.versions[layer_id], "geometry")
    if ground.code is None and ground.layer == layer_id:
        return near_others(mine, distance_m=ground.distance_m)
    others = _others(atlas, snapshot, ground)
    return within_reach(mine, others, distance_m=ground.distance_m)


def _others(atlas: Atlas, snapshot: Snapshot, ground: Ground) -> gpd.GeoSeries:
    """The shapes that a ground names."""
    if not snapshot.has(ground.layer) or atlas.store.specs[ground.layer].is_table:
        raise BadFilter(part=str(ground.layer))
    version = snapshot.versions[ground.layer]
    if ground.code is None:
        return atlas.column(version, "geometry")
    others = atlas.frame(version)
    rows = row_of(others, ground.layer, ground.code)
    if not len(rows):
        raise BadFilter(part=f"{ground.layer}: {ground.code}")
    return others.geometry.iloc[rows]


def box_of(box) -> tuple[float, ...]:
    """Four numbers (minx, miny, maxx, maxy) in EPSG:4326; `BadFilter` where they make no box."""
    try:
        sides = tuple(float(side) for side in box)
    except (TypeError, ValueError) as fault:
        raise BadFilter(part=f"box: {box}") from fault
    if not all(map(math.isfinite, sides)) or sides[0] > sides[2] or sides[1] > sides[3]:
        raise BadFilter(part=f"box: {box}")
    return sides


def _geometries(content) -> list:
    if content["type"] == "FeatureCollection":
        return [part for each in content["features"] for part in _geometries(each)]
    return [content["geometry"]] if content["type"] == "Feature" else [content]


def _on_globe(corners: np.ndarray) -> bool:
    return bool(np.isfinite(corners).all() and (np.abs(corners) <= (180.0, 90.0)).all())
