"""Jobs that wait for a second person: who sees them, who takes them into service or sends them back."""

import datetime

from layers.access import Action, User, can, needs_second, require
from layers.errors import JobChanged, OwnImport, ReasonNeeded
from layers.jobs.job import Job, State
from layers.spec import get_spec
from layers.store import Store

LEAST_REASON, MOST_REASON = 5, 500


def next_state(store: Store, job: Job, user: User) -> State:
    """Where publishing leads: to the queue, or where the layer asks for it to a second person."""
    waits = needs_second(user, get_spec(store.specs, job.layer_id))
    return State.WAITING if waits else State.QUEUED


def may_approve(store: Store, job: Job, user: User | None) -> bool:
    """Whether `user` may decide about a job; nobody may about their own, whatever they have become since."""
    spec = store.specs.get(job.layer_id)
    if user is None or spec is None or job.user == user.id:
        return False
    return can(user, Action.APPROVE, spec)


def waiting_for(store: Store, user: User) -> list[Job]:
    """The jobs of others that wait for `user`, the first handed in first."""
    waiting = store.jobs.all(state=State.WAITING, limit=1000)
    return sorted(
        (job for job in waiting if may_approve(store, job, user)), key=lambda job: job.updated_at
    )


def approve(store: Store, job: Job, user: User, *, seen: datetime.datetime) -> Job:
    """Put a job into the queue to be published: as it stood when `user` looked at it, or not at all.

    Raises
    ------
    OwnImport
        If `user` handed it in.
    NotAllowed
    JobChanged
        If it was withdrawn, or handed in anew, after `seen`.
    """
    _require_second(store, job, user)
    changed = store.jobs.change(
        job.id,
        only_from=(State.WAITING,),
        only_as_of=seen,
        line=("approved", user.id),
        state=State.QUEUED,
        want="publish",
        approved_by=user.id,
    )
    if changed.state is not State.QUEUED or changed.approved_by != user.id:
        raise JobChanged(job=job.id[:8])
    return changed


def send_back(store: Store, job: Job, user: User, *, reason: str, seen: datetime.datetime) -> Job:
    """Give a job back to who handed it in, with the reason.

    Raises
    ------
    OwnImport, NotAllowed, JobChanged
        As `approve`.
    ReasonNeeded
    """
    _require_second(store, job, user)
    said = " ".join(reason.split())
    if not LEAST_REASON <= len(said) <= MOST_REASON:
        raise ReasonNeeded(most=MOST_REASON)
    told = {"by": user.id, "reason": said}
    changed = store.jobs.change(
        job.id,
        only_from=(State.WAITING,),
        only_as_of=seen,
        line=("sent_back", user.id),
        state=State.CHECKED,
        sent_back=told,
    )
    if changed.state is not State.CHECKED or changed.sent_back != told:
        raise JobChanged(job=job.id[:8])
    return changed


def is_agreed(store: Store, job: Job, user: User, second: User | None) -> bool:
    """Whether a job may be published now: no second person is needed, or `second` agreed and still may."""
    if not needs_second(user, get_spec(store.specs, job.layer_id)):
        return True
    return second is not None and second.id == job.approved_by and may_approve(store, job, second)


def _require_second(store: Store, job: Job, user: User) -> None:
    if job.user == user.id:
        raise OwnImport(job=job.id[:8])
    require(user, Action.APPROVE, get_spec(store.specs, job.layer_id))
