"""From a file to a version: modes, keys, what is kept of it, and what is refused without a loss."""

import json
import random
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, Polygon, box

from layers.access import LOCAL_USER, User
from layers.cli import main
from layers.errors import (
    BadOption,
    HatangError,
    LayerStands,
    NotAllowed,
    Refused,
    StoreDamaged,
    UnknownField,
    UnknownLayer,
    UnknownVersion,
    VersionConflict,
)
from layers.importing.check import examine
from layers.importing.choices import Choices
from layers.importing.worker.run import run_here
from layers.publishing import publish_file
from layers.spec import load_specs
from layers.store import files
from tests.conftest import SHARED
from tests.layers.importing.test_check import FULL, told, write

SPECS = load_specs()
MASTS = SPECS["antenna_mast"]
GIVEN = Choices(given=FULL)


def masts(ids, **columns) -> gpd.GeoDataFrame:
    rows = {"feature_id": list(ids)} | columns
    return gpd.GeoDataFrame(
        rows, geometry=[Point(108 + i / 100, 16) for i in range(len(ids))], crs=4326
    )


@pytest.fixture
def send(store, tmp_path):
    """Write a frame as a GeoPackage and publish it."""

    def call(frame, layer_id="antenna_mast", *, name="in.gpkg", **more):
        path = tmp_path / name
        path.unlink(missing_ok=True)
        given = {"user": LOCAL_USER, "choices": GIVEN, "work": run_here} | more
        return publish_file(store, write(frame, path), layer_id, **given)

    return call


@pytest.fixture
def standing(store):
    def call(layer_id="antenna_mast", column="name"):
        frame = store.read(layer_id)
        return dict(sorted(zip(frame["feature_id"], frame[column], strict=True)))

    return call


def test_replace_puts_the_file_in_the_place_of_all_rows(send, standing):
    assert send(masts("ab", name=["A", "B"]), mode="new").version == 1
    assert send(masts("c", name=["C"]), mode="replace").version == 2
    assert standing() == {"c": "C"}


def test_append_adds_and_keeps(send, standing):
    send(masts("ab", name=["A", "B"]))
    send(masts("c", name=["C"]), mode="append")
    assert standing() == {"a": "A", "b": "B", "c": "C"}


def test_append_of_ids_that_stand_is_refused_row_by_row(send, standing, store):
    send(masts("ab", name=["A", "B"]))
    with pytest.raises(Refused) as refusal:
        send(masts("cba", name=["C", "x", "y"]), mode="append")
    report = refusal.value.report
    assert [f.rule for f in report.errors] == ["id.stands"]
    assert told(report, "id.stands") == [(2, "b"), (3, "a")]
    assert (report.rows_accepted, report.rows_set_aside) == (1, 2)
    assert store.current()["antenna_mast"].number == 1


def test_update_replaces_by_the_primary_key_and_adds_the_others(send, standing):
    send(masts("ab", name=["A", "B"]))
    send(masts("bc", name=["B2", "C"]), mode="update")
    assert standing() == {"a": "A", "b": "B2", "c": "C"}


def test_update_by_another_field(send, standing):
    send(masts("ab", name=["A", "B"]))
    send(masts("z", name=["B"]), mode="update", key="name")
    assert standing() == {"a": "A", "z": "B"}


def test_rows_with_a_blank_key_replace_nothing(send, standing):
    send(masts("abc", name=["A", None, None]))
    send(masts("xy", name=["A", None]), mode="update", key="name")
    found = standing()
    assert sorted(found) == ["b", "c", "x", "y"]
    assert found["x"] == "A"


def test_update_by_an_id_made_of_row_numbers_is_refused(send, standing):
    """The file has no ids, so its row 1 has nothing to do with the layer's row 1."""
    frame = masts("ab", name=["A", "B"]).drop(columns="feature_id")
    send(frame)
    with pytest.raises(UnknownField, match="feature_id"):
        send(frame, mode="update")
    assert standing(column="name") == {"antenna_mast-1": "A", "antenna_mast-2": "B"}


