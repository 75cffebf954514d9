"""A network of lines: which meet, in how many parts it lies, and where ends nearly meet."""

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from geo.crs import require_crs, to_metric
from geo.errors import BadArgument
from geo.line_cuts import cut_lines
from geo.measure import geodesic_length_m
from geo.network_ends import JoinedEnds, join_ends

NO_GEOMETRY, NOT_A_LINE, NO_LENGTH = "no_geometry", "not_a_line", "no_length"
NAMED_WITHIN_M = 100.0
_LINE, _MULTILINE = 1, 5


@dataclass(frozen=True)
class Network:
    """Edges between nodes; made by `build_network`.

    Attributes
    ----------
    edges : DataFrame
        ``route`` (row of the lines given), ``piece`` (number along the route), ``a``, ``b`` (nodes),
        ``length_m``, ``from_how``, ``to_how`` (`geo.network_ends`), ``from_gap_m``, ``to_gap_m``,
        ``from_far``, ``to_far``, ``turned`` (the line is drawn from what it names as its end), ``part``.
    lines : ndarray of LineString
        Of each edge, from ``a`` to ``b``, in the CRS given.
    nodes : DataFrame
        ``row`` (of the nodes given, -1 for a meeting of ends), ``x``, ``y`` in metres (`metric`),
        ``degree``, ``part`` (-1 where no edge ends).
    parts : DataFrame
        ``part`` (0 is the longest), ``n_edges``, ``n_nodes``, ``length_m``.
    left_out : DataFrame
        ``route``, ``why``.
    """

    crs: CRS
    metric: CRS
    snap_m: float
    edges: pd.DataFrame
    lines: np.ndarray
    nodes: pd.DataFrame
    parts: pd.DataFrame
    left_out: pd.DataFrame

    @cached_property
    def graph(self) -> "Graph":
        """The edges as rows of neighbours, made once."""
        return Graph.of(self.edges["a"].to_numpy(), self.edges["b"].to_numpy(), len(self.nodes))


@dataclass(frozen=True)
class Graph:
    """Neighbours of every node, where edges between the same two are one entry.

    Attributes
    ----------
    order, starts : ndarray of int
        Edges sorted by pair of nodes, and where each pair begins; loops are not among them.
    key : ndarray of int
        Of each pair, ascending: lower node times the number of nodes, plus the higher one.
    entry : ndarray of int
        The pair of each neighbour.
    """

    n: int
    order: np.ndarray
    starts: np.ndarray
    key: np.ndarray
    indptr: np.ndarray
    indices: np.ndarray
    entry: np.ndarray

    @classmethod
    def of(cls, a: np.ndarray, b: np.ndarray, n: int) -> "Graph":
        key = np.minimum(a, b).astype(np.int64) * n + np.maximum(a, b)
        order = np.flatnonzero(a != b)
        order = order[np.argsort(key[order], kind="stable")]
        pair, starts = np.unique(key[order], return_index=True)
        low, high = np.divmod(pair, max(n, 1))
        begin, end = np.concatenate([low, high]), np.concatenate([high, low])
        number = np.tile(np.arange(len(pair)), 2)
        by_row = np.lexsort((end, begin))
        indptr = np.searchsorted(begin[by_row], np.arange(n + 1))
        return cls(n, order, starts, pair, indptr, end[by_row], number[by_row])

    def weighed(self, cost: np.ndarray) -> csr_array:
        """Neighbours with the least cost of the edges between; infinite is no way."""
        least = np.minimum.reduceat(cost[self.order], self.starts) if len(self.key) else cost[:0]
        return csr_array((least[self.entry], self.indices, self.indptr), shape=(self.n, self.n))

    def edges_between(self, a: int, b: int) -> np.ndarray:
        """All edges between two neighbours."""
        at = int(np.searchsorted(self.key, min(a, b) * self.n + max(a, b)))
        stop = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.order)
        return self.order[self.starts[at] : stop]


