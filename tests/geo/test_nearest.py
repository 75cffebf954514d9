"""Nearest sites and sites within a distance, on the ground and in the plane."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, Point, box

from geo.errors import BadArgument, BadGeometryType, MissingCRS, NotMetric
from geo.nearest import nearest, within_distance

GEOD = Geod(ellps="WGS84")


def points_of(*xy, crs=32648):
    return gpd.GeoSeries([None if p is None else Point(p) for p in xy], crs=crs)


def rows(frame):
    return frame.to_numpy().tolist()


@pytest.mark.parametrize(("reach_m", "error_m"), [(100, 1e-6), (20_000, 1e-6), (200_000, 1e-4)])
def test_ground_distance_agrees_with_the_geodesic(reach_m, error_m):
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(102, 110, 400), rng.uniform(8, 23.5, 400)
    lon2, lat2, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, 400), rng.uniform(0, reach_m, 400))
    for k in range(0, 400, 20):
        here = points_of((lon[k], lat[k]), crs=4326)
        there = points_of((lon2[k], lat2[k]), crs=4326)
        exact = GEOD.inv(lon[k], lat[k], lon2[k], lat2[k])[2]
        assert nearest(here, there)["distance_m"][0] == pytest.approx(exact, abs=error_m)


def test_nearest_on_the_ground_is_that_of_the_geodesic():
    rng = np.random.default_rng(1)
    points = rng.uniform([105, 20], [107, 22], (60, 2))
    sites = rng.uniform([105, 20], [107, 22], (50, 2))
    exact = np.array([[GEOD.inv(*p, *s)[2] for s in sites] for p in points])
    found = nearest(points_of(*points, crs=4326), points_of(*sites, crs=4326), k=3)
    order = np.argsort(exact, axis=1)[:, :3]
    assert found["site"].to_numpy().reshape(-1, 3).tolist() == order.tolist()
    wanted = np.take_along_axis(exact, order, axis=1).ravel()
    np.testing.assert_allclose(found["distance_m"], wanted, atol=1e-4)
    near = within_distance(
        points_of(*points, crs=4326), points_of(*sites, crs=4326), distance_m=30_000
    )
    assert list(zip(near["point"], near["site"], strict=True)) == [
        tuple(p) for p in np.argwhere(exact <= 30_000)
    ]


def test_the_plane_is_used_where_the_crs_is_projected():
    found = nearest(points_of((0, 0), (10, 0)), points_of((3, 4), (100, 0)))
    assert rows(found) == [[0, 0, 5.0], [1, 0, pytest.approx(65**0.5)]]


def test_across_the_date_line():
    found = nearest(
        points_of((179.999, -17), crs=4326), points_of((-179.999, -17), (179, -17), crs=4326)
    )
    exact = GEOD.inv(179.999, -17, -179.999, -17)[2]
    assert rows(found) == [[0, 0, pytest.approx(exact, abs=1e-6)]]


def test_of_equal_sites_the_first_counts():
    corners = points_of((1, 1), (-1, 1), (1, -1), (-1, -1), (-1, -1))
    assert rows(nearest(points_of((0, 0)), corners)) == [[0, 0, 2**0.5]]
    three = nearest(points_of((0, 0), (-1, -1)), corners, k=3)
    assert three["site"].tolist() == [0, 1, 2, 3, 4, 1]
    swapped = nearest(points_of((0, 0)), corners.iloc[::-1], k=1)
    assert swapped["site"].tolist() == [0]


def test_the_limit_belongs_to_the_result():
    sites = points_of((0, 5), (0, 7))
    assert rows(nearest(points_of((0, 0)), sites, k=5, max_distance_m=5)) == [[0, 0, 5.0]]
    assert rows(nearest(points_of((0, 0)), sites, k=5, max_distance_m=4.999)) == []
    assert rows(within_distance(points_of((0, 0)), sites, distance_m=7)) == [
        [0, 0, 5.0],
        [0, 1, 7.0],
    ]
    assert rows(within_distance(points_of((0, 5)), sites, distance_m=0)) == [[0, 0, 0.0]]


def test_many_sites_near_one_point_are_all_found():
    grid = [(i, j) for i in range(20) for j in range(20)]
    found = within_distance(points_of((9.5, 9.5), (500, 500)), points_of(*grid), distance_m=100)
    assert found["site"].tolist() == list(range(400))
    assert set(found["point"]) == {0}


def test_points_without_a_position_are_absent():
    points = gpd.GeoSeries([None, Point(), Point(0, 0)], crs=32648)
    sites = points_of(None, (1, 0))
    assert rows(nearest(points, sites)) == [[2, 1, 1.0]]
    assert rows(within_distance(points, sites, distance_m=2)) == [[2, 1, 1.0]]
    assert rows(nearest(points, points_of(None))) == []
    assert rows(within_distance(points_of(), sites, distance_m=1)) == []


def test_lines_and_polygons_are_sites_too():
    sites = gpd.GeoSeries([LineString([(0, 10), (9, 10)]), box(0, -4, 9, -3), None], crs=32648)
    points = points_of((5, 0), (5, -3.5), None)
    assert rows(nearest(points, sites)) == [[0, 1, 3.0], [1, 1, 0.0]]
    assert rows(within_distance(points, sites, distance_m=10)) == [
        [0, 0, 10.0],
        [0, 1, 3.0],
        [1, 1, 0.0],
    ]
    with pytest.raises(BadArgument, match="k is 2"):
        nearest(points, sites, k=2)


def test_routes_in_degrees_are_measured_in_the_zone_of_the_place():
    route = gpd.GeoSeries([LineString([(108.19, 16.05), (108.21, 16.05)])], crs=4326)
    found = nearest(points_of((108.2, 16.06), crs=4326), route)
    exact = GEOD.inv(108.2, 16.06, 108.2, 16.05)[2]
    assert found["distance_m"][0] == pytest.approx(exact, rel=5e-4)


def test_wrong_input_is_named():
    here = points_of((0, 0))
    with pytest.raises(MissingCRS, match="points"):
        nearest(gpd.GeoSeries([Point(0, 0)]), here)
    with pytest.raises(MissingCRS, match="sites"):
        nearest(here, gpd.GeoSeries([Point(0, 0)]))
    with pytest.raises(NotMetric, match="foot"):
        nearest(here, points_of((0, 0), crs=2263))
    with pytest.raises(BadGeometryType):
        nearest(gpd.GeoSeries([box(0, 0, 1, 1)], crs=32648), here)
    with pytest.raises(BadArgument):
        nearest(here, here, k=0)
    with pytest.raises(BadArgument):
        within_distance(here, here, distance_m=-1)


@pytest.mark.parametrize("crs", [27700, 32630, 4326])
def test_london_cycle_hire(shared_data, crs):
    folder = shared_data / "spdata_cc0"
    hire = gpd.read_file(folder / "cycle_hire.gpkg").to_crs(crs)
    osm = gpd.read_file(folder / "cycle_hire_osm.gpkg").to_crs(crs)
    assert (len(hire), len(osm)) == (742, 540)
    near = within_distance(hire, osm, distance_m=20)
    matched = near["point"].nunique()
    assert (matched, 742 - matched, len(near) + 742 - matched) == (438, 304, 762)
    assert len(nearest(hire, osm, max_distance_m=20)) == 438


def test_planar_distances_are_those_of_geos():
    rng = np.random.default_rng(8)
    points, sites = rng.integers(0, 30, (200, 2)), rng.integers(0, 30, (40, 2))
    exact = shapely.distance(shapely.points(points)[:, None], shapely.points(sites)[None, :])
    found = nearest(points_of(*points), points_of(*sites))
    assert found["site"].tolist() == exact.argmin(axis=1).tolist()
    near = within_distance(points_of(*points), points_of(*sites), distance_m=5)
    assert near[["point", "site"]].to_numpy().tolist() == np.argwhere(exact <= 5).tolist()
