"""The search route, base map pictures, and what a hit makes of a view."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.basemaps.listing import FILE
from layers.maps.view import LayerView, MapView
from layers.search.hit import AREA, FEATURE, FORMER, LAYER, PLACE, Found, Hit
from layers.words import Words
from web.map.bases import base_hosts
from web.map.page import map_html
from web.routes import make_routes
from web.routes.search import told
from web.sign_in.identity import NOBODY, acting
from web.views.explore.found import view_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def client_of(context) -> TestClient:
    return TestClient(Starlette(routes=make_routes(context)), raise_server_exceptions=False)


@pytest.fixture
def client(shared_context) -> TestClient:
    return client_of(shared_context)


def test_hits_come_in_groups_with_their_headings(client):
    answer = client.get("/api/search", params={"q": "hai chau", "city": "48", "lang": "en"})
    first = answer.json()["groups"][0]
    assert (first["kind"], first["label"]) == ("area", "Administrative units of today")
    assert first["hits"][0]["id"] == "area:admin_commune:20194"
    assert set(first["hits"][0]) == {"id", "title", "detail"}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "private, no-cache"


def test_what_is_not_told_is_counted(client):
    hits = (Hit(FEATURE, "feature:manhole:1", "m1"), Hit(AREA, "area:admin_commune:1", "a"))
    some = told(Found("m", hits, {"manhole": 1200, "cabinet": 34}), Words("vi"))
    assert some["more"].startswith("Hiện 1 trong 1.234 đối tượng")
    assert told(Found("m", hits, {"manhole": 1}), Words("vi"))["more"] == ""
    assert "zzzz" in client.get("/api/search", params={"q": "zzzz"}).json()["hint"]


@pytest.mark.parametrize("params", [{"q": "a" * 121}, {"q": "a", "lang": "xx"}])
def test_what_cannot_be_asked(client, params):
    assert client.get("/api/search", params=params).status_code == 400


@pytest.mark.parametrize(
    "text", ["", " ", "'; DROP TABLE x --", "%", "\x00", "<b>", "..", "{0}", "(" * 50]
)
def test_odd_texts_are_answered(client, text):
    assert client.get("/api/search", params={"q": text}).status_code == 200


def test_nobody_finds_anything(shared_context):
    with acting(NOBODY):
        content = client_of(shared_context).get("/api/search?q=hai+chau").json()
    assert content["groups"] == []


@pytest.fixture
def with_pictures(shared_context):
    folder = shared_context.atlas.store.folder
    with closing(sqlite3.connect(folder / "n.mbtiles")) as db:
        db.execute("CREATE TABLE metadata (name, value)")
        db.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        db.execute("INSERT INTO metadata VALUES ('format', 'png')")
        db.execute("INSERT INTO tiles VALUES (1, 1, 0, ?)", (PNG,))
        db.commit()
    entries = (
        "- {id: n, kind: mbtiles, file: n.mbtiles}\n"
        "- {id: far, kind: xyz, url: 'https://t.vn/{z}/{x}/{y}.png'}\n"
        "- {id: bad, kind: nothing}\n"
    )
    (folder / FILE).write_text(entries, encoding="utf-8")
    yield shared_context
    (folder / FILE).unlink()
    (folder / "n.mbtiles").unlink()


def test_pictures_of_a_base_map(with_pictures):
    client = client_of(with_pictures)
    answer = client.get("/basemap/n/1/1/1")
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    others = (
        "n/1/1/0",
        "n/1/9/9",
        "n/99/0/0",
        "n/a/0/0",
        "far/1/1/1",
        "gone/1/1/1",
        "..%2Fcatalogue.db/1/1/1",
        "n/1/1/1/x",
    )
    assert [client.get(f"/basemap/{path}").status_code for path in others] == [404] * len(others)


def test_a_wrong_entry_is_told_in_health(with_pictures):
    content = client_of(with_pictures).get("/api/health").json()
    assert content["status"] == "ok"
    assert content["basemaps"]["maps"] == 2
    (fault,) = content["basemaps"]["faults"]
    assert "bad" in fault


def test_the_policy_of_the_map_names_the_hosts_of_base_maps(with_pictures):
    assert base_hosts(with_pictures) == ("https://t.vn",)
    assert "img-src __ORIGIN__ data:;" in map_html("")
    assert "img-src __ORIGIN__ data: https://t.vn;" in map_html("", base_hosts(with_pictures))


BEFORE = MapView(city="48", selected="20194", picked=("antenna_mast:1",), compared=("1", "2"))


def test_a_ward_is_selected_in_its_city():
    made = view_of(
        Hit(AREA, "area:admin_commune:31117", "", layer="admin_commune", code="31117", city="92"),
        BEFORE,
    )
    assert (made.city, made.areas, made.selected, made.picked) == (
        "92",
        "admin_commune",
        "31117",
        (),
    )


def test_a_former_ward_selects_the_one_of_today():
    before = replace(BEFORE, areas="admin_district")
    hit = Hit(
        FORMER,
        "former:v2025-03:20245",
        "",
        layer="admin_commune",
        code="20257",
        codes=("20257",),
        city="48",
    )
    made = view_of(hit, before)
    assert (made.areas, made.selected, made.city) == ("admin_commune", "20257", "48")


def test_a_province_is_gone_to():
    made = view_of(
        Hit(AREA, "area:admin_province:92", "", layer="admin_province", code="92", city="92"),
        BEFORE,
    )
    assert (made.city, made.selected) == ("92", None)


def test_a_feature_is_picked_and_its_layer_drawn():
    made = view_of(Hit(FEATURE, "feature:manhole:17", "", layer="manhole", city="48"), BEFORE)
    assert made.picked == ("manhole:17",)
    assert made.layers[0] == LayerView("manhole")
    hidden = BEFORE.with_layer(LayerView("antenna_mast", visible=False, opacity=0.5))
    made = view_of(
        Hit(FEATURE, "feature:antenna_mast:1", "", layer="antenna_mast", city="48"), hidden
    )
    assert made.layer("antenna_mast") == LayerView("antenna_mast", visible=True, opacity=0.5)


def test_a_place_and_a_layer_leave_the_selection():
    place = Hit(PLACE, "place:16.0,108.0,4326", "", city="48", point=(108.0, 16.0))
    assert view_of(place, BEFORE) == BEFORE
    made = view_of(Hit(LAYER, "layer:manhole", "", layer="manhole"), BEFORE)
    assert made.selected == "20194"
    assert made.layer("manhole") is not None


def test_the_whole_country_stays_the_place_looked_at():
    before = replace(BEFORE, city="VN")
    hit = Hit(FEATURE, "feature:manhole:17", "", layer="manhole", city="92")
    assert view_of(hit, before).city == "VN"
