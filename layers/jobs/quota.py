"""What one account may send: before it is published, and in a day."""

import datetime
import threading
from dataclasses import dataclass

from layers.access import User
from layers.errors import UploadQuota
from layers.jobs.job import Job, State
from layers.limits import MB, Limits
from layers.store import Store


@dataclass
class _Account:
    """Counters of an account that only grow, and up to where they may: parts that come at once share it."""

    arrived: int = 0
    flowing: int = 0
    waiting_until: int = 0
    day_until: int = 0


class Quota:
    """Asked before a part of an upload, and at each block of it.

    The one user of an app without accounts sends to their own disk: there only the room on it counts.
    """

    def __init__(self, store: Store, limits: Limits):
        self._store, self._limits = store, limits
        self._accounts: dict[str, _Account] = {}
        self._lock = threading.Lock()

    def begin(self, user: User, lying: int, size: int) -> None:
        """Ask for a part.

        Parameters
        ----------
        lying : int
            Bytes in open sets of uploads.
        size : int
            What is said of the part beforehand; 0 where nothing is.
        """
        if user.local:
            return
        waiting = lying + sum(map(_weight, self._store.jobs.all(user=user.id, limit=10_000)))
        sent = self._store.uploads.in_a_day(user.id, _now())
        with self._lock:
            held = self._accounts.setdefault(user.id, _Account())
            before = held.arrived - held.flowing  # what flows is counted in neither sum
            held.waiting_until = before + self._limits.waiting_mb * MB - waiting
            held.day_until = before + self._limits.day_mb * MB - sent
            self._require(held, size)

    def take(self, user: User, count: int) -> None:
        """Count bytes that come."""
        if user.local:
            return
        with self._lock:
            held = self._accounts[user.id]
            self._require(held, count)
            held.arrived += count
            held.flowing += count

    def end(self, user: User, count: int) -> None:
        """A part ended, whole or not: what came of it is written down."""
        if user.local or not count:
            return
        with self._lock:
            self._accounts[user.id].flowing -= count
        self._store.uploads.add(user.id, count, _now())

    def _require(self, held: _Account, count: int) -> None:
        if held.arrived + count > held.waiting_until:
            raise UploadQuota("waiting", limit=self._limits.waiting_mb)
        if held.arrived + count > held.day_until:
            raise UploadQuota("day", limit=self._limits.day_mb)


def _weight(job: Job) -> int:
    """What the files of a job weigh that lie here; a published one has given them up."""
    return 0 if job.state is State.PUBLISHED else job.size


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
