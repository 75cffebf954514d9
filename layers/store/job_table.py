"""Jobs in the catalogue, so that they outlive the process that runs them."""

import datetime
import json
import sqlite3
from dataclasses import fields, replace

from layers.errors import UnknownJob
from layers.importing.choices import Choices
from layers.jobs.job import ENDED, UNDER_WAY, Job, State
from layers.store.catalogue import Catalogue

_TABLE = "CREATE TABLE IF NOT EXISTS job (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, content TEXT NOT NULL)"


class JobTable:
    """The jobs of one store. Safe across threads and processes."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        with catalogue.connect() as db:
            db.execute(_TABLE)

    def add(self, job: Job) -> None:
        """Enter a new job; the log says who began it."""
        with self._catalogue.writing() as db:
            row = (job.id, job.created_at.isoformat(), _text(job))
            db.execute("INSERT INTO job VALUES (?, ?, ?)", row)
            self._log(db, job, "import_begun", user=job.user, size=job.size)

    def get(self, job_id: str) -> Job:
        """One job; `UnknownJob` where there is none."""
        with self._catalogue.reading() as db:
            row = db.execute("SELECT content FROM job WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise UnknownJob(job=job_id[:40])
        return _job(row[0])

    def all(
        self, *, user: str | None = None, state: State | None = None, limit: int = 200
    ) -> list[Job]:
        """The jobs, newest first as they came, whatever the clock said; of one user or state where it is named."""
        asked = {"$.user": user, "$.state": state}
        asked = {path: str(value) for path, value in asked.items() if value is not None}
        where = " AND ".join(f"json_extract(content, '{path}') = ?" for path in asked) or "1"
        with self._catalogue.reading() as db:
            rows = db.execute(
                f"SELECT content FROM job WHERE {where} ORDER BY rowid DESC LIMIT ?",
                (*asked.values(), limit),
            ).fetchall()
        return [_job(text) for (text,) in rows]

    def change(
        self,
        job_id: str,
        *,
        only_from: tuple[State, ...] | None = None,
        only_as_of: datetime.datetime | None = None,
        line: tuple[str, str] | None = None,
        **changes,
    ) -> Job:
        """Change a job and give it as it is now. The log says how it ended.

        Parameters
        ----------
        only_from : tuple of State, optional
            Nothing changes where its state is none of these.
        only_as_of : datetime, optional
            Nothing changes where it was changed after that.
        line : (action, user), optional
            What the log is to say of the change, written together with it.
        """
        with self._catalogue.writing() as db:
            row = db.execute("SELECT content FROM job WHERE id = ?", (job_id,)).fetchone()
            if row is None:
                raise UnknownJob(job=job_id[:40])
            job = _job(row[0])
            if only_from is not None and job.state not in only_from:
                return job
            if only_as_of is not None and job.updated_at != only_as_of:
                return job
            ended = changes.get("state") in ENDED and job.state not in ENDED
            job = replace(job, **changes, updated_at=datetime.datetime.now(datetime.UTC))
            db.execute("UPDATE job SET content = ? WHERE id = ?", (_text(job), job_id))
            if line is not None:
                self._log(db, job, line[0], user=line[1])
            if ended:
                failed = job.state is State.FAILED
                action = "import_refused" if failed else "import_ended"
                how = {"code": job.error["code"]} if failed and job.error else {}
                self._log(db, job, action, user=job.user, state=job.state, **how)
        return job

    def _log(self, db: sqlite3.Connection, job: Job, action: str, *, user: str, **detail) -> None:
        """A line about a job: what somebody handed in may be named in nothing but its id."""
        told = {"job": job.id, **detail} | ({"version": job.version} if job.version else {})
        self._catalogue.log(db, user=user, action=action, layer_id=job.layer_id, detail=told)

    def remove(self, job_id: str, *, by: str) -> None:
        """Forget a job; the log says who had it forgotten."""
        with self._catalogue.writing() as db:
            row = db.execute("SELECT content FROM job WHERE id = ?", (job_id,)).fetchone()
            if row is not None:
                db.execute("DELETE FROM job WHERE id = ?", (job_id,))
                self._log(db, _job(row[0]), "import_discarded", user=by)

    def waiting(self) -> list[Job]:
        """Queued jobs, the first come first."""
        return self.all(state=State.QUEUED, limit=10_000)[::-1]

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