def build_network(
    routes: gpd.GeoSeries,
    *,
    nodes: gpd.GeoSeries | None = None,
    snap_m: float,
    from_node: np.ndarray | None = None,
    to_node: np.ndarray | None = None,
    named_within_m: float = NAMED_WITHIN_M,
) -> Network:
    """Join lines where they meet.

    Parameters
    ----------
    routes : GeoSeries of lines
        With a CRS. The parts of a multi-line are edges of one route.
    nodes : GeoSeries of points, optional
        With a CRS; a missing one counts where an end names it.
    snap_m : float
        Ends this near to a node or to one another meet.
    from_node, to_node : ndarray of int, optional
        The row of `nodes` that the beginning and the end of each route name; -1 for none.
    named_within_m : float
        A named node farther away than this is not believed (``from_far``, ``to_far``).

    Returns
    -------
    Network
        Lengths are geodesic where the CRS is geographic, else those of its plane.

    Raises
    ------
    MissingCRS, BadArgument

    Notes
    -----
    A line that does not name both its ends is cut where a node lies within `snap_m` of it. One that names
    both is believed to run from the one to the other. How ends are joined: `geo.network_ends.join_ends`.

    Examples
    --------
    >>> network = build_network(ducts.geometry, nodes=manholes.geometry, snap_m=1)  # doctest: +SKIP
    """
    crs = require_crs(routes, what="routes")
    if not (np.isfinite(snap_m) and snap_m >= 0):
        raise BadArgument(name="snap_m", value=snap_m, expected="0 or more")
    lines, route, left_out = _single_lines(np.asarray(routes.geometry.values, dtype=object))
    metric, plane, places = _in_metres(lines, nodes, crs)
    names = _names(route, from_node, to_node, len(places))
    names, turned = _as_drawn(names, route, _ends(plane), places)
    lines, plane, route, names = _cut_at_nodes(lines, plane, route, names, places, snap_m)
    ends = _ends(plane)
    joined = join_ends(
        ends, places, named=names.ravel(), snap_m=snap_m, named_within_m=named_within_m
    )
    edges = _edges(route, joined, _length_m(lines, crs))
    edges["turned"] = np.isin(route, turned)
    edges, nodes_table, parts = _parts(edges, joined, len(places))
    return Network(crs, metric, float(snap_m), edges, lines, nodes_table, parts, left_out)


