"""Simplified copies by zoom, and label points."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo.errors import MissingCRS
from geo.overview import OVERVIEW_ZOOMS, label_points, mostly_coverage, overviews
from geo.tiles import pixel_m

# A wavy border of 4,000 vertices between two areas of 20 km, near Da Nang in EPSG:3857.
X0, Y0 = 12_040_000.0, 1_800_000.0
WAVE = np.column_stack(
    [X0 + 300 * np.sin(np.linspace(0, 60, 4000)), Y0 + np.linspace(0, 20_000, 4000)]
)
LEFT = Polygon([*WAVE, (X0 - 20_000, Y0 + 20_000), (X0 - 20_000, Y0)])
RIGHT = Polygon([*WAVE, (X0 + 20_000, Y0 + 20_000), (X0 + 20_000, Y0)])


def mercator(*geoms, index=None):
    return gpd.GeoSeries(list(geoms), crs=3857, index=index)


def vertices(series):
    return int(shapely.get_num_coordinates(np.asarray(series.values)).sum())


def test_copies_get_coarser_and_keep_the_index():
    found = overviews(mercator(LEFT, None, RIGHT, index=["l", "n", "r"]))
    assert list(found) == list(OVERVIEW_ZOOMS)
    counts = [vertices(copy) for copy in found.values()]
    assert counts == sorted(counts)
    assert counts[0] < 30
    assert counts[-1] < vertices(mercator(LEFT, RIGHT)) / 4
    for copy in found.values():
        assert copy.index.tolist() == ["l", "n", "r"]
        assert copy.crs.to_epsg() == 3857
        assert copy["n"] is None
        assert copy[["l", "r"]].is_valid.all()
        assert not copy[["l", "r"]].is_empty.any()


def test_shared_borders_stay_shared():
    for copy in overviews(mercator(LEFT, RIGHT)).values():
        assert shapely.coverage_is_valid(np.asarray(copy.values))
        assert copy.union_all().area == pytest.approx(copy.area.sum(), rel=1e-12)


def test_copies_differ_less_than_a_pixel():
    for zoom, copy in overviews(mercator(LEFT, RIGHT)).items():
        assert copy[0].hausdorff_distance(LEFT) < 2 * pixel_m(zoom)


def test_outer_rings_run_clockwise():
    holed = Polygon(LEFT.exterior.coords, [box(X0 - 9e3, Y0 + 3e3, X0 - 5e3, Y0 + 8e3).exterior])
    for copy in overviews(mercator(holed, RIGHT)).values():
        assert not copy[0].exterior.is_ccw
        assert copy[0].interiors[0].is_ccw


def test_what_has_nothing_to_lose_has_no_copy():
    assert overviews(mercator(box(X0, Y0, X0 + 5e4, Y0 + 5e4))) == {}
    assert overviews(mercator()) == {}
    assert overviews(mercator(None, Polygon())) == {}
    assert list(overviews(mercator(LEFT, RIGHT), zooms=(7,))) == [7]


def test_storage_degrees_are_accepted_and_no_crs_is_not():
    degrees = mercator(LEFT, RIGHT).to_crs(4326)
    assert overviews(degrees)[5].geom_equals_exact(overviews(mercator(LEFT, RIGHT))[5], 0.01).all()
    with pytest.raises(MissingCRS):
        overviews(gpd.GeoSeries([LEFT]))


def test_overlapping_areas_are_simplified_one_by_one():
    ring = np.linspace(0, 2 * np.pi, 500, endpoint=False)
    discs = [
        Polygon(np.column_stack([X0 + i * 900 + 5e3 * np.cos(ring), Y0 + 5e3 * np.sin(ring)]))
        for i in range(5)
    ]
    assert not mostly_coverage(np.array(discs))
    for zoom, copy in overviews(mercator(*discs)).items():
        assert shapely.get_num_coordinates(np.asarray(copy.values)).max() < 80, zoom
        assert copy.is_valid.all()


def test_mostly_coverage():
    grid = np.array([box(i, j, i + 1, j + 1) for i in range(9) for j in range(9)])
    assert mostly_coverage(grid)
    overlapping = grid.copy()
    overlapping[40] = box(3.9, 3.9, 5.1, 5.1)  # one fault of 81 does not decide
    assert mostly_coverage(overlapping)
    assert mostly_coverage(np.array([box(0, 0, 1, 1), None, Polygon()], dtype=object))
    assert not mostly_coverage(np.array([LineString([(0, 0), (1, 1)])]))
    assert not mostly_coverage(np.array([], dtype=object))


def test_lines_are_simplified_too():
    for copy in overviews(mercator(LineString(WAVE))).values():
        assert copy[0].geom_type == "LineString"
        assert copy[0].coords[0] == tuple(WAVE[0])
        assert copy[0].coords[-1] == tuple(WAVE[-1])


def test_a_lonely_island_grows_to_two_pixels():
    reef = Point(X0 + 300_000, Y0).buffer(200, quad_segs=16)
    near = Point(X0 + 22_000, Y0 + 5_000).buffer(200, quad_segs=16)
    for zoom, copy in overviews(mercator(LEFT, RIGHT, reef, near), zooms=(5, 7)).items():
        west, south, east, north = copy[2].bounds
        assert (east - west, north - south) == pytest.approx((2 * pixel_m(zoom),) * 2)
        assert copy[2].centroid.distance(reef.centroid) < 100
        assert copy[3].area < near.area * 1.1
        assert not copy[3].is_empty


def test_an_archipelago_stays_one_valid_area():
    reefs = [Point(X0 + 3e5 + 1_500 * i, Y0).buffer(150 + i, quad_segs=16) for i in range(9)]
    group = MultiPolygon([*reefs, LEFT])
    copy = overviews(mercator(RIGHT, group), zooms=(5,))[5]
    assert copy.is_valid.all()
    far = copy[1].intersection(box(X0 + 2e5, Y0 - 1e5, X0 + 4e5, Y0 + 1e5))
    # 12 km of reefs touch two cells of 4 px: at most two boxes of 2 px.
    assert (2 * pixel_m(5)) ** 2 <= far.area <= 2 * (2 * pixel_m(5)) ** 2 * 1.01
    assert copy[1].area == pytest.approx(LEFT.area + far.area, rel=0.02)


def test_label_points():
    square = box(X0, Y0, X0 + 1000, Y0 + 1000)
    horseshoe = Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (1, 1), (1, 9), (0, 9)])
    two = MultiPolygon([box(0, 0, 100, 100), box(500, 0, 502, 2)])
    found = label_points(mercator(square, horseshoe, two, None, Polygon(), index=list("abcde")))
    assert found.crs.to_epsg() == 3857
    assert found.index.tolist() == list("abcde")
    assert found.geometry["a"].distance(Point(X0 + 500, Y0 + 500)) < 20
    assert horseshoe.contains(found.geometry["b"])
    assert found.geometry["c"].distance(Point(50, 50)) < 3
    assert found.geometry["d"] is None
    assert found.geometry["e"] is None
    ground = np.cos(np.radians(mercator(Point(X0, Y0 + 500)).to_crs(4326)[0].y))
    assert found.area_m2["a"] == pytest.approx(1e6 * ground**2, rel=1e-3)
    assert found.radius_m["a"] == pytest.approx(500 * ground, rel=0.03)
    assert found.area_m2["c"] == pytest.approx(10_004)
    assert np.isnan(found.radius_m["d"])
    assert np.isnan(found.area_m2["d"])


def test_label_points_of_degrees_and_of_nothing():
    degrees = gpd.GeoSeries([box(105, 21, 105.1, 21.1)], crs=4326)
    assert label_points(degrees).to_crs(4326).within(degrees).all()
    assert label_points(mercator()).empty
    with pytest.raises(MissingCRS):
        label_points(gpd.GeoSeries([LEFT]))


def test_label_points_of_real_communes_lie_inside(shared_data):
    communes = gpd.read_parquet(shared_data / "vn_communes_20m.parquet", columns=["geometry"])
    some = communes.geometry.iloc[::40].to_crs(3857)
    assert label_points(some).within(some).all()
