"""The audit log: asked by filters, and the chain of hashes that makes a changed or missing line show."""

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from layers.store.model import AuditEntry

GENESIS = "0" * 64
_ENTRY = "seq, at, user, action, layer_id, detail, hash"


@dataclass(frozen=True)
class AuditFilter:
    """Which lines are wanted; None takes all.

    Attributes
    ----------
    since, until : datetime or None
        With a time zone; both ends are included.
    """

    user: str | None = None
    action: str | None = None
    layer_id: str | None = None
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None


@dataclass(frozen=True)
class Chain:
    """What came of following the hashes.

    Attributes
    ----------
    last : str
        The hash of the last entry. Kept elsewhere, it also shows when lines at the end are gone.
    first_broken : int or None
        The number of the first entry that does not fit.
    """

    entries: int
    last: str
    first_broken: int | None


def entries(
    db: sqlite3.Connection, where: AuditFilter, limit: int | None, offset: int = 0
) -> list[AuditEntry]:
    """The lines that are wanted, newest first: in the order they were written, whatever the clock said."""
    condition, values = _asked(where)
    rows = db.execute(
        f"SELECT {_ENTRY} FROM audit WHERE {condition} ORDER BY seq DESC LIMIT ? OFFSET ?",
        (*values, -1 if limit is None else limit, offset),
    )
    return [_entry(row) for row in rows]


def count(db: sqlite3.Connection, where: AuditFilter) -> int:
    """How many lines are wanted."""
    condition, values = _asked(where)
    return db.execute(f"SELECT count(*) FROM audit WHERE {condition}", values).fetchone()[0]


def names(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Everything that stands under ``user``, ``action`` and ``layer_id``: what can be asked for."""
    return {
        column: [
            name
            for (name,) in db.execute(f"SELECT DISTINCT {column} FROM audit ORDER BY {column}")
            if name is not None
        ]
        for column in ("user", "action", "layer_id")
    }


def _asked(where: AuditFilter) -> tuple[str, tuple]:
    """The condition, and what fills it."""
    asked = {
        "user = ?": where.user,
        "action = ?": where.action,
        "layer_id = ?": where.layer_id,
        "at >= ?": where.since and _moment(where.since),
        "at <= ?": where.until and _moment(where.until),
    }
    asked = {condition: value for condition, value in asked.items() if value is not None}
    return " AND ".join(asked) or "1", tuple(asked.values())


def link(
    previous: str, *, at: str, user: str, action: str, layer_id: str | None, detail: dict
) -> str:
    """The hash of an entry: of its own content and of the hash before it (SHA-256, hex)."""
    content = json.dumps([previous, at, user, action, layer_id, detail], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def verify(db: sqlite3.Connection) -> Chain:
    """Follow the chain of a catalogue from its first entry."""
    found = [_entry(row) for row in db.execute(f"SELECT {_ENTRY} FROM audit ORDER BY seq")]
    return Chain(len(found), found[-1].hash if found else GENESIS, first_break(found))


def first_break(entries: Iterable[AuditEntry]) -> int | None:
    """The sequence number of the first entry, oldest first, that does not fit the chain; None if all do."""
    previous, expected = GENESIS, 1
    for entry in entries:
        made = link(
            previous,
            at=entry.at,
            user=entry.user,
            action=entry.action,
            layer_id=entry.layer_id,
            detail=entry.detail,
        )
        if entry.hash != made or entry.seq != expected:
            return entry.seq
        previous, expected = entry.hash, expected + 1
    return None


def _moment(moment: datetime.datetime) -> str:
    """As the log writes it, so that texts compare as times do."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")


def _entry(row: tuple) -> AuditEntry:
    try:
        detail = json.loads(row[5])
    except ValueError:  # somebody changed it; the chain shows that
        detail = {"unreadable": row[5]}
    return AuditEntry(*row[:5], detail, row[6])
