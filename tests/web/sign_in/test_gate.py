"""The gate: what is of nobody is not let in, and who is signed out is out at once."""

import re
import tomllib
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from layers.settings import ROOT
from tests.web.sign_in.conftest import OURS, OURS_SOCKET, PASSWORD

CLOSED = (
    "/",
    "/api/layers",
    "/api/layers/antenna_mast/features",
    "/api/export/antenna_mast?format=csv",
    "/api/search?q=a&lang=vi",
    "/api/values?areas=admin_commune&indicator=mast_count",
    "/api/session",
    "/tiles/admin_commune/8/203/115.pbf",
    "/basemap/any/1/1/1",
    "/media/abc",
    "/_stcore/metrics",
    "/nothing/here",
)
HEADERS = (
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
)


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("path", CLOSED)
def test_s40_nothing_is_served_to_nobody(visit, path):
    assert visit().get(path).status_code == 401
    assert visit().put("/_stcore/upload_file/a/b", content=b"x").status_code == 401


@pytest.mark.usefixtures("accounts")
def test_the_front_end_of_streamlit_is_given_without_asking_who_is_there(
    visit, own_context, monkeypatch
):
    signed_in = visit("lan")
    monkeypatch.setattr(type(own_context.atlas.store), "at_once", _never)
    for browser in (visit(), signed_in):
        answer = browser.get("/static/js/index.abc.js")
        assert answer.status_code == 200
        assert "content-security-policy" in answer.headers
        assert answer.json() == {"user": None}


def test_nothing_of_ours_lies_where_nobody_is_asked_for():
    settings = tomllib.loads((Path(ROOT) / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["enableStaticServing"] is False


def _never(_):
    raise AssertionError("the store was asked")


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/static/a"),
        ("GET", "/static/../api/layers"),
        ("GET", "/statics"),
        ("GET", "/Static/a"),
    ],
)
def test_nothing_else_passes_as_the_front_end(visit, method, path):
    assert visit().request(method, path.replace("..", "%2e%2e")).status_code in (401, 403)


@pytest.mark.usefixtures("accounts")
def test_a_person_is_led_to_sign_in_and_back(visit):
    browser = visit()
    led = browser.get("/?city=48&at=1,2", headers={"accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (
        303,
        "/sign-in?to=%2F%3Fcity%3D48%26at%3D1%2C2",
    )
    form = browser.get(led.headers["location"])
    assert form.status_code == 200
    assert "Đăng nhập" in form.text
    back = browser.post(
        led.headers["location"], data={"name": "LAN ", "password": PASSWORD}, headers=OURS
    )
    assert (back.status_code, back.headers["location"]) == (303, "/?city=48&at=1,2")
    assert browser.get("/").text == "the page"
    assert browser.get("/api/session").json()["user"] == "lan"


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nx: y", "/sign-out"]
)
def test_signing_in_leads_nowhere_else(visit, to):
    sent = visit().post(
        "/sign-in", params={"to": to}, data={"name": "lan", "password": PASSWORD}, headers=OURS
    )
    assert (sent.status_code, sent.headers["location"]) == (303, "/")


@pytest.mark.usefixtures("accounts")
def test_s78_the_cookie_is_guarded_and_another_at_each_signing_in(visit):
    browser, given = visit(), []
    for _ in range(2):
        answer = browser.post("/sign-in", data={"name": "lan", "password": PASSWORD}, headers=OURS)
        given.append(answer.headers["set-cookie"])
    assert all("HttpOnly" in each and "SameSite=strict" in each for each in given)
    first, second = (each.split(";")[0] for each in given)
    assert first != second
    old = visit()
    old.headers["cookie"] = first
    assert old.get("/").status_code == 401  # the one before was not left lying about


@pytest.mark.usefixtures("accounts")
def test_s70_another_site_cannot_sign_anybody_in_or_out(visit):
    typed = {"name": "lan", "password": PASSWORD}
    elsewhere = {"origin": "https://evil.example"}
    assert visit().post("/sign-in", data=typed, headers=elsewhere).status_code == 400
    browser = visit("lan")
    for headers in (elsewhere, {"sec-fetch-site": "cross-site"}):
        left = [
            browser.post("/sign-out", headers=headers),
            browser.get("/sign-out", headers=headers),
        ]
        assert ["set-cookie" in each.headers for each in left] == [False, False]
        assert browser.get("/").status_code == 200
    browser.get("/sign-out", headers=OURS)
    assert browser.get("/").status_code == 401


