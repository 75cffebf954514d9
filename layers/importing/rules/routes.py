"""Rules of routes: ends that meet, none left alone, as long as the file says."""

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS, to_metric
from geo.measure import geodesic_length_m
from geo.text import fold
from layers.importing.report import Finding, row_findings
from layers.importing.rules import shapes as sh
from layers.importing.rules.case import Case
from layers.importing.rules.geometry import without_length

# Nearer than this two ends meet; further than the other they are apart on purpose.
MEET_M = 0.05
MISS_M = 2.0
MOST_OFF, MOST_OFF_M = 0.05, 1.0
# A layer in which most routes meet no other was never drawn as a network.
_NETWORK = 0.5

_UNITS = {"m": 1.0, "km": 1000.0}
_LENGTH_NAME = re.compile(r"^(?:length|chieu ?dai|do ?dai|cdai)(?: tuyen| cap)?(?: (m|km))?$")


@dataclass(frozen=True)
class _Ends:
    """Ends of lines in metres, each with the row it belongs to, and what they come near."""

    row: np.ndarray
    end: np.ndarray
    near_row: np.ndarray
    distance: np.ndarray


def without_any_length(case: Case) -> list[Finding]:
    """Routes that begin and end in one point and go nowhere."""
    return row_findings("routes.zero_length", "error", without_length(case))


def joints(case: Case) -> list[Finding]:
    """Ends that miss another route by a little, and routes that meet no other."""
    rows = case.sound(sh.LINE)
    if len(rows) < 2:
        return []
    lines, owner = shapely.get_parts(case.shapes[rows], return_index=True)
    lines = np.asarray(to_metric(gpd.GeoSeries(lines, crs=STORAGE_CRS)).array)
    # Far from the zone of the rest a projection has no answer.
    there = np.isfinite(shapely.bounds(lines)).all(axis=1)
    lines, owner = lines[there], rows[owner[there]]
    tree = shapely.STRtree(lines)
    if sh.crowded(tree, within=MISS_M):
        return [Finding("routes.not_compared", "info", params={"limit": sh.MOST_NEIGHBOURS})]
    met = _meetings(lines, owner, tree)
    return [*_near_misses(met), *_orphans(met, len(case.frame))]


def length_differs(case: Case) -> list[Finding]:
    """The length that the file states against that of the line: off by more than 5 % and 1 m."""
    shapes = case.shapes
    columns = _stated(case)
    rows = case.sound(sh.LINE) if columns else np.empty(0, dtype=int)
    measured = np.full(len(shapes), np.nan)
    measured[rows] = geodesic_length_m(shapes[rows])
    findings = []
    for column, unit in columns.items():
        stated = pd.to_numeric(case.frame[column], errors="coerce").to_numpy(float, na_value=np.nan)
        off = np.abs(stated * _UNITS[unit] - measured)
        findings += row_findings(
            "routes.length_differs",
            "warning",
            (off > MOST_OFF * measured) & (off > MOST_OFF_M),
            column=column,
            values=stated,
            params={"unit": unit, "limit_percent": round(100 * MOST_OFF)},
            details={"measured": (measured / _UNITS[unit]).round(3)},
        )
    return findings


def _meetings(lines: np.ndarray, owner: np.ndarray, tree: shapely.STRtree) -> _Ends:
    """Every end with the lines within 2 m of it, its own line left out."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    line = np.tile(np.arange(len(lines)), 2)
    end, near = tree.query(ends, predicate="dwithin", distance=MISS_M)
    # Both ends of a ring lie on the ring itself, which is as good as meeting another.
    kept = (line[end] != near) | shapely.is_closed(lines)[near]
    end, near = end[kept], near[kept]
    return _Ends(owner[line], end, owner[near], shapely.distance(ends[end], lines[near]))


def _near_misses(met: _Ends) -> list[Finding]:
    """Ends that lie 5 cm to 2 m from another line and meet none; of each row the nearest."""
    closest = pd.Series(met.distance).groupby(met.end).transform("min").to_numpy()
    missed = np.flatnonzero((met.distance == closest) & (closest > MEET_M))
    missed = missed[np.argsort(met.distance[missed], kind="stable")]
    rows, nearest = np.unique(met.row[met.end[missed]], return_index=True)
    if not len(rows):
        return []
    details = {
        "other": (met.near_row[missed[nearest]] + 1).tolist(),
        "metres": met.distance[missed[nearest]].round(2).tolist(),
    }
    return [Finding("routes.near_miss", "warning", rows=rows, details=details)]


def _orphans(met: _Ends, count: int) -> list[Finding]:
    """Routes that come within 2 m of no other; a remark only where most routes stand alone."""
    rows, own = np.unique(met.row), met.row[met.end]
    other = own != met.near_row
    alone = np.zeros(count, dtype=bool)
    alone[rows] = True
    alone[own[other]] = alone[met.near_row[other]] = False
    if len(rows) < 2:
        return []
    if alone.sum() <= _NETWORK * len(rows):
        return row_findings("routes.orphan", "warning", alone)
    return row_findings("routes.orphan", "info", alone)


def _stated(case: Case) -> dict[str, str]:
    """Columns that state a length, with their unit; a name without one means metres."""
    found = {}
    for column in map(str, case.frame.columns):
        field, match = case.spec.field(column), _LENGTH_NAME.match(fold(column))
        if field is not None and "length" in field.name and field.unit in _UNITS:
            found[column] = field.unit
        elif field is None and match:
            found[column] = match[1] or "m"
    return found
