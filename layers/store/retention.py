"""Retention: the files of old versions go, their rows stay in the history and say so."""

import datetime
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

from layers.errors import BadOption
from layers.errors.keeping import VersionPruned
from layers.store.catalogue import Catalogue
from layers.store.model import Version


def require_kept(version: Version, catalogue: Catalogue) -> Version:
    """The version, if its file was not removed.

    Raises
    ------
    VersionPruned
    """
    if version.pruned_at is None:
        return version
    kept = [v.number for v in catalogue.history(version.layer_id) if v.pruned_at is None]
    raise VersionPruned(
        layer=version.layer_id,
        version=str(version.number),
        day=version.pruned_at.date(),
        kept=", ".join(map(str, kept)),
    )


def masked_folder(folder: Path, sha256: str) -> Path:
    """Where the masked versions (`layers.masks`) of a version file stand, which go with it."""
    return folder / "derived" / f"masked-{sha256[:24]}"


def prune(
    folder: Path,
    catalogue: Catalogue,
    *,
    keep: int,
    layer_id: str | None,
    user: str,
    dry_run: bool,
) -> list[Version]:
    """Remove the files of all but the newest `keep` versions of each layer; the one in service stays.

    The rows are marked first, within one transaction with the log. A kill before the files are gone
    leaves files that no version needs; the next start puts those aside.
    """
    if keep < 1:
        raise BadOption(option="--keep", value=keep)
    now = datetime.datetime.now(datetime.UTC)
    if dry_run:
        with catalogue.reading() as db:
            return _old(catalogue, db, keep, layer_id)
    with catalogue.writing() as db:
        old = [replace(v, pruned_at=now) for v in _old(catalogue, db, keep, layer_id)]
        for version in old:
            db.execute(
                "UPDATE version SET pruned_at = ? WHERE layer_id = ? AND number = ?",
                (now.isoformat(), version.layer_id, version.number),
            )
        for each in dict.fromkeys(v.layer_id for v in old):
            gone = [v.number for v in old if v.layer_id == each]
            detail = {"versions": gone, "keep": keep}
            catalogue.log(db, user=user, action="prune", layer_id=each, detail=detail)
    _remove_files(folder, catalogue, old)
    return old


def _old(
    catalogue: Catalogue, db: sqlite3.Connection, keep: int, layer_id: str | None
) -> list[Version]:
    asked = [layer_id] if layer_id else [i for (i,) in db.execute("SELECT id FROM layer")]
    return [
        version
        for each in sorted(asked)
        for version in catalogue.history_within(db, each)[keep:]
        if version.pruned_at is None and version.number != catalogue.current_number(db, each)
    ]


def _remove_files(folder: Path, catalogue: Catalogue, old: list[Version]) -> None:
    """Under the write lock, for another publish may bring the same content back at this moment."""
    with catalogue.writing() as db:
        versions, sources = catalogue.files(db), catalogue.sources(db)
        for version in old:
            if version.sha256 not in versions:
                (folder / "versions" / f"{version.sha256}.parquet").unlink(missing_ok=True)
                shutil.rmtree(masked_folder(folder, version.sha256), ignore_errors=True)
            tiles = f"tiles-{version.layer_id}.{version.number}.*"
            for made in (folder / "derived").glob(tiles):
                shutil.rmtree(made, ignore_errors=True)
            source = version.provenance.source_sha256
            if source and source not in sources:
                for path in (folder / "sources").glob(f"{source}.*"):
                    path.unlink(missing_ok=True)
