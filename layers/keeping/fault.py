"""What is wrong with a store: one fault, and all that an inspection found."""

from dataclasses import dataclass, field
from pathlib import Path

from layers.store.audit import Chain
from layers.words import Words

# Code -> severity. An error is something that somebody asked to keep and that is not there as it was.
SEVERITIES = {
    "catalogue_missing": "error",
    "catalogue_damaged": "error",
    "audit_broken": "error",
    "file_missing": "error",
    "file_damaged": "error",
    "source_missing": "warning",
    "source_damaged": "warning",
    "stray_damaged": "warning",
    "leftover": "info",
    "orphan": "info",
    "quarantined": "info",
}


@dataclass(frozen=True)
class StoreFault:
    """One fault.

    Attributes
    ----------
    params : dict
        What its sentences name; of a version ``layer``, ``version``, ``file`` and ``sound``, the newest
        other version whose file is as it was.
    path : Path or None
        The damaged file, where it can be put aside.
    """

    code: str
    params: dict
    path: Path | None = None

    @property
    def severity(self) -> str:
        return SEVERITIES[self.code]

    def to_json(self, words: Words) -> dict:
        """The fault with its sentence and what to do."""
        alone = "sound" in self.params and self.params["sound"] is None
        fix = words(f"store_fault.{self.code}.fix{'_alone' if alone else ''}", **self.params)
        message = words(f"store_fault.{self.code}", **self.params)
        named = {name: self.params.get(name) for name in ("layer", "version", "file")}
        said = {"message": message, "fix": fix}
        return {"code": self.code, "severity": self.severity} | named | said


@dataclass(frozen=True)
class Inspection:
    """What was looked at, and what is wrong with it.

    Attributes
    ----------
    versions, files : int
        Versions that have a file, and the files that were read.
    chain : Chain or None
        Of the audit log; None where the catalogue cannot be read.
    """

    faults: list[StoreFault] = field(default_factory=list)
    versions: int = 0
    files: int = 0
    chain: Chain | None = None

    @property
    def errors(self) -> list[StoreFault]:
        return [fault for fault in self.faults if fault.severity == "error"]
