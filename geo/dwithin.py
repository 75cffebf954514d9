"""Whether features of any kind lie within a distance of others, in true metres on the ground."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import metric_crs, require_crs, to_metric, to_storage
from geo.errors import BadArgument
from geo.measure import WGS84
from geo.nearest import nearest

# The plane in which neighbours are looked for may stretch a distance by this much: UTM does by
# 0.4 % five degrees from its meridian.
_STRETCH = 0.006
# A degree of latitude is 110,574 m at the equator, where it is shortest.
_LEAST_DEGREE_M = 110_000.0
_POLAR_DEG = 89.0


def within_reach(features: gpd.GeoSeries, sites: gpd.GeoSeries, *, distance_m: float) -> np.ndarray:
    """Which features lie within a distance of any site; the rim belongs to it.

    Parameters
    ----------
    features, sites : GeoSeries of any kind
        With a CRS. Missing and empty ones are near nothing.
    distance_m : float
        Metres on the ground: along the ellipsoid between the two places that lie nearest.

    Returns
    -------
    ndarray of bool

    Raises
    ------
    MissingCRS, BadArgument
    """
    require_crs(features, what="features")
    require_crs(sites, what="sites")
    if not distance_m >= 0:
        raise BadArgument(name="distance_m", value=distance_m, expected="0 or more")
    features, sites = to_storage(features), to_storage(sites)
    found = np.zeros(len(features), bool)
    theirs = np.flatnonzero(_there(sites))
    mine = _round_about(features, sites.total_bounds, distance_m) if len(theirs) else theirs
    if not len(mine):
        return found
    features, sites = features.iloc[mine], sites.iloc[theirs]
    if _are_points(features) and _are_points(sites):
        near = nearest(features, sites, k=1, max_distance_m=distance_m)
        found[mine[near["point"].to_numpy()]] = True
        return found
    found[mine] = _shapes_near(features, sites, distance_m)
    return found


def near_others(features: gpd.GeoSeries, *, distance_m: float) -> np.ndarray:
    """Which features lie within a distance of another one of the same series.

    Takes and raises what `within_reach` does.
    """
    features = to_storage(features)
    found = np.zeros(len(features), bool)
    mine = np.flatnonzero(_there(features))
    if len(mine) < 2:
        return found
    features = features.iloc[mine]
    if _are_points(features):
        near = nearest(features, features, k=2, max_distance_m=distance_m)
        found[mine[np.bincount(near["point"], minlength=len(mine)) > 1]] = True
        return found
    twins = pd.Series(features.to_wkb()).duplicated(keep=False).to_numpy()
    found[mine] = twins | _shapes_near(features, features, distance_m, others=True)
    return found


def _shapes_near(features, sites, distance_m: float, *, others: bool = False) -> np.ndarray:
    """Look in a plane first; what lies at the rim there is measured on the ground."""
    crs = metric_crs(sites if len(sites) < len(features) else features)
    plane = np.asarray(to_metric(features, crs=crs), dtype=object)
    tree = shapely.STRtree(np.asarray(to_metric(sites, crs=crs), dtype=object))
    (row, site), length = tree.query_nearest(
        plane,
        max_distance=distance_m * (1 + _STRETCH) + 1e-6,
        return_distance=True,
        all_matches=False,
        exclusive=others,
    )
    found = np.zeros(len(features), bool)
    sure = length <= distance_m * (1 - _STRETCH)
    found[row[sure]] = True
    row, site = row[~sure], site[~sure]
    if len(row):
        between = shapely.shortest_line(features.values[row], sites.values[site])
        ends = shapely.get_coordinates(between).reshape(-1, 4)
        found[row] = WGS84.inv(*ends.T)[2] <= distance_m
    return found


def _round_about(features: gpd.GeoSeries, box, distance_m: float) -> np.ndarray:
    """Rows of the features whose box comes near the box (in degrees) of all sites."""
    west, south, east, north = box
    high = distance_m / _LEAST_DEGREE_M
    widest = min(max(abs(south), abs(north)) + high, _POLAR_DEG)
    wide = high / np.cos(np.radians(widest))
    boxes = features.bounds.to_numpy()
    with np.errstate(invalid="ignore"):
        return np.flatnonzero(
            (boxes[:, 2] >= west - wide)
            & (boxes[:, 0] <= east + wide)
            & (boxes[:, 3] >= south - high)
            & (boxes[:, 1] <= north + high)
        )


def _there(geoms: gpd.GeoSeries) -> np.ndarray:
    return ~(geoms.isna() | geoms.is_empty).to_numpy()


def _are_points(geoms: gpd.GeoSeries) -> bool:
    return bool((shapely.get_type_id(geoms.values) == 0).all())
