"""An invented street network: a bent grid in the built-up wards, roads between the ward centres.

Local metres throughout; see `city.City`.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from layers.demo.city import City
from layers.demo.names import STREETS

SPACING_M = 300
# Outside the core only each fifth line of the grid is a street worth a pole line.
_COARSE = 5
_CORE_REACH_M, _URBAN_REACH_M = 2400, 1500

DUCT, TRUNK, AERIAL = 0, 1, 2


class Streets(NamedTuple):
    """Nodes (n, 2) in m; edges by their two nodes, with kind, street name and sideways bend."""

    node: np.ndarray
    ends: np.ndarray
    kind: np.ndarray
    street: np.ndarray
    bend: np.ndarray

    def along(self, edge: np.ndarray, part: np.ndarray) -> np.ndarray:
        """Places on edges, `part` running from 0 at the first end to 1 at the second."""
        a, b = self.node[self.ends[edge, 0]], self.node[self.ends[edge, 1]]
        way = b - a
        sideways = np.column_stack([-way[:, 1], way[:, 0]])
        waves = np.sin(np.pi * part[:, None] * np.array([1, 2, 5]))
        return a + way * part[:, None] + sideways * (self.bend[edge] * waves).sum(axis=1)[:, None]

    def length(self) -> np.ndarray:
        """Lengths of the edges in m, ends to ends."""
        return np.hypot(*(self.node[self.ends[:, 0]] - self.node[self.ends[:, 1]]).T)


def streets(city: City) -> Streets:
    """The city's network; every node is inside the city, edges may cross water."""
    chance = city.chance("streets")
    grid = _grid(city, chance)
    node, hub = _hubs(city, grid)
    roads = _roads(city, grid, node, hub, chance)
    spokes, node = _spokes(city, node, hub, chance)
    names = chance.permutation(np.array(STREETS, dtype=object))
    parts = [(grid.ends, grid.kind, grid.line, 0.02), roads, spokes]
    ends = np.vstack([part[0] for part in parts])
    line = np.concatenate([part[2] for part in parts])
    width = np.concatenate([np.full(len(part[0]), part[3]) for part in parts])
    bend = chance.normal(size=(len(ends), 3)) * width[:, None] * (1, 0.6, 0.25)
    kind = np.concatenate([part[1] for part in parts])
    return Streets(node, ends, kind, names[line % len(names)], np.clip(bend, -0.12, 0.12))


class _Grid(NamedTuple):
    node: np.ndarray
    ward: np.ndarray
    core: np.ndarray
    ends: np.ndarray
    kind: np.ndarray
    line: np.ndarray


