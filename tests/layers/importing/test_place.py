"""Coordinate systems settled: recognised where the rows prove it, asked where two fit."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import CRS
from shapely.affinity import affine_transform
from shapely.geometry import LineString, Point

from geo.crs import to_metric
from geo.measure import WGS84
from layers.errors import BadOption
from layers.importing.ground import Ground
from layers.importing.place import preview, settle_place
from layers.importing.place.positions import _shown
from layers.words import Words
from tests.layers.importing.place_ground import features, ground_of, wards


@pytest.fixture
def squares(tmp_path):
    """Ground of one city's made-up wards."""

    def make(province):
        return wards(province), ground_of(tmp_path, admin_commune=wards(province))

    return make


def nameless(frame, epsg):
    """The frame in a system that its file does not tell."""
    moved = frame if epsg == 4326 else to_metric(frame, crs=CRS.from_epsg(epsg))
    return moved.set_crs(None, allow_override=True)


def matrix(frame, a, b, d, e, xoff=0.0):
    shapes = frame.geometry.map(lambda shape: affine_transform(shape, (a, b, d, e, xoff, 0)))
    return frame.set_geometry(shapes)


def off_m(found, truth):
    a, b = found.geometry, truth.geometry
    return np.array(WGS84.inv(a.x, a.y, b.x, b.y)[2])


def rules(placed):
    return {each.rule: each.severity for each in placed.findings}


@pytest.mark.parametrize(("province", "epsg"), [("48", 5899), ("79", 9210)])
def test_s34_a_system_that_the_rows_prove_is_taken_and_told(squares, province, epsg):
    areas, ground = squares(province)
    truth = features(areas, 60)
    placed = settle_place(nameless(truth, epsg), ground=ground)
    assert (placed.epsg, placed.how) == (epsg, "guessed")
    assert placed.candidates[0].id == str(epsg)
    assert placed.candidates[0].share_inside == 1.0
    assert rules(placed) == {"crs.guessed": "warning"}
    assert off_m(placed.frame, truth).max() < 0.01
    assert placed.frame.crs.to_epsg() == 4326


@pytest.mark.parametrize("province", ["01", "92"])
def test_s34_where_tm3_and_utm_fit_somebody_must_choose(squares, province):
    areas, ground = squares(province)
    truth = features(areas, 60)
    raw = nameless(truth, 5897)
    asked = settle_place(raw, ground=ground)
    assert asked.how is None
    assert not isinstance(asked.frame, gpd.GeoDataFrame)
    assert [each.id for each in asked.candidates] == ["5897", "3405", "32648"]
    assert rules(asked) == {"crs.ambiguous": "error"}
    told = asked.findings[0].to_json(Words("vi"))[0]["message"]
    assert ("3405: 699 m" if province == "01" else "3405: 334 m") in told

    placed = settle_place(raw, ground=ground, chosen="EPSG:5897")
    assert (placed.epsg, placed.how, placed.findings) == (5897, "chosen", [])
    assert off_m(placed.frame, truth).max() < 1.5


def test_the_real_wards_of_four_cities(shared_data, tmp_path):
    real = gpd.read_parquet(shared_data / "vn_communes_20m.parquet")
    ground = ground_of(tmp_path, admin_commune=real.assign(version="v2025-07"))
    expected = {"48": (5899, ["5899"]), "79": (9210, ["9210"])}
    for province, (epsg, ids) in expected.items():
        truth = features(real[real["province_code"] == province], 200)
        placed = settle_place(nameless(truth, epsg), ground=ground)
        assert (placed.how, [each.id for each in placed.candidates]) == ("guessed", ids)
        assert off_m(placed.frame, truth).max() < 1.5
    for province in ("01", "92"):
        truth = features(real[real["province_code"] == province], 200)
        raw = nameless(truth, 5897)
        asked = settle_place(raw, ground=ground)
        assert [each.id for each in asked.candidates] == ["5897", "3405", "32648"]
        placed = settle_place(raw, ground=ground, chosen=asked.candidates[0].id)
        assert off_m(placed.frame, truth).max() < 1.5


