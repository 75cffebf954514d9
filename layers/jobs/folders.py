"""Where the files of a job lie: what was handed in, and what came of it."""

from pathlib import Path

from layers.importing.bundle import Bundle
from layers.jobs.job import Job
from layers.store import Store

INCOMING = "incoming"  # beside the folders of jobs: what is still being sent


def input_of(store: Store, job: Job) -> Path:
    """The folder of the files as they were handed in."""
    return store.jobs_folder / job.id / "input"


def out_of(store: Store, job: Job) -> Path:
    """The folder of what the last check left."""
    return store.jobs_folder / job.id / "out"


def bundle_of(store: Store, job: Job) -> Bundle:
    """The files of a job, the leading one first."""
    return Bundle(job.file, tuple(input_of(store, job) / name for name in job.files))
