"""A provider vouches for people; whatever is not exactly right opens no session."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from layers.errors import BadOption
from layers.vouching import Vouching
from tests.web.sign_in.conftest import HOST, OURS, PASSWORD, make_app
from tests.web.sign_in.provider import CLIENT, SECRET, Provider, serving

START, BACK = "/sign-in/oidc", "/sign-in/oidc/back"


@pytest.fixture(scope="module")
def _running():
    provider = Provider()
    with serving(provider.app()) as url:
        provider.url = url
        yield provider


@pytest.fixture
def provider(_running):
    _running.claims, _running.wrong, _running.asked = {"preferred_username": "minh"}, {}, []
    return _running


@pytest.fixture
def make(own_context, accounts, provider):
    """A browser at an app that knows the provider."""

    def made(**vouching) -> TestClient:
        told = {"ways": ("password", "oidc"), "issuer": provider.url, "client": CLIENT}
        told |= {"secret": SECRET} | vouching
        settings = replace(
            own_context.settings, url=f"http://{HOST}", vouching=replace(Vouching(), **told)
        )
        app = make_app(replace(own_context, settings=settings))
        here = {"base_url": f"http://{HOST}", "client": ("127.0.0.1", 50000)}
        return TestClient(app, follow_redirects=False, **here)

    return made


def go(browser, to: str = "/?city=48"):
    """To the provider, and back with what it says; gives the address to come back to."""
    sent = browser.get(START, params={"to": to, "lang": "en"})
    assert sent.status_code == 302, sent.text
    return httpx2.get(sent.headers["location"]).headers["location"]


def refused(browser, there: str, own_context, sentence: str, reason: str = "") -> None:
    """It is said in one sentence, nobody is signed in, and the log knows why without what was sent."""
    answer = browser.get(there, headers={"accept-language": "en"})
    assert (answer.status_code, sentence in answer.text) == (401, True)
    assert browser.get("/").status_code == 401
    (line,) = [e for e in own_context.atlas.store.audit() if e.action == "sign_in_refused"]
    assert line.detail["way"] == "oidc"
    assert set(line.detail) == {"way", "address", "reason"}
    assert not reason or line.detail["reason"] == reason


def test_who_the_provider_vouches_for_is_signed_in(make, provider, own_context):
    browser = make()
    assert START in browser.get("/sign-in").text
    answer = browser.get(go(browser))
    # A browser sends no strict cookie along a way that began on another site: a page of ours leads on.
    assert answer.status_code == 200
    assert 'content="0;url=/?city=48"' in answer.text
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert "HttpOnly" in str(answer.headers)
    assert browser.get("/api/session").json()["user"] == "minh"
    (line,) = [e for e in own_context.atlas.store.audit() if e.action == "sign_in"]
    assert (line.user, line.detail["way"]) == ("minh", "oidc")
    (asked,) = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["nonce"]
    assert asked["state"]
    assert asked["redirect_uri"] == f"http://{HOST}{BACK}"


def test_the_session_of_before_is_not_taken_over(make, accounts):
    browser = make()
    old = accounts.open("lan", way="password", address="a")
    browser.cookies.set("hatang_session", old)
    assert browser.get(go(browser)).status_code == 200
    assert accounts.who(old) is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"nonce": "another"}, "InvalidClaimError"),
        ({"nonce": None}, "MissingClaimError"),
        ({"exp": int(time.time()) - 3600}, "ExpiredTokenError"),
        ({"exp": None}, "MissingClaimError"),
        ({"aud": "another-app"}, "InvalidClaimError"),
        ({"iss": "https://evil.example"}, "InvalidClaimError"),
        ({"issuer": "https://evil.example"}, "ValueError"),
        ({"key": True}, "BadSignatureError"),
        ({"hmac": True}, "UnsupportedAlgorithmError"),
        ({"answer": {"id_token": "x.y.z"}}, "DecodeError"),
        ({"answer": {"id_token": ""}}, "DecodeError"),
    ],
)
def test_what_is_wrong_with_the_token_opens_nothing(make, provider, own_context, wrong, reason):
    browser = make()
    if "issuer" in wrong:  # it never gets there
        provider.wrong = wrong
        refused(browser, START, own_context, "ask the administrator", reason)
        return
    there = go(browser)
    provider.wrong = wrong
    refused(browser, there, own_context, "ask the administrator", reason)


@pytest.mark.parametrize("change", ["state", "code", "no cookie", "cookie of another", "error"])
def test_what_is_wrong_with_the_way_back_opens_nothing(make, provider, own_context, change):
    browser, other = make(), make()
    there = go(browser)
    if change == "no cookie":
        browser.cookies.clear()
    elif change == "cookie of another":  # their code is slipped to me: state does not fit
        go(other)
        browser.cookies.clear()
        browser.cookies.update(other.cookies)
    elif change == "error":
        there = f"{BACK}?error=access_denied&state={parse_qs(urlsplit(there).query)['state'][0]}"
    else:
        given = parse_qs(urlsplit(there).query)
        there = there.replace(given[change][0], "made-up")
    refused(browser, there, own_context, "ask the administrator")


def test_a_way_back_is_gone_once(make, own_context):
    browser = make()
    there = go(browser)
    assert browser.get(there).status_code == 200
    again = make()
    again.cookies.update(browser.cookies)
    assert again.get(there).status_code == 401


@pytest.mark.parametrize("who", ["nobody-here", "", None, 7, "../x", "disabled"])
def test_without_an_account_that_can_be_used_one_is_told_to_ask(
    make, provider, own_context, accounts, who
):
    if who == "disabled":
        own_context.atlas.store.accounts.disable("minh", by="quan-tri")
        who = "minh"
    provider.claims = {"preferred_username": who}
    browser = make()
    refused(browser, go(browser), own_context, "there is no account here for you")


def test_the_address_stands_in_for_a_name_that_is_not_said(make, provider, accounts):
    accounts.add("hoa@example.vn", "Hoa", "viewer", None, by="local")
    provider.claims = {"email": "Hoa@example.vn"}
    browser = make()
    assert browser.get(go(browser)).status_code == 200
    assert browser.get("/api/session").json()["user"] == "hoa@example.vn"
    provider.claims = {"email": "hoa@example.vn", "email_verified": False}
    assert (other := make()).get(go(other)).status_code == 401
    # Where another claim is named, nothing stands in for it.
    provider.claims = {"email": "hoa@example.vn"}
    assert (other := make(claim="staff_number")).get(go(other)).status_code == 401


def test_a_provider_that_cannot_be_reached_is_said(make, own_context):
    browser = make(issuer="http://127.0.0.1:9")
    refused(browser, START, own_context, "ask the administrator")


def test_only_the_ways_that_are_open_are_shown_and_taken(make, accounts, visit):
    browser = make(ways=("oidc",))
    page = browser.get("/sign-in").text
    assert START in page
    assert "<form" not in page
    typed = {"name": "lan", "password": PASSWORD}
    assert browser.post("/sign-in", data=typed, headers=OURS).status_code == 400
    token = accounts.open("lan", way="password", address="a")  # of before it was closed
    browser.cookies.set("hatang_session", token)
    assert browser.get("/").status_code == 401
    assert visit().get(START).status_code == 404
    assert START not in visit().get("/sign-in").text


def test_the_way_on_leads_nowhere_else(make):
    browser = make()
    answer = browser.get(go(browser, to="//evil.example"))
    assert 'content="0;url=/"' in answer.text


ENOUGH = {
    "HATANG_SIGN_IN": "oidc",
    "HATANG_OIDC_ISSUER": "https://id.example.vn/",
    "HATANG_OIDC_CLIENT_ID": "hatang",
    "HATANG_URL": "https://bando.example.vn",
}


def test_the_settings_of_a_provider_are_read_and_asked_for(tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    file = {"HATANG_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}
    read = Vouching.read(ENOUGH | file)
    assert (read.ways, read.issuer, read.secret) == (("oidc",), "https://id.example.vn", "s3cret")
    assert "s3cret" not in repr(read)
    wrong = [
        {"HATANG_SIGN_IN": "magic"},
        {"HATANG_SIGN_IN": "proxy"},  # without proxies
        {"HATANG_OIDC_ISSUER": "http://id.example.vn"},
        {"HATANG_OIDC_CLIENT_ID": ""},
        {"HATANG_URL": ""},
        {"HATANG_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "none")},
    ]
    for each in wrong:
        with pytest.raises(BadOption):
            Vouching.read(ENOUGH | each)
