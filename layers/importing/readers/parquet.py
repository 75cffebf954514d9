"""GeoParquet, and Parquet tables without shapes."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from layers.importing.formats import GEOPARQUET
from layers.importing.readers.gdal import plain
from layers.importing.readers.limits import require_columns, require_rows
from layers.importing.readers.opened import Opened


def open_parquet(path: Path, *, name: str) -> Opened:
    """Open a Parquet file; its footer counts the rows."""
    with pq.ParquetFile(path) as file:
        rows, shaped = file.metadata.num_rows, b"geo" in (file.schema_arrow.metadata or {})
        require_rows(rows, file=name)
        require_columns(len(file.schema_arrow), file=name)
    frame = gpd.read_parquet(path) if shaped else pd.read_parquet(path)
    frame = frame.drop(columns=["bbox"] if _is_covering(frame) else [])
    named = [index for index in frame.index.names if index is not None]
    frame = plain(frame.reset_index(named) if named else frame)
    placed = shaped and frame.crs is not None
    return Opened(
        GEOPARQUET,
        frame,
        rows,
        crs_how="declared" if placed else None,
        declared_encoding="UTF-8",
    )


def _is_covering(frame: pd.DataFrame) -> bool:
    """Whether the column ``bbox`` is the covering that GeoParquet keeps for fast reading."""
    if "bbox" not in frame or not len(frame):
        return False
    first = frame["bbox"].iloc[0]
    return isinstance(first, dict) and {"xmin", "ymin", "xmax", "ymax"} <= first.keys()
