"""Amounts within reach that follow single sites: only the areas a change touches are computed again."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from geo.reach import Discs
from geo.reach_index import ReachIndex
from layers.coverage.bases import Base, GroundBase
from layers.coverage.ground import Ground
from layers.coverage.people import PieceBase, PointBase
from layers.coverage.question import ReachQuestion

Circle = tuple[float, float, float, int]
"""``x, y, radius_m, operator`` in the plane of a ground; operator -1 is unknown."""


def make_engine(ground: Ground, base: Base, discs: Discs, question: ReachQuestion):
    """The engine that suits a base: exact ground of areas or pieces, or what is counted in them."""
    if isinstance(base, GroundBase | PieceBase):
        return ShapeEngine(ground, base, discs, question)
    return CountEngine(ground, base, discs, question)


class ShapeEngine:
    """Ground of areas, or of pieces over which people are spread, kept in a `geo.reach_index.ReachIndex`.

    Attributes
    ----------
    reached : ndarray of float, one for each area
        The amount within reach of the sites that stand now.
    """

    def __init__(self, ground: Ground, base, discs: Discs, question: ReachQuestion):
        self._base = base
        self._pieces = isinstance(base, PieceBase)
        self._index = ReachIndex(
            base.pieces if self._pieces else ground.plane,
            discs,
            sites_at_least=question.sites_at_least,
            operators_at_least=question.operators_at_least,
        )

    @property
    def reached(self) -> np.ndarray:
        share = self._index.share
        if not self._pieces:
            return self._base.total * share
        total = self._base.total
        found = np.bincount(self._base.area, self._base.amount * share, minlength=len(total))
        return np.where(np.isnan(total), np.nan, found)

    def put(self, site: int, circles: tuple[Circle, ...]) -> np.ndarray:
        """Let a site stand as these circles, or not at all; the areas that were computed again."""
        if circles:
            x, y, radius_m, operator = (np.array(v) for v in zip(*circles, strict=True))
            touched = self._index.put(site, np.column_stack([x, y]), radius_m, operator)
        elif site in self._index:
            touched = self._index.remove(site)
        else:
            touched = np.empty(0, np.int64)
        return np.unique(self._base.area[touched]) if self._pieces else touched


class CountEngine:
    """People at points or in cells; as `ShapeEngine`."""

    def __init__(self, ground: Ground, base: Base, discs: Discs, question: ReachQuestion):
        self._ground, self._base = ground, base
        self._least = (question.sites_at_least, question.operators_at_least)
        self._discs = discs
        self._extra: dict[int, tuple[Circle, ...]] = {}
        self._gone: set[int] = set()
        self._tree = shapely.STRtree(np.asarray(ground.plane.values, dtype=object))
        self.reached = np.asarray(base.reached(discs, *self._least), dtype=float)

    def put(self, site: int, circles: tuple[Circle, ...]) -> np.ndarray:
        """Let a site stand as these circles, or not at all; the areas that were computed again."""
        before = self._circles(site)
        own = self._own(site)
        if len(own) and circles == own:
            self._gone.discard(site)
            self._extra.pop(site, None)
        else:
            self._gone.add(site)
            self._extra[site] = circles
        touched = self._touched((*before, *circles))
        if len(touched):
            self._compute(touched)
        return touched

    def _own(self, site: int) -> tuple[Circle, ...]:
        """The circles the site had in the beginning."""
        rows = np.flatnonzero(self._discs.site == site)
        discs = self._discs
        return tuple(
            (float(x), float(y), float(r), int(o))
            for (x, y), r, o in zip(
                discs.xy[rows], discs.radius_m[rows], discs.operator[rows], strict=True
            )
        )

    def _circles(self, site: int) -> tuple[Circle, ...]:
        return self._extra[site] if site in self._extra else self._own(site)

    def _touched(self, circles: tuple[Circle, ...]) -> np.ndarray:
        if not circles:
            return np.empty(0, np.int64)
        x, y, radius_m, _ = (np.array(v) for v in zip(*circles, strict=True))
        found = self._tree.query(shapely.points(x, y), predicate="dwithin", distance=radius_m)
        return np.unique(found[1])

    def _compute(self, touched: np.ndarray) -> None:
        part = _part_of(self._base, self._ground, touched)
        near = self._near(shapely.total_bounds(self._ground.plane.values[touched]))
        reached = self.reached.copy()
        reached[touched] = part.reached(near, *self._least)
        self.reached = reached

    def _near(self, box: np.ndarray) -> Discs:
        """The discs that stand now whose box meets another."""
        discs = self._discs
        stays = ~np.isin(discs.site, list(self._gone))
        extra = [(*c, site) for site, circles in self._extra.items() for c in circles]
        x, y, radius_m, operator, site = np.array(extra, dtype=float).reshape(-1, 5).T
        xy = np.vstack([discs.xy[stays], np.column_stack([x, y])])
        radius_m = np.r_[discs.radius_m[stays], radius_m]
        near = (xy + radius_m[:, None] >= box[:2]).all(axis=1)
        near &= (xy - radius_m[:, None] <= box[2:]).all(axis=1)
        return Discs(
            xy=xy[near],
            radius_m=radius_m[near],
            site=np.r_[discs.site[stays], site.astype(np.int64)][near],
            operator=np.r_[discs.operator[stays], operator.astype(np.int64)][near],
            crs=discs.crs,
        )


def _part_of(base: Base, ground: Ground, rows: np.ndarray) -> Base:
    """The base of some areas alone, in their order."""
    if isinstance(base, PointBase):
        place = np.full(len(base.total), -1)
        place[rows] = np.arange(len(rows))
        chosen = np.flatnonzero(place[base.area] >= 0)
        return replace(
            base,
            points=gpd.GeoSeries(base.points.values[chosen], crs=ground.crs),
            amount=base.amount[chosen],
            area=place[base.area[chosen]],
            total=base.total[rows],
            uncounted=base.uncounted[rows],
        )
    some = replace(
        ground,
        rows=ground.rows.iloc[rows].reset_index(drop=True),
        number=ground.number[rows],
        stored=ground.stored.iloc[rows].reset_index(drop=True),
        plane=ground.plane.iloc[rows].reset_index(drop=True),
    )
    return replace(
        base, ground=some, total=base.total[rows], unknown_ground=base.unknown_ground[rows]
    )
