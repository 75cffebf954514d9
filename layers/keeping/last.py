"""When a store was last looked at and last copied, as its log tells."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from layers.keeping.fault import Inspection
from layers.store import AuditFilter, Store
from layers.store.catalogue import Catalogue

CHECK, BACKUP = "check_store", "backup"


@dataclass(frozen=True)
class Deed:
    """The last of its kind: when, by whom, and how many faults it found."""

    at: datetime.datetime
    by: str
    faults: int

    def days(self, now: datetime.datetime) -> float:
        """How many days ago."""
        return (now - self.at).total_seconds() / 86_400


def note_check(folder: Path, found: Inspection, *, user: str) -> None:
    """Write into the log of a store that it was inspected, and how many errors it has."""
    catalogue = Catalogue(folder / "catalogue.db")
    try:
        with catalogue.writing() as db:
            detail = {"files": found.files, "faults": len(found.errors)}
            catalogue.log(db, user=user, action=CHECK, layer_id=None, detail=detail)
    finally:
        catalogue.close()


def last_check(store: Store) -> Deed | None:
    """The last inspection."""
    return _last(store, CHECK, "faults")


def last_backup(store: Store) -> Deed | None:
    """The last backup; its faults are files that it lacks."""
    return _last(store, BACKUP, "lacking")


def _last(store: Store, action: str, faults: str) -> Deed | None:
    found = store.audit(limit=1, where=AuditFilter(action=action))
    if not found:
        return None
    entry = found[0]
    counted = entry.detail.get(faults, 0)
    at = datetime.datetime.fromisoformat(entry.at)
    return Deed(at, entry.user, counted if isinstance(counted, int) else 0)
