"""Areas that rows name, and wards that are not where they say."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from geo.measure import WGS84
from layers.importing.ground import Ground
from layers.importing.place.declared import find_named
from layers.importing.place.names import areas_of
from layers.importing.place.ward_check import ward_mismatch
from layers.words import Words
from tests.layers.importing.place_ground import features, ground_of, wards


@pytest.fixture
def ground(tmp_path):
    return ground_of(tmp_path, admin_commune=wards("48"))


def case(frame, ground):
    return SimpleNamespace(frame=frame, ground=ground, spatial=isinstance(frame, gpd.GeoDataFrame))


def first(found):
    return found[0].to_json(Words("vi"))[0]


@pytest.mark.parametrize(
    "value",
    ["Phường Hòa An", "phường hoà an", "P. Hòa An", "P.Hoa An", "Hòa An", "HOA AN", "UBND phường Hòa An",
     "UBND Hòa An"],
)  # fmt: skip
def test_names_are_found_however_they_are_written(ground, value):
    areas = areas_of("commune", ground)
    assert areas.by_name(value) == [0]


@pytest.mark.parametrize("value", ["04800", "4800", 4800, 4800.0, "4800.0"])
def test_codes_are_found_without_their_zeros(ground, value):
    assert areas_of("commune", ground).by_code(value) == [0]


@pytest.mark.parametrize("value", ["", None, "Phường", "Hòa", "999", "123456"])
def test_what_names_nothing(ground, value):
    areas = areas_of("commune", ground)
    assert areas.by_name(value) == []
    assert areas.by_code(value) == []


def test_numbered_wards_with_and_without_a_zero(tmp_path):
    numbered = wards("79").head(2).assign(name=["1", "12"], full_name=["Phường 1", "Phường 12"])
    areas = areas_of("commune", ground_of(tmp_path, admin_commune=numbered))
    assert [areas.by_name(each) for each in ("P01", "Phường 01", "P.12", "F1")] == [
        [0],
        [0],
        [1],
        [],
    ]


@pytest.mark.parametrize(
    "column", ["MAXA", "ma_xa", "Mã xã", "ward_code", "commune_code", "MaPhuong"]
)
def test_a_column_of_codes_is_found_by_its_header(ground, column):
    frame = pd.DataFrame({"CAO": [1, 2], column: [4800, 4801]})
    assert find_named(frame, ground).column == column


def test_a_column_without_a_header_must_speak_clearly(ground):
    names = wards("48")["full_name"].tolist()
    assert find_named(pd.DataFrame({"c7": names}), ground).column == "c7"
    assert find_named(pd.DataFrame({"c7": [*names[:5], "a", "b"]}), ground) is None
    assert find_named(pd.DataFrame({"c7": ["1", "2", "48"]}), ground) is None
    assert find_named(pd.DataFrame({"so": [48, 79, 1]}), Ground()) is None


def test_provinces_are_known_without_boundaries():
    named = find_named(pd.DataFrame({"tinh": ["Đà Nẵng", "TP. Hồ Chí Minh", "xyz"]}), Ground())
    assert named.areas.level == "province"
    assert named.rows.tolist() == [True, True, False]


def test_names_that_several_bear_are_those_of_the_province_of_the_file(tmp_path):
    both = pd.concat([wards("48"), wards("79").assign(name="Hòa An", full_name="Phường Hòa An")])
    ground = ground_of(tmp_path, admin_commune=both.reset_index(drop=True))
    named = find_named(pd.DataFrame({"xa": wards("48")["name"]}), ground)
    _, areas = named.pairs(np.array([0]))
    assert areas.tolist() == [0]


def test_rows_in_another_ward_are_told_with_both_and_the_distance(ground):
    frame = gpd.GeoDataFrame(
        {"phuong": ["Hòa An", "Phường Hòa Bình", "Hòa An", None, "Hòa An"]},
        geometry=[
            Point(108.16, 16.03),
            Point(108.18, 16.03),
            Point(108.18, 16.03),
            Point(0, 0),
            None,
        ],
        crs=4326,
    )
    found = ward_mismatch(case(frame, ground))
    assert [(each.rule, each.severity, each.rows.tolist()) for each in found] == [
        ("place.other_ward", "warning", [2])
    ]
    expected = round(WGS84.inv(108.18, 16.03, 108.17, 16.03)[2])
    assert found[0].details == {
        "declared": ["Phường Hòa An"],
        "containing": ["Phường Hòa Bình"],
        "distance_m": [expected],
    }
    told = first(found)
    assert (told["row"], told["value"]) == (3, "Hòa An")
    assert "nằm ở Phường Hòa Bình" in told["message"]


def test_the_compiler_is_never_asked_however_many_rows_there_are(ground, monkeypatch):
    """The worker may keep nothing compiled, so it would wait for the compiler in every import."""

    def compiled(*_, **__):
        raise AssertionError("the grid is compiled code")

    monkeypatch.setattr("geo.locate.grid_pays", lambda *_: True)
    monkeypatch.setattr("geo.locate.build_grid", compiled)
    frame = gpd.GeoDataFrame(
        {"phuong": ["Hòa An"] * 2}, geometry=[Point(108.18, 16.03), Point(0, 0)], crs=4326
    )
    [found] = ward_mismatch(case(frame, ground))
    assert found.details["containing"] == ["Phường Hòa Bình", "–"]


def test_a_few_metres_beside_the_border_is_no_finding(ground):
    frame = gpd.GeoDataFrame(
        {"phuong": ["Hòa An"] * 2},
        geometry=[Point(108.1702, 16.03), Point(108.1704, 16.03)],
        crs=4326,
    )
    [found] = ward_mismatch(case(frame, ground))
    assert found.rows.tolist() == [1]


def test_approximate_boundaries_only_remark(tmp_path):
    ground = ground_of(tmp_path, admin_commune=wards("48", approximate=True))
    frame = gpd.GeoDataFrame({"phuong": ["Hòa An"]}, geometry=[Point(108.18, 16.03)], crs=4326)
    [found] = ward_mismatch(case(frame, ground))
    assert (found.rule, found.severity) == ("place.other_ward_approximate", "info")
    assert "chỉ là gần đúng" in first([found])["message"]


def test_former_names_are_held_against_former_wards(tmp_path):
    former = wards("48").assign(name=[f"Cũ {k}" for k in range(9)], full_name=[f"Xã Cũ {k}" for k in range(9)],
                                code=[f"9{k:04d}" for k in range(9)])  # fmt: skip
    ground = ground_of(tmp_path, admin_commune=wards("48"), admin_commune_former=former)
    frame = gpd.GeoDataFrame(
        {"xa": ["Cũ 0", "Cũ 0"]}, geometry=[Point(108.16, 16.03), Point(108.18, 16.03)], crs=4326
    )
    [found] = ward_mismatch(case(frame, ground))
    assert found.rows.tolist() == [1]
    assert found.details["containing"] == ["Xã Cũ 1"]


def test_lines_count_by_their_middle_and_areas_by_a_point_inside(ground):
    shapes = [
        LineString([(108.16, 16.03), (108.18, 16.03), (108.19, 16.03)]),
        box(108.155, 16.025, 108.165, 16.035),
        box(108.175, 16.025, 108.185, 16.035),
    ]
    frame = gpd.GeoDataFrame({"phuong": ["Hòa An"] * 3}, geometry=shapes, crs=4326)
    [found] = ward_mismatch(case(frame, ground))
    assert found.rows.tolist() == [0, 2]


def test_outside_every_ward(ground):
    frame = gpd.GeoDataFrame({"phuong": ["Hòa An"]}, geometry=[Point(109, 16)], crs=4326)
    [found] = ward_mismatch(case(frame, ground))
    assert found.details["containing"] == ["–"]


@pytest.mark.parametrize("frame", [pd.DataFrame({"phuong": ["Hòa An"]}), wards("48").head(0)])
def test_nothing_to_hold_against(ground, frame):
    assert ward_mismatch(case(frame, ground)) == []
    assert ward_mismatch(case(features(wards("48"), 3).set_crs(4326), Ground())) == []


def test_real_points_lie_in_the_wards_they_name(shared_data, tmp_path):
    real = gpd.read_parquet(shared_data / "vn_communes_20m.parquet").assign(version="v2025-07")
    ground = ground_of(tmp_path, admin_commune=real)
    city = real[real["province_code"] == "48"]
    right = features(city, 300).set_crs(4326)
    assert ward_mismatch(case(right, ground)) == []
    moved = right.assign(PHUONG=np.roll(right["PHUONG"].to_numpy(), 1))
    truth = (moved["PHUONG"] != right["PHUONG"]).to_numpy()
    [found] = ward_mismatch(case(moved, ground))
    assert set(found.rows) <= set(np.flatnonzero(truth))
    assert len(found.rows) > 0.95 * truth.sum()
