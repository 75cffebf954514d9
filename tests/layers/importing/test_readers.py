"""Every row of a file comes out, or is told; whatever the state of the file."""

import json
import math
import sqlite3
import struct
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from layers.errors import UnreadableFile
from layers.importing.bundle import Bundle
from layers.importing.readers import list_parts
from tests.layers.importing.files import (
    archive,
    dbf_shape,
    open_path,
    patch,
    require_told,
    require_words,
    rules,
    shapefile,
    squares,
)

ROOT = Path(__file__).resolve().parents[3]


def raw(text: str) -> str:
    return text.encode().decode("ISO-8859-1")


# Shapefiles ---------------------------------------------------------------------------------------


def test_loose_parts_and_their_archive_give_the_same(tmp_path):
    shp = shapefile(tmp_path / "s")
    zipped = archive(tmp_path / "a.zip", *shp.parent.iterdir())
    for path in (shp, shp.with_suffix(".dbf"), shp.with_suffix(".shx"), zipped):
        opened = open_path(path, tmp_path)
        assert (opened.format, opened.rows_in_file, len(opened.frame)) == ("Shapefile", 4, 4)
        assert opened.frame["ten"].tolist() == [raw(f"Ô {i}") for i in range(4)]
        assert opened.frame.geometry.geom_equals(
            squares().geometry.set_crs(None, allow_override=True)
        ).all()
        assert (opened.crs_how, opened.raw_letters, opened.declared_encoding) == (
            "prj",
            True,
            "UTF-8",
        )
        assert opened.prj.startswith("PROJCS[")
        assert opened.findings == []


def test_bytes_of_any_encoding_come_through_unchanged(tmp_path):
    shp = shapefile(tmp_path / "s", squares(1))
    _, header, record = dbf_shape(shp.with_suffix(".dbf"))
    every = bytes(range(0x21, 0x7F)) + bytes(range(0x80, 0x100))
    for start in range(0, len(every), 70):
        part = every[start : start + 70]
        patch(shp.with_suffix(".dbf"), header + 1, part.ljust(80, b" "))
        (value,) = open_path(shp, tmp_path).frame["ten"]
        # A no-break space at the end is a blank to nobody but GDAL.
        assert value.encode("ISO-8859-1") == part
    assert record > 81


def test_a_table_without_its_shapes_is_a_table(tmp_path):
    shp = shapefile(tmp_path / "s")
    alone = tmp_path / "bang.dbf"
    alone.write_bytes(shp.with_suffix(".dbf").read_bytes())
    opened = open_path(alone, tmp_path)
    assert (opened.format, opened.rows_in_file) == ("DBF", 4)
    assert not isinstance(opened.frame, gpd.GeoDataFrame)
    assert opened.frame["so"].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("missing", "told"),
    [(".dbf", "part.dbf_missing"), (".prj", "part.prj_missing"), (".shx", "part.shx_rebuilt")],
)
def test_a_missing_part_is_told_and_no_row_is_lost(tmp_path, missing, told):
    shp = shapefile(tmp_path / "s")
    shp.with_suffix(missing).unlink()
    opened = open_path(shp, tmp_path)
    assert told in rules(opened)
    assert (opened.rows_in_file, len(opened.frame)) == (4, 4)
    assert opened.frame.geometry.notna().all()
    require_told(opened)


def test_shapes_that_are_missing_are_asked_for(tmp_path):
    shp = shapefile(tmp_path / "s")
    shp.unlink()
    shp.with_suffix(".dbf").unlink()
    with pytest.raises(UnreadableFile) as refusal:
        open_path(shp.with_suffix(".shx"), tmp_path)
    assert refusal.value.params["part"] == ".shp"


def test_an_unknown_cpg_is_told_and_handed_on(tmp_path):
    shp = shapefile(tmp_path / "s")
    shp.with_suffix(".cpg").write_text("TCVN-unknown")
    opened = open_path(shp, tmp_path)
    assert "part.cpg_unknown" in rules(opened)
    assert opened.declared_encoding == "TCVN-unknown"


