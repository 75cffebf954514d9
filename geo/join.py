"""Joins: points in areas, lines cut by areas. Positions are row numbers of the frames given."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import require_crs
from geo.locate import AreaCounts, locate_points
from geo.measure import geodesic_length_m

OUTSIDE = -1


def points_in_areas(points, areas, *, predicate: str = "intersects") -> pd.DataFrame:
    """Which areas hold each point.

    Parameters
    ----------
    points, areas : GeoSeries or GeoDataFrame
        With a CRS; points are brought to that of the areas.
    predicate : {"intersects", "within", "contains"}
        As in `AreaLocator`: with ``intersects`` a point on a border is in both areas.

    Returns
    -------
    DataFrame
        ``point``, ``area``: row numbers, sorted. Points in no area or without a position are absent.

    Raises
    ------
    MissingCRS
        If either has no CRS.
    """
    points, areas = _together(points, areas)
    found = locate_points(points.values, areas.values, predicate=predicate)
    return pd.DataFrame({"point": found.point, "area": found.area})


def count_in_areas(points, areas, *, predicate: str = "intersects") -> AreaCounts:
    """How many points each area holds, how many are in none, how many have no position.

    Takes and raises what `points_in_areas` does.
    """
    points, areas = _together(points, areas)
    found = locate_points(points.values, areas.values, predicate=predicate)
    unknown = int((~_has_position(points.values)).sum())
    inside = len(np.unique(found.point))
    counts = np.bincount(found.area, minlength=len(areas))
    return AreaCounts(counts, len(points) - unknown - inside, unknown, len(points))


def split_lines(lines, areas) -> gpd.GeoDataFrame:
    """Cut lines at the borders of areas.

    Parameters
    ----------
    lines, areas : GeoSeries or GeoDataFrame
        With a CRS; lines are brought to that of the areas.

    Returns
    -------
    GeoDataFrame
        ``line``, ``area`` (row numbers; -1 is outside every area), ``geometry``, ``length_m``
        (geodesic). Where areas overlap each gets its piece. Where they do not, the pieces of a line
        sum to its length; a stretch along a shared border is in both areas.

    Raises
    ------
    MissingCRS
        If either has no CRS.
    """
    lines, areas = _together(lines, areas)
    line, area, pieces = _inside(lines.values, areas.values)
    whole = _whole(lines.values, line, pieces)
    left = np.flatnonzero(
        ~whole & ~(shapely.is_missing(lines.values) | shapely.is_empty(lines.values))
    )
    outside = _outside(lines.values, areas.values, left, line, area)
    rows = gpd.GeoDataFrame(
        {
            "line": np.concatenate([line, left]),
            "area": np.concatenate([area, np.full(len(left), OUTSIDE)]),
        },
        geometry=np.concatenate([pieces, outside]),
        crs=areas.crs,
    )
    rows = rows[~rows.geometry.is_empty]
    rows["length_m"] = geodesic_length_m(rows.geometry.to_crs(4326))
    rows = rows[rows["length_m"] > 0]
    return rows.sort_values(["line", "area"], ignore_index=True)


def _inside(lines: np.ndarray, areas: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pieces of lines in areas; a line wholly in an area is its own piece and is not cut."""
    tree = shapely.STRtree(lines)
    area, line = tree.query(areas, predicate="intersects")
    shapely.prepare(areas)
    covered = shapely.covers(areas[area], lines[line])
    pieces = lines[line].copy()
    cut = ~covered
    pieces[cut] = shapely.intersection(lines[line[cut]], areas[area[cut]])
    return line, area, pieces


def _whole(lines: np.ndarray, line: np.ndarray, pieces: np.ndarray) -> np.ndarray:
    """Lines that lie in one area from end to end."""
    whole = np.zeros(len(lines), bool)
    whole[line[pieces == lines[line]]] = True
    return whole


def _outside(lines, areas, left: np.ndarray, line: np.ndarray, area: np.ndarray) -> np.ndarray:
    """What no area holds of the lines at `left`."""
    order = np.argsort(line, kind="stable")
    start, stop = np.searchsorted(line[order], left), np.searchsorted(line[order], left, "right")
    touched = [shapely.union_all(areas[area[order[a:b]]]) for a, b in zip(start, stop, strict=True)]
    return shapely.difference(lines[left], np.array(touched, dtype=object))


def _together(features, areas) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    require_crs(features, what="features")
    require_crs(areas, what="areas")
    return features.geometry.to_crs(areas.crs), areas.geometry


def _has_position(points: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.isfinite(shapely.get_x(points)) & np.isfinite(shapely.get_y(points))
