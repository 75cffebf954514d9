"""Where things stand on a printed map, on squares whose places are known."""

import numpy as np
import pytest
import shapely

from layers.reports import colours
from layers.reports.map_layout import Crowd, crowded, fit, free_corner, round_distance, split_far


def test_a_view_shows_the_ground_in_the_middle_at_one_scale():
    view = fit((0, 0, 1000, 500), (10, 20), (100, 100), margin=0.0)
    assert view.scale == pytest.approx(0.1)
    assert view.place(np.array([[500, 250]]))[0] == pytest.approx([60, 70])
    assert view.box.bounds == pytest.approx((0, -250, 1000, 750))


def test_islands_far_out_are_a_group_of_their_own():
    boxes = [shapely.box(x, 0, x + 1000, 1000) for x in (0, 29_000, 200_000)]
    main, far = split_far(np.array(boxes))
    assert (main.tolist(), far.tolist()) == ([0, 1], [2])


def test_a_box_takes_the_corner_that_hides_least_and_is_not_taken():
    view = fit((0, 0, 1000, 1000), (0, 0), (100, 100), margin=0.0)
    # Everything but the north-east is land.
    land = np.array([shapely.box(0, 0, 600, 1000), shapely.box(600, 0, 1000, 500)])
    corner = free_corner(land, view, (30, 30))
    assert corner == (64, 64)
    assert free_corner(land, view, (30, 30), ((60, 60, 99, 99),), most_hidden=0.1) is None


def test_a_crowd_of_small_areas_is_found_and_a_few_are_none():
    view = fit((0, 0, 1000, 1000), (0, 0), (100, 100), margin=0.0)
    small = [shapely.box(x, y, x + 50, y + 50) for x in (100, 150) for y in (100, 150)]
    large = [shapely.box(400, 400, 1000, 1000)]
    found = crowded(np.array(small + large), view, 40)
    assert found == pytest.approx([-50, -50, 350, 350])
    assert crowded(np.array(small[:3] + large), view, 40) is None


def test_a_label_takes_room_once():
    crowd = Crowd()
    assert crowd.take(0, 0, 10, 4)
    assert not crowd.take(9, 0, 10, 4)
    assert crowd.take(11, 0, 10, 4)


@pytest.mark.parametrize(("metres", "bar"), [(1, 1), (19, 10), (49_999, 20_000), (50_000, 50_000)])
def test_a_scale_bar_is_round(metres, bar):
    assert round_distance(metres) == bar


def test_colours_are_of_fixed_classes_and_none_is_for_what_is_not_known():
    at = [colours.ramp_colour(share) for share in (0, 0.05, 0.2, 0.5, 0.8, 0.95, 1)]
    assert at == [*colours.RAMP, colours.RAMP[-1]]
    assert colours.ramp_colour(float("nan")) is None
    assert colours.letters_on(1.0)[0] != colours.letters_on(0.1)[0]
    assert colours.letters_on(float("nan")) == (colours.INK, colours.PAPER)
