"""What is drawn is measured on the ground, told in words, and written to files with its measures."""

import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Geod

from layers.drawings.drawing import Feature
from layers.drawings.measure import Measured, measure
from layers.drawings.sentences import area_text, fault_text, length_text, measured_text
from layers.errors import BadOption
from layers.words import Words
from tests.layers.drawings.conftest import BOW_TIE, SQUARE, area, line, point

VI, EN = Words("vi"), Words("en")


def feature(shape) -> Feature:
    return Feature("f", **shape)


def test_lengths_and_areas_are_those_of_the_ellipsoid():
    lon, lat = zip(*SQUARE, strict=True)
    area_m2, border_m = Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)
    measured = measure(feature(area(SQUARE)))
    assert measured.area_m2 == pytest.approx(abs(area_m2), rel=1e-6)
    assert measured.length_m == pytest.approx(border_m, rel=1e-9)
    way = measure(feature(line(SQUARE[:2])))
    assert way.length_m == pytest.approx(Geod(ellps="WGS84").line_length(lon[:2], lat[:2]))
    assert way.area_m2 is None
    assert measure(feature(point())) == Measured()


def test_a_border_that_crosses_itself_or_holds_no_ground_is_told_and_not_measured():
    crossing = feature(area(BOW_TIE))
    flat = feature(area([SQUARE[0], SQUARE[1], [108.205, 16.0], SQUARE[0]]))
    assert measure(crossing) == Measured(fault="crosses")
    assert measure(flat) == Measured(fault="flat")
    assert measured_text(crossing, VI) == ""
    assert "tự cắt" in fault_text(crossing, VI)
    assert "straight line" in fault_text(flat, EN)


@pytest.mark.parametrize(
    ("length_m", "vi", "en"),
    [
        (12.34, "12,3 m", "12.3 m"),
        (842.4, "842 m", "842 m"),
        (3213, "3,21 km", "3.21 km"),
        (1_234_500, "1.234,5 km", "1,234.5 km"),
    ],
)
def test_lengths_in_words(length_m, vi, en):
    assert (length_text(length_m, VI), length_text(length_m, EN)) == (vi, en)


@pytest.mark.parametrize(
    ("area_m2", "vi", "en"),
    [(420, "420 m²", "420 m²"), (32_000, "3,20 ha", "3.20 ha"), (7_412_000, "7,41 km²", "7.41 km²")],
)  # fmt: skip
def test_areas_in_words(area_m2, vi, en):
    assert (area_text(area_m2, VI), area_text(area_m2, EN)) == (vi, en)


@pytest.fixture
def mixed(add):
    add("f1", area(SQUARE), label="=1+1 Khu phố")
    add("f2", line(SQUARE[:2]), label="Đường Bạch Đằng")
    return add("f3", area(BOW_TIE))


@pytest.mark.parametrize("file_format", ["geojson", "gpkg"])
def test_one_file_holds_every_shape_with_its_measures(book, mixed, tmp_path, file_format):
    out = tmp_path / f"drawing.{file_format}"
    assert book.export(mixed.id, out, file_format=file_format) == 3
    frame = gpd.read_file(out)
    assert frame.crs.to_epsg() == 4326
    assert list(frame["label"])[1] == "Đường Bạch Đằng"
    assert list(frame["area_m2"].isna()) == [False, True, True]
    assert frame["area_m2"][0] == pytest.approx(measure(mixed.features[0]).area_m2)
    assert list(frame["fault"].fillna("")) == ["", "", "crosses"]


def test_a_shapefile_for_each_kind_of_shape(book, mixed, tmp_path):
    out = tmp_path / "drawing.zip"
    book.export(mixed.id, out, file_format="shp")
    with zipfile.ZipFile(out) as held:
        names = held.namelist()
    assert len(names) == len(set(names))
    assert {"ban_ve_line.shp", "ban_ve_area.prj", "ban_ve_area.cpg"} <= set(names)
    lines = gpd.read_file(f"zip://{out}!ban_ve_line.shp")
    assert list(lines["TEN"]) == ["Đường Bạch Đằng"]


def test_a_spreadsheet_runs_nothing_and_keeps_the_shapes(book, mixed, tmp_path):
    out = tmp_path / "drawing.csv"
    book.export(mixed.id, out, file_format="csv")
    table = pd.read_csv(out)
    assert table["label"][0] == "'=1+1 Khu phố"
    assert table["wkt"][1].startswith("LINESTRING (108.2 16")


def test_an_empty_drawing_is_written_too(book, drawing, tmp_path):
    for file_format, suffix in (("geojson", "geojson"), ("csv", "csv"), ("shp", "zip")):
        assert book.export(drawing.id, tmp_path / f"d.{suffix}", file_format=file_format) == 0


def test_other_formats_are_refused(book, drawing, tmp_path):
    with pytest.raises(BadOption):
        book.export(drawing.id, tmp_path / "d.dxf", file_format="dxf")
