"""Who may do what. One question, asked at every door: page, tile, table, card, export, command line."""

from enum import StrEnum

from layers.access.refusals import refusal
from layers.access.user import Grant, Role, User
from layers.spec import LayerSpec


class Action(StrEnum):
    """What a door asks for.

    ``see`` is point by point, ``sum`` only added up by area; ``publish`` is handing in a version, ``approve``
    letting one that another handed in take effect, ``restore`` going back, and taking out of service.
    """

    SEE = "see"
    SUM = "sum"
    EXPORT = "export"
    PUBLISH = "publish"
    APPROVE = "approve"
    RESTORE = "restore"


# The least role for an action on a layer of a visibility. Where there is none, a grant is needed, or an
# administrator.
_LEAST = {
    (Action.SEE, "public"): Role.VIEWER,
    (Action.SEE, "staff"): Role.EDITOR,
    (Action.EXPORT, "public"): Role.VIEWER,
    (Action.EXPORT, "staff"): Role.EDITOR,
    (Action.PUBLISH, "public"): Role.EDITOR,
    (Action.PUBLISH, "staff"): Role.EDITOR,
    (Action.APPROVE, "public"): Role.PUBLISHER,
    (Action.APPROVE, "staff"): Role.PUBLISHER,
    (Action.RESTORE, "public"): Role.PUBLISHER,
    (Action.RESTORE, "staff"): Role.PUBLISHER,
}
# What a grant must be accompanied by: it opens a layer to look at, not to change for everybody.
_WITH_GRANT = {
    Action.SEE: Role.VIEWER,
    Action.EXPORT: Role.VIEWER,
    Action.PUBLISH: Role.EDITOR,
    Action.APPROVE: Role.PUBLISHER,
    Action.RESTORE: Role.PUBLISHER,
}


def can(user: User | None, action: Action, layer: LayerSpec, area: str | None = None) -> bool:
    """Whether `user` may do `action` with `layer`.

    Parameters
    ----------
    area : str, optional
        ``<boundary layer>:<code>``: asks for this area alone; else for all of the layer.

    Notes
    -----
    A grant that is bounded to areas allows nothing of the whole; what it opens is cut out beforehand
    (`layers.masks`), and asked here by area.
    """
    if user is None:
        return False
    if user.is_at_least(Role.ADMINISTRATOR):
        return True
    if action is Action.SUM:
        return layer.sums or can(user, Action.SEE, layer, area)
    least = _LEAST.get((action, layer.visibility))
    if least is not None:
        return user.is_at_least(least)
    return any(_opens(grant, user, action, area) for grant in grants_for(user, layer))


def grants_for(user: User, layer: LayerSpec) -> list[Grant]:
    """The grants of a user for one layer."""
    return [grant for grant in user.grants if grant.layer_id == layer.id]


def require(user: User | None, action: Action, layer: LayerSpec, area: str | None = None) -> None:
    """Raise `NotAllowed` where `user` may not; the refusal is told (`layers.access.refusals`)."""
    if not can(user, action, layer, area):
        raise refusal(user, action, layer.id)


def needs_second(user: User, layer: LayerSpec) -> bool:
    """Whether what `user` publishes waits for another person."""
    return layer.second_person and not user.local


def can_upload(user: User | None) -> bool:
    """Whether `user` may hand in files at all; what becomes of them is asked by layer, with `can`."""
    return user is not None and user.is_at_least(Role.EDITOR)


def can_draw(user: User | None) -> bool:
    """Whether `user` may keep drawings; those of others are nobody's business."""
    return user is not None


def can_keep_views(user: User | None) -> bool:
    """Whether `user` may keep maps under a title. Opening one shows what who opens it may see."""
    return user is not None


def can_administer(user: User | None) -> bool:
    """Whether `user` may change accounts, grants and the rules of layers, and read the audit log."""
    return user is not None and user.is_at_least(Role.ADMINISTRATOR)


def _opens(grant: Grant, user: User, action: Action, area: str | None) -> bool:
    if not user.is_at_least(_WITH_GRANT[action]) or (action is Action.EXPORT and not grant.export):
        return False
    return not grant.areas or area in grant.areas
