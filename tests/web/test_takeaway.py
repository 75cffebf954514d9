"""What is taken away: by the route, as a page of one file, from the panel."""

import base64
import hashlib
import io
import json
import re

import geopandas as gpd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.access import can
from layers.filters.condition import Condition, Filter, Ground
from layers.looks.archipelagos import ARCHIPELAGOS
from layers.looks.look import Look
from layers.maps.packed import pack
from layers.maps.view import LayerView, MapView
from tests.web.conftest import HOSTILE_HTML, publish, small_layers
from tests.web.test_explore import start
from web.map.assets import ASSETS
from web.map.page import links
from web.routes import make_routes
from web.routes.takeaway import ask, read_asked
from web.sign_in.identity import NOBODY, acting
from web.standalone import content
from web.standalone.page import make_standalone
from web.views.explore import state
from web.words import web_words

SHARED = Filter((Condition("n_operators", ">=", ("2",)),))


def client_of(context) -> TestClient:
    return TestClient(Starlette(routes=make_routes(context)), raise_server_exceptions=False)


@pytest.fixture
def client(shared_context):
    return client_of(shared_context)


def read(answer) -> gpd.GeoDataFrame:
    return gpd.read_file(io.BytesIO(answer.content))


def test_a_layer_comes_with_the_filter_or_the_selection(client, shared_context):
    asked = client.get("/api/export/antenna_mast", params={"format": "geojson", "q": ask(SHARED)})
    assert asked.status_code == 200
    assert sorted(read(asked)["feature_id"]) == ["m1", "m4"]
    assert 'filename="antenna_mast.geojson"' in asked.headers["content-disposition"]
    assert "access-control-allow-origin" not in asked.headers
    frame = shared_context.atlas.frame(shared_context.atlas.now().versions["antenna_mast"])
    fid = int(frame.set_index("feature_id").loc["m2", "fid"])
    asked = client.get(
        "/api/export/antenna_mast", params={"format": "geojson", "q": ask(Filter(), [fid])}
    )
    assert read(asked)["feature_id"].tolist() == ["m2"]


