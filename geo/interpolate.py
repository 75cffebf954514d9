"""Areal interpolation: counts of polygons spread over other polygons by the ground they share.

Only what can be summed is spread (people, files, households). A rate goes through its numerator and
its denominator, each spread by itself.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo.crs import require_crs, to_storage
from geo.errors import BadArgument, BadGeometryType
from geo.measure import equal_area_xy

_NOTHING = 1e-9
"""Overlaps below this share of the smaller polygon are what rounding leaves along a shared border."""
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Interpolated(NamedTuple):
    """Counts spread over targets.

    Attributes
    ----------
    values : DataFrame or ndarray (targets, ...)
        As the values given; NaN where a source is unknown, 0 where no source reaches.
    left : DataFrame or ndarray (sources, ...)
        The values of sources that lie in no target, 0 for all others; with ``values`` they sum to
        what was given.
    """

    values: pd.DataFrame | np.ndarray
    left: pd.DataFrame | np.ndarray


class _Edges(NamedTuple):
    edges: np.ndarray
    sign: np.ndarray
    begin: np.ndarray
    box: np.ndarray
    area: np.ndarray


def intersection_areas(source, target) -> pd.DataFrame:
    """How much ground each source shares with each target.

    Parameters
    ----------
    source, target : GeoSeries or GeoDataFrame
        Valid polygons and multipolygons, with a CRS each. Those of one frame may overlap.

    Returns
    -------
    DataFrame
        ``source``, ``target``: row numbers, sorted; ``area_m2``. Only pairs that share ground: less
        than a thousand-millionth of the smaller one is taken for rounding. Missing and empty
        geometries share none.

    Raises
    ------
    MissingCRS
        When either has no CRS.
    BadGeometryType
        When something is not a polygon.

    Notes
    -----
    Areas are on the WGS 84 ellipsoid, of polygons whose edges are straight in the cylindrical
    equal-area plane (that of EPSG:6933, but for its two scales), whatever CRS the frames come in. They
    agree with an overlay in that plane to 1e-9 of the smaller polygon. From geodesics they differ by
    the bow of long edges, which neighbours have alike.

    Examples
    --------
    >>> import geopandas as gpd
    >>> two = gpd.GeoSeries([shapely.box(105, 21, 106, 22), shapely.box(106, 21, 107, 22)], crs=4326)
    >>> intersection_areas(two, two.iloc[1:])["target"].tolist()
    [0]
    """
    from geo.overlap_kernel import overlap_areas

    a = _edges(_flat(source, what="source"))
    b = _edges(_flat(target, what="target"))
    i, j = _meeting(a.box, b.box)
    area = overlap_areas(*a[:4], *b[:4], i, j, 0, len(i))
    some = area > _NOTHING * np.minimum(a.area[i], b.area[j])
    order = np.lexsort((j[some], i[some]))
    found = {"source": i[some][order], "target": j[some][order], "area_m2": area[some][order]}
    return pd.DataFrame(found)


def interpolate(values, pairs: pd.DataFrame, *, n_target: int) -> Interpolated:
    """Spread counts over targets in proportion to the ground shared.

    The shares of a source are those of the ground it shares with targets, so that its whole value is
    spread even where the targets leave a part of it uncovered.

    Parameters
    ----------
    values : array-like (sources,), or DataFrame with numeric columns
        NaN is unknown.
    pairs : DataFrame
        ``source``, ``target``, ``area_m2`` as `intersection_areas` gives them; any other measure of
        the pieces will do.
    n_target : int

    Raises
    ------
    BadArgument
        When a pair names a source that has no value, or a target beyond ``n_target``.
    """
    counts = np.asarray(values, dtype=float)
    source, target = pairs["source"].to_numpy(), pairs["target"].to_numpy()
    for name, rows, limit in (("source", source, len(counts)), ("target", target, n_target)):
        if len(rows) and not 0 <= rows.min() <= rows.max() < limit:
            raise BadArgument(
                name=name, value=int(rows.max()), expected=f"row numbers below {limit}"
            )
    share = pair_shares(source, pairs["area_m2"].to_numpy(dtype=float), n_source=len(counts))
    table = counts.reshape(len(counts), -1)
    spread = np.empty((n_target, table.shape[1]))
    for column in range(table.shape[1]):
        part = share * table[source, column]
        spread[:, column] = np.bincount(target, part, minlength=n_target)
    nowhere = np.bincount(source[share > 0], minlength=len(counts)) == 0
    left = np.where(nowhere[:, None], table, 0.0)
    if isinstance(values, pd.DataFrame):
        return Interpolated(
            pd.DataFrame(spread, columns=values.columns),
            pd.DataFrame(left, columns=values.columns, index=values.index),
        )
    return Interpolated(spread.reshape(n_target, *counts.shape[1:]), left.reshape(counts.shape))


def pair_shares(source: np.ndarray, measure: np.ndarray, *, n_source: int) -> np.ndarray:
    """The share of each pair in its source; those of a source sum to 1, 0 where it has no measure."""
    total = np.bincount(source, measure, minlength=n_source)[source]
    return np.divide(measure, total, out=np.zeros(len(measure)), where=total > 0)


def _flat(frame, *, what: str) -> np.ndarray:
    """Polygons in the equal-area plane, in metres."""
    require_crs(frame, what=what)
    geoms = np.asarray(to_storage(frame).geometry.values, dtype=object)
    kind = shapely.get_type_id(geoms)
    odd = ~np.isin(kind, [*_POLYGONS, shapely.GeometryType.MISSING]) & ~shapely.is_empty(geoms)
    if odd.any():
        found = geoms[odd.argmax()].geom_type
        raise BadGeometryType(what=what, found=found, expected="polygons")
    return geoms


def _edges(geoms: np.ndarray) -> _Edges:
    """The edges of polygons, each from left to right, with the side on which the polygon lies."""
    parts, owner = shapely.get_parts(geoms, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    hole = np.r_[False, part[1:] == part[:-1]][: len(part)]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = equal_area_xy(*xy.T)
    step = ring[1:] == ring[:-1]
    x0, x1, y0, y1 = x[:-1][step], x[1:][step], y[:-1][step], y[1:][step]
    ring = ring[:-1][step]
    backward = x1 < x0
    ring_area = np.bincount(ring, (x0 - x1) * (y0 + y1) / 2, minlength=len(rings))
    turn = np.sign(ring_area) * np.where(hole, -1, 1)
    owner = owner[part]
    area = np.bincount(owner, turn * ring_area, minlength=len(geoms))
    sign = turn[ring] * np.where(backward, 1.0, -1.0)
    left, right = np.where(backward, x1, x0), np.where(backward, x0, x1)
    low = np.where(backward, y1, y0)
    owner = owner[ring]
    keep = np.flatnonzero(left < right)
    keep = keep[np.lexsort((left[keep], owner[keep]))]
    slope = (y1[keep] - y0[keep]) / (x1[keep] - x0[keep])
    edges = np.column_stack([left[keep], low[keep], right[keep], slope])
    begin = np.searchsorted(owner[keep], np.arange(len(geoms) + 1))
    box = np.column_stack(equal_area_xy(*shapely.bounds(geoms).reshape(-1, 2).T)).reshape(-1, 4)
    return _Edges(edges, sign[keep], begin, box, area)


def _meeting(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of boxes that meet."""
    tree = shapely.STRtree(shapely.box(*a.T))
    j, i = tree.query(shapely.box(*b.T))
    return i, j
