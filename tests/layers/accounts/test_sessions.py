"""Sessions: how long they last, what ends them, and what a clock that jumps does to them."""

import sqlite3

import pytest

from layers.accounts.session import IDLE, WHOLE, key_of
from layers.errors import BadAccount, SignInRefused
from layers.store import AuditFilter
from tests.layers.accounts.conftest import PASSWORD

OTHER = "bốn cái ghế gỗ lim"


@pytest.fixture
def token(book) -> str:
    return book.sign_in("lan", PASSWORD, address="10.0.0.7")


def test_a_token_is_nobody_elses(book, token):
    assert book.who(token).user.id == "lan"
    for other in (None, "", token[:-1], token + "x", "\ud800", key_of(token)):
        assert book.who(other) is None
    assert book.sign_in("lan", PASSWORD, address="10.0.0.7") != token


def test_the_store_holds_no_token(book, store, token):
    with sqlite3.connect(store.folder / "catalogue.db") as db:
        (kept,) = db.execute("SELECT key FROM session").fetchone()
    assert kept == key_of(token) != token
    (line,) = store.audit(where=AuditFilter(action="sign_in"))
    assert (line.user, line.detail) == ("lan", {"way": "password", "address": "10.0.0.7"})


def test_who_is_idle_too_long_is_signed_out(book, clock, token):
    clock.turn(seconds=IDLE.total_seconds() - 1)
    assert book.who(token) is not None  # and noted: the waiting begins anew
    clock.turn(seconds=IDLE.total_seconds() - 1)
    assert book.who(token) is not None
    clock.turn(seconds=IDLE.total_seconds())
    assert book.who(token) is None


def test_nobody_stays_longer_than_a_working_day(book, clock, token):
    begun = clock.now
    while clock.now - begun < WHOLE - IDLE / 2:
        assert book.who(token) is not None
        clock.turn(seconds=IDLE.total_seconds() / 2)
    clock.now = begun + WHOLE
    assert book.who(token) is None


def test_a_look_is_noted_at_most_once_a_minute(book, store, clock, token):
    def seen() -> str:
        with sqlite3.connect(store.folder / "catalogue.db") as db:
            return db.execute("SELECT seen_at FROM session").fetchone()[0]

    first = seen()
    clock.turn(seconds=59)
    book.who(token)
    assert seen() == first
    clock.turn(seconds=1)
    book.who(token)
    assert seen() == clock.now.isoformat()


@pytest.mark.parametrize(
    ("jump", "stays"),
    [({"minutes": -59}, True), ({"hours": -1, "seconds": -1}, False), ({"days": -400}, False)],
)
def test_a_clock_that_jumps_back_far_ends_a_session(book, clock, token, jump, stays):
    clock.turn(**jump)
    assert (book.who(token) is not None) is stays


def test_a_clock_that_jumps_ahead_ends_a_session(book, clock, token):
    clock.turn(days=400)
    assert book.who(token) is None
    clock.turn(days=-400)
    assert book.who(token) is not None, "nothing was lost by looking"


def test_signing_out_ends_one_session_and_a_password_all(book, store, token):
    here = book.sign_in("lan", PASSWORD, address="b")
    book.sign_out(token)
    assert book.who(token) is None
    assert book.who(here) is not None
    book.sign_out(token)
    assert len(store.audit(where=AuditFilter(action="sign_out"))) == 1
    book.change_password("lan", PASSWORD, OTHER, address="b")
    assert book.who(here) is None
    with pytest.raises(SignInRefused):
        book.sign_in("lan", PASSWORD, address="b")
    assert book.who(book.sign_in("lan", OTHER, address="b")) is not None


def test_an_administrator_signs_somebody_out_everywhere(book, store, token):
    tokens = [token, book.sign_in("lan", PASSWORD, address="b")]
    mine = book.sign_in("minh", PASSWORD, address="b")
    store.sessions.remove_all("lan", by="quan-tri")
    assert [book.who(each) for each in tokens] == [None, None]
    assert book.who(mine) is not None
    (line,) = store.audit(where=AuditFilter(action="signed_out"))
    assert (line.user, line.detail) == ("quan-tri", {"account": "lan", "sessions": 2})


def test_a_password_of_somebody_else_is_good_for_choosing_ones_own(book):
    book.set_password("lan", OTHER, by="quan-tri", must_change=True)
    assert book.who(book.sign_in("lan", OTHER, address="a")).must_change
    with pytest.raises(BadAccount) as refusal:
        book.change_password("lan", OTHER, OTHER, address="a")
    assert refusal.value.reason == "password_same"
    book.change_password("lan", OTHER, PASSWORD, address="a")
    assert not book.who(book.sign_in("lan", PASSWORD, address="a")).must_change


def test_sessions_that_ended_are_swept_when_somebody_signs_in(book, store, clock, token):
    clock.turn(hours=1)
    book.sign_in("minh", PASSWORD, address="a")
    with sqlite3.connect(store.folder / "catalogue.db") as db:
        assert [row[0] for row in db.execute("SELECT user FROM session")] == ["minh"]
