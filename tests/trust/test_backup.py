"""R-06: a backup while others write makes a sound store again; one that is not whole makes none."""

import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from layers.access import Role
from layers.accounts.book import AccountBook
from layers.accounts.session import key_of as session_key
from layers.errors import CannotWrite
from layers.errors.keeping import BadBackup, StoreNewer, StoreNotEmpty
from layers.jobs.job import State
from layers.keeping import backup, recover
from layers.keeping.backup import back_up
from layers.keeping.inspect import inspect
from layers.keeping.recover import recover as recover_from
from layers.store import open_store
from layers.words import LANGUAGES, explain
from tests.trust.stores import LAYER, command, filled, flip, listing, put, times
from tests.trust.test_audit import UTC, Job, datetime


@pytest.fixture
def store(tmp_path):
    store = filled(tmp_path / "store", 3)
    (store.folder / "specs").mkdir()
    (store.folder / "specs" / "tree.yaml").write_text(
        "layers: [{id: street_tree, vi: Cây xanh, en: Street tree, group: green, "
        "geometry: Point, inherits_common: true, fields: []}]",
        encoding="utf-8",
    )
    return store


def _signed_in(store) -> str:
    """Somebody is signed in; gives their token."""
    book = AccountBook(store)
    book.add("lan", "Lan", Role.VIEWER, None, by="local")
    return book.open("lan", way="proxy", address="127.0.0.1")


def test_r06_nobody_is_signed_in_with_a_backup(store, tmp_path, capsys):
    token = _signed_in(store)
    file, new = tmp_path / "backup.zip", tmp_path / "new"
    command(capsys, "backup", "--out", file, store=store.folder)
    with zipfile.ZipFile(file) as archive:
        catalogue = archive.read("catalogue.db")
    held = [session_key(token), store.sessions.secret]
    assert [each for each in held if each.encode() in catalogue] == []
    command(capsys, "recover", file, store=new)
    again = open_store(str(new))
    assert AccountBook(again).who(token) is None
    assert again.accounts.has("lan")
    assert again.sessions.secret != store.sessions.secret
    assert AccountBook(store).who(token).user.id == "lan"  # where they signed in, they still are


def test_r06_nobody_is_signed_in_with_an_older_backup(store, tmp_path, capsys, monkeypatch):
    token = _signed_in(store)
    monkeypatch.setattr(backup, "forget_sessions", lambda db: None)  # as those before held them
    file, new = tmp_path / "backup.zip", tmp_path / "new"
    command(capsys, "backup", "--out", file, store=store.folder)
    command(capsys, "recover", file, store=new)
    again = open_store(str(new))
    assert AccountBook(again).who(token) is None
    assert again.sessions.secret != store.sessions.secret


def test_r06_a_backup_is_a_store_again(store, tmp_path, capsys):
    put(store, "gone")
    store.restore(LAYER, 2, user="an")
    store.prune(keep=2, user="an")
    at = datetime.datetime(2026, 6, 1, tzinfo=UTC)
    for state in (State.PUBLISHED, State.CHECKED):
        store.jobs.add(Job(state.value, "an", "f.gpkg", 1, ("f.gpkg",), at, at, state))
    (store.folder / "orphans" / "x.parquet").write_bytes(b"x")
    file, new = tmp_path / "backup.zip", tmp_path / "new"
    status, said, _ = command(capsys, "backup", "--out", file, store=store.folder)
    assert (status, said["lacking"], file.stat().st_mode & 0o777) == (0, [], 0o600)
    status, said, _ = command(capsys, "recover", file, store=new)
    assert (status, said["layers"]) == (0, 1)
    again = open_store(str(new))
    assert again.current() == store.current()
    assert again.history(LAYER) == store.history(LAYER)
    assert list(again.read(LAYER)["feature_id"]) == list(store.read(LAYER)["feature_id"])
    assert "street_tree" in again.specs
    assert [job.id for job in again.jobs.all()] == ["published"]
    begun = ["import_begun"] * 2
    assert [e.action for e in again.audit(limit=4)] == ["recover", *begun, "prune"]
    assert store.audit(limit=1)[0].action == "backup"
    found = inspect(new)
    assert (found.faults, found.versions, found.files) == ([], 3, 5)
    assert not list(tmp_path.glob(".*"))


def test_r06_a_backup_during_writes_is_of_one_moment(store, tmp_path):
    done = threading.Event()
    folder = str(store.folder)

    def write():
        mine, number = open_store(folder), 10
        while not done.is_set():
            put(mine, *(f"p{i}" for i in range(number)))
            put(mine, *(f"p{i}" for i in range(number)), layer_id="manhole")
            mine.prune(keep=3, user="an")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [tmp_path / f"backup{i}.zip" for i in range(6)]
        for file in made:
            assert back_up(store, file, user="an").lacking == []
    finally:
        done.set()
        writer.join()
    seen = []
    for file in made:
        new = tmp_path / file.stem
        recover_from(file, new, user="an")
        found = inspect(new)
        assert (found.errors, found.chain.first_broken) == ([], None)
        seen.append(open_store(str(new)).current()[LAYER].number)
    assert seen == sorted(seen)
    assert inspect(store.folder).errors == []