@pytest.mark.parametrize(
    ("layer", "params"),
    [
        ("no_layer", {"format": "csv"}),
        ("antenna_mast", {"format": "exe"}),
        ("antenna_mast", {}),
        ("antenna_mast", {"format": "csv", "q": "!!"}),
        ("antenna_mast", {"format": "csv", "q": pack([1])}),
        ("antenna_mast", {"format": "csv", "q": pack({"picked": ["a"]})}),
        ("antenna_mast", {"format": "csv", "q": pack({"picked": list(range(501))})}),
        ("antenna_mast", {"format": "csv", "q": pack({"filter": {"if": [["no", "=", "1"]]}})}),
        ("antenna_mast", {"format": "csv", "q": pack({"filter": [1]})}),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_not_found(client, layer, params):
    answer = client.get(f"/api/export/{layer}", params=params)
    assert (answer.status_code, answer.json()) == (404, {"error": "not found"})


def test_who_may_not_is_told_that_nothing_is_there(shared_context):
    with acting(NOBODY):
        answer = client_of(shared_context).get("/api/export/antenna_mast?format=csv")
    assert answer.status_code == 404


def _all_but_ducts(user, action, layer, area=None):
    return user is not None and layer.id != "duct_route"


def test_a_filter_asks_no_layer_that_may_not_be_seen(client, shared_context, monkeypatch):
    near = Filter(grounds=(Ground("near", layer="duct_route", distance_m=100_000.0),))
    params = {"format": "csv", "q": ask(near)}
    assert client.get("/api/export/antenna_mast", params=params).status_code == 200
    monkeypatch.setattr(can, "__code__", _all_but_ducts.__code__)
    assert client.get("/api/export/antenna_mast", params=params).status_code == 404


def test_a_format_that_cannot_hold_the_layer_says_so(client):
    answer = client.get("/api/export/service_availability?format=geojson&lang=en")
    assert answer.status_code == 409
    assert "table without shapes" in answer.text


def standalone(context, view, **more):
    atlas = context.atlas
    given = {"words": web_words("vi"), "user": context.user} | more
    return make_standalone(atlas, atlas.now(), view, **given)


def data_of(made) -> dict:
    text = made.html.decode()
    found = re.search(
        r'<script type="application/json" id="hatang-data">(.*?)</script>', text, re.S
    )
    return json.loads(found[1])


def test_the_page_of_one_file_holds_the_map_and_names_no_host(shared_context):
    made = standalone(shared_context, MapView(), title="Hải Châu <b>")
    text, data = made.html.decode(), data_of(made)
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)
    assert links(markup) == []
    styles = "".join(re.findall(r"<style>(.*?)</style>", text, re.S))
    assert [u for u in re.findall(r"url\(([^)]{0,40})", styles) if not u.startswith("data:")] == []
    assert "@import" not in styles
    assert "<title>Hải Châu &#60;b&#62;</title>" in text
    assert {area["s"] for area in data["areas"]} == {"Hải Châu", "Hòa Cường", "Sơn Trà", "An Hải"}
    masts = next(layer for layer in data["layers"] if layer["id"] == "antenna_mast")
    assert len(masts["features"]) == 4, "one is at sea, one nowhere"
    assert {group["id"]: group["count"] for group in masts["groups"]}[
        "A2a"
    ] == "1"  # the other one is nowhere
    assert [one["name"] for one in data["archipelagos"]] == [
        "Quần đảo Hoàng Sa",
        "Quần đảo Trường Sa",
    ]
    assert made.left_out == ()


def test_its_policy_knows_every_block_and_nothing_else(shared_context):
    text = standalone(shared_context, MapView()).html.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    for tag in ("script", "style"):
        blocks = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        assert blocks
        for block in blocks:
            digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_s14_hostile_text_stays_text(own_context):
    masts, _ = small_layers()["antenna_mast"]
    evil = "</script><script>window.hacked=1</script>" + HOSTILE_HTML
    publish(own_context.atlas.store, masts.assign(owner=evil, name=evil), "antenna_mast")
    made = standalone(own_context, MapView(), title=evil)
    text = made.html.decode()
    assert "window.hacked=1</script>" not in text
    assert "<img" not in text
    (layer,) = [layer for layer in data_of(made)["layers"] if layer["id"] == "antenna_mast"]
    assert evil in layer["features"][0]["p"]


def test_what_does_not_fit_is_said(shared_context, monkeypatch):
    monkeypatch.setattr("web.standalone.page.MOST_FEATURES", 4)
    made = standalone(shared_context, MapView())
    assert made.left_out == (
        "Cống bể cáp: có 2 trên 3 đối tượng, lấy đều khắp lớp.",
        "Cột ăng ten: có 2 trên 4 đối tượng, lấy đều khắp lớp.",
    )
    assert data_of(made)["left_out"] == list(made.left_out)
    assert content.evenly(10, 4).tolist() == [0, 3, 6, 9]
    assert content.evenly(3, 4).tolist() == [0, 1, 2]
    assert content.evenly(3, 0).tolist() == []


def test_filter_and_hidden_classes_hold_in_the_file(shared_context):
    look = Look(kind="categorical", field="owner", palette="categories")
    masts = LayerView("antenna_mast", look=look, hidden=("Viettel",), filter=SHARED)
    data = data_of(standalone(shared_context, MapView(layers=(masts,), hidden=("0",))))
    (layer,) = data["layers"]
    assert [group["id"] for group in layer["groups"]] == ["VNPT", "?"]
    assert sorted(feature["k"] for feature in layer["features"]) == ["?", "VNPT"]
    assert "" in [area["c"] for area in data["areas"]]


def test_the_archipelagos_are_those_of_the_screen():
    text = (ASSETS / "app" / "places.js").read_text("utf-8")
    for one in ARCHIPELAGOS:
        part = text[text.index(f'words: ["{one.id}"') :]
        islands = re.search(r"islands: \[(.*?)\n    \]", part, re.S)[1]
        pairs = re.findall(r"\[([\d.]+), ([\d.]+)\]", islands)
        assert [tuple(map(float, pair)) for pair in pairs] == list(one.islands)


def open_panel(app, kind: str):
    app.session_state[state.PANEL] = "takeaway"
    app.run()
    app.session_state["explore_take"] = {"kind": kind}
    return app.run()


def made(app, key: str) -> None:
    """Press the button, and come again once the file is made."""
    app.button(key=key).click().run()
    assert not app.exception
    if "explore_take_job" in app.session_state:
        app.session_state["explore_take_job"].wait(20)
        app.run()
        assert not app.exception


def test_the_panel_makes_a_sheet_and_says_when_the_map_has_changed(context):
    app = open_panel(start(lang="vi"), "sheet")
    assert not app.exception
    said = [caption.value for caption in app.caption]
    assert any(re.match(r"Sẽ in ở tỷ lệ 1:[\d.]+, 1 tờ", each) for each in said)
    made(app, "x_take_make_sheet")
    assert any("Đã xong: 1 trang" in caption.value for caption in app.caption)
    app.selectbox(key="x_take_paper").set_value("A3-l").run()
    assert any("Tạo lại" in caption.value for caption in app.caption)


def test_the_panel_makes_a_page_and_links_the_data(context):
    app = open_panel(start(lang="vi"), "page")
    made(app, "x_take_make_page")
    assert any("không cần mạng" in caption.value for caption in app.caption)
    app.session_state["explore_take"] = {"kind": "data", "layer": "duct_route", "format": "shp"}
    app.run()
    assert not app.exception
    (link,) = app.get("link_button")
    address, _, asked = link.proto.url.partition("&q=")
    assert address == "/api/export/duct_route?format=shp&lang=vi"
    place = Ground("area", layer="admin_province", code="48")
    assert read_asked(asked) == (Filter((), (place,)), None)  # what the legend counts
    app.toggle(key="x_take_here").set_value(False).run()
    (link,) = app.get("link_button")
    assert link.proto.url == "/api/export/duct_route?format=shp&lang=vi"
