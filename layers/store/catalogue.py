"""The catalogue: SQLite in WAL mode, synchronous FULL, so that a commit once said is kept."""

import datetime
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from layers.errors import StoreBusy, StoreDamaged, StoreFull, UnknownVersion, VersionConflict
from layers.errors.keeping import StoreReadOnly
from layers.store.audit import GENESIS, AuditFilter, entries, link
from layers.store.model import AuditEntry, Version
from layers.store.schema import require_known, upgrade
from layers.store.standing import Standing
from layers.store.version_rows import COLUMNS, current_versions, row_of, version_of
from layers.store.whence import address_now

_NO_ROOM = 2**16
T = TypeVar("T")


class Catalogue:
    """Layers, versions and the audit log of one store. Safe across threads and processes."""

    def __init__(self, path: Path):
        self.path = path
        with self._connected() as db:
            self._prepare(db)
        # Held open for as long as the store is: the first connection to a catalogue has to make a
        # small file beside it, which a full disk refuses even to those who only want to read.
        self._held = sqlite3.connect(path, check_same_thread=False)
        self._held.execute("SELECT count(*) FROM meta").fetchone()
        self._standing = Standing(path, lambda db: require_known(db, path))

    def close(self) -> None:
        """Let go of the file; only for whoever is done with the store."""
        self._standing.close()
        self._held.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for a question; it is kept open for the next one, and cannot write."""
        with self._faults_explained(), self._standing.connection() as db:
            yield db

    def answer(self, key: Hashable, ask: Callable[[sqlite3.Connection], T]) -> T:
        """What `ask` reads; asked again only after somebody committed, here or in another process.

        What is found is shared and must not be edited; that there is nothing (None) is not held.
        """
        with self._faults_explained():
            return self._standing.answer(key, ask)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let the answers inside be of one moment; only for what is over in a moment."""
        with self._faults_explained():
            inside = self._standing.at_once()
            inside.__enter__()
        try:
            yield
        finally:
            inside.__exit__(None, None, None)

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """One connection for one piece of work; SQLite's faults come out as ours.

        A newer program may have upgraded the store while this one had it open.
        """
        with self._connected() as db:
            require_known(db, self.path)
            yield db

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with self._faults_explained():
            db = sqlite3.connect(self.path, timeout=20, isolation_level=None)
            try:
                db.execute("PRAGMA synchronous = FULL")
                yield db
            finally:
                db.close()

    @contextmanager
    def _faults_explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as fault:
            raise self._explained(fault) from fault
        except UnicodeDecodeError as fault:  # SQLite names what it found, and that is no text
            raise StoreDamaged(path=str(self.path), fault=fault.reason) from fault

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
        return dict(self.answer("current", current_versions))

    def current_number(self, db: sqlite3.Connection, layer_id: str) -> int | None:
        """The number of the current version as this transaction sees it."""
        row = db.execute("SELECT current FROM layer WHERE id = ?", (layer_id,)).fetchone()
        return row[0] if row else None

    def version(self, layer_id: str, number: int | None) -> Version:
        """One version; the current one where `number` is None."""
        which = "(SELECT current FROM layer WHERE id = v.layer_id)" if number is None else "?"
        given = (layer_id,) if number is None else (layer_id, number)

        def ask(db: sqlite3.Connection) -> Version | None:
            row = db.execute(
                f"SELECT {COLUMNS} FROM version v WHERE layer_id = ? AND number = {which}", given
            ).fetchone()
            return row and version_of(row)

        found = self.answer(("version", layer_id, number), ask)
        if found is None:
            raise UnknownVersion(layer=layer_id, version="–" if number is None else str(number))
        return found

    def history(self, layer_id: str) -> list[Version]:
        """All versions of a layer, newest first."""
        return list(
            self.answer(("history", layer_id), lambda db: self.history_within(db, layer_id))
        )

    def history_within(self, db: sqlite3.Connection, layer_id: str) -> list[Version]:
        """All versions of a layer as this transaction sees them, newest first."""
        rows = db.execute(
            f"SELECT {COLUMNS} FROM version v WHERE layer_id = ? ORDER BY number DESC", (layer_id,)
        ).fetchall()
        return [version_of(row) for row in rows]

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
        db.execute("INSERT INTO version VALUES (?,?,?,?,?,?,?,?,?,?)", row_of(numbered))
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
        """Append a line to the audit log within the transaction of what it tells of, with the address if known."""
        if (address := address_now()) is not None:
            detail = {"address": address} | detail
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

    def audit(self, limit: int | None, where: AuditFilter | None = None) -> list[AuditEntry]:
        """The audit log, newest first."""
        with self.reading() as db:
            return entries(db, where or AuditFilter(), limit)

    def files(self, db: sqlite3.Connection) -> set[str]:
        """The hashes of all version files that some version still needs."""
        found = db.execute("SELECT DISTINCT sha256 FROM version WHERE pruned_at IS NULL")
        return {sha for (sha,) in found}

    def sources(self, db: sqlite3.Connection) -> set[str]:
        """The hashes of all handed-in files that some version still names."""
        found = db.execute(
            "SELECT DISTINCT json_extract(provenance, '$.source_sha256') FROM version "
            "WHERE pruned_at IS NULL"
        )
        return {sha for (sha,) in found if sha}

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA journal_mode = WAL")
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise StoreDamaged(path=self.path.name, fault="quick_check")
        upgrade(db, self.path)

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
        if primary == sqlite3.SQLITE_READONLY or (
            primary == sqlite3.SQLITE_CANTOPEN and not os.access(self.path.parent, os.W_OK)
        ):
            return StoreReadOnly(path=str(self.path.parent))
        return StoreDamaged(path=str(self.path), fault=str(fault))
