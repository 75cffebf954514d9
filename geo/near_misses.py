"""Dead ends of a network that lie close to something they do not meet: where a gap may be a slip."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo.crs import to_metric
from geo.network import Network

AT_NODE, AT_LINE = "node", "line"
_ROUNDING = 1e-9
COLUMNS = [
    "node", "route", "other_node", "other_route", "kind", "distance_m", "joins_parts", "x", "y",
]  # fmt: skip


def near_misses(network: Network, *, reach_m: float) -> pd.DataFrame:
    """Nodes with a single edge that lie within reach of a node or line they are not joined to.

    Parameters
    ----------
    network : Network
    reach_m : float
        How near counts; the rim belongs to it.

    Returns
    -------
    DataFrame
        ``node``, ``route`` (row of the route that ends there), ``other_node`` (-1 beside a line),
        ``other_route``, ``kind`` (``node`` or ``line``), ``distance_m``, ``joins_parts`` (the two are
        in different parts), ``x``, ``y`` (the place beside, in metres). Those that would join parts come
        first, then the nearest. Two dead ends beside each other are one row.
    """
    found = pd.concat([_nodes(network, reach_m), _lines(network, reach_m)], ignore_index=True)
    part = network.nodes["part"].to_numpy()
    beside = network.edges["part"].to_numpy()[found.pop("other_edge")]
    found["joins_parts"] = part[found["node"]] != beside
    order = np.lexsort((found["node"], found["distance_m"], ~found["joins_parts"].to_numpy()))
    found = found.iloc[order].drop_duplicates(["node", "joins_parts"])
    return found.reset_index(drop=True)[COLUMNS]


def _dead_ends(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Nodes with one edge, and that edge."""
    a, b = network.edges["a"].to_numpy(), network.edges["b"].to_numpy()
    edge = np.zeros(len(network.nodes), dtype=int)
    edge[a], edge[b] = np.arange(len(a)), np.arange(len(b))
    nodes = np.flatnonzero(network.nodes["degree"].to_numpy() == 1)
    return nodes, edge[nodes]


def _edge_of(network: Network) -> np.ndarray:
    edge = np.full(len(network.nodes), -1)
    for side in ("b", "a"):
        edge[network.edges[side].to_numpy()] = np.arange(len(network.edges))
    return edge


def _nodes(network: Network, reach_m: float) -> pd.DataFrame:
    xy = network.nodes[["x", "y"]].to_numpy()
    used = np.flatnonzero((network.nodes["degree"] > 0).to_numpy() & np.isfinite(xy[:, 0]))
    dead, _ = _dead_ends(network)
    dead = dead[np.isfinite(xy[dead, 0])]
    is_dead = np.zeros(len(xy), bool)
    is_dead[dead] = True
    near = cKDTree(xy[dead]).sparse_distance_matrix(
        cKDTree(xy[used]), reach_m * (1 + _ROUNDING), output_type="ndarray"
    )
    first, other = dead[near["i"]], used[near["j"]]
    # Of two dead ends the lower one is the first.
    once = (first != other) & (~is_dead[other] | (first < other))
    first, other = first[once], other[once]
    adjacent = np.isin(
        np.minimum(first, other) * len(xy) + np.maximum(first, other), network.graph.key
    )
    first, other = first[~adjacent], other[~adjacent]
    edge_of = _edge_of(network)
    return _table(network, first, edge_of[first], other, edge_of[other], AT_NODE, xy[other])


def _lines(network: Network, reach_m: float) -> pd.DataFrame:
    dead, own = _dead_ends(network)
    xy = network.nodes[["x", "y"]].to_numpy()
    place = shapely.points(xy[dead])
    plane = np.asarray(to_metric(gpd.GeoSeries(network.lines, crs=network.crs), crs=network.metric))
    at, edge = shapely.STRtree(plane).query(place, predicate="dwithin", distance=reach_m)
    ends = network.edges[["a", "b"]].to_numpy()
    way = shapely.line_locate_point(plane[edge], place[at])
    # Near an end of the line it is the node there that is missed.
    away = np.linalg.norm(xy[ends[edge]] - xy[dead[at]][:, None, :], axis=-1)
    inner = (away > reach_m).all(axis=1) & (ends[edge] != dead[at][:, None]).all(axis=1)
    at, edge, way = at[inner], edge[inner], way[inner]
    beside = shapely.get_coordinates(shapely.line_interpolate_point(plane[edge], way))
    return _table(network, dead[at], own[at], np.full(len(at), -1), edge, AT_LINE, beside)


def _table(network, node, edge, other_node, other_edge, kind: str, beside) -> pd.DataFrame:
    route = network.edges["route"].to_numpy()
    xy = network.nodes[["x", "y"]].to_numpy()
    return pd.DataFrame(
        {
            "node": node, "route": route[edge], "other_node": other_node,
            "other_route": route[other_edge], "other_edge": other_edge, "kind": kind,
            "distance_m": np.hypot(*(beside - xy[node]).T), "x": beside[:, 0], "y": beside[:, 1],
        }
    )  # fmt: skip
