"""Lines joined at their ends: tiny networks by hand, ways against networkx, and the sewers of Rotterdam."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, Point

from geo.errors import BadArgument, MissingCRS, NotConnected
from geo.near_misses import near_misses
from geo.network import build_network
from geo.network_route import MOST_USED, shortest_route

METRES = 5899


def lines(*shapes):
    return gpd.GeoSeries([None if s is None else LineString(s) for s in shapes], crs=METRES)


def points(*places):
    return gpd.GeoSeries([None if p is None else Point(p) for p in places], crs=METRES)


def joins(network):
    """Which ends share a node: as a set of sets, so that numbers do not matter."""
    ends = {}
    for edge in network.edges.itertuples():
        ends.setdefault(edge.a, set()).add((edge.route, edge.piece, "a"))
        ends.setdefault(edge.b, set()).add((edge.route, edge.piece, "b"))
    return {frozenset(each) for each in ends.values()}


def test_ends_meet_within_the_tolerance_and_not_beyond():
    network = build_network(
        lines([(0, 0), (10, 0)], [(10.6, 0), (20, 0)], [(21.1, 0), (30, 0)]), snap_m=1
    )
    assert network.parts["length_m"].tolist() == pytest.approx([19.4, 8.9])
    assert network.edges["part"].tolist() == [0, 0, 1]
    assert network.edges["to_how"].tolist() == ["snapped", "own", "own"]


def test_the_rim_of_the_tolerance_belongs_to_it():
    network = build_network(lines([(0, 0), (10, 0)], [(11, 0), (20, 0)]), snap_m=1)
    assert len(network.parts) == 1


def test_a_name_joins_what_lies_apart_and_keeps_apart_what_lies_together():
    routes = lines([(0, 0), (10, 0)], [(14, 0), (20, 0)], [(10, 0), (10, 9)])
    nodes = points((12, 0), (10, 0.5), (0, 0), (20, 0), (10, 9))
    network = build_network(routes, nodes=nodes, snap_m=1, from_node=[2, 0, 1], to_node=[0, 3, 4])
    assert network.edges[["a", "b"]].to_numpy().tolist() == [[2, 0], [0, 3], [1, 4]]
    assert network.edges["from_gap_m"].tolist() == [0, 2, 0.5]
    assert len(network.parts) == 2


def test_a_line_drawn_against_its_names_is_turned():
    network = build_network(
        lines([(0, 0), (10, 0)]),
        nodes=points((0, 0), (10, 0)),
        snap_m=1,
        from_node=[1],
        to_node=[0],
    )
    assert network.edges[["a", "b"]].to_numpy().tolist() == [[0, 1]]
    assert network.edges["turned"].tolist() == [True]
    assert network.edges["from_gap_m"].tolist() == [0]


def test_a_named_node_far_away_is_not_believed():
    network = build_network(
        lines([(0, 0), (10, 0)]), nodes=points((0, 150)), snap_m=1, from_node=[0], to_node=[-1]
    )
    assert network.edges[["from_far", "to_far"]].to_numpy().tolist() == [[True, False]]
    assert network.edges["from_how"].tolist() == ["own"]


def test_a_named_node_without_a_place_stands_amid_its_ends():
    network = build_network(
        lines([(0, 0), (10, 0)], [(14, 0), (20, 0)]),
        nodes=points(None), snap_m=1, from_node=[-1, 0], to_node=[0, -1],
    )  # fmt: skip
    assert len(network.parts) == 1
    assert network.nodes[["x", "y"]].iloc[0].tolist() == [12, 0]


def test_a_long_line_is_cut_where_nodes_lie_on_it():
    routes = lines([(0, 0), (6, 0), (10, 0)])
    network = build_network(routes, nodes=points((7, 0.5), (3, 0), (5, 4), (0, 0)), snap_m=1)
    assert network.edges["length_m"].tolist() == [3, 4, 3]
    assert network.edges["piece"].tolist() == [0, 1, 2]
    assert network.edges["a"].tolist() == [3, 1, 0]
    assert [list(line.coords) for line in network.lines] == [
        [(0, 0), (3, 0)], [(3, 0), (6, 0), (7, 0)], [(7, 0), (10, 0)],
    ]  # fmt: skip
    # The node five metres off has no edge and is of no part.
    assert network.nodes["part"].tolist()[2] == -1


def test_a_line_that_names_both_its_ends_is_not_cut():
    network = build_network(
        lines([(0, 0), (10, 0)]), nodes=points((0, 0), (5, 0), (10, 0)), snap_m=1,
        from_node=[0], to_node=[2],
    )  # fmt: skip
    assert network.edges["length_m"].tolist() == [10]


def test_what_is_no_line_is_said():
    shapes = [
        None,
        LineString([(0, 0), (1, 0)]),
        LineString(),
        LineString([(3, 3), (3, 3)]),
        Point(1, 1),
    ]
    network = build_network(gpd.GeoSeries(shapes, crs=METRES), snap_m=1)
    assert network.left_out.to_numpy().tolist() == [
        [0, "no_geometry"], [2, "no_geometry"], [3, "no_length"], [4, "not_a_line"],
    ]  # fmt: skip
    assert network.edges["route"].tolist() == [1]


def test_parts_of_one_route_are_edges_of_it():
    shape = MultiLineString([[(0, 0), (5, 0)], [(50, 0), (60, 0)]])
    network = build_network(gpd.GeoSeries([shape], crs=METRES), snap_m=1)
    assert network.edges[["route", "piece"]].to_numpy().tolist() == [[0, 0], [0, 1]]
    assert network.parts["length_m"].tolist() == [10, 5]


def test_lengths_are_those_of_the_ground_where_degrees_are_given():
    routes = gpd.GeoSeries([LineString([(105, 21), (105.001, 21)])], crs=4326)
    # pyproj.Geod(ellps="WGS84").inv(105, 21, 105.001, 21)
    assert build_network(routes, snap_m=1).edges["length_m"].item() == pytest.approx(
        103.9704, abs=1e-4
    )


def test_an_empty_network_is_a_network():
    network = build_network(lines(), nodes=points((0, 0)), snap_m=1)
    assert (len(network.edges), len(network.parts)) == (0, 0)
    assert len(near_misses(network, reach_m=5)) == 0


@pytest.mark.parametrize("snap", [-1, np.nan, np.inf])
def test_a_tolerance_that_is_none_is_refused(snap):
    with pytest.raises(BadArgument):
        build_network(lines([(0, 0), (1, 0)]), snap_m=snap)


def test_lines_without_a_crs_are_refused():
    with pytest.raises(MissingCRS):
        build_network(gpd.GeoSeries([LineString([(0, 0), (1, 0)])]), snap_m=1)


def test_near_misses_tell_where_ends_nearly_meet():
    network = build_network(
        lines([(0, 0), (10, 0)], [(13, 0), (20, 0)], [(16, 4), (16, 30)], [(100, 0), (110, 0)]),
        snap_m=1,
    )
    found = near_misses(network, reach_m=4)
    said = found[["route", "other_route", "kind", "distance_m", "joins_parts"]].to_numpy().tolist()
    # The third line ends four metres from the second, and five from that one's end.
    assert said == [[0, 1, "node", 3.0, True], [2, 1, "line", 4.0, True]]
    assert near_misses(network, reach_m=2.9).empty


def test_an_end_beside_the_middle_of_a_line_is_a_near_miss():
    network = build_network(lines([(0, 0), (100, 0)], [(50, 2), (50, 40)]), snap_m=1)
    found = near_misses(network, reach_m=5)
    assert found[["route", "other_node", "kind", "distance_m"]].to_numpy().tolist() == [
        [1, -1, "line", 2.0]
    ]
    assert found[["x", "y"]].to_numpy().tolist() == [[50, 0]]


# A square of four edges with one diagonal and a tail, and a pair apart.
SQUARE = lines(
    [(0, 0), (10, 0)], [(10, 0), (10, 10)], [(10, 10), (0, 10)], [(0, 10), (0, 0)],
    [(0, 0), (10, 10)], [(10, 10), (30, 10)], [(100, 0), (110, 0)],
)  # fmt: skip
CORNERS = points((0, 0), (10, 0), (10, 10), (0, 10), (30, 10), (100, 0), (110, 0))


@pytest.fixture(scope="module")
def square():
    return build_network(SQUARE, nodes=CORNERS, snap_m=0.5)


def test_the_shortest_way(square):
    path = shortest_route(square, 4, 0)
    assert path.edges.tolist() == [5, 4]
    assert path.forward.tolist() == [False, False]
    assert path.nodes.tolist() == [4, 2, 0]
    assert path.length_m == pytest.approx(20 + 200**0.5)


def test_what_must_be_avoided_is_gone_round(square):
    assert shortest_route(square, 2, 0, must_avoid=[("route", 4)]).length_m == pytest.approx(20)
    path = shortest_route(square, 2, 0, must_avoid=[("route", 4), ("node", 1)])
    assert path.nodes.tolist() == [2, 3, 0]


def test_what_must_be_used_is_used_in_the_best_order_and_direction(square):
    path = shortest_route(square, 0, 2, must_use=[("node", 3)])
    assert path.nodes.tolist() == [0, 3, 2]
    path = shortest_route(square, 0, 0, must_use=[("route", 5)])
    assert path.edges.tolist() == [4, 5, 5, 4]
    path = shortest_route(square, 0, 2, must_use=[("route", 2), ("node", 1)])
    # 0-1-0-3-2 is 40; 0-3-2-1-2 too; 0-1-2-3-2 too; all pass both.
    assert path.length_m == pytest.approx(40)
    assert {1, 3} <= set(path.nodes.tolist())


def test_only_edges_that_are_kept_are_used(square):
    keep = np.ones(7, bool)
    keep[4] = False
    assert shortest_route(square, 0, 2, keep=keep).length_m == pytest.approx(20)


def test_another_cost_than_length(square):
    cost = np.array([1, 1, 5, 5, 50, 1, 1.0])
    path = shortest_route(square, 0, 2, cost=cost)
    assert (path.nodes.tolist(), path.cost, path.length_m) == ([0, 1, 2], 2, 20)


def test_of_two_edges_between_the_same_nodes_the_cheaper_one():
    network = build_network(
        lines([(0, 0), (5, 5), (10, 0)], [(0, 0), (10, 0)], [(0, 0), (5, 1), (10, 0)]), snap_m=0.5
    )
    a, b = network.edges.loc[1, ["a", "b"]]
    assert shortest_route(network, a, b).edges.tolist() == [1]
    assert shortest_route(network, a, b, keep=np.array([True, False, True])).edges.tolist() == [2]


def test_a_way_to_the_same_place_is_none(square):
    path = shortest_route(square, 1, 1)
    assert (path.edges.tolist(), path.nodes.tolist(), path.length_m) == ([], [1], 0)


def test_no_way_names_both_parts(square):
    with pytest.raises(NotConnected) as said:
        shortest_route(square, 0, 6)
    assert said.value.params == {"start": 0, "end": 6, "part_start": 0, "part_end": 1}
    with pytest.raises(NotConnected) as said:
        shortest_route(square, 0, 4, must_avoid=[("route", 5)])
    assert (said.value.params["part_start"], said.value.params["part_end"]) == (0, 0)
    with pytest.raises(NotConnected) as said:
        shortest_route(square, 0, 1, must_use=[("node", 5)])
    assert said.value.params["end"] == 5


def test_contradictions_are_refused(square):
    with pytest.raises(BadArgument):
        shortest_route(square, 0, 2, must_avoid=[("node", 2)])
    with pytest.raises(BadArgument):
        shortest_route(square, 0, 2, must_use=[("route", 3)], must_avoid=[("route", 3)])
    with pytest.raises(BadArgument):
        shortest_route(square, 0, 2, must_use=[("node", 1)] * (MOST_USED + 1))
    with pytest.raises(BadArgument):
        shortest_route(square, 0, 2, cost=np.full(7, -1.0))


grids = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)).filter(
        lambda line: line[:2] != line[2:]
    ),
    min_size=2,
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(grids, st.data())
def test_ways_and_parts_are_those_of_networkx(made, data):
    """Lines between whole places: networkx joins them by place, we by tolerance."""
    shapes = lines(*[[(10 * a, 10 * b), (10 * c, 10 * d)] for a, b, c, d in made])
    network = build_network(shapes, snap_m=0.5)
    graph = nx.MultiGraph()
    for (a, b, c, d), length in zip(made, shapes.length, strict=True):
        graph.add_edge((a, b), (c, d), weight=length)
    assert len(network.parts) == nx.number_connected_components(graph)
    at = {(round(x / 10), round(y / 10)): i for i, (x, y) in network.nodes[["x", "y"]].iterrows()}
    start, end = (data.draw(st.sampled_from(sorted(graph))) for _ in "ab")
    via = data.draw(st.sampled_from(sorted(graph)))
    try:
        wanted = nx.shortest_path_length(graph, start, end, "weight")
    except nx.NetworkXNoPath:
        with pytest.raises(NotConnected):
            shortest_route(network, at[start], at[end])
        return
    found = shortest_route(network, at[start], at[end])
    assert found.length_m == pytest.approx(wanted, abs=1e-9)
    assert network.edges["length_m"].to_numpy()[found.edges].sum() == pytest.approx(wanted)
    if nx.has_path(graph, start, via):
        both = sum(
            nx.shortest_path_length(graph, *leg, "weight") for leg in ((start, via), (via, end))
        )
        found = shortest_route(network, at[start], at[end], must_use=[("node", at[via])])
        assert found.length_m == pytest.approx(both, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(grids, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(made, chance):
    slips = [chance.uniform(-0.2, 0.2) for _ in range(4 * len(made))]
    shapes = [
        [(10 * a + p, 10 * b + q), (10 * c + r, 10 * d + s)]
        for (a, b, c, d), p, q, r, s in zip(made, *[iter(slips)] * 4, strict=True)
    ]
    order = list(range(len(shapes)))
    chance.shuffle(order)
    first = joins(build_network(lines(*shapes), snap_m=0.7))
    second = joins(build_network(lines(*[shapes[i] for i in order]), snap_m=0.7))
    assert {frozenset((order[r], p, e) for r, p, e in each) for each in second} == first


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(1.5, 98.5), max_size=6), st.lists(st.integers(0, 100), max_size=5))
def test_cutting_a_line_loses_nothing(places, bends):
    shape = LineString([(x, (x * 7) % 13) for x in sorted({0, *bends, 100})])
    on_it = [shape.interpolate(p / 100 * shape.length) for p in places]
    network = build_network(
        gpd.GeoSeries([shape], crs=METRES), nodes=gpd.GeoSeries(on_it, crs=METRES), snap_m=0.01
    )
    assert network.edges["length_m"].sum() == pytest.approx(shape.length, rel=1e-12)
    path = [coords for line in network.lines for coords in line.coords]
    assert (path[0], path[-1]) == (shape.coords[0], shape.coords[-1])
    assert len(network.parts) == 1


@pytest.fixture(scope="module")
def rotterdam(shared_data):
    folder = shared_data / "rotterdam_manholes_ccby"
    pipes = gpd.read_file(folder / "sewer_lines" / "sewer_lines.shp")
    manholes = gpd.read_file(folder / "manholes" / "manholes.shp")
    row = {code: i for i, code in enumerate(manholes["CODE"])}
    ends = [np.array([row[c] for c in pipes[name]]) for name in ("BEGINPUT", "EINDPUT")]
    graph = nx.MultiGraph()
    for a, b, length in zip(*ends, pipes.length, strict=True):
        graph.add_edge(int(a), int(b), weight=length)
    return pipes, manholes, ends, graph


@pytest.mark.parametrize("by_name", [True, False])
def test_every_pipe_of_rotterdam_lies_between_its_manholes(rotterdam, by_name):
    pipes, manholes, ends, graph = rotterdam
    names = {"from_node": ends[0], "to_node": ends[1]} if by_name else {}
    network = build_network(pipes.geometry, nodes=manholes.geometry, snap_m=1, **names)
    assert len(network.edges) == len(pipes) == 246
    wanted = np.sort(np.column_stack(ends), axis=1)
    assert (np.sort(network.edges[["a", "b"]], axis=1) == wanted).all()
    assert network.edges[["from_gap_m", "to_gap_m"]].max().max() == 0
    assert network.edges["length_m"].sum() == pytest.approx(9294.622, abs=5e-4)
    assert network.parts["n_nodes"].tolist() == sorted(
        map(len, nx.connected_components(graph)), reverse=True
    )


def test_ways_through_rotterdam_are_those_of_networkx(rotterdam):
    pipes, manholes, ends, graph = rotterdam
    network = build_network(
        pipes.geometry, nodes=manholes.geometry, snap_m=1, from_node=ends[0], to_node=ends[1]
    )
    pairs = np.random.default_rng(5).integers(0, len(manholes), (30, 2)).tolist()
    apart = 0
    for a, b in pairs:
        if not nx.has_path(graph, a, b):
            apart += 1
            with pytest.raises(NotConnected):
                shortest_route(network, a, b)
            continue
        found = shortest_route(network, a, b)
        wanted = nx.shortest_path_length(graph, a, b, "weight")
        assert found.length_m == pytest.approx(wanted, abs=1e-9)
        for edge in found.edges[:1].tolist():
            rest = graph.copy()
            rest.remove_edge(int(ends[0][edge]), int(ends[1][edge]))
            if nx.has_path(rest, a, b):
                longer = shortest_route(network, a, b, must_avoid=[("route", edge)])
                assert edge not in longer.edges
                assert longer.length_m == pytest.approx(
                    nx.shortest_path_length(rest, a, b, "weight"), abs=1e-9
                )
    assert 0 < apart < 30
