"""The routes over a small store: exact tiles and values, and a short JSON answer to everything else."""

import gzip
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import httpx2
import mapbox_vector_tile
import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.maps.packed import pack
from layers.settings import ROOT, Settings
from tests.own_loop import finished
from tests.web.conftest import HOSTILE_HTML, WARDS, make_communes, publish
from web.context import open_context
from web.map.assets import ASSETS, manifest
from web.routes import make_routes

NOT_FOUND = {"error": "not found"}


def _client(context) -> TestClient:
    return TestClient(Starlette(routes=make_routes(context)), raise_server_exceptions=False)


@pytest.fixture
def client(shared_context) -> TestClient:
    return _client(shared_context)


def tile_at(lon: float, lat: float, z: int) -> str:
    """The path of the tile that holds a place."""
    x = int((lon + 180) / 360 * 2**z)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z)
    return f"{z}/{x}/{y}.pbf"


CITY = tile_at(108.05, 16.05, 8)
STREET = tile_at(108.05, 16.05, 14)


def decode(answer: httpx2.Response) -> dict[str, list[dict]]:
    """Layer -> the properties of its features, in the order of the tile."""
    tile = mapbox_vector_tile.decode(answer.content)
    return {name: [f["properties"] for f in layer["features"]] for name, layer in tile.items()}


def is_plain_404(answer: httpx2.Response) -> bool:
    return (
        answer.status_code == 404
        and answer.json() == NOT_FOUND
        and answer.headers["access-control-allow-origin"] == "*"
    )


def test_health_tells_versions_layers_and_disk(client):
    answer = client.get("/api/health")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["store"]) == ("ok", {"layers": 7})
    assert {"python", "streamlit", "duckdb"} <= set(told["versions"])
    assert told["disk_free_mb"] > 0


def test_a_tile_holds_ids_names_and_classes(client):
    answer = client.get(f"/tiles/admin_commune,antenna_mast/{STREET}")
    assert answer.headers["content-type"] == "application/x-protobuf"
    found = decode(answer)
    assert found["admin_commune"] == [
        {
            "id": "admin_commune:4",
            "code": "20194",
            "name": "Hải Châu",
            "full_name": "Phường Hải Châu",
        }
    ]
    assert found["antenna_mast"] == [
        {"id": "antenna_mast:1", "owner": "VNPT", "feature_id": "m1", "mast_class": "A2a"},
        {"id": "antenna_mast:2", "owner": "Viettel", "feature_id": "m2", "mast_class": "A1a"},
    ]


def test_from_afar_a_tile_keeps_names_of_areas_and_classes_of_sites(client):
    found = decode(client.get(f"/tiles/admin_commune,antenna_mast/{CITY}"))
    assert {area["code"] for area in found["admin_commune"]} == {"20194", "20195", "20197", "20200"}
    assert {(m["id"], m["mast_class"], m["count"]) for m in found["antenna_mast"]} == {
        ("antenna_mast:1", "A2a", 1),
        ("antenna_mast:2", "A1a", 1),
        ("antenna_mast:3", "A2b", 1),
        ("antenna_mast:4", "unknown", 1),
    }


@pytest.mark.parametrize(
    "layers",
    [
        ["admin_commune", "duct_route", "antenna_mast"],
        ["antenna_mast", "duct_route", "admin_commune"],
    ],
)
def test_layers_stand_in_a_tile_in_the_order_asked_for(client, layers):
    content = client.get(f"/tiles/{','.join(layers)}/{CITY}").content
    places = [content.index(layer.encode()) for layer in layers]
    assert places == sorted(places)
    assert set(decode(client.get(f"/tiles/{','.join(layers)}/{CITY}"))) == set(layers)


def test_a_tile_without_features_is_empty_and_there(client):
    answer = client.get(f"/tiles/antenna_mast/{tile_at(-70, -30, 10)}")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_tile_is_pressed_and_readable_from_a_frame_without_origin(client):
    with client.stream("GET", f"/tiles/antenna_mast/{STREET}") as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert set(mapbox_vector_tile.decode(gzip.decompress(raw))) == {"antenna_mast"}


