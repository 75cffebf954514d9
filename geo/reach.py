"""How much of an area's ground lies within a distance of points, and how far areas are from points."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import require_crs, to_metric, to_storage
from geo.errors import BadArgument
from geo.locate import point_xy
from geo.measure import WGS84

_SEGMENTS = 32
# A polygon of 4 x 32 corners on the circle holds 0.04 % less than the circle; with its corners moved out
# so far it holds as much, and its edge is nowhere more than 0.02 % of the radius off.
_ANGLE = 2 * np.pi / (4 * _SEGMENTS)
_FULL = np.sqrt(_ANGLE / np.sin(_ANGLE))


def share_within(points, areas, radius_m: float) -> np.ndarray:
    """The share of each area's ground that lies within a radius of any of the points.

    Parameters
    ----------
    points : GeoSeries or GeoDataFrame of points
        With a CRS. Those without a position reach nothing.
    areas : GeoSeries or GeoDataFrame
        Valid polygons and multipolygons, with a CRS.
    radius_m : float
        In metres, above 0.

    Returns
    -------
    ndarray of float, one for each area
        Between 0 and 1: NaN for an area without a geometry or ground.

    Raises
    ------
    MissingCRS, BadArgument

    Notes
    -----
    Measured in the plane of the areas' CRS, or of their VN-2000 zone (`geo.crs.metric_crs`) when that is
    geographic: its scale is wrong by at most 0.024 % within a province. Circles are polygons of the same
    area; those that overlap count once.

    Examples
    --------
    >>> share_within(masts, wards, 500)  # doctest: +SKIP
    """
    if not (np.isfinite(radius_m) and radius_m > 0):
        raise BadArgument(name="radius_m", value=radius_m, expected="a number above 0")
    require_crs(points, what="points")
    shapes = _in_plane(areas)
    ground = shapely.area(shapes.values)
    xy = point_xy(to_metric(points.geometry, crs=shapes.crs))
    xy = np.unique(xy[np.isfinite(xy).all(axis=1)], axis=0)
    share = np.where(ground > 0, 0.0, np.nan)
    if not len(xy) or not len(shapes):
        return share
    circles = shapely.buffer(shapely.points(xy), radius_m * _FULL, quad_segs=_SEGMENTS)
    circle, area = shapely.STRtree(shapes.values).query(circles, predicate="intersects").copy()
    order = np.lexsort((circle, area))
    circle, area = circle[order], area[order]
    begins = np.flatnonzero(np.r_[True, area[1:] != area[:-1]]) if len(area) else []
    for begin, end in zip(begins, [*begins[1:], len(area)], strict=True):
        number = area[begin]
        reached = shapely.union_all(circles[circle[begin:end]])
        inside = shapely.area(shapely.intersection(reached, shapes.values[number]))
        share[number] = min(inside / ground[number], 1.0) if ground[number] > 0 else np.nan
    return share


def nearest_to_areas(areas, points) -> pd.DataFrame:
    """The nearest point of each area, and how far it is from the area's border.

    Parameters
    ----------
    areas : GeoSeries or GeoDataFrame of polygons
    points : GeoSeries or GeoDataFrame of points
        Both with a CRS.

    Returns
    -------
    DataFrame
        One row an area, in their order: ``point`` (row number, -1 where there is none), ``distance_m`` (0
        where a point stands in the area or on its border; NaN where there is none).

    Notes
    -----
    The nearest place on the border is found in the plane that `share_within` takes, and the way there
    is measured on the WGS 84 ellipsoid.
    """
    require_crs(points, what="points")
    shapes = _in_plane(areas)
    sites = to_metric(points.geometry, crs=shapes.crs)
    found = pd.DataFrame({"point": -1, "distance_m": np.nan}, index=range(len(shapes)))
    placed = np.flatnonzero(np.isfinite(point_xy(sites)).all(axis=1))
    if not len(placed):
        return found
    tree = shapely.STRtree(sites.values[placed])
    area, site = tree.query_nearest(shapes.values, all_matches=False)
    site = placed[site]
    ways = shapely.shortest_line(shapes.values[area], sites.values[site])
    found.loc[area, "point"] = site
    found.loc[area, "distance_m"] = _geodesic_m(ways, shapes.crs)
    return found


def _in_plane(areas) -> gpd.GeoSeries:
    """The areas in metres."""
    crs = require_crs(areas, what="areas")
    return to_metric(areas.geometry) if crs.is_geographic else areas.geometry


def _geodesic_m(ways: np.ndarray, crs) -> np.ndarray:
    """Length on the ellipsoid between the two ends of each line."""
    ends = shapely.get_coordinates(to_storage(gpd.GeoSeries(ways, crs=crs)).values).reshape(-1, 4)
    length = WGS84.inv(ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3])[2]
    # Where a point stands in the area both ends are one place, but for rounding on the way back.
    return np.where(shapely.length(ways) == 0, 0.0, length)
