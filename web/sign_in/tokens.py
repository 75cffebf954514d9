"""Tokens for the frame of the map, which has no origin and so no cookie: signed, short-lived, for these layers only."""

import time
from urllib.parse import parse_qs

from itsdangerous import BadData, URLSafeSerializer

from layers.access import LOCAL_USER
from layers.accounts.book import AccountBook
from layers.store import Store
from web.sign_in.identity import NOBODY, Visitor

# A token is the same for a while, so that addresses of tiles are, and then good for as long again.
WINDOW_S = 900
PARAMETER = "t"


# What a token names where there are no accounts; no session is named so.
_ALONE = "local"


def key_of(visitor: Visitor) -> str | None:
    """What a token of this visitor names: their session, or that they are alone here. Nobody has none."""
    if visitor.user is not None and visitor.user.local:
        return _ALONE
    return visitor.key


def issue(store: Store, key: str, seen: str, *, now_s: float | None = None) -> str:
    """A token of a session, for what it sees.

    Parameters
    ----------
    key : str
        As `key_of` says.
    seen : str
        ``Snapshot.key``: names the user's layers and their versions. Another version needs another token.
    now_s : float, optional
        Seconds since 1970.
    """
    return _signer(store).dumps([key, seen, _window(now_s)])


def visitor_of(store: Store, query: str, *, now_s: float | None = None) -> Visitor:
    """Who brings a token; its session is asked as if they brought the cookie.

    Nobody, where it was not signed here, is too old, or asks for versions it was not given for.
    """
    asked = parse_qs(query)
    try:
        key, seen, window = _signer(store).loads(asked.get(PARAMETER, [""])[0])
    except (BadData, ValueError, TypeError):
        return NOBODY
    if window not in (_window(now_s), _window(now_s) - 1) or asked.get("v", [seen])[0] != seen:
        return NOBODY
    if key == _ALONE:  # until there is an account
        return NOBODY if store.accounts.any() else Visitor(LOCAL_USER)
    return Visitor.of(AccountBook(store).who_has(key))


def _window(now_s: float | None) -> int:
    return int((time.time() if now_s is None else now_s) // WINDOW_S)


def _signer(store: Store) -> URLSafeSerializer:
    return URLSafeSerializer(store.sessions.secret, salt="map")
