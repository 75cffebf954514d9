"""A trusted proxy says whom it let through: believed only of addresses that the settings name.

A proxy that is trusted must take this header out of what its clients send. Where two are said, one of
them may be the client's, and neither counts.
"""

from layers.accounts.account import clean_id
from layers.errors import BadAccount
from layers.settings import Settings
from layers.vouching import PROXY
from web.sign_in.door import Door
from web.sign_in.identity import Visitor


def vouched(door: Door, settings: Settings) -> str | None:
    """The account that a trusted proxy vouches for in this request; None where none does."""
    if PROXY not in settings.vouching.ways or not door.is_from_proxy:
        return None
    said = door.headers.getlist(settings.vouching.header)
    if len(said) != 1:
        return None
    try:
        return clean_id(said[0])
    except BadAccount:
        return None


def holds(visitor: Visitor, door: Door, settings: Settings) -> bool:
    """Whether a session counts in this request.

    One that was opened a way that is closed now does not; one that a proxy vouched for only while it
    goes on to vouch for the same account.
    """
    if visitor.way not in settings.vouching.ways:
        return False
    return visitor.way != PROXY or vouched(door, settings) == visitor.user.id
