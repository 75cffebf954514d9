"""Clean files come in whole; what cannot be judged is refused in one sentence."""

import json
import sqlite3
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon

from layers.errors import BadOption, UnknownField, UnreadableFile
from layers.importing.check import examine
from layers.importing.choices import Choices
from layers.spec import load_specs
from layers.words import Words

SPECS = load_specs()
MASTS = SPECS["antenna_mast"]
COMMUNES = SPECS["admin_commune"]
FULL = {
    "province_code": "48",
    "owner": "VNPT",
    "status": "existing",
    "data_date": "2026-01-31",
    "mast_class": "A2a",
    "mount": "building_roof",
    "height_m": "15",
}


@pytest.fixture
def sites():
    names = ["Cột Đà Nẵng 1", "Cột Hải Châu 2"]
    points = [Point(108.2, 16.06), Point(108.21, 16.07)]
    return gpd.GeoDataFrame({"feature_id": ["a", "b"], "name": names}, geometry=points, crs=4326)


def write(frame, path):
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".zip":
        folder = path.with_suffix("")
        folder.mkdir()
        frame.to_file(folder / "lop.shp", encoding="UTF-8")
        with zipfile.ZipFile(path, "w") as archive:
            for part in folder.iterdir():
                archive.write(part, part.name)
    else:
        frame.to_file(path)
    return path


def rules(report) -> set[str]:
    return {finding.rule for finding in report.findings}


def told(report, rule: str) -> list[tuple[int | None, str | None]]:
    """Rows (from 1) and values of a rule, as they are shown."""
    found = [f for f in report.findings if f.rule == rule]
    return [(e["row"], e["value"]) for f in found for e in f.to_json(Words("en"))]


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg", ".geojson", ".zip"])
def test_every_format_gives_the_same_layer(sites, tmp_path, suffix):
    path = write(sites, tmp_path / f"masts{suffix}")
    found = examine(path, MASTS, Choices(given=FULL, mapping={}))
    report = found.report
    assert report.errors == []
    assert (report.rows_in_file, report.rows_read, report.rows_accepted) == (2, 2, 2)
    assert (report.epsg, report.encoding) == (4326, "UTF-8")
    frame = found.frame
    assert frame["name"].tolist() == ["Cột Đà Nẵng 1", "Cột Hải Châu 2"]
    assert frame["height_m"].tolist() == [15.0, 15.0]
    assert frame.geometry.tolist() == sites.geometry.tolist()


def test_metric_coordinates_come_out_in_degrees(sites, tmp_path):
    path = write(sites.to_crs(5899), tmp_path / "masts.gpkg")
    found = examine(path, MASTS, Choices(given=FULL))
    assert found.report.epsg == 5899
    assert found.frame.geometry.iloc[0].distance(Point(108.2, 16.06)) < 1e-7


def test_a_layer_without_a_crs_is_refused_until_it_is_named(sites, tmp_path):
    metric = sites.to_crs(5899)
    metric = metric.set_crs(None, allow_override=True)
    path = write(metric, tmp_path / "masts.zip")
    refused = examine(path, MASTS, Choices(given=FULL)).report
    assert "crs.ambiguous" in {f.rule for f in refused.errors}
    assert "5899" in {candidate.id for candidate in refused.candidates}
    assert refused.rows_accepted == 0
    named = examine(path, MASTS, Choices(given=FULL, place="5899"))
    assert named.report.errors == []
    assert named.report.crs_how == "chosen"
    assert named.frame.geometry.iloc[0].distance(Point(108.2, 16.06)) < 1e-7


