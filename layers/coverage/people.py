"""People and premises counted at points or in polygons, and how many of them are within reach."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_metric
from geo.join import points_in_areas
from geo.locate import point_xy
from geo.reach import Discs, reached_counts, reached_share
from layers.cards import COUNTRY
from layers.coverage.ground import Ground
from layers.coverage.question import PEOPLE, ReachQuestion
from layers.errors import UnknownField

NO_POSITION, NO_COUNT, NEGATIVE, OUTSIDE = "no_position", "no_count", "negative", "outside"
_COUNT_FIELDS = {PEOPLE: ("n_people", "population"), "premises": ("n_premises",)}


@dataclass(frozen=True)
class PointBase:
    """Amounts at points; a point on a shared border belongs to the first of its areas alone.

    `outside` are the amounts of the layer's rows that lie in none of the areas, NaN of the others.
    """

    points: gpd.GeoSeries
    amount: np.ndarray
    area: np.ndarray
    total: np.ndarray
    uncounted: np.ndarray
    left_out: list
    outside: np.ndarray

    @property
    def rows(self) -> int:
        return len(self.amount)

    @property
    def unknown_ground(self) -> np.ndarray:
        return np.zeros(len(self.total))

    def reached(self, discs: Discs, sites: int, operators: int) -> np.ndarray:
        by_sites, by_operators = reached_counts(discs, self.points)
        return self._sum((by_sites >= sites) & (by_operators >= operators))

    def inside(self, region: shapely.Geometry) -> np.ndarray:
        shapely.prepare(region)
        return self._sum(shapely.covers(region, self.points.values))

    def _sum(self, chosen: np.ndarray) -> np.ndarray:
        found = np.bincount(self.area, self.amount * chosen, minlength=len(self.total))
        return np.where(np.isnan(self.total), np.nan, found)


@dataclass(frozen=True)
class PieceBase:
    """Amounts of polygons, spread evenly over each; `pieces` are what the areas hold of them."""

    pieces: gpd.GeoSeries
    amount: np.ndarray
    area: np.ndarray
    total: np.ndarray
    unknown_ground: np.ndarray
    uncounted: np.ndarray
    left_out: list
    rows: int

    def reached(self, discs: Discs, sites: int, operators: int) -> np.ndarray:
        share = reached_share(
            discs, self.pieces, sites_at_least=sites, operators_at_least=operators
        )
        return self._sum(share)

    def inside(self, region: shapely.Geometry) -> np.ndarray:
        shapes = self.pieces.values
        part = shapely.area(shapely.intersection(shapes, region)) / shapely.area(shapes)
        return self._sum(np.minimum(part, 1.0))

    def _sum(self, share: np.ndarray) -> np.ndarray:
        found = np.bincount(self.area, self.amount * share, minlength=len(self.total))
        return np.where(np.isnan(self.total), np.nan, found)


def counted_points(
    layer: gpd.GeoDataFrame, layer_id: str, ground: Ground, question: ReachQuestion
) -> PointBase:
    """What a layer of points holds of people or premises in each area of a ground.

    Notes
    -----
    An area without a counted point is one of which nothing is known, not an empty one.
    """
    amount, faults = _amounts(layer, layer_id, question)
    placed = np.isfinite(point_xy(layer.geometry)).all(axis=1)
    pairs = points_in_areas(layer.geometry, ground.stored).drop_duplicates("point")
    good = np.isfinite(amount)
    inside = good[pairs["point"].to_numpy()]
    size = len(ground.rows)
    uncounted = np.bincount(pairs["area"][~inside], minlength=size)
    pairs = pairs[inside]
    number, area = pairs["point"].to_numpy(), pairs["area"].to_numpy()
    counted = np.bincount(area, minlength=size)
    total = np.bincount(area, amount[number], minlength=size)
    held = np.zeros(len(layer), dtype=bool)
    held[number] = True
    here = _of_city(layer, question.city)
    left_out = [] if ground.is_drawn else [
        *_by_reason(faults, here, amount),
        *_by_reason({NO_POSITION: good & ~placed}, here, amount),
    ]  # fmt: skip
    return PointBase(
        points=to_metric(layer.geometry.iloc[number], crs=ground.crs),
        amount=amount[number],
        area=area,
        total=np.where(counted > 0, total, np.nan),
        uncounted=uncounted,
        left_out=left_out,
        outside=np.where(here & good & placed & ~held, amount, np.nan),
    )


def outside_all(bases: list[PointBase]) -> list:
    """What was left out because it lies in none of the areas of any base of one layer."""
    found = np.logical_and.reduce([np.isfinite(base.outside) for base in bases])
    if not found.any():
        return []
    return [(OUTSIDE, int(found.sum()), float(bases[0].outside[found].sum()))]


def counted_polygons(
    layer: gpd.GeoDataFrame, layer_id: str, ground: Ground, question: ReachQuestion
) -> PieceBase:
    """What polygons with a count hold in each area of a ground, each spread evenly over its own surface."""
    amount, faults = _amounts(layer, layer_id, question)
    size = len(ground.rows)
    good = np.isfinite(amount)
    if layer_id == question.areas and not ground.is_drawn:
        source, area, pieces = ground.number, np.arange(size), ground.plane.values
        part = np.ones(size)
    else:
        source, area, pieces, part = _cut(layer, ground)
    known = good[source]
    uncounted = np.bincount(area[~known], minlength=size)
    source, area, pieces, part = source[known], area[known], pieces[known], part[known]
    counted = np.bincount(area, minlength=size)
    here = _of_city(layer, question.city)
    left_out = [] if ground.is_drawn else _by_reason(faults, here, amount)
    own = shapely.area(ground.plane.values)
    covered = np.bincount(area, shapely.area(pieces), minlength=size)
    silent = 1 - np.divide(covered, own, out=np.zeros(size), where=own > 0)
    return PieceBase(
        pieces=gpd.GeoSeries(pieces, crs=ground.crs),
        amount=amount[source] * part,
        area=area,
        total=np.where(
            counted > 0, np.bincount(area, amount[source] * part, minlength=size), np.nan
        ),
        # Less than a millionth is what rounding leaves along a border.
        unknown_ground=np.where(silent > 1e-6, silent, 0.0),
        uncounted=uncounted,
        left_out=left_out,
        rows=len(np.unique(source)),
    )


def _cut(layer: gpd.GeoDataFrame, ground: Ground) -> tuple:
    """The pieces of the polygons in the areas: polygon, area, piece, and its part of the polygon."""
    west, south, east, north = ground.stored.total_bounds
    near = shapely.STRtree(layer.geometry.values).query(shapely.box(west, south, east, north))
    shapes = to_metric(layer.geometry.iloc[near], crs=ground.crs).values
    areas = ground.plane.values
    area, row = shapely.STRtree(shapes).query(areas, predicate="intersects")
    pieces = shapely.intersection(shapes[row], areas[area])
    whole = shapely.area(shapes[row])
    part = np.divide(shapely.area(pieces), whole, out=np.zeros(len(row)), where=whole > 0)
    some = part > 1e-12
    return near[row[some]], area[some], pieces[some], part[some]


def _amounts(layer: pd.DataFrame, layer_id: str, question: ReachQuestion) -> tuple:
    """The amount of each row, NaN where it cannot count, and which rows cannot by why."""
    names = [name for name in _COUNT_FIELDS[question.basis] if name in layer]
    if not names and question.basis == PEOPLE:
        raise UnknownField(layer=layer_id, field=_COUNT_FIELDS[PEOPLE][0], known=", ".join(layer))
    if not names:  # a register of buildings need not say that each is one
        return np.ones(len(layer)), {}
    amount = pd.to_numeric(layer[names[0]], errors="coerce").astype("Float64")
    amount = amount.to_numpy(float, na_value=np.nan)
    negative, missing = amount < 0, ~np.isfinite(amount)
    return np.where(negative | missing, np.nan, amount), {NO_COUNT: missing, NEGATIVE: negative}


def _of_city(layer: pd.DataFrame, city: str) -> np.ndarray:
    """Rows that are said to be of the city; those that say nothing may be."""
    if city == COUNTRY or "province_code" not in layer:
        return np.full(len(layer), city == COUNTRY)
    return (layer["province_code"] == city).fillna(False).to_numpy(bool)


def _by_reason(faults: dict, here: np.ndarray, amount: np.ndarray) -> list:
    found = []
    for why, rows in faults.items():
        chosen = rows & here
        if chosen.any():
            found.append((why, int(chosen.sum()), float(np.nansum(amount[chosen]))))
    return found
