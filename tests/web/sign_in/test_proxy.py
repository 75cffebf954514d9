"""A trusted proxy vouches for people, and nobody else can say they are one of them."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from layers.vouching import Vouching
from tests.web.sign_in.conftest import HOST, OURS, make_app
from web.sign_in import tokens
from web.sign_in.forms import ROUTE

PROXY = "10.0.0.5"
PAGE = {"accept": "text/html"}
MINH = {"x-forwarded-user": "minh", "x-forwarded-for": "10.7.7.7"}
TILE = "/tiles/admin_commune/8/203/115.pbf"


@pytest.fixture
def make(own_context, accounts):
    """A browser whose requests come from an address, with settings as they are asked for."""

    def made(address: str = PROXY, *, url: str = "", host: str = HOST, **vouching) -> TestClient:
        told = {"ways": ("password", "proxy")} | vouching
        settings = replace(
            own_context.settings,
            url=url,
            proxies=(PROXY,),
            vouching=replace(Vouching(), **told),
        )
        app = make_app(replace(own_context, settings=settings))
        here = {"base_url": f"http://{host}", "client": (address, 50000)}
        return TestClient(app, follow_redirects=False, raise_server_exceptions=False, **here)

    return made


def test_who_the_proxy_vouches_for_is_signed_in_at_the_first_page(make, own_context):
    browser = make()
    assert (
        browser.get(TILE, headers=MINH).status_code == 401
    )  # a page opens a session, no tile does
    answer = browser.get("/", headers=MINH | PAGE)
    assert (answer.status_code, answer.text) == (200, "the page")
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert browser.get("/api/session", headers=MINH).json()["user"] == "minh"
    assert browser.get(TILE, headers=MINH).status_code == 200
    again = browser.get("/", headers=MINH | PAGE)
    assert "set-cookie" not in again.headers  # one session, not one a page
    (line,) = [e for e in own_context.atlas.store.audit() if e.action == "sign_in"]
    assert line.detail == {"way": "proxy", "address": "10.7.7.7"}


def test_s74_a_name_that_comes_from_elsewhere_is_nobodys(make):
    for address in ("10.0.0.6", "127.0.0.1", "10.7.7.7"):
        browser = make(address)
        answer = browser.get("/", headers=MINH | PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?to=%2F")
        assert browser.get("/api/session", headers=MINH).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        [("x-forwarded-user", "minh"), ("x-forwarded-user", "quan-tri")],
        [("x-forwarded-user", "minh, quan-tri")],
        [("x-forwarded-user", "")],
        [("x-forwarded-user", "../etc")],
        [("x_forwarded_user", "quan-tri")],
        [("x-remote-user", "quan-tri")],
    ],
)
def test_s74_what_is_not_one_plain_name_is_nobodys(make, headers):
    browser = make()
    assert browser.get("/", headers=[*headers, *PAGE.items()]).status_code == 303
    assert browser.get("/api/session", headers=headers).status_code == 401


def test_s74_the_header_says_nothing_where_the_way_is_closed(make):
    assert make(ways=("password",)).get("/", headers=MINH | PAGE).status_code == 303


def test_s74_the_session_counts_only_while_the_proxy_says_the_same(make):
    browser = make()
    browser.get("/", headers=MINH | PAGE)
    held = dict(browser.cookies)
    for headers in ({}, MINH | {"x-forwarded-user": "lan"}, {"x-forwarded-user": "quan-tri"}):
        for path in ("/api/session", TILE, "/media/abc"):
            assert browser.get(path, headers=headers).status_code == 401, (path, headers)
    stolen = make("10.7.7.7")  # past the proxy
    stolen.cookies.update(held)
    assert stolen.get("/api/session", headers=MINH).status_code == 401
    assert stolen.put(f"{ROUTE}/a/b", headers=MINH, content=b"x").status_code == 401


def test_another_person_at_the_proxy_gets_a_session_of_their_own(make):
    browser = make()
    browser.get("/", headers=MINH | PAGE)
    lan = MINH | {"x-forwarded-user": "lan"}
    assert browser.get("/", headers=lan | PAGE).status_code == 200
    assert browser.get("/api/session", headers=lan).json()["user"] == "lan"


def test_the_frame_of_the_map_and_the_open_page_go_the_same_way(make, own_context, accounts):
    browser = make(host="testserver")
    browser.get("/", headers=MINH | PAGE)
    ours = {"origin": "http://testserver"}
    with browser.websocket_connect("/_stcore/stream", headers=MINH | ours) as page:
        page.send_text("a rerun")
        assert page.receive_text() == "a rerun"
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect("/_stcore/stream", headers=ours),
    ):
        pass
    key = accounts.who(browser.cookies["hatang_session"]).session.key
    token = tokens.issue(own_context.atlas.store, key, "any")
    frame = make()
    assert frame.get(f"{TILE}?t={token}", headers=MINH).status_code == 200
    assert frame.get(f"{TILE}?t={token}").status_code == 401


@pytest.mark.parametrize("who", ["somebody-else", "minh"])
def test_without_an_account_that_can_be_used_one_is_told_to_ask(make, own_context, accounts, who):
    own_context.atlas.store.accounts.disable("minh", by="quan-tri")
    answer = make().get("/", headers=MINH | PAGE | {"x-forwarded-user": who})
    assert (answer.status_code, "quản trị viên" in answer.text) == (403, True)
    (line,) = [e for e in own_context.atlas.store.audit() if e.action == "sign_in_refused"]
    assert (line.user, line.detail["way"]) == ("–", "proxy")


def test_another_header_can_be_named(make):
    browser = make(header="x-remote-user")
    assert browser.get("/", headers=PAGE | {"x-remote-user": "lan"}).status_code == 200
    assert make(header="x-remote-user").get("/", headers=MINH | PAGE).status_code == 303


def test_s74_an_address_that_is_forwarded_is_believed_of_the_proxy_alone(make, own_context):
    typed = {"name": "lan", "password": "wrong"}
    said = OURS | {"x-forwarded-for": "1.1.1.1, 10.7.7.7"}
    for address, known in ((PROXY, "10.7.7.7"), ("10.0.0.6", "10.0.0.6")):
        make(address).post("/sign-in", data=typed, headers=said)
        line = own_context.atlas.store.audit()[0]
        assert line.detail["address"] == known


# S-73, S-72


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("bando.example.vn", 200),
        ("BANDO.example.vn:443", 200),
        ("evil.example", 400),
        ("bando.example.vn.evil.example", 400),
        ("bando.example.vn:8501", 400),
        ("10.0.0.9:8501", 400),
        ("localhost", 400),
    ],
)
def test_s73_no_other_name_leads_here(make, host, expected):
    browser = make(url="https://bando.example.vn")
    for path in ("/sign-in", "/api/health", "/assets/app/sign_in.css"):
        answer = browser.get(path, headers={"host": host, "accept-language": "en"})
        assert answer.status_code == expected, path
        if expected == 400:
            assert "not reached under this name" in answer.text


def test_s73_the_machine_itself_may_ask_and_a_page_that_leads_to_it_may_not(make):
    browser = make("127.0.0.1", url="https://bando.example.vn")
    assert browser.get("/api/health").status_code == 200
    for headers in ({"host": "evil.example"}, {"x-forwarded-for": "10.7.7.7"}):
        assert browser.get("/api/health", headers=headers).status_code == 400


def test_s73_a_connection_under_another_name_is_refused(make, accounts):
    browser = make(url="https://bando.example.vn", host="evil.example")
    token = accounts.open("minh", way="password", address="a")
    browser.cookies.set("hatang_session", token)
    headers = {"origin": "http://evil.example"}
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect("/_stcore/stream", headers=headers),
    ):
        pass


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/layers", TILE, "/api/health", "/nothing"])
def test_s72_no_other_site_frames_what_is_answered(visit, accounts, path):
    for browser in (visit("lan"), visit()):
        headers = browser.get(path).headers
        assert headers["x-frame-options"] == "SAMEORIGIN"
        (ancestors,) = [
            rule.strip()
            for rule in headers["content-security-policy"].split(";")
            if rule.strip().startswith("frame-ancestors")
        ]
        assert ancestors in ("frame-ancestors 'self'", "frame-ancestors 'none'")
        assert "frame-ancestors *" not in headers["content-security-policy"]
