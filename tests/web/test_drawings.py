"""Drawings over the web: the route keeps what pages of ours send, the panel and the map show it."""

import json
import uuid

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from layers.access import LOCAL_USER
from layers.drawings.book import DrawingBook
from layers.drawings.change import Change
from layers.drawings.drawing import Drawing
from layers.settings import ROOT
from web.map.drawing import drawing_content, drawing_state
from web.map.host import clean_pick
from web.routes import make_routes
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")
OURS = {"x-hatang": "drawing", "sec-fetch-site": "same-origin"}
LINE = {"type": "LineString", "coordinates": [[108.2, 16.0], [108.21, 16.0]]}
BOW = [[108.2, 16.0], [108.21, 16.01], [108.21, 16.0], [108.2, 16.01], [108.2, 16.0]]


@pytest.fixture
def client(shared_context):
    return TestClient(Starlette(routes=make_routes(shared_context)), raise_server_exceptions=False)


@pytest.fixture
def drawing_id():
    return uuid.uuid4().hex


def added(number: int, kind="line", geometry=LINE, **more) -> dict:
    feature = {"id": f"f{number}", "kind": kind, "geometry": geometry, **more}
    return {"id": f"c{number}", "op": "add", "feature": feature}


def send(client, drawing_id, *changes, lang="vi", headers=OURS):
    address = f"/api/drawings/{drawing_id}/changes?lang={lang}"
    return client.post(address, content=json.dumps({"changes": changes}), headers=headers)


def test_the_first_shape_makes_the_drawing_and_comes_back_measured(
    client, shared_context, drawing_id
):
    told = send(client, drawing_id, added(1, label="Tuyến 1")).json()
    assert (told["acked"], told["refused"]) == (["c1"], [])
    (feature,) = told["drawing"]["features"]
    assert (feature["title"], feature["measured"], feature["fault"]) == ("Tuyến 1", "1,07 km", "")
    assert told["drawing"]["name"].startswith("Bản vẽ ")
    kept = DrawingBook(shared_context.atlas.store, LOCAL_USER).open(drawing_id)
    assert kept.features[0].geometry == LINE


def test_changes_told_again_after_a_lost_answer_are_acknowledged_and_made_once(client, drawing_id):
    send(client, drawing_id, added(1))
    again = send(client, drawing_id, added(1), added(2)).json()
    assert again["acked"] == ["c1", "c2"]
    assert [each["id"] for each in again["drawing"]["features"]] == ["f1", "f2"]
    back = send(client, drawing_id, {"id": "u", "op": "undo"}).json()["drawing"]
    assert (len(back["features"]), back["can_undo"], back["can_redo"]) == (1, True, True)


def test_what_cannot_be_kept_is_refused_in_a_sentence_and_the_rest_is_kept(client, drawing_id):
    bad = added(1, geometry={"type": "LineString", "coordinates": "x"})
    told = send(client, drawing_id, bad, added(2), {"id": "c3", "op": "no"}, 7, lang="en").json()
    assert told["acked"] == ["c2"]
    assert [each["id"] for each in told["refused"]] == ["c1", "c3", ""]
    assert told["refused"][0]["message"].startswith("The shape could not be read")
    assert len(told["drawing"]["features"]) == 1


def test_a_border_that_crosses_itself_is_kept_with_a_sentence(client, drawing_id):
    crossing = added(1, "area", {"type": "Polygon", "coordinates": [BOW]})
    (feature,) = send(client, drawing_id, crossing).json()["drawing"]["features"]
    assert (feature["measured"], "tự cắt" in feature["fault"]) == ("", True)


def test_a_drawing_that_was_put_away_takes_no_more(client, shared_context, drawing_id):
    send(client, drawing_id, added(1))
    DrawingBook(shared_context.atlas.store, LOCAL_USER).delete(drawing_id)
    told = send(client, drawing_id, added(2), {"id": "c3", "op": "undo"}).json()
    assert (told["drawing"], told["acked"]) == (None, [])
    assert "không còn" in told["refused"][0]["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hatang": "upload"},
        {"x-hatang": "drawing", "sec-fetch-site": "cross-site"},
        {"x-hatang": "drawing", "origin": "https://elsewhere.example"},
    ],
)
def test_pages_of_others_change_nothing(client, shared_context, drawing_id, headers):
    assert send(client, drawing_id, added(1), headers=headers).status_code == 403
    assert DrawingBook(shared_context.atlas.store, LOCAL_USER).find(drawing_id) is None


@pytest.mark.parametrize("name", ["x", "A" * 32, "0" * 33, "'; DROP TABLE drawing"])
def test_ids_that_cannot_be_are_not_found(client, name):
    answer = send(client, name, added(1))
    assert (answer.status_code, answer.json()) == (404, {"error": "not found"})


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"changes": 3}', b"[" * 100_000, b" " * 400_001]
)
def test_bodies_that_are_no_changes_are_refused(client, drawing_id, body):
    answer = client.post(f"/api/drawings/{drawing_id}/changes", content=body, headers=OURS)
    assert answer.status_code == 400


