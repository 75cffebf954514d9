"""SIGKILL of app or worker, and a full disk: the old version stays, the job says so, nothing is left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.access import LOCAL_USER
from layers.errors import HatangError
from layers.importing.worker import run
from layers.jobs.desk import Desk
from layers.jobs.job import State
from layers.jobs.workbench import Workbench
from layers.store import Provenance, open_store
from layers.words import LANGUAGES, explain
from tests.layers import desk_app, desk_full
from tests.layers.desk_app import GIVEN, LAYER
from tests.layers.forks import Forks
from tests.warm_worker import COLD_START

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc, and kills")

# Who is in it may mount, and nobody else sees what.
PRIVATE = ("unshare", "-Urm")

# Where the app dies -> how its job stands after the next start, and which version is in service.
ENDS = {
    "queued": (State.QUEUED, 1),
    "read": (State.INTERRUPTED, 1),
    "write": (State.INTERRUPTED, 1),
    "starting": (State.INTERRUPTED, 1),
    "starting after": (State.INTERRUPTED, 1),
    "reading outcome": (State.INTERRUPTED, 1),
    "checked": (State.CHECKED, 1),
    "judging": (State.INTERRUPTED, 1),
    "taking in after": (State.INTERRUPTED, 1),
    "copying the source after": (State.INTERRUPTED, 1),
    "keeping the source after": (State.INTERRUPTED, 1),
    "settling": (State.INTERRUPTED, 1),
    "settling after": (State.INTERRUPTED, 1),
    "committing": (State.INTERRUPTED, 1),
    "committing after": (State.PUBLISHED, 2),
    "tiles": (State.PUBLISHED, 2),
    "prepare": (State.PUBLISHED, 2),
}
UNKNOWN = ("receiving", "receiving after", "entering")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A store with one version of the layer."""
    store = open_store(str(tmp_path / "store"))
    frame = gpd.GeoDataFrame({"feature_id": ["old"]}, geometry=[Point(108.2, 16)], crs=4326)
    store.publish(frame, LAYER, user="an", expected=None, provenance=Provenance(title="old"))
    return store.folder


@pytest.fixture
def make_file(tmp_path):
    def make(count: int = 3, name: str = "cot.gpkg") -> Path:
        rows = {"feature_id": [f"new{i}" for i in range(count)]}
        points = [Point(108.2 + i / 1e5, 16.06) for i in range(count)]
        path = tmp_path / name
        gpd.GeoDataFrame(rows, geometry=points, crs=4326).to_file(path)
        return path

    return make


@pytest.fixture(scope="module")
def apps():
    with Forks(desk_app.main) as forks:
        yield forks


@pytest.fixture
def run_app(apps, folder, make_file, tmp_path):
    """Run the app until it dies at a step; gives the ids that it told."""

    def run(step: str) -> dict[str, list[str]]:
        words = [str(folder), str(make_file()), step.removesuffix(" after")]
        when = "after" if step.endswith(" after") else "before"
        return told_by(apps.run(*words, when, folder=tmp_path, seconds=60))

    return run


def told_by(done: subprocess.CompletedProcess) -> dict[str, list[str]]:
    assert done.returncode == -signal.SIGKILL, done.stderr
    told: dict[str, list[str]] = {"job": [], "worker": []}
    for line in done.stdout.splitlines():
        kind, number = line.split()
        told[kind].append(number)
    return told


def require_sound(folder: Path, version: int) -> None:
    """The version is in service and can be read; the store holds what its catalogue names, nothing else."""
    store = open_store(str(folder))
    assert store.check() == []
    assert store.current()[LAYER].number == version
    names = store.read(LAYER)["feature_id"].tolist()
    assert names[0].startswith("old" if version == 1 else "new")
    assert list((folder / "staging").iterdir()) == []
    assert len(list((folder / "versions").iterdir())) == version
    assert list((folder / "sources").glob("*.tmp")) == []


def require_swept(desk: Desk, jobs: list[str]) -> None:
    """In the folder of jobs lies only what a job can still use."""
    assert sorted(p.name for p in desk.folder.iterdir()) == sorted(jobs)
    for job_id in jobs:
        job = desk.job(job_id, user=LOCAL_USER)
        left = {p.name for p in (desk.folder / job_id).iterdir()}
        if job.state is State.INTERRUPTED:
            assert left == {"input"}
        if job.state is State.PUBLISHED:
            assert left <= {"out"}


def reopened(folder: Path) -> Desk:
    """The next start of the app: what was left is put right; nothing is begun."""
    desk = Desk(open_store(str(folder)), slots=0)
    desk.open()
    return desk


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def state(desk: Desk, job_id: str) -> State:
    return desk.job(job_id, user=LOCAL_USER).state


