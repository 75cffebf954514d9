"""Positions of points straight from GeoParquet, batch by batch, without geometry objects."""

import json
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import shapely

from geo.errors import BadArgument
from geo.locate import AreaCounts, AreaLocator, point_xy, worker_count

_WKB_POINT = np.array([1, 1, 0, 0, 0], np.uint8)
_WKB_POINT_BYTES = 21
_BATCH = 500_000


def iter_xy(
    path: str | Path, *, column: str | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Coordinates of the points of a GeoParquet file, one row group at a time.

    Parameters
    ----------
    path : str or Path
        GeoParquet whose geometries are points, as WKB or as GeoArrow points.
    column : str, optional
        Geometry column; the primary one by default.

    Yields
    ------
    x, y : float64 arrays
        In the order of the rows and the coordinates of the file. NaN where there is no position.
    """
    source, column = _opened(path, column)
    with source:
        for group in range(source.num_row_groups):
            yield _groups_xy(source, [group], column)


def count_file(
    path: str | Path,
    locator: AreaLocator,
    *,
    predicate: str = "intersects",
    column: str | None = None,
) -> AreaCounts:
    """Count the points of a GeoParquet file in areas, in the memory of a few batches.

    Parameters
    ----------
    path, column
        See :func:`iter_xy`. The coordinates have to be those of the areas: nothing is reprojected.
    locator : AreaLocator
    predicate : {"intersects", "within", "contains"}
    """
    source, column = _opened(path, column)
    total = AreaCounts(np.zeros(len(locator), np.int64), 0, 0, 0)

    def one(groups: list[int]) -> AreaCounts:
        # A reader is not for two threads: each takes its own, which costs one look at the footer.
        mine, _ = _opened(path, column)
        with mine:
            return locator.tally(*_groups_xy(mine, groups, column), predicate=predicate)

    with source:
        groups = deque(_batches(source.metadata))
    workers = worker_count()
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque = deque()
        while groups or waiting:
            while groups and len(waiting) < workers:
                waiting.append(pool.submit(one, groups.popleft()))
            total = total.plus(waiting.popleft().result())
    return total


def _opened(path: str | Path, column: str | None):
    import pyarrow.parquet as pq

    source = pq.ParquetFile(path, pre_buffer=False)
    metadata = source.schema_arrow.metadata or {}
    if column is None:
        if b"geo" not in metadata:
            raise BadArgument(name="path", value=str(path), expected="a GeoParquet file")
        column = json.loads(metadata[b"geo"])["primary_column"]
    return source, column


def _batches(metadata) -> list[list[int]]:
    """Row groups that follow one another, some half a million points each time.

    Many points at once are quicker to locate, see :func:`geo.kernels.tally`.
    """
    batches: list[list[int]] = []
    size = _BATCH
    for group in range(metadata.num_row_groups):
        if size >= _BATCH:
            batches.append([])
            size = 0
        batches[-1].append(group)
        size += metadata.row_group(group).num_rows
    return batches


def _groups_xy(source, groups: list[int], column: str) -> tuple[np.ndarray, np.ndarray]:
    table = source.read_row_groups(groups, columns=[column], use_threads=False)
    chunks = [_chunk_xy(chunk) for chunk in table.column(column).chunks]
    if len(chunks) == 1:
        return chunks[0]
    return tuple(np.concatenate([c[axis] for c in chunks] or [np.empty(0)]) for axis in (0, 1))


def _chunk_xy(chunk) -> tuple[np.ndarray, np.ndarray]:
    import pyarrow.types as kinds

    if kinds.is_struct(chunk.type):
        known = chunk.is_valid().to_numpy(zero_copy_only=False)
        axes = (chunk.field(axis).to_numpy(zero_copy_only=False) for axis in ("x", "y"))
        return tuple(np.where(known, axis, np.nan) for axis in axes)
    plain = _plain_wkb(chunk) if kinds.is_binary(chunk.type) and chunk.null_count == 0 else None
    if plain is not None:
        return plain[:, 0], plain[:, 1]
    return tuple(point_xy(shapely.from_wkb(chunk.to_numpy(zero_copy_only=False))).T)


def _plain_wkb(chunk) -> np.ndarray | None:
    """Coordinates when every value is a little-endian two-dimensional WKB point, else None."""
    _, offsets, data = chunk.buffers()
    ends = np.frombuffer(offsets, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    if len(chunk) == 0 or (np.diff(ends) != _WKB_POINT_BYTES).any():
        return None
    raw = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]].reshape(-1, _WKB_POINT_BYTES)
    if (raw[:, :5] != _WKB_POINT).any():
        return None
    return np.ascontiguousarray(raw[:, 5:]).view("<f8")
