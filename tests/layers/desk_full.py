"""A desk on a small disk that is full when it comes to a step.

Prints as JSON what came of it, then what the next start makes of it. `main` runs in a process that may mount a disk.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
from shapely.geometry import Point

from layers.access import LOCAL_USER
from layers.errors import HatangError
from layers.importing.worker import perform, run
from layers.importing.worker.run import run_in_worker
from layers.jobs import workbench
from layers.jobs.desk import Desk
from layers.jobs.folders import INCOMING
from layers.jobs.incoming import Incoming
from layers.jobs.job import State
from layers.store import Provenance, open_store
from layers.words import LANGUAGES, Words
from tests.layers.desk_app import GIVEN, LAYER
from tests.warm_worker import WarmWorkers

ROWS = 10_000
assert perform  # imported here, so that no worker has to
MOUNT = ("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs")


class Filler:
    """A file that takes all the room there is but a little."""

    def __init__(self, disk: Path):
        self._path = disk / "filler"

    def fill(self, leave: int = 0) -> None:
        with self._path.open("wb", buffering=0) as out:
            size = 2**20
            while size:
                try:
                    out.write(bytes(size))
                except OSError:
                    size //= 2
            out.truncate(max(0, out.tell() - leave))

    def free(self) -> None:
        self._path.unlink(missing_ok=True)


def main(disk: str, step: str) -> None:
    """Come to `step` with a full disk, tell what came of it, make room and go on."""
    run._start = WarmWorkers(forked=True).__enter__().start  # its end is the end of this process
    subprocess.run([*MOUNT, disk], check=True)
    folder = Path(disk) / "store"
    store = open_store(str(folder))
    old = gpd.GeoDataFrame({"feature_id": ["old"]}, geometry=[Point(108.2, 16)], crs=4326)
    store.publish(old, LAYER, user="an", expected=None, provenance=Provenance())
    filler, hooks = Filler(Path(disk)), {}
    desk = Desk(store, work=lambda *a, **k: (hooks.get("work", _pass)(), run_in_worker(*a, **k))[1])
    desk.open()
    job, error = None, None
    if step.startswith("uploading"):
        error = _upload(desk, filler, announced="announced" in step)
    else:
        job = desk.receive([_make(Path(disk))], user=LOCAL_USER)
        error = _go_on(desk, job, filler, hooks, step)
    now = desk.job(job.id, user=LOCAL_USER).state if job else None
    filler.free()
    hooks.clear()
    said = _look(folder) | {"state": now, "error": error, "sentences": _sentences(error)}
    desk._presence.leave()  # as the end of its process would
    next_desk = Desk(open_store(str(folder)), slots=0)
    next_desk.open()
    said["later"] = next_desk.job(job.id, user=LOCAL_USER).state if job else None
    said["left"] = _names(next_desk.folder / job.id) if job else []
    said |= _finish(desk, job or desk.receive([_make(Path(disk))], user=LOCAL_USER))
    print(json.dumps(said))


def _go_on(desk: Desk, job, filler: Filler, hooks: dict, step: str) -> dict | None:
    leave = 0 if step.endswith("without any room") else 200_000
    if step.startswith("checking"):
        hooks["work"] = lambda: filler.fill(leave)
        desk.check(job.id, user=LOCAL_USER, layer_id=LAYER, choices=GIVEN)
    else:
        desk.check(job.id, user=LOCAL_USER, layer_id=LAYER, choices=GIVEN)
        _wait(desk, job)
        real = workbench.publish_outcome

        def publish(*args, **kwargs):
            filler.fill(leave)
            workbench.publish_outcome = real
            return real(*args, **kwargs)

        workbench.publish_outcome = publish
        desk.publish(job.id, user=LOCAL_USER)
    _wait(desk, job)
    filler.free()
    return desk.job(job.id, user=LOCAL_USER).error


def _upload(desk: Desk, filler: Filler, *, announced: bool) -> dict | None:
    incoming = Incoming(desk, most_bytes=2**30)
    set_id = incoming.begin(user=LOCAL_USER)
    filler.fill(300_000)
    try:
        size = 2**20 if announced else 0
        with incoming.part(set_id, 0, "cột.gpkg", size=size, user=LOCAL_USER) as part:
            for _ in range(100):
                part.write(os.urandom(2**16))
            part.finish()
    except HatangError as fault:
        incoming.abandon(set_id, user=LOCAL_USER)
        return {"code": fault.code, "params": fault.params}
    return None


def _finish(desk: Desk, job) -> dict:
    """With room again: check and publish, by the desk that met the full disk."""
    desk.check(job.id, user=LOCAL_USER, layer_id=LAYER, choices=GIVEN)
    _wait(desk, job)
    checked = desk.job(job.id, user=LOCAL_USER).state
    desk.publish(job.id, user=LOCAL_USER)
    _wait(desk, job)
    told = desk.job(job.id, user=LOCAL_USER).error
    return {"again": checked, "published": desk.store.current()[LAYER].number, "told": told}


def _look(folder: Path) -> dict:
    store = open_store(str(folder))
    incoming = folder / "jobs" / INCOMING
    return {
        "current": store.current()[LAYER].number,
        "names": store.read(LAYER)["feature_id"].tolist(),
        "faults": store.check(),
        "staging": _names(folder / "staging"),
        "passing": [p.name for p in (folder / "sources").glob("*.tmp")],
        "incoming": _names(incoming) if incoming.is_dir() else [],
    }


def _sentences(error: dict | None) -> list[str]:
    if error is None:
        return []
    return [Words(lang)(f"error.{error['code']}", **error["params"]) for lang in LANGUAGES]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _make(disk: Path) -> Path:
    """Rows that do not pack well."""
    chance = np.random.default_rng(5)
    points = gpd.points_from_xy(chance.uniform(108.1, 108.3, ROWS), chance.uniform(16, 16.1, ROWS))
    rows = {"feature_id": [f"new{i}" for i in chance.permutation(ROWS)]}
    path = disk / "cot.gpkg"
    gpd.GeoDataFrame(rows, geometry=points, crs=4326).to_file(path)
    return path


def _wait(desk: Desk, job, seconds: float = 60) -> None:
    """Until nobody has worked at anything for a while."""
    end, idle = time.monotonic() + seconds, 0
    while idle < 15:
        idle = 0 if desk.working or _waits(desk, job) else idle + 1
        if time.monotonic() > end:
            sys.exit("it did not end")
        time.sleep(0.02)


def _waits(desk: Desk, job) -> bool:
    """Whether a job is in the queue; a catalogue on a full disk may not be readable."""
    try:
        return desk.job(job.id, user=LOCAL_USER).state is State.QUEUED
    except HatangError:
        return False


def _pass() -> None:
    return None