@pytest.mark.parametrize("by", ["header", "length"])
def test_shapes_beyond_a_short_table_come_through_and_are_told(tmp_path, by):
    shp = shapefile(tmp_path / "s", squares(5))
    dbf = shp.with_suffix(".dbf")
    _, header, record = dbf_shape(dbf)
    if by == "header":
        patch(dbf, 4, struct.pack("<I", 3))
    else:
        dbf.write_bytes(dbf.read_bytes()[: header + 3 * record])
    opened = open_path(shp, tmp_path)
    assert (opened.rows_in_file, len(opened.frame)) == (5, 5)
    (finding,) = [f for f in opened.findings if f.rule == "rows.no_attributes"]
    assert finding.rows.tolist() == [3, 4]
    assert opened.frame["so"].tolist()[:3] == [0, 1, 2]
    assert opened.frame["so"].isna().tolist() == [False] * 3 + [True] * 2
    assert opened.frame.geometry.notna().all()


def test_records_beyond_the_shapes_are_told(tmp_path):
    shp, more = shapefile(tmp_path / "s", squares(2)), shapefile(tmp_path / "t", squares(3))
    shp.with_suffix(".dbf").write_bytes(more.with_suffix(".dbf").read_bytes())
    opened = open_path(shp, tmp_path)
    assert (opened.rows_in_file, len(opened.frame)) == (2, 2)
    (finding,) = [f for f in opened.findings if f.rule == "rows.no_shape"]
    assert finding.params == {"count": 1}


def test_deleted_records_are_counted_and_told_and_positions_stay_right(tmp_path):
    shp = shapefile(tmp_path / "s", squares(5))
    dbf = shp.with_suffix(".dbf")
    _, header, record = dbf_shape(dbf)
    patch(dbf, header + record, b"*")
    patch(shp, -136 + 8, struct.pack("<i", 5) + b"\xff" * 32 + struct.pack("<i", 2**30))
    opened = open_path(shp, tmp_path)
    assert (opened.rows_in_file, len(opened.frame)) == (5, 4)
    assert opened.frame["so"].tolist() == [0, 2, 3, 4]
    found = {f.rule: f for f in opened.findings}
    assert found["rows.deleted"].params == {"count": 1, "first": "2"}
    assert found["geometry.lost"].rows.tolist() == [3]
    assert found["geometry.lost"].severity == "error"


def test_of_shapes_cut_short_the_sound_ones_are_read(tmp_path):
    shp = shapefile(tmp_path / "s", squares(5))
    shp.write_bytes(shp.read_bytes()[:-150])
    for index in (True, False):
        if not index:
            shp.with_suffix(".shx").unlink()
        opened = open_path(shp, tmp_path)
        assert (opened.rows_in_file, len(opened.frame)) == (5, 5)
        (finding,) = [f for f in opened.findings if f.rule == "geometry.lost"]
        assert finding.rows.tolist() == [3, 4]
        assert opened.frame["so"].tolist() == [0, 1, 2, 3, 4]


def test_an_index_that_leads_astray_is_mended_from_the_shapes(tmp_path):
    shp = shapefile(tmp_path / "s", squares(5))
    patch(shp.with_suffix(".shx"), 100 + 8 * 2, struct.pack(">i", 2**28))
    patch(shp.with_suffix(".shx"), 100 + 8 * 3, struct.pack(">i", 60))
    opened = open_path(shp, tmp_path)
    assert rules(opened) == {"part.shx_mended"}
    assert opened.frame.geometry.geom_equals(
        squares(5).geometry.set_crs(None, allow_override=True)
    ).all()


@pytest.mark.parametrize("content", [b"", b"\0" * 140, None])
def test_a_broken_index_is_rebuilt(tmp_path, content):
    shp = shapefile(tmp_path / "s", squares(5))
    shx = shp.with_suffix(".shx")
    shx.write_bytes(shx.read_bytes()[:120] if content is None else content)
    opened = open_path(shp, tmp_path)
    assert rules(opened) == {"part.shx_rebuilt"}
    assert (opened.rows_in_file, len(opened.frame)) == (5, 5)
    assert opened.frame.geometry.notna().all()


def test_rows_without_a_shape_are_no_fault_of_the_file(tmp_path):
    frame = squares(3)
    frame.loc[1, "geometry"] = None
    opened = open_path(shapefile(tmp_path / "s", frame), tmp_path)
    assert opened.findings == []
    assert opened.frame.geometry.isna().tolist() == [False, True, False]


