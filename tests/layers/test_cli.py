"""The command line keeps its promises: one document, nothing else, and the exit status that fits."""

import json
import shutil

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from layers.cli import main
from tests.layers.importing.test_check import FULL, write

GIVEN = [f"{name}={value}" for name, value in FULL.items()]


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command with --json; gives status, document and what was said."""

    def call(*args: str, lang: str = "en"):
        words = [*args, "--store", str(tmp_path / "store"), "--json", "--lang", lang]
        status = main(words)
        out, err = capsys.readouterr()
        return status, json.loads(out) if out else None, err

    return call


@pytest.fixture
def files(tmp_path):
    return write_files(tmp_path)


def write_files(folder):
    """Two square communes, five sites: one on their border, one at sea, one without a position."""
    squares = gpd.GeoDataFrame(
        {
            "code": ["20194", "20195"],
            "full_name": ["Phường Hải Châu", "Phường Hòa Cường"],
            "province_code": ["48", "48"],
        },
        geometry=[box(108.0, 16.0, 108.1, 16.1), box(108.1, 16.0, 108.2, 16.1)],
        crs=4326,
    )
    places = [(108.05, 16.05), (108.06, 16.05), (108.1, 16.05), (109.0, 16.05)]
    sites = gpd.GeoDataFrame(
        {"feature_id": [f"m{i}" for i in range(5)]},
        geometry=[*map(Point, places), None],
        crs=4326,
    )
    return {
        "communes": str(write(squares, folder / "communes.gpkg")),
        "masts": str(write(sites, folder / "masts.gpkg")),
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The folder of a store with both layers, published once as people do it."""
    place = tmp_path_factory.mktemp("cli")
    made, store = write_files(place), ["--store", str(place / "store")]
    assert main(["publish", made["communes"], "--layer", "admin_commune", *store]) == 0
    assert main(["publish", made["masts"], "--layer", "antenna_mast", "--set", *GIVEN, *store]) == 0
    return place / "store"


@pytest.fixture
def filled(run, published, tmp_path):
    """A store of the test's own with both layers published."""
    shutil.copytree(published, tmp_path / "store")
    return run


def test_check_reports_and_changes_nothing(run, files):
    status, report, _ = run("check", files["communes"], "--layer", "admin_commune")
    assert (status, report["rows_accepted"], report["version"]) == (0, 2, None)
    assert run("list")[1]["layers"][0]["version"] is None


def test_check_of_refused_data_ends_with_1(run, files):
    status, report, _ = run("check", files["masts"], "--layer", "antenna_mast")
    assert status == 1
    assert "field.missing" in {f["rule"] for f in report["findings"]}


def test_publish_gives_the_version_and_the_report(run, files):
    status, report, said = run("publish", files["communes"], "--layer", "admin_commune")
    assert (status, report["version"], report["rows_accepted"]) == (0, 1, 2)
    assert "Published admin_commune, version 1." in said


def test_refused_data_is_not_published_and_ends_with_1(run, files):
    status, report, said = run("publish", files["masts"], "--layer", "antenna_mast", lang="vi")
    assert (status, report["version"], report["rows_accepted"]) == (1, None, 0)
    assert "Dữ liệu cũ vẫn nguyên" in said
    assert run("history", "antenna_mast")[1]["versions"] == []


def test_a_second_publish_replaces_and_history_restore_diff_tell(filled, files):
    masts = ("publish", files["masts"], "--layer", "antenna_mast", "--set")
    others = [g for g in GIVEN if not g.startswith("owner")]
    assert filled(*masts, *others, "owner=Viettel")[1]["version"] == 2
    versions = filled("history", "antenna_mast")[1]["versions"]
    assert [(v["version"], v["current"]) for v in versions] == [(2, True), (1, False)]
    changes = filled("diff", "antenna_mast", "1", "2")[1]
    assert (len(changes["changed"]), changes["added"], changes["unchanged"]) == (5, [], 0)
    assert filled("restore", "antenna_mast", "1")[0] == 0
    listed = {row["id"]: row for row in filled("list")[1]["layers"]}
    assert listed["antenna_mast"]["version"] == 1


def test_append_and_update_by_key(filled, files, tmp_path):
    one = gpd.GeoDataFrame({"feature_id": ["m0"]}, geometry=[Point(108.15, 16.05)], crs=4326)
    path = str(write(one, tmp_path / "one.gpkg"))
    same = ("publish", path, "--layer", "antenna_mast", "--set", *GIVEN, "--mode")
    status, report, _ = filled(*same, "append")
    assert status == 1
    assert [f["rule"] for f in report["findings"] if f["severity"] == "error"] == ["id.stands"]
    assert filled(*same, "update", "--key", "feature_id")[0] == 0
    changes = filled("diff", "antenna_mast", "1", "2")[1]
    assert (changes["changed"], changes["added"], changes["unchanged"]) == (["m0"], [], 4)


