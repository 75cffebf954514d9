"""How much of an area's ground lies within reach of points, and how far areas are from points.

Reach is a circle in the plane round a site: "assumed reach", never coverage.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.crs import require_crs, to_metric, to_storage
from geo.discs import Discs, make_discs, merged
from geo.errors import BadArgument
from geo.locate import point_xy
from geo.measure import WGS84
from geo.outline import Outlines, outlines_of

_WHOLE = 1 - 1e-12
_ANY_PLANE = 3405


def reached_area_m2(
    discs: Discs, areas, *, sites_at_least: int = 1, operators_at_least: int = 0
) -> np.ndarray:
    """How much ground of each area is within reach of so many sites and of so many operators.

    Parameters
    ----------
    discs : Discs
    areas : GeoSeries or GeoDataFrame
        Valid polygons and multipolygons, with a CRS.
    sites_at_least : int
        Distinct sites, 1 or more.
    operators_at_least : int
        Distinct known operators; 0 sets no condition on operators.

    Returns
    -------
    ndarray of float, one for each area
        Square metres in the plane of the discs; NaN for an area without a geometry.

    Raises
    ------
    MissingCRS, BadArgument
    BadGeometryType
        When something is not a polygon.

    Notes
    -----
    Exact for circles and straight edges in that plane, up to rounding (some 1e-9 of an area): no circle
    becomes a polygon. The scale of a VN-2000 zone is wrong by at most 0.024 %.

    Examples
    --------
    >>> mast = gpd.GeoSeries([shapely.Point(500, 500)], crs=5899)
    >>> ward = gpd.GeoSeries([shapely.box(0, 0, 1000, 500)], crs=5899)
    >>> reached_area_m2(make_discs(mast, 100, crs=5899), ward).round(3)
    array([15707.963])
    """
    return _measured(discs, areas, sites_at_least, operators_at_least)[0]


def reached_share(
    discs: Discs, areas, *, sites_at_least: int = 1, operators_at_least: int = 0
) -> np.ndarray:
    """The share of each area's ground that is within such reach: see `reached_area_m2`.

    Returns
    -------
    ndarray of float, one for each area
        Between 0 and 1: NaN for an area without a geometry or ground.
    """
    reached, ground = _measured(discs, areas, sites_at_least, operators_at_least)
    some = ground > 0
    return np.divide(reached, ground, out=np.full(len(ground), np.nan), where=some)


def reached_counts(discs: Discs, points) -> tuple[np.ndarray, np.ndarray]:
    """How many distinct sites and how many distinct known operators reach each point.

    Parameters
    ----------
    discs : Discs
    points : GeoSeries or GeoDataFrame of points
        With a CRS. The rim of a circle belongs to it.

    Returns
    -------
    sites, operators : ndarray of int, one for each point
        0 for a point without a position: whether that is unknown is for the caller to say.

    Raises
    ------
    MissingCRS, BadGeometryType
    """
    require_crs(points, what="points")
    xy = point_xy(to_metric(points.geometry, crs=discs.crs))
    placed = np.isfinite(xy).all(axis=1)
    sites, operators = np.zeros(len(xy), np.int64), np.zeros(len(xy), np.int64)
    if placed.any() and len(discs):
        from geo.disc_kernel import counts_at

        circles = merged(discs)
        found = counts_at(
            *np.ascontiguousarray(xy[placed].T), circles.shape, circles.rows, circles.sizes
        )
        sites[placed], operators[placed] = found
    return sites, operators


def warm_up() -> None:
    """Load the compiled code; the first time on a machine compile it, which takes seconds.

    For the making of a demonstration and the start of a server, so that not the first visitor waits.
    """
    place = gpd.GeoSeries([shapely.Point(0, 0)], crs=_ANY_PLANE)
    square = gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=_ANY_PLANE)
    discs = make_discs(place, 1.0, crs=_ANY_PLANE)
    reached_area_m2(discs, square)
    reached_counts(discs, place)


def check_least(sites: int, operators: int) -> None:
    """Raise BadArgument where a condition asks for fewer than one site or than no operator."""
    if sites < 1:
        raise BadArgument(name="sites_at_least", value=sites, expected="1 or more")
    if operators < 0:
        raise BadArgument(name="operators_at_least", value=operators, expected="0 or more")


def areas_in_plane(areas, crs: CRS) -> gpd.GeoSeries:
    """The areas in the plane of discs."""
    require_crs(areas, what="areas")
    return to_metric(areas.geometry, crs=crs)


def measure_outlines(
    discs: Discs,
    outlines: Outlines,
    boxes: np.ndarray,
    *,
    sites_at_least: int = 1,
    operators_at_least: int = 0,
    places: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Reached ground and all ground of prepared areas, for those who ask about them again and again.

    Parameters
    ----------
    discs : Discs
    outlines : Outlines
        Of `geo.outline.outlines_of`, in the plane of the discs.
    boxes : ndarray (areas, 4)
        ``minx, miny, maxx, maxy`` of all the areas; NaN where there is none.
    sites_at_least, operators_at_least : int
        As `reached_area_m2` takes them.
    places : ndarray of int, optional
        Numbers of the areas wanted; by default all.

    Returns
    -------
    reached, ground : ndarray of float, one for each place
        In square metres; the first is never more than the second.
    """
    from geo.disc_arcs import exposed_arcs
    from geo.disc_kernel import reached_areas

    places = np.arange(len(boxes)) if places is None else np.ascontiguousarray(places, np.int64)
    circles = merged(discs, with_operators=operators_at_least > 0)
    question = (*circles, (sites_at_least, operators_at_least))
    arcs = exposed_arcs(*question, 0, len(circles.shape[2]))
    pairs = _near(circles.shape, boxes[places])
    found = reached_areas(*question, arcs, tuple(outlines), places, pairs, 0, len(places))
    reached, ground = found.T
    reached = np.clip(reached, 0.0, ground)
    # What rounding leaves of an area that is wholly in reach.
    return np.where(reached >= ground * _WHOLE, ground, reached), ground


def _measured(discs, areas, sites: int, operators: int) -> tuple[np.ndarray, np.ndarray]:
    check_least(sites, operators)
    shapes = np.asarray(areas_in_plane(areas, discs.crs).values, dtype=object)
    least = {"sites_at_least": sites, "operators_at_least": operators}
    reached, ground = measure_outlines(discs, outlines_of(shapes), shapely.bounds(shapes), **least)
    missing = shapely.is_missing(shapes)
    return np.where(missing, np.nan, reached), np.where(missing, np.nan, ground)


def _near(shape, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each box where its circles begin, and the circles whose box meets it, ascending."""
    x, y, radius = shape
    around = shapely.box(x - radius, y - radius, x + radius, y + radius)
    circle, place = shapely.STRtree(shapely.box(*boxes.T)).query(around)
    order = np.lexsort((circle, place))
    return np.searchsorted(place[order], np.arange(len(boxes) + 1)), circle[order]


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
    geographic: its scale is wrong by at most 0.024 % within a province. Circles that overlap
    count once.

    Examples
    --------
    >>> share_within(masts, wards, 500)  # doctest: +SKIP
    """
    if not (np.isfinite(radius_m) and radius_m > 0):
        raise BadArgument(name="radius_m", value=radius_m, expected="a number above 0")
    require_crs(points, what="points")
    shapes = _in_plane(areas)
    placed = points.geometry[~(points.geometry.isna() | points.geometry.is_empty)]
    return reached_share(make_discs(placed, radius_m, crs=shapes.crs), shapes)


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
