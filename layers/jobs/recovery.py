"""What the sudden end of the app leaves, put right at its next start."""

import shutil
import time
from pathlib import Path

from layers.jobs.folders import INCOMING, input_of, out_of
from layers.jobs.job import State
from layers.jobs.presence import Presence
from layers.store import Store

# While other processes work, what is in nobody's book may be on its way into it.
ABANDONED_S = 24 * 3600


def recover(store: Store, presence: Presence | None = None) -> None:
    """Jobs that were worked at when the app died say so, or are published if that was done.

    Those of another process that lives are its own business.
    """
    presence = presence or Presence(store.folder)
    done = {
        version.provenance.choices.get("job"): version.number
        for layer_id in store.current()
        for version in store.history(layer_id)
    }
    for job in store.jobs.under_way():
        if presence.is_here(job.worker):
            continue
        if job.id in done:
            store.jobs.change(job.id, state=State.PUBLISHED, version=done[job.id])
        elif job.state is not State.QUEUED:
            store.jobs.change(job.id, state=State.INTERRUPTED)
            shutil.rmtree(out_of(store, job), ignore_errors=True)
    _sweep(store, presence)


def _sweep(store: Store, presence: Presence) -> None:
    alone = not presence.others()
    jobs = store.jobs.all(limit=1_000_000)
    for job in jobs:  # it may have died before this
        if job.state is State.PUBLISHED and not presence.is_here(job.worker):
            shutil.rmtree(input_of(store, job), ignore_errors=True)
    known = {job.id for job in jobs}
    incoming = store.jobs_folder / INCOMING
    if not alone:
        known.add(INCOMING)
    folders = [*store.jobs_folder.iterdir(), *(incoming.iterdir() if incoming.is_dir() else ())]
    for folder in folders:
        if folder.name not in known and (alone or _age_s(folder) > ABANDONED_S):
            shutil.rmtree(folder, ignore_errors=True)


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0
