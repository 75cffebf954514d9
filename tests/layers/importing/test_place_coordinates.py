"""Coordinates as people write them in tables."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.angles import read_angles, thousands_mark
from layers.errors import BadOption
from layers.importing.place import settle_place
from layers.importing.place.coordinates import read_coordinates

LAT, LON = 16 + 3 / 60 + 36.5 / 3600, 108 + 12 / 60 + 54 / 3600


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("16.06", 16.06),
        ("+16.06", 16.06),
        ("1.606e1", 16.06),
        ("16°03'60.00\"", 16 + 4 / 60),
        ("16,06", 16.06),
        (" -16.5 ", -16.5),
        ("16.06°", 16.06),
        ("16.06 N", 16.06),
        ("16°03'36.5\"N", LAT),
        ("16°03'36,5\"", LAT),
        ("16°03′36.5″N", LAT),
        ("16º03’36.5”B", LAT),
        ("16 03 36.5", LAT),
        ("16:03:36.5", LAT),
        ("16d03m36.5s", LAT),
        ("16d03m", 16.05),
        ("N16°03'36.5\"", LAT),
        ("16độ 03phút 36.5giây", LAT),
        ("16°03'36.5'' Bắc", LAT),
        ("16°03'36.5\" vĩ Bắc", LAT),
        ("16°03'S", -16.05),
        ("16°03' Nam", -16.05),
        ("108°12'54\"Đ", LON),
        ("108°12'54\"D", LON),
        ("108°12'54\"E", LON),
        ("108°12'54\"T", -LON),
        ("1 777 138.25", 1_777_138.25),
        ("1777138,25", 1_777_138.25),
    ],
)
def test_one_number(text, value):
    assert read_angles(pd.Series([text])).values[0] == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["abc", "16°75'00\"", "16°03'61\"", "16°03'Q", "N16°03'S", "16 03 36 5 2"]
)
def test_what_is_no_number(text):
    read = read_angles(pd.Series([text]))
    assert np.isnan(read.values[0])
    assert not read.blank[0]


@pytest.mark.parametrize("text", ["", "  ", None, "-", np.nan, pd.NA])
def test_what_is_blank(text):
    assert read_angles(pd.Series([text], dtype="object")).blank[0]


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59_999))
def test_degrees_minutes_seconds_come_back(degrees, minutes, thousandths):
    text = f"{degrees}°{minutes:02d}'{thousandths / 1000:06.3f}\"B"
    value = degrees + minutes / 60 + thousandths / 3_600_000
    assert read_angles(pd.Series([text])).values[0] == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("easting", "northing", "mark"),
    [
        ("550.175", "1.777.138", "."),
        ("550.175,1", "1.777.138,25", "."),
        ("550,175.1", "1,777,138.25", ","),
        ("550175.1", "1777138.25", None),
    ],
)
def test_the_mark_between_thousands_is_that_of_both_columns(easting, northing, mark):
    columns = pd.Series([easting]), pd.Series([northing])
    assert thousands_mark(*columns) == mark
    x, y = (read_angles(each, thousands=mark).values[0] for each in columns)
    assert (int(x), int(y)) == (550_175, 1_777_138)


CELLS = [
    "16.06, 108.2",
    "16,06; 108,2",
    "16,06, 108,2",
    "16,06 108,2",
    "(16.06 108.2)",
    "16.06,108.2",
    "16,06,108,2",
    "16.06/108.2",
    "lat: 16.06, lng: 108.2",
    "[16.06, 108.2]",
    "16.06N 108.2E",
    "16°03'36\"N 108°12'00\"E",
    "16°03'36\"N, 108°12'00\"E",
    "16°03'36\"B 108°12'00\"Đ",
    "16°03'36\" 108°12'00\"",
    "16 03 36 N 108 12 00 E",
    "N16 03 36 E108 12 00",
    "16 03 36 108 12 00",
    "POINT(108.2 16.06)",
    "SRID=4326;POINT (108.2 16.06)",
]


@pytest.mark.parametrize("cell", CELLS)
def test_both_in_one_cell(cell):
    read = read_coordinates(pd.DataFrame({"toa_do": [cell]}))
    assert read.raw.geometry[0].coords[0] == pytest.approx((108.2, 16.06), abs=1e-9)


def test_one_cell_in_either_order():
    read = read_coordinates(pd.DataFrame({"Vị trí": ["108.2, 16.06", "108.3, 16.07"]}))
    assert read.raw.geometry[1].coords[0] == (108.3, 16.07)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("lon", "lat"),
        ("Longitude", "Latitude"),
        ("Kinh độ", "Vĩ độ"),
        ("KINHDO", "VIDO"),
        ("x", "y"),
        ("Tọa độ X", "Tọa độ Y"),
        ("X (m)", "Y (m)"),
        ("Easting", "Northing"),
        ("lng", "lat"),
        ("X_VN2000", "Y_VN2000"),
    ],
)
def test_columns_are_found_by_name(x, y):
    read = read_coordinates(pd.DataFrame({"ten": ["a"], y: ["16.06"], x: ["108.2"]}))
    assert read.columns == (x, y)
    assert read.raw.geometry[0].coords[0] == (108.2, 16.06)


def test_columns_that_only_sound_right_are_left():
    assert (
        read_coordinates(pd.DataFrame({"vi_tri": ["Cầu Rồng", "Chợ Hàn"], "ghi": [1, 2]})) is None
    )


def table(**columns):
    return pd.DataFrame(columns)


def rules(placed):
    return {each.rule: each.severity for each in placed.findings}


def test_longitude_and_latitude_are_wgs84_and_it_is_told():
    placed = settle_place(table(kinh_do=["108,2"], vi_do=["16,06"]))
    assert (placed.epsg, placed.how) == (4326, "guessed")
    assert rules(placed) == {"coordinates.used": "info", "crs.assumed_wgs84": "warning"}
    assert placed.frame.geometry[0].coords[0] == (108.2, 16.06)
    assert [each.id for each in placed.candidates] == ["4326", "4756"]


def test_headers_the_wrong_way_round():
    placed = settle_place(table(lon=[16.06], lat=[108.2]))
    assert placed.frame.geometry[0].coords[0] == (108.2, 16.06)
    assert rules(placed)["crs.swapped"] == "warning"


def test_bare_x_and_y_in_degrees_are_asked():
    asked = settle_place(table(x=[108.2], y=[16.06]))
    assert rules(asked) == {"coordinates.used": "info", "crs.ambiguous": "error"}
    assert [each.id for each in asked.candidates] == ["4326", "4756"]


def test_surveyors_write_north_as_x():
    frame = table(X=["1.777.138,30"], Y=["550.175,10"])
    asked = settle_place(frame)
    assert "5899+swapped" in {each.id for each in asked.candidates}
    placed = settle_place(frame, chosen="5899+swapped")
    assert placed.frame.geometry[0].coords[0] == pytest.approx((108.2208, 16.0678), abs=2e-6)
    assert rules(placed) == {"coordinates.used": "info", "crs.swapped": "warning"}


def test_unreadable_rows_are_named_and_blank_ones_have_no_place():
    placed = settle_place(
        table(lon=["108.2", "oops", "", "108.2"], lat=["16.06", "16.06", None, ""])
    )
    [told] = [each for each in placed.findings if each.rule == "coordinates.unreadable"]
    assert told.severity == "error"
    assert told.rows.tolist() == [1, 3]
    assert list(told.values) == ["oops | 16.06", "108.2 | "]
    assert placed.frame.geometry.notna().tolist() == [True, False, False, False]


def test_chosen_columns_that_hold_no_coordinates():
    placed = settle_place(table(a=["oops"], b=["no"]), coordinates=("a", "b"))
    assert rules(placed) == {
        "coordinates.used": "info",
        "coordinates.unreadable": "error",
        "crs.missing": "error",
    }


def test_chosen_columns():
    frame = table(a=[108.2], b=[16.06], lon=[1.0], lat=[1.0])
    placed = settle_place(frame, coordinates=("a", "b"), chosen="4326")
    assert placed.frame.geometry[0].coords[0] == (108.2, 16.06)
    assert placed.findings[0].params == {"columns": "a, b"}


@pytest.mark.parametrize("names", [("nothing", "b"), ("a", "b", "lon")])
def test_chosen_columns_that_are_not_there(names):
    with pytest.raises(BadOption):
        settle_place(table(a=[1], b=[2], lon=[3]), coordinates=names)


def test_n_beside_vietnamese_letters_is_told():
    placed = settle_place(table(lon=["108°12'Đ"], lat=["16°03'N"]))
    assert "coordinates.n_north" not in rules(placed)  # in its own column N stands alone
    mixed = settle_place(table(lon=["108°12'Đ"] * 2, lat=["16°03'N", "16°04'B"]))
    assert rules(mixed)["coordinates.n_north"] == "warning"
    assert mixed.frame.geometry.y.tolist() == pytest.approx([16.05, 16 + 4 / 60])
    south = settle_place(table(lon=["108°12'Đ"] * 2, lat=["36°03'N", "16°04'B"]))
    assert rules(south)["coordinates.n_south"] == "warning"
    assert south.frame.geometry.y[0] == pytest.approx(-36.05)


def test_wkt_of_lines_and_areas():
    cells = ["LINESTRING (108 16, 108.1 16.1)", "nonsense", None]
    placed = settle_place(table(WKT=cells))
    assert placed.frame.geometry[0].geom_type == "LineString"
    assert placed.frame.geometry.isna().tolist() == [False, True, True]
    [told] = [each for each in placed.findings if each.severity == "error"]
    assert (told.rule, told.rows.tolist()) == ("coordinates.unreadable", [1])


def test_a_table_layer_keeps_its_columns():
    placed = settle_place(table(lon=[108.2], lat=[16.06]), table=True)
    assert not isinstance(placed.frame, gpd.GeoDataFrame)
    assert (placed.findings, placed.how) == ([], None)
