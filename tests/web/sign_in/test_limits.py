"""How much, how often and how slowly somebody may ask: refused with one sentence, and the others are served."""

import asyncio
import http.client
import json
import shutil
import threading
import time
from dataclasses import replace

import psutil
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from layers.access import Role, User
from layers.errors import TooManyJobs, TooOften, UploadQuota
from layers.jobs.desk import Desk
from layers.jobs.incoming import Incoming
from layers.jobs.job import State
from layers.limits import Limits
from layers.settings import Settings
from tests.own_loop import finished
from tests.web.sign_in.conftest import HOST, OURS, make_app
from web.routes.turns import Turns
from web.sign_in.bodies import Stopped, watched
from web.sign_in.door import Door
from web.sign_in.forms import ROUTE, Forms
from web.sign_in.gate import Gate
from web.sign_in.limits import MOST_KEPT, Rates
from web.sign_in.sockets import Sockets

MB = 2**20
UPLOAD = {"X-Hatang": "upload", **OURS}
MINH = User("minh", role=Role.EDITOR)
HERE = {"base_url": f"http://{HOST}", "client": ("127.0.0.1", 50000)}


def door(method: str = "GET", path: str = "/", address: str = "10.0.0.1") -> Door:
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    return Door(scope | {"client": (address, 1), "server": ("10.0.0.9", 80)}, Settings())


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def make(own_context, accounts):
    """The app with other limits, and who is signed in to it."""

    def made(user_id: str | None = "minh", client=None, **limits) -> TestClient:
        settings = replace(own_context.settings, limits=replace(Limits(), **limits))
        context = replace(
            own_context,
            settings=settings,
            incoming=Incoming(own_context.desk, most_bytes=50 * MB, limits=settings.limits),
        )
        told = HERE | ({} if client is None else {"client": (client, 1)})
        browser = TestClient(make_app(context), raise_server_exceptions=False, **told)
        if user_id is not None:
            token = accounts.open(user_id, way="password", address="127.0.0.1")
            browser.cookies.set("hatang_session", token)
        return browser

    return made


# Bodies


def in_chunks(count: int, each: int = 8_192):
    for _ in range(count // each + 1):
        yield b"x" * each


@pytest.mark.parametrize("path", ["/", "/api/drawings/a/changes", "/sign-in", "/api/layers"])
def test_s43_a_body_announced_over_the_limit_is_413_before_it_comes(make, path):
    browser = make(body_kb=64)
    said = browser.post(path, content=b"x" * 65 * 1024, headers=OURS | {"accept-language": "en"})
    assert (said.status_code, "64 KB" in said.json()["message"]) == (413, True)


def test_s43_a_body_in_chunks_over_the_limit_is_413(make):
    drawing = f"/api/drawings/{'a' * 32}/changes"
    headers = {"X-Hatang": "drawing", **OURS}
    answer = make(body_kb=64).post(drawing, content=in_chunks(100_000), headers=headers)
    assert answer.status_code == 413


def _reading_app(context) -> TestClient:
    async def read(request):
        return PlainTextResponse(str(len(await request.body())))

    routes = [Route("/api/read", read, methods=["POST"])]
    gate = Middleware(Gate, context=context, sockets=Sockets())
    return TestClient(Starlette(routes=routes, middleware=[gate]), **HERE)


def test_s43_chunks_are_counted_and_the_route_is_ended(own_context):
    settings = replace(own_context.settings, limits=Limits(body_kb=64))
    app = _reading_app(replace(own_context, settings=settings))
    assert app.post("/api/read", content=in_chunks(30_000)).status_code == 200
    answer = app.post("/api/read", content=in_chunks(10 * MB))
    assert (answer.status_code, answer.json()["error"]) == (413, "body_refused.large")
    assert answer.headers["connection"] == "close"


def _drip(pieces, pause_s: float, **limits):
    """Read a body of `pieces`, taken from their list one by one; give the bytes, or what stopped it."""

    async def run():
        async def receive():
            await asyncio.sleep(pause_s)
            body = pieces.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(pieces)}

        watch, got = watched(receive, lambda count: None, **limits), 0
        while True:
            message = await watch()
            got += len(message["body"])
            if not message["more_body"]:
                return got

    return finished(run())


