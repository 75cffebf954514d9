"""What stands nearest to places: sites, ducts, power lines, with distances on the ground."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.crs import to_metric, to_storage
from geo.measure import WGS84
from layers.atlas import Atlas, Snapshot

DUCTS, POWER = "duct_route", "power_line"


def nearest_features(points: np.ndarray, features: gpd.GeoSeries, crs: CRS) -> pd.DataFrame:
    """The nearest feature of each point.

    Parameters
    ----------
    points : ndarray (n, 2)
        In the plane of `crs`, metres.
    features : GeoSeries
        Points, lines or polygons of any CRS; those without a geometry are passed over.

    Returns
    -------
    DataFrame
        ``feature`` (row number, -1 where there is none), ``distance_m`` (on the ellipsoid, NaN where there is
        none; 0 inside a polygon).
    """
    found = pd.DataFrame({"feature": -1, "distance_m": np.nan}, index=range(len(points)))
    shapes = np.asarray(features.values, dtype=object)
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not len(there) or not len(points):
        return found
    plane = to_metric(features.iloc[there], crs=crs).values
    finite = np.flatnonzero(np.isfinite(shapely.bounds(plane)).all(axis=1))
    plane, there = plane[finite], there[finite]
    if not len(there):
        return found
    places = shapely.points(points)
    row, near = shapely.STRtree(plane).query_nearest(places, all_matches=False)
    ways = shapely.shortest_line(places[row], plane[near])
    ends = shapely.get_coordinates(to_storage(gpd.GeoSeries(ways, crs=crs)).values)
    ends = ends.reshape(-1, 4)
    length = WGS84.inv(*ends.T)[2]
    found.loc[row, "feature"] = there[near]
    found.loc[row, "distance_m"] = np.where(shapely.length(ways) == 0, 0.0, length)
    return found


def distance_to_layer(
    atlas: Atlas, snapshot: Snapshot, layer: str, points: np.ndarray, crs: CRS
) -> np.ndarray:
    """How far each point is from the nearest feature of a layer; NaN where the store has no such layer."""
    if not snapshot.has(layer):
        return np.full(len(points), np.nan)
    frame = atlas.frame(snapshot.versions[layer])
    return nearest_features(points, frame.geometry, crs)["distance_m"].to_numpy()