@pytest.mark.parametrize("path", [f"/tiles/antenna_mast/{STREET}", "/api/labels/admin_commune"])
def test_only_what_its_version_names_is_kept_for_long(client, shared_context, path):
    key = shared_context.atlas.now().key
    lasting = client.get(f"{path}?v={key}").headers["cache-control"]
    assert "immutable" in lasting
    assert "max-age=604800" in lasting
    for other in ("", "?v=", "?v=old", f"?v={key}x"):
        assert "no-cache" in client.get(path + other).headers["cache-control"]


@pytest.mark.parametrize(
    "layers",
    [
        "nothing",
        "service_availability",  # a table has no place on a map
        "bts_site",  # known, and nothing published
        "antenna_mast,nothing",
        "",
        ",",
        "%2e%2e",
        "ANTENNA_MAST",
        "Antenna_mast",
        "antenna_mast ",
        "antenna_maſt",
        "ａntenna_mast",
        "antenna_mast/",
        "antenna%2fmast",
        "..%2fantenna_mast",
        "antenna_mast%00",
        "%00",
        "antenna_mast'--",
        "cột",
        "%F0%9F%92%A9",
        "%ff%fe",
        ",".join(["antenna_mast"] * 30),
        "a" * 4000,
    ],
)
def test_s54_s55_tiles_of_what_may_not_be_seen_are_not_there(client, layers):
    assert is_plain_404(client.get(f"/tiles/{layers}/8/204/116.pbf"))


@pytest.mark.parametrize(
    "place",
    [
        "1/2/0.pbf",
        "1/0/2.pbf",
        "-1/0/0.pbf",
        "1/-1/0.pbf",
        "23/0/0.pbf",
        "99999999/0/0.pbf",
        "8/99999999999999999999/0.pbf",
        "8/1e9/0.pbf",
        "1e9/0/0.pbf",
        "8/1000000000/1000000000.pbf",
        "-1000000000/-1/-1.pbf",
        "8/0x10/0.pbf",
        "8/ 204/116.pbf",
        "8/%32%30%34%00/116.pbf",
        "8/٢٠٤/116.pbf",
        "8/204/116/.pbf",
        f"8/{'9' * 5000}/0.pbf",
        "8/204/116",
        "8/204/116.mvt",
        "8/204.5/116.pbf",
        "8/²/116.pbf",
        "a/b/c.pbf",
        "8/204",
        "",
    ],
)
def test_s54_places_outside_the_world_are_not_there(client, place):
    assert is_plain_404(client.get(f"/tiles/antenna_mast/{place}"))


def wished(**wishes) -> str:
    """What is asked of layers, as the address of a tile has it."""
    return f"?q={pack(wishes)}"


def test_a_tile_draws_what_was_asked_for(client):
    by_owner = {"kind": "categorical", "field": "owner", "size_by": "n_operators"}
    query = wished(
        antenna_mast={"look": by_owner, "filter": {"if": [["owner", "known"]]}},
        bts_site={"filter": "not looked at"},
    )
    found = decode(client.get(f"/tiles/admin_commune,antenna_mast/{CITY}{query}"))
    assert {(m["id"], m["k"], m.get("s"), m["count"]) for m in found["antenna_mast"]} == {
        ("antenna_mast:1", "VNPT", 5, 1),
        ("antenna_mast:2", "Viettel", 3, 1),
        ("antenna_mast:3", "VNPT", None, 1),
    }
    assert len(found["admin_commune"]) == 4
    street = decode(client.get(f"/tiles/antenna_mast/{STREET}{query}"))["antenna_mast"]
    assert [(m["k"], m["feature_id"]) for m in street] == [("VNPT", "m1"), ("Viettel", "m2")]


def test_a_filter_by_place_reaches_tiles(client):
    near = {"kind": "near", "layer": "antenna_mast", "code": "m2", "distance_m": 1100}
    query = wished(antenna_mast={"filter": {"at": [near]}})
    found = decode(client.get(f"/tiles/antenna_mast/{CITY}{query}"))
    assert {m["id"] for m in found["antenna_mast"]} == {"antenna_mast:1", "antenna_mast:2"}


