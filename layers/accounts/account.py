"""What is kept of somebody who may sign in."""

import datetime
import re
import unicodedata
from dataclasses import dataclass

from layers.access import Role
from layers.errors import BadAccount

MOST_NAME = 80
_ID = re.compile(r"[a-z0-9][a-z0-9._@-]{1,62}")


@dataclass(frozen=True)
class Account:
    """An account.

    Attributes
    ----------
    id : str
        What is typed to sign in: small Latin letters, digits and ``. _ @ -``.
    name : str
        Who it is, in words; shown to administrators and to the person.
    has_password : bool
        Without one, only another service that vouches for the person can sign them in.
    must_change : bool
        The password was given by somebody else, and is good for choosing one's own.
    disabled_at : datetime or None
        Since when it can no longer be used.
    """

    id: str
    name: str
    role: Role
    has_password: bool
    must_change: bool
    created_at: datetime.datetime
    disabled_at: datetime.datetime | None = None
    last_seen_at: datetime.datetime | None = None


def clean_id(text: str) -> str:
    """The id as it is kept; `BadAccount` where no account can have it."""
    made = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _ID.fullmatch(made) or made == "local":
        raise BadAccount("id", id=text[:40])
    return made


def clean_person(text: str) -> str:
    """The name of a person, without what cannot be seen."""
    made = " ".join(unicodedata.normalize("NFC", text).split())
    if len(made) > MOST_NAME or any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in made):
        raise BadAccount("name", most=MOST_NAME)
    return made


def read_role(text: str) -> Role:
    """The role of a name; `BadAccount` names those there are."""
    try:
        return Role(text)
    except ValueError:
        raise BadAccount("role", role=text[:40], known=", ".join(Role)) from None