@pytest.mark.parametrize(
    ("turn", "marks", "rule"),
    [
        ((0, 1, 1, 0), "+swapped", "crs.swapped"),
        ((1000, 0, 0, 1000), "+mm", "crs.unit"),
        ((0.001, 0, 0, 0.001), "+km", "crs.unit"),
        ((0, 1000, 1000, 0), "+swapped+mm", "crs.swapped"),
    ],
)
def test_axes_and_units_are_turned_round(squares, turn, marks, rule):
    areas, ground = squares("48")
    truth = features(areas, 40)
    placed = settle_place(matrix(nameless(truth, 5899), *turn), ground=ground)
    assert placed.candidates[0].id == f"5899{marks}"
    assert rules(placed) == {"crs.guessed": "warning", rule: "warning"} | (
        {"crs.unit": "warning"} if "mm" in marks else {}
    )
    assert off_m(placed.frame, truth).max() < 0.01
    again = settle_place(matrix(nameless(truth, 5899), *turn), chosen=f"5899{marks}")
    assert off_m(again.frame, truth).max() < 0.01


def test_eastings_with_the_zone_before_them(squares):
    areas, ground = squares("01")
    truth = features(areas, 40)
    asked = settle_place(matrix(nameless(truth, 5897), 1, 0, 0, 1, 18_000_000), ground=ground)
    assert {"5897+zone", "3405+zone", "32648+zone", "2044"} == {c.id for c in asked.candidates}
    placed = settle_place(matrix(nameless(truth, 5897), 1, 0, 0, 1, 18e6), chosen="5897+zone")
    assert off_m(placed.frame, truth).max() < 0.01
    assert rules(placed) == {"crs.zone_prefix": "warning"}


def test_hanoi_72_is_shifted_everywhere():
    old = gpd.GeoDataFrame(geometry=[Point(18_588_799, 2_326_000)], crs=2044)
    placed = settle_place(old, how="prj")
    point = placed.frame.geometry[0]
    assert point.coords[0] == pytest.approx((105.854624, 21.023695), abs=1e-6)
    assert rules(placed) == {"crs.hn72": "warning"}


def test_s34_degrees_without_a_system_are_asked(squares):
    areas, ground = squares("48")
    asked = settle_place(nameless(features(areas, 20), 4326), ground=ground)
    assert [each.id for each in asked.candidates] == ["4326", "4756"]
    assert "4756: 225 m" in asked.findings[0].params["apart"]
    swapped = settle_place(matrix(nameless(features(areas, 20), 4326), 0, 1, 1, 0), ground=ground)
    assert [each.id for each in swapped.candidates] == ["4326+swapped", "4756+swapped"]


def test_declared_degrees_with_latitude_first_are_turned_round():
    frame = gpd.GeoDataFrame(geometry=[Point(16.05, 108.2)], crs=4326)
    placed = settle_place(frame, how="declared")
    assert placed.frame.geometry[0].equals(Point(108.2, 16.05))
    assert (placed.how, rules(placed)) == ("declared", {"crs.swapped": "warning"})


def test_s34_metres_called_degrees_are_refused_with_what_they_may_be(squares):
    areas, ground = squares("48")
    frame = nameless(features(areas, 30), 5899).set_crs(4326)
    asked = settle_place(frame, how="declared", ground=ground)
    assert rules(asked) == {"crs.metres_as_degrees": "error"}
    assert asked.candidates[0].id == "5899"


def test_s34_a_declared_system_that_leads_abroad_is_refused(squares):
    areas, ground = squares("48")
    frame = matrix(nameless(features(areas, 30), 5899), 0, 1, 1, 0).set_crs(5899)
    asked = settle_place(frame, how="prj", ground=ground)
    assert rules(asked) == {"crs.elsewhere": "error"}
    assert asked.candidates[0].id == "5899+swapped"


def test_data_of_other_countries_keep_their_declared_system():
    london = gpd.GeoDataFrame(geometry=[Point(530_000, 180_000)], crs=27700)
    placed = settle_place(london, how="prj")
    assert (placed.epsg, placed.how, placed.findings) == (27700, "prj", [])


def test_without_boundaries_the_province_table_serves():
    truth = features(wards("48"), 20).assign(TINH="Thành phố Đà Nẵng").drop(columns="PHUONG")
    asked = settle_place(nameless(truth, 5899))
    assert asked.candidates[0].id == "5899"
    assert asked.candidates[0].share_inside == 1.0