def test_s42_a_trickle_of_bytes_ends():
    pieces = [b"x"] * 100
    with pytest.raises(Stopped) as stopped:
        _drip(pieces, 0.02, window_s=0.3, least_bytes=1000)
    assert stopped.value.fault.code == "body_refused.slow"
    assert len(pieces) > 50


def test_s42_nothing_at_all_ends():
    with pytest.raises(Stopped):
        _drip([b""], 5, window_s=0.1)


def test_s42_a_slow_but_steady_upload_arrives():
    assert _drip([b"x" * 1000] * 20, 0.03, window_s=0.2, least_bytes=1000) == 20_000


def test_s42_the_trickle_is_answered_408_and_leaves_no_file(own_context, accounts):
    """Over a real connection: the sender stops in the middle of a part."""
    settings = replace(own_context.settings, limits=Limits(upload_s=1))
    server = uvicorn.Server(
        uvicorn.Config(make_app(replace(own_context, settings=settings)), port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    token = accounts.open("minh", way="password", address="127.0.0.1")
    headers = {"cookie": f"hatang_session={token}", "X-Hatang": "upload"}
    try:
        talk = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        talk.request("POST", "/api/uploads", headers=headers)
        set_id = json.loads(talk.getresponse().read())["id"]
        talk.putrequest("PUT", f"/api/uploads/{set_id}/0?name=a.gpkg&lang=en")
        for name, value in (headers | {"content-length": "1000000"}).items():
            talk.putheader(name, value)
        talk.endheaders()
        talk.send(b"x" * 100)
        answer = talk.getresponse()
        assert (answer.status, b"too slowly" in answer.read()) == (408, True)
    finally:
        server.should_exit = True
        thread.join(10)
    left = [p for p in (own_context.desk.folder / "incoming").rglob("*") if p.is_file()]
    assert left == []


# Uploads of one account


def _send(browser, count: int, *, parts: int = 1):
    set_id = browser.post("/api/uploads", headers=UPLOAD).json()["id"]
    for n in range(parts):
        yield browser.put(
            f"/api/uploads/{set_id}/{n}",
            params={"name": f"{n}.gpkg", "lang": "en"},
            content=in_chunks(count - 1, 65_536),
            headers=UPLOAD,
        )


def test_s41_uploads_of_one_account_end_at_its_quota_and_memory_is_flat(make, own_context):
    browser = make(waiting_mb=8)
    process = psutil.Process()
    list(_send(browser, MB))
    before = process.memory_info().rss
    answers = [answer for _ in range(10) for answer in _send(browser, 2 * MB)]
    assert [each.status_code for each in answers[:3]] == [201] * 3
    assert {each.status_code for each in answers[4:]} == {413}
    assert "8 MB" in answers[-1].json()["message"]
    assert process.memory_info().rss - before < 60 * MB
    lying = sum(p.stat().st_size for p in own_context.desk.folder.rglob("*") if p.is_file())
    assert lying <= 8 * MB


def test_s41_the_quota_of_a_day_counts_what_was_sent_and_taken_back(make, own_context):
    browser = make(day_mb=3)
    for expected in (201, 413):
        (answer,) = _send(browser, 2 * MB)
        assert answer.status_code == expected
    assert answer.json()["error"] == "upload_quota.day"
    # Another process, or this one after a restart, knows it too; another account is none of it.
    again = Incoming(own_context.desk, most_bytes=50 * MB, limits=Limits(day_mb=3))
    with pytest.raises(UploadQuota):
        again.part(again.begin(user=MINH), 0, "a", size=2 * MB, user=MINH)
    hoa = User("hoa", role=Role.PUBLISHER)
    assert again.part(again.begin(user=hoa), 0, "a", size=2 * MB, user=hoa)


def test_s41_parts_that_come_at_once_share_the_quota(own_context):
    incoming = Incoming(own_context.desk, most_bytes=50 * MB, limits=Limits(waiting_mb=3))
    set_id = incoming.begin(user=MINH)
    parts = [incoming.part(set_id, n, f"{n}.gpkg", size=0, user=MINH) for n in range(3)]
    with parts[0], parts[1], parts[2]:
        for part in parts:
            part.write(b"x" * MB)
        for part in parts:
            with pytest.raises(UploadQuota):
                part.write(b"x" * MB)


def test_s41_imports_that_wait_count_and_a_published_one_does_not(own_context, tmp_path):
    desk, limits = own_context.desk, Limits(waiting_mb=2)
    file = tmp_path / "a.gpkg"
    file.write_bytes(b"x" * (3 * MB // 2))
    job = desk.receive([file], user=MINH)
    incoming = Incoming(desk, most_bytes=50 * MB, limits=limits)
    set_id = incoming.begin(user=MINH)
    with pytest.raises(UploadQuota):
        incoming.part(set_id, 0, "b.gpkg", size=MB, user=MINH)
    own_context.atlas.store.jobs.change(job.id, state=State.PUBLISHED)
    assert incoming.part(set_id, 0, "b.gpkg", size=MB, user=MINH)


def test_s41_small_uploads_of_views_are_bounded_and_given_back():
    kept: set[str] = set()
    forms = Forms(2, is_kept=kept.__contains__)
    path = f"{ROUTE}/session/file-1"
    with forms.coming("minh", path) as take:
        take(MB)
        kept.add(path)
    assert forms.held("minh") == MB
    with forms.coming("minh", f"{ROUTE}/session/file-2") as take:
        take(MB)
        with pytest.raises(Stopped):
            take(1)
    with forms.coming("lan", f"{ROUTE}/other/file") as take:
        take(2 * MB)  # what one holds is none of another
    kept.clear()  # the page is gone
    assert (forms.held("minh"), forms.held("lan")) == (0, 0)


def test_s41_the_route_of_views_is_413_over_the_limit(make):
    browser = make(form_mb=1)
    answer = browser.put("/_stcore/upload_file/a/b", content=b"x" * (MB + 1))
    assert (answer.status_code, answer.json()["error"]) == (413, "body_refused.hold")
    assert browser.put("/_stcore/upload_file/a/b", content=b"x").status_code == 200


# Rates


def test_an_address_may_ask_so_often_and_again_when_it_waited():
    clock = Clock()
    rates = Rates(Limits(writes_min=60), clock=clock)
    asked = [rates.of_address(door("POST")) for _ in range(301)]
    assert asked[:300] == [None] * 300
    assert asked[300].params == {"seconds": 1}
    assert rates.of_address(door("POST", address="10.0.0.2")) is None
    clock.now += 1
    assert [rates.of_address(door("POST")) for _ in range(6)][4:] != [None, None]


def test_a_map_may_ask_for_all_its_tiles_several_times_over():
    rates = Rates(Limits())
    for _ in range(500):
        assert rates.of_account(door("GET", "/tiles/a/1/1/1.pbf"), "minh") is None


def test_signing_in_is_counted_apart_and_strictly():
    rates = Rates(Limits(sign_ins_min=10), clock=Clock())
    for path, method in (("/sign-in", "POST"), ("/sign-in/oidc", "GET")):
        asked = [rates.of_address(door(method, path, f"10.1.0.{len(path)}")) for _ in range(11)]
        assert asked[:10] == [None] * 10
        assert isinstance(asked[10], TooOften)
    assert rates.of_address(door("GET", "/sign-in")) is None  # to see the page is no attempt


def test_a_network_of_ipv6_is_one_address_and_the_table_is_bounded():
    rates = Rates(Limits(writes_min=1), clock=Clock())
    for n in range(5):
        assert rates.of_address(door("POST", address=f"2001:db8::{n}")) is None
    assert rates.of_address(door("POST", address="2001:db8::ffff")) is not None
    for n in range(MOST_KEPT + 500):
        rates.of_address(door("POST", address=f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"))
    assert len(rates) == MOST_KEPT


def test_too_often_is_429_with_a_sentence_and_when_to_come_back(make):
    browser = make(writes_min=2)
    answers = [browser.post("/api/uploads", headers=UPLOAD) for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 201, 429]
    assert int(answers[2].headers["retry-after"]) >= 1
    assert str(answers[2].headers["retry-after"]) in answers[2].json()["message"]
    assert browser.get("/").status_code == 200  # looking on is another matter
    assert make("hoa").post("/api/uploads", headers=UPLOAD).status_code == 201


def test_attempts_from_one_address_are_refused_before_the_store_is_asked(make, own_context):
    browser = make(None, client="10.9.9.9", sign_ins_min=3)
    typed = {"name": "lan", "password": "wrong"}
    tried = [browser.post("/sign-in", data=typed, headers=OURS).status_code for _ in range(5)]
    assert tried == [401, 401, 401, 429, 429]
    lines = own_context.atlas.store.audit()
    assert sum(each.action == "sign_in_refused" for each in lines) == 3


def test_a_limit_of_0_is_none():
    rates = Rates(Limits(reads_s=0, writes_min=0, sign_ins_min=0))
    assert all(rates.of_address(door("POST", "/sign-in")) is None for _ in range(1000))


# Of one account at the same time


def test_one_account_has_so_many_imports_under_way(own_context, tmp_path):
    desk = Desk(own_context.atlas.store, most_jobs=2)  # not opened: nothing is taken from the queue
    jobs = []
    for n in range(3):
        (tmp_path / f"{n}.geojson").write_text("{}")
        jobs.append(desk.receive([tmp_path / f"{n}.geojson"], user=MINH))
    for job in jobs[:2]:
        desk.check(job.id, user=MINH)
    with pytest.raises(TooManyJobs):
        desk.check(jobs[2].id, user=MINH)
    desk.check(jobs[0].id, user=MINH)  # the same one again is none more
    desk.cancel(jobs[0].id, user=MINH)
    assert desk.check(jobs[2].id, user=MINH).state is State.QUEUED


def test_one_account_writes_so_many_files_at_once(own_context):
    turns = Turns(2)
    assert [turns.enter(MINH) for _ in range(3)] == [True, True, False]
    assert turns.enter(User("hoa"))
    turns.leave(MINH)
    assert turns.enter(MINH)


def test_a_session_more_than_allowed_ends_the_oldest(own_context, accounts):
    book = type(accounts)(own_context.atlas.store, most_sessions=2)
    tokens = [book.open("lan", way="password", address="a") for _ in range(3)]
    assert [book.who(each) is not None for each in tokens] == [False, True, True]
    other = book.open("minh", way="password", address="a")
    assert None not in (book.who(other), book.who(tokens[2]))


# The disk, and who is told what


def test_health_is_red_before_the_disk_is_full(make, monkeypatch):
    usage = shutil.disk_usage("/")
    nearly = usage._replace(total=100 * 2**30, free=400 * MB)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: nearly)
    answer = make("quan-tri").get("/api/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "error")
    assert "400 MB" in answer.json()["disk"]["message"]
    # Lifted, or with room, it is green.
    assert make("quan-tri", disk_mb=0, disk_percent=0).get("/api/health").status_code == 200
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(total=100, free=100))
    assert make("quan-tri", disk_mb=0).get("/api/health").status_code == 200


def test_health_tells_strangers_and_viewers_the_status_alone(make):
    for user_id in (None, "lan", "minh"):
        assert make(user_id).get("/api/health").json() == {"status": "ok"}
    assert {"versions", "store", "disk_free_mb"} <= set(make("quan-tri").get("/api/health").json())


def test_health_tells_another_machine_the_status_alone_while_there_are_no_accounts(visit):
    there = visit(client=("10.0.0.7", 1)).get("/api/health")
    assert there.json() == {"status": "ok"}
    assert "versions" in visit().get("/api/health").json()
