"""Where layers live. One protocol, one implementation a database; callers know only this page."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pandas as pd

from layers.errors import StoreUnsupported
from layers.spec import LayerSpec
from layers.store.account_table import AccountTable
from layers.store.audit import AuditFilter
from layers.store.drawing_table import DrawingTable
from layers.store.grant_table import GrantTable
from layers.store.job_table import JobTable
from layers.store.mapping_table import MappingTable
from layers.store.model import AuditEntry, Draft, Provenance, Version
from layers.store.rule_table import RuleTable
from layers.store.session_table import SessionTable
from layers.store.view_table import ViewTable

__all__ = ["AuditEntry", "AuditFilter", "Draft", "Provenance", "Store", "Version", "open_store"]


class Store(Protocol):
    """Layers with immutable versions, one of them current.

    Every implementation passes ``tests/layers/store_contract.py``. Frames are GeoDataFrames in
    EPSG:4326 (lon-lat), or DataFrames for tables.
    """

    specs: dict[str, LayerSpec]
    specs_folder: Path
    jobs: JobTable
    jobs_folder: Path
    mappings: MappingTable
    drawings: DrawingTable
    views: ViewTable
    accounts: AccountTable
    sessions: SessionTable
    grants: GrantTable
    rules: RuleTable
    staging: Path

    def at_once(self) -> AbstractContextManager[None]:
        """What is asked inside is answered as of one moment; only for what is over in a moment."""

    def path(self, version: Version) -> Path:
        """Where a version stands as a GeoParquet file that this machine can read."""

    def current(self) -> dict[str, Version]:
        """The current version of each layer that has one."""

    def version(self, layer_id: str, number: int | None = None) -> Version:
        """One version, the current one by default."""

    def history(self, layer_id: str) -> list[Version]:
        """All versions of a layer, newest first."""

    def shape_kinds(self, version: Version) -> set[str]:
        """The types of a version's shapes, as the file declares them; empty where it does not."""

    def columns(self, version: Version) -> list[str]:
        """The names of a version's columns."""

    def read(
        self,
        layer_id: str,
        *,
        number: int | None = None,
        columns: list[str] | None = None,
        bbox: tuple[float, float, float, float] | None = None,
    ) -> pd.DataFrame:
        """The rows of a version, all columns by default."""

    def read_version(
        self,
        version: Version,
        *,
        columns: list[str] | None = None,
        bbox: tuple[float, float, float, float] | None = None,
    ) -> pd.DataFrame:
        """The rows of this very version: of a masked one (`layers.masks`) only what it holds."""

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
        """Make rows, or a file ready for the store, the current version, if `expected` still is."""

    def publish_together(self, drafts: list[Draft], *, user: str) -> list[Version]:
        """Publish several layers that belong together: all of them, or none if one conflicts."""

    def restore(self, layer_id: str, number: int, *, user: str) -> Version:
        """Point the layer at an earlier version."""

    def withdraw(self, layer_id: str, *, user: str) -> None:
        """Take a layer out of service. Its versions stay, and `restore` brings one back."""

    def record(self, action: str, *, user: str, layer_id: str | None = None, **detail) -> None:
        """Write a line into the audit log about a deed that changes nothing: an export, a refusal."""

    def audit(
        self, *, limit: int | None = 1000, where: AuditFilter | None = None
    ) -> list[AuditEntry]:
        """The audit log, newest first: in the order of writing, whatever the clock said."""

    def prune(
        self, *, keep: int, user: str, layer_id: str | None = None, dry_run: bool = False
    ) -> list[Version]:
        """Remove the files of all but the newest `keep` versions, never of the one in service.

        Gives those versions; a `dry_run` only names them.
        """

    def check(self) -> list[str]:
        """The faults of the store in words; empty when it is sound."""


def open_store(url: str) -> Store:
    """Open the store at `url`, making an empty one where there is none.

    Parameters
    ----------
    url : str
        A folder.

    Raises
    ------
    StoreUnsupported
        For a database address: those come with the PostGIS store.
    StoreDamaged
        If the catalogue cannot be read.
    StoreNewer
        If a newer program wrote it.
    """
    if "://" in url:
        raise StoreUnsupported(url=url.split("://")[0])
    from layers.store.embedded import EmbeddedStore

    return EmbeddedStore(Path(url))
