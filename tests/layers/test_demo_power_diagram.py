"""Power diagrams of a few points, where the answer is known."""

import numpy as np
import pytest
import shapely

from layers.demo import power_diagram
from layers.demo.islands import island_pieces, rounded_shape

SQUARE = shapely.MultiPolygon([shapely.box(0, 0, 10, 10)])
FOUR = np.array([[2.5, 2.5], [7.5, 2.5], [2.5, 7.5], [7.5, 7.5]])


def clipped(xy, weight):
    cells = power_diagram.power_diagram(np.array(xy), np.array(weight, dtype=float)).polygons()
    return shapely.intersection(cells, SQUARE)


def test_equal_weights_give_the_nearest_point():
    cells = clipped(FOUR, [0, 0, 0, 0])
    assert shapely.area(cells) == pytest.approx([25, 25, 25, 25])
    assert shapely.contains_xy(cells, *FOUR.T).all()


def test_a_weight_moves_the_border_by_half_of_it_over_the_distance():
    left, right = clipped([[2.5, 5.0], [7.5, 5.0]], [5, 0])
    # Border at the middle, 5 km, plus 5 / (2 * 5) = 0.5 km.
    assert left.bounds[2] == pytest.approx(5.5)
    assert left.area + right.area == pytest.approx(100)


def test_an_outweighed_point_has_an_empty_cell():
    cells = clipped([[5.0, 5.0], [5.2, 5.0], [8.0, 5.0]], [10, 0, 0])
    assert cells[1].is_empty
    assert shapely.area(cells).sum() == pytest.approx(100)


def test_neighbours_share_their_corners():
    rng = np.random.default_rng(3)
    xy = rng.uniform(0, 10, (60, 2))
    diagram = power_diagram.power_diagram(xy, rng.uniform(0, 0.2, 60))
    cells = diagram.polygons()
    assert shapely.is_valid(cells).all()
    assert shapely.coverage_is_valid(cells[~shapely.is_empty(cells)])
    ends = np.sort(diagram.edge, axis=1)
    assert len(np.unique(ends, axis=0)) == len(ends)


def test_fit_reaches_the_wanted_areas():
    wanted = np.array([10.0, 20.0, 30.0, 40.0])
    cells = power_diagram.fit(FOUR, np.arange(4), wanted, SQUARE, rounds=30)
    assert shapely.area(cells) == pytest.approx(wanted, rel=0.01)
    assert shapely.contains_xy(cells, *FOUR.T).all()


def test_fit_sums_the_cells_of_an_owner_and_leaves_unknown_ones_the_rest():
    owner = np.array([0, 0, 1, 2])
    wanted = np.array([40.0, 25.0, np.nan])
    cells = power_diagram.fit(FOUR, owner, wanted, SQUARE, rounds=30)
    area = np.bincount(owner, shapely.area(cells))
    assert area[:2] == pytest.approx([40, 25], rel=0.02)
    assert area.sum() == pytest.approx(100)


def test_fit_keeps_a_point_in_its_cell_when_its_neighbour_asks_for_too_much():
    xy = np.array([[4.0, 5.0], [6.0, 5.0], [1.0, 1.0]])
    cells = power_diagram.fit(xy, np.arange(3), np.array([97.0, 1.0, 2.0]), SQUARE, rounds=20)
    assert shapely.intersects_xy(cells, *xy.T).all()


def test_a_rounded_shape_has_the_area_and_holds_its_centre():
    shape = rounded_shape(30.0, -40.0, 7.7)
    assert shape.area == pytest.approx(7.7)
    assert shape.is_valid
    assert shapely.contains_xy(shape, 30.0, -40.0)
    assert shape.equals(rounded_shape(30.0, -40.0, 7.7))


def test_members_far_apart_get_their_own_islands_and_close_ones_share_one():
    import pandas as pd

    links = pd.DataFrame(
        {
            "to_code": ["a", "a", "b", "b"],
            "area_km2": [8.0, 8.0, 8.0, 8.0],
            "centre_x": [0.0, 0.0, 50.0, 50.0],
            "centre_y": 0.0,
            "x": [0.0, 20.0, 50.0, 50.1],
            "y": 0.0,
        }
    )
    pieces = island_pieces(links)
    assert shapely.area(pieces) == pytest.approx([4, 4, 4, 4], rel=0.2)
    assert pieces[0].distance(pieces[1]) > 15
    assert shapely.union_all(pieces[2:]).area == pytest.approx(8)
    assert shapely.coverage_is_valid(pieces)
