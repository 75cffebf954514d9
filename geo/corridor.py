"""Lines beside lines: which run in one corridor, and their length with none counted twice."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import require_crs, to_metric, to_storage
from geo.errors import BadArgument
from geo.measure import geodesic_length_m

MOST_ANGLE_DEG = 30.0
_LEAST_M = 1e-6


class _Segments(NamedTuple):
    """Straight pieces: the line of each, begin, direction (unit), length, and where along the line."""

    line: np.ndarray
    begin: np.ndarray
    way: np.ndarray
    length: np.ndarray
    along: np.ndarray
    # How far the strip beside it is drawn out at its two ends, to close the wedge of a bend.
    out_before: np.ndarray
    out_after: np.ndarray


def stretches_beside(
    lines: gpd.GeoSeries,
    others: gpd.GeoSeries | None = None,
    *,
    distance_m: float,
    most_angle_deg: float = MOST_ANGLE_DEG,
) -> pd.DataFrame:
    """The stretches of lines along which other lines run.

    Parameters
    ----------
    lines, others : GeoSeries of lines
        With a CRS. Without `others` the lines are looked at among themselves.
    distance_m : float
        How far off the other line may be; the rim belongs to it.
    most_angle_deg : float
        How far the two directions may differ, whichever way lines are drawn.

    Returns
    -------
    DataFrame
        ``line``, ``other`` (rows), ``start_m``, ``end_m`` along the line, geodesic where the CRS is
        geographic; the stretches of a pair do not meet. Sorted by line, other, start.

    Raises
    ------
    MissingCRS, BadArgument

    Notes
    -----
    A point of a straight segment is beside another segment if its foot on it lies between that one's
    ends and is near enough; so crossings count nothing, and a line that goes on where another ends is not
    beside it. At a bend the strips of the two segments are drawn out until they meet.
    """
    if not (np.isfinite(distance_m) and distance_m > 0):
        raise BadArgument(name="distance_m", value=distance_m, expected="more than 0")
    if not 0 <= most_angle_deg < 90:
        raise BadArgument(name="most_angle_deg", value=most_angle_deg, expected="0 to 90")
    crs = require_crs(lines, what="lines")
    plane = to_metric(lines.geometry) if crs.is_geographic else lines.geometry
    mine = _segments(np.asarray(plane, dtype=object), distance_m)
    if others is None:
        theirs = mine
    else:
        require_crs(others, what="others")
        beside = to_metric(others.geometry, crs=plane.crs)
        theirs = _segments(np.asarray(beside, dtype=object), distance_m)
    s, t = _near_pairs(mine, theirs, distance_m, most_angle_deg)
    if others is None:
        other = mine.line[s] != mine.line[t]
        s, t = s[other], t[other]
    low, high = _overlap(mine, theirs, s, t, distance_m)
    real = high - low > _LEAST_M
    s, t, low, high = s[real], t[real], low[real], high[real]
    found = _merged(mine.line[s], theirs.line[t], mine.along[s] + low, mine.along[s] + high)
    scale = _scale(lines.geometry, plane)[found["line"]]
    found["start_m"] *= scale
    found["end_m"] *= scale
    return found


def join_stretches(stretches: pd.DataFrame, group: np.ndarray) -> pd.DataFrame:
    """Stretches beside any line of a group, each metre once.

    Parameters
    ----------
    stretches : DataFrame
        As of `stretches_beside`.
    group : ndarray of int
        The group of each stretch.

    Returns
    -------
    DataFrame
        ``line``, ``other`` (the group), ``start_m``, ``end_m``.
    """
    start, end = stretches["start_m"].to_numpy(), stretches["end_m"].to_numpy()
    return _merged(stretches["line"].to_numpy(), np.asarray(group), start, end)


def counted_once_m(length_m: np.ndarray, stretches: pd.DataFrame) -> np.ndarray:
    """Length of each line, where ``m`` lines run side by side only one ``m``-th of it.

    The sum over all lines is the length of the corridors: that of every line where none has another
    beside it, that of one where several run side by side all the way. It does not depend on the order.

    Parameters
    ----------
    length_m : ndarray of float
        Of each line; NaN counts nothing.
    stretches : DataFrame
        As of `stretches_beside` of the lines among themselves.
    """
    line = stretches["line"].to_numpy()
    place = np.concatenate([stretches["start_m"], stretches["end_m"]])
    change = np.repeat([1, -1], len(line))
    line = np.tile(line, 2)
    order = np.lexsort((place, line))
    line, place, beside = line[order], place[order], np.cumsum(change[order])
    # The changes of a line sum to nothing, so the running sum begins anew with each.
    same = line[1:] == line[:-1]
    step = np.diff(place)[same]
    saved = step * (1 - 1 / (1 + beside[:-1][same]))
    less = np.bincount(line[:-1][same], saved, minlength=len(length_m))
    return np.nan_to_num(np.asarray(length_m, dtype=float)) - less


def _segments(lines: np.ndarray, distance_m: float) -> _Segments:
    parts, owner = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    step = np.diff(xy, axis=0)
    length = np.hypot(*step.T)
    real = (part[1:] == part[:-1]) & (length > 0)
    begin, step, length, part = xy[:-1][real], step[real], length[real], part[:-1][real]
    way = step / length[:, None]
    line = owner[part]
    total = np.concatenate([[0.0], np.cumsum(length)])[:-1]
    first = np.searchsorted(line, line)
    along = total - total[first]
    joined = part[1:] == part[:-1]
    cosine = np.clip((way[1:] * way[:-1]).sum(axis=1), -1, 1)
    # Half the bend, at most 45 degrees.
    out = distance_m * np.tan(np.minimum(np.arccos(cosine), np.pi / 2) / 2) * joined
    none = np.zeros(min(len(line), 1))
    return _Segments(
        line, begin, way, length, along, np.concatenate([none, out]), np.concatenate([out, none])
    )


def _near_pairs(mine: _Segments, theirs: _Segments, distance_m: float, most_angle_deg: float):
    ends = [each.begin + each.length[:, None] * each.way for each in (mine, theirs)]
    shapes = [
        shapely.linestrings(np.stack([each.begin, end], axis=1))
        for each, end in zip((mine, theirs), ends, strict=True)
    ]
    reach = distance_m * 1.5
    s, t = shapely.STRtree(shapes[1]).query(shapes[0], predicate="dwithin", distance=reach)
    cosine = np.abs((mine.way[s] * theirs.way[t]).sum(axis=1))
    alike = cosine >= np.cos(np.radians(most_angle_deg)) - 1e-12
    return s[alike], t[alike]


def _overlap(mine: _Segments, theirs: _Segments, s, t, distance_m: float):
    """Where along ``s`` its points lie in the strip beside ``t``: two linear conditions."""
    offset = mine.begin[s] - theirs.begin[t]
    way, base = mine.way[s], theirs.way[t]
    normal = np.column_stack([-base[:, 1], base[:, 0]])
    low, high = np.zeros(len(s)), mine.length[s].copy()
    for at, slope, least, most in (
        (
            (offset * base).sum(axis=1), (way * base).sum(axis=1),
            -theirs.out_before[t], theirs.length[t] + theirs.out_after[t],
        ),
        (
            (offset * normal).sum(axis=1), (way * normal).sum(axis=1),
            np.full(len(s), -distance_m - _LEAST_M), np.full(len(s), distance_m + _LEAST_M),
        ),
    ):  # fmt: skip
        flat = np.abs(slope) < 1e-12
        safe = np.where(flat, 1.0, slope)
        one, two = (least - at) / safe, (most - at) / safe
        begin, end = np.minimum(one, two), np.maximum(one, two)
        inside = (at >= least) & (at <= most)
        low = np.maximum(low, np.where(flat, np.where(inside, -np.inf, np.inf), begin))
        high = np.minimum(high, np.where(flat, np.where(inside, np.inf, -np.inf), end))
    return low, high


def _merged(line, other, start, end) -> pd.DataFrame:
    """Intervals of each pair joined where they meet."""
    order = np.lexsort((start, other, line))
    rows = pd.DataFrame(
        {"line": line[order], "other": other[order], "start_m": start[order], "end_m": end[order]}
    )
    if rows.empty:
        return rows
    pair = rows.groupby(["line", "other"], sort=False)
    reached = pair["end_m"].cummax()
    before = reached.groupby([rows["line"], rows["other"]], sort=False).shift()
    fresh = (before.isna() | (rows["start_m"] > before + _LEAST_M)).cumsum()
    return (
        rows.groupby(fresh.to_numpy())
        .agg(line=("line", "first"), other=("other", "first"), start_m=("start_m", "first"), end_m=("end_m", "max"))
        .reset_index(drop=True)
    )  # fmt: skip


def _scale(lines: gpd.GeoSeries, plane: gpd.GeoSeries) -> np.ndarray:
    """Metres on the ground of each metre in the plane."""
    if not lines.crs.is_geographic or not len(lines):
        return np.ones(len(lines))
    flat = plane.length.to_numpy()
    ground = geodesic_length_m(to_storage(lines))
    return np.where(flat > 0, ground / np.where(flat > 0, flat, 1), 1.0)
