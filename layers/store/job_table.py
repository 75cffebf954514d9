"""Jobs in the catalogue, so that they outlive the process that runs them."""

import datetime
import json
from dataclasses import fields, replace

from layers.errors import UnknownJob
from layers.importing.choices import Choices
from layers.jobs.job import UNDER_WAY, Job, State
from layers.store.catalogue import Catalogue

_TABLE = "CREATE TABLE IF NOT EXISTS job (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, content TEXT NOT NULL)"


class JobTable:
    """The jobs of one store. Safe across threads and processes."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        with catalogue.connect() as db:
            db.execute(_TABLE)

    def add(self, job: Job) -> None:
        """Enter a new job."""
        with self._catalogue.writing() as db:
            row = (job.id, job.created_at.isoformat(), _text(job))
            db.execute("INSERT INTO job VALUES (?, ?, ?)", row)

    def get(self, job_id: str) -> Job:
        """One job; `UnknownJob` where there is none."""
        with self._catalogue.connect() as db:
            row = db.execute("SELECT content FROM job WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise UnknownJob(job=job_id[:40])
        return _job(row[0])

    def all(self, *, user: str | None = None, limit: int = 200) -> list[Job]:
        """The jobs, newest first; those of one user where one is named."""
        with self._catalogue.connect() as db:
            rows = db.execute(
                "SELECT content FROM job ORDER BY created_at DESC LIMIT ?", (limit,)
            ).fetchall()
        jobs = [_job(text) for (text,) in rows]
        return [job for job in jobs if user is None or job.user == user]

    def change(self, job_id: str, *, only_from: tuple[State, ...] | None = None, **changes) -> Job:
        """Change a job and give it as it is now; nothing changes where its state is none of `only_from`."""
        with self._catalogue.writing() as db:
            row = db.execute("SELECT content FROM job WHERE id = ?", (job_id,)).fetchone()
            if row is None:
                raise UnknownJob(job=job_id[:40])
            job = _job(row[0])
            if only_from is not None and job.state not in only_from:
                return job
            job = replace(job, **changes, updated_at=datetime.datetime.now(datetime.UTC))
            db.execute("UPDATE job SET content = ? WHERE id = ?", (_text(job), job_id))
        return job

    def remove(self, job_id: str) -> None:
        """Forget a job."""
        with self._catalogue.writing() as db:
            db.execute("DELETE FROM job WHERE id = ?", (job_id,))

    def waiting(self) -> list[Job]:
        """Queued jobs, the first come first."""
        return [job for job in reversed(self.all(limit=10_000)) if job.state is State.QUEUED]

    def under_way(self) -> list[Job]:
        """Jobs that are queued or that somebody works at."""
        return [job for job in self.all(limit=10_000) if job.state in UNDER_WAY]


def _text(job: Job) -> str:
    content = {f.name: getattr(job, f.name) for f in fields(job)}
    content |= {
        "created_at": job.created_at.isoformat(),
        "updated_at": job.updated_at.isoformat(),
        "choices": job.choices.to_json(),
    }
    return json.dumps(content, ensure_ascii=False, default=str)


def _job(text: str) -> Job:
    content = json.loads(text)
    times = {name: datetime.datetime.fromisoformat(content[name]) for name in _TIMES}
    return Job(
        **content
        | times
        | {
            "state": State(content["state"]),
            "files": tuple(content["files"]),
            "choices": Choices.from_json(content["choices"]),
        }
    )


_TIMES = ("created_at", "updated_at")
