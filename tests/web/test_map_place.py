"""Where a visitor looks is told beside the page: under a key of ours, from a page of ours, and only a place."""

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from layers.errors import BadView
from web.map.seen import SIGHTINGS, Sightings
from web.routes import place

AT = "16.060000,108.200000,12.5,800x600"
HEADERS = {"x-hatang": "map", "sec-fetch-site": "same-origin"}


@pytest.fixture
def client() -> TestClient:
    SIGHTINGS.begin("key-of-a-visitor")
    return TestClient(Starlette(routes=[Mount("/api", routes=place.routes())]))


def test_a_place_is_kept_under_the_key_of_its_visitor(client):
    told = {"key": "key-of-a-visitor", "at": AT}
    assert client.post("/api/map-place", json=told, headers=HEADERS).status_code == 204
    assert SIGHTINGS.of("key-of-a-visitor") == AT


@pytest.mark.parametrize(
    ("told", "headers"),
    [
        ({"key": "key-of-a-visitor", "at": AT}, {}),
        ({"key": "key-of-a-visitor", "at": AT}, HEADERS | {"sec-fetch-site": "cross-site"}),
        ({"key": "key-of-nobody", "at": AT}, HEADERS),
        ({"key": "key-of-a-visitor", "at": "<b>"}, HEADERS),
        ({"key": "key-of-a-visitor", "at": "99,108,12"}, HEADERS),
        ({"key": "key-of-a-visitor", "at": AT + " " * 400}, HEADERS),
        ({"at": AT}, HEADERS),
        ([], HEADERS),
    ],
)
def test_anything_else_is_not_there(client, told, headers):
    SIGHTINGS.tell("key-of-a-visitor", "1,2,3")
    assert client.post("/api/map-place", json=told, headers=headers).status_code == 404
    assert SIGHTINGS.of("key-of-a-visitor") == "1.000000,2.000000,3"


def test_only_known_visitors_are_kept_and_no_endless_number_of_them(monkeypatch):
    monkeypatch.setattr("web.map.seen._MOST_VISITORS", 2)
    held = Sightings()
    for key in "abc":
        held.begin(key)
    assert not held.tell("a", "1,2,3")
    assert held.tell("c", "1,2,3")
    assert held.of("a") is None
    with pytest.raises(BadView):
        held.tell("c", "1,2")
