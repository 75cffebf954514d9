"""The file of a masked version, cut out of the file of the whole one: fewer rows, fewer columns, else the same."""

import json
import uuid
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from layers.errors import StoreDamaged
from layers.store.files import PARQUET_FAULTS, ROW_GROUP, disk_faults, flush

_BOX = "bbox"


def cut(
    source: Path,
    out: Path,
    *,
    hidden: tuple[str, ...] = (),
    rows: np.ndarray | None = None,
    bounds: tuple[float, float, float, float] | None = None,
    blank: dict[str, np.ndarray] | None = None,
) -> None:
    """Write some rows and columns of a version file to `out`, all at once or not at all.

    Parameters
    ----------
    hidden : tuple of str
        Columns that are left out.
    rows : ndarray of bool, optional
        The rows that stay, in their order and with their `fid`; by default all.
    bounds : tuple of float, optional
        (minx, miny, maxx, maxy) of the rows that stay, EPSG:4326; None where they have no place.
    blank : dict of ndarray of bool, optional
        By column the rows of the source whose value is taken out.
    """
    passing = out.with_name(f"{uuid.uuid4().hex}.tmp")
    with disk_faults(out.parent):
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(source, passing, set(hidden), rows, bounds, blank or {})
            flush(passing)
            passing.replace(out)
        finally:
            passing.unlink(missing_ok=True)


def _write(source: Path, out: Path, hidden: set[str], rows, bounds, blank: dict) -> None:
    """Row group by row group, so that a layer of a million rows takes little room."""
    try:
        stored = pq.ParquetFile(source)
    except PARQUET_FAULTS as fault:
        raise StoreDamaged(path=source.name, fault=str(fault).splitlines()[0]) from fault
    with stored:
        names = [name for name in stored.schema_arrow.names if name not in hidden]
        schema = pa.schema([stored.schema_arrow.field(name) for name in names])
        said = _said(stored.schema_arrow.metadata or {}, hidden, bounds, boxed=rows is not None)
        with pq.ParquetWriter(out, schema.with_metadata(said), compression="zstd") as writer:
            held, first = schema.empty_table(), 0
            for number in range(stored.num_row_groups):
                part = stored.read_row_group(number)
                here = slice(first, first + len(part))
                first += len(part)
                part = _blanked(part, here, blank).select(names)
                part = part if rows is None else part.filter(pa.array(rows[here]))
                held = pa.concat_tables([held, part.replace_schema_metadata(None)])
                if len(held) >= ROW_GROUP:
                    writer.write_table(held.replace_schema_metadata(said))
                    held = schema.empty_table()
            if len(held):
                writer.write_table(held.replace_schema_metadata(said))


def _blanked(part: pa.Table, here: slice, blank: dict) -> pa.Table:
    for name, rows in blank.items():
        at, column = part.schema.get_field_index(name), part.column(name)
        known = pc.if_else(pa.array(~rows[here]), column, pa.scalar(None, column.type))
        part = part.set_column(at, part.schema.field(name), known)
    return part


def _said(metadata: dict, hidden: set[str], bounds, *, boxed: bool) -> dict:
    """What the file says of itself, without the names of hidden columns and the bounds of the whole."""
    said = dict(metadata)
    if b"geo" in said and boxed:
        geo = json.loads(said[b"geo"])
        main = geo["columns"][geo["primary_column"]]
        main.pop(_BOX, None)
        if bounds is not None:
            main[_BOX] = list(bounds)
        said[b"geo"] = json.dumps(geo).encode()
    if b"pandas" in said:
        pandas = json.loads(said[b"pandas"])
        pandas["columns"] = [c for c in pandas["columns"] if c["field_name"] not in hidden]
        # The numbers of rows of the whole stand in it.
        pandas["index_columns"] = []
        said[b"pandas"] = json.dumps(pandas).encode()
    return said