def test_an_empty_layer_is_refused(sites, tmp_path):
    path = write(sites.iloc[:0], tmp_path / "masts.gpkg")
    assert [f.rule for f in examine(path, MASTS, Choices(given=FULL)).report.errors] == [
        "layer.empty"
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.gpkg", b"%PDF-1.7 this is a letter", "not_what_name_says"),
        ("a.geojson", b"\x89PNG....", "not_what_name_says"),
        ("a.zip", b"SQLite format 3\0" + bytes(100), "not_what_name_says"),
        ("a.geojson", b"<OGRVRTDataSource></OGRVRTDataSource>", "not_kml"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [', "bad_json"),
        ("a.geojson", b'{"type": "gdal_streamed_alg"}', "points_elsewhere"),
        ("a.gpkg", b"", "no_bytes"),
        ("a.parquet", b"PAR1 and nothing more", "broken"),
        ("a.zip", b"PK\x03\x04 and nothing more", "bad_zip"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        examine(path, None)
    assert refusal.value.code == f"unreadable.{reason}"
    for lang in ("vi", "en"):
        sentence = Words(lang)(f"error.{refusal.value.code}", **refusal.value.params)
        assert name in sentence


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableFile, match="There is no file"):
        examine(tmp_path / "none.gpkg", None)


def test_a_geojson_that_wants_its_crs_fetched_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": link, "features": []}))
    with pytest.raises(UnreadableFile) as refusal:
        examine(path, None)
    assert refusal.value.code == "unreadable.crs_link"


def test_a_broken_geopackage_is_refused(tmp_path, sites):
    path = write(sites, tmp_path / "a.gpkg")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3])
    with pytest.raises(UnreadableFile):
        examine(path, None)


def test_a_geopackage_with_several_layers_is_refused(tmp_path, sites):
    path = tmp_path / "a.gpkg"
    sites.to_file(path, layer="one")
    sites.to_file(path, layer="two")
    with pytest.raises(UnreadableFile) as refusal:
        examine(path, None)
    assert refusal.value.params["layers"] == "one, two"


def test_a_geopackage_without_layers_is_refused(tmp_path, sites):
    path = write(sites, tmp_path / "a.gpkg")
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM gpkg_contents")
        db.execute("DELETE FROM gpkg_geometry_columns")
        db.execute("DROP TABLE a")
    with pytest.raises(UnreadableFile):
        examine(path, None)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("../a.shp", "zip_path"),
        ("/a.shp", "zip_path"),
        ("c:\\a.shp", "zip_path"),
        ("readme.txt", "zip_no_data"),
        ("a.shp", "not_what_name_says"),
    ],
)
def test_unsafe_or_useless_archives_are_refused(tmp_path, entry, reason):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, b"x")
    with pytest.raises(UnreadableFile) as refusal:
        examine(path, None)
    assert refusal.value.code == f"unreadable.{reason}"


def test_an_archive_that_swells_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(150 * 2**20))
    with pytest.raises(UnreadableFile) as refusal:
        examine(path, None)
    assert refusal.value.code == "unreadable.zip_too_large"


def test_rows_that_a_short_dbf_hides_are_found(tmp_path, sites):
    """GDAL drops them without a word; the index file of the shapes still counts them."""
    path = write(sites, tmp_path / "a.zip")
    folder = path.with_suffix("")
    dbf = folder / "lop.dbf"
    content = bytearray(dbf.read_bytes())
    content[4:8] = (1).to_bytes(4, "little")
    dbf.write_bytes(content)
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)
    report = examine(path, None).report
    assert (report.rows_in_file, report.rows_read, report.rows_accepted) == (2, 2, 2)
    assert [row for row, _ in told(report, "rows.no_attributes")] == [2]


def test_letters_of_another_encoding_are_asked_for(tmp_path, sites):
    path = tmp_path / "a.zip"
    folder = tmp_path / "a"
    folder.mkdir()
    names = ["Café", "Çà et là"]
    sites.assign(name=names).to_file(folder / "a.shp", encoding="ISO-8859-1")
    (folder / "a.cpg").unlink()
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)
    assert "encoding.unknown" in {f.rule for f in examine(path, None).report.errors}
    named = examine(path, None, Choices(encoding="latin-1"))
    assert named.report.errors == []
    assert named.frame["name"].tolist() == names


