"""Who is signed in, in the catalogue: only hashes of the keys that browsers hold."""

import datetime
import json
import secrets
import sqlite3
from dataclasses import replace

from layers.access import Grant, Role, User
from layers.accounts.day import day_of
from layers.accounts.session import IDLE, Session
from layers.store.catalogue import Catalogue

TABLES = (
    "CREATE TABLE IF NOT EXISTS session (key TEXT PRIMARY KEY, user TEXT NOT NULL, "
    "opened_at TEXT NOT NULL, seen_at TEXT NOT NULL, ends_at TEXT NOT NULL, way TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS session_user ON session (user)",
    "CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # Here, because every look at a session asks for the grants of its user.
    "CREATE TABLE IF NOT EXISTS layer_grant (id TEXT PRIMARY KEY, user TEXT NOT NULL, "
    "layer_id TEXT NOT NULL, purpose TEXT NOT NULL, areas TEXT NOT NULL, until TEXT NOT NULL, "
    "export INTEGER NOT NULL, personal INTEGER NOT NULL, given_by TEXT NOT NULL, "
    "given_at TEXT NOT NULL, revoked_at TEXT)",
    "CREATE INDEX IF NOT EXISTS layer_grant_user ON layer_grant (user)",
)
GRANT_COLUMNS = "id, user, layer_id, purpose, areas, until, export, personal"


class SessionTable:
    """The sessions of one store. Safe across threads and processes.

    Attributes
    ----------
    secret : str
        What the store's processes sign tokens with. It stays when the app is started anew.
    """

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        with catalogue.connect() as db:
            for statement in TABLES:
                db.execute(statement)
            db.execute("INSERT OR IGNORE INTO secret VALUES ('map', ?)", (secrets.token_hex(32),))
            (self.secret,) = db.execute("SELECT value FROM secret WHERE name = 'map'").fetchone()

    def add(self, session: Session, *, address: str, most: int | None = None) -> None:
        """Keep a session that begins; those that ended are swept, and of the account's others all but `most`."""
        with self._catalogue.writing() as db:
            now = session.opened_at.isoformat()
            idle = (session.opened_at - IDLE).isoformat()
            db.execute("DELETE FROM session WHERE ends_at <= ? OR seen_at <= ?", (now, idle))
            if most is not None:
                db.execute(
                    "DELETE FROM session WHERE user = ? AND key NOT IN (SELECT key FROM session "
                    "WHERE user = ? ORDER BY seen_at DESC, rowid DESC LIMIT ?)",
                    (session.user, session.user, most - 1),
                )
            row = (session.key, session.user, now, now, session.ends_at.isoformat(), session.way)
            db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)", row)
            detail = {"way": session.way, "address": address}
            self._catalogue.log(
                db, user=session.user, action="sign_in", layer_id=None, detail=detail
            )

    def find(self, key: str, now: datetime.datetime) -> tuple[Session, User, bool] | None:
        """A session that goes on, who it is of, and whether they have to choose a password first."""
        found = self._catalogue.answer(("session", key), lambda db: _signed_in(db, key))
        if found is None or not found[0].goes_on(now):
            return None
        session, user, must_change = found
        return session, _at(user, now), must_change

    def user(self, user_id: str, now: datetime.datetime) -> User | None:
        """Who an account is, signed in or not; None for one that is disabled or was never there."""
        found = self._catalogue.answer(("user", user_id), lambda db: _user(db, user_id))
        return found and _at(found, now)

    def touch(self, key: str, now: datetime.datetime) -> None:
        """Note that somebody is still there."""
        with self._catalogue.writing() as db:
            db.execute("UPDATE session SET seen_at = ? WHERE key = ?", (now.isoformat(), key))

    def remove(self, key: str) -> None:
        """End a session."""
        with self._catalogue.writing() as db:
            row = db.execute("DELETE FROM session WHERE key = ? RETURNING user", (key,)).fetchone()
            if row:
                self._catalogue.log(db, user=row[0], action="sign_out", layer_id=None, detail={})

    def remove_all(self, user_id: str, *, by: str) -> None:
        """End every session of an account."""
        with self._catalogue.writing() as db:
            ended = db.execute("DELETE FROM session WHERE user = ?", (user_id,)).rowcount
            detail = {"account": user_id, "sessions": ended}
            self._catalogue.log(db, user=by, action="signed_out", layer_id=None, detail=detail)


def forget_sessions(db: sqlite3.Connection) -> None:
    """Take out of a catalogue who is signed in, and what tokens are signed with; the next start makes another."""
    db.execute("PRAGMA secure_delete = ON")  # what is deleted stays on its pages otherwise
    for table in ("session", "secret"):
        db.execute(f"DELETE FROM {table}")


def _signed_in(db: sqlite3.Connection, key: str) -> tuple[Session, User, bool] | None:
    row = db.execute(
        "SELECT s.user, s.opened_at, s.seen_at, s.ends_at, s.way, a.must_change "
        "FROM session s JOIN account a ON a.id = s.user WHERE s.key = ?",
        (key,),
    ).fetchone()
    user = row and _user(db, row[0])
    if not user:
        return None
    return Session(key, row[0], *map(_moment, row[1:4]), way=row[4]), user, bool(row[5])


def _user(db: sqlite3.Connection, user_id: str) -> User | None:
    """With all grants that were not revoked, also those whose day is over."""
    row = db.execute(
        "SELECT id, name, role FROM account WHERE id = ? AND disabled_at IS NULL", (user_id,)
    ).fetchone()
    if row is None:
        return None
    grants = db.execute(
        f"SELECT {GRANT_COLUMNS} FROM layer_grant WHERE user = ? AND revoked_at IS NULL ORDER BY id",
        (user_id,),
    ).fetchall()
    return User(row[0], role=Role(row[2]), name=row[1], grants=tuple(map(grant, grants)))


def _at(user: User, now: datetime.datetime) -> User:
    """A user with the grants that hold at this moment: they end with their day, and nobody writes then."""
    today = day_of(now)
    return replace(user, grants=tuple(each for each in user.grants if each.until >= today))


def grant(row: tuple) -> Grant:
    """A grant as it is kept."""
    return Grant(
        *row[:4],
        areas=tuple(json.loads(row[4])),
        until=datetime.date.fromisoformat(row[5]),
        export=bool(row[6]),
        personal=bool(row[7]),
    )


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)
