"""A to B in a hundred thousand pieces of duct, with the network kept, against networkx on the same graph."""

import geopandas as gpd
import numpy as np
import shapely

from geo.network import build_network
from geo.network_route import shortest_route
from tests.bench.rounds import in_turn, rows_of

_OURS, _BASE = "hatang", "networkx"
_SPACING_M = 100
_PAIRS = 5


def measure_ducts(*, pieces: int = 100_000, rounds: int) -> list[dict]:
    """Time of building a network once, and of one way through it."""
    import networkx as nx

    routes = _grid(pieces)
    built, answers = in_turn({_OURS: lambda: build_network(routes, snap_m=1)}, rounds=1)
    network = answers[_OURS]
    rows = rows_of(f"network of {len(network.edges):,} pieces", built, {}, base=_OURS)
    graph = nx.Graph()
    edges = network.edges[["a", "b", "length_m"]].itertuples(index=False, name=None)
    graph.add_weighted_edges_from(edges)
    chance = np.random.default_rng(11)
    pairs = chance.integers(0, len(network.nodes), (_PAIRS, 2)).tolist()
    tasks = {
        _BASE: lambda: [nx.shortest_path_length(graph, a, b, "weight") for a, b in pairs],
        _OURS: lambda: [shortest_route(network, a, b).length_m for a, b in pairs],
    }
    seconds, answers = in_turn(tasks, rounds=rounds)
    each = {name: [time / _PAIRS for time in times] for name, times in seconds.items()}
    differing = {_OURS: int((~np.isclose(answers[_OURS], answers[_BASE], atol=1e-6)).sum())}
    return rows + rows_of(f"one way in {len(network.edges):,} pieces", each, differing, base=_BASE)


def _grid(pieces: int) -> gpd.GeoSeries:
    """Streets of a city in a grid that is a little out of true, each block a piece."""
    side = int(np.sqrt(pieces / 2)) + 1
    chance = np.random.default_rng(7)
    place = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1) * float(_SPACING_M)
    place = place + chance.uniform(-20, 20, place.shape)
    across = np.stack([place[:, :-1], place[:, 1:]], axis=2).reshape(-1, 2, 2)
    along = np.stack([place[:-1], place[1:]], axis=2).reshape(-1, 2, 2)
    return gpd.GeoSeries(shapely.linestrings(np.concatenate([across, along])), crs=5899)