def test_a_missing_required_field_is_an_error_until_it_is_set(tmp_path, sites):
    path = write(sites, tmp_path / "a.gpkg")
    missing = {f.column for f in examine(path, MASTS).report.errors}
    assert missing == set(FULL)
    assert examine(path, MASTS, Choices(given=FULL)).report.errors == []


def test_columns_are_mapped_by_short_name_label_and_choice(tmp_path, sites):
    frame = sites.rename(columns={"feature_id": "FID_", "name": "Tên đối tượng"})
    frame["nguoi"] = "Viettel"
    path = write(frame, tmp_path / "a.gpkg")
    given = {k: v for k, v in FULL.items() if k != "owner"}
    found = examine(path, MASTS, Choices(given=given, mapping={"owner": "nguoi"}))
    assert found.report.errors == []
    assert found.frame["feature_id"].tolist() == ["a", "b"]
    assert found.frame["owner"].tolist() == ["Viettel", "Viettel"]
    assert "name" in found.frame


def test_columns_that_mean_nothing_here_are_kept_and_told(tmp_path, sites):
    path = write(sites.assign(mau_son="vàng"), tmp_path / "a.gpkg")
    found = examine(path, MASTS, Choices(given=FULL))
    assert [f.column for f in found.report.findings if f.rule == "field.unknown"] == ["mau_son"]
    assert found.frame["mau_son"].tolist() == ["vàng", "vàng"]


def test_values_of_the_wrong_type_name_row_and_value(tmp_path, sites):
    path = write(sites.assign(height_m=["15", "cao"]), tmp_path / "a.gpkg")
    given = {k: v for k, v in FULL.items() if k != "height_m"}
    report = examine(path, MASTS, Choices(given=given)).report
    (fault,) = report.errors
    assert (fault.rule, fault.column) == ("value.type", "height_m")
    assert told(report, "value.type") == [(2, "cao")]
    assert (report.rows_accepted, report.rows_set_aside) == (1, 1)


def test_values_outside_the_list_are_warned_of_and_kept(tmp_path, sites):
    path = write(sites, tmp_path / "a.gpkg")
    found = examine(path, MASTS, Choices(given=FULL | {"mast_class": "B9"}))
    (finding,) = [f for f in found.report.findings if f.rule == "value.not_listed"]
    assert finding.severity == "warning"
    assert told(found.report, "value.not_listed") == [(1, "B9"), (2, "B9")]
    assert found.frame["mast_class"].tolist() == ["B9", "B9"]


def test_repeated_ids_are_errors(tmp_path, sites):
    path = write(sites.assign(feature_id="a"), tmp_path / "a.gpkg")
    report = examine(path, MASTS, Choices(given=FULL)).report
    assert rules(report) >= {"id.repeated"}
    assert told(report, "id.repeated") == [(2, "a")]


def test_rows_without_a_position_are_kept_as_unknown(tmp_path, sites):
    sites.loc[1, "geometry"] = None
    path = write(sites, tmp_path / "a.gpkg")
    found = examine(path, MASTS, Choices(given=FULL))
    assert found.report.errors == []
    assert found.report.rows_accepted == 2
    assert told(found.report, "geometry.missing") == [(2, None)]


def test_a_crossed_ring_is_refused_and_repaired_only_when_accepted(tmp_path):
    bow = Polygon([(108, 16), (109, 17), (109, 16), (108, 17)])
    rows = {"code": ["20194"], "full_name": ["Phường Hải Châu"], "province_code": ["48"]}
    path = write(gpd.GeoDataFrame(rows, geometry=[bow], crs=4326), tmp_path / "a.gpkg")
    refused = examine(path, COMMUNES).report
    assert [row for row, _ in told(refused, "geometry.invalid")] == [1]
    assert [fault.rule for fault in refused.faults] == ["geometry.invalid"]
    repaired = examine(path, COMMUNES, Choices(accept=("geometry.invalid",)))
    assert repaired.report.errors == []
    assert "geometry.repaired" in rules(repaired.report)
    assert repaired.frame.geometry.iloc[0].area == pytest.approx(0.5)


