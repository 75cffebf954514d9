"""Exact figures of ground in reach, by hand: arcs, lenses, rings, rims that touch."""

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from geo.errors import BadArgument, BadGeometryType, MissingCRS
from geo.reach import make_discs, reached_area_m2, reached_counts, reached_share
from tests.geo.reach_oracle import METRES, areas, points

PI = np.pi
EXACT = {"rel": 1e-11, "abs": 1e-6}
WIDE = areas(box(-5000, -5000, 5000, 5000))


def discs(*xyr, site=None, operator=None):
    places = points(*[p[:2] for p in xyr])
    return make_discs(places, [p[2] for p in xyr], site=site, operator=operator, crs=METRES)


def lens(distance: float, a: float, b: float) -> float:
    """What two circles share."""
    d = distance
    one = a**2 * np.arccos((d**2 + a**2 - b**2) / (2 * d * a))
    two = b**2 * np.arccos((d**2 + b**2 - a**2) / (2 * d * b))
    return one + two - 0.5 * np.sqrt((a + b - d) * (d + a - b) * (d - a + b) * (d + a + b))


def reach(found, shapes=WIDE, sites=1, operators=0):
    return reached_area_m2(found, shapes, sites_at_least=sites, operators_at_least=operators)


def test_one_circle_is_pi_r_squared_to_the_last_digits():
    assert reach(discs((10, 20, 300))) == pytest.approx([PI * 90000], rel=1e-14)


def test_two_circles_and_what_both_reach():
    two = discs((0, 0, 500), (600, 200, 400))
    shared = lens(np.hypot(600, 200), 500, 400)
    assert reach(two) == pytest.approx([PI * (500**2 + 400**2) - shared], **EXACT)
    assert reach(two, sites=2) == pytest.approx([shared], **EXACT)
    assert reach(two, sites=3).tolist() == [0]


def test_an_area_takes_the_part_of_a_circle_that_lies_in_it():
    quarters = areas(box(0, 0, 900, 900), box(-900, 0, 0, 900), box(-900, -900, 0, 0))
    assert reach(discs((0, 0, 700)), quarters) == pytest.approx([PI * 700**2 / 4] * 3, **EXACT)


def test_a_circle_that_touches_all_sides_and_one_through_all_corners():
    square = areas(box(0, 0, 1000, 1000))
    assert reach(discs((500, 500, 500)), square) == pytest.approx([PI * 250000], **EXACT)
    assert reach(discs((500, 500, 500 * np.sqrt(2))), square) == pytest.approx([1e6], **EXACT)
    assert reached_share(discs((500, 500, 707.2)), square).tolist() == [1]


@pytest.mark.parametrize("radius", [300, 1000, 30_000])
def test_circles_that_touch_share_nothing(radius):
    outside = discs((-radius, 0, radius), (radius, 0, radius))
    shapes = areas(box(-3e5, -3e5, 3e5, 3e5))
    assert reach(outside, shapes) == pytest.approx([2 * PI * radius**2], rel=1e-9)
    assert reach(outside, shapes, sites=2) == pytest.approx([0], abs=1e-9 * radius**2)
    inside = discs((0, 0, radius), (radius / 2, 0, radius / 2))
    assert reach(inside, shapes) == pytest.approx([PI * radius**2], rel=1e-9)
    assert reach(inside, shapes, sites=2) == pytest.approx([PI * radius**2 / 4], rel=1e-9)


def test_circles_on_one_mast_are_one_circle_and_two_operators():
    same = discs((0, 0, 400), (0, 0, 400), operator=[1, 2])
    one_site = discs((0, 0, 400), (0, 0, 400), operator=[1, 2], site=[7, 7])
    ground = pytest.approx([PI * 160000], **EXACT)
    assert reach(same, sites=2, operators=2) == ground
    assert reach(one_site, operators=2) == ground
    assert reach(one_site, sites=2).tolist() == [0]


def test_circles_with_one_centre_make_a_ring():
    rings = discs((0, 0, 400), (0, 0, 300), (0, 0, 200))
    for sites, radius in enumerate((400, 300, 200), 1):
        assert reach(rings, sites=sites) == pytest.approx([PI * radius**2], **EXACT)


def test_four_rims_through_one_point():
    four = discs((100, 0, 100), (-100, 0, 100), (0, 100, 100), (0, -100, 100))
    petal = lens(100 * np.sqrt(2), 100, 100)
    assert reach(four) == pytest.approx([4 * PI * 1e4 - 4 * petal], **EXACT)
    assert reach(four, sites=2) == pytest.approx([4 * petal], **EXACT)
    assert reach(four, sites=3) == pytest.approx([0], abs=1e-6)


def test_circles_a_hair_apart_count_once():
    near = discs((0, 0, 500), (1e-7, 0, 500), (0, 0, 500 + 1e-7))
    assert reach(near) == pytest.approx([PI * 250000], rel=1e-8)
    assert reach(near, sites=3) == pytest.approx([PI * 250000], rel=1e-8)


