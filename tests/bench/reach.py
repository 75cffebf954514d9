"""Ground in reach of sites: exact arcs against polygons for circles, by area and by overlay.

The yardsticks are given areas in metres and draw circles of 64 corners a quarter, of the same area as the
circle: a union of those near each area, and one overlay with the union of all, as one multipolygon. That
one would take a quarter of an hour: it runs once, for every so-many-th area, and its time for these is
multiplied, which is fair because it cuts areas one by one. Answers are the same when no area's reached
ground differs by more than a ten-thousandth of the area.
"""

import time
from collections.abc import Callable
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely

from geo.reach import Discs, make_discs, reached_area_m2
from geo.reach_index import ReachIndex
from tests.bench.country import METRIC_CRS_ID, Country
from tests.bench.rounds import in_turn, rows_of

RADIUS_M = 2_000.0
_CORNERS = 64
_SAME = 1e-4
_OVERLAID = 200
_OURS, _UNIONS, _OVERLAY = "hatang", "shapely, a union each", "geopandas.overlay"


def measure_reach(country: Country, *, rounds: int) -> list[dict]:
    areas = gpd.read_parquet(country.areas).to_crs(METRIC_CRS_ID).geometry
    sites = gpd.read_parquet(country.sites).geometry
    discs = make_discs(sites, RADIUS_M, operator=np.arange(len(sites)) % 4, crs=METRIC_CRS_ID)
    tasks: dict[str, Callable] = {
        _UNIONS: lambda: by_unions(discs, areas),
        _OURS: lambda: reached_area_m2(discs, areas),
    }
    seconds, answers = in_turn(tasks, rounds=rounds)
    ground = shapely.area(areas.values)
    apart = {_OURS: _differing(answers[_OURS], answers[_UNIONS], ground), _UNIONS: 0}
    some = np.arange(0, len(areas), max(len(areas) // _OVERLAID, 1))
    overlaid, taken = by_overlay(discs, areas.iloc[some], scale=len(areas) / len(some))
    apart[_OVERLAY] = _differing(overlaid, answers[_UNIONS][some], ground[some])
    seconds[_OVERLAY] = [taken] * rounds
    title = f"reach: {len(discs):,} sites, {len(areas):,} areas"
    rows = rows_of(title, seconds, apart, base=_OVERLAY)
    tasks = {_OURS: lambda: reached_area_m2(discs, areas, sites_at_least=2, operators_at_least=2)}
    seconds, _ = in_turn(tasks, rounds=rounds)
    rows += rows_of("two sites of two operators", seconds, {}, base=_OURS)
    return rows + _one_moved(discs, areas, rounds)


def by_unions(discs: Discs, areas: gpd.GeoSeries) -> np.ndarray:
    """Reached ground of each area from a union of the circles that meet it."""
    circles = _circles(discs)
    found, area = shapely.STRtree(areas.values).query(circles, predicate="intersects")
    order = np.argsort(area, kind="stable")
    begin = np.searchsorted(area[order], np.arange(len(areas) + 1))
    reached = np.zeros(len(areas))
    for row, (first, last) in enumerate(pairwise(begin)):
        if first < last:
            union = shapely.union_all(circles[found[order[first:last]]])
            reached[row] = shapely.area(shapely.intersection(union, areas.values[row]))
    return reached


def by_overlay(discs: Discs, areas: gpd.GeoSeries, *, scale: float) -> tuple[np.ndarray, float]:
    """Reached ground of areas from an overlay with all that is reached, and the seconds for all areas."""
    begin = time.perf_counter()
    union = shapely.union_all(_circles(discs))
    whole = gpd.GeoDataFrame(geometry=[union], crs=discs.crs)
    once = time.perf_counter()
    frame = gpd.GeoDataFrame({"row": np.arange(len(areas))}, geometry=areas.values, crs=discs.crs)
    pieces = gpd.overlay(frame, whole, how="intersection")
    taken = once - begin + scale * (time.perf_counter() - once)
    return np.bincount(pieces["row"], pieces.area, minlength=len(areas)), taken


def _one_moved(discs: Discs, areas: gpd.GeoSeries, rounds: int) -> list[dict]:
    """A site in the middle of the largest town goes a kilometre east and comes back."""
    index = ReachIndex(areas, discs)
    before = index.area_m2
    row = in_the_crowd(discs)
    key, here = int(discs.site[row]), discs.xy[row]
    seconds: dict[str, list[float]] = {_OURS: []}
    for _ in range(2 * rounds + 1):
        for place in (here + np.array([1_000.0, 0.0]), here):
            begin = time.perf_counter()
            index.move(key, place)
            seconds[_OURS].append(time.perf_counter() - begin)
    changed = int((index.area_m2 != before).sum())
    return rows_of(
        f"one of {len(discs):,} sites moved",
        {_OURS: seconds[_OURS][2:]},
        {_OURS: changed},
        base=_OURS,
    )


def in_the_crowd(discs: Discs) -> int:
    """The row with the most others in its circle."""
    tree = shapely.STRtree(shapely.points(discs.xy))
    row, _ = tree.query(shapely.points(discs.xy), predicate="dwithin", distance=discs.radius_m)
    return int(np.bincount(row).argmax())


def _circles(discs: Discs) -> np.ndarray:
    angle = np.pi / (2 * _CORNERS)
    same_area = np.sqrt(angle / np.sin(angle))
    points = shapely.points(discs.xy)
    return shapely.buffer(points, discs.radius_m * same_area, quad_segs=_CORNERS)


def _differing(found: np.ndarray, base: np.ndarray, ground: np.ndarray) -> int:
    return int((np.abs(found - base) > _SAME * ground).sum())
