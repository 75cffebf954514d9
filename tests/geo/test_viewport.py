"""Windows of the map."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, Polygon, box

from geo.errors import BadArgument
from geo.viewport import Viewport


def test_the_rim_belongs_to_the_window():
    points = gpd.GeoSeries([Point(0, 0), Point(1, 1), Point(1.0000001, 0), None, Point()])
    viewport = Viewport(points)
    assert viewport.query((0, 0, 1, 1)).tolist() == [0, 1]
    assert viewport.query((5, 5, 6, 6)).tolist() == []
    assert len(viewport) == 5


def test_rows_are_ascending_and_all_there():
    xy = np.random.default_rng(0).uniform(0, 10, (5000, 2))
    found = Viewport(gpd.points_from_xy(*xy.T)).query((2, 3, 4, 4))
    inside = ((xy >= [2, 3]) & (xy <= [4, 4])).all(axis=1)
    assert found.tolist() == np.flatnonzero(inside).tolist()


def test_of_a_line_the_box_counts():
    viewport = Viewport(np.array([LineString([(0, 0), (10, 10)])]))
    assert viewport.query((8, 1, 9, 2)).tolist() == [0]


@pytest.mark.parametrize("bbox", [(1, 0, 0, 1), (0, 1, 1, 0), (0, 0, float("nan"), 1)])
def test_a_window_has_its_minimum_first(bbox):
    with pytest.raises(BadArgument, match="bbox"):
        Viewport(np.array([Point(0, 0)])).query(bbox)


def test_the_shape_itself_counts_where_a_shape_is_asked():
    line, point = LineString([(0, 0), (10, 10)]), Point(9, 1)
    triangle = Polygon([(5, 0), (10, 0), (10, 4)])
    viewport = Viewport(np.array([line, point, None, triangle]))
    assert viewport.meeting(triangle).tolist() == [1, 3]


def test_neighbours_that_only_touch_are_left_out_where_wanted():
    squares = np.array([box(0, 0, 1, 1), box(1, 0, 2, 1), box(0.5, 0, 1.5, 1)])
    viewport = Viewport(squares)
    assert viewport.meeting(squares[0]).tolist() == [0, 1, 2]
    assert viewport.meeting(squares[0], inside=True).tolist() == [0, 2]
