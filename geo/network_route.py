"""The shortest way through a network, by way of what must be used and past what must not."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geo.errors import BadArgument, NotConnected
from geo.network import Network

NODE, ROUTE = "node", "route"
MOST_USED = 8
Way = tuple[str, int]


class RoutePath(NamedTuple):
    """A way through a network.

    Attributes
    ----------
    edges : ndarray of int
        Rows of `Network.edges`, in order.
    forward : ndarray of bool
        Whether an edge is gone from its ``a`` to its ``b``.
    nodes : ndarray of int
        One more than edges.
    length_m, cost : float
    """

    edges: np.ndarray
    forward: np.ndarray
    nodes: np.ndarray
    length_m: float
    cost: float


class _Port(NamedTuple):
    """One way through something that must be used: in at a node, along edges, out at a node."""

    enter: int
    leave: int
    edges: np.ndarray
    cost: float


def shortest_route(
    network: Network,
    a: int,
    b: int,
    *,
    cost: np.ndarray | None = None,
    must_use: Sequence[Way] = (),
    must_avoid: Sequence[Way] = (),
    keep: np.ndarray | None = None,
) -> RoutePath:
    """The cheapest way from one node to another.

    Parameters
    ----------
    network : Network
    a, b : int
        Nodes.
    cost : ndarray of float, optional
        Of each edge, 0 or more; by default its length.
    must_use, must_avoid : sequence of ("node" or "route", number)
        What has to be passed, in whatever order is cheapest (at most `MOST_USED`), and what may not be.
        A route is passed over its whole length, in either direction.
    keep : ndarray of bool, optional
        The edges that may be used; by default all.

    Raises
    ------
    NotConnected
        If there is no way.
    BadArgument
        If a cost is negative, too much must be used, or something must be used that may not be.

    Notes
    -----
    Dijkstra from the start and from what must be used; the order by Held and Karp, so the way is the
    cheapest of all. Ways of equal cost: the one that scipy's search finds, always the same.
    """
    length = network.edges["length_m"].to_numpy()
    cost = length if cost is None else np.asarray(cost, dtype=float)
    if cost.shape != length.shape or not (cost >= 0).all():
        raise BadArgument(name="cost", value="negative or unknown", expected="0 or more an edge")
    if len(must_use) > MOST_USED:
        raise BadArgument(name="must_use", value=len(must_use), expected=f"at most {MOST_USED}")
    usable = _usable(network, must_avoid, keep, (a, b))
    weight = np.where(usable, cost, np.inf)
    ports = [_ports(network, way, weight) for way in must_use]
    legs = _Legs(network, weight, [a, *(port.leave for two in ports for port in two)])
    order = _best_order(legs, a, b, ports)
    if order is None:
        raise _no_way(network, legs, a, b, ports)
    nodes, edges = [a], []
    for port in [*order, _Port(b, b, np.empty(0, int), 0.0)]:
        for step in legs.way(nodes[-1], port.enter):
            edges.append(legs.edge(nodes[-1], step))
            nodes.append(step)
        for edge in port.edges:
            edges.append(int(edge))
            nodes.append(_other_end(network, edge, nodes[-1]))
    edges, nodes = np.array(edges, dtype=int), np.array(nodes, dtype=int)
    forward = network.edges["a"].to_numpy()[edges] == nodes[:-1]
    return RoutePath(edges, forward, nodes, float(length[edges].sum()), float(cost[edges].sum()))


def _usable(network: Network, avoid: Sequence[Way], keep, ends: tuple[int, int]) -> np.ndarray:
    edges = network.edges
    usable = np.ones(len(edges), bool) if keep is None else np.asarray(keep, dtype=bool).copy()
    nodes = [number for kind, number in avoid if kind == NODE]
    if set(nodes) & set(ends):
        raise BadArgument(name="must_avoid", value="start or end", expected="other nodes")
    usable &= ~edges["route"].isin([n for kind, n in avoid if kind == ROUTE]).to_numpy()
    return usable & ~(edges["a"].isin(nodes) | edges["b"].isin(nodes)).to_numpy()


def _ports(network: Network, way: Way, weight: np.ndarray) -> list[_Port]:
    """The ways of passing something: a node stands still, a route is gone in two directions."""
    kind, number = way
    if kind == NODE:
        return [_Port(number, number, np.empty(0, int), 0.0)]
    edges = np.flatnonzero(network.edges["route"].to_numpy() == number)
    if not len(edges) or not np.isfinite(weight[edges]).all():
        raise BadArgument(name="must_use", value=way, expected="routes that may be used")
    a, b = network.edges["a"].to_numpy()[edges], network.edges["b"].to_numpy()[edges]
    if (b[:-1] != a[1:]).any():
        raise BadArgument(name="must_use", value=way, expected="routes in one piece")
    total = float(weight[edges].sum())
    return [_Port(a[0], b[-1], edges, total), _Port(b[-1], a[0], edges[::-1], total)]


class _Legs:
    """Cheapest ways from some nodes to all."""

    def __init__(self, network: Network, weight: np.ndarray, sources: Sequence[int]):
        self.network, self.weight = network, weight
        self.sources = list(dict.fromkeys(int(each) for each in sources))
        graph = network.graph.weighed(weight)
        self.cost, self.before = dijkstra(
            graph, directed=True, indices=self.sources, return_predecessors=True
        )

    def between(self, a: int, b: int) -> float:
        return float(self.cost[self.sources.index(a), b])

    def way(self, a: int, b: int) -> list[int]:
        """The nodes after `a` up to `b`."""
        before, found = self.before[self.sources.index(a)], []
        while b != a:
            found.append(int(b))
            b = before[b]
        return found[::-1]

    def edge(self, a: int, b: int) -> int:
        """The cheapest edge between two neighbours."""
        edges = self.network.graph.edges_between(a, b)
        return int(edges[self.weight[edges].argmin()])


def _best_order(legs: _Legs, a: int, b: int, stops: list[list[_Port]]) -> list[_Port] | None:
    """The order and directions of what must be passed that cost least; None if there is no way."""
    best: dict[tuple[int, int, int], tuple[float, tuple | None]] = {}
    whole = (1 << len(stops)) - 1
    frontier = {(0, -1, 0): (0.0, None)}
    for _ in stops:
        following: dict[tuple[int, int, int], tuple[float, tuple | None]] = {}
        for state, (so_far, _) in frontier.items():
            done, stop, turn = state
            here = a if stop < 0 else stops[stop][turn].leave
            for other, ports in enumerate(stops):
                if done >> other & 1:
                    continue
                for way, port in enumerate(ports):
                    total = so_far + legs.between(here, port.enter) + port.cost
                    reached = (done | 1 << other, other, way)
                    if total < following.get(reached, (np.inf, None))[0]:
                        following[reached] = (total, state)
        best |= following
        frontier = following
    ends = {
        state: so_far + legs.between(a if state[1] < 0 else stops[state[1]][state[2]].leave, b)
        for state, (so_far, _) in frontier.items()
        if state[0] == whole
    }
    state = min(ends, key=ends.get, default=None)
    if state is None or not np.isfinite(ends[state]):
        return None
    order = []
    while state is not None and state[1] >= 0:
        order.append(stops[state[1]][state[2]])
        state = best[state][1]
    return order[::-1]


def _other_end(network: Network, edge: int, node: int) -> int:
    a, b = int(network.edges["a"].iat[edge]), int(network.edges["b"].iat[edge])
    return b if node == a else a


def _no_way(network: Network, legs: _Legs, a: int, b: int, stops) -> NotConnected:
    """The first thing that cannot be reached from the start."""
    wanted = [b, *(port.enter for ports in stops for port in ports)]
    end = next((n for n in wanted if not np.isfinite(legs.between(a, n))), b)
    part = network.nodes["part"].to_numpy()
    return NotConnected(
        start=int(a), end=int(end), part_start=int(part[a]), part_end=int(part[end])
    )
