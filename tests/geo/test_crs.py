"""Which CRS measures a place, and how frames get there and back."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from geo import crs
from geo.errors import MissingCRS
from geo.vn2000 import PROVINCE_ZONES, VN2000_TM3

DA_NANG = (107.9, 15.9, 108.4, 16.2)
HA_NOI = (105.29, 20.56, 106.02, 21.39)
HO_CHI_MINH_CITY = (106.36, 10.37, 107.03, 11.16)


def series(*geoms, epsg=4326):
    return gpd.GeoSeries(list(geoms), crs=epsg)


@pytest.mark.parametrize(
    ("bounds", "epsg"),
    [
        (DA_NANG, 5899),
        (HA_NOI, 5897),
        (HO_CHI_MINH_CITY, 9210),
        ((106.4231, 20.62, 107.066, 20.994), 9210),  # Hai Phong
        ((107.066, 16.042, 108.06, 16.706), 9214),  # Hue
        ((105.255, 9.954, 105.823, 10.29), 5897),  # Can Tho
        ((105.0, 9.0, 107.5, 11.5), 9212),  # half of the delta: nearest meridian, 106.25
        ((102.14, 8.33, 109.53, 23.4), 3405),  # whole country
        ((102.14, 7.1, 117.9, 23.4), 3405),  # whole country with the archipelagos
        ((108.1, 11.0, 112.9, 17.0), 3406),
        ((111.2, 15.7, 112.8, 17.1), 3406),  # Hoang Sa
        ((-0.5, 51.3, 0.3, 51.7), 32630),  # London
        ((151.0, -34.0, 151.4, -33.7), 32756),  # Sydney
        ((100.3, 13.5, 100.9, 14.0), 32647),  # Bangkok
    ],
)
def test_metric_crs_of_bounds(bounds, epsg):
    assert crs.metric_crs(bounds).to_epsg() == epsg


def test_every_zone_is_what_the_registry_says():
    for epsg, meridian in VN2000_TM3.items():
        parameters = {p.name: p.value for p in CRS.from_epsg(epsg).coordinate_operation.params}
        assert parameters["Longitude of natural origin"] == meridian
        assert parameters["Scale factor at natural origin"] == 0.9999
    assert len(VN2000_TM3) == 18


def test_every_province_has_a_zone_that_reaches_all_of_it():
    assert len(PROVINCE_ZONES) == len({row[0] for row in PROVINCE_ZONES}) == 63
    for name, epsg, west, south, east, north in PROVINCE_ZONES:
        assert crs.bounds_in_vietnam((west, south, east, north)), name
        assert max(abs(west - VN2000_TM3[epsg]), abs(east - VN2000_TM3[epsg])) <= 1.5, name


def test_scale_error_stays_in_the_documented_bounds():
    for epsg, meridian in VN2000_TM3.items():
        step = Transformer.from_crs(4756, epsg, always_xy=True)
        for offset, expected in ((0.0, -1.0e-4), (1.5, 2.4e-4)):
            lon = np.array([meridian + offset] * 2)
            x, y = step.transform(lon, np.array([8.5, 8.51]))
            plane = np.hypot(*np.diff([x, y]).ravel())
            true = CRS.from_epsg(4756).get_geod().line_length(lon, [8.5, 8.51])
            assert plane / true - 1 == pytest.approx(expected, abs=2e-5)


def test_frame_in_any_crs_gives_the_zone_of_its_place():
    here = series(shapely.box(*HA_NOI))
    assert crs.metric_crs(here).to_epsg() == 5897
    assert crs.metric_crs(here.to_crs(3857)).to_epsg() == 5897
    assert crs.metric_crs(gpd.GeoDataFrame(geometry=here)).to_epsg() == 5897


@pytest.mark.parametrize("epsg", [4756, 3405, 3406, *VN2000_TM3])
def test_the_steps_written_out_are_the_operation_to_the_last_digit(epsg):
    lon, lat = np.random.default_rng(1).uniform((102, 6), (118, 23), (2000, 2)).T
    for source, target in ((4326, epsg), (epsg, 4326)):
        codes = CRS.from_epsg(source), CRS.from_epsg(target)
        place = (lon, lat)
        if source not in (4326, 4756):
            place = crs.transformer(*reversed(codes)).transform(lon, lat)
        steps = crs._steps(*(each.srs for each in codes))
        assert steps.definition.startswith("proj=pipeline")
        np.testing.assert_array_equal(
            steps.transform(*place), crs.transformer(*codes).transform(*place)
        )


def test_a_far_island_does_not_change_the_zone():
    points = [shapely.Point(108.0 + i / 100, 16.0) for i in range(40)]
    assert crs.metric_crs(series(*points, shapely.Point(112.0, 16.5), None)).to_epsg() == 5899


def test_frame_without_geometry_gives_the_national_crs():
    assert crs.metric_crs(series(None, shapely.Point())).to_epsg() == 3405


def test_missing_crs_is_refused():
    naked = gpd.GeoSeries([shapely.Point(1, 2)])
    for call in (crs.require_crs, crs.metric_crs, crs.to_storage, crs.to_metric):
        with pytest.raises(MissingCRS):
            call(naked)


@pytest.mark.parametrize("bounds", [(588592, 2326345, 588692, 2326445), (105, 21, np.nan, 22)])
def test_bounds_that_are_not_degrees_are_refused(bounds):
    with pytest.raises(ValueError, match="degrees"):
        crs.metric_crs(bounds)


@pytest.mark.parametrize(
    ("bounds", "inside"),
    [
        (HA_NOI, True),
        ((111.2, 15.7, 112.8, 17.1), True),
        ((101.0, 20.0, 103.0, 21.0), False),
        ((-0.5, 51.3, 0.3, 51.7), False),
        ((np.nan, np.nan, np.nan, np.nan), False),
    ],
)
def test_bounds_in_vietnam(bounds, inside):
    assert crs.bounds_in_vietnam(bounds) is inside


@pytest.mark.parametrize(
    ("lon", "lat", "epsg", "east", "north"),
    [
        (105.8542, 21.0285, 5897, 588591.9, 2326345.3),
        (108.2208, 16.0678, 5899, 550175.1, 1777138.3),
        (106.6957, 10.7769, 9210, 603228.5, 1191940.5),
    ],
)
def test_to_metric_and_back(lon, lat, epsg, east, north):
    metric = crs.to_metric(series(shapely.Point(lon, lat)), crs=CRS.from_epsg(epsg))
    assert metric.crs.to_epsg() == epsg
    assert (metric.x[0], metric.y[0]) == pytest.approx((east, north), abs=0.06)
    back = crs.to_storage(metric)
    assert (back.x[0], back.y[0]) == pytest.approx((lon, lat), abs=2e-8)


def test_the_official_datum_operation_is_used_in_the_south_too():
    point = series(shapely.Point(106.6957, 10.7769))
    by_proj_choice = point.to_crs(9210)
    assert crs.to_metric(point).distance(by_proj_choice)[0] == pytest.approx(0.80, abs=0.01)


def test_vn2000_degrees_move_by_225_m():
    read_wrong = series(shapely.Point(105.8542, 21.0285), epsg=4756)
    right = crs.to_storage(read_wrong)
    moved = CRS.from_epsg(4326).get_geod().inv(105.8542, 21.0285, right.x[0], right.y[0])[2]
    assert moved == pytest.approx(224.1, abs=0.1)


def test_reprojection_keeps_the_frame():
    frame = gpd.GeoDataFrame(
        {"name": ["a", "b", "c"]},
        geometry=[shapely.Point(105.85, 21.03, 7.0), None, shapely.Point(105.9, 21.0)],
        index=[4, 9, 2],
        crs=4326,
    ).rename_geometry("shape")
    metric = crs.to_metric(frame)
    assert metric.crs.to_epsg() == 5897
    assert metric.geometry.name == "shape"
    assert metric.index.tolist() == [4, 9, 2]
    assert metric.name.tolist() == ["a", "b", "c"]
    assert metric.geometry.iloc[0].z == pytest.approx(7.0, abs=50)
    assert metric.geometry.has_z.tolist() == [True, False, False]
    assert metric.geometry.iloc[1] is None
    assert frame.crs.to_epsg() == 4326


def test_other_systems_go_through_geopandas():
    utm = series(shapely.Point(105.85, 21.03)).to_crs(32648)
    assert crs.to_storage(utm).geom_equals_exact(utm.to_crs(4326), 0).all()
    assert crs.to_storage(utm).crs.to_epsg() == 4326
