"""Jobs: in turn, told, cancelled, published, and put right after a sudden end."""

import threading
import time

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.access import LOCAL_USER, User
from layers.errors import NotYours, Refused, UnknownJob
from layers.importing.choices import Choices
from layers.importing.worker.run import Cancelled, run_here
from layers.jobs.desk import Desk
from layers.jobs.job import Progress, State, seconds_left
from layers.store import open_store
from tests.layers.importing.test_check import FULL

GIVEN = Choices(given=FULL)


@pytest.fixture
def make_file(tmp_path):
    def make(*ids, name="masts.gpkg"):
        path = tmp_path / "upload" / name
        path.parent.mkdir(exist_ok=True)
        points = [Point(108.2 + i / 100, 16.06) for i in range(len(ids))]
        gpd.GeoDataFrame({"feature_id": ids}, geometry=points, crs=4326).to_file(path)
        return path

    return make


@pytest.fixture
def desk(store):
    made = Desk(store, work=run_here)
    made.open()
    return made


def wait(desk: Desk, job, *states: State, seconds: float = 30):
    end = time.monotonic() + seconds
    while (now := desk.job(job.id, user=LOCAL_USER)).state not in states:
        assert time.monotonic() < end, now
        time.sleep(0.02)
    return now


def received(desk: Desk, path):
    return desk.receive([path], user=LOCAL_USER)


def checked(desk: Desk, path, choices=GIVEN, **more):
    job = received(desk, path)
    desk.check(job.id, user=LOCAL_USER, layer_id="antenna_mast", choices=choices, **more)
    return wait(desk, job, State.CHECKED, State.FAILED)


def test_a_file_is_checked_then_published(desk, store, make_file):
    job = checked(desk, make_file("a", "b"))
    outcome = desk.outcome(job)
    assert (job.state, outcome.report.rows_accepted, outcome.report.faults) == ("checked", 2, [])
    assert outcome.impact.new == 2
    assert store.current() == {}
    desk.publish(job.id, user=LOCAL_USER, title="Cột")
    job = wait(desk, job, State.PUBLISHED)
    version = store.current()["antenna_mast"]
    assert (job.version, version.number, version.provenance.title) == (1, 1, "Cột")
    assert version.provenance.choices["job"] == job.id
    assert sorted(store.read("antenna_mast")["feature_id"]) == ["a", "b"]
    assert not (desk.folder / job.id / "input").exists()


def test_faults_are_not_published(desk, store, make_file):
    job = checked(desk, make_file("a", "a"))
    assert [f.rule for f in desk.outcome(job).report.faults] == ["id.repeated"]
    desk.publish(job.id, user=LOCAL_USER)
    job = wait(desk, job, State.FAILED)
    assert job.error["code"] == Refused.code
    assert store.current() == {}


def test_a_file_that_is_none_ends_in_words(desk, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"%PDF-1.7")
    job = checked(desk, path)
    assert job.state is State.FAILED
    assert job.error["code"] == "unreadable.not_what_name_says"


def test_who_published_in_between_is_not_overwritten(desk, store, make_file, publish):
    job = checked(desk, make_file("a"))
    publish(
        gpd.GeoDataFrame({"feature_id": ["z"]}, geometry=[Point(108, 16)], crs=4326), "antenna_mast"
    )
    desk.publish(job.id, user=LOCAL_USER)
    job = wait(desk, job, State.FAILED)
    assert job.error["code"] == "version_conflict"
    assert store.read("antenna_mast")["feature_id"].tolist() == ["z"]


def test_an_error_nobody_foresaw_ends_one_job_and_not_the_desk(store, make_file):
    def clumsy(task, folder, **more):
        if task.name == "0.gpkg":
            raise ZeroDivisionError("0 / 0")
        return run_here(task, folder)

    desk = Desk(store, work=clumsy)
    desk.open()
    first = checked(desk, make_file("a", name="0.gpkg"))
    assert (first.state, first.error["code"]) == (State.FAILED, "failure")
    assert "0 / 0" in first.error["params"]["fault"]
    assert checked(desk, make_file("a", name="1.gpkg")).state is State.CHECKED


def test_jobs_are_served_in_turn_and_know_their_place(store, make_file):
    begun, go = threading.Event(), threading.Event()

    def slow(task, folder, *, tell, cancelled):
        begun.set()
        tell("read", 0, 0)
        assert go.wait(30)
        return run_here(task, folder)

    desk = Desk(store, work=slow)
    desk.open()
    jobs = [received(desk, make_file("a", name=f"{i}.gpkg")) for i in range(3)]
    for job in jobs:
        desk.check(job.id, user=LOCAL_USER, layer_id="antenna_mast", choices=GIVEN)
    assert begun.wait(10)
    now = [desk.job(job.id, user=LOCAL_USER) for job in jobs]
    assert [job.state for job in now] == ["checking", "queued", "queued"]
    assert [desk.progress(job).place for job in now] == [0, 0, 1]
    assert desk.progress(now[0]).stage == "read"
    go.set()
    for job in jobs:
        wait(desk, job, State.CHECKED)


