"""Inspect a store: every file against its checksum, the catalogue, the audit log, what was left over."""

from collections.abc import Callable, Iterator
from pathlib import Path

from layers.errors import StoreDamaged
from layers.keeping.fault import Inspection, StoreFault
from layers.store import files
from layers.store.audit import verify
from layers.store.catalogue import Catalogue
from layers.store.leftovers import abandoned, passing, unneeded
from layers.store.model import Version

QUARANTINE = "quarantine"


def inspect(
    folder: Path, tell: Callable[[int, int], None] = lambda done, total: None
) -> Inspection:
    """Look at everything in the folder of a store, also while the app runs. Nothing is changed.

    Parameters
    ----------
    tell : callable
        Told how many files were read of how many.

    Raises
    ------
    StoreNewer
        If a newer program wrote it.
    """
    digests = _digests(folder, tell)
    place = folder / "catalogue.db"
    if not place.exists() or place.stat().st_size == 0:
        return Inspection([StoreFault("catalogue_missing", {}), *_strays(folder, digests, set())])
    try:
        catalogue = Catalogue(place)
        try:
            return _with_catalogue(folder, catalogue, digests)
        finally:
            catalogue.close()
    except StoreDamaged as damage:
        fault = StoreFault("catalogue_damaged", {"fault": damage.params["fault"]})
        return Inspection([fault, *_strays(folder, digests, set())], files=len(digests))


def quarantine(folder: Path, inspection: Inspection, *, user: str) -> list[str]:
    """Put the damaged files aside, so that nobody is served from one; gives their names."""
    damaged = [fault.path for fault in inspection.faults if fault.path is not None]
    if not damaged:
        return []
    aside = folder / QUARANTINE
    aside.mkdir(exist_ok=True)
    for path in damaged:
        path.replace(aside / path.name)
    names = [path.name for path in damaged]
    if inspection.chain is not None:
        catalogue = Catalogue(folder / "catalogue.db")
        with catalogue.writing() as db:
            detail = {"files": names}
            catalogue.log(db, user=user, action="quarantine", layer_id=None, detail=detail)
        catalogue.close()
    return names


def _digests(folder: Path, tell: Callable[[int, int], None]) -> dict[Path, str]:
    """The SHA-256 of every file that bears one as its name; empty of a file that cannot be read."""
    named = [path for room in ("versions", "sources") for path in (folder / room).glob("*.*")]
    named = sorted(path for path in named if path.suffix != ".tmp")
    digests = {}
    for done, path in enumerate(named, 1):
        try:
            digests[path] = files.sha256(path)
        except FileNotFoundError:  # retention removed it meanwhile
            continue
        except OSError:  # such as a bad sector
            digests[path] = ""
        tell(done, len(named))
    return digests


def _with_catalogue(folder: Path, catalogue: Catalogue, digests: dict[Path, str]) -> Inspection:
    with catalogue.connect() as db:
        (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise StoreDamaged(path=catalogue.path.name, fault=said.splitlines()[0])
        layers = [i for (i,) in db.execute("SELECT id FROM layer ORDER BY id")]
        versions = [v for i in layers for v in catalogue.history_within(db, i)]
        chain = verify(db)
    kept = [version for version in versions if version.pruned_at is None]
    faults = [*_versions(folder, kept, digests), *_sources(folder, kept, digests)]
    faults += _strays(folder, digests, {version.sha256 for version in kept})
    if chain.first_broken is not None:
        faults.append(StoreFault("audit_broken", {"entry": chain.first_broken}))
    return Inspection([*faults, *_left(folder, kept)], len(kept), len(digests), chain)


def _versions(folder: Path, kept: list[Version], digests: dict[Path, str]) -> Iterator[StoreFault]:
    bad = {v.key for v in kept if digests.get(_path(folder, v)) != v.sha256}
    seen = set()
    for version in kept:
        if version.key not in bad:
            continue
        sound = [v.number for v in kept if v.layer_id == version.layer_id and v.key not in bad]
        path = _path(folder, version)
        params = {
            "layer": version.layer_id,
            "version": str(version.number),
            "file": f"versions/{path.name}",
            "sound": str(sound[0]) if sound else None,
        }
        there = path in digests
        movable = path if there and path not in seen else None  # several versions may share it
        seen.add(path)
        yield StoreFault("file_damaged" if there else "file_missing", params, movable)


def _path(folder: Path, version: Version) -> Path:
    return folder / "versions" / f"{version.sha256}.parquet"


def _sources(folder: Path, kept: list[Version], digests: dict[Path, str]) -> Iterator[StoreFault]:
    there = {path.stem for path in digests if path.parent.name == "sources"}
    for version in kept:
        named = version.provenance.source_sha256
        if named and named not in there:
            named_as = {"layer": version.layer_id, "version": str(version.number)}
            yield StoreFault("source_missing", named_as | {"file": f"sources/{named}"})
    for path, digest in digests.items():
        if path.parent.name == "sources" and path.stem != digest:
            yield StoreFault("source_damaged", {"file": f"sources/{path.name}"}, path)


def _strays(folder: Path, digests: dict[Path, str], needed: set[str]) -> Iterator[StoreFault]:
    """Damaged version files that no version needs, or of which nobody can say."""
    for path, digest in digests.items():
        if path.parent.name == "versions" and path.stem not in needed and path.stem != digest:
            yield StoreFault("stray_damaged", {"file": f"versions/{path.name}"}, path)


def _left(folder: Path, kept: list[Version]) -> Iterator[StoreFault]:
    """What interrupted work, an older catalogue or an earlier inspection left."""
    for path in passing(folder):
        if abandoned(path):
            yield StoreFault("leftover", {"file": f"{path.parent.name}/{path.name}"})
    orphans = [*unneeded(folder, {v.sha256 for v in kept}), *(folder / "orphans").glob("*")]
    for path in orphans:
        yield StoreFault("orphan", {"file": f"{path.parent.name}/{path.name}"})
    for path in (folder / QUARANTINE).glob("*"):
        yield StoreFault("quarantined", {"file": f"{QUARANTINE}/{path.name}"})
