"""Who somebody is at this moment: in a route as the gate found out, in a run of the page asked anew at each run."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from layers.access import LOCAL_USER, User
from layers.accounts.book import AccountBook, SignedIn
from layers.settings import Settings
from layers.store import Store

# With a prefix that a browser keeps to this host and to https, where the app is reached by https.
COOKIE, SECURE_COOKIE = "hatang_session", "__Host-hatang_session"
# What a proxy says that speaks for somebody else.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True)
class Visitor:
    """Who is at the door: nobody where `user` is None. `key` names the session, `way` how it was opened."""

    user: User | None
    key: str | None = None
    must_change: bool = False
    way: str = ""

    @classmethod
    def of(cls, found: SignedIn | None) -> "Visitor":
        """Who has a session; nobody, where none goes on."""
        if found is None:
            return NOBODY
        session = found.session
        # Who was vouched for by another service has no password here to change.
        must_change = found.must_change and session.way == "password"
        return cls(found.user, session.key, must_change, session.way)


NOBODY = Visitor(None)
_at_the_door: ContextVar[Visitor] = ContextVar("hatang_visitor")


@contextmanager
def acting(visitor: Visitor) -> Iterator[None]:
    """Let what runs inside act for a visitor."""
    token = _at_the_door.set(visitor)
    try:
        yield
    finally:
        _at_the_door.reset(token)


def visitor_now(store: Store) -> Visitor:
    """Who acts here. A run of the page that nobody vouched for asks the session of its browser."""
    held = _at_the_door.get(None)
    if held is not None:
        return held
    if get_script_run_ctx(suppress_warning=True) is not None:
        return visitor_of_page(store)
    return NOBODY if store.accounts.any() else Visitor(LOCAL_USER)


def visitor_of_page(store: Store) -> Visitor:
    """Who looks at the page that is run: the browser's cookie says so, and the session must go on.

    Streamlit keeps the cookies of the moment a page connected; whether they still mean anybody is
    asked at each run.
    """
    with store.at_once():
        store.rules.refresh()
        if not store.accounts.any():
            return Visitor(LOCAL_USER)
        cookies = st.context.cookies
        return visitor_of(store, cookies.get(SECURE_COOKIE) or cookies.get(COOKIE))


def address_of_page(settings: Settings) -> str | None:
    """From where the page that is run is looked at: behind a proxy that is trusted, whom it says it speaks for."""
    peer = st.context.ip_address or "127.0.0.1"  # it names no address of this machine
    if peer not in settings.proxies:
        return peer
    said = st.context.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return said[:60] or peer


def is_page_on_this_machine() -> bool:
    """Whether the page that is run is looked at where it is made, and through no proxy."""
    headers = st.context.headers
    return st.context.ip_address is None and not any(each in headers for each in FORWARDED)


def visitor_of(store: Store, token: str | None) -> Visitor:
    """Who holds a token."""
    return Visitor.of(AccountBook(store).who(token))