@pytest.mark.parametrize(("kind", "counts"), [("heat", [1, 1, 2]), ("cluster", [1, 3])])
def test_dense_points_are_counted(client, kind, counts):
    query = wished(antenna_mast={"look": {"kind": kind}})
    found = decode(client.get(f"/tiles/antenna_mast/{CITY}{query}"))["antenna_mast"]
    assert sorted(m["count"] for m in found) == counts
    assert not any({"k", "s"} & set(m) for m in found)


@pytest.mark.parametrize(
    "query",
    [
        "?q=x",
        f"?q={'A' * 7000}",
        f"?q={pack([1, 2])}",
        wished(antenna_mast=3),
        wished(antenna_mast={"look": {"kind": "rainbow"}}),
        wished(antenna_mast={"look": "x"}),
        wished(antenna_mast={"look": {"kind": "categorical", "field": ["owner"]}}),
        wished(antenna_mast={"look": {"kind": "graduated", "field": "n", "scheme": "own", "breaks": ["nan"]}}),
        wished(antenna_mast={"filter": {"if": [["owner", ["="], "x"]]}}),
        wished(antenna_mast={"filter": {"at": [{"kind": "box", "box": 4}]}}),
        wished(antenna_mast={"filter": {"at": [["box"]]}}),
        wished(antenna_mast={"look": {"kind": "graduated", "field": "owner"}}),
        wished(antenna_mast={"look": {"kind": "categorical", "field": "gone"}}),
        wished(antenna_mast={"filter": {"if": [["gone", "known"]]}}),
        wished(antenna_mast={"filter": {"if": [["owner", "~", "x"]]}}),
        wished(antenna_mast={"filter": {"if": 7}}),
        wished(antenna_mast={"filter": {"at": [{"kind": "box", "box": [1, 2, 3, "x"]}]}}),
        wished(antenna_mast={"filter": {"at": [{"kind": "near", "layer": "bts_site", "distance_m": 1}]}}),
        wished(antenna_mast={"filter": {"at": [{"kind": "near", "layer": "secret", "distance_m": 1}]}}),
        wished(antenna_mast={"filter": {"at": [{"kind": "near", "layer": ["a"], "distance_m": 1}]}}),
        wished(antenna_mast={"filter": {"at": [{"kind": "near", "layer": "duct_route", "distance_m": "1"}]}}),
        wished(antenna_mast={"filter": {"at": [{"kind": "area", "layer": "admin_commune", "code": 7}]}}),
    ],
)  # fmt: skip
def test_wishes_that_cannot_be_read_are_not_there(client, query):
    assert is_plain_404(client.get(f"/tiles/antenna_mast/{CITY}{query}"))
    assert client.get(f"/tiles/antenna_mast/{CITY}").status_code == 200


def test_no_filter_looks_at_a_layer_that_may_not_be_seen(client, monkeypatch):
    near = {"kind": "near", "layer": "duct_route", "distance_m": 50_000}
    query = wished(antenna_mast={"filter": {"at": [near]}})
    path = f"/tiles/antenna_mast/{CITY}{query}"
    assert client.get(path).status_code == 200
    monkeypatch.setattr(
        "web.routes.tiles.may_see", lambda user, spec, snapshot: spec.id != "duct_route"
    )
    assert is_plain_404(client.get(path))
    assert client.get(f"/tiles/antenna_mast/{CITY}").status_code == 200


