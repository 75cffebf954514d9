"""Several processes over one store: each job is worked at by one, and a start disturbs nobody who lives."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from layers.access import LOCAL_USER
from layers.importing.worker.run import Cancelled, run_here
from layers.jobs.desk import Desk
from layers.jobs.folders import INCOMING
from layers.jobs.incoming import Incoming
from layers.jobs.job import State
from layers.jobs.presence import Presence
from layers.settings import ROOT
from layers.store import open_store
from tests.layers.test_jobs import GIVEN, make_file, received, wait  # noqa: F401


class Held:
    """Work that waits until it is let go, or until nobody wants it."""

    def __init__(self):
        self.begun, self.go = threading.Event(), threading.Event()
        self.times = 0

    def __call__(self, task, folder, *, tell, cancelled):
        self.times += 1
        self.begun.set()
        while not self.go.wait(0.02):
            if cancelled():
                raise Cancelled
        return run_here(task, folder)


@pytest.fixture
def make_desk(store):
    def make(work=run_here) -> Desk:
        return Desk(open_store(str(store.folder)), work=work)

    return make


def test_a_second_process_that_starts_leaves_the_jobs_of_the_first_alone(make_desk, make_file):  # noqa: F811
    work = Held()
    first = make_desk(work)
    first.open()
    job = received(first, make_file("a"))
    first.check(job.id, user=LOCAL_USER, layer_id="antenna_mast", choices=GIVEN)
    assert work.begun.wait(10)

    make_desk().open()
    assert first.job(job.id, user=LOCAL_USER).state is State.CHECKING
    work.go.set()
    wait(first, job, State.CHECKED)
    assert first.outcome(job) is not None


def test_what_is_being_sent_to_one_process_outlives_the_start_of_another(make_desk):
    first = make_desk()
    first.open()
    incoming = Incoming(first, most_bytes=1000)
    set_id = incoming.begin(user=LOCAL_USER)
    (first.folder / "entering").mkdir()  # moved in, and not yet in the catalogue
    make_desk().open()
    assert (first.folder / INCOMING / set_id).is_dir()
    assert (first.folder / "entering").is_dir()


def test_a_job_is_worked_at_by_one_of_two_processes(make_desk, make_file):  # noqa: F811
    work = Held()
    work.go.set()
    desks = [make_desk(work) for _ in range(3)]
    for desk in desks:
        desk.open()
    jobs = [received(desks[0], make_file("a", name=f"{i}.gpkg")) for i in range(8)]
    for i, job in enumerate(jobs):
        desks[i % 3].check(job.id, user=LOCAL_USER, layer_id="antenna_mast", choices=GIVEN)
    for job in jobs:
        wait(desks[0], job, State.CHECKED)
    assert work.times == len(jobs)


def test_a_job_is_cancelled_through_another_process(make_desk, make_file):  # noqa: F811
    work = Held()
    first, second = make_desk(work), make_desk()
    first.open()
    job = received(first, make_file("a"))
    first.check(job.id, user=LOCAL_USER, layer_id="antenna_mast", choices=GIVEN)
    assert work.begun.wait(10)
    second.cancel(job.id, user=LOCAL_USER)
    end = time.monotonic() + 10
    while first.working:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert first.job(job.id, user=LOCAL_USER).state is State.CANCELLED


_LIVE = """
import sys, time
from pathlib import Path
from layers.jobs.presence import Presence
me = Presence(Path(sys.argv[1]))
me.enter()
print(me.name, flush=True)
time.sleep(60)
"""


def test_a_process_that_is_killed_is_known_to_be_gone(store, make_desk, make_file):  # noqa: F811
    other = subprocess.Popen(
        [sys.executable, "-c", _LIVE, str(store.folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    name = other.stdout.readline().strip()
    desk = make_desk()
    job = received(desk, make_file("a"))
    store.jobs.change(job.id, state=State.CHECKING, worker=name)
    here = Presence(store.folder)
    assert here.is_here(name)
    assert here.others() == {name}
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    assert not here.is_here(name)
    assert here.others() == set()
    desk.open()
    assert desk.job(job.id, user=LOCAL_USER).state is State.INTERRUPTED
