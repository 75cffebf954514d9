"""Back up a store while the app runs: its catalogue of one moment, and the files which that names."""

import datetime
import hashlib
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from layers.basemaps.listing import FILE as BASEMAPS
from layers.errors import CannotWrite
from layers.keeping import manifest
from layers.keeping.manifest import CATALOGUE, Manifest
from layers.store import files
from layers.store.audit import verify
from layers.store.embedded import EmbeddedStore
from layers.store.schema import copy_catalogue, schema_of
from layers.store.session_table import forget_sessions

_PIECE = 2**20
# Imports under way are not in a backup: their files change while it is made.
_OPEN_JOBS = "DELETE FROM job WHERE json_extract(content, '$.state') <> 'published'"


def back_up(
    store: EmbeddedStore,
    out: Path,
    *,
    user: str,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Manifest:
    """Write a backup to `out`: whole under its name, or not at all.

    Only what some version needs is in it; what can be made again is not, and nobody is signed
    in with it. Files that are missing or damaged in the store are named under ``lacking``.

    Raises
    ------
    CannotWrite, StoreFull
        If the place cannot be written to, or has no room.
    """
    try:
        with files.disk_faults(out.parent):
            made = _write_whole(store, out, tell)
    except OSError as fault:
        raise CannotWrite("path", file=str(out), fault=fault.strerror or str(fault)) from fault
    with store.catalogue.writing() as db:
        detail = {"files": len(made.files), "lacking": len(made.lacking), "of": made.made_at}
        store.catalogue.log(db, user=user, action="backup", layer_id=None, detail=detail)
    return made


def _write_whole(store: EmbeddedStore, out: Path, tell: Callable[[int, int], None]) -> Manifest:
    with (
        TemporaryDirectory(dir=out.parent, prefix=".hatang-") as passing,
        TemporaryDirectory(dir=store.staging, prefix=f"{os.getpid()}-") as held,
    ):
        archive = Path(passing) / out.name
        made = _write(store, _hold_moment(store, Path(passing), Path(held)), archive, tell)
        archive.chmod(0o600)  # it holds what some may not see
        files.flush(archive)
        archive.replace(out)
        files.flush(out.parent)
    return made


class _Moment(NamedTuple):
    """The catalogue of one moment, and where the files that it names are read: None if not there."""

    snapshot: Path
    at: datetime.datetime
    files: dict[str, tuple[str, Path | None]]


def _hold_moment(store: EmbeddedStore, passing: Path, held: Path) -> _Moment:
    """Copy the catalogue, and give its files second names, which retention does not remove.

    The write lock keeps publishing and retention out meanwhile; only names are written. Where the
    disk knows no second names, a file that goes before its turn will be lacking.
    """
    snapshot = passing / CATALOGUE
    with store.catalogue.writing() as db:
        now = datetime.datetime.now(datetime.UTC)
        copy_catalogue(store.catalogue.path, snapshot)
        wanted = {f"versions/{sha}.parquet": sha for sha in store.catalogue.files(db)}
        wanted |= _sources(store, store.catalogue.sources(db))
        found = {
            name: (wanted[name], _hold(store.folder / name, held / str(number)))
            for number, name in enumerate(sorted(wanted))
        }
    return _Moment(snapshot, now, found)


def _hold(path: Path, held: Path) -> Path | None:
    try:
        held.hardlink_to(path)
    except FileNotFoundError:
        return None
    except OSError:
        return path
    return held


def _write(
    store: EmbeddedStore, moment: _Moment, archive: Path, tell: Callable[[int, int], None]
) -> Manifest:
    with closing(sqlite3.connect(moment.snapshot, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = MEMORY")  # a copy that fails is thrown away
        chain, schema = verify(db), schema_of(db)
        db.execute(_OPEN_JOBS)
        forget_sessions(db)
    held, lacking = {CATALOGUE: files.sha256(moment.snapshot)}, []
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
        out.write(moment.snapshot, CATALOGUE, zipfile.ZIP_DEFLATED)
        for name in _settings(store.folder):
            held[name] = _add(out, store.folder / name, name)
        for done, (name, (sha, path)) in enumerate(moment.files.items(), 1):
            if path is None or not path.exists() or files.sha256(path) != sha:
                lacking.append(name)
            else:
                held[name] = _add(out, path, name)
            tell(done, len(moment.files))
        at = moment.at.isoformat(timespec="seconds")
        made = Manifest(at, schema, chain.entries, chain.last, held, lacking)
        out.writestr(manifest.FILE, made.to_bytes())
    return made


def _sources(store: EmbeddedStore, shas: set[str]) -> dict[str, str]:
    """The handed-in files by name; one that is not there keeps its bare hash as its name."""
    there = {path.stem: path.name for path in (store.folder / "sources").glob("*.*")}
    return {f"sources/{there.get(sha, sha)}": sha for sha in shas}


def _settings(folder: Path) -> list[str]:
    """What people wrote for this store."""
    specs = [f"specs/{path.name}" for path in sorted((folder / "specs").glob("*.y*ml"))]
    return [*specs, *([BASEMAPS] if (folder / BASEMAPS).is_file() else [])]


def _add(out: zipfile.ZipFile, path: Path, name: str) -> str:
    """Copy a file into the archive; gives the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    with path.open("rb") as file, out.open(entry, "w", force_zip64=True) as into:
        while piece := file.read(_PIECE):
            digest.update(piece)
            into.write(piece)
    return digest.hexdigest()
