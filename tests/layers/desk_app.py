"""A small app with a desk, to be killed.

It takes a file in, has it checked and published, and dies by SIGKILL when it comes to a step; it prints
the id of the job and of each worker it starts.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

from layers.access import LOCAL_USER
from layers.importing.choices import Choices
from layers.importing.outcome import Outcome
from layers.importing.worker import perform, run
from layers.jobs import workbench
from layers.jobs.desk import Desk
from layers.jobs.job import State
from layers.jobs.workbench import Workbench
from layers.store import files, open_store
from layers.store.embedded import EmbeddedStore
from layers.store.job_table import JobTable
from tests.layers.importing.test_check import FULL
from tests.warm_worker import WarmWorkers

LAYER = "antenna_mast"
GIVEN = Choices(given=FULL)
assert perform  # imported here, so that no worker has to
# Name of a step -> whose function it is, and which one.
STEPS = {
    "receiving": (shutil, "move"),
    "entering": (JobTable, "add"),
    "starting": (run, "_start"),
    "reading outcome": (Outcome, "read"),
    "judging": (workbench, "publish_outcome"),
    "taking in": (files, "take_in"),
    "copying the source": (shutil, "copyfile"),
    "keeping the source": (files, "keep_source"),
    "settling": (files, "settle"),
    "committing": (EmbeddedStore, "_enter"),
}


def main(folder: str, file: str, step: str, when: str = "before") -> None:
    """Go through the life of a job until it comes to `step`."""
    _tell_of_workers(WarmWorkers(forked=True).__enter__())  # its end is the end of this process
    if step in STEPS:
        _kill_at(*STEPS[step], when)
    store = open_store(folder)
    desk = Desk(store, preparer=lambda: _Preparer(step))
    if step != "queued":
        desk.open()
    if step in STAGES:
        _kill_at_stage(step)
    job = desk.receive([Path(file)], user=LOCAL_USER)
    print("job", job.id, flush=True)
    desk.check(job.id, user=LOCAL_USER, layer_id=LAYER, choices=GIVEN)
    if step == "queued":
        _die()
    _wait(desk, job, State.CHECKED)
    if step == "checked":
        _die()
    desk.publish(job.id, user=LOCAL_USER)
    _wait(desk, job, State.PUBLISHED)
    time.sleep(30)


STAGES = ("read", "write")


def _die(*_args, **_more) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_at(owner, name: str, when: str) -> None:
    real = getattr(owner, name)

    def killed(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        _die()

    setattr(owner, name, killed)


def _kill_at_stage(step: str) -> None:
    """Die when the worker says that it has come there; it is held, or it would be done too soon."""

    def teller(self, job):
        def tell(stage, done, total):
            if stage == step:
                os.kill(_tell_of_workers.pid, signal.SIGSTOP)
                _die()

        return tell

    Workbench._teller = teller


class _Preparer:
    """What makes the layer ready for visitors: here only the telling of it."""

    def __init__(self, step: str):
        self._step = step

    def __enter__(self) -> "_Preparer":
        return self

    def __exit__(self, *_) -> None: ...

    def prepare(self, layer_id: str, tell) -> None:
        for stage in ("tiles", "prepare"):
            tell(stage)
            if stage == self._step:
                _die()


def _tell_of_workers(workers: WarmWorkers) -> None:
    def start(folder, log):
        process = workers.start(folder, log)
        _tell_of_workers.pid = process.pid
        print("worker", process.pid, flush=True)
        return process

    run._start = start


def _wait(desk: Desk, job, state: State) -> None:
    while (now := desk.job(job.id, user=LOCAL_USER)).state is not state:
        if now.state is State.FAILED:
            sys.exit(f"failed: {now.error}")
        time.sleep(0.02)
