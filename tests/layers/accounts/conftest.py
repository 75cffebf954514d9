"""A store of this test's own, its accounts, and a clock that the test turns."""

import datetime

import pytest

from layers.access import Role
from layers.accounts import book as books
from layers.accounts import password
from layers.accounts.book import AccountBook
from layers.store import account_table, grant_table, open_store

PASSWORD = "ba con mèo xanh lá"
PEOPLE = {"quan-tri": Role.ADMINISTRATOR, "lan": Role.VIEWER, "minh": Role.EDITOR}


class Clock:
    """What every part that keeps accounts takes for now."""

    def __init__(self):
        self.now = datetime.datetime(2026, 6, 1, 2, 0, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def turn(self, **by) -> None:
        self.now += datetime.timedelta(**by)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch):
    """A hash takes a third of a second on purpose."""
    monkeypatch.setattr(password, "_N", 2**4)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    for room in (books, account_table):
        monkeypatch.setattr(room, "_now", made)
    monkeypatch.setattr(grant_table, "_now", lambda: made().isoformat())
    return made


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "store"))


@pytest.fixture
def book(store, clock) -> AccountBook:
    """The accounts of `PEOPLE`."""
    made = AccountBook(store)
    for user_id, role in PEOPLE.items():
        made.add(user_id, user_id.title(), role, PASSWORD, by="local")
    return made