@pytest.mark.parametrize("path", ["app/hatang.js", "leaflet/leaflet.css", "land/land.json"])
def test_assets_come_as_they_are(client, path):
    answer = client.get(f"/assets/{path}?v={manifest()[path]['sha256'][:10]}")
    assert answer.content == (ASSETS / path).read_bytes()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "app",
        "app/",
        "nothing.js",
        "%2e%2e/main.py",
        "..%2fmain.py",
        "..%2f..%2fapp.py",
        "app/..%5c..%5cmain.py",
        "%2fetc%2fpasswd",
        "app/hatang.js%00.css",
        "%00",
        "a" * 3000,
        "ảnh.png",
    ],
)
def test_no_other_file_is_an_asset(client, path):
    assert is_plain_404(client.get(f"/assets/{path}"))


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../context.py",
        "/assets/app/../../main.py",
        "/assets//etc/passwd",
        "/tiles/../8/204/116.pbf",
        "/api/layers/../features",
    ],
)
def test_dots_in_a_path_lead_nowhere(shared_context, path):
    assert _raw_status(shared_context, path) == 404


def _raw_status(context, path: str) -> int:
    """The status of a path as it stands; clients resolve dots before they send."""
    said = []

    async def receive() -> dict:
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode()}
    scope |= {"query_string": b"", "headers": [], "root_path": "", "scheme": "http"}
    answer = Starlette(routes=make_routes(context))(scope, receive, send)
    finished(answer)
    return said[0]["status"]


def test_assets_cannot_be_written(client):
    answer = client.post("/assets/app/hatang.js", content=b"x")
    assert answer.status_code in (404, 405)


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/nothing", "/api/layers/", "/tiles", "/tiles/", "/assets", "/api/x/y"],
)
def test_unknown_paths_are_a_short_json(client, path):
    assert is_plain_404(client.get(path, follow_redirects=True))


def test_the_catalogue_tells_what_each_layer_is_and_where_from(client):
    listed = {layer["id"]: layer for layer in client.get("/api/layers").json()["layers"]}
    assert set(listed) == {
        "admin_commune",
        "admin_commune_former",
        "admin_district",
        "admin_province",
        "antenna_mast",
        "duct_route",
        "service_availability",
    }
    mast = listed["antenna_mast"]
    assert (mast["kind"], mast["rows"], mast["version"]) == ("point", 6, 1)
    assert (mast["quality"], mast["source"], mast["licence"]) == ("synthetic", "test", "CC0-1.0")
    assert mast["bounds"] == [108.05, 16.05, 109.0, 16.15]
    assert listed["admin_commune"]["boundary_version"] == "v2025-07"
    assert listed["service_availability"]["kind"] == "table"


def _features(client, query: str = "", layer: str = "antenna_mast") -> httpx2.Response:
    return client.get(f"/api/layers/{layer}/features{query}")


def test_all_features_with_what_is_not_known_as_null(client):
    answer = _features(client).json()
    assert (answer["type"], answer["numberMatched"], answer["numberReturned"]) == (
        "FeatureCollection",
        6,
        6,
    )
    by_id = {f["properties"]["feature_id"]: f for f in answer["features"]}
    assert by_id["m1"]["geometry"] == {"type": "Point", "coordinates": [108.05, 16.05]}
    assert by_id["m1"]["properties"]["n_operators"] == 2
    assert by_id["m3"]["properties"]["n_operators"] is None
    assert by_id["m4"]["properties"]["owner"] is None
    assert by_id["m6"]["geometry"] is None


def test_a_box_includes_its_border_and_a_limit_says_how_many_there_are(client):
    box = "?bbox=108.05,16.0,108.1,16.1"
    assert _found(_features(client, box)) == {"m1", "m2", "m3"}
    limited = _features(client, box + "&limit=2").json()
    assert (limited["numberMatched"], limited["numberReturned"]) == (3, 2)
    assert len(limited["features"]) == 2
    assert _found(_features(client, "?bbox=0,0,1,1")) == set()


def _found(answer: httpx2.Response) -> set[str]:
    return {f["properties"]["feature_id"] for f in answer.json()["features"]}


def test_a_table_has_features_without_geometry(client):
    answer = _features(client, layer="service_availability").json()
    assert answer["numberMatched"] == 4
    assert all(f["geometry"] is None for f in answer["features"])


