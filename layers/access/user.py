"""Who somebody is: a role, and what was granted beyond it."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is trusted with; each may all that the ones before may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


@dataclass(frozen=True)
class Grant:
    """A leave to see one restricted layer: for a purpose, in some areas, until a day.

    Attributes
    ----------
    areas : tuple of str
        Codes of provinces, communes or former districts, ``<boundary layer>:<code>``; empty is everywhere.
    until : date
        The last day it holds, in Viet Nam's time.
    export, personal : bool
        Whether the layer may be taken away, and whether its personal fields may be seen.
    """

    id: str
    user: str
    layer_id: str
    purpose: str
    areas: tuple[str, ...]
    until: datetime.date
    export: bool = False
    personal: bool = False


@dataclass(frozen=True)
class User:
    """Somebody at a door.

    Attributes
    ----------
    local : bool
        The one user of an app that listens on this machine alone and has no accounts.
    grants : tuple of Grant
        Those that hold today.
    """

    id: str
    local: bool = False
    role: Role = Role.VIEWER
    name: str = ""
    grants: tuple[Grant, ...] = ()

    def is_at_least(self, role: Role) -> bool:
        """Whether this user may what `role` may; the local one may everything."""
        return self.local or self.role.rank >= role.rank


LOCAL_USER = User("local", local=True, role=Role.ADMINISTRATOR)
