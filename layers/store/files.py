"""The files of versions: GeoParquet in EPSG:4326, along a Hilbert curve, named by their hash."""

import errno
import hashlib
import json
import math
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from geo.crs import STORAGE_CRS
from layers.errors import StoreDamaged, StoreFull
from layers.errors.keeping import StoreReadOnly

FID = "fid"
ROW_GROUP = 20_000
# What reading a damaged (Geo)Parquet file is known to raise.
PARQUET_FAULTS = (
    OSError,
    ValueError,
    LookupError,
    pa.ArrowException,
    shapely.errors.GEOSException,
    pyproj.exceptions.ProjError,
)
# Not every system knows quotas.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}


def arrange(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order they are stored, with a column ``fid`` (1, 2, 3 ...).

    Neighbours on the map stand close in the file, so that a window reads few row groups.
    """
    arranged = frame.drop(columns=FID, errors="ignore")
    if isinstance(arranged, gpd.GeoDataFrame) and len(arranged):
        arranged = arranged.to_crs(STORAGE_CRS)
        here = ~(arranged.geometry.isna() | arranged.geometry.is_empty)
        shapes = arranged.geometry if here.all() else arranged.geometry[here]
        along = shapes.hilbert_distance().to_numpy() if len(shapes) else np.empty(0)
        placed, unplaced = np.flatnonzero(here), np.flatnonzero(~here)
        order = np.concatenate([placed[np.argsort(along, kind="stable")], unplaced])
        arranged = arranged.iloc[order]
    arranged = arranged.reset_index(drop=True)
    arranged.insert(0, FID, range(1, len(arranged) + 1))
    return arranged


def write(frame: pd.DataFrame, path: Path) -> str:
    """Write `frame` as (Geo)Parquet, flush it to the disk and give its SHA-256 (hex)."""
    with disk_faults(path.parent):
        if isinstance(frame, gpd.GeoDataFrame):
            frame.to_parquet(
                path,
                index=False,
                compression="zstd",
                write_covering_bbox=True,
                row_group_size=ROW_GROUP,
                schema_version="1.1.0",
            )
        else:
            frame.to_parquet(path, index=False, compression="zstd")
        flush(path)
    return sha256(path)


def read(
    path: Path,
    *,
    columns: list[str] | None = None,
    bbox: tuple[float, float, float, float] | None = None,
    table: bool = False,
) -> pd.DataFrame:
    """Read a version file; `bbox` in EPSG:4326 keeps the features that meet it."""
    try:
        if table or (bbox is None and columns is not None and "geometry" not in columns):
            return _in_one_piece(pd.read_parquet(path, columns=columns))
        return _in_one_piece(gpd.read_parquet(path, columns=columns, bbox=bbox))
    except PARQUET_FAULTS as fault:
        reason = (str(fault).splitlines() or [type(fault).__name__])[0]
        raise StoreDamaged(path=path.name, fault=reason) from fault


def _in_one_piece(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts come in a piece for each group of rows, and Arrow joins all of them whenever a few are taken."""
    for name, values in frame.items():
        if isinstance(values.dtype, pd.StringDtype) and values.dtype.storage == "pyarrow":
            joined = values.array.__arrow_array__().combine_chunks()
            frame[name] = pd.array(joined, dtype=values.dtype)
    return frame


class Facts(NamedTuple):
    """What a version file says of itself; `bounds` in EPSG:4326."""

    rows: int
    bounds: tuple[float, float, float, float] | None
    boundary_version: str | None


def take_in(made: Path, staged: Path) -> str:
    """Move a file that `write` made elsewhere to its place of staging; give its SHA-256 (hex)."""
    with disk_faults(staged.parent):
        try:
            made.rename(staged)
        except OSError as fault:
            if fault.errno != errno.EXDEV:
                raise
            shutil.copyfile(made, staged)
        flush(staged)
    return sha256(staged)


def describe(path: Path) -> Facts:
    """Rows, bounds and boundary version of a version file, without reading its rows.

    Raises
    ------
    StoreDamaged
        If it is no version file.
    """
    try:
        stored = pq.ParquetFile(path)
        names = set(stored.schema_arrow.names)
        if FID not in names:
            raise ValueError(f"no column {FID}")
        geo = json.loads((stored.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        return Facts(stored.metadata.num_rows, _bounds(geo), _only_boundary_version(stored, names))
    except PARQUET_FAULTS as fault:
        raise StoreDamaged(path=path.name, fault=str(fault).splitlines()[0]) from fault


def _bounds(geo: dict) -> tuple[float, float, float, float] | None:
    box = geo.get("columns", {}).get(geo.get("primary_column"), {}).get("bbox")
    usable = box is not None and len(box) == 4 and all(math.isfinite(side) for side in box)
    return tuple(float(side) for side in box) if usable else None


def _only_boundary_version(stored: pq.ParquetFile, names: set[str]) -> str | None:
    for column in ("version", "admin_version"):
        if column in names:
            values = stored.read([column]).column(column).unique().drop_null()
            if len(values) == 1:
                return str(values[0].as_py())
    return None


def columns(path: Path) -> list[str]:
    """The names of a version file's columns."""
    try:
        return [name for name in pq.read_schema(path).names if name != "bbox"]
    except PARQUET_FAULTS as fault:
        raise StoreDamaged(path=path.name, fault=str(fault).splitlines()[0]) from fault


def shape_kinds(path: Path) -> set[str]:
    """The types of the shapes in a version file, as it declares them; empty where it does not."""
    try:
        declared = (pq.read_schema(path).metadata or {}).get(b"geo", b"{}")
        return set(json.loads(declared)["columns"]["geometry"]["geometry_types"])
    except KeyError:
        return set()
    except PARQUET_FAULTS as fault:
        raise StoreDamaged(path=path.name, fault=str(fault).splitlines()[0]) from fault


def keep_source(source: Path, folder: Path) -> str:
    """Keep the file a version was made from, under its hash; give the hash."""
    digest = sha256(source)
    kept = folder / f"{digest}{source.suffix.lower()}"
    if not kept.exists():
        passing = folder / f"{os.getpid()}-{digest}.tmp"
        with disk_faults(folder):
            shutil.copyfile(source, passing)
            flush(passing)
            passing.replace(kept)
            flush(folder)
    return digest


def settle(staged: Path, final: Path) -> None:
    """Give a staged file its final name, and flush the folder so that the name survives too."""
    with disk_faults(final.parent):
        staged.replace(final)
        flush(final.parent)


def flush(path: Path) -> None:
    """Make the disk keep a file or the names in a folder. Windows flushes folders by itself."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require_space(folder: Path, needed: int) -> None:
    """Refuse to begin what the disk cannot hold; `needed` in bytes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreFull(path=str(folder), free_mb=free // 2**20, needed_mb=-(-needed // 2**20))


@contextmanager
def disk_faults(folder: Path):
    """What a disk refuses in our words: full, read-only, failing; every other fault as it is."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            free = shutil.disk_usage(folder).free // 2**20
            raise StoreFull(path=str(folder), free_mb=free, needed_mb=free + 1) from fault
        if fault.errno in _REFUSED:
            raise StoreReadOnly(path=str(folder)) from fault
        if fault.errno == errno.EIO:
            raise StoreDamaged(path=str(folder), fault=fault.strerror) from fault
        raise
