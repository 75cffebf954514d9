"""The tables of the catalogue by number, and how an older catalogue becomes one of today."""

import contextlib
import datetime
import sqlite3
from pathlib import Path

from layers.errors import StoreFull
from layers.errors.keeping import StoreNewer

# Number -> what leads to it from the one before. What was once released is never edited.
MIGRATIONS: dict[int, tuple[str, ...]] = {
    1: (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE layer (id TEXT PRIMARY KEY, current INTEGER NOT NULL)",
        "CREATE TABLE version (layer_id TEXT NOT NULL, number INTEGER NOT NULL, "
        "sha256 TEXT NOT NULL, rows INTEGER NOT NULL, bounds TEXT, boundary_version TEXT, "
        "published_at TEXT NOT NULL, published_by TEXT NOT NULL, provenance TEXT NOT NULL, "
        "PRIMARY KEY (layer_id, number))",
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, "
        "action TEXT NOT NULL, layer_id TEXT, detail TEXT NOT NULL, hash TEXT NOT NULL)",
        "CREATE TRIGGER audit_kept BEFORE DELETE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'append only'); END",
        "CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'append only'); END",
    ),
    # The files of old versions may be removed; the row stays and says when.
    2: ("ALTER TABLE version ADD COLUMN pruned_at TEXT",),
}
SCHEMA_VERSION = max(MIGRATIONS)


def schema_of(db: sqlite3.Connection) -> int:
    """The number of a catalogue's schema; 0 of one without tables."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
        return 0
    row = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    if row is None or not row[0].isdecimal():
        raise sqlite3.DatabaseError("schema_version is not there")
    return int(row[0])


def require_known(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a catalogue that a newer program wrote: what it means by its tables is not known here.

    Raises
    ------
    StoreNewer
    """
    found = schema_of(db)
    if found > SCHEMA_VERSION:
        raise StoreNewer(path=str(path.parent), found=found, known=SCHEMA_VERSION)


def upgrade(db: sqlite3.Connection, path: Path) -> None:
    """Bring a catalogue to the schema of today: all of the way in one transaction, or not at all.

    Beside an older catalogue a copy of it is left, ``catalogue.schema1-<moment>.db``.
    """
    require_known(db, path)
    if schema_of(db) == SCHEMA_VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        found = schema_of(db)  # another process may have been here first
        if 0 < found < SCHEMA_VERSION:
            _copy_beside(path, found)
        for number in range(found + 1, SCHEMA_VERSION + 1):
            for statement in MIGRATIONS[number]:
                db.execute(statement)
        row = ("schema_version", str(SCHEMA_VERSION))
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def copy_catalogue(path: Path, to: Path) -> None:
    """Copy a catalogue as it is at one moment, whoever writes to it meanwhile.

    The copy is one file that needs no other beside it.

    Raises
    ------
    StoreFull
        If there is no room for it.
    """
    try:
        with (
            contextlib.closing(sqlite3.connect(path, timeout=20)) as source,
            contextlib.closing(sqlite3.connect(to)) as copy,
        ):
            source.backup(copy)  # all pages in one step, which is one moment
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise
        size = -(-path.stat().st_size // 2**20)
        raise StoreFull(path=str(to.parent), free_mb=0, needed_mb=size) from fault


def _copy_beside(path: Path, found: int) -> None:
    now = datetime.datetime.now(datetime.UTC)
    copy_catalogue(path, path.with_name(f"{path.stem}.schema{found}-{now:%Y%m%dT%H%M%S%f}.db"))
