"""Where imports are handed in, asked about, published and fetched from."""

import datetime
import shutil
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from layers.access import Action, User, can_administer, can_upload, require
from layers.access.refusals import refusal
from layers.errors import NotYours, TooManyJobs
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.kit.run import make_kit_elsewhere
from layers.importing.outcome import Outcome
from layers.importing.worker.run import run_in_worker
from layers.jobs import second_person
from layers.jobs.folders import bundle_of, input_of, out_of
from layers.jobs.job import Job, Progress, State
from layers.jobs.presence import Presence
from layers.jobs.recovery import recover
from layers.jobs.workbench import Workbench
from layers.publishing import Work
from layers.spec import get_spec
from layers.store import Store
from layers.unseen import require_nothing_unseen


class Desk:
    """The import jobs of one store, as those who hand in files see them.

    Parameters
    ----------
    work, preparer, slots
        Those of the `Workbench` behind it.
    most_jobs : int, optional
        What one account may have under way at once.
    """

    def __init__(
        self,
        store: Store,
        *,
        work: Work = run_in_worker,
        preparer: Callable[[], AbstractContextManager] = nullcontext,
        slots: int = 1,
        most_jobs: int | None = None,
    ):
        self.store = store
        self._most_jobs = most_jobs
        self.folder = store.jobs_folder
        self._table = store.jobs
        self._presence = Presence(store.folder)
        self._bench = Workbench(
            store, self._presence.name, work=work, preparer=preparer, slots=slots
        )

    def open(self) -> None:
        """Put right what a sudden end left behind, and begin to work."""
        self._presence.enter()
        recover(self.store, self._presence)
        self._bench.open()

    def receive(self, paths: list[Path], *, user: User) -> Job:
        """Take in a file, or the loose parts of one dataset, that lie complete on this disk; they are moved."""
        if not can_upload(user):
            raise refusal(user, "upload", None)
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
        self._require_turn(job_id, user)
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
            approved_by=None,
        )
        self._bench.call(job_id)
        return job

    def publish(self, job_id: str, *, user: User, title: str = "") -> Job:
        """Have the version that the last check made put in service: the job joins the queue.

        Where the layer asks for a second person, the job waits for one first.
        """
        job = self._own(job_id, user)
        require(user, Action.PUBLISH, get_spec(self.store.specs, job.layer_id))
        self._require_turn(job_id, user)
        if (outcome := self.outcome(job)) is not None:
            require_nothing_unseen(self.store, job.layer_id, job.mode, outcome, user=user)
        state = second_person.next_state(self.store, job, user)
        job = self._table.change(
            job_id,
            only_from=(State.CHECKED,),
            line=("handed_in", user.id) if state is State.WAITING else None,
            state=state,
            want="publish",
            title=title or job.title,
            approved_by=None,
            sent_back=None,
        )
        self._bench.call(job_id)
        return job

    def take_back(self, job_id: str, *, user: User) -> Job:
        """Have a job wait for nobody any more: it is as it was before it was handed in."""
        self._own(job_id, user)
        line = ("taken_back", user.id)
        return self._table.change(
            job_id, only_from=(State.WAITING,), line=line, state=State.CHECKED
        )

    def approve(self, job_id: str, *, user: User, seen: datetime.datetime) -> Job:
        """Take what another handed in into service, as it stood at `seen`; the job joins the queue."""
        job = second_person.approve(self.store, self._table.get(job_id), user, seen=seen)
        self._bench.call(job_id)
        return job

    def send_back(self, job_id: str, *, user: User, reason: str, seen: datetime.datetime) -> Job:
        """Give what another handed in back, with the reason."""
        job = self._table.get(job_id)
        return second_person.send_back(self.store, job, user, reason=reason, seen=seen)

    def waiting_for(self, *, user: User) -> list[Job]:
        """What others handed in and `user` may take into service."""
        return second_person.waiting_for(self.store, user)

    def may_approve(self, job: Job, *, user: User) -> bool:
        """Whether `user` may take a job into service, or send it back."""
        return second_person.may_approve(self.store, job, user)

    def cancel(self, job_id: str, *, user: User) -> None:
        """Stop a job; what works at it is killed. A publish that has begun runs to its end."""
        self._own(job_id, user, or_administrator=True)
        here = self._bench.cancel(job_id)
        # Another process that checks it sees by its state that nobody wants it any more.
        ends = (State.QUEUED,) if here else (State.QUEUED, State.CHECKING)
        self._table.change(job_id, only_from=ends, state=State.CANCELLED)

    def discard(self, job_id: str, *, user: User) -> None:
        """Stop a job and forget it with its files."""
        self.cancel(job_id, user=user)
        self._table.remove(job_id, by=user.id)
        shutil.rmtree(self.folder / job_id, ignore_errors=True)

    def job(self, job_id: str, *, user: User) -> Job:
        """One job that `user` may look at: their own, or one that waits for them or that they approved.

        Administrators may look at all.
        """
        job = self._table.get(job_id)
        waits = job.state is State.WAITING or (user is not None and job.approved_by == user.id)
        if waits and second_person.may_approve(self.store, job, user):
            return job
        return self._own(job_id, user, or_administrator=True)

    def jobs(self, *, user: User) -> list[Job]:
        """The jobs of `user`, newest first; all jobs for an administrator."""
        return self._table.all(user=None if can_administer(user) else user.id)

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

    def _require_turn(self, job_id: str, user: User) -> None:
        """One account does not fill the queue of everybody."""
        if self._most_jobs is None or user.local:
            return
        others = [job for job in self._table.under_way() if job.user == user.id]
        if sum(job.id != job_id for job in others) >= self._most_jobs:
            raise TooManyJobs(limit=self._most_jobs)

    def _own(self, job_id: str, user: User | None, *, or_administrator: bool = False) -> Job:
        job = self._table.get(job_id)
        theirs = user is not None and job.user == user.id
        if not theirs and not (or_administrator and can_administer(user)):
            raise NotYours(job=job_id[:8])
        return job
