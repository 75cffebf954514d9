"""Where there is something to reach, as points with weights, and what already reaches them."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import to_storage
from geo.reach import reached_counts
from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import Said
from layers.coverage.bases import Bases, bases_of
from layers.coverage.ground import Ground, grounds_of
from layers.coverage.people import PieceBase, PointBase
from layers.coverage.question import ReachQuestion
from layers.coverage.sites import Sites, sites_of
from layers.siting.grid import grid_points

_MOST_POINTS = 10_000
# Points of ground lie at most so far apart, as a part of the radius of a new site.
_FINE = 1 / 6


@dataclass(frozen=True)
class DemandPart:
    """Points of one `Ground`, in its plane.

    Attributes
    ----------
    xy : ndarray (n, 2)
    weight : ndarray (n,)
        People, premises or square metres, above 0.
    need : ndarray of int (n,)
        How many new sites it takes until the point counts as reached; 0 where it does already.
    """

    ground: Ground
    xy: np.ndarray
    weight: np.ndarray
    need: np.ndarray


@dataclass(frozen=True)
class Demand:
    """All points of a question, and the sites that stand.

    Attributes
    ----------
    unknown_areas : int
        Areas in which nobody counted: they have no points.
    """

    parts: tuple[DemandPart, ...]
    sites: Sites
    bases: Bases
    unknown_areas: int
    notes: tuple[Said, ...]

    @property
    def total(self) -> float:
        return float(sum(part.weight.sum() for part in self.parts))

    @property
    def covered(self) -> float:
        """What is within reach before any new site."""
        return float(sum(part.weight[part.need == 0].sum() for part in self.parts))


def demand_of(
    atlas: Atlas, snapshot: Snapshot, question: ReachQuestion, *, radius_m: float
) -> Demand:
    """The points of a question: counted points as they are; what is spread over ground, on a grid.

    Parameters
    ----------
    radius_m : float
        How far a new site reaches: the grid is fine against it.

    Raises
    ------
    UnknownLayer, UnknownCity, BadArea, NoPeople, BadGrid
    """
    grounds = chosen_grounds(atlas, snapshot, question)
    sites = sites_of(atlas, snapshot, question)
    bases = bases_of(atlas, snapshot, question, grounds)
    ground_m2 = sum(float(np.nansum(ground.area_m2)) for ground in grounds)
    step_m = max(radius_m * _FINE, np.sqrt(ground_m2 / _MOST_POINTS))
    parts, spread = [], 0
    for ground, base in zip(grounds, bases.bases, strict=True):
        xy, weight = _points(ground, base, step_m)
        spread += 0 if isinstance(base, PointBase) else len(xy)
        some = weight > 0
        need = _need(ground, sites, question, xy[some])
        parts.append(DemandPart(ground, xy[some], weight[some], need))
    notes = (Said("planning.note.grid_points", {"count": spread, "metres": round(step_m)}),)
    return Demand(
        parts=tuple(parts),
        sites=sites,
        bases=bases,
        unknown_areas=int(sum(np.isnan(base.total).sum() for base in bases.bases)),
        notes=notes if spread else (),
    )


def chosen_grounds(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> list[Ground]:
    """The drawn area, where there is one; else the areas of the city."""
    grounds = grounds_of(atlas, snapshot, question)
    return grounds[-1:] if question.within else grounds


def _points(ground: Ground, base, step_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions and weights that sum to what the base holds."""
    if isinstance(base, PointBase):
        return shapely.get_coordinates(base.points.values), np.asarray(base.amount, dtype=float)
    if isinstance(base, PieceBase):
        xy, piece = grid_points(base.pieces.values, step_m)
        return xy, _even(base.amount, piece)
    xy, area = grid_points(ground.plane.values, step_m)
    path = getattr(base, "path", None)
    if path is None:
        return xy, _even(base.total, area)
    return xy, _in_proportion(base.total, area, _cell_values(path, ground, xy))


def _even(amount: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Each owner's amount in equal parts over its points; nothing where it is not known."""
    count = np.bincount(owner, minlength=len(amount))
    return np.nan_to_num(np.asarray(amount, dtype=float))[owner] / count[owner]


def _in_proportion(amount: np.ndarray, owner: np.ndarray, value: np.ndarray) -> np.ndarray:
    value = np.nan_to_num(value)
    whole = np.bincount(owner, value, minlength=len(amount))
    part = np.divide(value, whole[owner], out=np.zeros(len(owner)), where=whole[owner] > 0)
    # Where no point met a cell with a value, all points of the area are alike.
    blind = whole[owner] == 0
    return np.where(blind, _even(amount, owner), np.nan_to_num(amount)[owner] * part)


def _cell_values(path: Path, ground: Ground, xy: np.ndarray) -> np.ndarray:
    """What the cells under points hold; NaN where they say nothing."""
    import rasterio
    from pyproj import CRS

    with rasterio.open(path, driver="GTiff") as grid:
        crs = CRS.from_user_input(grid.crs.to_wkt())
        points = to_storage(gpd.GeoSeries(shapely.points(xy), crs=ground.crs)).to_crs(crs)
        found = grid.sample(shapely.get_coordinates(points.values), indexes=1, masked=True)
        return np.array([float(v[0]) if not v.mask.any() else np.nan for v in found])


def _need(ground: Ground, sites: Sites, question: ReachQuestion, xy: np.ndarray) -> np.ndarray:
    points = gpd.GeoSeries(shapely.points(xy), crs=ground.crs)
    by_sites, by_operators = reached_counts(sites.near(ground.stored).discs(ground.crs), points)
    missing = np.maximum(
        question.sites_at_least - by_sites, question.operators_at_least - by_operators
    )
    return np.maximum(missing, 0)
