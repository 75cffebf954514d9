"""A process that publishes, and dies by SIGKILL at a moment nobody chose."""

import os
import random
import signal
import sys
import time
from pathlib import Path

from layers.access import LOCAL_USER
from layers.errors import StoreBusy, VersionConflict
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.worker import perform
from layers.importing.worker.run import run_here
from layers.publishing import publish_file
from layers.store import open_store
from tests.layers.importing.test_check import FULL
from tests.trust.stores import LAYER, put

assert perform  # the readers are loaded here, so that no publish has to


def at_random(folder: str, file: str, seed: str, most_s: str) -> None:
    """Publish a file, and die after a random part of `most_s`; with 0 publish and tell how long it took."""
    store = open_store(folder)
    begin = time.perf_counter()
    if (most := float(most_s)) > 0:
        _die_after(random.Random(seed).uniform(0, most))
    publish_file(
        store,
        Bundle.at(Path(file)),
        LAYER,
        user=LOCAL_USER,
        choices=Choices(given=FULL),
        work=run_here,
    )
    print(time.perf_counter() - begin, flush=True)
    if most:
        time.sleep(60)


def _die_after(seconds: float) -> None:
    """Killed by a process beside it, so that no step is spared."""
    mine = os.getpid()
    if os.fork() == 0:
        time.sleep(seconds)
        os.kill(mine, signal.SIGKILL)
        os._exit(0)


def many_times(folder: str, name: str, rounds: str) -> None:
    """Try to publish the next version again and again; print which numbers were won and how often lost."""
    store, lost = open_store(folder), 0
    for number in range(int(rounds)):
        try:
            version = put(store, f"{name}{number}")
        except (VersionConflict, StoreBusy) as refusal:
            lost += 1
            print(refusal.code, file=sys.stderr)
        else:
            print(version.number, f"{name}{number}", flush=True)
    print("lost", lost)
