"""The host mounts the map, sends the whole state, and trusts no pick."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from web.map.host import clean_pick
from web.map.page import map_html
from web.sign_in import tokens

LAYERS = {"admin_commune", "antenna_mast"}


def _script():
    import streamlit as st

    from web.map.host import show_map

    layer = {"id": "antenna_mast", "kind": "point", "visible": True, "label": "Cột ăng ten"}
    state = {"lang": "en", "theme": "dark", "layers": [layer], "words": {"legend": "Key"}}
    events = show_map(state, key="map", height="50vh")
    st.text(repr(events.pick))


@pytest.fixture
def app(context) -> AppTest:
    return AppTest.from_function(_script, default_timeout=20).run()


def _sent(app: AppTest) -> dict:
    (element,) = app.get("bidi_component")
    return json.loads(element.proto.json)


def test_mounts_and_sends_page_state_words_and_palette(app):
    assert not app.exception
    sent = _sent(app)
    assert sent["html"] == map_html()
    assert sent["height"] == "50vh"
    assert sent["title"] == "Infrastructure map"
    assert sent["state"]["layers"][0]["id"] == "antenna_mast"
    assert sent["state"]["words"]["legend"] == "Key"
    assert sent["state"]["words"]["hoang_sa"] == "Quần đảo Hoàng Sa"
    assert sent["state"]["palette"]["sea"].startswith("#")
    assert app.text[0].value == "None"


def test_the_frame_gets_a_token_also_where_nobody_signs_in(app, context):
    sent = _sent(app)
    query = f"t={sent['state']['token']}"
    assert tokens.visitor_of(context.atlas.store, query).user.local
    assert sent["session"]["url"].endswith(f"?v={context.now().key}")


def test_revision_stays_over_reruns_and_the_message_is_small(app):
    first = _sent(app)
    again = _sent(app.run())
    assert first["rev"] == again["rev"]
    assert len(json.dumps(again)) < 20_000


def test_a_click_reaches_the_script(app):
    app.session_state["map"] = {"pick": {"layer": "antenna_mast", "id": "antenna_mast:1"}}
    assert "'id': 'antenna_mast:1'" in app.run().text[0].value


def test_pick_of_a_known_layer_keeps_the_promised_fields():
    pick = {
        "layer": "antenna_mast",
        "id": "antenna_mast:7",
        "code": None,
        "name": "x" * 1000,
        "lon": 108.2,
        "lat": 16,
        "more": "dropped",
    }
    assert clean_pick(pick, layers=LAYERS) == {
        "layer": "antenna_mast",
        "id": "antenna_mast:7",
        "code": None,
        "name": "x" * 300,
        "lon": 108.2,
        "lat": 16.0,
    }


@pytest.mark.parametrize(
    ("pick", "cleaned"),
    [
        (None, None),
        ("layer", None),
        ({"layer": "secret", "id": "secret:1"}, None),
        ({"layer": None}, {"layer": None, "lon": None, "lat": None}),
        ({"layer": None, "lon": 1.5, "lat": -2}, {"layer": None, "lon": 1.5, "lat": -2.0}),
        ({"lon": float("nan"), "lat": True}, {"layer": None, "lon": None, "lat": None}),
        ({"lon": 181, "lat": "16"}, {"layer": None, "lon": None, "lat": None}),
    ],
)
def test_odd_picks(pick, cleaned):
    assert clean_pick(pick, layers=LAYERS) == cleaned
