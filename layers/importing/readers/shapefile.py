"""Shapefiles, whole and not so whole: every entry of the .shx comes out as a row, or is told."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.importing.formats import SHAPEFILE
from layers.importing.letters.codecs import find
from layers.importing.readers.dbf import BYTES, Dbf, deleted_findings, lost_findings
from layers.importing.readers.gdal import read_rows
from layers.importing.readers.limits import MOST_PRJ, require_rows
from layers.importing.readers.opened import Opened
from layers.importing.readers.shape_index import MULTIPATCH, ShapeIndex, Shapes, read_index
from layers.importing.report import Finding, row_findings


def open_shapefile(parts: Mapping[str, Path], *, name: str, folder: Path) -> Opened:
    """Open a Shapefile from its parts, by suffix; only the ``.shp`` must be there.

    The parts are looked at under names of our own in `folder`; what is damaged is mended in copies.
    """
    shapes = Shapes(parts[".shp"], file=name)
    index, findings = _settle_index(shapes, parts)
    table = Dbf.read(parts[".dbf"], file=name) if ".dbf" in parts else None
    if index.rebuilt and table is not None:
        index = _Settled(index.index.extended(table.stored), rebuilt=True)
    rows = len(index.index)
    require_rows(rows, file=name)
    deleted = table.deleted(rows) if table else np.zeros(rows, dtype=bool)
    shp = _stage(parts, index, table, folder=folder, name=name)
    frame = _with_shapes(read_rows(shp, letters=BYTES))
    findings += _part_findings(parts, table)
    findings += [*deleted_findings(deleted), *lost_findings(rows - deleted.sum(), len(frame))]
    if len(frame) == rows - deleted.sum():
        findings += _row_findings(frame, shapes, index.index, table, kept=~deleted)
    prj = _prj_text(parts.get(".prj"))
    return Opened(
        SHAPEFILE,
        _as_polygons(frame) if shapes.kind == MULTIPATCH else frame,
        rows,
        crs_how="prj" if prj else None,
        prj=prj,
        raw_letters=True,
        declared_encoding=_declared(parts.get(".cpg"), table),
        findings=findings,
    )


class _Settled:
    """An index that can be relied on, and whether it is another than the one handed in."""

    def __init__(self, index: ShapeIndex, *, rebuilt: bool):
        self.index, self.rebuilt = index, rebuilt


def _settle_index(shapes: Shapes, parts: Mapping[str, Path]) -> tuple[_Settled, list[Finding]]:
    index, entries = read_index(parts.get(".shx"))
    if index is None:
        found = shapes.walk()
        settled = _Settled(found.extended(entries), rebuilt=True)
        params = {"count": len(settled.index)}
        return settled, [Finding("part.shx_rebuilt", "warning", params=params)]
    mended, changed = shapes.mend(index)
    said = [Finding("part.shx_mended", "warning")] if changed else []
    return _Settled(mended, rebuilt=False), said


def _stage(
    parts: Mapping[str, Path], settled: _Settled, table: Dbf | None, *, folder: Path, name: str
) -> Path:
    """Put what GDAL is to open under one name; neither .prj nor .cpg nor indexes, which it would believe."""
    stage = folder / "shapefile"
    stage.mkdir(exist_ok=True)
    shp = stage / "layer.shp"
    _lay(parts[".shp"], shp)
    settled.index.write(stage / "layer.shx", shp=shp)
    rows = len(settled.index)
    if table is None:
        return shp
    if table.stored < rows or table.stored < table.declared:
        table.padded(max(rows, table.stored), stage / "layer.dbf")
    else:
        _lay(table.path, stage / "layer.dbf")
    return shp


def _lay(source: Path, target: Path) -> None:
    """A link where the system allows one, else a copy."""
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)


def _part_findings(parts: Mapping[str, Path], table: Dbf | None) -> list[Finding]:
    found = []
    if table is None:
        found.append(Finding("part.dbf_missing", "warning"))
    if ".prj" not in parts:
        found.append(Finding("part.prj_missing", "info"))
    if (said := _cpg_text(parts.get(".cpg"))) and find(said) is None:
        found.append(Finding("part.cpg_unknown", "info", value=said[:40]))
    return found


def _row_findings(
    frame: gpd.GeoDataFrame,
    shapes: Shapes,
    index: ShapeIndex,
    table: Dbf | None,
    *,
    kept: np.ndarray,
) -> list[Finding]:
    """What is wrong with single rows; positions are those of the frame, without deleted rows."""
    missing = frame.geometry.isna().to_numpy()
    found = row_findings("geometry.lost", "error", missing & ~shapes.empty(index)[kept])
    if table is not None:
        bare = np.arange(len(index)) >= table.stored
        found += row_findings("rows.no_attributes", "warning", bare[kept])
        if table.stored > len(index):
            params = {"count": table.stored - len(index)}
            found.append(Finding("rows.no_shape", "warning", params=params))
    patches = shapes.kinds(index) == MULTIPATCH
    if patches.any():
        params = {"count": int(patches.sum())}
        found.append(Finding("geometry.multipatch", "warning", params=params))
    return found


def _with_shapes(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    if isinstance(frame, gpd.GeoDataFrame):
        return frame
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([None] * len(frame), frame.index))


def _as_polygons(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The faces of solids as flat polygons: what a map can show of them."""
    flat = shapely.force_2d(frame.geometry.to_numpy())
    return frame.set_geometry(gpd.GeoSeries(flat, frame.index))


def _declared(cpg: Path | None, table: Dbf | None) -> str | None:
    return _cpg_text(cpg) or (table.language if table else None)


def _cpg_text(cpg: Path | None) -> str | None:
    if cpg is None:
        return None
    with cpg.open("rb") as file:
        return file.read(80).decode("ascii", errors="replace").strip("\0\r\n\t ") or None


def _prj_text(prj: Path | None) -> str | None:
    if prj is None or prj.stat().st_size > MOST_PRJ:
        return None
    content = prj.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode(BYTES)
    return text.strip("\0\r\n\t ") or None
