"""What doors ask of a snapshot: whether a layer, or the part of it that is in there, may be shown or taken."""

from layers.access import Action, User, can
from layers.access.refusals import refusal
from layers.snapshot import Snapshot
from layers.spec import LayerSpec


def may_see(user: User | None, spec: LayerSpec, snapshot: Snapshot) -> bool:
    """Whether the version of a layer in the snapshot may be shown to `user`.

    A part was cut out for its reader; a whole one is asked for again, in case the snapshot is another's.
    """
    if user is None or not snapshot.has(spec.id):
        return False
    return not snapshot.whole(spec.id) or can(user, Action.SEE, spec)


def may_take(user: User | None, spec: LayerSpec, snapshot: Snapshot) -> bool:
    """Whether `user` may take away the version of a layer in the snapshot; a part, where each area of it allows."""
    if not may_see(user, spec, snapshot):
        return False
    if snapshot.whole(spec.id):
        return can(user, Action.EXPORT, spec)
    return all(can(user, Action.EXPORT, spec, area) for area in snapshot.areas_of(spec.id))


def require_seen(user: User | None, spec: LayerSpec, snapshot: Snapshot) -> None:
    """Raise `NotAllowed` where `user` may not see a layer that there is."""
    if not may_see(user, spec, snapshot):
        raise refusal(user, Action.SEE, spec.id)


def require_taken(user: User | None, spec: LayerSpec, snapshot: Snapshot) -> None:
    """Raise `NotAllowed` where `user` may not take a layer away."""
    if not may_take(user, spec, snapshot):
        raise refusal(user, Action.EXPORT, spec.id)
