"""What the sudden end of the app leaves, put right at its next start."""

import shutil

from layers.jobs.folders import input_of, out_of
from layers.jobs.job import State
from layers.store import Store


def recover(store: Store) -> None:
    """Jobs that were worked at when the app died say so, or are published if that was done."""
    done = {
        version.provenance.choices.get("job"): version.number
        for layer_id in store.current()
        for version in store.history(layer_id)
    }
    for job in store.jobs.under_way():
        if job.id in done:
            store.jobs.change(job.id, state=State.PUBLISHED, version=done[job.id])
        elif job.state is not State.QUEUED:
            store.jobs.change(job.id, state=State.INTERRUPTED)
            shutil.rmtree(out_of(store, job), ignore_errors=True)
    jobs = store.jobs.all(limit=1_000_000)
    for job in jobs:
        if job.state is State.PUBLISHED:  # it may have died before this
            shutil.rmtree(input_of(store, job), ignore_errors=True)
    known = {job.id for job in jobs}
    for folder in store.jobs_folder.iterdir():
        if folder.is_dir() and folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
