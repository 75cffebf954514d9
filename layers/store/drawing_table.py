"""Drawings in the catalogue: each change is a revision of its own, going back is another pointer."""

import datetime
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from layers.drawings.drawing import Drawing, Feature, read_features, write_features
from layers.errors import BadDrawing, UnknownDrawing
from layers.store.catalogue import Catalogue

MOST_REVISIONS = 200
MOST_DRAWINGS = 200
_MOST_CHANGES = 2_000
_TABLES = (
    "CREATE TABLE IF NOT EXISTS drawing (id TEXT PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL, "
    "revision INTEGER NOT NULL, stamp INTEGER NOT NULL, features INTEGER NOT NULL, "
    "changed_at TEXT NOT NULL, removed_at TEXT)",
    "CREATE TABLE IF NOT EXISTS drawing_revision (drawing TEXT NOT NULL, number INTEGER NOT NULL, "
    "content BLOB NOT NULL, PRIMARY KEY (drawing, number))",
    "CREATE TABLE IF NOT EXISTS drawing_change (seq INTEGER PRIMARY KEY, drawing TEXT NOT NULL, "
    "id TEXT NOT NULL, UNIQUE (drawing, id))",
)
_COLUMNS = "name, revision, stamp, changed_at"

Features = tuple[Feature, ...]


@dataclass(frozen=True)
class DrawingEntry:
    """A drawing in a list: `features` is how many it has."""

    id: str
    name: str
    features: int
    changed_at: datetime.datetime


class DrawingTable:
    """The drawings of one store, each belonging to one user. Safe across threads and processes.

    A drawing of somebody else is answered like one that does not exist: `UnknownDrawing`.
    """

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        with catalogue.connect() as db:
            for statement in _TABLES:
                db.execute(statement)

    def all(self, *, user: str) -> list[DrawingEntry]:
        """The drawings of a user, the last changed first."""
        with self._catalogue.reading() as db:
            rows = db.execute(
                "SELECT id, name, features, changed_at FROM drawing WHERE user = ? "
                "AND removed_at IS NULL ORDER BY changed_at DESC, id",
                (user,),
            ).fetchall()
        return [DrawingEntry(*row[:3], datetime.datetime.fromisoformat(row[3])) for row in rows]

    def get(self, drawing_id: str, *, user: str) -> Drawing:
        """A drawing as it stands."""
        with self._catalogue.reading() as db:
            return _read(db, drawing_id, user)

    def create(self, drawing_id: str, name: str, *, user: str) -> Drawing:
        """Enter an empty drawing under an id that is free."""
        with self._catalogue.writing() as db:
            (count,) = db.execute(
                "SELECT count(*) FROM drawing WHERE user = ? AND removed_at IS NULL", (user,)
            ).fetchone()
            if count >= MOST_DRAWINGS:
                raise BadDrawing("too_many_drawings", limit=MOST_DRAWINGS)
            if db.execute("SELECT 1 FROM drawing WHERE id = ?", (drawing_id,)).fetchone():
                raise UnknownDrawing(drawing=drawing_id[:40])
            row = (drawing_id, user, name, 0, 0, 0, _now(), None)
            db.execute("INSERT INTO drawing VALUES (?,?,?,?,?,?,?,?)", row)
            _enter(db, drawing_id, 0, ())
            return _read(db, drawing_id, user)

    def change(
        self, drawing_id: str, change_id: str, edit: Callable[[Features], Features], *, user: str
    ) -> Drawing:
        """Keep what `edit` makes of the features as a new revision.

        A change that is told again is not made again. What `edit` raises leaves everything as it was.
        States that had been taken back are forgotten by the new one.
        """
        with self._catalogue.writing() as db:
            drawing = _read(db, drawing_id, user)
            if not _is_new(db, drawing_id, change_id):
                return drawing
            features = edit(drawing.features)
            if features == drawing.features:
                return drawing
            _forget(db, drawing_id, "number > ?", drawing.revision)
            # The stamp never turns back, so a number that was forgotten does not come again.
            number = drawing.stamp + 1
            _enter(db, drawing_id, number, features)
            _forget(db, drawing_id, _BEYOND, drawing_id, MOST_REVISIONS)
            _point(db, drawing_id, number, len(features))
            return _read(db, drawing_id, user)

    def step(self, drawing_id: str, change_id: str, by: int, *, user: str) -> Drawing:
        """Go one revision back (`by` -1) or forth (+1); where there is none, nothing changes."""
        which = ("max", "<") if by < 0 else ("min", ">")
        with self._catalogue.writing() as db:
            drawing = _read(db, drawing_id, user)
            if not _is_new(db, drawing_id, change_id):
                return drawing
            (number,) = db.execute(
                f"SELECT {which[0]}(number) FROM drawing_revision WHERE drawing = ? AND number {which[1]} ?",
                (drawing_id, drawing.revision),
            ).fetchone()
            if number is not None:
                _point(db, drawing_id, number, len(_content(db, drawing_id, number)))
            return _read(db, drawing_id, user)

    def rename(self, drawing_id: str, name: str, *, user: str) -> Drawing:
        """Call a drawing otherwise."""
        with self._catalogue.writing() as db:
            _read(db, drawing_id, user)
            db.execute(
                "UPDATE drawing SET name = ?, stamp = stamp + 1 WHERE id = ?", (name, drawing_id)
            )
            return _read(db, drawing_id, user)

    def remove(self, drawing_id: str, *, user: str) -> None:
        """Put a drawing away; `bring_back` has it again."""
        with self._catalogue.writing() as db:
            _read(db, drawing_id, user)
            db.execute("UPDATE drawing SET removed_at = ? WHERE id = ?", (_now(), drawing_id))

    def bring_back(self, drawing_id: str, *, user: str) -> Drawing:
        """Undo `remove`."""
        with self._catalogue.writing() as db:
            db.execute(
                "UPDATE drawing SET removed_at = NULL WHERE id = ? AND user = ?", (drawing_id, user)
            )
            return _read(db, drawing_id, user)