def _grid(city: City, chance: np.random.Generator) -> _Grid:
    row, column, xy = _lattice(city, chance)
    ward = city.ward_at(city.degrees(xy))
    reach = np.where(city.core, _CORE_REACH_M, np.where(city.urban, _URBAN_REACH_M, 0))
    distance = np.hypot(*(xy - city.seat[ward]).T)
    core = (ward >= 0) & city.core[ward] & (distance < reach[ward])
    coarse = (row % _COARSE == 0) | (column % _COARSE == 0)
    urban = (ward >= 0) & coarse & (distance < reach[ward])
    keep = core | urban
    row, column, xy, ward, core = (x[keep] for x in (row, column, xy, ward, core))
    position = pd.MultiIndex.from_arrays([row, column])
    found = []
    for step, line, across in (((1, 0), column, row), ((0, 1), row, column)):
        other = position.get_indexer(pd.MultiIndex.from_arrays([row + step[0], column + step[1]]))
        a = np.flatnonzero(other >= 0)
        b = other[a]
        main = line[a] % _COARSE == 0
        duct = core[a] & core[b] & (main | (chance.random(len(a)) < 0.85))
        aerial = main & ~(core[a] & core[b])
        kept = duct | aerial
        run = (line[a] * 7919 + step[0] * 131 + across[a] // 9 * 31)[kept]
        found.append((np.column_stack([a, b])[kept], np.where(duct, DUCT, AERIAL)[kept], run))
    ends, kind, line = (np.concatenate(part) for part in zip(*found, strict=True))
    return _Grid(xy, ward, core, ends, kind, line)


def _lattice(city: City, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, column and place of bent grid nodes near the wards' centres."""
    turn = chance.uniform(-0.35, 0.35)
    cos, sin = np.cos(turn) * SPACING_M, np.sin(turn) * SPACING_M
    x, y = city.seat[city.core | city.urban].T
    reach = int(1.2 * _CORE_REACH_M / SPACING_M)
    rows, columns = (g.ravel() for g in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    around = np.hypot(rows, columns) <= reach
    row = np.rint((x * cos + y * sin) / SPACING_M**2).astype(int)[:, None] + rows[around]
    column = np.rint((y * cos - x * sin) / SPACING_M**2).astype(int)[:, None] + columns[around]
    row, column = np.unique(np.column_stack([row.ravel(), column.ravel()]), axis=0).T
    xy = np.column_stack([row * cos - column * sin, row * sin + column * cos])
    wave = 2 * np.pi / chance.uniform(2200, 6000, size=(6, 1))
    towards = chance.uniform(0, 2 * np.pi, size=(6, 1))
    phase = chance.uniform(0, 2 * np.pi, size=(6, 2))
    size = chance.uniform(30, 90, size=(6, 2))
    across = xy[:, 0] * np.cos(towards) + xy[:, 1] * np.sin(towards)
    warp = (size[:, None] * np.sin((wave * across)[:, :, None] + phase[:, None])).sum(axis=0)
    return row, column, xy + warp + chance.normal(0, 0.07 * SPACING_M, size=xy.shape)


def _hubs(city: City, grid: _Grid) -> tuple[np.ndarray, np.ndarray]:
    """All nodes, and for each ward the one where its roads meet."""
    has_grid = np.isin(np.arange(len(city.seat)), grid.ward[grid.core])
    in_core = np.flatnonzero(grid.core)
    nearest = in_core[cKDTree(grid.node[in_core]).query(city.seat)[1]]
    own = np.cumsum(~has_grid) - 1 + len(grid.node)
    hub = np.where(has_grid, nearest, own)
    return np.vstack([grid.node, city.seat[~has_grid]]), hub


def _roads(city: City, grid: _Grid, node, hub, chance) -> tuple:
    """Roads between neighbouring wards: a tree and some more; its stem is a trunk of ducts."""
    a, b = _neighbours(node[hub])
    length = np.hypot(*(node[hub[a]] - node[hub[b]]).T)
    dry = _dry_share(city, node[hub[a]], node[hub[b]])
    cost = length * (1 + 12 * (1 - dry))
    n = len(hub)
    tree = minimum_spanning_tree(coo_array((cost, (a, b)), shape=(n, n)).tocsr()).tocoo()
    tree_cost = pd.Series(0, index=pd.MultiIndex.from_arrays([tree.row, tree.col]))
    in_tree = tree_cost.index.get_indexer(pd.MultiIndex.from_arrays([a, b])) >= 0
    trunk = np.zeros(len(a), dtype=bool)
    trunk[in_tree] = _stem(a[in_tree], b[in_tree], n, city.core)
    more = ~in_tree & (dry == 1) & (length < 9000) & (chance.random(len(a)) < 0.05)
    duct = grid.kind == DUCT
    joined = connected_components(
        coo_array((np.ones(duct.sum()), tuple(grid.ends[duct].T)), shape=(len(node), len(node))),
        directed=False,
    )[1][hub]
    kept = (in_tree | more) & ((joined[a] != joined[b]) | (length > 4000))
    kept &= (length < 25_000) & (dry > 0.6)
    ends = np.column_stack([hub[a], hub[b]])[kept]
    return ends, np.where(trunk, TRUNK, AERIAL)[kept], np.flatnonzero(kept) * 17, 0.06


def _neighbours(xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    corners = Delaunay(xy).simplices
    pairs = np.sort(np.vstack([corners[:, :2], corners[:, 1:], corners[:, ::2]]), axis=1)
    return tuple(np.unique(pairs, axis=0).T)


def _dry_share(city: City, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Share of places along each straight way that lie in the city."""
    part = np.linspace(0.05, 0.95, 13)
    places = a[:, None] + (b - a)[:, None] * part[None, :, None]
    return (city.ward_at(city.degrees(places.reshape(-1, 2))) >= 0).reshape(len(a), -1).mean(axis=1)


def _stem(a: np.ndarray, b: np.ndarray, n: int, core: np.ndarray) -> np.ndarray:
    """Edges of a tree that have core wards on both sides, or many wards on the far one."""
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(n, n)).tocsr()
    root = int(np.flatnonzero(core)[0])
    order, parent = breadth_first_order(graph, root, directed=False)
    core_below, below = core.astype(int), np.ones(n, dtype=int)
    for child in order[:0:-1]:
        core_below[parent[child]] += core_below[child]
        below[parent[child]] += below[child]
    child = np.where(parent[a] == b, a, b)
    return ((core_below[child] > 0) & (core_below[child] < core.sum())) | (below[child] >= 3)


def _spokes(city: City, node, hub, chance) -> tuple:
    """Short pole lines out of the centres of wards without a grid."""
    rural = np.flatnonzero(~city.core)
    ward = np.repeat(rural, 2)
    angle = chance.uniform(0, 2 * np.pi, len(rural))[:, None] + np.array([0, 2.6])
    angle = (angle + chance.normal(0, 0.3, angle.shape)).ravel()
    area_m2 = city.wards["area_km2_geom"].to_numpy()[ward] * 1e6
    reach = np.minimum(0.45 * np.sqrt(area_m2 / np.pi), 1100) * chance.uniform(0.5, 1, len(ward))
    end = node[hub[ward]] + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    inside = city.ward_at(city.degrees(end)) >= 0
    ends = np.column_stack([hub[ward[inside]], len(node) + np.arange(inside.sum())])
    line = np.flatnonzero(inside) * 29 + 5
    spokes = ends, np.full(len(ends), AERIAL), line, 0.06
    return spokes, np.vstack([node, end[inside]])