def test_solids_become_flat_polygons_and_are_told(tmp_path):
    """One multipatch record: an outer ring of a square, 5 points."""
    ring = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]
    points = b"".join(struct.pack("<2d", *p) for p in ring)
    heights = struct.pack("<2d", 0, 9) + struct.pack("<5d", *range(5))
    box4 = struct.pack("<4d", 0, 0, 1, 1)
    content = struct.pack("<i", 31) + box4 + struct.pack("<iiii", 1, 5, 0, 2) + points + heights
    record = struct.pack(">ii", 1, len(content) // 2) + content
    head = (
        struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 0) + struct.pack("<ii", 1000, 31) + box4 + bytes(32)
    )
    size = struct.pack(">i", (100 + len(record)) // 2)
    shp = tmp_path / "khoi.shp"
    shp.write_bytes(head[:24] + size + head[28:] + record)
    opened = open_path(shp, tmp_path)
    assert "geometry.multipatch" in rules(opened)
    (shape,) = opened.frame.geometry
    assert (shape.geom_type, shape.area, shape.has_z) == ("MultiPolygon", 1.0, False)


def test_heights_that_are_no_number_do_not_stop_the_reading(tmp_path):
    shapes = [Point(108, 16, 5), Point(108, 16, 5), None]
    frame = gpd.GeoDataFrame({"ten": ["a", "b", "c"]}, geometry=shapes, crs=4326)
    frame.to_file(tmp_path / "a.shp")
    patch(tmp_path / "a.shp", 100 + 44 + 8 + 4 + 16, struct.pack("<d", math.nan))
    frame.geometry = [Point(108, 16, 5), Point(108, 16, math.nan), None]
    frame.to_file(tmp_path / "a.gpkg")
    for path in (tmp_path / "a.shp", tmp_path / "a.gpkg"):
        opened = open_path(path, tmp_path)
        assert (opened.rows_in_file, len(opened.frame)) == (3, 3)
        assert opened.frame.geometry.isna().tolist() == [False, False, True]


# Others that GDAL reads ---------------------------------------------------------------------------


def test_a_geopackage_is_counted_by_itself_and_its_layer_chosen(tmp_path):
    path = tmp_path / "a.gpkg"
    squares(3).to_file(path, layer='một "lớp"')
    assert len(open_path(path, tmp_path).frame) == 3
    squares(2).to_file(path, layer="hai")
    squares(1).to_file(path, layer="layer_styles")
    bundle = Bundle.at(path)
    assert list_parts(bundle, folder=tmp_path) == ['một "lớp"', "hai"]
    with pytest.raises(UnreadableFile) as refusal:
        open_path(path, tmp_path)
    assert refusal.value.code == "unreadable.several_layers"
    opened = open_path(path, tmp_path, "hai")
    assert (opened.rows_in_file, opened.crs_how, opened.frame.crs.to_epsg()) == (
        2,
        "declared",
        5899,
    )
    inner = archive(tmp_path / "a.zip", path, shapefile(tmp_path / "s"))
    names = list_parts(Bundle.at(inner), folder=tmp_path / "p")
    assert names == ['a.gpkg/một "lớp"', "a.gpkg/hai", "lop.shp"]
    assert len(open_path(inner, tmp_path, "a.gpkg/hai").frame) == 2


def test_s33_curves_come_in_as_lines(tmp_path):
    path = tmp_path / "a.gpkg"
    squares(2).to_file(path, layer="a")
    arc = bytes.fromhex("475000010b170000") + struct.pack("<BII6d", 1, 8, 3, 0, 0, 1, 1, 2, 0)
    with closing(sqlite3.connect(path)) as db, db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("UPDATE a SET geom = ? WHERE fid = 1", (arc,))
    opened = open_path(path, tmp_path)
    assert opened.rows_in_file == len(opened.frame) == 2
    curve, square = opened.frame.geometry
    assert (curve.geom_type, square.geom_type) == ("LineString", "Polygon")
    assert curve.length == pytest.approx(math.pi, rel=1e-3)
    assert opened.findings == []


def test_a_geopackage_left_in_journal_mode_is_read_where_nothing_can_be_written(tmp_path):
    path = tmp_path / "a.gpkg"
    squares(2).to_file(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = wal")
    before = set(tmp_path.iterdir())
    assert len(open_path(path, tmp_path).frame) == 2
    assert set(tmp_path.iterdir()) == before


def test_features_keep_their_order_their_numbers_and_their_nested_values(tmp_path):
    features = [
        {"type": "Feature", "id": 7, "properties": {"a": {"b": ["đ"]}}, "geometry": None},
        {
            "type": "Feature",
            "id": 3,
            "properties": {"a": None},
            "geometry": {"type": "Point", "coordinates": [1, 2]},
        },
    ]
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8-sig"
    )
    opened = open_path(path, tmp_path)
    assert opened.rows_in_file == 2
    assert opened.frame["id"].tolist() == [7, 3]
    assert json.loads(opened.frame["a"].iloc[0]) == {"b": ["đ"]}
    assert opened.frame.geometry.isna().tolist() == [True, False]
    assert opened.frame.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:EPSG::5899", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:5899"]
)
def test_a_crs_by_name_is_taken(tmp_path, name):
    path = tmp_path / "a.geojson"
    crs = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": []}))
    assert open_path(path, tmp_path).crs_how == "declared"