def test_ids_made_of_row_numbers_go_on_in_what_is_added(send, standing):
    send(masts("ab", name=["A", "B"]).drop(columns="feature_id"))
    send(masts("c", name=["C"]).drop(columns="feature_id"), mode="append")
    assert standing() == {"antenna_mast-1": "A", "antenna_mast-2": "B", "antenna_mast-3": "C"}


def test_update_by_a_field_that_the_layer_or_the_file_lacks(send):
    send(masts("a"))
    with pytest.raises(UnknownField):
        send(masts("a", name=["A"]), mode="update", key="name")
    with pytest.raises(BadOption):
        send(masts("a"), mode="update", key="no_such")


def test_update_of_units_by_a_key_derived_from_their_code(send, store):
    rows = {"code": ["20194"], "full_name": ["Phường Hải Châu"], "province_code": ["48"]}
    frame = gpd.GeoDataFrame(rows, geometry=[box(108, 16, 108.1, 16.1)], crs=4326)
    send(frame, "admin_commune", choices=Choices())
    send(frame.assign(full_name="Phường Khác"), "admin_commune", choices=Choices(), mode="update")
    assert store.read("admin_commune")["full_name"].tolist() == ["Phường Khác"]


def test_appending_to_a_table_without_a_key(send, store, tmp_path):
    rows = pd.DataFrame({"unit_key": ["u"], "tier": ["commune"], "period": ["2025"], "n_full": [1],
                         "scheme": ["full_partial"], "counting_unit": ["procedure"],
                         "source_doc": ["x"]})  # fmt: skip
    for mode, period in ((None, "2025"), ("append", "2026")):
        rows = rows.assign(period=period)
        send(rows, "service_availability", name="t.parquet", choices=Choices(), mode=mode)
    assert len(store.read("service_availability")) == 2
    with pytest.raises(BadOption):
        send(rows, "service_availability", name="t.parquet", choices=Choices(), mode="update")


@pytest.mark.parametrize(
    ("mode", "error", "said"),
    [
        ("append", UnknownVersion, "antenna_mast"),
        ("update", UnknownVersion, "antenna_mast"),
        ("overwrite", BadOption, "overwrite"),
    ],
)
def test_modes_that_need_a_version_say_of_which_layer(send, mode, error, said):
    with pytest.raises(error, match=said):
        send(masts("a"), mode=mode)


def test_new_is_only_for_the_first_version(send, store):
    send(masts("a"))
    with pytest.raises(LayerStands, match="version 1"):
        send(masts("b"), mode="new")
    assert store.current()["antenna_mast"].number == 1


def test_who_published_in_between_is_not_overwritten(send, store, publish):
    send(masts("a"))

    def slow(*args, **more):
        publish(masts("z"), "antenna_mast")
        return run_here(*args, **more)

    for mode in ("replace", "append", "update"):
        with pytest.raises(VersionConflict):
            send(masts("b"), mode=mode, work=slow)
        assert store.read("antenna_mast")["feature_id"].tolist() == ["z"]
    assert store.check() == []


def test_who_may_not_publishes_nothing(send, store):
    with pytest.raises(NotAllowed):
        send(masts("a"), user=User("guest"))
    with pytest.raises(UnknownLayer):
        send(masts("a"), "no_such")
    assert store.current() == {}


def test_what_was_chosen_is_kept_with_the_version(send, store, tmp_path):
    choices = Choices(
        given={k: v for k, v in FULL.items() if k != "owner"},
        mapping={"owner": "chu"},
        place="5899",
    )
    frame = masts("a", chu=["VNPT"]).to_crs(5899)
    report = send(frame, choices=choices, title="Khảo sát 2026")
    made = store.version("antenna_mast").provenance
    assert (made.title, made.quality, made.source_file) == (
        "Khảo sát 2026",
        "unverified",
        "in.gpkg",
    )
    assert made.choices == {
        "mode": "new", "key": [], "epsg": 5899, "crs_how": "chosen", "encoding": "UTF-8",
        "map": {"owner": "chu"}, "set": choices.given, "accept": [],
        "place": "5899", "part": None, "rows_set_aside": 0,
    }  # fmt: skip
    assert report.version == 1


