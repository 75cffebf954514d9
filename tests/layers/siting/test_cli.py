"""The commands ``gaps``, ``whatif`` and ``site``: what they print, write and refuse."""

import json

import geopandas as gpd
import pytest
from openpyxl import load_workbook
from shapely.geometry import Point

from layers.cli import main


@pytest.fixture
def held(store, publish, communes):
    """A store of two communes with a site in the west, people, and two planned sites."""
    publish(communes, "admin_commune")
    publish(_points(["s1"], [(108.05, 16.05)], operator="VNPT"), "bts_site")
    people = _points(["p1", "p2"], [(108.05, 16.05), (108.15, 16.05)], n_people=[10, 30])
    publish(people.assign(n_people=people["n_people"].astype("Int64")), "population_point")
    planned = _points(["q1", "q2"], [(108.15, 16.0502), (108.02, 16.01)], name=["=1+1", "b"])
    publish(planned, "planned_site")
    villages = _points(["v"], [(108.15, 16.05)], gap_kind="weak_spot", village="Thôn 1")
    publish(villages, "coverage_gap")
    return store


def _points(ids, places, **fields) -> gpd.GeoDataFrame:
    rows = {"feature_id": ids, "province_code": "48"} | fields
    return gpd.GeoDataFrame(rows, geometry=[Point(*p) for p in places], crs=4326)


def run(store, capsys, *args) -> tuple[int, str]:
    status = main([args[0], "--store", str(store.folder), "--lang", "en", *args[1:]])
    return status, capsys.readouterr().out


def test_gaps_are_listed_and_written(held, capsys, tmp_path):
    out = tmp_path / "gaps.xlsx"
    status, text = run(held, capsys, "gaps", "--city", "48", "--most", "1", "--out", str(out))
    assert status == 0
    assert "2 gaps" in text
    assert "Rule" in text
    assert load_workbook(out).worksheets[0].max_row == 2
    status, text = run(held, capsys, "gaps", "--city", "48", "--json")
    content = json.loads(text)
    assert content["total"]["people"] == 30
    assert {row["code"] for row in content["rows"]} == {"20194", "20195"}


def test_villages_are_listed(held, capsys):
    status, text = run(held, capsys, "gaps", "--city", "48", "--villages")
    assert status == 0
    assert "Thôn 1" in text
    assert "1 villages in the register" in text


def test_what_if_tells_before_and_after(held, capsys):
    status, text = run(
        held, capsys, "whatif", "--city", "48", "--basis", "people", "--add", "108.15,16.05,300",
        "--move", "s1=108.05,16.0501", "--remove", "nobody", "--json",
    )  # fmt: skip
    content = json.loads(text)
    assert status == 0
    assert (content["total"]["before"], content["total"]["after"]) == (0.25, 1.0)
    assert [row["why"] for row in content["told"]] == ["unknown_site"]
    status, text = run(held, capsys, "whatif", "--planned", "--until", "2026", "--remove", "nobody")
    assert status == 0
    assert "there is no site “nobody”" in text


def test_sites_are_chosen_among_candidates(held, capsys, tmp_path):
    out = tmp_path / "sites.geojson"
    status, text = run(
        held, capsys, "site", "--city", "48", "--basis", "people", "--new", "1",
        "--candidates", "layer:planned_site", "--out", str(out), "--json",
    )  # fmt: skip
    content = json.loads(text)
    assert status == 0
    assert content["status"] == "optimal"
    assert [row["candidate"] for row in content["chosen"]] == ["q1"]
    assert content["chosen"][0]["newly_covered"] == 30
    assert gpd.read_file(out)["name"].tolist() == ["=1+1"]
    table = tmp_path / "sites.csv"
    status, _ = run(
        held, capsys, "site", "--city", "48", "--basis", "people", "--target", "100",
        "--candidates", "layer:planned_site", "--out", str(table),
    )  # fmt: skip
    assert status == 0
    assert "'=1+1" in table.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "wrong",
    [
        ("gaps", "--most", "0"),
        ("gaps", "--out", "gaps.exe"),
        ("whatif", "--add", "108.1"),
        ("whatif", "--add", "here,there"),
        ("whatif", "--add", "200,16,5"),
        ("whatif", "--move", "s1=1"),
        ("whatif", "--add", "108,16,-5"),
        ("whatif", "--planned", "no_such_layer"),
        ("site", "--new", "0"),
        ("site", "--target", "101"),
        ("site", "--new", "1", "--candidates", "layer:no_such_layer"),
        ("site", "--new", "1", "--capacity", "5"),
    ],
    ids=" ".join,
)
def test_wrong_options_are_refused(held, capsys, wrong):
    assert run(held, capsys, *wrong)[0] == 2