def test_a_broken_line_is_one_row_lost(tmp_path):
    sound = '{"type": "Feature", "properties": {"a": 1}, "geometry": null}'
    path = tmp_path / "a.geojsonl"
    path.write_text(f"{sound}\n\n{sound[:-9]}\n{sound}\n" + '{"type": "Point"}\n')
    opened = open_path(path, tmp_path)
    assert (opened.rows_in_file, len(opened.frame)) == (4, 2)
    (finding,) = opened.findings
    assert finding.params == {"count": 2, "lines": "3, 5"}
    path.write_text(f"\x1e{sound}\n\x1e{sound}\n")
    assert (open_path(path, tmp_path).rows_in_file, len(open_path(path, tmp_path).frame)) == (2, 2)


def test_flatgeobuf_and_parquet(tmp_path):
    squares(3).to_file(tmp_path / "a.fgb")
    opened = open_path(tmp_path / "a.fgb", tmp_path)
    assert (opened.rows_in_file, sorted(opened.frame["so"])) == (3, [0, 1, 2])
    frame = squares(3).rename_geometry("hinh").set_index("ten")
    frame.to_parquet(tmp_path / "a.parquet")
    opened = open_path(tmp_path / "a.parquet", tmp_path)
    assert (opened.rows_in_file, opened.frame.geometry.name) == (3, "geometry")
    assert opened.frame["ten"].tolist() == ["Ô 0", "Ô 1", "Ô 2"]
    pd.DataFrame({"a": [1, 2], "b": [{"c": 1}, {"c": 2}]}).to_parquet(tmp_path / "b.parquet")
    table = open_path(tmp_path / "b.parquet", tmp_path)
    assert (table.frame["b"].iloc[0], table.crs_how) == ('{"c": 1}', None)


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>D</name>
<Folder><name>Cột</name><Placemark><name>Đường 1</name><ExtendedData><Data name="cao"><value>15</value></Data>
</ExtendedData><Point><coordinates>108,16,0</coordinates></Point></Placemark>
<Placemark><name>x</name></Placemark></Folder>
<Folder><name>Tuyến</name><Placemark><name>t</name><LineString><coordinates>108,16 109,17</coordinates></LineString>
</Placemark><NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink></Folder>
<Folder><name>Trống</name></Folder></Document></kml>"""


def test_folders_of_a_kml_are_layers(tmp_path):
    path = tmp_path / "doc.kml"
    path.write_text(KML, encoding="utf-8")
    for file in (path, archive(tmp_path / "a.kmz", path)):
        assert list_parts(Bundle.at(file), folder=tmp_path / file.suffix) == ["Cột", "Tuyến"]
        opened = open_path(file, tmp_path, "Cột")
        assert (opened.format, opened.rows_in_file, len(opened.frame)) == (
            file.suffix[1:].upper(),
            2,
            2,
        )
        assert opened.frame["Name"].tolist() == ["Đường 1", "x"]
        assert opened.frame["cao"].tolist()[0] == "15"
        assert set(opened.frame) == {"Name", "cao", "geometry"}
        assert rules(opened) == {"kml.network_link"}


ONE_FOLDER = KML[: KML.index("<Folder><name>Tuyến")] + "</Document></kml>"
VIETNAMESE = {
    "Neutral": (b"\xa7\xb5 N\xbdng", None),
    "WindowsVietnamese": ("Đà N".encode("cp1258") + b"\xe3\xdeng", "cp1258"),
    "UTF-8": ("Đà Nẵng".encode(), "UTF-8"),
    "WindowsLatin1": (b"\xa7\xb5 N\xbdng", "cp1252"),
}


@pytest.mark.parametrize("charset", VIETNAMESE)
def test_letters_of_mapinfo_come_as_the_bytes_they_are(tmp_path, charset):
    name, declared = VIETNAMESE[charset]
    mif = tmp_path / "A.MIF"
    mif.write_text(
        f'Version 300\nCharset "{charset}"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 2\n'
        "  ten Char(40)\n  n Integer\nData\nPoint 108 16\n    Symbol (35,0,12)\nPoint 109 17\n"
    )
    (tmp_path / "A.MID").write_bytes(b'"' + name + b'",1\n"a, b",2\n')
    opened = open_path(mif, tmp_path)
    assert (opened.format, opened.rows_in_file, len(opened.frame)) == ("MapInfo MIF", 2, 2)
    assert opened.frame["ten"].iloc[0].encode("ISO-8859-1") == name
    assert (opened.raw_letters, opened.declared_encoding, opened.crs_how) == (
        True,
        declared,
        "declared",
    )


def test_a_mapinfo_table_from_its_parts(tmp_path):
    squares().to_file(tmp_path / "a.tab", driver="MapInfo File", encoding="UTF-8")
    opened = open_path(tmp_path / "a.dat", tmp_path)
    assert (opened.format, opened.rows_in_file, len(opened.frame)) == ("MapInfo TAB", 4, 4)
    assert opened.frame["so"].tolist() == [0, 1, 2, 3]
    (tmp_path / "a.map").unlink()
    assert rules(open_path(tmp_path / "a.tab", tmp_path)) == {"part.map_missing"}
    (tmp_path / "a.dat").unlink()
    with pytest.raises(UnreadableFile) as refusal:
        open_path(tmp_path / "a.tab", tmp_path)
    assert refusal.value.params["part"] == ".dat"


def dxf(entities: str, version: str = "AC1015") -> str:
    head = f"0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\n{version}\n9\n$DWGCODEPAGE\n3\nANSI_1258\n0\nENDSEC\n"
    return f"{head}0\nSECTION\n2\nENTITIES\n{entities}0\nENDSEC\n0\nEOF\n"


def test_entities_of_a_drawing_keep_layer_and_text(tmp_path):
    entities = (
        "0\nPOINT\n8\nCOT\n10\n108\n20\n16\n0\nTEXT\n8\nCHU\n10\n1\n20\n1\n40\n1\n1\nH\xb5 N\xe9i\n"
        "0\nLWPOLYLINE\n8\nRANH\n90\n3\n70\n1\n10\n0\n20\n0\n10\n1\n20\n0\n10\n1\n20\n1\n"
        "0\nXLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n"
    )
    path = tmp_path / "a.dxf"
    path.write_text(dxf(entities), encoding="ISO-8859-1")
    opened = open_path(path, tmp_path)
    assert (opened.rows_in_file, len(opened.frame)) == (4, 3)
    assert opened.frame["Layer"].tolist() == ["COT", "CHU", "RANH"]
    assert opened.frame["Text"].tolist()[1] == "H\xb5 N\xe9i"
    assert (opened.raw_letters, opened.declared_encoding, opened.frame.crs) == (
        True,
        "cp1258",
        None,
    )
    assert opened.frame.geometry.iloc[2].equals(LineString([(0, 0), (1, 0), (1, 1), (0, 0)]))
    (finding,) = opened.findings
    assert finding.params == {"count": 1, "kinds": "XLINE × 1"}
    path.write_text(dxf(entities.replace("H\xb5 N\xe9i", "Hà Nội"), "AC1027"), encoding="utf-8")
    opened = open_path(path, tmp_path)
    assert (opened.frame["Text"].tolist()[1], opened.raw_letters) == ("Hà Nội", False)


# All at once --------------------------------------------------------------------------------------


def sound_index(shp: Path) -> int | None:
    """Entries of the .shx beside a .shp, where its own header agrees."""
    shx = shp.with_suffix(".shx")
    if not shx.exists():
        return None
    content = shx.read_bytes()
    said = struct.unpack(">i", content[24:28])[0] * 2
    return (len(content) - 100) // 8 if said == len(content) else None


def test_every_dirty_file_comes_in_whole_or_is_refused_in_words(shared_data, tmp_path):
    seen = 0
    for path in sorted((shared_data / "dirty").rglob("*")):
        if path.suffix.lower() not in (".shp", ".dbf", ".zip"):
            continue
        parts = tmp_path / f"parts{seen}{path.suffix}"
        try:
            names = list_parts(Bundle.at(path), folder=parts)
            opened = open_path(path, tmp_path, names[0] if len(names) > 1 else None)
        except UnreadableFile as refusal:
            require_words(refusal, path.name)
            assert path.name == "empty_zipfile.zip"
            continue
        seen += 1
        require_told(opened)
        count = sound_index(path) if path.suffix == ".shp" else None
        assert opened.rows_in_file == (opened.rows_in_file if count is None else count)
        told = {"rows.lost", "rows.deleted"} & rules(opened)
        assert len(opened.frame) == opened.rows_in_file or told
    assert seen > 30


FAMILIES = ("shp", "shx", "dbf", "zip", "gpkg", "geojson", "geojsonl", "fgb", "parquet", "kml", "tab", "map", "dat",
            "mif", "dxf", "csv", "xlsx")  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A sound file of each family, with its parts beside it."""
    folder = tmp_path_factory.mktemp("sound")
    degrees = squares(6).to_crs(4326)
    shp = shapefile(folder / "shp")
    archive(folder / "a.zip", *shp.parent.iterdir())
    (folder / "a.kml").write_text(ONE_FOLDER, encoding="utf-8")
    for suffix in ("gpkg", "geojson", "geojsonl", "fgb"):
        degrees.to_file(
            folder / f"a.{suffix}", **{"driver": "GeoJSONSeq"} if suffix == "geojsonl" else {}
        )
    degrees.to_parquet(folder / "a.parquet")
    degrees.to_file(folder / "t.tab", driver="MapInfo File")
    degrees.to_file(folder / "m.mif", driver="MapInfo File")
    degrees.geometry.to_file(folder / "a.dxf", driver="DXF")
    pd.DataFrame(degrees).astype({"geometry": str}).to_csv(folder / "a.csv", index=False)
    pd.DataFrame(squares(6).drop(columns="geometry")).to_excel(folder / "a.xlsx", index=False)
    return folder