def test_the_file_is_kept_under_its_hash_and_the_change_is_logged(send, store, tmp_path):
    send(masts("a"))
    digest = files.sha256(tmp_path / "in.gpkg")
    assert [p.name for p in (store.folder / "sources").iterdir()] == [f"{digest}.gpkg"]
    version = store.version("antenna_mast")
    assert version.provenance.source_sha256 == digest
    (line,) = store.audit()
    assert (line.user, line.action, line.layer_id) == ("local", "publish", "antenna_mast")
    assert line.detail == {"version": 1, "rows": 1, "sha256": version.sha256}


def test_what_is_refused_leaves_no_trace(send, store):
    with pytest.raises(Refused):
        send(masts("aa"))
    assert store.current() == {}
    assert store.audit() == []
    assert list((store.folder / "sources").iterdir()) == []


class TestColumns:
    """Columns that would be lost, mixed up or misread."""

    @pytest.fixture
    def read(self, tmp_path):
        def call(frame, spec=MASTS, choices=GIVEN, name="in.parquet"):
            return examine(write(frame, tmp_path / name), spec, choices)

        return call

    def test_names_that_the_store_uses_are_changed_and_told(self, read, send, store):
        frame = masts("ab", bbox=["x", "y"])
        frame["FID"] = [7, 8]
        found = read(frame, name="in.geojson")
        told = {(f.column, f.value) for f in found.report.findings if f.rule == "field.renamed"}
        assert told == {("bbox", "bbox_1"), ("FID", "FID_1")}
        send(frame, name="in.geojson")
        stored = store.read("antenna_mast").sort_values("feature_id")
        assert stored["bbox_1"].tolist() == ["x", "y"]
        assert stored["FID_1"].tolist() == [7, 8]
        assert stored["fid"].tolist() == [1, 2]

    def test_a_mapped_field_does_not_swallow_the_column_of_its_name(self, read):
        frame = masts("a", owner=["old"], chu=["VNPT"])
        given = {k: v for k, v in FULL.items() if k != "owner"}
        found = read(frame, choices=Choices(given=given, mapping={"owner": "chu"}))
        assert found.report.errors == []
        assert found.frame["owner"].tolist() == ["VNPT"]
        assert found.frame["owner_1"].tolist() == ["old"]

    @pytest.mark.parametrize(
        ("mapping", "error"),
        [({"owner": "geometry"}, UnknownField), ({"owner": "x", "operator": "x"}, BadOption)],
    )
    def test_a_map_that_cannot_be(self, read, mapping, error):
        with pytest.raises(error):
            read(masts("a", x=["VNPT"]), choices=Choices(given=FULL, mapping=mapping))

    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("2026-04-05", "2026-04-05"),
            ("05/04/2026", "2026-04-05"),
            ("31/01/2026", "2026-01-31"),
            ("2026-04-05T08:00:00", "2026-04-05"),
        ],
    )
    def test_days_are_read_as_viet_nam_writes_them(self, read, written, day):
        found = read(masts("ab", in_service_date=[written, None]))
        assert found.report.errors == []
        assert str(found.frame["in_service_date"].iloc[0]) == day
        assert pd.isna(found.frame["in_service_date"].iloc[1])

    @pytest.mark.parametrize("written", [2015, "04/31/2026", "2026", "31/02/2026", 46000.0])
    def test_what_is_no_day_is_an_error_not_1970(self, read, written):
        (fault,) = read(masts("a", in_service_date=[written])).report.errors
        assert (fault.rule, fault.column) == ("value.type", "in_service_date")

    def test_truth_values_with_blanks_survive_a_shapefile(self, read):
        found = read(masts("abc", shared=[1.0, np.nan, 0.0]))
        assert found.report.errors == []
        assert found.frame["shared"].tolist() == [True, pd.NA, False]

    def test_lists_are_joined(self, read):
        spec = SPECS["bts_site"]
        given = {f.name: "x" for f in spec.fields if f.required} | {"data_date": "2026-01-31"}
        given = {k: v for k, v in given.items() if k not in ("technology", "feature_id")}
        found = read(masts("ab", technology=[["4G", "NR"], None]), spec, Choices(given=given))
        assert plain(found.frame["technology"]) == ["4G;5G", None]

    def test_nested_values_become_text(self, read, send, store):
        frame = masts("a", tags=[{"a": ["đ"]}])
        assert json.loads(read(frame).frame["tags"].iloc[0]) == {"a": ["đ"]}
        send(frame, name="in.parquet")
        assert "đ" in store.read("antenna_mast")["tags"].iloc[0]

    def test_a_table_may_come_with_an_empty_column_of_shapes(self, read):
        frame = gpd.GeoDataFrame({"unit_key": ["u"]}, geometry=[None], crs=4326)
        found = read(frame, SPECS["service_availability"], Choices())
        assert not isinstance(found.frame, gpd.GeoDataFrame)
        assert "geometry" not in found.frame