def test_what_retention_removes_meanwhile_is_in_it(store, tmp_path, monkeypatch):
    real, pruned = backup._add, []

    def add(*args):
        if not pruned:
            pruned.extend(store.prune(keep=1, user="an"))
        return real(*args)

    monkeypatch.setattr(backup, "_add", add)
    made = back_up(store, tmp_path / "b.zip", user="an")
    assert len(pruned) == 2
    assert made.lacking == []
    recover_from(tmp_path / "b.zip", tmp_path / "new", user="an")
    assert inspect(tmp_path / "new").errors == []


def test_a_backup_of_a_damaged_store_says_what_it_lacks(store, tmp_path, capsys):
    flip(store.path(store.version(LAYER, 1)))
    store.path(store.version(LAYER, 2)).unlink()
    file = tmp_path / "b.zip"
    status, said, _ = command(capsys, "backup", "--out", file, store=store.folder)
    assert (status, len(said["lacking"])) == (1, 2)
    status, said, _ = command(capsys, "recover", file, store=tmp_path / "new")
    assert (status, len(said["lacking"])) == (0, 2)
    assert len(open_store(str(tmp_path / "new")).read(LAYER)) == 3


def test_a_place_that_cannot_be_written_is_told(store, tmp_path):
    before = listing(store.folder / "versions")
    with pytest.raises(CannotWrite):
        back_up(store, tmp_path / "no" / "b.zip", user="an")
    (tmp_path / "old.zip").mkdir()
    with pytest.raises(CannotWrite):
        back_up(store, tmp_path / "old.zip", user="an")
    assert listing(store.folder / "versions") == before


def rewritten(file: Path, change) -> Path:
    """A copy of a backup whose parts `change` may take out, add to or edit."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = file.with_name("changed.zip")
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out


def first(parts: dict) -> str:
    return next(name for name in parts if name.startswith("versions/"))


def edited(**changes):
    def change(parts):
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | changes).encode()

    return change


def climbing(parts):
    held = json.loads(parts["manifest.json"])
    parts["../../evil.yaml"] = b"x"
    held["files"]["../../evil.yaml"] = (
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    )
    parts["manifest.json"] = json.dumps(held).encode()


HARMS = {
    "damaged": (lambda p: p.update({first(p): p[first(p)][:-1] + b"!"}), "bad_backup.damaged"),
    "missing": (lambda p: p.pop(first(p)), "bad_backup.incomplete"),
    "more": (lambda p: p.update({"versions/../x": b"x"}), "bad_backup.unexpected"),
    "no list": (lambda p: p.pop("manifest.json"), "bad_backup.not_one"),
    "climbing": (climbing, "bad_backup.not_one"),
    "another format": (edited(format="x"), "bad_backup.not_one"),
    "no files": (edited(files=[]), "bad_backup.not_one"),
    "newer": (edited(schema=99), "store_newer"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_backup_that_is_not_whole_puts_nothing_anywhere(store, tmp_path, harm):
    back_up(store, tmp_path / "b.zip", user="an")
    change, code = HARMS[harm]
    file = rewritten(tmp_path / "b.zip", change)
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises((BadBackup, StoreNewer)) as refusal:
        recover_from(file, tmp_path / "new", user="an")
    assert refusal.value.code == code
    for lang in LANGUAGES:
        assert explain(refusal.value, lang)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_bytes_that_flip_anywhere_in_a_backup_never_make_half_a_store(store, tmp_path):
    file = tmp_path / "b.zip"
    back_up(store, file, user="an")
    whole = file.read_bytes()
    for at in range(7, len(whole), max(1, len(whole) // times(30, 300))):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        new = tmp_path / f"new{at}"
        try:
            recover_from(file, new, user="an")
        except (BadBackup, StoreNewer):
            assert not new.exists()
        else:  # a byte that nothing depends on, such as the time of an entry
            assert inspect(new).errors == []
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadBackup):
        recover_from(file, tmp_path / "new", user="an")


def test_a_folder_that_is_not_empty_is_refused(store, tmp_path, capsys):
    file = tmp_path / "b.zip"
    back_up(store, file, user="an")
    before = listing(store.folder)
    with pytest.raises(StoreNotEmpty):
        recover_from(file, store.folder, user="an")
    assert listing(store.folder) == before
    (tmp_path / "empty").mkdir()
    assert command(capsys, "recover", file, store=tmp_path / "empty")[0] == 0
    assert command(capsys, "recover", tmp_path / "no.zip", store=tmp_path / "other")[0] == 2


def test_a_recovery_that_dies_half_way_leaves_no_store(store, tmp_path, monkeypatch):
    file = tmp_path / "b.zip"
    back_up(store, file, user="an")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recover, "_settle", full)
    with pytest.raises(Exception, match="full"):
        recover_from(file, tmp_path / "new", user="an")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new*"))


def test_a_backup_of_the_first_release_is_upgraded(store, tmp_path):
    file = tmp_path / "b.zip"
    back_up(store, file, user="an")

    def older(parts):
        place = tmp_path / "older.db"
        place.write_bytes(parts["catalogue.db"])
        with closing(sqlite3.connect(place)) as db:
            db.execute("ALTER TABLE version DROP COLUMN pruned_at")
            db.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
            db.commit()
        parts["catalogue.db"] = place.read_bytes()
        held = json.loads(parts["manifest.json"]) | {"schema": 1}
        held["files"]["catalogue.db"] = backup.files.sha256(place)
        parts["manifest.json"] = json.dumps(held).encode()

    recover_from(rewritten(file, older), tmp_path / "new", user="an")
    assert inspect(tmp_path / "new").errors == []
    assert open_store(str(tmp_path / "new")).current() == store.current()
