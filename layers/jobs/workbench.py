"""Who works at jobs: takes the first of the queue, has it examined or publishes it, and says how it ended."""

import logging
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from layers.access import User
from layers.accounts.book import user_of
from layers.errors import HatangError, UnknownAccount, UnknownJob
from layers.importing.outcome import Outcome
from layers.importing.progress import Tell
from layers.importing.worker.run import Cancelled
from layers.importing.worker.task import Task
from layers.jobs.folders import bundle_of, input_of, out_of
from layers.jobs.job import Job, Progress, State
from layers.jobs.second_person import is_agreed
from layers.publishing import Work, make_task, publish_outcome
from layers.store import Store, Version

_AGAIN_S = 2
_ASK_S = 1
_LOG = logging.getLogger(__name__)


class Workbench:
    """Threads of this process that work at the jobs of one store.

    Parameters
    ----------
    name : str
        What its jobs say of who works at them.
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
        name: str,
        *,
        work: Work,
        preparer: Callable[[], AbstractContextManager],
        slots: int,
    ):
        self.store = store
        self._table, self._name = store.jobs, name
        self._work, self._preparer, self._slots = work, preparer, slots
        self._progress: dict[str, Progress] = {}
        self._cancelled: set[str] = set()
        self._wake = threading.Condition()
        self._taken: set[str] = set()

    def open(self) -> None:
        """Begin to work."""
        for _ in range(self._slots):
            threading.Thread(target=self._serve, daemon=True, name="import").start()

    def call(self, job_id: str) -> None:
        """Say that a job has joined the queue."""
        with self._wake:
            self._cancelled.discard(job_id)
            self._wake.notify()

    def cancel(self, job_id: str) -> bool:
        """Have the examination of a job stopped, if it is under way here; whether it is."""
        here = job_id in self._taken
        if here:
            self._cancelled.add(job_id)
        return here

    def progress(self, job: Job) -> Progress:
        """How far a job is that is worked at."""
        return self._progress.get(job.id, Progress())

    @property
    def busy(self) -> bool:
        """Whether some job is worked at."""
        return bool(self._taken)

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
                for job in self._table.waiting():
                    if job.id not in self._taken and self._claim(job):
                        return job
                self._wake.wait(timeout=2)

    def _claim(self, job: Job) -> bool:
        """Take a job of the queue; another process may have been quicker."""
        self._taken.add(job.id)
        state = State.PUBLISHING if job.want == "publish" else State.CHECKING
        try:
            now = self._table.change(
                job.id, only_from=(State.QUEUED,), state=state, worker=self._name
            )
        except HatangError:  # forgotten meanwhile, or the disk is full: it is not ours
            self._taken.discard(job.id)
            raise
        if now.worker == self._name and now.state is state:
            return True
        self._taken.discard(job.id)
        return False

    def _do(self, job: Job) -> None:
        try:
            if job.want == "publish":
                self._publish(job)
            else:
                self._check(job)
        except Cancelled:
            self._cancel(job)
        except HatangError as error:
            self._end(job, error)
        except Exception as fault:  # noqa: BLE001 - a thread that ends here would serve nobody any more
            _LOG.exception("import %s ended in an error nobody foresaw", job.id)
            self._end(job, HatangError(fault=f"{type(fault).__name__}: {fault}"[:200]))

    def _cancel(self, job: Job) -> None:
        """Say so, unless another process has it by now."""
        if self._table.get(job.id).worker == self._name:
            self._table.change(job.id, only_from=(State.CHECKING,), state=State.CANCELLED)

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
        out = out_of(self.store, job)
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        task = self._task(job, seen)
        self._work(
            task,
            out,
            tell=self._teller(job),
            cancelled=self._asker(job),
        )
        self._table.change(job.id, only_from=(State.CHECKING,), state=State.CHECKED)

    def _publish(self, job: Job) -> None:
        user = user_of(self.store, job.user)
        if user is None:
            raise UnknownAccount(id=job.user)
        second = user_of(self.store, job.approved_by) if job.approved_by else None
        self.store.rules.refresh()
        if not is_agreed(self.store, job, user, second):  # the layer asks for one since a moment
            line = ("handed_in", job.user)
            self._table.change(job.id, line=line, state=State.WAITING, approved_by=None)
            return
        self._table.change(job.id, state=State.PUBLISHING)
        tell = self._teller(job)
        tell("publish", 0, 0)
        with self._preparer() as preparer:
            version = self._put_in_service(job, user, second)
            done = {"state": State.PUBLISHED, "version": version.number}

            def told(stage: str) -> None:
                tell(stage, 0, version.rows)
                if stage == "prepare":  # it is on the map; the rest is only made sooner
                    self._table.change(job.id, only_from=(State.PUBLISHING,), **done)

            if preparer is not None:
                preparer.prepare(job.layer_id, told)
        self._table.change(job.id, only_from=(State.PUBLISHING,), **done)
        shutil.rmtree(input_of(self.store, job), ignore_errors=True)

    def _put_in_service(self, job: Job, user: User, second: User | None) -> Version:
        out = out_of(self.store, job)
        seen = self.store.version(job.layer_id, job.expected) if job.expected else None
        return publish_outcome(
            self.store,
            self._task(job, seen),
            Outcome.read(out),
            out,
            user=user,
            second=second,
            expected=job.expected,
            title=job.title,
            job=job.id,
        )

    def _task(self, job: Job, seen: Version | None) -> Task:
        return make_task(
            self.store,
            bundle_of(self.store, job),
            job.layer_id,
            choices=job.choices,
            mode=job.mode if job.layer_id else None,
            key=job.key,
            seen=seen,
        )

    def _asker(self, job: Job) -> Callable[[], bool]:
        """Whether nobody wants a check any more; what other processes say is asked for once a second."""
        asked = time.monotonic()

        def cancelled() -> bool:
            nonlocal asked
            if job.id in self._cancelled or time.monotonic() - asked < _ASK_S:
                return job.id in self._cancelled
            asked = time.monotonic()
            try:
                now = self._table.get(job.id)
            except UnknownJob:
                return True
            return now.state is not State.CHECKING or now.worker != self._name

        return cancelled

    def _teller(self, job: Job) -> Tell:
        began = time.monotonic()

        def tell(stage: str, done: int, total: int) -> None:
            self._progress[job.id] = Progress(stage, done, total, began)

        return tell