def test_without_any_evidence_nothing_is_placed():
    truth = features(wards("48"), 20)[["CAO", "geometry"]]
    asked = settle_place(nameless(truth, 5899))
    assert asked.how is None
    own = {each.id for each in asked.candidates if each.why == "own_zone"}
    assert own == {"9214", "5899"}  # read so it lies in Huế, and so in Đà Nẵng
    assert {each.id for each in asked.candidates[:2]} == own
    assert {each.share_inside for each in asked.candidates} == {None}


def test_too_few_features_prove_nothing(squares):
    areas, ground = squares("48")
    truth = features(areas, 20)
    truth.loc[4:, "PHUONG"] = None
    asked = settle_place(nameless(truth, 5899), ground=ground)
    assert (asked.how, rules(asked)) == (None, {"crs.unproven": "error"})
    assert asked.candidates[0].id == "5899"


def test_where_boundaries_are_rough_the_readings_are_compared(squares):
    areas, ground = squares("48")
    truth = features(areas, 60)
    wrong = np.arange(60) % 3 == 0
    truth.loc[wrong, "PHUONG"] = np.roll(truth["PHUONG"].to_numpy(), 1)[wrong]
    placed = settle_place(nameless(truth, 5899), ground=ground)
    assert (placed.epsg, placed.how) == (5899, "guessed")
    assert 0.6 < placed.candidates[0].share_inside < 0.8


def test_numbers_that_fit_nowhere():
    frame = gpd.GeoDataFrame(geometry=[Point(1, 1), Point(2, 2)])
    asked = settle_place(frame)
    assert (rules(asked), asked.candidates) == ({"crs.missing": "error"}, [])


@pytest.mark.parametrize("chosen", ["vn2000", "5899+inches", "999999", "5773", "5899+mm+km", ""])
def test_a_choice_that_names_nothing(chosen):
    frame = gpd.GeoDataFrame(geometry=[Point(1, 1)])
    with pytest.raises(BadOption) as caught:
        settle_place(frame, chosen=chosen)
    assert caught.value.params == {"option": "--crs", "value": chosen}


def test_rows_keep_their_order_and_height_is_left_out():
    shapes = [LineString([(0, 0, 5), (1, 1, 5)]), None, Point(108.2, 16, 7)]
    frame = gpd.GeoDataFrame({"a": [1, 2, 3]}, geometry=shapes, crs=4326)
    placed = settle_place(frame, how="declared")
    assert placed.frame["a"].tolist() == [1, 2, 3]
    assert not placed.frame.has_z.any()
    assert placed.frame.geometry[1] is None
    assert frame.has_z.tolist() == [True, False, True]


def test_a_table_needs_no_position():
    assert settle_place(pd.DataFrame({"x": [1.0]}), table=True).findings == []
    shaped = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 1)])
    placed = settle_place(shaped, table=True)
    assert (placed.findings, list(placed.frame)) == ([], ["a"])


def test_no_geometry_at_all_is_told():
    assert rules(settle_place(pd.DataFrame({"a": [1]}))) == {"layer.no_geometry": "error"}


def test_an_empty_layer_with_a_system():
    empty = gpd.GeoDataFrame({"a": []}, geometry=[], crs=5899)
    placed = settle_place(empty, how="prj", ground=Ground())
    assert (placed.epsg, len(placed.frame), placed.findings) == (5899, 0, [])


def test_preview_draws_every_candidate(squares):
    areas, ground = squares("01")
    asked = settle_place(nameless(features(areas, 60), 5897), ground=ground)
    drawn = preview(asked.raw, asked.candidates, most=10)
    assert [each["id"] for each in drawn] == ["5897", "3405", "32648"]
    assert {len(each["positions"]) for each in drawn} == {10}
    lon, lat = drawn[0]["positions"][0]
    assert 105.8 < lon < 105.87
    assert 21.0 < lat < 21.07


def test_a_position_that_rounding_makes_infinite_is_left_out(squares):
    areas, ground = squares("01")
    (first, *_) = settle_place(nameless(features(areas, 60), 5897), ground=ground).candidates
    shown = _shown(first, np.arange(2), np.array([[1e305, 16.0], [108.2, 16.1]]))
    assert (shown["rows"], shown["positions"]) == ([1], [[108.2, 16.1]])