def test_holes_and_parts_of_an_area():
    holed = Polygon(
        box(-500, -500, 500, 500).exterior.coords, [box(-100, -100, 100, 100).exterior.coords]
    )
    island = MultiPolygon([box(-50, -50, 50, 50), *[holed]])
    shapes = areas(holed, island, box(1000, 1000, 1010, 1010))
    assert reach(discs((0, 0, 300)), shapes) == pytest.approx(
        [PI * 90000 - 40000, PI * 90000 - 30000, 0], **EXACT
    )
    assert reach(discs((0, 0, 60)), shapes)[:2] == pytest.approx(
        [0, 10000 - (lens_outside := 10000 - _in_square(60, 50))], **EXACT
    )
    assert lens_outside > 0
    assert reach(discs((0, 0, 10)), shapes)[:2] == pytest.approx([0, PI * 100], **EXACT)
    assert reached_share(discs((0, 0, 2000)), shapes).tolist() == [1, 1, 1]


def _in_square(radius: float, half: float) -> float:
    """Of a circle the part in a square round its centre whose corners it does not reach."""
    angle = np.arccos(half / radius)
    return PI * radius**2 - 4 * (radius**2 * angle - half * np.sqrt(radius**2 - half**2))


def test_an_unknown_operator_is_a_site_and_no_operator():
    two = discs((0, 0, 300), (0, 1000, 300), operator=["A", None])
    assert reach(two) == pytest.approx([2 * PI * 90000], **EXACT)
    assert reach(two, operators=1) == pytest.approx([PI * 90000], **EXACT)
    assert reach(two, operators=2).tolist() == [0]


def test_two_operators_but_not_twice_the_same():
    three = discs((0, 0, 300), (100, 0, 300), (200, 0, 300), operator=[1, 1, 2])
    assert reach(three, operators=2) == pytest.approx([lens(100, 300, 300)], **EXACT)
    assert reach(three, sites=3, operators=2) == pytest.approx([lens(200, 300, 300)], **EXACT)


def test_a_site_with_two_radii_counts_once():
    one = discs((0, 0, 300), (50, 0, 200), site=[5, 5], operator=[1, 2])
    assert reach(one, sites=2).tolist() == [0]
    assert reach(one, operators=2) == pytest.approx([PI * 40000], **EXACT)


def test_missing_and_empty_areas():
    shapes = areas(None, Polygon(), box(0, 0, 10, 10))
    some = discs((5, 5, 100))
    np.testing.assert_array_equal(reached_area_m2(some, shapes), [np.nan, 0, 100])
    np.testing.assert_array_equal(reached_share(some, shapes), [np.nan, np.nan, 1])
    assert reached_area_m2(discs(), WIDE).tolist() == [0]
    assert len(reached_share(some, shapes.iloc[:0])) == 0


def test_areas_come_in_any_crs():
    ward = areas(box(555000, 1775000, 556000, 1776000))
    some = discs((555200, 1775300, 400))
    assert reach(some, ward.to_crs(4326)) == pytest.approx(reach(some, ward), rel=1e-6)


def test_counts_of_points_are_of_distinct_sites_and_operators():
    some = discs(
        (0, 0, 100),
        (0, 0, 100),
        (50, 0, 100),
        (500, 0, 10),
        site=[1, 1, 2, 3],
        operator=[0, 1, 1, -1],
    )
    sites, operators = reached_counts(some, points((0, 0), (-100, 0), None, (500, 5), (900, 0)))
    assert sites.tolist() == [2, 1, 0, 1, 0]
    assert operators.tolist() == [2, 2, 0, 0, 0]


def test_labels_may_be_words():
    some = discs((0, 0, 1), (0, 0, 1), site=["a", "b"], operator=pd.Series(["x", None]))
    assert some.site.tolist() == [0, 1]
    assert some.operator.tolist() == [0, -1]
    assert len(some) == 2


@pytest.mark.parametrize("radius", [0, -5, np.nan, np.inf])
def test_circles_need_a_radius_and_a_position(radius):
    with pytest.raises(BadArgument, match="radius_m"):
        make_discs(points((0, 0), (1, 1)), [5, radius], crs=METRES)
    with pytest.raises(BadArgument, match="position"):
        make_discs(points((0, 0), None), 5, crs=METRES)


def test_what_cannot_be_asked():
    some = discs((0, 0, 1))
    for least in ({"sites_at_least": 0}, {"operators_at_least": -1}):
        with pytest.raises(BadArgument):
            reached_area_m2(some, WIDE, **least)
    with pytest.raises(BadArgument, match="crs"):
        make_discs(points((0, 0)), 5, crs=4326)
    with pytest.raises(BadArgument, match="site"):
        make_discs(points((0, 0)), 5, site=[1, 2], crs=METRES)
    with pytest.raises(BadArgument, match="site"):
        make_discs(points((0, 0), (1, 1)), 5, site=["a", None], crs=METRES)
    with pytest.raises(MissingCRS):
        reached_area_m2(some, areas(box(0, 0, 1, 1), crs=None))
    with pytest.raises(BadGeometryType):
        reached_area_m2(some, points((0, 0)))
