"""A session: how long somebody stays signed in."""

import datetime
import hashlib
import secrets
from dataclasses import dataclass

# OWASP Session Management Cheat Sheet: idle and absolute timeouts; a working day at most.
IDLE = datetime.timedelta(minutes=30)
WHOLE = datetime.timedelta(hours=12)
_TOUCH = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """Somebody is signed in.

    Attributes
    ----------
    key : str
        The hash of what the browser holds: who reads the store cannot sign in with it.
    way : str
        ``password``, ``oidc`` or ``proxy``.
    """

    key: str
    user: str
    opened_at: datetime.datetime
    seen_at: datetime.datetime
    ends_at: datetime.datetime
    way: str = "password"

    def goes_on(self, now: datetime.datetime) -> bool:
        """Whether it holds. A clock that jumped back more than an hour ends it: nobody knows how old it is."""
        backwards = now < self.seen_at - datetime.timedelta(hours=1)
        return not backwards and now < self.ends_at and now < self.seen_at + IDLE

    def is_to_touch(self, now: datetime.datetime) -> bool:
        """Whether it is time to note that somebody is still there; not at every tile."""
        return now - self.seen_at >= _TOUCH


def new_token() -> str:
    """What the browser of somebody who signs in will hold: 256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


def key_of(token: str) -> str:
    """Under which name a session is kept."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(token: str, user: str, *, way: str, now: datetime.datetime) -> Session:
    """A session that begins now."""
    return Session(key_of(token), user, now, now, now + WHOLE, way)
