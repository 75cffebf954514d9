"""A layer that a reader may not see is nowhere: in no tile, search, table, card, file, sheet or page."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers import access
from layers.access import LOCAL_USER, Action
from layers.filters.condition import Filter, Ground
from layers.looks.look import Look
from layers.maps.packed import pack
from layers.maps.settle import settle
from layers.maps.view import LayerView, MapView
from layers.profiles.profile import profile_of_area, profile_of_shape
from layers.search.find import find
from layers.sheets.content import sheet_layers
from layers.spec import LayerSpec
from layers.words import Words
from tests.web.conftest import publish
from tests.web.test_explore import sent, start, view_of
from web.routes import make_routes
from web.routes.takeaway import ask
from web.standalone.page import make_standalone
from web.views.explore import drawer, state
from web.words import web_words

MAST, DUCT = "antenna_mast", "duct_route"
NEAR = Filter((), (Ground("near", layer=MAST, distance_m=5000.0),))
SHAPE = {
    "type": "Polygon",
    "coordinates": [[[108.0, 16.0], [108.2, 16.0], [108.2, 16.2], [108.0, 16.2], [108.0, 16.0]]],
}


def _all_but_masts(
    user: access.User | None, action: Action, layer: LayerSpec, area: str | None = None
) -> bool:
    return user is not None and user.local and layer.id != "antenna_mast"


@pytest.fixture
def forbidden(context, monkeypatch):
    """The context, masts hidden from everybody; every door has `can` by its name already."""
    monkeypatch.setattr(access.can, "__code__", _all_but_masts.__code__)
    return context


@pytest.fixture
def client(forbidden) -> TestClient:
    return TestClient(Starlette(routes=make_routes(forbidden)), raise_server_exceptions=False)


@pytest.mark.parametrize(
    "address",
    [
        f"/tiles/{MAST}/8/204/116.pbf",
        f"/tiles/{DUCT},{MAST}/8/204/116.pbf",
        f"/tiles/{DUCT}/8/204/116.pbf?q={pack({DUCT: {'filter': NEAR.to_json()}})}",
        f"/api/export/{MAST}?format=csv",
        f"/api/export/{DUCT}?format=csv&q={ask(NEAR)}",
        f"/api/place/feature/{MAST}:1",
    ],
)
def test_doors_answer_as_if_it_were_not_there(client, address):
    assert client.get(address).status_code == 404


def test_search_knows_nothing_of_it(client, forbidden):
    found = find(forbidden.atlas, forbidden.atlas.now(), "m1", user=LOCAL_USER, lang="vi")
    assert not [hit for hit in found.hits if MAST in str(hit)]
    assert MAST not in client.get("/api/search", params={"q": "cột ăng ten"}).text


def test_a_link_opens_without_it_and_says_so(forbidden):
    view = MapView(
        layers=(LayerView(DUCT, filter=NEAR), LayerView(MAST)), picked=(f"{MAST}:1", f"{DUCT}:1")
    )
    settled, told = settle(view, forbidden.atlas, forbidden.atlas.now(), LOCAL_USER)
    assert settled.layers == (LayerView(DUCT),)
    assert settled.picked == (f"{DUCT}:1",)
    assert {key for key, _ in told} >= {
        "view.gone.layer", "view.gone.ground", "view.gone.features",
    }  # fmt: skip


def test_neither_sheet_nor_page_nor_profile_has_it(forbidden):
    atlas, snapshot = forbidden.atlas, forbidden.atlas.now()
    view = MapView(layers=(LayerView(MAST), LayerView(DUCT, filter=NEAR)))
    assert sheet_layers(atlas, snapshot, view, Words("vi"), LOCAL_USER) == []
    made = make_standalone(atlas, snapshot, view, words=web_words("vi"), user=LOCAL_USER)
    assert '"antenna_mast"' not in made.html.decode()
    for profile in (
        profile_of_area(atlas, snapshot, "admin_commune", "20194", user=LOCAL_USER),
        profile_of_shape(atlas, snapshot, SHAPE, user=LOCAL_USER),
    ):
        assert "m1" not in str(profile)
        assert MAST not in str(profile.amounts)


def test_the_page_shows_none_of_it(forbidden):
    app = start(lang="vi", layers=f"{MAST},{DUCT}")
    app.session_state[drawer.OPEN] = "table"
    for panel in ("layers", "filter", "takeaway"):
        app.session_state[state.PANEL] = panel
        app.run()
        assert not app.exception
    assert [each.layer for each in view_of(app).layers] == [DUCT]
    assert MAST not in {layer["id"] for layer in sent(app)["layers"]}
    assert any("Cột ăng ten" in each.value for each in app.warning)
    shown = json.dumps([str(each.value.to_dict()) for each in app.dataframe])
    assert '"m1"' not in shown


def test_masts_whose_class_the_reader_has_not_are_drawn_in_one_colour(own_context):
    """Their usual look goes by a column that a field tier, or an old file, may lack."""
    store = own_context.atlas.store
    masts = store.read_version(store.current()[MAST]).drop(columns="mast_class")
    publish(store, masts, MAST)
    app = start(lang="en", layers=MAST)
    assert not app.error
    (shown,) = [layer for layer in sent(app)["layers"] if layer["id"] == MAST]
    assert shown["count"] == shown["total"] > 0
    assert not shown.get("classes")
    app.session_state["explore_styled"] = MAST
    app.run()
    assert not app.error
    assert app.selectbox(key="x_style_kind").value == "single"
    snapshot = own_context.atlas.now()
    (printed,) = sheet_layers(own_context.atlas, snapshot, view_of(app), Words("en"), LOCAL_USER)
    assert printed.look == Look()
