"""R-08: what is named is on the disk before its name is, and its name before the catalogue says so."""

import os
import sqlite3
from pathlib import Path

import pytest

from layers.errors import StoreDamaged
from layers.store import files
from layers.store.catalogue import Catalogue
from tests.trust.stores import LAYER, filled, put

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows flushes folders by itself")


@pytest.fixture
def steps(monkeypatch):
    """What the store tells the disk, in its order: kind and the name of the file or folder."""
    told, real_fsync, real_replace = [], os.fsync, Path.replace
    real_point, real_copy = Catalogue.point, files.shutil.copyfile

    def fsync(handle):
        told.append(("flush", Path(f"/proc/self/fd/{handle}").readlink().name))
        return real_fsync(handle)

    def replace(path, target):
        told.append(("name", Path(target).name))
        return real_replace(path, target)

    def point(self, db, layer_id, number):
        told.append(("catalogue", str(number)))
        return real_point(self, db, layer_id, number)

    def copy(source, target):
        told.append(("write", Path(target).name))
        return real_copy(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Catalogue, "point", point)
    monkeypatch.setattr(files.shutil, "copyfile", copy)
    return told


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="it looks into /proc")
def test_r08_contents_are_flushed_before_names_and_names_before_the_catalogue(tmp_path, steps):
    store = filled(tmp_path / "store", 1)
    steps.clear()
    source = tmp_path / "new.geojson"
    source.write_text("{}")
    version = put(store, "new", source=source)
    final = f"{version.sha256}.parquet"
    staged = steps[0][1]
    assert staged.endswith(".parquet")
    assert staged != final
    kept = f"{files.sha256(source)}.geojson"
    passing = next(name for kind, name in steps if kind == "write")
    assert steps == [
        ("flush", staged),
        ("write", passing),
        ("flush", passing),
        ("name", kept),
        ("flush", "sources"),
        ("name", final),
        ("flush", "versions"),
        ("catalogue", "2"),
    ]


def test_r08_what_the_catalogue_says_is_flushed_at_each_commit(tmp_path):
    store = filled(tmp_path / "store", 1)
    with store.catalogue.connect() as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_r08_a_folder_that_cannot_be_flushed_stops_the_publish(tmp_path, monkeypatch):
    """A disk that fails to flush has promised nothing, so nothing is said to be published."""
    store = filled(tmp_path / "store", 1)
    real = os.fsync

    def fails(handle):
        if Path(f"/proc/self/fd/{handle}").is_dir():
            raise OSError(5, "Input/output error")
        return real(handle)

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(StoreDamaged, match="Input/output"):
        put(store, "new")
    monkeypatch.undo()
    assert store.current()[LAYER].number == 1
    assert store.check() == []
    with sqlite3.connect(store.folder / "catalogue.db") as db:
        assert db.execute("SELECT count(*) FROM version").fetchone() == (1,)