def test_administrative_fields_are_derived_and_told(tmp_path):
    rows = {
        "code": ["20194", "22736"],
        "full_name": ["Phường Hải Châu", "Đặc khu Trường Sa"],
        "province_code": ["48", "56"],
    }
    shapes = [Point(108.2, 16).buffer(0.1), Point(112, 9).buffer(0.1)]
    path = write(gpd.GeoDataFrame(rows, geometry=shapes, crs=4326), tmp_path / "a.gpkg")
    found = examine(path, COMMUNES)
    assert found.report.errors == []
    assert found.frame["type"].tolist() == ["phường", "đặc khu"]
    assert found.frame["name"].tolist() == ["Hải Châu", "Trường Sa"]
    assert found.frame["unit_key"].tolist() == ["v2026-04:20194", "v2026-04:22736"]
    filled = {f.column for f in found.report.findings if f.rule == "field.filled"}
    assert {"version", "unit_key", "name", "type", "province_key", "valid_from"} <= filled


def test_numbered_wards_keep_their_number_as_name(tmp_path):
    rows = {"code": ["27046"], "full_name": ["Phường 5"], "province_code": ["79"]}
    shape = Point(106.7, 10.8).buffer(0.1)
    path = write(gpd.GeoDataFrame(rows, geometry=[shape], crs=4326), tmp_path / "a.gpkg")
    assert examine(path, COMMUNES).frame["name"].tolist() == ["Phường 5"]


def test_swapped_axes_are_warned_of(tmp_path, sites):
    swapped = sites.set_geometry([Point(p.y, p.x) for p in sites.geometry], crs=4326)
    path = write(swapped, tmp_path / "a.geojson")
    report = examine(path, MASTS, Choices(given=FULL)).report
    assert "crs.swapped" in rules(report)
    assert report.epsg == 4326
    assert report.rows_accepted == 2


def test_a_table_without_geometry_comes_in_as_a_table(tmp_path):
    rows = pd.DataFrame(
        {
            "unit_key": ["v2025-07:20194"],
            "tier": ["commune"],
            "period": ["2025-10"],
            "scheme": ["full_partial"],
            "counting_unit": ["procedure"],
            "source_doc": ["x"],
            "n_full": [12],
        }
    )
    path = tmp_path / "a.parquet"
    rows.to_parquet(path)
    found = examine(path, SPECS["service_availability"])
    assert found.report.errors == []
    assert found.frame["n_full"].tolist() == [12]


@pytest.mark.parametrize(
    ("choices", "error"),
    [
        (Choices(place="999999"), BadOption),
        (Choices(encoding="tcvn99"), BadOption),
        (Choices(accept=("everything",)), BadOption),
        (Choices(given={"no_such": "1"}), UnknownField),
        (Choices(mapping={"owner": "no_such"}), UnknownField),
    ],
)
def test_choices_that_name_nothing_are_refused(tmp_path, sites, choices, error):
    path = write(sites, tmp_path / "a.zip")
    with pytest.raises(error):
        examine(path, MASTS, choices)


def test_the_report_has_the_promised_form(tmp_path, sites):
    path = write(sites, tmp_path / "a.gpkg")
    content = examine(path, MASTS).report.to_json("en")
    assert set(content) == {
        "file", "layer", "format", "rows_in_file", "rows_read", "rows_accepted",
        "rows_set_aside", "crs", "encoding", "findings", "rules_checked", "version",
    }  # fmt: skip
    assert set(content["crs"]) == {"epsg", "how", "candidates"}
    assert set(content["encoding"]) == {"name", "how", "sample"}
    assert set(content["findings"][0]) == {
        "rule", "severity", "row", "column", "value", "message", "fix",
    }  # fmt: skip
    json.dumps(content)
