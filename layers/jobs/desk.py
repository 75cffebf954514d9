"""Where imports are handed in, asked about, published and fetched from."""

import datetime
import shutil
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from layers.access import Action, User, require
from layers.errors import NotYours
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.kit.run import make_kit_elsewhere
from layers.importing.outcome import Outcome
from layers.importing.worker.run import run_in_worker
from layers.jobs.folders import bundle_of, input_of, out_of
from layers.jobs.job import Job, Progress, State
from layers.jobs.recovery import recover
from layers.jobs.workbench import Workbench
from layers.publishing import Work
from layers.spec import get_spec
from layers.store import Store


class Desk:
    """The import jobs of one store, as those who hand in files see them.

    Parameters
    ----------
    work, preparer, slots
        Those of the `Workbench` behind it.
    """

    def __init__(
        self,
        store: Store,
        *,
        work: Work = run_in_worker,
        preparer: Callable[[], AbstractContextManager] = nullcontext,
        slots: int = 1,
    ):
        self.store = store
        self.folder = store.jobs_folder
        self._table = store.jobs
        self._bench = Workbench(store, work=work, preparer=preparer, slots=slots)

    def open(self) -> None:
        """Put right what a sudden end left behind, and begin to work."""
        recover(self.store)
        self._bench.open()

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
        place = input_of(self.store, job)
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
        self._bench.call(job_id)
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
        self._bench.call(job_id)
        return job

    def cancel(self, job_id: str, *, user: User) -> None:
        """Stop a job; what works at it is killed. A publish that has begun runs to its end."""
        self._own(job_id, user)
        self._bench.cancel(job_id)
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
        return self._bench.progress(job)

    @property
    def working(self) -> bool:
        """Whether some job is worked at."""
        return self._bench.busy

    def outcome(self, job: Job) -> Outcome | None:
        """What the last check of a job found."""
        folder = out_of(self.store, job)
        return Outcome.read(folder) if Outcome.exists(folder) else None

    def bundle(self, job: Job) -> Bundle:
        """The files of a job, as they were handed in."""
        return bundle_of(self.store, job)

    def kit(self, job: Job, lang: str) -> Path | None:
        """The quality kit of the last check as a ZIP, made when it is first asked for; None without a check."""
        if self.outcome(job) is None:
            return None
        made = out_of(self.store, job) / f"kit-{lang}.zip"
        if not made.is_file():
            make_kit_elsewhere(out_of(self.store, job), lang, made)
        return made

    def _own(self, job_id: str, user: User) -> Job:
        job = self._table.get(job_id)
        if job.user != user.id:
            raise NotYours(job=job_id[:8])
        return job
