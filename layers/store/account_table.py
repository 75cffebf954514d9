"""Accounts and the attempts to use them, in the catalogue; each change stands in the audit log with it."""

import datetime
import sqlite3
from dataclasses import replace

from layers.access import Role
from layers.accounts.account import Account
from layers.errors import BadAccount, UnknownAccount
from layers.store.catalogue import Catalogue

TABLES = (
    "CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, "
    "password TEXT, must_change INTEGER NOT NULL, created_at TEXT NOT NULL, disabled_at TEXT)",
    "CREATE TABLE IF NOT EXISTS sign_in_attempt (who TEXT PRIMARY KEY, failed INTEGER NOT NULL, "
    "last_at TEXT NOT NULL)",
)
_COLUMNS = (
    "a.id, a.name, a.role, a.password IS NOT NULL, a.must_change, a.created_at, a.disabled_at, "
    "(SELECT max(seen_at) FROM session s WHERE s.user = a.id)"
)


class AccountTable:
    """The accounts of one store. Safe across threads and processes.

    Every change says `by` whom it was made.
    """

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue
        with catalogue.connect() as db:
            for statement in TABLES:
                db.execute(statement)

    def any(self) -> bool:
        """Whether anybody can sign in, or could once: an app that had accounts never opens by itself again."""
        return self._catalogue.answer("accounts", _any)

    def has(self, user_id: str) -> bool:
        """Whether there is an account of this id."""
        with self._catalogue.reading() as db:
            row = db.execute("SELECT 1 FROM account WHERE id = ?", (user_id,)).fetchone()
        return row is not None

    def all(self) -> list[Account]:
        """All accounts, by id."""
        with self._catalogue.reading() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM account a ORDER BY a.id").fetchall()
        return [_account(row) for row in rows]

    def get(self, user_id: str) -> Account:
        """One account; `UnknownAccount` where there is none."""
        with self._catalogue.reading() as db:
            return self._get(db, user_id)

    def password(self, user_id: str) -> str | None:
        """The hash of the password of an account that may be used; None for any other."""
        with self._catalogue.reading() as db:
            row = db.execute(
                "SELECT password FROM account WHERE id = ? AND disabled_at IS NULL", (user_id,)
            ).fetchone()
        return row[0] if row else None

    def add(self, account: Account, *, password: str | None, by: str) -> None:
        """Make an account; `BadAccount` where there is one of this id."""
        with self._catalogue.writing() as db:
            if db.execute("SELECT 1 FROM account WHERE id = ?", (account.id,)).fetchone():
                raise BadAccount("taken", id=account.id)
            created = account.created_at.isoformat()
            row = (account.id, account.name, account.role, password, account.must_change, created)
            db.execute("INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, NULL)", row)
            self._log(db, "account_added", by, account.id, role=account.role)

    def set_role(self, user_id: str, role: Role, *, by: str) -> None:
        """Trust somebody with more or less; it holds at their next deed."""
        with self._catalogue.writing() as db:
            before = self._get(db, user_id)
            if before.role != role:
                self._require_other_administrator(db, replace(before, role=role))
                db.execute("UPDATE account SET role = ? WHERE id = ?", (role, user_id))
                self._log(db, "role_changed", by, user_id, before=before.role, role=role)

    def set_password(self, user_id: str, password: str, *, must_change: bool, by: str) -> None:
        """Keep another hash; whoever is signed in with the old one is signed out."""
        with self._catalogue.writing() as db:
            self._get(db, user_id)
            db.execute(
                "UPDATE account SET password = ?, must_change = ? WHERE id = ?",
                (password, must_change, user_id),
            )
            db.execute("DELETE FROM session WHERE user = ?", (user_id,))
            self._log(db, "password_changed", by, user_id)

    def rename(self, user_id: str, name: str, *, by: str) -> None:
        """Write the name of the person otherwise."""
        with self._catalogue.writing() as db:
            self._get(db, user_id)
            db.execute("UPDATE account SET name = ? WHERE id = ?", (name, user_id))
            self._log(db, "account_renamed", by, user_id)

    def disable(self, user_id: str, *, by: str) -> None:
        """Let nobody use it any more; what was done with it stays."""
        with self._catalogue.writing() as db:
            before = self._get(db, user_id)
            now = _now()
            self._require_other_administrator(db, replace(before, disabled_at=now))
            db.execute(
                "UPDATE account SET disabled_at = ? WHERE id = ?", (now.isoformat(), user_id)
            )
            db.execute("DELETE FROM session WHERE user = ?", (user_id,))
            self._log(db, "account_disabled", by, user_id)

    def enable(self, user_id: str, *, by: str) -> None:
        """Let it be used again."""
        with self._catalogue.writing() as db:
            self._get(db, user_id)
            db.execute("UPDATE account SET disabled_at = NULL WHERE id = ?", (user_id,))
            self._log(db, "account_enabled", by, user_id)

    def attempts(self, who: str) -> tuple[int, datetime.datetime | None]:
        """How often in a row signing in failed for a name or an address, and when last."""
        with self._catalogue.reading() as db:
            row = db.execute(
                "SELECT failed, last_at FROM sign_in_attempt WHERE who = ?", (who,)
            ).fetchone()
        return (row[0], datetime.datetime.fromisoformat(row[1])) if row else (0, None)

    def failed(self, *who: str, user: str, detail: dict) -> None:
        """Count a failure for each of `who`, and log it once."""
        with self._catalogue.writing() as db:
            for each in who:
                db.execute(
                    "INSERT INTO sign_in_attempt VALUES (?, 1, ?) ON CONFLICT (who) DO UPDATE "
                    "SET failed = failed + 1, last_at = excluded.last_at",
                    (each, _now().isoformat()),
                )
            self._catalogue.log(
                db, user=user, action="sign_in_refused", layer_id=None, detail=detail
            )

    def succeeded(self, *who: str) -> None:
        """Begin counting anew."""
        with self._catalogue.writing() as db:
            for each in who:
                db.execute("DELETE FROM sign_in_attempt WHERE who = ?", (each,))

    def _get(self, db: sqlite3.Connection, user_id: str) -> Account:
        row = db.execute(f"SELECT {_COLUMNS} FROM account a WHERE a.id = ?", (user_id,)).fetchone()
        if row is None:
            raise UnknownAccount(id=user_id[:40])
        return _account(row)

    def _require_other_administrator(self, db: sqlite3.Connection, changed: Account) -> None:
        """Somebody must be left who can give rights."""
        if changed.role is Role.ADMINISTRATOR and changed.disabled_at is None:
            return
        (others,) = db.execute(
            "SELECT count(*) FROM account WHERE role = ? AND disabled_at IS NULL AND id <> ?",
            (Role.ADMINISTRATOR, changed.id),
        ).fetchone()
        if not others:
            raise BadAccount("last_administrator", id=changed.id)

    def _log(self, db: sqlite3.Connection, action: str, by: str, user_id: str, **detail) -> None:
        self._catalogue.log(
            db, user=by, action=action, layer_id=None, detail={"account": user_id, **detail}
        )


def _any(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM account LIMIT 1").fetchone() is not None


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None


def _account(row: tuple) -> Account:
    return Account(
        id=row[0],
        name=row[1],
        role=Role(row[2]),
        has_password=bool(row[3]),
        must_change=bool(row[4]),
        created_at=_moment(row[5]),
        disabled_at=_moment(row[6]),
        last_seen_at=_moment(row[7]),
    )
