"""Grants of restricted layers, in the catalogue. They are revoked, never forgotten."""

import datetime
import json
from dataclasses import dataclass

from layers.access import Grant
from layers.errors import UnknownGrant
from layers.store.catalogue import Catalogue
from layers.store.session_table import GRANT_COLUMNS, grant


@dataclass(frozen=True)
class GrantEntry:
    """A grant, who gave it, and whether it still holds."""

    grant: Grant
    given_by: str
    given_at: datetime.datetime
    revoked_at: datetime.datetime | None


class GrantTable:
    """The grants of one store. Safe across threads and processes. Its table is made with the sessions'."""

    def __init__(self, catalogue: Catalogue):
        self._catalogue = catalogue

    def all(self) -> list[GrantEntry]:
        """All grants there ever were, the newest first."""
        with self._catalogue.reading() as db:
            rows = db.execute(
                f"SELECT {GRANT_COLUMNS}, given_by, given_at, revoked_at FROM layer_grant "
                "ORDER BY given_at DESC, id"
            ).fetchall()
        return [
            GrantEntry(grant(row[:8]), row[8], _moment(row[9]), _moment(row[10])) for row in rows
        ]

    def add(self, given: Grant, *, by: str) -> None:
        """Keep a grant."""
        row = (
            *(given.id, given.user, given.layer_id, given.purpose, json.dumps(list(given.areas))),
            *(given.until.isoformat(), given.export, given.personal, by, _now()),
        )
        with self._catalogue.writing() as db:
            db.execute("INSERT INTO layer_grant VALUES (?,?,?,?,?,?,?,?,?,?,NULL)", row)
            detail = {
                "account": given.user,
                "grant": given.id,
                "areas": list(given.areas),
                "until": given.until.isoformat(),
                "export": given.export,
                "personal": given.personal,
            }
            self._catalogue.log(
                db, user=by, action="grant_given", layer_id=given.layer_id, detail=detail
            )

    def revoke(self, grant_id: str, *, by: str) -> None:
        """Let a grant hold no longer."""
        with self._catalogue.writing() as db:
            row = db.execute(
                "UPDATE layer_grant SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL "
                "RETURNING user, layer_id",
                (_now(), grant_id),
            ).fetchone()
            if row is None:
                raise UnknownGrant(id=grant_id[:40])
            self._catalogue.log(
                db,
                user=by,
                action="grant_revoked",
                layer_id=row[1],
                detail={"account": row[0], "grant": grant_id},
            )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat()


def _moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None
