"""What holds for every set of sites: against an independent computation, and against itself."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.reach import make_discs, reached_area_m2, reached_counts, reached_share
from geo.reach_index import ReachIndex
from geo.reach_region import gap_region, reached_region
from tests.geo.reach_oracle import METRES, SHAPES, areas, points, reached_by_faces

ALL = areas(*SHAPES)
GROUND = ALL.area.to_numpy()
# A grid on which rims touch, fall together and meet in corners, and places anywhere.
_on_grid = st.tuples(
    st.integers(0, 10).map(lambda v: v * 100.0),
    st.integers(0, 10).map(lambda v: v * 100.0),
    st.sampled_from([50.0, 100.0, 200.0, 500.0, 1200.0, 100 * np.sqrt(2)]),
)
_anywhere = st.tuples(st.floats(-200, 1200), st.floats(-200, 1200), st.floats(1, 800))
_row = st.tuples(st.one_of(_on_grid, _anywhere), st.integers(0, 5), st.integers(-1, 3))
_rows = st.lists(_row, min_size=1, max_size=9)
_least = st.tuples(st.integers(1, 3), st.integers(0, 2))
brief = settings(max_examples=25, deadline=None)


def discs_of(rows):
    return make_discs(
        points(*[place[:2] for place, _, _ in rows]),
        [place[2] for place, _, _ in rows],
        site=[site for _, site, _ in rows],
        operator=[operator for _, _, operator in rows],
        crs=METRES,
    )


@brief
@given(_rows, _least, st.integers(0, len(SHAPES) - 1))
@example([((500.0, 500.0, 500.0), 0, 0), ((500.0, 500.0, 500.0), 1, 1)], (2, 2), 0)
@example([((300.0, 500.0, 200.0), 0, 0), ((700.0, 500.0, 200.0), 1, 1)], (1, 0), 3)
@example([((500.0, 500.0, 200.0), 0, 0), ((500.0, 500.0, 100.0), 1, 1)], (2, 0), 5)
def test_it_is_what_polygons_say(rows, least, shape):
    sites, operators = least
    discs = discs_of(rows)
    found = reached_area_m2(
        discs, ALL.iloc[[shape]], sites_at_least=sites, operators_at_least=operators
    )
    expected = reached_by_faces(discs, SHAPES[shape], sites=sites, operators=operators)
    assert abs(found[0] - expected) <= 1e-4 * GROUND[shape]


@brief
@given(_rows, _least)
def test_shares_are_shares_and_more_asked_is_never_more(rows, least):
    discs = discs_of(rows)
    sites, operators = least
    share = reached_share(discs, ALL, sites_at_least=sites, operators_at_least=operators)
    assert ((share >= 0) & (share <= 1)).all()
    more = reached_share(discs, ALL, sites_at_least=sites + 1, operators_at_least=operators)
    assert (more <= share + 1e-9).all()


@brief
@given(_rows)
def test_one_site_of_one_operator_is_the_plain_share(rows):
    known = [(place, site, max(operator, 0)) for place, site, operator in rows]
    discs = discs_of(known)
    plain = reached_area_m2(discs, ALL)
    np.testing.assert_array_equal(reached_area_m2(discs, ALL, operators_at_least=1), plain)


@brief
@given(_rows, _row, _least)
def test_a_site_more_never_lowers_a_share(rows, more, least):
    wanted = dict(zip(("sites_at_least", "operators_at_least"), least, strict=True))
    before = reached_share(discs_of(rows), ALL, **wanted)
    after = reached_share(discs_of([*rows, more]), ALL, **wanted)
    assert (after >= before - 1e-9).all()


@brief
@given(_rows, _least)
def test_the_sum_over_wards_is_the_city(rows, least):
    wanted = dict(zip(("sites_at_least", "operators_at_least"), least, strict=True))
    edges = np.array([0, 130.0, 500, 620, 1000])
    wards = [
        shapely.box(x0, y0, x1, y1) for x0, x1 in pairwise(edges) for y0, y1 in pairwise(edges)
    ]
    found = reached_area_m2(discs_of(rows), areas(*wards, shapely.union_all(wards)), **wanted)
    assert found[:-1].sum() == pytest.approx(found[-1], rel=1e-9, abs=1e-3)


@brief
@given(_rows, _row, _least, st.integers(0, 8))
def test_an_index_says_the_same_and_going_back_restores_every_bit(rows, more, least, which):
    wanted = dict(zip(("sites_at_least", "operators_at_least"), least, strict=True))
    rows = [(place, n, operator) for n, (place, _, operator) in enumerate(rows)]
    which %= len(rows)
    index = ReachIndex(ALL, discs_of(rows), **wanted)
    before = index.area_m2
    np.testing.assert_array_equal(before, reached_area_m2(discs_of(rows), ALL, **wanted))
    (x, y, radius), _, operator = more
    index.move(which, (x, y))
    moved = [*rows]
    moved[which] = ((x, y, rows[which][0][2]), which, rows[which][2])
    np.testing.assert_array_equal(index.area_m2, reached_area_m2(discs_of(moved), ALL, **wanted))
    index.add("new", (x, y), radius, operator)
    index.move(which, rows[which][0][:2])
    index.remove("new")
    np.testing.assert_array_equal(index.area_m2, before)


@settings(max_examples=10, deadline=None)
@given(_rows, _least)
def test_regions_and_gaps_share_out_the_area(rows, least):
    wanted = dict(zip(("sites_at_least", "operators_at_least"), least, strict=True))
    discs = discs_of(rows)
    reached, gap = (make(discs, ALL, **wanted) for make in (reached_region, gap_region))
    exact = reached_area_m2(discs, ALL, **wanted)
    assert (abs(reached.area - exact) <= 1e-3 * GROUND).all()
    assert (abs(reached.area + gap.area - GROUND) <= 1e-9 * GROUND).all()
    assert set(reached.geom_type) | set(gap.geom_type) <= {"Polygon", "MultiPolygon"}


@brief
@given(_rows, st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=5))
def test_counts_of_points_are_those_of_distances(rows, places):
    discs = discs_of(rows)
    sites, operators = reached_counts(discs, points(*places))
    for k, place in enumerate(places):
        near = ((discs.xy - place) ** 2).sum(axis=1) <= discs.radius_m**2
        assert sites[k] == len(np.unique(discs.site[near]))
        assert operators[k] == len(set(discs.operator[near].tolist()) - {-1})
