"""Sites that come, move and go: which areas are computed anew, and what cannot be asked."""

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from geo.errors import BadArgument
from geo.reach import make_discs
from geo.reach_index import ReachIndex
from geo.reach_region import gap_region, reached_region
from tests.geo.reach_oracle import METRES, areas, points

WARDS = areas(
    box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(5000, 0, 6000, 1000), None, Polygon()
)


def test_only_what_is_touched_is_computed_anew():
    index = ReachIndex(WARDS)
    assert index.add("a", (500, 500), 100).tolist() == [0]
    assert index.move("a", (1500, 500)).tolist() == [0, 1]
    assert index.move("a", (1000, 500)).tolist() == [0, 1]
    half = np.pi * 100**2 / 2
    np.testing.assert_allclose(index.area_m2, [half, half, 0, np.nan, 0], rtol=1e-12)
    np.testing.assert_allclose(index.share, [half / 1e6, half / 1e6, 0, np.nan, np.nan], rtol=1e-12)
    assert index.site("a") == (1000, 500, 100)
    assert index.remove("a").tolist() == [0, 1]
    assert (len(index), "a" in index, index.area_m2[0]) == (0, False, 0)
    assert index.add("far", (-9000, 0), 10).tolist() == []


def test_numbers_given_out_are_not_those_kept():
    index = ReachIndex(WARDS)
    index.area_m2[:] = 5
    assert index.area_m2[0] == 0


def test_a_site_with_several_operators_moves_as_one():
    index = ReachIndex(WARDS, operators_at_least=2)
    index.add("shared", (500, 500), 100, operator=[1, 2])
    assert index.area_m2[0] == pytest.approx(np.pi * 1e4)
    index.move("shared", (1500, 500))
    assert index.area_m2[:2].tolist() == [0, pytest.approx(np.pi * 1e4)]


def test_sites_that_stand_go_by_their_numbers():
    two = make_discs(points((500, 500), (1500, 500)), 100, site=[11, 12], crs=METRES)
    index = ReachIndex(WARDS, two)
    index.remove(11)
    assert index.area_m2[:2].tolist() == [0, pytest.approx(np.pi * 1e4)]


def test_what_cannot_be_done():
    index = ReachIndex(WARDS)
    index.add(1, (0, 0), 5)
    for fault in (
        lambda: index.add(1, (0, 0), 5),
        lambda: index.add(2, (0, np.nan), 5),
        lambda: index.add(2, (0, 0), 0),
        lambda: index.move(9, (0, 0)),
        lambda: index.move(1, (np.inf, 0)),
        lambda: index.remove(9),
        lambda: ReachIndex(WARDS.to_crs(4326)),
    ):
        with pytest.raises(BadArgument):
            fault()
    assert len(index) == 1


def test_regions_of_nothing_of_all_and_of_a_missing_area():
    some = make_discs(points((500, 500)), 5000, crs=METRES)
    far = areas(box(9000, 0, 9100, 100))
    reached, gap = (make(some, WARDS) for make in (reached_region, gap_region))
    assert reached.area[:3].tolist() == [1e6, 1e6, pytest.approx(reached.area[2])]
    assert gap.area[:2].tolist() == [0, 0]
    assert (reached[3], gap[3]) == (None, None)
    assert reached_region(some, far).is_empty.tolist() == [True]
    assert gap_region(some, far).area.tolist() == [10000]
    with pytest.raises(BadArgument):
        reached_region(some, far, quad_segs=0)
