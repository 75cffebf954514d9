"""Who may do what. One question, asked at every door: page, tile, table, card, export, command line."""

from dataclasses import dataclass
from enum import StrEnum

from layers.errors import NotAllowed
from layers.spec import LayerSpec


class Action(StrEnum):
    """What a door asks for."""

    SEE = "see"
    EXPORT = "export"
    PUBLISH = "publish"
    RESTORE = "restore"


@dataclass(frozen=True)
class User:
    """Somebody at a door. `local` is the one user of an app that listens on this machine alone."""

    id: str
    local: bool = False


LOCAL_USER = User("local", local=True)


def user_of(user_id: str) -> User:
    """The user behind an id that was written down; the local one alone, while there are no accounts."""
    return LOCAL_USER if user_id == LOCAL_USER.id else User(user_id)


def can(user: User | None, action: Action, layer: LayerSpec) -> bool:
    """Whether `user` may do `action` with `layer`.

    The local user may do everything; nobody else exists until accounts do, so nobody else may do
    anything.
    """
    return user is not None and user.local


def require(user: User | None, action: Action, layer: LayerSpec) -> None:
    """Raise `NotAllowed` where `user` may not."""
    if not can(user, action, layer):
        raise NotAllowed(user="–" if user is None else user.id, action=action, layer=layer.id)


def can_upload(user: User | None) -> bool:
    """Whether `user` may hand in files at all; what becomes of them is asked by layer, with `can`."""
    return user is not None and user.local


def can_draw(user: User | None) -> bool:
    """Whether `user` may keep drawings; those of others are nobody's business."""
    return user is not None and user.local


def can_keep_views(user: User | None) -> bool:
    """Whether `user` may keep maps under a title. Opening one shows what who opens it may see."""
    return user is not None and user.local
