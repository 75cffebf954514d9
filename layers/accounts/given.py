"""What is given to somebody who gets an account: a password for the first time, and the first role of all."""

import secrets

from layers.access import Role
from layers.accounts.password import require_fit
from layers.errors import BadAccount
from layers.store import Store

# Without letters that look alike; it is read off a screen and typed once.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 5


def make_password(*, user_id: str) -> str:
    """A password that nobody guesses, good for choosing one's own: 99 bits in four groups of five letters."""
    while True:
        groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
        made = "-".join(groups)
        try:
            require_fit(made, user_id=user_id)
        except BadAccount:  # holds a dull word by chance
            continue
        return made


def require_first_fit(store: Store, role: Role) -> None:
    """Raise `BadAccount` where the first account would be of somebody who may make no others.

    From the first account on nobody is the local user any more, so that nobody at all could give rights.
    """
    if role is not Role.ADMINISTRATOR and not store.accounts.any():
        raise BadAccount("first_administrator")
