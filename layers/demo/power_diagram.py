"""Areas around given points, moved until they have given sizes: a power diagram clipped to land.

Every point has a cell, the places where the squared distance less the point's weight is smallest.
Points may share an owner; the weights are found step by step so that the land in the cells of each
owner comes near its wanted area. Plane km throughout. Deterministic.
"""

from typing import NamedTuple

import numpy as np
import shapely
from scipy.spatial import ConvexHull, cKDTree

# Neighbours looked at, and the share of the squared distance by which a neighbour may outweigh a
# point: at 1 the point would sit on the edge of its cell.
_NEIGHBOURS, _OUTWEIGH = 24, 0.9
_FRAME_KM = 300
_PATCH_VERTICES = 48
# All neighbours move at once: each owner goes most of its own way only.
_DAMPING = 0.8


class Diagram(NamedTuple):
    """Cells of a power diagram.

    `vertex` (m, 2) are the corners; cell `k` has the corners `ring[start[k]:start[k + 1]]` in
    order around it; `pair` (e, 2) are neighbours and `edge` (e, 2) the corners between them.
    """

    vertex: np.ndarray
    ring: np.ndarray
    start: np.ndarray
    pair: np.ndarray
    edge: np.ndarray

    def polygons(self) -> np.ndarray:
        """One polygon per point, empty where the point's weight leaves it no room."""
        count = np.diff(self.start)
        cell = np.repeat(np.arange(len(count)), count)
        has_room = count >= 3
        keep = has_room[cell]
        polygons = np.full(len(count), shapely.Polygon(), dtype=object)
        rings = shapely.linearrings(
            self.vertex[self.ring[keep]],
            indices=np.cumsum(has_room)[cell[keep]] - 1,
        )
        polygons[has_room] = shapely.polygons(rings)
        return polygons


def power_diagram(xy: np.ndarray, weight: np.ndarray) -> Diagram:
    """Power diagram of points, by lifting them to a paraboloid and taking its lower hull.

    Parameters
    ----------
    xy : ndarray (n, 2)
        Points in km, no two alike.
    weight : ndarray (n,)
        Weights in km2.

    Returns
    -------
    Diagram
        Cells reach some hundred km beyond the outermost points.
    """
    n = len(xy)
    frame = _frame(xy)
    centre = xy.mean(axis=0)
    points = (np.vstack([xy, frame]) - centre) / 100  # the hull is numerically tender
    lift = (points**2).sum(axis=1) - np.concatenate([weight, np.zeros(len(frame))]) / 1e4
    hull = ConvexHull(np.column_stack([points, lift]))
    lower = hull.equations[:, 2] < -1e-9
    planes = hull.equations[lower]
    vertex = -planes[:, :2] / planes[:, 2:3] / 2 * 100 + centre
    corners = hull.simplices[lower]
    return Diagram(vertex, *_rings(corners, vertex, n), *_pairs(hull, lower, n))


def fit(
    xy: np.ndarray,
    owner: np.ndarray,
    area_km2: np.ndarray,
    land: shapely.MultiPolygon,
    *,
    rounds: int = 6,
) -> np.ndarray:
    """Cells on land whose areas, summed by owner, come near the wanted ones.

    Parameters
    ----------
    xy : ndarray (n, 2)
        Points in km, no two alike. Each stays inside its cell as far as its neighbours allow.
    owner : ndarray of int (n,)
        Which of the m owners a point belongs to; every owner has at least one point.
    area_km2 : ndarray (m,)
        Wanted areas; NaN where unknown: such an owner takes what its neighbours leave.
    land : MultiPolygon
        What the cells may cover, valid.
    rounds : int
        Steps; the error falls little after six.

    Returns
    -------
    ndarray of Polygon, MultiPolygon (n,)
        Cells cut to the land, empty for a point without land. Neighbours share their borders up to
        rounding; clean the coverage afterwards.
    """
    shapely.prepare(land)
    patches = shapely.STRtree(np.array(_patches(land)))
    known = np.isfinite(area_km2)
    size = np.bincount(owner, minlength=len(area_km2))
    limit = np.where(known, area_km2, 0) / np.pi / size
    near = _Neighbours(xy)
    weight = np.zeros(len(xy))
    for _ in range(rounds):
        diagram = power_diagram(xy, weight)
        area = np.bincount(owner, _land_areas(diagram, land, patches), len(area_km2))
        missing = np.where(known, area_km2 - area, 0)
        step = _step(diagram, xy, owner, missing, land)
        weight = near.keep(weight + np.clip(step, -limit, limit)[owner])
    return _clip(power_diagram(xy, weight).polygons(), land)


