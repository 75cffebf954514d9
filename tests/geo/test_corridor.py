"""Lines beside lines, by hand and by properties."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString

from geo.corridor import counted_once_m, join_stretches, stretches_beside
from geo.errors import BadArgument, MissingCRS


def lines(*shapes):
    return gpd.GeoSeries([LineString(shape) for shape in shapes], crs=5899)


def corridor_m(series, distance_m):
    beside = stretches_beside(series, distance_m=distance_m)
    return counted_once_m(series.length.to_numpy(), beside)


def test_two_lines_side_by_side_are_one_corridor():
    series = lines([(0, 0), (100, 0)], [(100, 3), (0, 3)])
    assert stretches_beside(series, distance_m=3).to_numpy().tolist() == [
        [0, 1, 0, 100],
        [1, 0, 0, 100],
    ]
    assert corridor_m(series, 3).tolist() == [50, 50]
    assert stretches_beside(series, distance_m=2.9).empty


def test_three_lines_beside_each_other_count_a_third():
    series = lines([(0, 0), (90, 0)], [(0, 2), (90, 2)], [(0, 4), (90, 4)])
    assert corridor_m(series, 5).tolist() == pytest.approx([30, 30, 30])


def test_only_the_stretch_that_lies_beside_counts_once():
    series = lines([(0, 0), (100, 0)], [(60, 4), (160, 4)])
    beside = stretches_beside(series, distance_m=5)
    assert beside.to_numpy().tolist() == [[0, 1, 60, 100], [1, 0, 0, 40]]
    assert corridor_m(series, 5).sum() == 160


def test_crossings_and_lines_that_go_on_count_nothing():
    series = lines([(0, 0), (100, 0)], [(50, -50), (50, 50)], [(100, 0), (200, 0)])
    assert stretches_beside(series, distance_m=10).empty


def test_lines_that_draw_apart_part_at_the_distance():
    # One degree of rise in a hundred: 5 m apart after 50 m, measured across the first line.
    series = lines([(0, 0), (100, 0)], [(0, 0), (100, 10)])
    beside = stretches_beside(series, distance_m=5)
    assert beside.loc[0, ["start_m", "end_m"]].tolist() == pytest.approx(
        [0, 5 * (100**2 + 10**2) ** 0.5 / 10], abs=1e-4
    )
    assert beside.loc[1, ["start_m", "end_m"]].tolist() == pytest.approx(
        [0, 5 * (100**2 + 10**2) ** 0.5 / 10], abs=1e-4
    )


def test_round_a_bend_nothing_is_lost():
    turn = np.radians(np.arange(0, 181, 15))
    inner, outer = (r * np.column_stack([np.cos(turn), np.sin(turn)]) for r in (100, 104))
    beside = stretches_beside(lines(inner, outer), distance_m=6)
    assert len(beside) == 2
    assert beside.loc[1, "end_m"] - beside.loc[1, "start_m"] == pytest.approx(
        LineString(outer).length, rel=0.01
    )


def test_others_are_looked_at_by_themselves():
    beside = stretches_beside(
        lines([(0, 0), (100, 0)]), lines([(0, 50), (9, 50)], [(10, 1), (30, 1)]), distance_m=5
    )
    assert beside.to_numpy().tolist() == [[0, 1, 10, 30]]


def test_parts_of_one_line_are_measured_one_after_another():
    shape = MultiLineString([[(0, 0), (10, 0)], [(50, 0), (60, 0)]])
    beside = stretches_beside(
        gpd.GeoSeries([shape], crs=5899), lines([(52, 1), (58, 1)]), distance_m=2
    )
    assert beside.to_numpy().tolist() == [[0, 0, 12, 18]]


def test_stretches_of_a_group_count_each_metre_once():
    series = lines([(0, 0), (100, 0)], [(0, 1), (60, 1)], [(40, 2), (90, 2)], [(20, 3), (30, 3)])
    beside = stretches_beside(series, distance_m=4)
    first = beside[beside["line"] == 0]
    joined = join_stretches(first, np.zeros(len(first), int))
    assert joined[["start_m", "end_m"]].to_numpy().tolist() == [[0, 90]]


def test_degrees_are_measured_on_the_ground():
    series = gpd.GeoSeries(
        [LineString([(105, 21), (105.01, 21)]), LineString([(105, 21.00001), (105.01, 21.00001)])],
        crs=4326,
    )
    beside = stretches_beside(series, distance_m=5)
    # pyproj.Geod(ellps="WGS84").inv(105, 21, 105.01, 21)
    assert beside.loc[0, "end_m"] - beside.loc[0, "start_m"] == pytest.approx(1039.704, abs=0.01)


def test_nothing_beside_nothing():
    assert stretches_beside(lines(), distance_m=1).empty
    assert counted_once_m(np.array([]), stretches_beside(lines(), distance_m=1)).tolist() == []


@pytest.mark.parametrize(
    "wrong", [{"distance_m": 0}, {"distance_m": np.nan}, {"distance_m": 1, "most_angle_deg": 90}]
)
def test_bad_questions_are_refused(wrong):
    with pytest.raises(BadArgument):
        stretches_beside(lines([(0, 0), (1, 0)]), **wrong)
    with pytest.raises(MissingCRS):
        stretches_beside(gpd.GeoSeries([LineString([(0, 0), (1, 0)])]), distance_m=1)


place = st.tuples(st.integers(0, 30), st.integers(0, 30))
made = st.lists(st.lists(place, min_size=2, max_size=4, unique=True), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(made, st.floats(0.5, 8))
def test_corridors_are_never_longer_than_routes_nor_than_their_own_copies(shapes, distance_m):
    series = lines(*shapes)
    length = series.length.to_numpy()
    once = corridor_m(series, distance_m)
    assert (once >= -1e-6).all()
    assert (once <= length + 1e-6).all()
    backward = lines(*[shape[::-1] for shape in shapes])
    assert corridor_m(backward, distance_m).sum() == pytest.approx(once.sum(), abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(1, 50), st.floats(0, 3)), min_size=1, max_size=8)
)
def test_parallel_lines_against_a_count_by_steps(made_lines):
    """An independent count: at the middle of every step, one over the lines that are there."""
    series = lines(*[[(x, y), (x + length, y)] for x, length, y in made_lines])
    edges = np.unique([x for a, length, _ in made_lines for x in (a, a + length)])
    middle, step = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    there = [[a < m < a + length for a, length, _ in made_lines] for m in middle]
    wanted = step[np.any(there, axis=1)].sum() if len(middle) else 0
    assert corridor_m(series, 4).sum() == pytest.approx(wanted, abs=1e-3)