class TestPlaces:
    """Positions that nobody can judge are refused, never guessed."""

    def test_without_a_crs_is_the_same_in_every_format(self, tmp_path):
        for name in ("a.gpkg", "a.parquet", "a.zip"):
            with warnings.catch_warnings(action="ignore"):
                path = write(masts("a").set_crs(None, allow_override=True), tmp_path / name)
            rules = {f.rule for f in examine(path, MASTS, GIVEN).report.errors}
            assert "crs.ambiguous" in rules, name

    @pytest.mark.parametrize("epsg", [5773, 4978, 0])
    def test_a_code_that_is_no_map_system(self, tmp_path, epsg):
        path = write(masts("a"), tmp_path / "a.gpkg")
        try:
            found = examine(path, MASTS, Choices(given=FULL, place=str(epsg))).report
        except BadOption:
            return
        assert "crs.custom" in {f.rule for f in found.errors}

    def test_geoparquet_that_says_nothing_is_longitude_and_latitude(self, tmp_path):
        path = write(masts("a").set_crs("OGC:CRS84", allow_override=True), tmp_path / "a.parquet")
        report = examine(path, MASTS, GIVEN).report
        assert (report.epsg, report.errors) == (4326, [])

    def test_heights_are_dropped_and_told(self, tmp_path):
        line = LineString([(108, 16, 1), (108.1, 16, 2)])
        frame = gpd.GeoDataFrame({"feature_id": ["a"]}, geometry=[line], crs=4326)
        for name in ("a.gpkg", "a.parquet", "a.zip", "a.geojson"):
            found = examine(write(frame, tmp_path / name), None)
            assert [f.rule for f in found.report.findings] == ["geometry.z"], name
            assert not found.frame.has_z.any()

    def test_a_repair_that_leaves_nothing_is_told(self, tmp_path):
        flat = Polygon([(108, 16), (109, 16), (108.5, 16)])
        rows = {"code": ["1", "2"], "full_name": ["Xã A", "Xã B"], "province_code": ["48", "48"]}
        frame = gpd.GeoDataFrame(rows, geometry=[flat, box(108, 16, 109, 17)], crs=4326)
        accept = Choices(accept=("geometry.invalid",))
        found = examine(write(frame, tmp_path / "a.gpkg"), SPECS["admin_commune"], accept).report
        assert "geometry.repaired" not in {f.rule for f in found.findings}
        assert [row for row, _ in told(found, "geometry.invalid")] == [1]
        assert (found.rows_accepted, found.rows_set_aside, found.faults) == (1, 1, [])

    def test_nothing_to_repair_is_not_a_repair(self, tmp_path):
        choices = Choices(given=FULL, accept=("geometry.invalid",))
        found = examine(write(masts("a"), tmp_path / "a.gpkg"), MASTS, choices).report
        assert "geometry.repaired" not in {f.rule for f in found.findings}