@pytest.mark.parametrize(
    "bbox",
    [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "2,0,1,1",
        "0,2,1,1",
        "nan,0,1,1",
        "0,0,inf,1",
        "1;2;3;4",
    ],
)
def test_a_wrong_box_is_refused_in_words(client, bbox):
    answer = client.get("/api/layers/antenna_mast/features", params={"bbox": bbox})
    assert answer.status_code == 400
    assert answer.json() == {"error": "bbox takes four numbers: minx,miny,maxx,maxy"}


@pytest.mark.parametrize("limit", ["0", "-1", "10001", "many", "", "²", "1e3", "9" * 5000])
def test_a_wrong_limit_is_refused_in_words(client, limit):
    answer = client.get("/api/layers/antenna_mast/features", params={"limit": limit})
    assert answer.status_code == 400
    assert answer.json() == {"error": "limit takes a number from 1 to 10000"}


@pytest.mark.parametrize("layer", ["nothing", "bts_site", "..", "%00", "cột", "antenna_mast%2f.."])
def test_features_of_an_unknown_layer_are_not_there(client, layer):
    assert is_plain_404(_features(client, layer=layer))


def _values(client, **query: str) -> httpx2.Response:
    return client.get("/api/values", params=query)


def test_values_are_by_area_code_and_null_where_not_known(client):
    masts = _values(client, areas="admin_commune", indicator="masts").json()["values"]
    assert masts == {
        "20194": 3,
        "20195": 1,
        "20197": 1,
        "20200": 0,
        "31117": None,
        "31120": None,
    }
    shared = _values(client, areas="admin_commune", city="48", indicator="sharing_ratio").json()
    assert shared["values"] == {"20194": 0.5, "20195": None, "20197": 1, "20200": None}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"areas": "admin_commune"},
        {"areas": "admin_commune", "indicator": "nothing"},
        {"areas": "antenna_mast", "indicator": "masts"},
        {"areas": "nothing", "indicator": "masts"},
        {"areas": "admin_commune", "indicator": "masts", "city": "00"},
        {"areas": "admin_commune", "indicator": "masts", "city": ""},
        {"areas": "admin_commune", "indicator": "masts", "city": "' OR 1=1"},
    ],
)
def test_values_nobody_has_are_not_there(client, query):
    assert is_plain_404(_values(client, **query))


def test_labels_are_places_names_codes_and_sizes(client):
    rows = client.get("/api/labels/admin_commune?city=48").json()
    by_code = {row[3]: row for row in rows}
    assert set(by_code) == {code for code, ward in WARDS.items() if ward[1] == "48"}
    lon, lat, name, _, radius = by_code["20194"]
    assert (lon, name) == (108.05, "Hải Châu")
    assert lat == pytest.approx(16.05, abs=0.01)
    assert radius == round(math.sqrt(118.413907 / math.pi) * 1000)


@pytest.mark.parametrize(
    "path",
    [
        "labels/antenna_mast",
        "labels/nothing",
        "labels/admin_commune?city=x",
        "outline/x",
        "outline/",
    ],
)
def test_labels_and_outlines_nobody_has_are_not_there(client, path):
    assert is_plain_404(client.get(f"/api/{path}"))


@pytest.mark.parametrize("areas", ["admin_commune", "admin_province"])
def test_the_outline_of_a_city_is_the_edge_of_its_areas(client, areas):
    shape = client.get(f"/api/outline/48?areas={areas}").json()["geometry"]
    assert shape["type"] == "Polygon"
    corners = {(round(lon, 9), round(lat, 9)) for lon, lat in shape["coordinates"][0]}
    assert {(108.0, 16.0), (108.2, 16.0), (108.2, 16.2), (108.0, 16.2)} <= corners
    assert all(lon in (108.0, 108.2) or lat in (16.0, 16.2) for lon, lat in corners)


def test_large_answers_are_pressed_only_for_those_who_can_read_them(client):
    path = "/api/layers"
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as pressed:
        assert json.loads(gzip.decompress(b"".join(pressed.iter_raw())))["layers"]
    assert pressed.headers["vary"] == "Accept-Encoding"
    with client.stream("GET", path, headers={"accept-encoding": "identity"}) as plain:
        assert json.loads(b"".join(plain.iter_raw()))["layers"]
    assert "content-encoding" not in plain.headers