@pytest.mark.usefixtures("accounts")
def test_s71_a_connection_from_another_site_is_refused(visit):
    assert _connects(visit("lan"), OURS_SOCKET["origin"])
    for origin in ("https://evil.example", "null"):
        assert not _connects(visit("lan"), origin)
    assert not _connects(visit(), OURS_SOCKET["origin"])


def _connects(browser, origin: str) -> bool:
    try:
        with browser.websocket_connect("/_stcore/stream", headers={"origin": origin}):
            return True
    except WebSocketDisconnect:
        return False


def test_s75_signing_out_ends_tiles_and_the_next_rerun_of_an_open_page(visit, accounts):
    browser, other = visit("lan"), visit()
    other.cookies.update(browser.cookies)
    tile = "/tiles/admin_commune/8/203/115.pbf"
    assert browser.get(tile).status_code == 200
    with other.websocket_connect("/_stcore/stream", headers=OURS_SOCKET) as page:
        page.send_text("a rerun")
        assert page.receive_text() == "a rerun"
        browser.get("/sign-out", headers=OURS)
        page.send_text("another")
        with pytest.raises(WebSocketDisconnect):
            page.receive_text()
    assert other.get(tile).status_code == 401


def test_an_account_that_is_disabled_is_out_at_the_next_deed(visit, accounts, own_context):
    browser = visit("lan")
    assert browser.get("/").status_code == 200
    own_context.atlas.store.accounts.disable("lan", by="quan-tri")
    assert browser.get("/").status_code == 401


@pytest.mark.usefixtures("accounts")
def test_only_administrators_read_the_numbers_of_the_machine(visit):
    assert visit("hoa").get("/_stcore/metrics").status_code == 404
    assert visit("quan-tri").get("/_stcore/metrics").status_code == 200


def test_a_password_given_by_another_is_changed_first(visit, accounts):
    accounts.set_password("lan", "tạm thời cho chị Lan", by="quan-tri", must_change=True)
    browser = visit("lan")
    led = browser.get("/", headers={"accept": "text/html"})
    assert led.headers["location"].startswith("/password?to=")
    assert browser.get("/tiles/admin_commune/8/203/115.pbf").status_code == 401
    typed = {"password": "tạm thời cho chị Lan", "new": "mây trắng bay qua núi"}
    assert browser.post("/password?to=/", data=typed, headers=OURS).status_code == 303
    assert browser.get("/").status_code == 200


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/api/layers", "/assets/app/sign_in.css", "/api/x"]
)
def test_s15_every_answer_carries_the_headers(visit, path):
    answer = visit("lan").get(path)
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert "frame-ancestors" in answer.headers["content-security-policy"]


@pytest.mark.usefixtures("accounts")
def test_s77_too_many_wrong_tries_wait_and_tell_nothing(visit):
    answers = []
    for name in ["lan"] * 6 + ["nobody-here"]:
        typed = {"name": name, "password": "sai mật khẩu rồi nhé"}
        answers.append(visit().post("/sign-in?lang=en", data=typed, headers=OURS))
    assert [each.status_code for each in answers] == [401] * 5 + [429, 401]
    told = [re.search('role="alert">(.*?)</p>', each.text)[1] for each in answers]
    assert told[0] == told[-1] == "The name or the password is wrong."
    right = visit().post("/sign-in", data={"name": "lan", "password": PASSWORD}, headers=OURS)
    assert right.status_code == 429  # also for who knows it, while the wait lasts


def test_without_accounts_this_machine_alone_is_served(visit):
    told = visit().get("/api/session").json()
    assert (told["user"], told["role"]) == ("local", "administrator")
    for headers in (
        {"host": "rebound.example"},  # a name that was made to lead here
        {"x-forwarded-for": "10.0.0.9"},
        {"forwarded": "for=10.0.0.9"},
    ):
        refused = visit().get("/api/layers", headers=headers)
        assert refused.status_code == 503
        assert "users add" in refused.text
    far = visit(client=("10.0.0.9", 1234))
    assert far.get("/api/layers").status_code == 503


@pytest.mark.usefixtures("accounts")
def test_s74_forged_headers_vouch_for_nobody(visit):
    forged = {
        "x-forwarded-user": "quan-tri",
        "x-remote-user": "quan-tri",
        "remote-user": "quan-tri",
        "authorization": "Basic cXVhbi10cmk6eA==",
        "cookie": "hatang_session=quan-tri; hatang_session=../../etc",
    }
    assert visit().get("/api/layers", headers=forged).status_code == 401
