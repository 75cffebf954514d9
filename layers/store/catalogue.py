"""The catalogue: SQLite in WAL mode, synchronous FULL, so that a commit once said is kept."""

import datetime
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from layers.errors import StoreBusy, StoreDamaged, StoreFull, UnknownVersion, VersionConflict
from layers.store.audit import GENESIS, link
from layers.store.model import AuditEntry, Provenance, Version

SCHEMA_VERSION = 1
_NO_ROOM = 2**16
_SCHEMA = """
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
"""


class Catalogue:
    """Layers, versions and the audit log of one store. Safe across threads and processes."""

    def __init__(self, path: Path):
        self.path = path
        with self.connect() as db:
            self._prepare(db)
        # Held open for as long as the store is: the first connection to a catalogue has to make a
        # small file beside it, which a full disk refuses even to those who only want to read.
        self._held = sqlite3.connect(path, check_same_thread=False)
        self._held.execute("SELECT count(*) FROM meta").fetchone()

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """One connection for one piece of work; SQLite's faults come out as ours."""
        try:
            db = sqlite3.connect(self.path, timeout=20, isolation_level=None)
            try:
                db.execute("PRAGMA synchronous = FULL")
                yield db
            finally:
                db.close()
        except sqlite3.DatabaseError as fault:
            raise self._explained(fault) from fault

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start and leaves nothing behind if it fails."""
        with self.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def current(self) -> dict[str, Version]:
        """The current version of each layer."""
        with self.connect() as db:
            rows = db.execute(
                f"SELECT {_COLUMNS} FROM version v JOIN layer l ON l.id = v.layer_id "
                "AND l.current = v.number ORDER BY v.layer_id"
            ).fetchall()
        return {row[0]: _version(row) for row in rows}

    def current_number(self, db: sqlite3.Connection, layer_id: str) -> int | None:
        """The number of the current version as this transaction sees it."""
        row = db.execute("SELECT current FROM layer WHERE id = ?", (layer_id,)).fetchone()
        return row[0] if row else None

    def version(self, layer_id: str, number: int | None) -> Version:
        """One version; the current one where `number` is None."""
        which = "(SELECT current FROM layer WHERE id = v.layer_id)" if number is None else "?"
        given = (layer_id,) if number is None else (layer_id, number)
        with self.connect() as db:
            row = db.execute(
                f"SELECT {_COLUMNS} FROM version v WHERE layer_id = ? AND number = {which}", given
            ).fetchone()
        if row is None:
            raise UnknownVersion(layer=layer_id, version="–" if number is None else str(number))
        return _version(row)

    def history(self, layer_id: str) -> list[Version]:
        """All versions of a layer, newest first."""
        with self.connect() as db:
            rows = db.execute(
                f"SELECT {_COLUMNS} FROM version v WHERE layer_id = ? ORDER BY number DESC",
                (layer_id,),
            ).fetchall()
        return [_version(row) for row in rows]

    def add(self, db: sqlite3.Connection, version: Version, *, expected: int | None) -> Version:
        """Enter a version and point the layer at it, if `expected` is still current.

        The version gets its number here, one more than the highest there ever was.
        """
        seen = self.current_number(db, version.layer_id)
        if seen != expected:
            raise VersionConflict(layer=version.layer_id, seen=expected or 0, now=seen or 0)
        (last,) = db.execute(
            "SELECT coalesce(max(number), 0) FROM version WHERE layer_id = ?", (version.layer_id,)
        ).fetchone()
        fields = asdict(version) | {"number": last + 1}
        numbered = Version(**fields | {"provenance": version.provenance})
        db.execute("INSERT INTO version VALUES (?,?,?,?,?,?,?,?,?)", _row(numbered))
        self.point(db, numbered.layer_id, numbered.number)
        return numbered

    def point(self, db: sqlite3.Connection, layer_id: str, number: int) -> None:
        """Make `number` the current version of the layer."""
        db.execute(
            "INSERT INTO layer VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET current = excluded.current",
            (layer_id, number),
        )

    def log(
        self, db: sqlite3.Connection, *, user: str, action: str, layer_id: str | None, detail: dict
    ) -> None:
        """Append a line to the audit log within the transaction of what it tells of."""
        last = db.execute("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        entry = {
            "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "user": user,
            "action": action,
            "layer_id": layer_id,
            "detail": detail,
        }
        made = link(last[0] if last else GENESIS, **entry)
        db.execute(
            "INSERT INTO audit (at, user, action, layer_id, detail, hash) VALUES (?,?,?,?,?,?)",
            (*[entry[k] for k in ("at", "user", "action", "layer_id")], json.dumps(detail), made),
        )

    def audit(self, limit: int | None) -> list[AuditEntry]:
        """The audit log, newest first."""
        with self.connect() as db:
            rows = db.execute(
                "SELECT seq, at, user, action, layer_id, detail, hash FROM audit "
                "ORDER BY seq DESC LIMIT ?",
                (-1 if limit is None else limit,),
            ).fetchall()
        return [AuditEntry(*row[:5], json.loads(row[5]), row[6]) for row in rows]

    def files(self, db: sqlite3.Connection) -> set[str]:
        """The hashes of all version files that some version names."""
        return {sha for (sha,) in db.execute("SELECT DISTINCT sha256 FROM version")}

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA journal_mode = WAL")
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise StoreDamaged(path=self.path.name, fault="quick_check")
        db.execute("BEGIN IMMEDIATE")
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
            for statement in _statements(_SCHEMA):
                db.execute(statement)
            db.execute("INSERT INTO meta VALUES ('schema_version', ?)", (str(SCHEMA_VERSION),))
        db.execute("COMMIT")

    def _is_full(self) -> bool:
        return shutil.disk_usage(self.path.parent).free < _NO_ROOM

    def _explained(self, fault: sqlite3.DatabaseError) -> Exception:
        code = getattr(fault, "sqlite_errorcode", None)
        primary = code & 0xFF if code is not None else None
        no_room = primary in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and self._is_full()
        if primary == sqlite3.SQLITE_FULL or no_room:
            return StoreFull(path=str(self.path.parent), free_mb=0, needed_mb=1)
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return StoreBusy(path=str(self.path.parent))
        return StoreDamaged(path=str(self.path), fault=str(fault))


_COLUMNS = (
    "v.layer_id, v.number, v.sha256, v.rows, v.bounds, v.boundary_version, "
    "v.published_at, v.published_by, v.provenance"
)


def _row(version: Version) -> tuple:
    return (
        version.layer_id,
        version.number,
        version.sha256,
        version.rows,
        json.dumps(version.bounds),
        version.boundary_version,
        version.published_at.isoformat(),
        version.published_by,
        json.dumps(asdict(version.provenance), ensure_ascii=False),
    )


def _version(row: tuple) -> Version:
    bounds = json.loads(row[4])
    return Version(
        layer_id=row[0],
        number=row[1],
        sha256=row[2],
        rows=row[3],
        bounds=tuple(bounds) if bounds else None,
        boundary_version=row[5],
        published_at=datetime.datetime.fromisoformat(row[6]),
        published_by=row[7],
        provenance=Provenance(**json.loads(row[8])),
    )


def _statements(script: str) -> list[str]:
    """Split our own schema; a trigger's body holds one inner semicolon before END."""
    parts, held = [], ""
    for piece in script.split(";"):
        held = f"{held};{piece}" if held else piece
        if "BEGIN SELECT" in held and "END" not in held:
            continue
        if held.strip():
            parts.append(held)
        held = ""
    return parts
