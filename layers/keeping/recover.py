"""Make a store from a backup: all checksums first, then the whole store under its name, or nothing."""

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import CannotWrite
from layers.errors.keeping import BadBackup, StoreNewer, StoreNotEmpty
from layers.keeping import manifest
from layers.keeping.manifest import Manifest
from layers.store import files
from layers.store.embedded import EmbeddedStore
from layers.store.schema import SCHEMA_VERSION
from layers.store.session_table import forget_sessions

_PIECE = 2**20
_MOST_MANIFEST = 256 * 2**20
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def recover(file: Path, folder: Path, *, user: str) -> tuple[Manifest, int]:
    """Put the store of a backup into `folder`; gives the list of the backup and how many layers there are.

    Raises
    ------
    BadBackup
        If the file is no backup, or not whole.
    StoreNewer
        If a newer program wrote it.
    StoreNotEmpty
        If there is anything in `folder`.
    CannotWrite, StoreFull
        If the folder cannot be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreNotEmpty(path=str(folder))
    with _opened(file) as archive:
        held = _manifest(archive, file)
        for name, digest in held.files.items():
            with _explained(file, name):
                if _read(archive, name) != digest:
                    raise BadBackup("damaged", file=file.name, part=name)
        return held, _put(archive, held, folder, user=user)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, *_FAULTS) as fault:
        raise BadBackup("not_one", file=file.name) from fault
    with archive:
        yield archive


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    names = archive.namelist()
    try:
        if archive.getinfo(manifest.FILE).file_size > _MOST_MANIFEST:
            raise ValueError("too large")
        held = Manifest.from_bytes(archive.read(manifest.FILE))
    except (KeyError, ValueError, *_FAULTS) as fault:
        raise BadBackup("not_one", file=file.name) from fault
    if held.schema > SCHEMA_VERSION:
        raise StoreNewer(path=str(file), found=held.schema, known=SCHEMA_VERSION)
    if missing := sorted(set(held.files) - set(names)):
        raise BadBackup("incomplete", file=file.name, part=missing[0])
    more = sorted(set(names) - set(held.files) - {manifest.FILE})
    twice = sorted({name for name in names if names.count(name) > 1}) if not more else []
    if more or twice:
        raise BadBackup("unexpected", file=file.name, part=[*more, *twice][0])
    return held


@contextmanager
def _explained(file: Path, name: str) -> Iterator[None]:
    try:
        yield
    except _FAULTS as fault:
        raise BadBackup("damaged", file=file.name, part=name) from fault


def _read(archive: zipfile.ZipFile, name: str, into: Path | None = None) -> str:
    """Read a file of the archive, and write it where asked; gives its SHA-256."""
    digest = hashlib.sha256()
    with archive.open(name) as file, (into or Path(os.devnull)).open("wb") as out:
        while piece := file.read(_PIECE):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def _put(archive: zipfile.ZipFile, held: Manifest, folder: Path, *, user: str) -> int:
    """Beside its place first; the last step gives the store its name."""
    passing = folder.absolute().with_name(f".{folder.name}.{os.getpid()}-recovered")
    try:
        with files.disk_faults(_standing(folder)):
            passing.mkdir(parents=True)
            needed = sum(archive.getinfo(name).file_size for name in held.files)
            files.require_space(passing, needed)
            for name in held.files:
                into = passing / name
                into.parent.mkdir(exist_ok=True)
                _read(archive, name, into)
                files.flush(into)
            layers = _settle(passing, held, user=user)
            if folder.exists():
                folder.rmdir()
            passing.rename(folder)
            files.flush(folder.absolute().parent)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise CannotWrite("path", file=str(folder), fault=reason) from fault
    finally:
        shutil.rmtree(passing, ignore_errors=True)
    return layers


def _settle(passing: Path, held: Manifest, *, user: str) -> int:
    """Open the store once: an older one is upgraded, and its log says where it comes from."""
    store = EmbeddedStore(passing)
    with store.catalogue.writing() as db:
        forget_sessions(db)  # backups of older programs hold them
        store.catalogue.log(
            db, user=user, action="recover", layer_id=None, detail={"of": held.made_at}
        )
    layers = len(store.current())
    store.catalogue.close()
    for place in passing.iterdir():
        if place.is_dir():
            files.flush(place)
    files.flush(passing)
    return layers


def _standing(folder: Path) -> Path:
    """The nearest folder above that is there."""
    above = folder.absolute().parent
    while not above.exists():
        above = above.parent
    return above