def test_too_many_changes_at_once_are_refused(client, drawing_id):
    changes = [added(n) for n in range(201)]
    assert send(client, drawing_id, *changes).status_code == 400


def test_the_state_names_the_tools_the_colours_and_where_to_send(drawing_id):
    made = drawing_state(
        Drawing(drawing_id, "", stamp=-1), web_words("vi"), theme="dark", url="/u", tools=True
    )
    assert (made["url"], made["tools"], made["stamp"], made["features"]) == ("/u", True, -1, [])
    assert made["colours"][1] == ["amber", "#f2a83b", "Cam"]


def test_shapes_without_a_name_are_called_by_kind_and_number(shared_context):
    book = DrawingBook(shared_context.atlas.store, LOCAL_USER)
    drawing = book.create("Thử")
    drawing = book.apply(drawing.id, Change.from_json(added(1)))
    (shown,) = drawing_content(drawing, web_words("en"))["features"]
    assert (shown["title"], shown["measured"]) == ("Line 1", "1.07 km")


def test_a_selection_on_the_map_is_a_pick_of_the_drawing():
    pick = clean_pick({"layer": "drawing", "id": "f1", "name": "saved"}, layers={"drawing"})
    assert (pick["layer"], pick["id"]) == ("drawing", "f1")
    assert clean_pick({"layer": "drawing", "id": "f1"}, layers={"admin_commune"}) is None


@pytest.fixture
def page(context):
    """The page with the panel of drawing open, and the drawings of the store put away."""
    book = DrawingBook(context.atlas.store, LOCAL_USER)
    for entry in book.all():
        book.delete(entry.id)
    app = AppTest.from_file(MAIN, default_timeout=30)
    app.session_state["x_panel"] = "draw"
    return app.run(), book


def sent(app) -> dict | None:
    held = (json.loads(each.proto.json) for each in app.get("bidi_component"))
    return next(each["state"] for each in held if "state" in each)["drawing"]


def press(app, key: str):
    return app.button(key=key).click().run()


def test_the_panel_opens_names_takes_back_and_puts_away(page):
    app, book = page
    assert (sent(app)["stamp"], sent(app)["tools"]) == (-1, True)
    press(app, "x_drawing_new")
    (entry,) = book.all()
    assert (sent(app)["id"], app.text_input(key="x_drawing_name").value) == (entry.id, "Bản vẽ 1")
    crossing = added(2, "area", {"type": "Polygon", "coordinates": [BOW]})
    for content in (added(1, label="<b>Tuyến</b>"), crossing):
        book.apply(entry.id, Change.from_json(content))
    app.session_state["explore_map"] = {"pick": {"layer": "drawing", "id": "f2", "name": "saved"}}
    app.run()
    assert not app.exception
    assert "tự cắt" in " ".join(each.value for each in app.warning)
    (table,) = (each.value for each in app.dataframe if "Số đo" in each.value)
    assert list(table["Số đo"]) == ["1,07 km", "không đo được"]
    press(app, "x_drawing_undo")
    assert [each["title"] for each in sent(app)["features"]] == ["<b>Tuyến</b>"]
    app.text_input(key="x_drawing_name").set_value("Tuyến 2/9").run()
    assert book.open(entry.id).name == "Tuyến 2/9"
    press(app, "x_drawing_remove")
    assert (book.all(), sent(app)["stamp"]) == ([], -1)
    next(each for each in app.button if "Tuyến 2/9" in each.label).click().run()
    assert [each.name for each in book.all()] == ["Tuyến 2/9"]
    assert sent(app)["id"] == entry.id


def test_a_drawing_comes_to_be_with_its_first_shape_and_is_in_the_address(page, client):
    app, book = page
    first = sent(app)["id"]
    send(client, first, added(1))
    app.session_state["explore_map"] = {"pick": {"layer": "drawing", "id": None, "name": "saved"}}
    app.run()
    assert not app.exception
    assert [entry.id for entry in book.all()] == [first]
    assert app.query_params["drawing"] in (first, [first])
    assert len(sent(app)["features"]) == 1


def test_words_of_a_box_that_a_browser_holds_from_before_change_nothing(page, client, monkeypatch):
    app, _ = page
    first = sent(app)["id"]
    send(client, first, added(1))
    app.session_state["explore_map"] = {"pick": {"layer": "drawing", "id": None, "name": "saved"}}
    app.run()
    box = app.selectbox(key="x_drawing")
    old = WidgetState(id=box.id, string_value="Tên của lần trước")
    monkeypatch.setattr(type(box), "_widget_state", property(lambda each: old))
    app.run()
    assert not app.exception
    assert (sent(app)["id"], len(sent(app)["features"])) == (first, 1)


def test_drawings_of_one_name_are_told_apart_and_their_words_do_not_change_with_what_is_drawn(
    page, client
):
    app, book = page
    ids = {book.create("Khu A").id for _ in range(2)}
    before = app.run().selectbox(key="x_drawing").options
    assert sorted(before) == ["Khu A", "Khu A (2)"]
    send(client, ids.pop(), added(1))
    assert sorted(app.run().selectbox(key="x_drawing").options) == sorted(before)