def _single_lines(geoms: np.ndarray) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Lines in two dimensions, the route of each, and what is none."""
    geoms = shapely.force_2d(geoms)
    kind = shapely.get_type_id(geoms)
    blank = shapely.is_missing(geoms) | shapely.is_empty(geoms)
    a_line = np.isin(kind, (_LINE, _MULTILINE)) & ~blank
    usable = a_line & np.isfinite(shapely.bounds(geoms)).all(axis=1) & (shapely.length(geoms) > 0)
    why = np.select([blank, ~a_line], [NO_GEOMETRY, NOT_A_LINE], NO_LENGTH)
    rows = np.flatnonzero(~usable)
    left_out = pd.DataFrame({"route": rows, "why": why[rows]})
    keep = np.flatnonzero(usable)
    lines, of = shapely.get_parts(geoms[keep], return_index=True)
    some = shapely.length(lines) > 0
    return lines[some], keep[of][some], left_out


def _in_metres(lines: np.ndarray, nodes, crs: CRS) -> tuple[CRS, np.ndarray, np.ndarray]:
    series = gpd.GeoSeries(lines, crs=crs)
    plane = to_metric(series) if crs.is_geographic else series
    if nodes is None or not len(nodes):
        return plane.crs, np.asarray(plane.values, dtype=object), np.empty((0, 2))
    require_crs(nodes, what="nodes")
    points = np.asarray(to_metric(nodes.geometry, crs=plane.crs).values, dtype=object)
    xy = np.full((len(points), 2), np.nan)
    known = np.flatnonzero(~(shapely.is_missing(points) | shapely.is_empty(points)))
    xy[known] = shapely.get_coordinates(shapely.centroid(points[known]))
    return plane.crs, np.asarray(plane.values, dtype=object), xy


def _names(route: np.ndarray, from_node, to_node, count: int) -> np.ndarray:
    """The nodes each line names at its two ends; of several parts the first begins, the last ends."""
    names = np.full((len(route), 2), -1)
    first = np.r_[True, route[1:] != route[:-1]] if len(route) else np.empty(0, bool)
    last = np.r_[route[1:] != route[:-1], True] if len(route) else np.empty(0, bool)
    for side, given, mine in ((0, from_node, first), (1, to_node, last)):
        if given is not None:
            given = np.asarray(given, dtype=int)
            if (given >= count).any() or (given < -1).any():
                raise BadArgument(name="from_node, to_node", value="row", expected="rows of nodes")
            names[mine, side] = given[route[mine]]
    return names


def _as_drawn(names: np.ndarray, route: np.ndarray, ends: np.ndarray, places: np.ndarray):
    """Names changed over where they then lie nearer to the ends, and the routes that were."""
    if not len(route) or not len(places):
        return names, np.empty(0, int)
    first = np.flatnonzero(np.r_[True, route[1:] != route[:-1]])
    last = np.flatnonzero(np.r_[route[1:] != route[:-1], True])
    pair = np.column_stack([names[first, 0], names[last, 1]])
    at = np.stack([ends[2 * first], ends[2 * last + 1]], axis=1)
    gap = np.linalg.norm(at[:, :, None] - np.where(pair >= 0, 0, np.nan)[:, None, :, None]
                         - places[pair][:, None, :, :], axis=-1)  # fmt: skip
    drawn = np.nansum(gap[:, [0, 1], [0, 1]], axis=1)
    over = drawn > np.nansum(gap[:, [0, 1], [1, 0]], axis=1)
    names = names.copy()
    names[first[over], 0], names[last[over], 1] = pair[over, 1], pair[over, 0]
    return names, route[first[over]]


def _cut_at_nodes(lines, plane, route, names, places, snap_m: float):
    """Lines cut where a node lies on them, the beginnings and ends keeping their names."""
    loose = np.flatnonzero((names < 0).any(axis=1))
    known = np.flatnonzero(np.isfinite(places[:, 0])) if len(places) else np.empty(0, int)
    if not (len(loose) and len(known)):
        return lines, plane, route, names
    points = shapely.points(places[known])
    at, node = shapely.STRtree(points).query(plane[loose], predicate="dwithin", distance=snap_m)
    line, node = loose[at], known[node]
    way = shapely.line_locate_point(plane[line], shapely.points(places[node]))
    inner = (way > snap_m) & (way < shapely.length(plane[line]) - snap_m)
    inner &= (names[line] != node[:, None]).all(axis=1)
    if not inner.any():
        return lines, plane, route, names
    line, way, node = line[inner], way[inner], node[inner]
    order = np.lexsort((way, line))
    line, way, node = line[order], way[order], node[order]
    # Of nodes at one place along a line the first counts.
    new = np.r_[True, (line[1:] != line[:-1]) | (way[1:] > way[:-1])]
    line, way, node = line[new], way[new], node[new]
    pieces, owner = cut_lines(lines, plane, line=line, at_m=way)
    flat, _ = cut_lines(plane, plane, line=line, at_m=way)
    first = np.r_[True, owner[1:] != owner[:-1]]
    last = np.r_[owner[1:] != owner[:-1], True]
    named = np.full((len(owner), 2), -1)
    named[first, 0], named[last, 1] = names[:, 0], names[:, 1]
    named[~first, 0] = named[~last, 1] = node
    return pieces, flat, route[owner], named


def _ends(plane: np.ndarray) -> np.ndarray:
    first, last = shapely.get_point(plane, 0), shapely.get_point(plane, -1)
    return shapely.get_coordinates(np.column_stack([first, last]).ravel())


def _length_m(lines: np.ndarray, crs: CRS) -> np.ndarray:
    if not crs.is_geographic:
        return shapely.length(lines)
    stored = gpd.GeoSeries(lines, crs=crs).to_crs("EPSG:4326")
    return geodesic_length_m(stored) if len(lines) else np.empty(0)


def _edges(route: np.ndarray, joined: JoinedEnds, length_m: np.ndarray) -> pd.DataFrame:
    sides = {
        f"{side}_{name}": values.reshape(-1, 2)[:, i]
        for i, side in enumerate(("from", "to"))
        for name, values in (("how", joined.how), ("gap_m", joined.gap_m), ("far", joined.far))
    }
    node = joined.node.reshape(-1, 2)
    piece = np.arange(len(route)) - np.searchsorted(route, route)
    own = {"route": route, "piece": piece, "a": node[:, 0], "b": node[:, 1], "length_m": length_m}
    return pd.DataFrame(own | sides)


def _parts(edges: pd.DataFrame, joined: JoinedEnds, given: int):
    """Number the parts of the network, the longest first."""
    n = len(joined.xy)
    a, b = edges["a"].to_numpy(), edges["b"].to_numpy()
    joins = coo_array((np.ones(len(a)), (a, b)), shape=(n, n))
    label = connected_components(joins, directed=False)[1] if n else np.empty(0, int)
    degree = np.bincount(a, minlength=n) + np.bincount(b, minlength=n)
    length = np.bincount(label[a], edges["length_m"], minlength=n)
    used = np.unique(label[a])
    ranked = used[np.lexsort((used, -length[used]))]
    number = np.full(n, -1)
    number[ranked] = np.arange(len(ranked))
    part = number[label]
    nodes = pd.DataFrame(
        {
            "row": np.where(np.arange(n) < given, np.arange(n), -1),
            "x": joined.xy[:, 0], "y": joined.xy[:, 1], "degree": degree, "part": part,
        }
    )  # fmt: skip
    edges = edges.assign(part=part[a])
    parts = pd.DataFrame(
        {
            "part": np.arange(len(ranked)),
            "n_edges": np.bincount(edges["part"], minlength=len(ranked)),
            "n_nodes": np.bincount(part[part >= 0], minlength=len(ranked)),
            "length_m": length[ranked],
        }
    )
    return edges, nodes, parts
