"""Dirty files, as they come: every row is accounted for, nothing crashes, and each refusal is a sentence."""

import io
import struct
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from layers.errors import HatangError
from layers.importing.bundle import Bundle
from layers.importing.check import Examined, examine
from layers.importing.choices import Choices
from layers.importing.readers import list_parts
from layers.importing.report import Report
from layers.publishing import check_file
from layers.spec import LayerSpec, load_specs
from layers.words import LANGUAGES, explain
from tests.layers.importing.files import archive, dbf_shape, patch, shapefile

SPECS = load_specs()
COMMON = {
    "province_code": "48",
    "owner": "VNPT",
    "status": "existing",
    "data_date": "2026-01-31",
}
# A layer for each kind of shape, and what it requires.
KINDS = {
    "Point": ("antenna_mast", {"mast_class": "A2a", "mount": "ground", "height_m": "15"}),
    "LineString": (
        "duct_route",
        {
            "underground_class": "N1_telecom_only",
            "construction": "duct_and_pit",
            "length_m": "10",
            "street": "Lê Duẩn",
        },
    ),
    "Polygon": (
        "coverage_area",
        {
            "technology": "4G",
            "service_area_class": "voice",
            "environment": "outdoor",
            "method": "modelled",
        },
    ),
}
ACCEPT = (
    "geometry.invalid",
    "geometry.type",
    "geometry.lost",
    "geometry.out_of_range",
    "id.missing",
)
SAMPLE = (
    "pyshp_mit/REL.zip",
    "pyshp_mit/merge.shp",
    "pyshp_mit/empty_zipfile.zip",
    "shapelib_rgeo_bsd_mit/missing_dbf_attributes/test.shp",
    "shapelib_rgeo_bsd_mit/ring_self_intersection/test.shp",
    "shapelib_rgeo_bsd_mit/shapelib_testcases/test13.shp",
)


def dirty_files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in (".shp", ".zip", ".dbf"))


def parts_of(path: Path) -> list[str | None]:
    with tempfile.TemporaryDirectory() as folder:
        names = list_parts(Bundle.at(path), folder=Path(folder))
    return names if len(names) > 1 else [None]


def kind_of(found: Examined) -> str | None:
    """What most of its shapes are."""
    if not isinstance(found.raw, gpd.GeoDataFrame) or found.raw.geometry.isna().all():
        return None
    kinds = found.raw.geom_type.dropna().str.removeprefix("Multi")
    return kinds.mode().iloc[0]


def layer_for(kind: str | None) -> tuple[LayerSpec, dict[str, str]]:
    layer_id, more = KINDS[kind or "Point"]
    return SPECS[layer_id], COMMON | more