class _Neighbours:
    """The nearest other points of each point, to keep every point inside its own cell.

    The strong are held back rather than the weak pushed: pushing spreads without end.
    """

    def __init__(self, xy: np.ndarray):
        most = min(_NEIGHBOURS + 1, len(xy))
        distance, self.index = cKDTree(xy).query(xy, k=most)
        self.allowance = _OUTWEIGH * distance**2

    def keep(self, weight: np.ndarray) -> np.ndarray:
        for _ in range(3):
            most = (weight[self.index[:, 1:]] + self.allowance[:, 1:]).min(axis=1, initial=np.inf)
            weight = np.minimum(weight, most)
        return weight - np.median(weight)


def _step(diagram, xy, owner, missing, land) -> np.ndarray:
    """Weights to add by owner: an edge moves by half the weight's change over the distance."""
    pair, edge = diagram.pair, diagram.edge
    across = owner[pair[:, 0]] != owner[pair[:, 1]]
    pair, edge = pair[across], edge[across]
    on_land = shapely.contains_xy(land, *diagram.vertex.T)[edge].mean(axis=1)
    ends = diagram.vertex[edge]
    length = np.hypot(*(ends[:, 0] - ends[:, 1]).T)
    distance = np.hypot(*(xy[pair[:, 0]] - xy[pair[:, 1]]).T)
    rate = np.minimum(length, 4 * distance) * on_land / distance / 2
    total = np.bincount(owner[pair].T.ravel(), np.tile(rate, 2), len(missing))
    return _DAMPING * missing / (total + 0.05)


def _land_areas(diagram: Diagram, land, patches: shapely.STRtree) -> np.ndarray:
    cells = diagram.polygons()
    area = shapely.area(cells)
    edge = np.flatnonzero(~shapely.contains_properly(land, cells))
    cell, patch = patches.query(cells[edge], predicate="intersects")
    pieces = shapely.intersection(cells[edge[cell]], patches.geometries[patch])
    area[edge] = np.bincount(cell, shapely.area(pieces), len(edge))
    return area


def _clip(cells: np.ndarray, land) -> np.ndarray:
    cut = cells.copy()
    edge = np.flatnonzero(~shapely.contains_properly(land, cells))
    cut[edge] = shapely.intersection(cells[edge], land)
    return cut


def _patches(land) -> list:
    """The land in pieces of few vertices each: cutting against a piece is quick."""
    if shapely.get_num_coordinates(land) <= _PATCH_VERTICES:
        return [land]
    minx, miny, maxx, maxy = land.bounds
    if maxx - minx > maxy - miny:
        middle = (minx + maxx) / 2
        halves = (minx, miny, middle, maxy), (middle, miny, maxx, maxy)
    else:
        middle = (miny + maxy) / 2
        halves = (minx, miny, maxx, middle), (minx, middle, maxx, maxy)
    parts = (shapely.intersection(land, shapely.box(*half)) for half in halves)
    return [patch for part in parts if not part.is_empty for patch in _patches(part)]


def _frame(xy: np.ndarray) -> np.ndarray:
    low, high = xy.min(axis=0) - _FRAME_KM, xy.max(axis=0) + _FRAME_KM
    across = [(x, y) for x in np.linspace(low[0], high[0], 15) for y in (low[1], high[1])]
    up = [(x, y) for y in np.linspace(low[1], high[1], 30)[1:-1] for x in (low[0], high[0])]
    return np.array(across + up)


def _rings(corners: np.ndarray, vertex: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The corners of each cell in order of their direction from the cell's middle."""
    cell = corners.ravel()
    corner = np.repeat(np.arange(len(corners)), 3)
    cell, corner = cell[cell < n], corner[cell < n]
    count = np.bincount(cell, minlength=n)
    middle = np.column_stack([np.bincount(cell, vertex[corner, k], n) for k in (0, 1)])
    middle /= np.maximum(count, 1)[:, None]
    dx, dy = (vertex[corner] - middle[cell]).T
    order = np.lexsort((np.arctan2(dy, dx), cell))
    return corner[order], np.concatenate([[0], np.cumsum(count)])


def _pairs(hull: ConvexHull, lower: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbouring points, and the two lower facets whose corners end their common edge."""
    number = np.cumsum(lower) - 1
    facet, side = np.nonzero(lower[hull.neighbors] & lower[:, None])
    other = hull.neighbors[facet, side]
    # Facet k's neighbour on side s shares with it the two points that are not simplices[k, s].
    pair = np.column_stack(
        [hull.simplices[facet, (side + 1) % 3], hull.simplices[facet, (side + 2) % 3]]
    )
    once = (facet < other) & (pair < n).all(axis=1)
    return pair[once], np.column_stack([number[facet[once]], number[other[once]]])
