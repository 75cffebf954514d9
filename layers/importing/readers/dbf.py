"""dBASE tables: what the header says, which records are marked deleted, and a table alone."""

import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from layers.errors import UnreadableFile
from layers.importing.formats import DBF
from layers.importing.readers.gdal import read_rows
from layers.importing.readers.limits import require_rows
from layers.importing.readers.opened import Opened
from layers.importing.report import Finding

BYTES = "ISO-8859-1"
_DELETED, _BLANK, _END = 0x2A, b" ", b"\x1a"
_LDID = 29


@dataclass(frozen=True)
class Dbf:
    """A table as its header describes it.

    Attributes
    ----------
    header, record : int
        Bytes of the header and of each record.
    declared, stored : int
        Records the header declares, and those of them that the file really holds.
    language : str or None
        The language byte, as ``LDID/87``; None where it is 0.
    """

    path: Path
    header: int
    record: int
    declared: int
    stored: int
    language: str | None

    @classmethod
    def read(cls, path: Path, *, file: str) -> "Dbf":
        with path.open("rb") as content:
            head = content.read(32)
        if len(head) < 32:
            raise UnreadableFile("broken", file=file, format="Shapefile (.dbf)")
        declared, header, record = struct.unpack("<IHH", head[4:12])
        if not record or header < 33:
            raise UnreadableFile("broken", file=file, format="Shapefile (.dbf)")
        held = max(path.stat().st_size - header, 0) // record
        language = f"LDID/{head[_LDID]}" if head[_LDID] else None
        return cls(path, header, record, declared, min(declared, held), language)

    def deleted(self, rows: int) -> np.ndarray:
        """Which of the first `rows` records are marked deleted (one truth value each)."""
        marked, known = np.zeros(rows, dtype=bool), min(rows, self.stored)
        if known:
            shape = (known, self.record)
            records = np.memmap(self.path, np.uint8, "r", offset=self.header, shape=shape)
            marked[:known] = records[:, 0] == _DELETED
        return marked

    def padded(self, rows: int, target: Path) -> Path:
        """A copy with blank records up to `rows`, because GDAL stops at the last record."""
        with self.path.open("rb") as source, target.open("wb") as out:
            head = bytearray(source.read(self.header))
            head[4:8] = struct.pack("<I", rows)
            out.write(head.ljust(self.header, b"\0"))
            left = self.stored * self.record
            while left and (chunk := source.read(min(left, 2**20))):
                out.write(chunk)
                left -= len(chunk)
            for start in range(self.stored, rows, 4096):
                out.write(_BLANK * (self.record * (min(rows, start + 4096) - start)))
            out.write(_END)
        return target


def open_dbf(path: Path, *, name: str, folder: Path) -> Opened:
    """A table alone, as it comes without the Shapefile it belonged to."""
    table = Dbf.read(path, file=name)
    require_rows(table.declared, file=name)
    staged = folder / "layer.dbf"
    if table.stored < table.declared:
        table.padded(table.stored, staged)
    elif path != staged:
        shutil.copyfile(path, staged)
    frame = read_rows(staged, letters=BYTES)
    deleted = table.deleted(table.stored)
    findings = [
        *deleted_findings(deleted),
        *lost_findings(table.stored - deleted.sum(), len(frame)),
    ]
    if table.stored < table.declared:
        findings += lost_findings(table.declared, table.stored)
    return Opened(
        DBF,
        frame,
        table.declared,
        raw_letters=True,
        declared_encoding=table.language,
        findings=findings,
    )


def deleted_findings(deleted: np.ndarray) -> list[Finding]:
    """Rows that a program marked deleted and left in the file: not read, but counted."""
    if not deleted.any():
        return []
    first = ", ".join(str(row + 1) for row in np.flatnonzero(deleted)[:10])
    return [
        Finding("rows.deleted", "warning", params={"count": int(deleted.sum()), "first": first})
    ]


def lost_findings(stored: int, read: int) -> list[Finding]:
    """Rows that the file counts and that could not be read."""
    if read >= stored:
        return []
    return [Finding("rows.lost", "warning", params={"stored": int(stored), "read": int(read)})]