def test_features_that_are_none_are_counted(tmp_path):
    path = tmp_path / "a.geojson"
    content = json.loads(masts("ab").to_json())
    content["features"].insert(1, None)
    path.write_text(json.dumps(content))
    report = examine(path, None).report
    assert (report.rows_in_file, report.rows_read, report.rows_set_aside) == (3, 2, 1)
    assert "rows.lost" in {f.rule for f in report.findings}


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg", ".geojson", ".zip"])
def test_damaged_files_never_end_in_a_stack_trace(tmp_path, suffix):
    """Sound files with bytes changed or the end cut off: read, judged or refused, nothing else."""
    frame = masts([f"m{i}" for i in range(30)], name=["Cột Đà Nẵng"] * 30)
    sound = write(frame, tmp_path / f"a{suffix}").read_bytes()
    chance = random.Random(20)
    for i in range(40):
        damaged = bytearray(sound[: chance.randrange(len(sound))] if i % 4 == 0 else sound)
        for _ in range(min(chance.choice([1, 3, 30]), len(damaged))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = tmp_path / f"b{suffix}"
        path.write_bytes(damaged)
        with warnings.catch_warnings(action="ignore"), suppress(HatangError):
            examine(path, MASTS, GIVEN)


def test_a_damaged_version_file_is_a_damaged_store_not_a_stack_trace(store, send):
    send(masts([f"m{i}" for i in range(30)], name=["Cột Đà Nẵng"] * 30))
    path = store.path(store.version("antenna_mast"))
    sound, chance = path.read_bytes(), random.Random(7)
    for _ in range(40):
        damaged = bytearray(sound)
        for _ in range(chance.choice([1, 3, 30])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        with suppress(StoreDamaged):
            store.read("antenna_mast")


def plain(values) -> list:
    return [None if pd.isna(v) else v for v in values]


def odd_files() -> list[Path]:
    """Every loose file, and every set of Shapefile parts by its stem."""
    found = [p for p in sorted((SHARED / "dirty").rglob("*")) if p.is_file()]
    parts = {p.with_suffix("") for p in found if p.suffix in (".shp", ".shx", ".dbf")}
    return [
        *[p for p in found if p.suffix not in (".shp", ".shx", ".dbf", ".prj", ".cpg")],
        *sorted(parts),
    ]


@pytest.fixture
def zipped(tmp_path):
    def call(path: Path) -> Path:
        if path.is_file():
            return path
        out = tmp_path / f"{path.name}.zip"
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(path.parent.glob(f"{path.name}.*")):
                if part.stem == path.name:
                    archive.write(part, part.name)
        return out

    return call


@pytest.mark.parametrize("path", odd_files()[::15], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_odd_files_give_a_report_or_one_sentence_on_the_command_line(
    shared_data, zipped, path, tmp_path, capsys
):
    file = zipped(path)
    store = ["--store", str(tmp_path / "store"), "--lang", "vi", "--json"]
    for more in ([], ["--crs", "4326", "--layer", "coverage_area", "--encoding", "latin-1"]):
        with warnings.catch_warnings(action="ignore"):
            status = main(["check", str(file), *more, *store])
        out, err = capsys.readouterr()
        document = json.loads(out)
        assert "Traceback" not in err
        if status == 2:
            assert document["error"]["code"].startswith("unreadable.")
            assert err.strip().count("\n") == 0
            continue
        errors = [f for f in document["findings"] if f["severity"] == "error"]
        assert status == (1 if errors else 0)
        counts = [document[f"rows_{name}"] for name in ("accepted", "set_aside", "in_file")]
        assert counts[0] + counts[1] == counts[2]
        assert all(f["message"] and f["fix"] for f in document["findings"])


@pytest.mark.parametrize(
    ("name", "rows", "epsg"),
    [
        ("spdata_cc0/nz_height.gpkg", 101, 2193),
        ("spdata_cc0/nz_regions.gpkg", 16, 2193),
        ("spdata_cc0/cycle_hire.gpkg", 742, 4326),
        ("spdata_cc0/cycle_hire_osm.gpkg", 540, 4326),
        ("spdata_cc0/lnd_boroughs.gpkg", 33, 4326),
        ("rotterdam_manholes_ccby/manholes/manholes", 231, 28992),
        ("rotterdam_manholes_ccby/sewer_lines/sewer_lines", 246, 28992),
    ],
)
def test_clean_files_come_in_whole(shared_data, zipped, name, rows, epsg):
    report = examine(zipped(shared_data / name), None).report
    assert report.errors == []
    assert (report.rows_in_file, report.rows_read, report.rows_accepted) == (rows, rows, rows)
    assert report.epsg == epsg
