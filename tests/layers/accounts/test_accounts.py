"""Accounts as they are kept: ids, roles, the last administrator, what is disabled, and the lines in the log."""

import pytest

from layers.access import LOCAL_USER, Role
from layers.accounts.book import AccountBook, user_of
from layers.accounts.given import require_first_fit
from layers.errors import BadAccount, UnknownAccount
from layers.store import AuditFilter
from tests.layers.accounts.conftest import PASSWORD, PEOPLE


def deeds(store, action: str) -> list[tuple]:
    return [(e.user, e.detail) for e in store.audit(where=AuditFilter(action=action))]


@pytest.mark.parametrize(
    ("typed", "kept"), [("  LAN.Tran ", "lan.tran"), ("a1", "a1"), ("lan@x", "lan@x")]
)
def test_an_id_is_small_latin_letters(book, typed, kept):
    assert book.add(typed, "", Role.VIEWER, None, by="local").id == kept


@pytest.mark.parametrize("typed", ["", "a", "lân", "local", "LOCAL", "a b", "<b>", "x" * 64, "-a"])
def test_an_id_that_cannot_be_is_refused(book, typed):
    with pytest.raises(BadAccount) as refusal:
        book.add(typed, "", Role.VIEWER, PASSWORD, by="local")
    assert refusal.value.reason == "id"


def test_an_id_is_given_once_whatever_the_case(book):
    with pytest.raises(BadAccount) as refusal:
        book.add("LAN", "", Role.EDITOR, PASSWORD, by="local")
    assert refusal.value.reason == "taken"
    assert user_of(book._store, "lan").role is Role.VIEWER


@pytest.mark.parametrize("name", ["x" * 81, "Lan\u200bTrần", "Lan\u202eTrần"])
def test_a_name_hides_nothing(book, name):
    with pytest.raises(BadAccount) as refusal:
        book.add("moi", name, Role.VIEWER, PASSWORD, by="local")
    assert refusal.value.reason == "name"


def test_the_first_account_is_of_an_administrator(store):
    for role in (Role.VIEWER, Role.EDITOR, Role.PUBLISHER):
        with pytest.raises(BadAccount) as refusal:
            require_first_fit(store, role)
        assert refusal.value.reason == "first_administrator"
    require_first_fit(store, Role.ADMINISTRATOR)
    AccountBook(store).add("quan-tri", "", Role.ADMINISTRATOR, PASSWORD, by="local")
    require_first_fit(store, Role.VIEWER)


def test_an_administrator_is_always_left(book, store):
    table = store.accounts
    for deed in (
        lambda: table.set_role("quan-tri", Role.PUBLISHER, by="quan-tri"),
        lambda: table.disable("quan-tri", by="quan-tri"),
    ):
        with pytest.raises(BadAccount) as refusal:
            deed()
        assert refusal.value.reason == "last_administrator"
    assert (table.get("quan-tri").role, table.get("quan-tri").disabled_at) == (
        Role.ADMINISTRATOR,
        None,
    )
    table.set_role("minh", Role.ADMINISTRATOR, by="quan-tri")
    table.disable("quan-tri", by="minh")
    # One who is disabled administers nothing, so the other one is the last.
    with pytest.raises(BadAccount):
        table.set_role("minh", Role.VIEWER, by="minh")
    table.enable("quan-tri", by="minh")
    table.set_role("minh", Role.VIEWER, by="minh")
    assert len(deeds(store, "role_changed")) == 2


def test_a_role_holds_at_the_next_deed(book, store):
    token = book.sign_in("lan", PASSWORD, address="a")
    store.accounts.set_role("lan", Role.PUBLISHER, by="quan-tri")
    assert book.who(token).user.role is Role.PUBLISHER
    store.accounts.set_role("lan", Role.PUBLISHER, by="quan-tri")
    assert deeds(store, "role_changed") == [
        ("quan-tri", {"account": "lan", "before": "viewer", "role": "publisher"})
    ]


def test_who_is_disabled_is_nobody_at_once(book, store):
    token = book.sign_in("lan", PASSWORD, address="a")
    store.accounts.disable("lan", by="quan-tri")
    assert book.who(token) is None
    assert user_of(store, "lan") is None
    with pytest.raises(UnknownAccount):
        book.open("lan", way="proxy", address="a")
    store.accounts.enable("lan", by="quan-tri")
    assert book.who(token) is None, "the session of before is no more"
    assert book.who(book.sign_in("lan", PASSWORD, address="a")).user.id == "lan"


def test_nobody_stands_behind_an_id_that_is_not_there(book, store):
    assert user_of(store, "nobody") is None
    assert user_of(store, LOCAL_USER.id) is LOCAL_USER
    for deed in (
        lambda: store.accounts.set_role("nobody", Role.VIEWER, by="x"),
        lambda: store.accounts.enable("nobody", by="x"),
        lambda: store.accounts.disable("nobody", by="x"),
        lambda: book.set_password("nobody", PASSWORD, by="x"),
    ):
        with pytest.raises(UnknownAccount):
            deed()


def test_the_log_tells_who_did_it_and_no_password(book, store):
    book.set_password("lan", "bốn cái ghế gỗ lim", by="quan-tri", must_change=True)
    store.accounts.rename("lan", "Trần Lan", by="quan-tri")
    assert len(deeds(store, "account_added")) == len(PEOPLE)
    assert deeds(store, "password_changed") == [("quan-tri", {"account": "lan"})]
    whole = " ".join(str(entry) for entry in store.audit())
    assert PASSWORD not in whole
    assert "ghế" not in whole
    assert "scrypt" not in whole
