"""The ground within reach as polygons, for maps, rasters and lists of gaps; areas come from `geo.reach`."""

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import BadArgument
from geo.reach import Discs, areas_in_plane, check_least, reached_share


def reached_region(
    discs: Discs,
    areas,
    *,
    sites_at_least: int = 1,
    operators_at_least: int = 0,
    quad_segs: int = 32,
) -> gpd.GeoSeries:
    """The part of each area within reach of so many sites and operators, as polygons.

    Parameters
    ----------
    discs : Discs
    areas : GeoSeries or GeoDataFrame
        Valid polygons and multipolygons, with a CRS.
    sites_at_least, operators_at_least : int
        As `geo.reach.reached_area_m2` takes them.
    quad_segs : int
        Edges for a quarter of a circle.

    Returns
    -------
    GeoSeries
        In the CRS of the discs, with the index of the areas: polygons, multipolygons, or an empty polygon
        where nothing is reached; None for a missing area.

    Raises
    ------
    MissingCRS, BadArgument

    Notes
    -----
    A circle becomes a polygon of its own area, with the corners a little outside: at 32 segments the rim
    is off by 0.02 % of the radius at most. For figures take `geo.reach.reached_area_m2`, which is exact.

    Examples
    --------
    >>> reached_region(discs, wards, operators_at_least=2)  # doctest: +SKIP
    """
    if quad_segs < 1:
        raise BadArgument(name="quad_segs", value=quad_segs, expected="1 or more")
    check_least(sites_at_least, operators_at_least)
    shapes = areas_in_plane(areas, discs.crs)
    share = reached_share(
        discs, shapes, sites_at_least=sites_at_least, operators_at_least=operators_at_least
    )
    geoms = np.asarray(shapes.values, dtype=object)
    region = np.where(shapely.is_missing(geoms), None, shapely.Polygon())
    region[share == 1] = geoms[share == 1]
    rows = np.flatnonzero((share > 0) & (share < 1))
    circles = circle_polygons(discs, quad_segs=quad_segs)
    circle, row = shapely.STRtree(geoms[rows]).query(circles, predicate="intersects").copy()
    order = np.lexsort((circle, row))
    circle, row = circle[order], row[order]
    begin = np.searchsorted(row, np.arange(len(rows) + 1))
    for number, first, last in zip(rows, begin[:-1], begin[1:], strict=True):
        some = circle[first:last]
        reached = _region(circles, discs, some, sites_at_least, operators_at_least)
        region[number] = _polygons(shapely.intersection(reached, geoms[number]))
    return gpd.GeoSeries(region, index=shapes.index, crs=discs.crs)


def gap_region(
    discs: Discs,
    areas,
    *,
    sites_at_least: int = 1,
    operators_at_least: int = 0,
    quad_segs: int = 32,
) -> gpd.GeoSeries:
    """The part of each area that is not within such reach: as `reached_region`, the other way about."""
    shapes = areas_in_plane(areas, discs.crs)
    reached = reached_region(
        discs,
        shapes,
        sites_at_least=sites_at_least,
        operators_at_least=operators_at_least,
        quad_segs=quad_segs,
    )
    geoms, inside = (np.asarray(frame.values, dtype=object) for frame in (shapes, reached))
    rest = geoms.copy()
    cut = ~shapely.is_missing(geoms) & ~shapely.is_empty(inside)
    rest[cut] = [_polygons(g) for g in shapely.difference(geoms[cut], inside[cut])]
    return gpd.GeoSeries(rest, index=shapes.index, crs=discs.crs)


def circle_polygons(discs: Discs, *, quad_segs: int = 32) -> np.ndarray:
    """The circle of each row as a polygon of the same area."""
    angle = np.pi / (2 * quad_segs)
    full = np.sqrt(angle / np.sin(angle))
    return shapely.buffer(shapely.points(discs.xy), discs.radius_m * full, quad_segs=quad_segs)


def _region(
    circles: np.ndarray, discs: Discs, rows: np.ndarray, sites: int, operators: int
) -> shapely.Geometry:
    """Where circles of so many sites and of so many operators meet."""
    if sites == 1 and operators == 0:
        return shapely.union_all(circles[rows])
    found = _covered(_unions(circles[rows], discs.site[rows]), sites)[-1] if sites > 1 else None
    if operators == 0:
        return found
    known = rows[discs.operator[rows] >= 0]
    theirs = _covered(_unions(circles[known], discs.operator[known]), operators)[-1]
    return theirs if found is None else shapely.intersection(found, theirs)


def _unions(circles: np.ndarray, key: np.ndarray) -> list[shapely.Geometry]:
    """One geometry for each key."""
    order = np.argsort(key, kind="stable")
    begin = np.flatnonzero(np.diff(key[order], prepend=-2))
    return (
        [shapely.union_all(part) for part in np.split(circles[order], begin[1:])]
        if len(key)
        else []
    )


def _covered(parts: list[shapely.Geometry], most: int) -> list[shapely.Geometry]:
    """Where at least 1, 2, ... ``most`` of the parts lie, from two halves: so few are ever overlaid."""
    if len(parts) <= 1:
        first = parts[0] if parts else shapely.Polygon()
        return [first, *[shapely.Polygon()] * (most - 1)]
    left, right = (
        [None, *_covered(half, most)]
        for half in (parts[: len(parts) // 2], parts[len(parts) // 2 :])
    )
    levels = []
    for least in range(1, most + 1):
        ways = [left[least], right[least]]
        ways += [shapely.intersection(left[k], right[least - k]) for k in range(1, least)]
        levels.append(shapely.union_all(ways))
    return levels


def _polygons(geom: shapely.Geometry) -> shapely.Geometry:
    """Without the points and lines along which the parts of an overlay only touch."""
    if geom.geom_type in ("Polygon", "MultiPolygon"):
        return geom
    parts = shapely.get_parts(geom)
    parts = shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])
    return shapely.MultiPolygon(list(parts)) if len(parts) else shapely.Polygon()
