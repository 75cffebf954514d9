"""The store of one machine: a folder with a catalogue, version files and the files they came from."""

import datetime
import os
import sqlite3
import uuid
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from layers.errors import StoreDamaged, UnknownVersion
from layers.spec import LayerSpec, get_spec, load_specs
from layers.store import files
from layers.store.account_table import AccountTable
from layers.store.audit import AuditFilter, first_break
from layers.store.catalogue import Catalogue
from layers.store.drawing_table import DrawingTable
from layers.store.grant_table import GrantTable
from layers.store.job_table import JobTable
from layers.store.leftovers import sweep
from layers.store.mapping_table import MappingTable
from layers.store.model import AuditEntry, Draft, Provenance, Version
from layers.store.retention import masked_folder, prune, require_kept
from layers.store.rule_table import RuleTable
from layers.store.session_table import SessionTable
from layers.store.upload_table import UploadTable
from layers.store.view_table import ViewTable


class _Staged(NamedTuple):
    path: Path
    version: Version
    expected: int | None


class EmbeddedStore:
    """The `Store` in a folder.

    ``catalogue.db``, ``versions/<sha256>.parquet``, ``sources/<sha256>.<suffix>``, ``staging/`` for
    what is under way, ``orphans/`` for version files that no version names, ``derived/`` for what can
    be made again, ``specs/`` for the city's own layers.

    Publishing is: stage the file and flush it; then, holding the catalogue's write lock, rename it
    and commit one transaction that compares the version the editor saw. Whatever kills the process,
    the old version or the new one is in service.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        try:
            with files.disk_faults(folder):
                for name in ("versions", "sources", "staging", "derived", "orphans", "jobs"):
                    (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreDamaged(path=str(folder), fault=str(fault)) from fault
        _require_catalogue(folder)
        self.catalogue = Catalogue(folder / "catalogue.db")
        self.rules = RuleTable(self.catalogue, load_specs(folder / "specs"))
        self.jobs = JobTable(self.catalogue)
        self.mappings = MappingTable(self.catalogue)
        self.drawings = DrawingTable(self.catalogue)
        self.views = ViewTable(self.catalogue)
        self.uploads = UploadTable(self.catalogue)
        self.sessions = SessionTable(self.catalogue)
        self.accounts = AccountTable(self.catalogue)
        self.grants = GrantTable(self.catalogue)
        sweep(folder, self.catalogue)

    @property
    def specs(self) -> dict[str, LayerSpec]:
        return self.rules.specs

    @property
    def specs_folder(self) -> Path:
        return self.folder / "specs"

    @property
    def jobs_folder(self) -> Path:
        return self.folder / "jobs"

    @property
    def staging(self) -> Path:
        return self.folder / "staging"

    def at_once(self) -> AbstractContextManager[None]:
        return self.catalogue.at_once()

    def current(self) -> dict[str, Version]:
        return self.catalogue.current()

    def version(self, layer_id: str, number: int | None = None) -> Version:
        get_spec(self.specs, layer_id)
        return self.catalogue.version(layer_id, number)

    def history(self, layer_id: str) -> list[Version]:
        get_spec(self.specs, layer_id)
        return self.catalogue.history(layer_id)

    def path(self, version: Version) -> Path:
        """Where the file of a version lies; that of a masked one among what is derived from the whole one."""
        if version.part_of is not None:
            return masked_folder(self.folder, version.part_of) / f"{version.sha256}.parquet"
        return self.folder / "versions" / f"{version.sha256}.parquet"

    def shape_kinds(self, version: Version) -> set[str]:
        return files.shape_kinds(self.path(version))

    def columns(self, version: Version) -> list[str]:
        return files.columns(self.path(version))

    def read(
        self,
        layer_id: str,
        *,
        number: int | None = None,
        columns: list[str] | None = None,
        bbox: tuple[float, float, float, float] | None = None,
    ) -> pd.DataFrame:
        return self.read_version(self.version(layer_id, number), columns=columns, bbox=bbox)

    def read_version(
        self,
        version: Version,
        *,
        columns: list[str] | None = None,
        bbox: tuple[float, float, float, float] | None = None,
    ) -> pd.DataFrame:
        # What retention removed may have been asked for by somebody who saw it there.
        require_kept(self.version(version.layer_id, version.number), self.catalogue)
        table = self.specs[version.layer_id].is_table
        return files.read(self.path(version), columns=columns, bbox=bbox, table=table)

    def publish(
        self,
        content: pd.DataFrame | Path,
        layer_id: str,
        *,
        user: str,
        expected: int | None,
        provenance: Provenance,
        source: Path | None = None,
    ) -> Version:
        draft = Draft(content, layer_id, expected=expected, provenance=provenance, source=source)
        return self.publish_together([draft], user=user)[0]

    def publish_together(self, drafts: list[Draft], *, user: str) -> list[Version]:
        for draft in drafts:
            get_spec(self.specs, draft.layer_id)
        files.require_space(self.folder, sum(_expected_size(draft.content) for draft in drafts))
        with ExitStack() as leftovers:
            return self._enter([self._stage(draft, leftovers, user=user) for draft in drafts])

    def restore(self, layer_id: str, number: int, *, user: str) -> Version:
        self.version(layer_id, number)
        with self.catalogue.writing() as db:
            version = require_kept(self.version(layer_id, number), self.catalogue)
            was = self.catalogue.current_number(db, layer_id)
            self.catalogue.point(db, layer_id, number)
            detail = {"from": was, "to": number}
            self.catalogue.log(db, user=user, action="restore", layer_id=layer_id, detail=detail)
        return version

    def withdraw(self, layer_id: str, *, user: str) -> None:
        with self.catalogue.writing() as db:
            seen = self.catalogue.current_number(db, layer_id)
            if seen is None:
                raise UnknownVersion(layer=layer_id, version="–")
            db.execute("DELETE FROM layer WHERE id = ?", (layer_id,))
            detail = {"version": seen}
            self.catalogue.log(db, user=user, action="withdraw", layer_id=layer_id, detail=detail)

    def record(self, action: str, *, user: str, layer_id: str | None = None, **detail) -> None:
        with self.catalogue.writing() as db:
            self.catalogue.log(db, user=user, action=action, layer_id=layer_id, detail=detail)

    def audit(
        self, *, limit: int | None = 1000, where: AuditFilter | None = None
    ) -> list[AuditEntry]:
        return self.catalogue.audit(limit, where)

    def prune(
        self, *, keep: int, user: str, layer_id: str | None = None, dry_run: bool = False
    ) -> list[Version]:
        if layer_id is not None:
            get_spec(self.specs, layer_id)
        asked = {"keep": keep, "layer_id": layer_id, "user": user, "dry_run": dry_run}
        return prune(self.folder, self.catalogue, **asked)

    def check(self) -> list[str]:
        faults = []
        for layer_id in self.specs:
            for version in self.catalogue.history(layer_id):
                path = self.path(version)
                if version.pruned_at is not None:
                    continue
                if not path.exists():
                    faults.append(f"{version.key}: file missing")
                elif files.sha256(path) != version.sha256:
                    faults.append(f"{version.key}: file changed on disk")
        broken = first_break(reversed(self.catalogue.audit(None)))
        return faults if broken is None else [*faults, f"audit log broken at entry {broken}"]

    def _stage(self, draft: Draft, leftovers: ExitStack, *, user: str) -> "_Staged":
        path = self.folder / "staging" / f"{os.getpid()}-{uuid.uuid4().hex}.parquet"
        leftovers.callback(path.unlink, missing_ok=True)
        if isinstance(draft.content, Path):
            digest = files.take_in(draft.content, path)
        else:
            digest = files.write(files.arrange(draft.content), path)
        if draft.source is not None:
            files.keep_source(draft.source, self.folder / "sources")
        facts = files.describe(path)
        version = Version(
            layer_id=draft.layer_id,
            number=0,
            sha256=digest,
            rows=facts.rows,
            bounds=facts.bounds,
            boundary_version=facts.boundary_version,
            published_at=datetime.datetime.now(datetime.UTC),
            published_by=user,
            provenance=draft.provenance,
        )
        return _Staged(path, version, draft.expected)

    def _enter(self, staged: list["_Staged"]) -> list[Version]:
        with self.catalogue.writing() as db:
            return [self._settle(db, *each) for each in staged]

    def _settle(
        self, db: sqlite3.Connection, path: Path, version: Version, expected: int | None
    ) -> Version:
        files.settle(path, self.path(version))
        entered = self.catalogue.add(db, version, expected=expected)
        self.catalogue.log(
            db,
            user=version.published_by,
            action="publish",
            layer_id=version.layer_id,
            detail={"version": entered.number, "rows": entered.rows, "sha256": entered.sha256},
        )
        return entered


def _require_catalogue(folder: Path) -> None:
    """Version files without their catalogue are a damaged store, not an empty one."""
    catalogue = folder / "catalogue.db"
    lost = not catalogue.exists() or catalogue.stat().st_size == 0
    if lost and any((folder / "versions").glob("*.parquet")):
        raise StoreDamaged(path=str(catalogue), fault="missing or empty")


def _expected_size(content: pd.DataFrame | Path) -> int:
    """Bytes to have free: three times what the file may take, of a ready file its size once more."""
    if isinstance(content, Path):
        return content.stat().st_size
    cells = content.shape[0] * content.shape[1]
    points = int(content.geometry.count_coordinates().sum()) if _has_geometry(content) else 0
    # 40 bytes for each cell are more than enough (measured: seldom above 20).
    return 3 * (40 * cells + 16 * points + 2**16)


def _has_geometry(frame: pd.DataFrame) -> bool:
    return isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None