def test_cancelling_ends_what_runs_and_what_waits(store, make_file):
    begun = threading.Event()

    def endless(task, folder, *, tell, cancelled):
        begun.set()
        while not cancelled():
            time.sleep(0.01)
        raise Cancelled

    desk = Desk(store, work=endless)
    desk.open()
    first, second = (received(desk, make_file("a", name=f"{i}.gpkg")) for i in range(2))
    for job in (first, second):
        desk.check(job.id, user=LOCAL_USER)
    assert begun.wait(10)
    desk.cancel(second.id, user=LOCAL_USER)
    assert desk.job(second.id, user=LOCAL_USER).state is State.CANCELLED
    desk.cancel(first.id, user=LOCAL_USER)
    wait(desk, first, State.CANCELLED)
    desk.discard(first.id, user=LOCAL_USER)
    assert not (desk.folder / first.id).exists()
    with pytest.raises(UnknownJob):
        desk.job(first.id, user=LOCAL_USER)


def test_a_job_is_its_owners(desk, make_file):
    job = received(desk, make_file("a"))
    for act in (desk.job, desk.cancel, desk.discard, desk.check, desk.publish):
        with pytest.raises(NotYours):
            act(job.id, user=User("guest"))
    assert desk.jobs(user=User("guest")) == []


def test_after_a_sudden_end_jobs_say_so_and_nothing_is_left(store, make_file):
    first = Desk(store, work=run_here)  # never opened: the app that died
    dead, waiting, done = (received(first, make_file("a", name=f"{i}.gpkg")) for i in range(3))
    table = store.jobs
    table.change(dead.id, state=State.CHECKING, layer_id="antenna_mast")
    (first.folder / dead.id / "out").mkdir()
    table.change(waiting.id, state=State.QUEUED, layer_id="antenna_mast", choices=GIVEN)
    table.change(done.id, state=State.PUBLISHING, layer_id="antenna_mast")
    stray = first.folder / "0123456789abcdef"
    stray.mkdir()
    _publish_as(store, done)

    again = Desk(open_store(str(store.folder)), work=run_here)
    again.open()
    assert again.job(dead.id, user=LOCAL_USER).state is State.INTERRUPTED
    assert not (again.folder / dead.id / "out").exists()
    assert not stray.exists()
    published = again.job(done.id, user=LOCAL_USER)
    assert (published.state, published.version) == (State.PUBLISHED, 1)
    wait(again, waiting, State.CHECKED)
    again.check(dead.id, user=LOCAL_USER, layer_id="antenna_mast", choices=GIVEN)
    wait(again, dead, State.CHECKED)


def _publish_as(store, job):
    from layers.store import Provenance

    frame = gpd.GeoDataFrame({"feature_id": ["a"]}, geometry=[Point(108, 16)], crs=4326)
    made = Provenance(choices={"job": job.id})
    store.publish(frame, "antenna_mast", user="local", expected=None, provenance=made)


def test_a_mapping_that_was_chosen_is_remembered(desk, make_file, tmp_path):
    def send(name):
        path = tmp_path / name
        rows = {"so_hieu": ["a"], "ong_chu": ["VNPT"]}
        gpd.GeoDataFrame(rows, geometry=[Point(108.2, 16)], crs=4326).to_file(path)
        return path

    given = {k: v for k, v in FULL.items() if k != "owner"}
    mapping = {"feature_id": "so_hieu", "owner": "ong_chu"}
    job = checked(desk, send("1.gpkg"), Choices(given=given, mapping=mapping))
    desk.publish(job.id, user=LOCAL_USER)
    wait(desk, job, State.PUBLISHED)
    job = checked(desk, send("2.gpkg"), Choices(given=given), mode="replace")
    outcome = desk.outcome(job)
    assert outcome.mapping["owner"] == "ong_chu"
    assert "field.mapped" in {f.rule for f in outcome.report.findings}
    assert outcome.report.faults == []


def test_time_left_follows_from_what_is_done():
    assert seconds_left(Progress("read", began=0.0), 10.0) is None
    assert seconds_left(Progress("place", began=0.0), 10.0) == pytest.approx(15.0)
