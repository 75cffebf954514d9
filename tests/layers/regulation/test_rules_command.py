"""``rules``: one document, a table for people, and the violations as a file."""

import json

import geopandas as gpd
import pytest
from shapely.geometry import box

from layers.cli import main
from layers.store import Provenance, open_store
from tests.layers.regulation.ground import TOWN, at, masts, wards, zone, zones


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store with three masts and a zone whose rule would run as a formula."""
    place = tmp_path_factory.mktemp("rules") / "store"
    store = open_store(str(place))
    around = box(108.049, 16.049, 108.0505, 16.051)
    layers = {
        "admin_commune": wards(),
        "antenna_mast": masts(
            {"geometry": at(TOWN)},
            {"geometry": at(TOWN, 100), "owner": "Viettel", "operator": "Viettel"},
            {"geometry": None},
        ),
        "mast_zone": zones(zone(around, rule_ref="=cmd()")),
    }
    for layer_id, frame in layers.items():
        about = Provenance(title="test", quality="synthetic")
        store.publish(frame, layer_id, user="tester", expected=None, provenance=about)
    return place


@pytest.fixture
def run(folder, capsys):
    def call(*args, as_json=True, lang="en"):
        words = ["rules", *args, "--store", str(folder), "--lang", lang]
        status = main([*words, "--json"] if as_json else words)
        out, err = capsys.readouterr()
        return status, json.loads(out) if as_json else out, err

    return call


def test_one_document_with_violations_rules_and_what_was_left_out(run):
    status, document, _ = run("--city", "48")
    assert status == 0
    assert [row["mast"] for row in document["violations"]] == ["m1", "m1"]
    assert {row["binding"] for row in document["violations"]} == {"yes", "expired"}
    assert all(row["fault"] and row["lon"] for row in document["violations"])
    assert document["left_out"] == [
        {"layer": "antenna_mast", "kind": "", "why": "no_position", "count": 1}
    ]
    assert document["judged"] == 2
    assert [row["binding"] for row in run("--city", "48", "--binding")[1]["violations"]] == ["yes"]


def test_people_are_told_in_their_language(run):
    text = run("--city", "48", as_json=False)[1]
    assert "m1 is 100 m from m2; the rule asks for at least 300 m." in text
    assert "1 masts without a position" in text
    assert "quy định ít nhất 300 m" in run("--city", "48", as_json=False, lang="vi")[1]


def test_violations_as_a_file(run, tmp_path):
    assert run("--city", "48", "--out", str(tmp_path / "v.geojson"))[0] == 0
    written = gpd.read_file(tmp_path / "v.geojson")
    assert sorted(written.geom_type) == ["LineString", "Point"]
    assert run("--city", "48", "--out", str(tmp_path / "v.csv"))[0] == 0
    assert "'=cmd()" in (tmp_path / "v.csv").read_text(encoding="utf-8-sig")
    assert run("--city", "48", "--out", str(tmp_path / "v.doc"))[0] == 2


def test_a_table_and_masts_to_share(run):
    table = run("--city", "48", "--table", "admin_commune")[1]["rows"]
    assert table[-2]["row"] == "sum"
    assert table[-2]["total"] == 3
    assert "100.0 %" in run("--city", "48", "--table", "admin_commune", as_json=False)[1]
    shared = run("--city", "48", "--share", "150")[1]
    assert [(row["mast"], row["other"]) for row in shared["rows"]] == [("m1", "m2"), ("m2", "m1")]
    assert "1800 xxxx" in run("--city", "48", "--share", "150", as_json=False)[1]


@pytest.mark.parametrize(
    "wrong",
    [("--city", "99"), ("--kind", "width"), ("--table", "antenna_mast"), ("--masts", "nothing"),
     ("--share", "0"), ("--share", "5", "--table", "admin_commune")],
)  # fmt: skip
def test_wrong_usage_ends_with_2(run, wrong):
    status, document, said = run(*wrong)
    assert status == 2
    assert document["error"]["message"].strip() == said.strip()
