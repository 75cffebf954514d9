"""One import of one file, as the catalogue keeps it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from layers.importing.choices import Choices


class State(StrEnum):
    """How a job stands. ``waiting`` is for a second person, who takes it into service or sends it back."""

    RECEIVED = "received"
    QUEUED = "queued"
    CHECKING = "checking"
    CHECKED = "checked"
    WAITING = "waiting"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


UNDER_WAY = (State.QUEUED, State.CHECKING, State.PUBLISHING)
ENDED = (State.PUBLISHED, State.FAILED, State.CANCELLED, State.INTERRUPTED)


@dataclass(frozen=True)
class Job:
    """What is known of a job besides its files.

    Attributes
    ----------
    file, size : str, int
        What the user calls the file, and its bytes.
    files : tuple of str
        Names in the job's folder, the leading one first.
    want : {"check", "publish"}
        What a queued job waits for.
    expected : int or None
        Number of the version that stood when the file was checked.
    error : dict or None
        ``{"code", "params"}`` of what ended it.
    version : int or None
        The version it became.
    worker : str
        Name of the process that works or worked at it.
    approved_by : str or None
        The second person who took it into service, where the layer asks for one.
    sent_back : dict or None
        ``{"by", "reason"}`` of the second person who did not.
    """

    id: str
    user: str
    file: str
    size: int
    files: tuple[str, ...]
    created_at: datetime.datetime
    updated_at: datetime.datetime
    state: State = State.RECEIVED
    want: str = "check"
    layer_id: str | None = None
    choices: Choices = field(default_factory=Choices)
    mode: str | None = None
    key: str | None = None
    title: str = ""
    expected: int | None = None
    error: Mapping | None = None
    version: int | None = None
    worker: str = ""
    approved_by: str | None = None
    sent_back: Mapping | None = None

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


@dataclass(frozen=True)
class Progress:
    """How far a job under way is.

    Attributes
    ----------
    began : float
        When it left the queue, on the monotonic clock.
    place : int
        Of a waiting job: how many are served before it.
    """

    stage: str = "queued"
    done: int = 0
    total: int = 0
    began: float = 0.0
    place: int = 0


# How the time of a check is spent, measured on a million points; what is left follows from it.
_SHARES = {
    "read": 0.0,
    "letters": 0.3,
    "place": 0.4,
    "conform": 0.55,
    "rules": 0.6,
    "write": 0.75,
    "publish": 0.0,
    "tiles": 0.2,
    "prepare": 0.5,
}


def share_done(progress: Progress) -> float:
    """About how much of the work is behind, from 0 to 1."""
    return _SHARES.get(progress.stage, 0.0)


def seconds_left(progress: Progress, now: float) -> float | None:
    """About how long it still takes; None while nothing can be said."""
    done = share_done(progress)
    return None if done <= 0 else (now - progress.began) * (1 - done) / done
