"""Where imports are handed in, worked at one after the other, and published."""

import datetime
import shutil
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from layers.access import Action, User, require, user_of
from layers.errors import HatangError, NotYours
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.kit.make import make_kit_elsewhere
from layers.importing.outcome import Outcome
from layers.importing.worker.run import Cancelled, run_in_worker
from layers.jobs.job import Job, Progress, State
from layers.publishing import Work, make_task, publish_outcome
from layers.spec import get_spec
from layers.store import Store, Version

INPUT, OUT = "input", "out"
SLOTS = 1
_AGAIN_S = 2


class Desk:
    """The import jobs of one store, worked at by threads of this process.

    Parameters
    ----------
    work : callable
        Who examines a file; a process of its own.
    preparer : callable
        Gives a `layers.prepare.Preparer`, which after a publish makes what visitors would wait for.
    slots : int
        How many jobs are worked at at once.
    """

    def __init__(
        self,
        store: Store,
        *,
        work: Work = run_in_worker,
        preparer: Callable[[], AbstractContextManager] = nullcontext,
        slots: int = SLOTS,
    ):
        self.store = store
        self.folder = store.jobs_folder
        self._table = store.jobs
        self._work, self._preparer, self._slots = work, preparer, slots
        self._progress: dict[str, Progress] = {}
        self._cancelled: set[str] = set()
        self._wake = threading.Condition()
        self._taken: set[str] = set()
        self._open = False

    def open(self) -> None:
        """Put right what a sudden end left behind, and begin to work."""
        self._recover()
        self._open = True
        for _ in range(self._slots):
            threading.Thread(target=self._serve, daemon=True, name="import").start()

    def receive(self, paths: list[Path], *, user: User) -> Job:
        """Take in a file, or the loose parts of one dataset, that lie complete on this disk; they are moved."""
        bundle = Bundle.of(paths)
        now = datetime.datetime.now(datetime.UTC)
        job = Job(
            id=uuid.uuid4().hex,
            user=user.id,
            file=bundle.name,
            size=sum(path.stat().st_size for path in paths),
            files=tuple(path.name for path in bundle.paths),
            created_at=now,
            updated_at=now,
        )
        place = self.folder / job.id / INPUT
        place.mkdir(parents=True)
        for path in bundle.paths:
            shutil.move(path, place / path.name)
        self._table.add(job)
        return job

    def check(
        self,
        job_id: str,
        *,
        user: User,
        layer_id: str | None = None,
        choices: Choices | None = None,
        mode: str | None = None,
        key: str | None = None,
        title: str = "",
    ) -> Job:
        """Have the file examined under these choices; the job joins the queue."""
        self._own(job_id, user)
        if layer_id is not None:
            require(user, Action.PUBLISH, get_spec(self.store.specs, layer_id))
        job = self._table.change(
            job_id,
            state=State.QUEUED,
            want="check",
            layer_id=layer_id,
            choices=choices or Choices(),
            mode=mode,
            key=key,
            title=title,
            error=None,
        )
        self._call()
        return job

    def publish(self, job_id: str, *, user: User, title: str = "") -> Job:
        """Have the version that the last check made put in service; the job joins the queue."""
        job = self._own(job_id, user)
        require(user, Action.PUBLISH, get_spec(self.store.specs, job.layer_id))
        job = self._table.change(
            job_id,
            only_from=(State.CHECKED,),
            state=State.QUEUED,
            want="publish",
            title=title or job.title,
        )
        self._call()
        return job

    def cancel(self, job_id: str, *, user: User) -> None:
        """Stop a job; what works at it is killed. A publish that has begun runs to its end."""
        self._own(job_id, user)
        self._cancelled.add(job_id)
        self._table.change(job_id, only_from=(State.QUEUED,), state=State.CANCELLED)

    def discard(self, job_id: str, *, user: User) -> None:
        """Stop a job and forget it with its files."""
        self.cancel(job_id, user=user)
        self._table.remove(job_id)
        shutil.rmtree(self.folder / job_id, ignore_errors=True)

    def job(self, job_id: str, *, user: User) -> Job:
        """One job of `user`."""
        return self._own(job_id, user)

    def jobs(self, *, user: User) -> list[Job]:
        """The jobs of `user`, newest first."""
        return self._table.all(user=user.id)

    def progress(self, job: Job) -> Progress:
        """How far a job under way is; a waiting one knows its place in the queue."""
        if job.state is State.QUEUED:
            before = [each.id for each in self._table.waiting()]
            return Progress(place=before.index(job.id) if job.id in before else 0)
        return self._progress.get(job.id, Progress())

    @property
    def working(self) -> bool:
        """Whether some job is worked at."""
        return bool(self._taken)

    def outcome(self, job: Job) -> Outcome | None:
        """What the last check of a job found."""
        folder = self._out(job)
        return Outcome.read(folder) if Outcome.exists(folder) else None

    def bundle(self, job: Job) -> Bundle:
        """The files of a job, as they were handed in."""
        place = self.folder / job.id / INPUT
        return Bundle(job.file, tuple(place / name for name in job.files))

    def kit(self, job: Job, lang: str) -> Path | None:
        """The quality kit of the last check as a ZIP, made when it is first asked for; None without a check."""
        if self.outcome(job) is None:
            return None
        made = self._out(job) / f"kit-{lang}.zip"
        if not made.is_file():
            make_kit_elsewhere(self._out(job), lang, made)
        return made

    def _own(self, job_id: str, user: User) -> Job:
        job = self._table.get(job_id)
        if job.user != user.id:
            raise NotYours(job=job_id[:8])
        return job

    def _out(self, job: Job) -> Path:
        return self.folder / job.id / OUT

    def _call(self) -> None:
        with self._wake:
            self._wake.notify()

    def _serve(self) -> None:
        while True:
            try:
                job = self._next()
            except HatangError:  # such as a full disk: the catalogue cannot even be read
                time.sleep(_AGAIN_S)
                continue
            try:
                self._do(job)
            except HatangError:  # its end could not be written down; the next start puts it right
                time.sleep(_AGAIN_S)
            finally:
                self._progress.pop(job.id, None)
                self._cancelled.discard(job.id)
                self._taken.discard(job.id)

    def _next(self) -> Job:
        """The first job of the queue, waited for."""
        with self._wake:
            while True:
                free = [job for job in self._table.waiting() if job.id not in self._taken]
                if free:
                    self._taken.add(free[0].id)
                    return free[0]
                self._wake.wait(timeout=2)

    def _do(self, job: Job) -> None:
        try:
            if job.want == "publish":
                self._publish(job)
            else:
                self._check(job)
        except Cancelled:
            self._table.change(job.id, state=State.CANCELLED)
        except HatangError as error:
            self._end(job, error)
        except OSError as fault:
            self._end(job, HatangError(fault=str(fault)))

    def _end(self, job: Job, error: HatangError) -> None:
        """A job that failed says why. One that was discarded meanwhile has nobody to tell."""
        told = {"code": error.code, "params": error.params}
        try:
            self._table.change(job.id, state=State.FAILED, error=told)
        except HatangError:
            return

    def _check(self, job: Job) -> None:
        seen = self.store.current().get(job.layer_id) if job.layer_id else None
        expected = seen.number if seen else None
        self._table.change(job.id, state=State.CHECKING, expected=expected)
        out = self._out(job)
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        task = self._task(job, seen)
        self._work(
            task,
            out,
            tell=self._teller(job),
            cancelled=lambda: job.id in self._cancelled,
        )
        self._table.change(job.id, only_from=(State.CHECKING,), state=State.CHECKED)

    def _publish(self, job: Job) -> None:
        self._table.change(job.id, state=State.PUBLISHING)
        tell = self._teller(job)
        tell("publish", 0, 0)
        with self._preparer() as preparer:
            version = self._put_in_service(job)
            done = {"state": State.PUBLISHED, "version": version.number}

            def told(stage: str) -> None:
                tell(stage, 0, version.rows)
                if stage == "prepare":  # it is on the map; the rest is only made sooner
                    self._table.change(job.id, only_from=(State.PUBLISHING,), **done)

            if preparer is not None:
                preparer.prepare(job.layer_id, told)
        self._table.change(job.id, only_from=(State.PUBLISHING,), **done)
        shutil.rmtree(self.folder / job.id / INPUT, ignore_errors=True)

    def _put_in_service(self, job: Job) -> Version:
        out = self._out(job)
        seen = self.store.version(job.layer_id, job.expected) if job.expected else None
        return publish_outcome(
            self.store,
            self._task(job, seen),
            Outcome.read(out),
            out,
            user=user_of(job.user),
            expected=job.expected,
            title=job.title,
            job=job.id,
        )

    def _task(self, job: Job, seen):
        return make_task(
            self.store,
            self.bundle(job),
            job.layer_id,
            choices=job.choices,
            mode=job.mode if job.layer_id else None,
            key=job.key,
            seen=seen,
        )

    def _teller(self, job: Job):
        began = time.monotonic()

        def tell(stage: str, done: int, total: int) -> None:
            self._progress[job.id] = Progress(stage, done, total, began)

        return tell

    def _recover(self) -> None:
        """Jobs that were worked at when the app died say so, or are published if that was done."""
        done = {
            version.provenance.choices.get("job"): version.number
            for layer_id in self.store.current()
            for version in self.store.history(layer_id)
        }
        for job in self._table.under_way():
            if job.id in done:
                self._table.change(job.id, state=State.PUBLISHED, version=done[job.id])
            elif job.state is not State.QUEUED:
                self._table.change(job.id, state=State.INTERRUPTED)
                shutil.rmtree(self._out(job), ignore_errors=True)
        jobs = self._table.all(limit=1_000_000)
        for job in jobs:
            if job.state is State.PUBLISHED:  # it may have died before this
                shutil.rmtree(self.folder / job.id / INPUT, ignore_errors=True)
        known = {job.id for job in jobs}
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)
