"""An app without accounts serves this machine alone, and of its browser only what the app's own pages ask."""

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.web.sign_in.conftest import HOST, OURS
from web.sign_in import tokens
from web.sign_in.gate import TOKEN_PATHS

TILE = "/tiles/admin_commune/8/203/115.pbf"
ASKED = [
    TILE,
    "/api/values?areas=admin_commune&city=48&indicator=mast_density",
    "/api/labels/admin_commune?city=48",
    "/api/outline/48?areas=admin_commune",
    "/api/search?q=Hai",
    "/api/layers",
    "/api/layers/antenna_mast/features",
    "/api/session",
]
# The frame of the map, as a browser tells of it; so does a frame of any other site.
FRAME = {"origin": "null", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
ELSEWHERE = [
    FRAME,
    {"origin": "https://evil.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
    {"origin": "https://evil.example"},  # a browser that tells nothing more
    {"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-site"},  # another program's page
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "accept": "text/html"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
@pytest.mark.parametrize("path", ASKED)
def test_pages_of_other_sites_read_nothing(visit, path, headers):
    answer = visit().get(path, headers=headers)
    assert answer.status_code in (401, 403)
    assert "layers" not in answer.text


@pytest.mark.parametrize("path", ASKED)
def test_pages_of_ours_and_programs_of_this_machine_read_on(visit, path):
    for headers in ({}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}):
        assert visit().get(path, headers=headers).status_code == 200


def test_the_frame_brings_the_token_that_its_page_was_given(visit):
    token = visit().get("/api/session").json()["token"]
    assert visit().get(f"{TILE}?t={token}", headers=FRAME).status_code == 200
    assert visit().get(f"{TILE}?t={token}x", headers=FRAME).status_code == 401
    assert visit().get(f"/api/layers?t={token}", headers=FRAME).status_code == 403  # no door of it
    refused = visit().get(TILE, headers=FRAME)
    assert refused.headers["access-control-allow-origin"] == "*"  # it must see why


def test_the_token_of_who_was_alone_ends_with_the_first_account(visit, own_context, request):
    told = visit().get("/api/session").json()
    assert told["user"] == "local"
    request.getfixturevalue("accounts")
    assert visit().get(f"{TILE}?t={told['token']}", headers=FRAME).status_code == 401
    made = tokens.issue(own_context.atlas.store, "none-such", own_context.now().key)
    assert visit().get(f"{TILE}?t={made}", headers=FRAME).status_code == 401


def test_a_link_on_another_site_leads_to_the_page(visit):
    followed = {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
    }
    assert visit().get("/?city=48", headers=followed).text == "the page"
    framed = followed | {"sec-fetch-dest": "iframe"}
    assert visit().get("/", headers=framed).status_code == 403
    assert visit().post("/api/x", headers=followed).status_code == 403


def test_what_the_frame_is_made_of_is_anybodys_and_tells_nothing(visit):
    assert visit().get("/assets/app/sign_in.css", headers=FRAME).status_code == 200
    told = visit().get("/api/health", headers=FRAME).json()
    assert set(told) == {"status"}
    assert "versions" in visit().get("/api/health").json()


def test_connections_of_other_sites_are_refused(visit):
    assert _connects(visit(), OURS["origin"])
    for origin in ("https://evil.example", "null", "http://127.0.0.1:3000"):
        assert not _connects(visit(), origin)


def _connects(browser, origin: str) -> bool:
    address = f"ws://{HOST}/_stcore/stream"
    try:
        with browser.websocket_connect(address, headers={"origin": origin}):
            return True
    except WebSocketDisconnect:
        return False


def test_every_door_of_the_frame_is_asked_here():
    # What they answer needs more of a store; test_tokens.py asks the last.
    elsewhere = {"/basemap", "/api/service-values", "/api/previews"}
    asked = {door for door in TOKEN_PATHS if any(path.startswith(door) for path in ASKED)}
    assert asked == set(TOKEN_PATHS) - elsewhere
