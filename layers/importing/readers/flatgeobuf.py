"""FlatGeobuf: one layer, in the order it is stored in."""

from pathlib import Path

from layers.importing.formats import FLATGEOBUF
from layers.importing.readers.dbf import lost_findings
from layers.importing.readers.gdal import count_declared, read_rows
from layers.importing.readers.limits import require_rows
from layers.importing.readers.opened import Opened


def open_flatgeobuf(path: Path, *, name: str) -> Opened:
    """Open a FlatGeobuf; its header counts the features (0 where it was written as a stream)."""
    declared = count_declared(path)
    require_rows(declared, file=name)
    frame = read_rows(path)
    rows = max(declared, len(frame))
    return Opened(
        FLATGEOBUF,
        frame,
        rows,
        crs_how="declared" if getattr(frame, "crs", None) is not None else None,
        declared_encoding="UTF-8",
        findings=lost_findings(rows, len(frame)),
    )