def test_text_of_a_file_leaves_as_it_is_in_json_and_tiles(own_context):
    wards = WARDS | {"20194": (HOSTILE_HTML, "48", (108.0, 16.0))}
    publish(own_context.atlas.store, make_communes(wards=wards), "admin_commune")
    client = _client(own_context)
    labels = client.get("/api/labels/admin_commune?city=48")
    assert labels.headers["content-type"] == "application/json"
    assert HOSTILE_HTML in {row[2] for row in labels.json()}
    areas = decode(client.get(f"/tiles/admin_commune/{STREET}"))["admin_commune"]
    assert areas[0]["name"] == HOSTILE_HTML


def test_areas_without_a_name_have_a_label_all_the_same(own_context):
    communes = make_communes().drop(columns="full_name")
    communes.loc[0, "name"] = None
    publish(own_context.atlas.store, communes, "admin_commune")
    rows = _client(own_context).get("/api/labels/admin_commune?city=48").json()
    assert {row[2] for row in rows} == {"20194", "Hòa Cường", "Sơn Trà", "An Hải"}


def test_a_new_version_is_served_at_once_under_a_new_name(own_context):
    client = _client(own_context)
    before = own_context.atlas.now().key
    masts = own_context.atlas.frame(own_context.atlas.now().versions["antenna_mast"])
    publish(own_context.atlas.store, masts[masts["feature_id"] == "m4"], "antenna_mast")
    after = client.get(f"/tiles/antenna_mast/{CITY}?v={before}")
    assert [m["id"] for m in decode(after)["antenna_mast"]] == ["antenna_mast:1"]
    assert "no-cache" in after.headers["cache-control"]
    values = _values(client, areas="admin_commune", city="48", indicator="masts").json()["values"]
    assert values == {"20194": 0, "20195": 0, "20197": 1, "20200": 0}


DOORS = (
    f"/tiles/antenna_mast/{STREET}",
    "/api/layers/antenna_mast/features",
    "/api/values?areas=admin_commune&indicator=masts",
    "/api/labels/admin_commune",
)
CATALOGUE_DOORS = (*DOORS, "/api/layers", "/api/outline/48?areas=admin_commune")


def silent(context, doors=DOORS) -> list[str]:
    """The doors that do not answer 503 with one sentence of what is wrong, or tell of our inside."""
    client = _client(context)
    answers = {path: client.get(path) for path in doors}
    return [path for path, answer in answers.items() if not _is_said(answer)]


def _is_said(answer: httpx2.Response) -> bool:
    return (
        answer.status_code == 503
        and answer.json()["error"] == "store_damaged"
        and "HATANG_STORE" in answer.json()["message"]
        and answer.headers["access-control-allow-origin"] == "*"
        and "Traceback" not in answer.text
        and ".py" not in answer.text
    )


def _spoil_derived(folder: Path) -> None:
    for file in (folder / "derived").glob("*/*"):
        file.write_bytes(b"rubbish")


