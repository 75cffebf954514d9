"""The upload route: bytes go to disk under names of our own, within their limits, and only from our own page."""

import unicodedata
from dataclasses import replace
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.access import User
from layers.jobs import incoming as incoming_room
from layers.jobs.incoming import Incoming, clean_name
from layers.jobs.recovery import recover
from web.routes import make_routes
from web.sign_in.identity import Visitor, acting

OURS = {"X-Hatang": "upload"}


@pytest.fixture
def desk(own_context):
    return own_context.desk


@pytest.fixture
def client(own_context):
    return _client(own_context)


def _client(context) -> TestClient:
    return TestClient(Starlette(routes=make_routes(context)), raise_server_exceptions=False)


def begin(client) -> str:
    answer = client.post("/api/uploads", headers=OURS)
    assert answer.status_code == 201
    return answer.json()["id"]


def put(client, set_id: str, n: int, name: str, content=b"x", **headers):
    path = f"/api/uploads/{set_id}/{n}"
    return client.put(path, params={"name": name}, content=content, headers=OURS | headers)


def left(desk) -> list[str]:
    """Everything under the upload folder."""
    return sorted(path.name for path in (desk.folder / "incoming").rglob("*"))


def test_loose_parts_become_one_job_with_their_own_names_and_bytes(client, desk, own_context):
    set_id = begin(client)
    assert put(client, set_id, 0, "cột.dbf", b"dbf").json() == {"size": 3}
    assert put(client, set_id, 1, "cột.shp", b"shape").json() == {"size": 5}
    answer = client.post(f"/api/uploads/{set_id}/done", headers=OURS)
    assert answer.status_code == 201
    job = desk.job(answer.json()["job"], user=own_context.user)
    assert (job.file, job.size, job.files) == ("cột.shp", 8, ("cột.shp", "cột.dbf"))
    assert [path.read_bytes() for path in desk.bundle(job).paths] == [b"shape", b"dbf"]
    assert left(desk) == []
    assert client.post(f"/api/uploads/{set_id}/done", headers=OURS).status_code == 404


def test_bytes_sent_in_chunks_without_a_length_arrive_whole(client, desk, own_context):
    set_id = begin(client)
    blocks = [bytes([i]) * 700_000 for i in range(5)]
    assert put(client, set_id, 0, "a.gpkg", iter(blocks)).json() == {"size": 3_500_000}
    job_id = client.post(f"/api/uploads/{set_id}/done", headers=OURS).json()["job"]
    path = desk.bundle(desk.job(job_id, user=own_context.user)).path
    assert path.read_bytes() == b"".join(blocks)


def test_a_part_sent_again_takes_the_place_of_the_first(client, desk, own_context):
    set_id = begin(client)
    put(client, set_id, 0, "a.csv", b"first")
    put(client, set_id, 0, "a.csv", b"again")
    job_id = client.post(f"/api/uploads/{set_id}/done", headers=OURS).json()["job"]
    assert desk.bundle(desk.job(job_id, user=own_context.user)).path.read_bytes() == b"again"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\du lieu\\cot.shp", "cot.shp"),
        (unicodedata.normalize("NFD", "Cột ăng ten.shp"), "Cột ăng ten.shp"),
        ("a\x00b\nc\u202e.csv", "abc.csv"),
        ('a<b>:"|?*.csv', "a_b______.csv"),
        ("...", "file"),
        ("/", "file"),
        ("a\ud800.csv", "a_.csv"),
        ("x" * 300 + ".geojson", "x" * 112 + ".geojson"),
        ("ộ" * 100 + ".shp", "ộ" * 65 + ".shp"),
    ],
)
def test_a_name_is_only_ever_a_name(sent, kept):
    assert clean_name(sent) == kept


def test_a_name_with_a_path_stays_in_the_folder_of_its_job(client, desk, own_context):
    set_id = begin(client)
    put(client, set_id, 0, "../../../cot.csv")
    job_id = client.post(f"/api/uploads/{set_id}/done", headers=OURS).json()["job"]
    job = desk.job(job_id, user=own_context.user)
    assert job.file == "cot.csv"
    assert desk.bundle(job).path.parent == desk.folder / job_id / "input"


def test_two_parts_of_one_name_are_refused_in_words(client):
    set_id = begin(client)
    put(client, set_id, 0, "a.csv")
    answer = put(client, set_id, 1, "A.CSV")
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_upload.twice")
    assert "A.CSV" in answer.json()["message"]