_BEYOND = "number NOT IN (SELECT number FROM drawing_revision WHERE drawing = ? ORDER BY number DESC LIMIT ?)"


def _read(db: sqlite3.Connection, drawing_id: str, user: str) -> Drawing:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM drawing WHERE id = ? AND user = ? AND removed_at IS NULL",
        (drawing_id, user),
    ).fetchone()
    if row is None:
        raise UnknownDrawing(drawing=drawing_id[:40])
    name, revision, stamp, changed_at = row
    before, after = db.execute(
        "SELECT min(number) < ?1, max(number) > ?1 FROM drawing_revision WHERE drawing = ?2",
        (revision, drawing_id),
    ).fetchone()
    return Drawing(
        drawing_id,
        name,
        revision,
        stamp,
        _content(db, drawing_id, revision),
        datetime.datetime.fromisoformat(changed_at),
        bool(before),
        bool(after),
    )


def _content(db: sqlite3.Connection, drawing_id: str, number: int) -> Features:
    (content,) = db.execute(
        "SELECT content FROM drawing_revision WHERE drawing = ? AND number = ?",
        (drawing_id, number),
    ).fetchone()
    return read_features(zlib.decompress(content).decode())


def _enter(db: sqlite3.Connection, drawing_id: str, number: int, features: Features) -> None:
    content = zlib.compress(write_features(features).encode(), 6)
    db.execute("INSERT INTO drawing_revision VALUES (?, ?, ?)", (drawing_id, number, content))


def _forget(db: sqlite3.Connection, drawing_id: str, which: str, *given) -> None:
    db.execute(f"DELETE FROM drawing_revision WHERE drawing = ? AND {which}", (drawing_id, *given))


def _point(db: sqlite3.Connection, drawing_id: str, number: int, count: int) -> None:
    db.execute(
        "UPDATE drawing SET revision = ?, stamp = stamp + 1, features = ?, changed_at = ? WHERE id = ?",
        (number, count, _now(), drawing_id),
    )


def _is_new(db: sqlite3.Connection, drawing_id: str, change_id: str) -> bool:
    """Enter the id of a change; False where it is known already."""
    entered = db.execute(
        "INSERT OR IGNORE INTO drawing_change (drawing, id) VALUES (?, ?)", (drawing_id, change_id)
    )
    if not entered.rowcount:
        return False
    db.execute(
        "DELETE FROM drawing_change WHERE drawing = ? AND seq <= (SELECT max(seq) FROM drawing_change) - ?",
        (drawing_id, _MOST_CHANGES),
    )
    return True


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat()
