"""Within a distance in true metres, for points, lines and areas, and among the features of one layer."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

from geo.dwithin import near_others, within_reach
from geo.errors import BadArgument, MissingCRS
from geo.measure import WGS84


def series(*shapes, crs=4326):
    return gpd.GeoSeries(list(shapes), crs=crs)


def test_the_rim_is_that_of_the_ground():
    metres = WGS84.inv(105, 21, 105.01, 21)[2]
    mast, house = series(Point(105, 21)), series(Point(105.01, 21))
    for margin, near in ((-1e-3, False), (1e-3, True)):
        assert within_reach(house, mast, distance_m=metres + margin).tolist() == [near]


@pytest.mark.parametrize("lon", [103.0, 105.7, 108.9, 114.0])
@pytest.mark.parametrize("lat", [8.5, 16.0, 23.0])
def test_lines_and_areas_are_measured_on_the_ground_wherever_they_lie(lon, lat):
    wall = series(LineString([(lon, lat - 0.05), (lon, lat + 0.05)]), box(100, 5, 100.1, 5.1))
    metres = WGS84.inv(lon, lat, lon + 0.02, lat)[2]
    block = series(box(lon + 0.02, lat - 1e-5, lon + 0.03, lat + 1e-5))
    for margin, near in ((-0.05, False), (0.05, True)):
        assert within_reach(block, wall, distance_m=metres + margin).tolist() == [near]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(105, 105.2), st.floats(20.9, 21.1)), min_size=1, max_size=12),
    st.lists(st.tuples(st.floats(105, 105.2), st.floats(20.9, 21.1)), min_size=1, max_size=12),
    st.floats(1, 20_000),
)
def test_points_agree_with_every_pair_measured(features, sites, metres):
    a, b = np.array(features), np.array(sites)
    lengths = np.array([[WGS84.inv(*p, *q)[2] for q in b] for p in a])
    if np.abs(lengths - metres).min() < 1e-3:
        return
    found = within_reach(
        series(*map(Point, features)), series(*map(Point, sites)), distance_m=metres
    )
    assert found.tolist() == (lengths <= metres).any(axis=1).tolist()


def test_inside_is_near_and_nothing_is_near_nothing():
    square = series(box(105, 21, 105.1, 21.1))
    marks = series(Point(105.05, 21.05), None, Polygon(), Point(106, 21))
    assert within_reach(marks, square, distance_m=0).tolist() == [True, False, False, False]
    assert within_reach(square, marks.iloc[1:3], distance_m=1e6).tolist() == [False]
    assert within_reach(marks.iloc[:0], square, distance_m=1).tolist() == []


def test_another_one_is_not_itself():
    marks = series(Point(105, 21), Point(105, 21.001), Point(105, 21.01), None, Point(105, 21.01))
    assert near_others(marks, distance_m=120).tolist() == [True, True, True, False, True]
    lines = series(*(LineString([(105 + d, 21), (105 + d, 21.01)]) for d in (0, 1e-3, 1e-2, 1e-2)))
    assert near_others(lines, distance_m=110).tolist() == [True, True, True, True]
    assert near_others(lines.iloc[:3], distance_m=110).tolist() == [True, True, False]
    assert near_others(lines.iloc[:1], distance_m=110).tolist() == [False]


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(BadArgument):
        within_reach(series(Point(0, 0)), series(Point(0, 0)), distance_m=-1)
    with pytest.raises(MissingCRS):
        within_reach(series(Point(0, 0), crs=None), series(Point(0, 0)), distance_m=1)
