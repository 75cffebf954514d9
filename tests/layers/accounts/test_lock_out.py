"""Guessing: free at first, then slower with every failure, by name and by address; never for good."""

import pytest

from layers.accounts.book import FREE_ATTEMPTS
from layers.errors import SignInRefused
from layers.store import AuditFilter
from tests.layers.accounts.conftest import PASSWORD


def refused(book, user_id="lan", password="wrong", address="a") -> tuple[str, int | None]:
    with pytest.raises(SignInRefused) as refusal:
        book.sign_in(user_id, password, address=address)
    return refusal.value.reason, refusal.value.params.get("minutes")


def fail(book, times: int, **told) -> None:
    for _ in range(times):
        assert refused(book, **told) == ("wrong", None)


def test_the_wait_doubles_with_each_failure_and_ends_at_an_hour(book, clock):
    fail(book, FREE_ATTEMPTS)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        clock.turn(minutes=minutes, seconds=-1)
        reason, left = refused(book, password=PASSWORD)
        assert (reason, left) == ("locked", 1), "even the right password waits"
        clock.turn(seconds=1)
        fail(book, 1)
    assert refused(book) == ("locked", 61)


def test_waiting_says_how_long_and_counts_nothing(book, store, clock):
    fail(book, FREE_ATTEMPTS + 0)
    for _ in range(10):
        assert refused(book)[0] == "locked"
    assert store.accounts.attempts("account:lan")[0] == FREE_ATTEMPTS
    clock.turn(minutes=1)
    assert book.sign_in("lan", PASSWORD, address="a")
    assert store.accounts.attempts("account:lan") == (0, None)


def test_one_who_is_locked_locks_no_other(book):
    fail(book, FREE_ATTEMPTS)
    assert refused(book)[0] == "locked"
    assert book.sign_in("minh", PASSWORD, address="a")


def test_an_address_that_tries_many_names_waits_too(book, clock):
    for at in range(30):
        fail(book, 1, user_id=f"ten-{at}", address="6.6.6.6")
    assert refused(book, user_id="minh", password=PASSWORD, address="6.6.6.6")[0] == "locked"
    assert book.sign_in("minh", PASSWORD, address="7.7.7.7")


def test_a_clock_that_jumps_locks_nobody_for_long(book, clock):
    fail(book, FREE_ATTEMPTS)
    clock.turn(days=-30)
    assert book.sign_in("lan", PASSWORD, address="a"), "an attempt of the future counts no more"


def test_a_name_that_is_not_there_is_told_as_a_wrong_password(book, store):
    for user_id in ("nobody", "", "x" * 500, "mật khẩu của tôi"):
        assert refused(book, user_id=user_id) == ("wrong", None)
    lines = store.audit(where=AuditFilter(action="sign_in_refused"))
    assert {line.user for line in lines} == {"–"}, "what was typed may be a password"
    assert refused(book)[0] == "wrong"
    assert store.audit(where=AuditFilter(action="sign_in_refused"))[0].user == "lan"


def test_who_has_no_password_cannot_sign_in_with_one(book):
    from layers.access import Role

    book.add("oidc", "", Role.VIEWER, None, by="local")
    for typed in ("", "None", PASSWORD):
        assert refused(book, user_id="oidc", password=typed)[0] == "wrong"
    assert book.who(book.open("oidc", way="oidc", address="a")).session.way == "oidc"