def _spoil_catalogue(folder: Path, content: bytes) -> None:
    for name in ("catalogue.db-wal", "catalogue.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "catalogue.db").write_bytes(content)


def test_a_version_file_that_is_gone_is_said(own_context, own_folder):
    masts = own_context.atlas.now().versions["antenna_mast"]
    (own_folder / "versions" / f"{masts.sha256}.parquet").unlink()
    _spoil_derived(own_folder)
    assert silent(own_context) == []
    assert _client(own_context).get("/api/layers").status_code == 200


def test_a_version_file_of_rubbish_is_said(own_context, own_folder):
    for file in (own_folder / "versions").iterdir():
        file.write_bytes(b"PAR1" + bytes(range(200)) + b"PAR1")
    _spoil_derived(own_folder)
    assert silent(own_context) == []


@pytest.mark.parametrize("content", [b"", b"this is not a catalogue at all" * 400])
def test_a_catalogue_lost_while_running_is_said(own_context, own_folder, content):
    _spoil_catalogue(own_folder, content)
    assert silent(own_context, CATALOGUE_DOORS) == []
    health = _client(own_context).get("/api/health")
    assert (health.status_code, health.json()["status"]) == (503, "error")


@pytest.fixture
def dead_context(own_folder):
    _spoil_catalogue(own_folder, b"not a database" * 1000)
    return open_context(Settings(store=str(own_folder)))


def test_a_store_that_never_opened_is_said_at_every_door(dead_context):
    assert silent(dead_context, CATALOGUE_DOORS) == []


def test_health_of_a_damaged_store_is_503_and_says_why_to_its_own_machine(dead_context):
    answer = _client(dead_context).get("/api/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "error"})
    here = {"base_url": "http://127.0.0.1", "client": ("127.0.0.1", 50000)}
    answer = TestClient(Starlette(routes=make_routes(dead_context)), **here).get("/api/health")
    assert answer.status_code == 503
    assert answer.json()["store"]["error"] == "store_damaged"
    assert "HATANG_STORE" in answer.json()["store"]["message"]


def test_assets_and_404_work_without_a_store(dead_context):
    client = _client(dead_context)
    assert client.get("/assets/app/hatang.js").status_code == 200
    assert is_plain_404(client.get("/api/nothing"))


BENCH = """layers:
  - id: bench
    vi: Ghế
    en: Bench
    group: other
    geometry: Point
    primary_key: [code]
    fields: [{name: code, vi: Mã, en: Code}]
"""


def test_a_layer_without_a_description_any_more_is_left_out(own_folder):
    spec = own_folder / "specs" / "bench.yaml"
    spec.parent.mkdir(exist_ok=True)
    spec.write_text(BENCH, "utf-8")
    store = open_context(Settings(store=str(own_folder))).atlas.store
    masts = store.read("antenna_mast")
    publish(store, masts[["geometry"]].assign(code="b"), "bench")
    assert is_listed(own_folder, "bench")
    spec.unlink()
    assert not is_listed(own_folder, "bench")


def is_listed(folder, layer_id: str) -> bool:
    from layers.spec import load_specs

    load_specs.cache_clear()  # a process reads the specs once; here two starts share one
    client = _client(open_context(Settings(store=str(folder))))
    answer = client.get("/api/layers")
    assert answer.status_code == 200
    return layer_id in {layer["id"] for layer in answer.json()["layers"]}


def test_dates_and_lists_come_as_text(own_context):
    masts = own_context.atlas.store.read("antenna_mast").iloc[[0]]
    masts = masts.assign(built=pd.to_datetime(["2020-02-29"]), tags=[["a", "b"]])
    publish(own_context.atlas.store, masts, "antenna_mast")
    properties = _features(_client(own_context)).json()["features"][0]["properties"]
    assert properties["built"].startswith("2020-02-29")
    assert isinstance(properties["tags"], str)


REAL_APP = """
import json, sys
from starlette.testclient import TestClient
from app import app
paths = json.loads(sys.argv[1])
with TestClient(app, base_url="http://127.0.0.1:8501", client=("127.0.0.1", 50000)) as client:
    answers = {path: client.get(path) for path in paths}
print(json.dumps({path: [a.status_code, a.headers["content-type"]] for path, a in answers.items()}))
"""


def test_the_app_itself_serves_page_and_routes_side_by_side(built):
    expected = {
        "/": [200, "text/html; charset=utf-8"],
        "/api/health": [200, "application/json"],
        f"/tiles/antenna_mast/{STREET}": [200, "application/x-protobuf"],
        "/assets/land/land.json": [200, "application/json"],
        "/api/nothing": [404, "application/json"],
        "/api": [404, "application/json"],
        "/tiles/nothing/1/0/0.pbf": [404, "application/json"],
        "/assets/nothing.js": [404, "application/json"],
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", REAL_APP, json.dumps(list(expected))],
        cwd=ROOT,
        env=os.environ | {"HATANG_STORE": str(built), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == expected