def indexed(path: Path, part: str | None) -> int | None:
    """What a sound .shx counts, beside the file or within the archive."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as held:
            stem = None if part is None else Path(part).stem
            names = [n for n in held.namelist() if n.endswith(".shx")]
            names = [n for n in names if stem in (None, Path(n).stem)]
            content = held.read(names[0]) if names else b""
    else:
        shx = path.with_suffix(".shx")
        content = shx.read_bytes() if shx.is_file() else b""
    if len(content) < 100 or struct.unpack(">i", content[24:28])[0] * 2 != len(content):
        return None
    return (len(content) - 100) // 8


def require_accounted(report: Report, counted: int | None) -> None:
    """Every row is either accepted or set aside, and there are as many as the index says."""
    assert report.rows_accepted + report.rows_set_aside == report.rows_in_file
    assert report.rows_accepted >= 0
    assert report.rows_set_aside >= 0
    if counted is not None:
        assert report.rows_in_file == counted


def require_sayable(report: Report) -> None:
    """Every finding says in both languages what, where and how to mend it; none is a crash."""
    assert "rule.crashed" not in {finding.rule for finding in report.findings}
    for lang in LANGUAGES:
        for entry in report.to_json(lang)["findings"]:
            assert entry["message"], entry
            assert "{" not in entry["message"], entry
            if entry["severity"] == "error":
                assert entry["fix"], entry


def require_refused_in_words(refusal: HatangError, path: Path) -> None:
    said = {lang: explain(refusal, lang) for lang in LANGUAGES}
    assert said["vi"] != said["en"]
    for sentence in said.values():
        assert path.name in sentence
        # One sentence says what is wrong, another what to do.
        assert sentence.count(". ") >= 1


def examine_in_ways(path: Path, part: str | None) -> list[Report]:
    """Alone; as a layer; as a layer with everything chosen that can be, so that all rules see the rows.

    A table that has its shapes beside it was a layer with them.
    """
    alone = examine(path, None, Choices(part=part))
    spec, given = layer_for(kind_of(alone))
    twin = path.suffix == ".dbf" and path.with_suffix(".shp").exists()
    asked = alone if twin else examine(path, spec, Choices(part=part, given=given))
    mend = Choices(part=part, given=given, place="32648", encoding="ISO-8859-1", accept=ACCEPT)
    return [alone.report, asked.report, examine(path, spec, mend).report]


def test_every_dirty_file_is_accounted_for(shared_data):
    files = dirty_files(shared_data / "dirty")
    assert len(files) > 40
    counted = 0
    for path in files:
        try:
            parts = parts_of(path)
        except HatangError as refusal:
            require_refused_in_words(refusal, path)
            continue
        for part in parts:
            rows = indexed(path, part)
            counted += rows is not None
            for report in examine_in_ways(path, part):
                require_accounted(report, rows)
                require_sayable(report)
    assert counted > 30


def test_the_worker_accounts_for_them_too(shared_data, store):
    for name in SAMPLE:
        path = shared_data / "dirty" / name
        try:
            report = check_file(store, Bundle.at(path))
        except HatangError as refusal:
            require_refused_in_words(refusal, path)
            assert name == "pyshp_mit/empty_zipfile.zip"
            continue
        require_accounted(report, indexed(path, None))
        require_sayable(report)
        here = examine(path, None).report
        assert report.to_json("vi") == here.to_json("vi")


# What follows needs no file but those it makes.


def short_table(shp: Path) -> None:
    """The last two records are gone, and the header says so."""
    dbf = shp.with_suffix(".dbf")
    rows, header, record = dbf_shape(dbf)
    dbf.write_bytes(dbf.read_bytes()[: header + (rows - 2) * record] + b"\x1a")
    patch(dbf, 4, struct.pack("<I", rows - 2))


def torn_table(shp: Path) -> None:
    """The table breaks off within a record; its header knows nothing of it."""
    dbf = shp.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes()[:-60])


def without(suffix: str):
    return lambda shp: shp.with_suffix(suffix).unlink()


def cut_shapes(shp: Path) -> None:
    """Half of the last ring is missing."""
    shp.write_bytes(shp.read_bytes()[:-70])


def one_null(shp: Path) -> None:
    """The second record becomes a null shape of the same length."""
    offset = struct.unpack(">i", shp.with_suffix(".shx").read_bytes()[108:112])[0] * 2
    patch(shp, offset + 8, struct.pack("<i", 0))


def wrong_letters(shp: Path) -> None:
    shp.with_suffix(".cpg").write_text("ISO-8859-1")


def nonsense_letters(shp: Path) -> None:
    shp.with_suffix(".cpg").write_text("BIG-7")


def lying_index(shp: Path) -> None:
    """The index says that the third record lies beyond the end."""
    patch(shp.with_suffix(".shx"), 100 + 16, struct.pack(">i", 2**30))


def deleted_row(shp: Path) -> None:
    _, header, record = dbf_shape(shp.with_suffix(".dbf"))
    patch(shp.with_suffix(".dbf"), header + record, b"*")


def odd_system(shp: Path) -> None:
    shp.with_suffix(".prj").write_text("hệ tọa độ của tỉnh")


# Damage -> the rule that tells of it, rows of six, rows that can be taken when asked to.
DAMAGE = {
    "short table": (short_table, "rows.no_attributes", 4),
    "torn table": (torn_table, "rows.no_attributes", 5),
    "no index": (without(".shx"), "part.shx_rebuilt", 6),
    "no table": (without(".dbf"), "part.dbf_missing", 6),
    "no system": (without(".prj"), "part.prj_missing", 6),
    "cut shapes": (cut_shapes, "geometry.lost", 5),
    "a null shape": (one_null, "geometry.missing", 6),
    "wrong letters": (wrong_letters, None, 6),
    "letters nobody knows": (nonsense_letters, "part.cpg_unknown", 6),
    "an index that lies": (lying_index, "part.shx_mended", 6),
    "a deleted row": (deleted_row, "rows.deleted", 5),
    "a system nobody knows": (odd_system, "crs.prj_unreadable", 6),
}


def made(kind: str, count: int = 6) -> gpd.GeoDataFrame:
    shapes = {
        "Point": [Point(108.2 + i / 1000, 16.06) for i in range(count)],
        "LineString": [
            LineString([(108.2 + i / 1000, 16.06), (108.2 + i / 1000, 16.061)])
            for i in range(count)
        ],
        "Polygon": [
            box(108.2 + i / 1000, 16.06, 108.2005 + i / 1000, 16.0605) for i in range(count)
        ],
    }[kind]
    rows = {
        "FID_": [f"a{i}" for i in range(count)],
        "TEN": [f"Phường Hòa Khánh Bắc {i}" for i in range(count)],
    }
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326).to_crs(5899)


@pytest.mark.parametrize(
    ("kind", "zipped"), [("Point", False), ("LineString", False), ("Polygon", True)]
)
@pytest.mark.parametrize("damage", DAMAGE)
def test_made_damage_is_told_and_costs_only_the_row_it_hit(tmp_path, damage, kind, zipped):
    harm, rule, kept = DAMAGE[damage]
    path = shapefile(tmp_path / "lop", made(kind))
    if (damage, kind) == ("cut shapes", "Point"):
        path.write_bytes(path.read_bytes()[:-6])
    else:
        harm(path)
    if zipped:
        path = archive(tmp_path / "lop.zip", *sorted(path.parent.iterdir()))
    spec, given = layer_for(kind)
    told = set()
    counted = None if damage == "no index" else 6
    for choices in (
        Choices(given=given),
        Choices(given=given, place="5899", accept=ACCEPT),
    ):
        found = examine(path, spec, choices)
        told |= {finding.rule for finding in found.report.findings}
        require_accounted(found.report, counted)
        require_sayable(found.report)
    assert found.report.rows_in_file == 6
    assert (found.report.faults, found.report.rows_accepted) == ([], kept)
    assert rule is None or rule in told, told
    if damage not in ("no table", "short table", "torn table"):
        assert set(found.frame["name"]) <= set(made(kind)["TEN"])
    positions = shapely.get_coordinates(found.frame.geometry.to_numpy())
    assert (abs(positions - [108.2, 16.06]) < 0.01).all()


def test_a_table_alone_is_counted_with_its_deleted_rows(tmp_path):
    shp = shapefile(tmp_path / "lop", made("Point"))
    deleted_row(shp)
    table = shp.with_suffix(".dbf").rename(tmp_path / "bang.dbf")
    report = examine(table, None).report
    require_accounted(report, 6)
    require_sayable(report)
    assert (report.rows_read, report.format) == (5, "DBF")


def test_a_file_of_several_layers_is_asked_about_then_read_one_by_one(tmp_path):
    path = tmp_path / "nhieu_lop.gpkg"
    made("Point").to_file(path, layer="cot")
    made("LineString", 4).to_file(path, layer="cong")
    with pytest.raises(HatangError) as refusal:
        examine(path, None)
    require_refused_in_words(refusal.value, path)
    found = {part: examine(path, None, Choices(part=part)).report for part in parts_of(path)}
    assert {part: report.rows_in_file for part, report in found.items()} == {"cot": 6, "cong": 4}
    for report in found.values():
        require_accounted(report, None)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trong.shp", b""),
        ("nua_dau.shp", struct.pack(">i", 9994) + bytes(40)),
        ("rong.zip", b"PK\x05\x06" + bytes(18)),
        ("chu.dbf", b"\x03" + bytes(20)),
        ("anh.shp", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("le.shx", struct.pack(">i", 9994) + bytes(96)),
    ],
)
def test_what_is_no_file_at_all_is_refused_in_words(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(HatangError) as refusal:
        examine(path, None)
    require_refused_in_words(refusal.value, path)


def test_an_archive_of_an_archive_or_of_nothing_is_refused_in_words(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as held:
        held.writestr("a.shp", b"x")
    for name, entry in (("long.zip", "trong.zip"), ("chu.zip", "doc_toi.txt")):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as held:
            held.writestr(entry, inner.getvalue())
        with pytest.raises(HatangError) as refusal:
            examine(path, None)
        require_refused_in_words(refusal.value, path)


def test_the_worker_takes_a_damaged_file_as_this_process_does(store, tmp_path):
    path = shapefile(tmp_path / "lop", made("Polygon"))
    cut_shapes(path)
    short_table(path)
    report = check_file(store, Bundle.at(path))
    require_accounted(report, 6)
    assert report.to_json("vi") == examine(path, None).report.to_json("vi")
