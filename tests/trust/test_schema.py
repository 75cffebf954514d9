"""An old store is upgraded whole or not at all; one of a newer program is refused at every door."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from layers.errors.keeping import StoreNewer
from layers.settings import ROOT, Settings
from layers.store import open_store, schema
from layers.words import explain
from tests.layers.store_contract import MADE, points
from tests.trust.stores import LAYER, command, filled, listing, put
from web.context import install, open_context
from web.plain import plain
from web.routes import make_routes
from web.views import trouble

# As the first release wrote it.
FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE layer (id TEXT PRIMARY KEY, current INTEGER NOT NULL);
CREATE TABLE version (
    layer_id TEXT NOT NULL, number INTEGER NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL,
    bounds TEXT, boundary_version TEXT, published_at TEXT NOT NULL, published_by TEXT NOT NULL,
    provenance TEXT NOT NULL, PRIMARY KEY (layer_id, number));
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL,
    layer_id TEXT, detail TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
INSERT INTO meta VALUES ('schema_version', '1');
"""
NINE = (
    "layer_id, number, sha256, rows, bounds, boundary_version, published_at, published_by, "
    "provenance"
)


@pytest.fixture
def old(tmp_path) -> Path:
    """The folder of a store of the first release with two versions of a layer."""
    folder = tmp_path / "store"
    filled(folder, 2).catalogue.close()
    place, today = folder / "catalogue.db", folder / "today.db"
    with closing(sqlite3.connect(place)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for path in folder.glob("catalogue.db-*"):
        path.unlink()
    place.rename(today)
    with closing(sqlite3.connect(place)) as db:
        db.executescript(FIRST)
        db.execute("ATTACH ? AS today", (str(today),))
        for table, columns in (("layer", "*"), ("version", NINE), ("audit", "*")):
            db.execute(f"INSERT INTO {table} SELECT {columns} FROM today.{table}")
        db.commit()
    today.unlink()
    return folder


def number_of(catalogue: Path) -> int:
    with closing(sqlite3.connect(catalogue)) as db:
        return schema.schema_of(db)


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("catalogue.schema*.db"))


def test_a_store_of_the_first_release_is_upgraded_and_a_copy_left(old):
    store = open_store(str(old))
    assert number_of(old / "catalogue.db") == schema.SCHEMA_VERSION
    assert [v.number for v in store.history(LAYER)] == [2, 1]
    assert sorted(store.read(LAYER)["feature_id"]) == ["v2p0", "v2p1"]
    assert store.check() == []
    assert put(store, "new").number == 3
    (copy,) = copies(old)
    assert number_of(copy) == 1
    open_store(str(old))
    assert copies(old) == [copy]


def test_an_upgrade_that_fails_leaves_the_old_store(old, monkeypatch):
    bad = {**schema.MIGRATIONS, schema.SCHEMA_VERSION: (*schema.MIGRATIONS[2], "CREATE TABEL x")}
    monkeypatch.setattr(schema, "MIGRATIONS", bad)
    with pytest.raises(Exception, match="syntax"):
        open_store(str(old))
    assert number_of(old / "catalogue.db") == 1
    monkeypatch.undo()
    assert open_store(str(old)).current()[LAYER].number == 2


def test_a_migrated_catalogue_has_the_tables_of_a_new_one(old, tmp_path):
    def tables(path: Path) -> set[tuple]:
        with closing(sqlite3.connect(path / "catalogue.db")) as db:
            names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
            return {(n, *row[1:]) for n in names for row in db.execute(f"PRAGMA table_info({n})")}

    open_store(str(old))
    open_store(str(tmp_path / "new"))
    assert tables(old) == tables(tmp_path / "new")


@pytest.fixture
def newer(tmp_path) -> Path:
    """The folder of a store that a program of tomorrow wrote."""
    folder = tmp_path / "store"
    filled(folder, 1).catalogue.close()
    make_newer(folder)
    return folder


def make_newer(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
        db.commit()


def test_a_newer_store_is_refused_and_not_touched(newer):
    before = listing(newer)
    with pytest.raises(StoreNewer):
        open_store(str(newer))
    assert listing(newer) == before


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_newer_store_is_told_by_commands_page_and_health(newer, capsys, monkeypatch, lang):
    monkeypatch.setattr(trouble, "is_page_on_this_machine", lambda: True)
    fault = StoreNewer(path=str(newer), found=99, known=schema.SCHEMA_VERSION)
    sentence = explain(fault, lang)
    for words in (["list"], ["check-store"], ["audit"], ["backup", "--out", newer / "x.zip"]):
        status, document, said = command(capsys, *words, store=newer, lang=lang)
        assert (status, document["error"]["code"]) == (2, "store_newer")
        assert said.strip() == sentence
    context = open_context(Settings(store=str(newer)))
    install(context)
    app = AppTest.from_file(str(ROOT / "web" / "main.py"), default_timeout=30)
    app.query_params["lang"] = lang
    app.run()
    assert [error.value for error in app.error] == [plain(sentence)]
    assert not app.get("bidi_component")
    health = _get_health(context)
    assert health.status_code == 503
    assert health.json()["store"]["error"] == "store_newer"


def test_a_store_upgraded_under_a_running_app_is_told_and_not_written(tmp_path):
    store = filled(tmp_path / "store", 1)
    make_newer(store.folder)
    with pytest.raises(StoreNewer):
        store.current()
    with pytest.raises(StoreNewer):
        store.publish(points("x"), LAYER, user="an", expected=1, provenance=MADE)


def _get_health(context):
    """As somebody on the machine itself asks: others are told the status alone."""
    here = {"base_url": "http://127.0.0.1", "client": ("127.0.0.1", 50000)}
    return TestClient(Starlette(routes=make_routes(context)), **here).get("/api/health")
