"""Versions as the rows of the catalogue, and rows as versions."""

import datetime
import json
import sqlite3
from dataclasses import asdict

from layers.errors import StoreDamaged
from layers.store.model import Provenance, Version

COLUMNS = (
    "v.layer_id, v.number, v.sha256, v.rows, v.bounds, v.boundary_version, "
    "v.published_at, v.published_by, v.provenance, v.pruned_at"
)


def current_versions(db: sqlite3.Connection) -> dict[str, Version]:
    """The current version of each layer."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM version v JOIN layer l ON l.id = v.layer_id "
        "AND l.current = v.number ORDER BY v.layer_id"
    ).fetchall()
    return {row[0]: version_of(row) for row in rows}


def row_of(version: Version) -> tuple:
    """A version as a row."""
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
        version.pruned_at and version.pruned_at.isoformat(),
    )


def version_of(row: tuple) -> Version:
    """A row as a version; one that no program wrote like this was damaged on the disk."""
    try:
        bounds = json.loads(row[4])
        return Version(
            layer_id=row[0],
            number=int(row[1]),
            sha256=row[2],
            rows=int(row[3]),
            bounds=tuple(bounds) if bounds else None,
            boundary_version=row[5],
            published_at=datetime.datetime.fromisoformat(row[6]),
            published_by=row[7],
            provenance=Provenance(**json.loads(row[8])),
            pruned_at=row[9] and datetime.datetime.fromisoformat(row[9]),
        )
    except (TypeError, ValueError) as fault:
        raise StoreDamaged(path="catalogue.db", fault=f"{row[0]} {row[1]}: {fault}") from fault