@pytest.mark.parametrize("step", ENDS)
def test_a_killed_app_leaves_a_job_that_says_so(run_app, folder, step):
    told = run_app(step)
    for pid in map(int, told["worker"]):
        wait(lambda pid=pid: not alive(pid))
    expected, version = ENDS[step]
    desk = reopened(folder)
    (job_id,) = told["job"]
    assert state(desk, job_id) is expected
    require_swept(desk, [job_id])
    require_sound(folder, version)


@pytest.mark.parametrize("step", UNKNOWN)
def test_a_file_that_never_became_a_job_is_swept(run_app, folder, step):
    assert run_app(step)["job"] == []
    desk = reopened(folder)
    assert desk.jobs(user=LOCAL_USER) == []
    require_swept(desk, [])
    require_sound(folder, 1)


@pytest.mark.parametrize("step", ["queued", "write", "settling", "checked"])
def test_what_was_interrupted_can_be_taken_up_again(run_app, folder, step):
    (job_id,) = run_app(step)["job"]
    desk = Desk(open_store(str(folder)))
    desk.open()
    if state(desk, job_id) is State.INTERRUPTED:
        desk.check(job_id, user=LOCAL_USER, layer_id=LAYER, choices=GIVEN)
    wait(lambda: state(desk, job_id) is State.CHECKED)
    desk.publish(job_id, user=LOCAL_USER)
    wait(lambda: state(desk, job_id) is State.PUBLISHED)
    wait(lambda: not desk.working)
    require_swept(desk, [job_id])
    require_sound(folder, 2)
    desk.discard(job_id, user=LOCAL_USER)
    require_swept(desk, [])


@pytest.mark.parametrize("stage", ["read", "rules", "write"])
def test_a_killed_worker_ends_its_job_in_words_and_the_next_is_served(
    folder, make_file, monkeypatch, stage
):
    started = []
    real = COLD_START if stage == "read" else run._start

    def start(place, log):
        started.append(real(place, log))
        return started[-1]

    def kill_at(self, job):
        def tell(now, done, total):
            if now == stage and len(started) == 1:
                os.kill(started[0].pid, signal.SIGKILL)

        return tell

    monkeypatch.setattr(run, "_start", start)
    monkeypatch.setattr(Workbench, "_teller", kill_at)
    desk = Desk(open_store(str(folder)))
    desk.open()
    # The first is long enough to be killed on its way.
    first, second = (
        desk.receive([make_file(count, f"{i}.gpkg")], user=LOCAL_USER)
        for i, count in enumerate((20_000, 3))
    )
    for job in (first, second):
        desk.check(job.id, user=LOCAL_USER, layer_id=LAYER, choices=GIVEN)
    wait(lambda: state(desk, first.id) is State.FAILED)
    error = desk.job(first.id, user=LOCAL_USER).error
    assert error["code"] == "import_stopped.killed"
    for lang in LANGUAGES:
        assert "0.gpkg" in explain(told_again(error), lang)
    wait(lambda: state(desk, second.id) is State.CHECKED)
    assert desk.outcome(desk.job(first.id, user=LOCAL_USER)) is None
    require_sound(folder, 1)


def told_again(error: dict) -> HatangError:
    """An error as a job keeps it, to be put into words."""
    fault = HatangError(**error["params"])
    fault.code = error["code"]
    return fault


# Where the disk is full -> how the job stands at once and after the next start, and the error's code.
FULL = {
    "uploading": (None, None, "store_full"),
    "uploading what is announced": (None, None, "store_full"),
    "checking": ("failed", "failed", "store_full"),
    "checking without any room": ("checking", "interrupted", None),
    "publishing": ("failed", "failed", "store_full"),
    "publishing without any room": ("publishing", "interrupted", None),
}


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    """Desks that may mount a disk of their own, where this system lets them."""
    if shutil.which("unshare") is None:
        pytest.skip("a disk of its own needs unshare")
    mount = [*PRIVATE, *desk_full.MOUNT, str(tmp_path_factory.mktemp("disk"))]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a disk of his own")
    with Forks(desk_full.main, within=PRIVATE) as forks:
        yield forks


@pytest.mark.parametrize("step", FULL)
def test_a_full_disk_leaves_the_old_version_and_a_job_that_says_so(desks, tmp_path, step):
    """On a disk of 16 MB that only the processes under test see."""
    said = on_a_small_disk(desks, tmp_path, step)
    now, later, code = FULL[step]
    assert (said["state"], said["later"]) == (now, later)
    assert (said["error"] or {}).get("code") == code
    for sentence in said["sentences"]:
        assert "{" not in sentence
    assert (said["current"], said["names"], said["faults"]) == (1, ["old"], [])
    assert (said["staging"], said["passing"], said["incoming"]) == ([], [], [])
    assert said["left"] in ([], ["input"], ["input", "out"])
    # With room again, the same desk goes on, and so does the next.
    assert (said["again"], said["published"]) == ("checked", 2)


def on_a_small_disk(desks: Forks, tmp_path: Path, step: str) -> dict:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = desks.run(str(disk), step, folder=tmp_path, seconds=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
