"""Ground within a radius and distances from areas, against circles and geodesics."""

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import Point, Polygon, box

from geo.errors import BadArgument, MissingCRS
from geo.reach import nearest_to_areas, share_within

GEOD = Geod(ellps="WGS84")
METRES = 5899


def squares(*boxes, crs=METRES):
    return gpd.GeoSeries([box(*b) for b in boxes], crs=crs)


def points(*xy, crs=METRES):
    return gpd.GeoSeries([None if p is None else Point(p) for p in xy], crs=crs)


def test_a_circle_inside_an_area_covers_its_own_ground():
    share = share_within(points((5000, 5000)), squares((0, 0, 10000, 10000)), 1000)
    assert share == pytest.approx([np.pi * 1e6 / 1e8], rel=1e-6)


def test_circles_that_overlap_count_once():
    twice = points((5000, 5000), (5000, 5000), (5500, 5000))
    one, two = (
        share_within(sites, squares((0, 0, 10000, 10000)), 1000)[0]
        for sites in (twice.iloc[:2], twice)
    )
    lens = 2e6 * np.arccos(0.25) - 250 * np.sqrt(4e6 - 250000)
    assert one == pytest.approx(np.pi / 100, rel=1e-6)
    assert two * 1e8 == pytest.approx(2 * np.pi * 1e6 - lens, rel=1e-4)


def test_a_circle_reaches_over_a_border_and_not_beyond_its_rim():
    areas = squares((0, 0, 1000, 1000), (1000, 0, 2000, 1000), (5000, 0, 6000, 1000))
    share = share_within(points((1000, 500)), areas, 100)
    assert share == pytest.approx([np.pi * 1e4 / 2e6] * 2 + [0], rel=1e-6)


def test_an_area_wholly_in_reach_is_one_and_one_without_ground_is_unknown():
    areas = gpd.GeoSeries([box(0, 0, 10, 10), None, Polygon()], crs=METRES)
    share = share_within(points((5, 5)), areas, 100)
    assert share[0] == 1
    assert np.isnan(share[1:]).all()


def test_points_without_a_position_reach_nothing():
    assert share_within(points(None), squares((0, 0, 10, 10)), 5).tolist() == [0]


@pytest.mark.parametrize("radius", [0, -1, np.nan, np.inf])
def test_a_radius_is_above_nothing(radius):
    with pytest.raises(BadArgument):
        share_within(points((0, 0)), squares((0, 0, 1, 1)), radius)


def test_degrees_are_measured_in_metres():
    ward = gpd.GeoSeries([box(108.1, 16.0, 108.2, 16.1)], crs=4326)
    share = share_within(points((108.15, 16.05), crs=4326), ward, 1000)
    lon, lat = ward[0].exterior.xy
    ground = abs(GEOD.polygon_area_perimeter(lon, lat)[0])
    assert share[0] == pytest.approx(np.pi * 1e6 / ground, rel=5e-4)


def test_a_crs_is_never_guessed():
    with pytest.raises(MissingCRS):
        share_within(points((0, 0), crs=None), squares((0, 0, 1, 1)), 5)


def test_distances_are_geodesic_and_nothing_inside():
    wards = gpd.GeoSeries([box(108.0, 16.0, 108.1, 16.1), box(108.3, 16.0, 108.4, 16.1)], crs=4326)
    near = nearest_to_areas(wards, points((108.05, 16.05), (108.2, 16.05), None, crs=4326))
    assert near["point"].tolist() == [0, 1]
    expected = GEOD.inv(108.2, 16.05, 108.3, 16.05)[2]
    assert near["distance_m"].tolist() == [0, pytest.approx(expected, abs=1)]


def test_without_points_nothing_is_known():
    near = nearest_to_areas(squares((0, 0, 1, 1)), points(None))
    assert near["point"].tolist() == [-1]
    assert near["distance_m"].isna().all()