def test_join_accounts_for_every_point(filled):
    status, found, _ = filled("join", "--points", "antenna_mast", "--areas", "admin_commune")
    assert status == 0
    assert found == {
        "rows": [
            {"code": "20194", "name": "Phường Hải Châu", "count": 3},
            {"code": "20195", "name": "Phường Hòa Cường", "count": 1},
        ],
        "outside": 1,
        "unknown": 1,
        "total": 5,
    }


def test_join_sums_over_a_field(filled):
    joined = ("join", "--points", "antenna_mast", "--areas", "admin_commune", "--by")
    found = filled(*joined, "province_code")[1]
    assert [(row["code"], row["count"]) for row in found["rows"]] == [("48", 4)]


def test_export_takes_several_conditions(filled, tmp_path):
    out = tmp_path / "out.csv"
    both = ("--where", "feature_id", "!=", "m2", "--where", "feature_id", "in", "m1", "m2", "m3")
    status, found, _ = filled("export", "antenna_mast", *both, "--out", str(out))
    assert (status, found["rows"]) == (0, 2)


def test_a_condition_has_a_field_and_an_operator(filled, tmp_path):
    out = tmp_path / "out.csv"
    assert filled("export", "antenna_mast", "--where", "owner", "--out", str(out))[0] == 2
    assert not out.exists()


def test_a_map_is_printed(filled, tmp_path):
    out = tmp_path / "map.png"
    asked = ("--layers", "antenna_mast", "--scale", "100000", "--paper", "A3", "--portrait")
    status, found, _ = filled("sheet", *asked, "--out", str(out))
    assert (status, found["scale"], found["sheets"]) == (0, 100_000, 1)
    assert out.read_bytes().startswith(b"\x89PNG")
    assert filled("sheet", "--out", str(tmp_path / "map.doc"))[0] == 2
    assert filled("sheet", "--centre", "x", "--out", str(out))[0] == 2


@pytest.mark.parametrize(
    ("name", "where", "rows"),
    [
        ("out.geojson", ["height_m", ">=", "15"], 5),
        ("out.gpkg", ["feature_id", "=", "m1"], 1),
        ("out.zip", ["owner", "contains", "vn"], 5),
        ("out.csv", ["height_m", "<", "15"], 0),
        ("out.xlsx", ["status", "!=", "planned"], 5),
        ("out.parquet", ["feature_id", "=", "m4"], 1),
    ],
)
def test_export_writes_what_passes_the_filter(filled, tmp_path, name, where, rows):
    out = tmp_path / name
    status, found, _ = filled("export", "antenna_mast", "--where", *where, "--out", str(out))
    assert (status, found["rows"]) == (0, rows)
    assert out.stat().st_size > 0


def test_export_in_a_box(filled, tmp_path):
    out = tmp_path / "out.geojson"
    box_ = ("--bbox", "108.0,16.0,108.07,16.1")
    found = filled("export", "antenna_mast", *box_, "--out", str(out))[1]
    assert found["rows"] == len(gpd.read_file(out)) == 2


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["history", "no_such"], "unknown_layer"),
        (["restore", "antenna_mast", "9"], "unknown_version"),
        (["check", "no_such_file.gpkg"], "unreadable.missing"),
        (["join", "--points", "admin_commune", "--areas", "admin_commune"], "bad_option"),
        (["join", "--points", "antenna_mast", "--areas", "admin_commune", "--by", "x"],
         "unknown_field"),
        (["export", "antenna_mast", "--bbox", "1,2,3", "--out", "x.csv"], "bad_option"),
        (["export", "antenna_mast", "--where", "x", "=", "1", "--out", "x.csv"], "unknown_field"),
        (["export", "antenna_mast", "--where", "owner", "~", "1", "--out", "x.csv"], "bad_filter"),
        (["demo", "--city", "XX"], "unknown_city"),
        (["boundaries", "--province", "00"], "unknown_city"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_sentence_and_status_2(filled, args, code):
    status, document, said = filled(*args)
    assert (status, document["error"]["code"]) == (2, code)
    assert document["error"]["message"] in said
    assert "Traceback" not in said


def test_usage_that_cannot_be_parsed_ends_with_2(run):
    with pytest.raises(SystemExit) as end:
        run("publish")
    assert end.value.code == 2


def test_people_get_a_table(filled, tmp_path, capsys):
    main(["list", "--store", str(tmp_path / "store"), "--lang", "vi"])
    shown = capsys.readouterr().out
    assert "mã lớp" in shown
    assert "antenna_mast" in shown
