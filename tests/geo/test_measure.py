"""Areas and lengths on the ellipsoid, held against pyproj's own loops."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from geo.measure import geodesic_area_m2, geodesic_length_m

GEOD = Geod(ellps="WGS84")
DEGREE_BOX = box(105, 21, 106, 22)


def by_geod(geoms):
    oriented = shapely.orient_polygons(np.asarray(geoms, dtype=object))
    return np.array([abs(GEOD.geometry_area_perimeter(geom)[0]) for geom in oriented])


def stars(size, *, count=60, seed=1):
    rng = np.random.default_rng(seed)
    result = []
    for _ in range(count):
        angle = np.linspace(0, 2 * np.pi, rng.integers(4, 12), endpoint=False)
        radius = rng.uniform(0.3, 1, len(angle)) * size
        lon, lat = rng.uniform(102, 110), rng.uniform(8, 23)
        ring = np.column_stack([lon + radius * np.cos(angle), lat + radius * np.sin(angle)])
        result.append(Polygon(ring))
    return result


@pytest.mark.parametrize("size", [0.001, 0.01, 0.1, 1.0, 5.0])
def test_area_agrees_with_geod(size):
    polygons = stars(size)
    assert geodesic_area_m2(polygons) == pytest.approx(by_geod(polygons), rel=1e-6)


def test_area_of_a_building_agrees_with_the_tangent_plane():
    # Geod rounds to some 1e-5 m2, a plane at the place is exact enough for 10 m.
    lon, lat, side = 105.85, 21.03, 1e-4
    sine2 = np.sin(np.radians(lat + side / 2)) ** 2
    prime = GEOD.a / np.sqrt(1 - GEOD.es * sine2)
    meridian = GEOD.a * (1 - GEOD.es) / (1 - GEOD.es * sine2) ** 1.5
    width = np.radians(side) * prime * np.cos(np.radians(lat + side / 2))
    expected = width * np.radians(side) * meridian
    building = box(lon, lat, lon + side, lat + side)
    assert geodesic_area_m2([building])[0] == pytest.approx(expected, rel=1e-7)


def test_a_long_edge_is_a_geodesic_not_a_parallel():
    # The exact formula must take over: one edge of 10 degrees bows a long way north.
    thin = Polygon([(102, 22), (112, 22), (107, 22.2)])
    assert geodesic_area_m2([thin]) == pytest.approx(by_geod([thin]), rel=1e-9)


def test_holes_multiparts_and_ring_direction():
    hole = box(105.2, 21.2, 105.4, 21.4)
    other = box(107, 10, 107.5, 10.5)
    whole, inner, second = geodesic_area_m2([DEGREE_BOX, hole, other])
    holed = Polygon(DEGREE_BOX.exterior.coords, [hole.exterior.coords])
    turned = Polygon(DEGREE_BOX.exterior.coords[::-1], [hole.exterior.coords])
    several = MultiPolygon([holed, other])
    nested = shapely.GeometryCollection([several, shapely.GeometryCollection([Point(1, 1), hole])])
    assert geodesic_area_m2([holed, turned, several, nested]) == pytest.approx(
        [whole - inner, whole - inner, whole - inner + second, whole + second], rel=1e-12
    )
    assert whole == pytest.approx(11_473_232_814, abs=1)


def test_area_across_the_antimeridian():
    here, there = Polygon([(1, 1), (3, 1), (3, 2)]), Polygon([(179, 1), (-179, 1), (-179, 2)])
    assert geodesic_area_m2([there]) == pytest.approx(geodesic_area_m2([here]), rel=1e-12)


def test_what_has_no_area():
    given = [None, Polygon(), Point(105, 21), LineString([(105, 21), (106, 21)]), DEGREE_BOX]
    area = geodesic_area_m2(given)
    assert np.isnan(area[0])
    assert area[1:4].tolist() == [0.0, 0.0, 0.0]
    assert area[4] > 0


def test_length_agrees_with_geod():
    rng = np.random.default_rng(2)
    lines = [
        LineString(np.column_stack([rng.uniform(102, 110, n), rng.uniform(8, 23, n)]))
        for n in (2, 3, 50)
    ]
    expected = [GEOD.geometry_length(line) for line in lines]
    assert geodesic_length_m(lines) == pytest.approx(expected, rel=1e-12)
    together = MultiLineString(lines)
    assert geodesic_length_m([together]) == pytest.approx([sum(expected)], rel=1e-12)


def test_length_of_one_degree():
    along, up = LineString([(105, 0), (106, 0)]), LineString([(105, 0), (105, 1)])
    assert geodesic_length_m([along, up]) == pytest.approx([111319.4908, 110574.3886], abs=1e-3)


def test_length_of_polygons_is_that_of_all_rings():
    hole = box(105.2, 21.2, 105.4, 21.4)
    holed = Polygon(DEGREE_BOX.exterior.coords, [hole.exterior.coords])
    rings = [DEGREE_BOX.exterior, hole.exterior]
    assert geodesic_length_m([holed])[0] == pytest.approx(geodesic_length_m(rings).sum(), rel=1e-12)


def test_what_has_no_length():
    length = geodesic_length_m([None, LineString(), Point(105, 21), LineString([(1, 1), (1, 1)])])
    assert np.isnan(length[0])
    assert length[1:].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("measure", [geodesic_area_m2, geodesic_length_m])
def test_series_and_nothing_at_all(measure):
    series = gpd.GeoSeries([DEGREE_BOX, None], index=[7, 3], crs=4326)
    measured = measure(series)
    assert measured.dtype == float
    assert measured[0] == measure([DEGREE_BOX])[0]
    assert np.isnan(measured[1])
    assert measure([]).shape == (0,)


def test_real_communes_agree_with_geod(shared_data):
    communes = gpd.read_parquet(shared_data / "vn_communes_20m.parquet", columns=["geometry"])
    sample = communes.geometry.values[::60]
    assert geodesic_area_m2(sample) == pytest.approx(by_geod(sample), rel=1e-6)
