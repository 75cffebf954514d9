"""What a catalogue answered is answered again only while nobody wrote: here, elsewhere, or over the file itself."""

import datetime
import shutil
import sqlite3
import subprocess
import sys
import threading

import pytest

from layers.access import Grant, Role
from layers.accounts.account import Account
from layers.accounts.session import IDLE, begin
from layers.errors import StoreDamaged, UnknownVersion
from layers.errors.keeping import StoreNewer, StoreReadOnly
from layers.settings import ROOT
from layers.store import open_store
from layers.store import standing as room
from layers.store.rule_table import LayerRule
from tests.trust.stores import LAYER, filled, put
from tests.trust.test_schema import make_newer

NOW = datetime.datetime(2026, 6, 1, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def store(tmp_path):
    made = filled(tmp_path / "store", 1)
    for user_id, role in (("lan", Role.VIEWER), ("quan-tri", Role.ADMINISTRATOR)):
        account = Account(user_id, user_id.title(), role, False, False, NOW)
        made.accounts.add(account, password=None, by="x")
    made.sessions.add(begin("t", "lan", way="password", now=NOW), address="10.0.0.7")
    return made


@pytest.fixture
def questions(store, monkeypatch) -> list:
    """What is really asked of the catalogue, in order."""
    asked = []
    lent = room.Standing._lent
    monkeypatch.setattr(room.Standing, "_lent", lambda of: (asked.append(of), lent(of))[1])
    return asked


def ask(store) -> tuple:
    """All that a door asks."""
    store.rules.refresh()
    session = store.sessions.find(begin("t", "lan", way="password", now=NOW).key, NOW)
    return (
        *(store.current(), store.history(LAYER), store.version(LAYER), store.accounts.any()),
        *(store.rules.all(), store.specs[LAYER], session, store.sessions.user("lan", NOW)),
    )


def changes(store):
    """All that may be written, by what is answered otherwise afterwards."""
    user = lambda: store.sessions.user("lan", NOW)  # noqa: E731
    until = datetime.date(2026, 12, 31)
    grant = Grant("g1", "lan", LAYER, "thẩm định", (), until)
    yield lambda: put(store, "b"), lambda: store.current()[LAYER].number
    yield lambda: store.restore(LAYER, 1, user="an"), lambda: store.version(LAYER).number
    yield lambda: store.withdraw(LAYER, user="an"), lambda: LAYER in store.current()
    yield lambda: store.accounts.set_role("lan", Role.EDITOR, by="x"), lambda: user().role
    yield lambda: store.accounts.rename("lan", "Lan Anh", by="x"), lambda: user().name
    yield lambda: store.grants.add(grant, by="x"), lambda: user().grants
    yield lambda: store.grants.revoke("g1", by="x"), lambda: user().grants
    yield (
        lambda: store.rules.set(LAYER, LayerRule(visibility="staff"), by="x"),
        lambda: (store.rules.refresh(), store.specs[LAYER].visibility)[1],
    )
    key = begin("t", "lan", way="password", now=NOW).key
    yield lambda: store.sessions.remove(key), lambda: store.sessions.find(key, NOW) is None
    yield lambda: store.accounts.disable("lan", by="x"), lambda: user() is None


def test_what_stands_is_asked_once(store, questions):
    first = ask(store)
    asked = len(questions)
    assert ask(store) == first
    assert len(questions) == asked


def test_what_another_store_of_this_process_writes_is_seen_at_once(store):
    other = open_store(str(store.folder))
    for (change, _), (_, told) in zip(changes(other), changes(store), strict=True):
        before = told()
        change()
        assert told() != before


def test_what_this_store_writes_is_seen_at_once(store):
    for change, told in changes(store):
        before = told()
        change()
        assert told() != before


_WRITER = """
import sys
from layers.store import open_store
store = open_store(sys.argv[1])
for line in sys.stdin:
    store.accounts.rename("lan", line.strip(), by="x")
    print("done", flush=True)
"""


def test_what_another_process_wrote_is_seen_at_once(store):
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(store.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with writer:
        for number in range(25):
            print(f"Lan {number}", file=writer.stdin, flush=True)
            assert writer.stdout.readline() == "done\n"
            assert store.sessions.user("lan", NOW).name == f"Lan {number}"
        writer.stdin.close()


def test_whoever_asks_while_others_write_gets_nothing_older_than_their_question(store):
    """Eight readers and a writer: what was written before a question began is in its answer."""
    written, faults, ends = [0], [], threading.Event()

    def read() -> None:
        while not ends.is_set():
            before = written[0]
            found = int(store.sessions.user("lan", NOW).name.removeprefix("Lan ") or 0)
            if found < before:
                faults.append((before, found))

    store.accounts.rename("lan", "Lan 0", by="x")
    readers = [threading.Thread(target=read) for _ in range(8)]
    for each in readers:
        each.start()
    for number in range(1, 40):
        store.accounts.rename("lan", f"Lan {number}", by="x")
        written[0] = number
    ends.set()
    for each in readers:
        each.join()
    assert faults == []


def test_an_answer_that_was_overtaken_while_it_was_made_is_not_held(store):
    def overtaken(db: sqlite3.Connection) -> str:
        (name,) = db.execute("SELECT name FROM account WHERE id = 'lan'").fetchone()
        store.accounts.rename("lan", "Lan Anh", by="x")
        return name

    assert store.catalogue.answer("name", overtaken) == "Lan"
    asked = lambda db: db.execute("SELECT name FROM account WHERE id = 'lan'").fetchone()[0]  # noqa: E731
    assert store.catalogue.answer("name", asked) == "Lan Anh"


def test_what_ends_by_the_clock_ends_though_nobody_writes(store, questions):
    until = datetime.date(2026, 6, 1)
    store.grants.add(Grant("g1", "lan", LAYER, "thẩm định", (), until), by="x")
    key = begin("t", "lan", way="password", now=NOW).key
    assert store.sessions.find(key, NOW)[1].grants
    asked, day = len(questions), datetime.timedelta(days=1)
    assert store.sessions.user("lan", NOW).grants
    assert not store.sessions.user("lan", NOW + day).grants
    assert store.sessions.find(key, NOW + IDLE) is None
    assert store.sessions.find(key, NOW + datetime.timedelta(minutes=1)) is not None
    assert store.sessions.find(key, NOW - datetime.timedelta(hours=2)) is None
    assert len(questions) == asked + 1


def test_who_was_nobody_is_somebody_once_they_are(store):
    key = begin("u", "lan", way="password", now=NOW).key
    assert store.sessions.find(key, NOW) is None
    store.sessions.add(begin("u", "lan", way="password", now=NOW), address="10.0.0.7")
    assert store.sessions.find(key, NOW)[1].id == "lan"
    with pytest.raises(UnknownVersion):
        store.version(LAYER, 2)
    put(store, "b")
    assert store.version(LAYER, 2).number == 2


def test_what_is_handed_out_may_be_edited(store):
    store.current().clear()
    store.history(LAYER).clear()
    store.rules.all()["x"] = LayerRule()
    assert store.current()
    assert store.history(LAYER)
    assert not store.rules.all()


def test_of_one_moment_is_only_what_is_asked_inside(store, questions):
    other = open_store(str(store.folder))
    with store.catalogue.at_once():
        before = store.sessions.user("lan", NOW)
        other.accounts.set_role("lan", Role.EDITOR, by="x")
        assert store.sessions.user("lan", NOW) == before
        assert other.sessions.user("lan", NOW).role is Role.EDITOR
        told = []
        asking = threading.Thread(target=lambda: told.append(store.sessions.user("lan", NOW)))
        asking.start()
        asking.join()
        assert told[0].role is Role.EDITOR
    assert store.sessions.user("lan", NOW).role is Role.EDITOR


def test_a_catalogue_that_was_replaced_is_opened_anew(store, tmp_path):
    other = filled(tmp_path / "other", 3)
    assert store.current()[LAYER].number == 1
    other.catalogue.close()
    for left in ("catalogue.db-wal", "catalogue.db-shm"):
        (store.folder / left).unlink(missing_ok=True)
    shutil.copy(other.folder / "catalogue.db", tmp_path / "new.db")
    (tmp_path / "new.db").replace(store.folder / "catalogue.db")
    assert store.current()[LAYER].number == 3
    assert store.sessions.user("lan", NOW) is None


def test_a_catalogue_that_is_damaged_under_way_is_told_by_every_question(store):
    ask(store)
    for left in ("catalogue.db-wal", "catalogue.db-shm"):
        (store.folder / left).unlink(missing_ok=True)
    (store.folder / "catalogue.db").write_bytes(b"not a database" * 1000)
    for _ in range(3):
        for question in (
            store.current,
            store.accounts.any,
            store.accounts.all,
            store.rules.refresh,
        ):
            with pytest.raises(StoreDamaged):
                question()
        with pytest.raises(StoreDamaged), store.catalogue.at_once():
            pass


def test_a_catalogue_that_is_gone_is_told_and_none_is_made_in_its_place(store):
    ask(store)
    for left in store.folder.glob("catalogue.db*"):
        left.unlink()
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            store.current()
    assert not (store.folder / "catalogue.db").exists()


def test_a_catalogue_that_a_newer_program_took_over_is_not_read_any_more(store):
    ask(store)
    make_newer(store.folder)
    for question in (store.current, store.accounts.any, store.accounts.all, store.rules.refresh):
        with pytest.raises(StoreNewer):
            question()


def test_a_question_writes_nothing(store):
    with pytest.raises(StoreReadOnly), store.catalogue.reading() as db:
        db.execute("DELETE FROM session")
    assert store.sessions.user("lan", NOW)


def test_no_more_is_held_than_was_agreed(store, monkeypatch):
    monkeypatch.setattr(room, "_MOST_ANSWERS", 10)
    for number in range(50):
        assert store.catalogue.answer(number, lambda db, n=number: f"{n}") == f"{number}"
    assert len(store.catalogue._standing.answers()) <= 10
    assert len(store.catalogue._standing._resting) <= 8


def test_a_store_that_was_let_go_of_can_still_be_asked(store):
    store.catalogue.close()
    assert store.current()[LAYER].number == 1
    store.catalogue._standing.close()
