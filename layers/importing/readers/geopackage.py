"""GeoPackages: SQLite files with layers."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd

from layers.importing.formats import GEOPACKAGE
from layers.importing.readers.dbf import lost_findings
from layers.importing.readers.gdal import list_layers, read_rows
from layers.importing.readers.limits import require_rows
from layers.importing.readers.opened import Opened
from layers.importing.readers.parts import choose

# Styles that QGIS keeps beside the layers.
_NOT_DATA = {"layer_styles", "qgis_projects"}


def geopackage_layers(path: Path) -> list[str]:
    """The layers and tables that hold data."""
    return [name for name in list_layers(path) if name not in _NOT_DATA]


def open_geopackage(path: Path, *, name: str, part: str | None) -> Opened:
    """Open one layer; the file is taken as nobody is writing to it."""
    layer = choose(geopackage_layers(path), part, file=name)
    quoted = layer.replace('"', '""')
    uri = f"{path.resolve().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        (rows,) = db.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()
    require_rows(rows, file=name)
    frame = read_rows(path, layer=layer, IMMUTABLE="YES")
    placed = isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None
    return Opened(
        GEOPACKAGE,
        frame,
        rows,
        crs_how="declared" if placed else None,
        declared_encoding="UTF-8",
        findings=lost_findings(rows, len(frame)),
    )
