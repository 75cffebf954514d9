"""A to B: whose the pieces are, what is free, and what is said where there is no way."""

import json

import pytest
from pyproj import Geod
from shapely.geometry import box, mapping

from layers.cli import main
from layers.ducts.files import duct_file
from layers.ducts.network import duct_network
from layers.ducts.pieces import contradicts, describe
from layers.ducts.route import route
from layers.errors import BadOption, NoDucts, NoRoute, UnknownFeature
from layers.words import LANGUAGES, Words, explain

HUNDREDTH_M = Geod(ellps="WGS84").inv(108.05, 16.05, 108.06, 16.05)[2]


def test_the_network_says_what_it_left_out(net):
    said = net.left_out.set_index("id")["why"].to_dict()
    assert said == {"d5": "retired", "d8": "no_geometry", "d9": "no_city"}
    assert sorted(net.routes["id"]) == ["d1", "d2", "d3", "d4", "d6", "d8"]


def test_parts_and_ends(net):
    assert net.parts["n_routes"].tolist() == [4, 1]
    assert net.parts["owners"].tolist() == ["VNPT;Viettel", "VNPT"]
    assert net.parts["length_m"].iloc[1] == pytest.approx(HUNDREDTH_M, rel=1e-4)
    assert net.ends == {"named": 8, "snapped": 0, "own": 2, "far": 0, "turned": 0}
    nodes = net.nodes.set_index("id")
    # D is named by two ducts and is in no layer; Z has no duct.
    assert nodes.loc["D", ["lon", "lat"]].tolist() == pytest.approx([108.06, 16.06], abs=1e-7)
    assert nodes.loc["Z", "part"] == -1


def test_occupancy_is_free_full_or_unknown(city_ducts):
    about = describe(city_ducts, "duct_route")
    assert about["state"].tolist()[:4] == ["free", "full", "unknown", "unknown"]
    assert about["free"].tolist()[:2] == [3, 0]
    assert about["free"].isna().tolist()[2:4] == [True, True]
    assert contradicts(city_ducts).tolist()[:4] == [False, False, False, True]


def test_a_way_piece_by_piece(net):
    found = route(net, "C", "A")
    assert found.pieces["id"].tolist() == ["d2", "d1"]
    assert found.pieces["from_node"].tolist() == ["C", "B"]
    assert [line.coords[0] for line in found.pieces.geometry] == [
        (108.07, 16.05),
        (108.06, 16.05),
    ]
    assert found.length_m == pytest.approx(2 * HUNDREDTH_M, rel=1e-9)
    assert found.straight_m == pytest.approx(2 * HUNDREDTH_M, rel=1e-6)
    assert found.by_owner["owner"].tolist() == ["VNPT", "Viettel"]
    assert found.by_state["pieces"].tolist() == [1, 1, 0]
    assert found.by_state["share"].tolist() == pytest.approx([0.5, 0.5, 0])
    assert found.free_m == pytest.approx(HUNDREDTH_M)
    assert (found.least_free, found.not_built_m) == (0, 0)
    assert found.pieces["contact"].tolist() == ["1800", None]


def test_a_detour_where_something_must_be_avoided_or_used(net):
    round_by = route(net, "A", "C", avoid=["d2"])
    assert round_by.pieces["id"].tolist() == ["d3", "d4"]
    assert round_by.least_free is None
    assert round_by.by_owner["owner"].tolist()[-1] in (None, "VNPT")
    assert round_by.not_built_m > 0
    assert round_by.length_m > 2 * HUNDREDTH_M
    assert route(net, "A", "C", avoid=["B"]).pieces["id"].tolist() == ["d3", "d4"]
    assert route(net, "A", "C", via=["d4"]).pieces["id"].tolist() == ["d3", "d4"]
    assert route(net, "A", "B", via=["C"]).pieces["id"].tolist()[-1] == "d2"


def test_retired_routes_when_they_are_asked_for(atlas, snapshot):
    net = duct_network(atlas, snapshot, city="48", with_retired=True)
    assert route(net, "A", "C").pieces["id"].tolist() in (["d5"], ["d1", "d2"])
    assert "d5" in net.routes["id"].tolist()


def test_a_place_on_the_map_means_the_nearest_node(net):
    found = route(net, (108.0501, 16.05), "B")
    assert found.start.id == "A"
    assert found.start.distance_m == pytest.approx(HUNDREDTH_M / 100, rel=1e-3)
    # Z is nearer, but no duct ends there.
    assert route(net, (108.089, 16.089), "B").start.id != "Z"
    assert route(net, (108.1501, 16.05), (108.16, 16.05)).pieces["id"].tolist() == ["d6"]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"start": "A", "end": (108.15, 16.05)}, "disconnected"),
        ({"start": "A", "end": "C", "avoid": ["B", "D"]}, "left_out"),
        ({"start": "A", "end": "C", "owners": ["VNPT"], "built_only": True}, "left_out"),
        ({"start": "A", "end": "C", "kinds": ["on_bridge"]}, "left_out"),
        ({"start": "A", "end": "Z"}, "isolated"),
        ({"start": "A", "end": "C", "via": ["d2"], "avoid": ["d2"]}, "contradiction"),
    ],
)
def test_no_way_is_said_with_its_reason(net, asked, reason):
    with pytest.raises(NoRoute) as said:
        route(net, **asked)
    assert said.value.reason == reason
    assert said.value.exit_status == 1
    assert all(explain(said.value, lang) for lang in LANGUAGES)


