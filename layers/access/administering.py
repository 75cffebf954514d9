"""The door of administrators."""

from layers.access.refusals import tell
from layers.access.rights import can_administer
from layers.access.user import User
from layers.errors import NotAdministrator


def require_administrator(user: User | None) -> User:
    """The user, who may administer.

    Raises
    ------
    NotAdministrator
        For anybody else; the refusal is told (`layers.access.refusals`).
    """
    if not can_administer(user):
        tell(user, "administer", None)
        raise NotAdministrator(user="–" if user is None else user.id)
    return user
