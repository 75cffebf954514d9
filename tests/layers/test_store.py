"""The embedded store: the contract, and what only a folder can suffer."""

import errno
import sqlite3
from pathlib import Path

import pytest

from layers.errors import StoreDamaged, StoreFull, StoreUnsupported
from layers.store import files, open_store
from tests.layers.store_contract import MADE, StoreContract, points


class TestEmbeddedStore(StoreContract):
    """The store in a folder keeps the contract."""


def test_a_store_survives_being_opened_again(store, publish, masts):
    publish(masts, "antenna_mast")
    again = open_store(str(store.folder))
    assert again.current() == store.current()
    assert len(again.read("antenna_mast")) == 5


def test_features_without_a_position_are_kept_last(store, publish, masts):
    publish(masts, "antenna_mast")
    frame = store.read("antenna_mast")
    assert frame["feature_id"].iloc[-1] == "m5"
    assert frame.geometry.iloc[-1] is None


def test_a_changed_byte_in_a_version_file_is_found(store, publish, masts):
    version = publish(masts, "antenna_mast")
    path = store.path(version)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert store.check() == [f"{version.key}: file changed on disk"]


def test_a_missing_version_file_is_found_and_told(store, publish, masts):
    version = publish(masts, "antenna_mast")
    store.path(version).unlink()
    assert store.check() == [f"{version.key}: file missing"]
    with pytest.raises(StoreDamaged):
        store.read("antenna_mast")


def test_a_damaged_catalogue_is_told_and_not_overwritten(store, publish, masts):
    publish(masts, "antenna_mast")
    catalogue = store.folder / "catalogue.db"
    with sqlite3.connect(catalogue) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    broken = b"this is no database" * 100
    catalogue.write_bytes(broken)
    with pytest.raises(StoreDamaged):
        open_store(str(store.folder))
    assert catalogue.read_bytes() == broken


def test_a_line_taken_out_of_the_audit_log_shows(store, publish, masts):
    for _ in range(3):
        publish(masts, "antenna_mast")
    with sqlite3.connect(store.folder / "catalogue.db") as db:
        db.execute("DROP TRIGGER audit_kept")
        db.execute("DELETE FROM audit WHERE seq = 2")
    assert store.check() == ["audit log broken at entry 3"]


def test_the_audit_log_takes_no_change(store, publish, masts):
    publish(masts, "antenna_mast")
    with (
        sqlite3.connect(store.folder / "catalogue.db") as db,
        pytest.raises(sqlite3.IntegrityError, match="append only"),
    ):
        db.execute("UPDATE audit SET user = 'nobody'")


@pytest.mark.parametrize("step", ["write", "flush", "settle"])
def test_a_full_disk_at_any_step_leaves_the_old_version(store, publish, masts, monkeypatch, step):
    publish(masts, "antenna_mast")

    def full(*args, **kwargs):
        with files.disk_faults(store.folder):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, step, full)
    with pytest.raises(StoreFull):
        publish(masts.iloc[:2], "antenna_mast")
    monkeypatch.undo()
    again = open_store(str(store.folder))
    assert len(again.read("antenna_mast")) == 5
    assert again.check() == []
    assert list((store.folder / "staging").iterdir()) == []


def test_what_the_disk_cannot_hold_is_refused_before_it_begins(store, monkeypatch):
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(files.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(StoreFull) as refusal:
        store.publish(points("a"), "antenna_mast", user="an", expected=None, provenance=MADE)
    assert refusal.value.params["free_mb"] == 0
    assert refusal.value.params["needed_mb"] >= 1


def test_leftovers_of_a_dead_process_are_swept_and_those_of_a_live_one_kept(store):
    staging = store.folder / "staging"
    import os

    dead, live = staging / "999999999-x.parquet", staging / f"{os.getpid()}-x.parquet"
    orphan = store.folder / "versions" / ("0" * 64 + ".parquet")
    for path in (dead, live, orphan):
        path.write_bytes(b"left")
    open_store(str(store.folder))
    assert [p.exists() for p in (dead, live, orphan)] == [False, True, False]
    assert (store.folder / "orphans" / orphan.name).read_bytes() == b"left"


@pytest.mark.parametrize("left", [None, b""])
def test_a_store_that_lost_its_catalogue_keeps_its_versions(store, publish, masts, left):
    version = publish(masts, "antenna_mast")
    for path in store.folder.glob("catalogue.db*"):
        path.unlink()
    if left is not None:
        (store.folder / "catalogue.db").write_bytes(left)
    with pytest.raises(StoreDamaged, match="missing or empty"):
        open_store(str(store.folder))
    assert store.path(version).exists()


def test_the_source_file_is_kept_under_its_hash(store, tmp_path):
    source = tmp_path / "masts.geojson"
    source.write_text("{}")
    store.publish(
        points("a"), "antenna_mast", user="an", expected=None, provenance=MADE, source=source
    )
    kept = list((store.folder / "sources").iterdir())
    assert [p.name for p in kept] == [f"{files.sha256(source)}.geojson"]


def test_a_database_address_is_refused_in_words():
    with pytest.raises(StoreUnsupported):
        open_store("postgresql://somewhere/hatang")


def test_a_city_adds_a_layer_without_code(tmp_path):
    folder = tmp_path / "store"
    (folder / "specs").mkdir(parents=True)
    (folder / "specs" / "tree.yaml").write_text(
        "layers: [{id: street_tree, vi: Cây xanh, en: Street tree, group: green, "
        "geometry: Point, inherits_common: true, fields: []}]",
        encoding="utf-8",
    )
    spec = open_store(str(folder)).specs["street_tree"]
    assert (spec.kind, spec.vi, spec.visibility) == ("point", "Cây xanh", "public")
    assert Path(folder).exists()


def test_texts_are_read_in_one_piece(store, publish, masts, monkeypatch):
    """Else each few rows that somebody asks for cost as much as all of them."""
    monkeypatch.setattr(files, "ROW_GROUP", 2)
    publish(masts, "antenna_mast")
    for columns in (None, ["feature_id"]):
        names = store.read("antenna_mast", columns=columns)["feature_id"]
        assert names.array.__arrow_array__().num_chunks == 1
        assert sorted(names) == ["m1", "m2", "m3", "m4", "m5"]