def test_the_parts_are_named_where_they_are_not_connected(net):
    with pytest.raises(NoRoute) as said:
        route(net, "A", (108.15, 16.05))
    params = said.value.params
    assert (params["start"], params["part_start"], params["part_end"], params["parts"]) == (
        "A",
        1,
        2,
        2,
    )
    assert params["end"] == "108.150000, 16.050000"


def test_wrong_questions_are_refused(net, atlas, snapshot):
    with pytest.raises(UnknownFeature):
        route(net, "A", "nowhere")
    with pytest.raises(UnknownFeature):
        route(net, "A", "B", via=["nowhere"])
    with pytest.raises(BadOption):
        route(net, "A", "B", avoid=["A"])
    with pytest.raises(BadOption):
        route(net, (float("nan"), 16), "B")
    with pytest.raises(BadOption):
        duct_network(atlas, snapshot, snap_m=51)
    with pytest.raises(BadOption):
        duct_network(atlas, snapshot, layers=("antenna_mast",))
    with pytest.raises(NoDucts):
        duct_network(atlas, snapshot, city="79")


def test_a_network_is_kept(atlas, snapshot):
    assert duct_network(atlas, snapshot, city="48") is duct_network(atlas, snapshot, city="48")
    assert duct_network(atlas, snapshot, city="48", snap_m=2) is not duct_network(
        atlas, snapshot, city="48"
    )


def test_only_some_owners_and_kinds(atlas, snapshot):
    net = duct_network(atlas, snapshot, city="48", owners=("Viettel",))
    assert net.routes["id"].tolist() == ["d2"]
    counts = net.left_out["why"].value_counts().to_dict()
    assert counts == {"other_owner": 4, "owner_unknown": 1, "retired": 1, "no_city": 1}
    net = duct_network(atlas, snapshot, city="48", kinds=("on_bridge",))
    assert net.routes["id"].tolist() == ["d6"]


def test_a_way_as_a_file(net):
    found = route(net, "A", "C")
    content = json.loads(
        duct_file(found.pieces, found.derivation, Words("vi"), file_format="geojson")
    )
    assert [each["properties"]["id"] for each in content["features"]] == ["d1", "d2"]
    assert {"part", "vi", "en"} == set(content["notes"][0])
    table = duct_file(found.pieces, found.derivation, Words("vi"), file_format="csv").decode(
        "utf-8-sig"
    )
    assert "còn trống" in table
    assert duct_file(found.pieces, found.derivation, Words("en"), file_format="xlsx")[:2] == b"PK"
    with pytest.raises(BadOption):
        duct_file(found.pieces, found.derivation, Words("en"), file_format="pdf")


def test_the_commands_answer(atlas, tmp_path, capsys):
    def run(*args):
        status = main([*args, "--store", str(atlas.store.folder), "--json", "--lang", "en"])
        return status, json.loads(capsys.readouterr().out)

    out = tmp_path / "way.geojson"
    status, found = run(
        "route", "--from", "A", "--to", "108.0701,16.05", "--city", "48", "--out", str(out)
    )
    assert status == 0
    assert [piece["id"] for piece in found["pieces"]] == ["d1", "d2"]
    assert found["to"]["id"] == "C"
    assert json.loads(out.read_text())["features"][0]["properties"]["owner"] == "VNPT"
    status, found = run("route", "--from", "A", "--to", "nowhere")
    assert (status, found["error"]["code"]) == (2, "unknown_feature")
    status, found = run("ducts", "--city", "48")
    assert (status, len(found["parts"])) == (0, 2)
    status, found = run("ducts", "--city", "48", "--areas", "admin_commune")
    assert [row["code"] for row in found["rows"]] == ["20194", "20195"]
    status, found = run(
        "ducts", "--city", "48", "--layer", "duct_route", "aerial_cable_route", "--corridor", "5"
    )
    assert found["overbuild"][0]["owner"] == "VNPT"
    area = tmp_path / "area.geojson"
    area.write_text(json.dumps(mapping(box(108.04, 16, 108.055, 16.1))))
    status, found = run("inside", str(area))
    assert status == 0
    assert {row["id"] for row in found["rows"]} == {"A", "d1", "d3", "d5", "d9", "a1", "a3"}
    # For people, in words.
    assert main(["route", "--from", "A", "--to", "C", "--store", str(atlas.store.folder)]) == 0
    assert "Viettel" in capsys.readouterr().out