def small(context, most_bytes: int):
    return replace(context, incoming=Incoming(context.desk, most_bytes=most_bytes))


def test_a_set_holds_no_more_than_its_quota(own_context, desk):
    client = _client(small(own_context, 2 * 2**20))
    set_id = begin(client)
    assert put(client, set_id, 0, "a.shp", b"x" * 2**20).status_code == 201
    said = put(client, set_id, 1, "a.dbf", b"x" * (2**20 + 1))
    assert (said.status_code, said.json()["error"]) == (413, "upload_too_large")
    assert "2 MB" in said.json()["message"]
    streamed = put(client, set_id, 1, "a.dbf", iter([b"x" * 2**19] * 3))
    assert streamed.status_code == 413
    assert left(desk) == sorted([set_id, "0"])  # nothing of the second is left
    assert put(client, set_id, 1, "a.dbf", b"x" * 2**20).status_code == 201


def test_a_full_disk_is_told_before_anything_is_written(client, desk, monkeypatch):
    set_id = begin(client)
    usage = SimpleNamespace(free=10)
    monkeypatch.setattr("layers.store.files.shutil.disk_usage", lambda folder: usage)
    answer = put(client, set_id, 0, "a.csv", b"x" * 1000)
    assert (answer.status_code, answer.json()["error"]) == (507, "store_full")
    assert left(desk) == [set_id]


def test_without_the_header_nothing_is_taken(client):
    assert client.post("/api/uploads").status_code == 403
    assert client.put("/api/uploads/x/0?name=a", content=b"x").status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver"}, 201),
    ],
)
def test_only_our_own_page_may_send(client, headers, status):
    assert client.post("/api/uploads", headers=OURS | headers).status_code == status


def test_no_leave_is_given_to_other_origins(client):
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/api/uploads", headers=asked)
    assert answer.status_code in (404, 405)
    assert "access-control-allow-headers" not in answer.headers
    sent = client.post("/api/uploads", headers=OURS)
    assert "access-control-allow-origin" not in sent.headers
    assert sent.headers["x-content-type-options"] == "nosniff"


def test_who_may_not_upload_is_refused(own_context):
    with acting(Visitor(User("viewer"))):
        assert _client(own_context).post("/api/uploads", headers=OURS).status_code == 403


def test_unknown_ids_and_those_of_others_are_not_there(client, own_context):
    assert put(client, "0" * 32, 0, "a.csv").status_code == 404
    assert client.delete("/api/uploads/" + "0" * 32, headers=OURS).status_code == 404
    set_id = begin(client)
    assert put(client, set_id, "x", "a.csv").status_code == 404
    assert put(client, set_id, 0, "").status_code == 404
    own_context.incoming._sets[set_id].user = "somebody"
    assert put(client, set_id, 0, "a.csv").status_code == 404


def test_an_abandoned_set_leaves_nothing(client, desk):
    set_id = begin(client)
    put(client, set_id, 0, "a.csv")
    assert client.delete(f"/api/uploads/{set_id}", headers=OURS).status_code == 204
    assert left(desk) == []


def test_a_set_nobody_finishes_is_swept_after_a_day(client, desk, own_context):
    old = begin(client)
    own_context.incoming._sets[old].touched -= incoming_room.ABANDONED_S + 1
    new = begin(client)
    assert left(desk) == [new]


def test_a_restart_sweeps_what_was_half_sent(client, desk):
    put(client, begin(client), 0, "a.csv")
    recover(desk.store)
    assert list(desk.folder.iterdir()) == []


def test_a_set_without_a_whole_part_is_no_job(client):
    set_id = begin(client)
    answer = client.post(f"/api/uploads/{set_id}/done", headers=OURS)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_upload.nothing")


def test_the_sentences_follow_the_language(client):
    path = f"/api/uploads/{'0' * 32}/done"
    vi, en = (client.post(f"{path}?lang={x}", headers=OURS).json()["message"] for x in ("vi", "en"))
    assert vi.startswith("Lần tải lên")
    assert en.startswith("This upload")


def test_while_the_store_is_closed_uploads_say_so(own_context):
    from layers.errors import StoreDamaged

    closed = replace(own_context, fault=StoreDamaged(path="x", fault="y"))
    answer = _client(closed).post("/api/uploads", headers=OURS)
    assert (answer.status_code, answer.json()["error"]) == (503, "store_damaged")
