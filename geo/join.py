"""Joins: points in areas, lines cut by areas. Positions are row numbers of the frames given."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import require_crs, to_storage
from geo.locate import AreaCounts, AreaLocator, grid_pays, locate_points, point_xy
from geo.measure import geodesic_length_m

OUTSIDE = -1
SHORTEST_PIECE_M = 1e-6
"""Shorter pieces are what rounding leaves where a cut was already made; they are dropped."""


def points_in_areas(points, areas, *, predicate: str = "intersects") -> pd.DataFrame:
    """Which areas hold each point.

    Parameters
    ----------
    points, areas : GeoSeries or GeoDataFrame
        With a CRS; points are brought to that of the areas.
    predicate : {"intersects", "within", "contains"}
        As in :class:`geo.locate.AreaLocator`: with ``intersects`` a point on a shared border is in
        both areas.

    Returns
    -------
    DataFrame
        ``point``, ``area``: row numbers, sorted. Points in no area or without a position are absent.

    Raises
    ------
    MissingCRS
        When either has no CRS.
    BadGeometryType
        When an area is not a polygon.
    """
    points, areas = _together(points, areas)
    found = locate_points(points.values, areas.values, predicate=predicate)
    return pd.DataFrame({"point": found.point, "area": found.area})


def count_in_areas(points, areas, *, predicate: str = "intersects") -> AreaCounts:
    """How many points each area holds, how many are in none, how many have no position.

    Takes and raises what :func:`points_in_areas` does. A layer of areas that is asked again and
    again is better kept as an :class:`geo.locate.AreaLocator`.
    """
    points, areas = _together(points, areas)
    geoms, polygons = np.asarray(points, dtype=object), np.asarray(areas, dtype=object)
    xy = point_xy(geoms)
    if grid_pays(len(geoms), polygons):
        return AreaLocator(polygons).tally(*xy.T, predicate=predicate)
    found = locate_points(geoms, polygons, predicate=predicate)
    unknown = int((~np.isfinite(xy).all(axis=1)).sum())
    inside = len(np.unique(found.point))
    counts = np.bincount(found.area, minlength=len(polygons)).astype(np.int64)
    return AreaCounts(counts, len(geoms) - unknown - inside, unknown, len(geoms))


def split_lines(lines, areas) -> gpd.GeoDataFrame:
    """Cut lines at the borders of areas.

    Parameters
    ----------
    lines, areas : GeoSeries or GeoDataFrame
        With a CRS; lines are brought to that of the areas.

    Returns
    -------
    GeoDataFrame
        ``line``, ``area`` (row numbers; -1 is outside every area), ``geometry`` in the CRS of the
        areas, ``length_m`` (geodesic); sorted by line and area. Where areas overlap each gets its
        piece, a stretch along a shared border is in both. Where they do not, the pieces of a line
        sum to its length. Lines without a geometry are absent.

    Raises
    ------
    MissingCRS
        When either has no CRS.

    Notes
    -----
    A line is cut where its straight segments, drawn in the CRS of the areas, meet the border. A cut
    on a segment longer than about 4 km therefore leaves the geodesic by some centimetres and the
    sum is off by more than 1e-9; at 10 km by 6e-9.
    """
    lines, areas = _together(lines, areas)
    geoms, polygons = np.asarray(lines, dtype=object), np.asarray(areas, dtype=object)
    line, area, pieces, covered = _inside(geoms, polygons)
    left = _not_covered(geoms, line[covered])
    outside = _outside(geoms, polygons, left, line, area)
    rows = gpd.GeoDataFrame(
        {
            "line": np.concatenate([line, left]),
            "area": np.concatenate([area, np.full(len(left), OUTSIDE)]),
        },
        geometry=_only_lines(np.concatenate([pieces, outside])),
        crs=areas.crs,
    )
    rows["length_m"] = geodesic_length_m(to_storage(rows.geometry))
    rows = rows[rows["length_m"] > SHORTEST_PIECE_M]
    return rows.sort_values(["line", "area"], ignore_index=True)


def _inside(lines: np.ndarray, areas: np.ndarray) -> tuple[np.ndarray, ...]:
    """Pairs of a line and an area, the piece, and whether the piece is the whole line."""
    area, line = shapely.STRtree(lines).query(areas, predicate="intersects")
    shapely.prepare(areas)
    covered = shapely.covers(areas[area], lines[line])
    pieces = lines[line]
    pieces[~covered] = shapely.intersection(pieces[~covered], areas[area[~covered]])
    return line, area, pieces, covered


def _not_covered(lines: np.ndarray, covered: np.ndarray) -> np.ndarray:
    left = ~(shapely.is_missing(lines) | shapely.is_empty(lines))
    left[covered] = False
    return np.flatnonzero(left)


def _outside(lines, areas, left: np.ndarray, line: np.ndarray, area: np.ndarray) -> np.ndarray:
    """What no area holds of the lines ``left``: one area of each line is taken off at a time."""
    rest = lines[left]
    place = np.full(len(lines), -1)
    place[left] = np.arange(len(left))
    mine = np.flatnonzero(place[line] >= 0)
    mine = mine[np.argsort(line[mine], kind="stable")]
    begins = np.r_[True, line[mine][1:] != line[mine][:-1]] if len(mine) else np.empty(0, bool)
    turn = np.arange(len(mine)) - np.maximum.accumulate(np.where(begins, np.arange(len(mine)), 0))
    for k in range(turn.max(initial=-1) + 1):
        now = mine[turn == k]
        at = place[line[now]]
        rest[at] = shapely.difference(rest[at], areas[area[now]])
    return rest


def _only_lines(pieces: np.ndarray) -> np.ndarray:
    """Pieces without the single points at which a line only touches an area."""
    mixed = np.flatnonzero(shapely.get_type_id(pieces) == shapely.GeometryType.GEOMETRYCOLLECTION)
    parts, owner = shapely.get_parts(pieces[mixed], return_index=True)
    is_line = shapely.get_dimensions(parts) == 1
    out = pieces.copy()
    out[mixed] = shapely.MultiLineString()
    lines = shapely.multilinestrings(parts[is_line], indices=owner[is_line])
    some = np.unique(owner[is_line])
    out[mixed[some]] = lines[some]
    return out


def _together(features, areas) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    require_crs(features, what="features")
    require_crs(areas, what="areas")
    return features.geometry.to_crs(areas.crs), areas.geometry
