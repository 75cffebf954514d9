"""The command ``reach``: tables for people, one document for programs, clear refusals."""

import json

import pytest
from shapely.geometry import box

from layers.cli import main
from layers.store import Provenance, open_store
from tests.layers.coverage.plane import geojson, points, wards


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = str(tmp_path_factory.mktemp("reach") / "store")
    store = open_store(place)
    first = points({"feature_id": "a", "xy": (1000, 1000), "operator": "VNPT"})
    second = points(
        {"feature_id": "a", "xy": (1000, 1000), "operator": "VNPT"},
        {"feature_id": "b", "xy": (3000, 1000), "operator": "Viettel"},
    )
    people = points({"xy": (1000, 1000), "n_people": 30}, {"xy": (3000, 100), "n_people": 10})
    for layer, frame, seen in (
        ("admin_commune", wards(), None), ("bts_site", first, None), ("bts_site", second, 1),
        ("population_point", people, None),
    ):  # fmt: skip
        store.publish(frame, layer, user="t", expected=seen, provenance=Provenance())
    return place


def run(capsys, folder, *more) -> tuple[int, str]:
    status = main(["reach", "--store", folder, *more])
    return status, capsys.readouterr().out


def test_one_document_with_question_rows_and_derivation(capsys, folder):
    status, out = run(capsys, folder, "--json", "--basis", "people", "--operators-at-least", "1")
    document = json.loads(out)
    assert status == 0
    assert [row["share"] for row in document["rows"]] == [1, 0]
    assert document["total"]["share"] == 0.75
    assert document["basis_source"] == "population_point"
    assert document["question"]["operators_at_least"] == 1
    assert {one["layer"] for one in document["derivation"]["inputs"]} == {
        "bts_site", "admin_commune", "population_point",
    }  # fmt: skip


def test_tables_in_words(capsys, folder, tmp_path):
    status, out = run(capsys, folder, "--lang", "en", "--below", "50", "--basis", "people")
    assert status == 0
    assert "W1" in out
    assert "W0" not in out
    assert "75.0 % within assumed reach (30 of 40 people)" in out
    for more, word in (
        (["--per-operator"], "Viettel"),
        (["--compare"], "disagreements"),
        (["--against", "1", "--below", "10"], "rose over it"),
        (["--radius-by", "preset", "--preset", "4g_1800_urban=500"], "0 presets"),
    ):
        status, out = run(capsys, folder, "--lang", "en", *more)
        assert (status, word in out) == (0, True), out
    drawn = tmp_path / "drawn.geojson"
    drawn.write_text(json.dumps(geojson(box(0, 0, 500, 500))))
    assert "drawn" in run(capsys, folder, "--within", str(drawn))[1]


@pytest.mark.parametrize(
    "more",
    [
        ["--radius", "-5"],
        ["--sites", "no_such_layer"],
        ["--sites", "antenna_mast"],
        ["--city", "99"],
        ["--within", "no-such.geojson"],
        ["--below", "120"],
        ["--against", "x"],
        ["--against", "9"],
        ["--preset", "4g_1800_urban"],
        ["--preset", "4g_1800_urban=much"],
        ["--basis", "premises"],
        ["--basis", "people", "--people", "none.tif"],
    ],
)
def test_wrong_usage_ends_with_two_and_a_sentence(capsys, folder, more):
    assert main(["reach", "--store", folder, *more]) == 2
    assert len(capsys.readouterr().err.strip()) > 10