def beside(folder: Path, family: str) -> tuple[Path, list[Path]]:
    """The file that is damaged, and all that come with it."""
    if family in ("shp", "shx", "dbf"):
        return folder / "shp" / f"lop.{family}", list((folder / "shp").iterdir())
    path = next(folder.glob(f"*.{family}"))
    return path, [
        p for p in folder.iterdir() if p.stem == path.stem and (p == path or path.stem in "tm")
    ]


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_files_are_read_or_refused_and_nothing_else(sound, tmp_path_factory, family, data):
    folder = tmp_path_factory.mktemp("damaged")
    path, parts = beside(sound, family)
    for part in parts:
        (folder / part.name).write_bytes(part.read_bytes())
    content = bytearray(path.read_bytes())
    places = st.integers(0, len(content) - 1) | st.integers(0, min(200, len(content) - 1))
    for at, value in data.draw(
        st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=6)
    ):
        content[at] = value
    cut = data.draw(st.none() | st.integers(1, len(content)))
    (folder / path.name).write_bytes(bytes(content[:cut]))
    work = folder / "work"
    work.mkdir()
    try:
        opened = open_path(folder / path.name, work)
    except UnreadableFile as refusal:
        require_words(refusal, path.name if "file" in refusal.params else "")
    else:
        require_told(opened)
        assert opened.frame.index.equals(pd.RangeIndex(len(opened.frame)))


# Drivers ------------------------------------------------------------------------------------------


def run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_list_of_drivers_comes_without_loading_any_library():
    script = "import sys; from layers.importing.readers.drivers import skip_list; skip_list()"
    assert (
        run(f"{script}; print([m for m in ('numpy', 'pandas', 'pyogrio') if m in sys.modules])")
        == "[]"
    )


def test_s05_with_the_list_gdal_has_the_allowed_drivers_and_no_other():
    script = """
import os
from layers.importing.readers.drivers import ALLOWED, require_allowed, skip_list
os.environ["GDAL_SKIP"] = skip_list()
require_allowed()
import pyogrio
print(sorted(pyogrio.list_drivers()) == sorted(ALLOWED))
"""
    assert run(script) == "True"


def test_s05_any_other_driver_stops_the_worker():
    from layers.importing.readers.drivers import require_allowed

    with pytest.raises(RuntimeError, match="OGR_VRT"):
        require_allowed()
