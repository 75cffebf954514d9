"""Opens whatever a bundle is: told by its content, read by the reader of its family."""

import csv
import sqlite3
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from layers.errors import UnreadableFile
from layers.importing import archive
from layers.importing.bundle import SETS, Bundle
from layers.importing.formats import (
    CSV,
    DBF,
    DXF,
    FLATGEOBUF,
    GEOJSON,
    GEOJSONSEQ,
    GEOPACKAGE,
    GEOPARQUET,
    KML,
    KMZ,
    MIF,
    SHAPEFILE,
    TAB,
    XLSX,
    ZIP,
    detect_format,
)
from layers.importing.readers.dbf import open_dbf
from layers.importing.readers.dxf import open_dxf
from layers.importing.readers.flatgeobuf import open_flatgeobuf
from layers.importing.readers.geojson import open_geojson, open_geojson_lines
from layers.importing.readers.geopackage import geopackage_layers, open_geopackage
from layers.importing.readers.kml import kml_layers, open_kml
from layers.importing.readers.mapinfo import open_mif, open_tab
from layers.importing.readers.opened import Opened
from layers.importing.readers.parquet import open_parquet
from layers.importing.readers.parts import choose
from layers.importing.readers.shapefile import open_shapefile
from layers.importing.readers.text_table import open_csv
from layers.importing.readers.workbook import open_workbook, workbook_sheets
from layers.store.files import PARQUET_FAULTS

# Findings of severity error that concern rows, which a publisher may agree to set aside.
ROW_RULES = ("geometry.lost",)
_INNER = "/"
_LAYERED = {".gpkg", ".kml", ".xlsx"}


def reader_faults() -> tuple[type[Exception], ...]:
    """What the readers are known to raise on broken files (found by damaging sound ones at random)."""
    from pyogrio.errors import (
        DataLayerError,
        DataSourceError,
        FeatureError,
        FieldError,
        GeometryError,
    )

    return (
        *PARQUET_FAULTS,
        sqlite3.Error,
        struct.error,
        zipfile.BadZipFile,
        zlib.error,
        csv.Error,
        EOFError,
        NotImplementedError,
        # openpyxl builds its objects from whatever the XML says.
        TypeError,
        AttributeError,
        ParseError,
        ExpatError,
        *_workbook_faults(),
        DataSourceError,
        DataLayerError,
        FeatureError,
        FieldError,
        GeometryError,
    )


def _workbook_faults() -> tuple[type[Exception], ...]:
    """Its own error can only be met by who has loaded it, which takes a while."""
    faults = sys.modules.get("openpyxl.utils.exceptions")
    return () if faults is None else (faults.InvalidFileException,)


def open_bundle(bundle: Bundle, *, folder: Path, part: str | None = None) -> Opened:
    """Open a file, or the loose parts of one.

    Parameters
    ----------
    folder : Path
        An empty folder to unpack and mend in; the frame does not need it afterwards.
    part : str, optional
        Which of several, as `list_parts` names them.

    Raises
    ------
    UnreadableFile
        If it is none of the formats taken, is broken, unsafe or too large, or holds several datasets and none
        was chosen.
    """
    found = _format_of(bundle)
    with _known_faults(bundle.name, found):
        if found in (ZIP, KMZ):
            return _open_archive(bundle, found, folder=folder, part=part)
        return _open(found, _parts_of(bundle), name=bundle.name, folder=folder, part=part)


def list_parts(bundle: Bundle, *, folder: Path) -> list[str]:
    """The layers, sheets or datasets to choose among; fewer than two where there is nothing to choose."""
    found = _format_of(bundle)
    with _known_faults(bundle.name, found):
        if found not in (ZIP, KMZ):
            return _inner_parts(found, bundle.path, bundle.name)
        datasets = _datasets(bundle, found)
        inner = {d.name: _inner_of(bundle, d, folder / str(i)) for i, d in enumerate(datasets)}
    if len(datasets) == 1:
        return inner[datasets[0].name] or [datasets[0].name]
    return [
        name
        for dataset, parts in inner.items()
        for name in ([f"{dataset}{_INNER}{p}" for p in parts] if len(parts) > 1 else [dataset])
    ]


@contextmanager
def _known_faults(name: str, file_format: str):
    try:
        yield
    except MemoryError:  # Arrow's is one of its own faults too, but the file is not broken
        raise
    except reader_faults() as fault:
        if "out of memory" in str(fault):  # as SQLite within GDAL puts it
            raise MemoryError from fault
        raise UnreadableFile("broken", file=name, format=file_format) from fault


def _format_of(bundle: Bundle) -> str:
    """The format of what leads; loose parts without their leading one are told so."""
    if bundle.part(".shp") is None and bundle.part(".dbf") is None and bundle.part(".shx"):
        raise UnreadableFile("zip_part", file=bundle.name, part=".shp")
    for lead, suffixes in SETS.items():
        # A .dbf is a table by itself.
        if (
            bundle.path.name.lower().endswith(suffixes)
            and bundle.part(lead) is None
            and lead != ".shp"
        ):
            raise UnreadableFile("zip_part", file=bundle.name, part=lead)
    return detect_format(_lead(bundle))


def _lead(bundle: Bundle) -> Path:
    if bundle.part(".shp") is None and (table := bundle.part(".dbf")):
        return table
    return bundle.path


def _parts_of(bundle: Bundle) -> dict[str, Path]:
    """Paths by suffix; what is no part of a set is the file itself."""
    suffixes = [s for each in SETS.values() for s in each]
    parts = {s: path for s in suffixes if (path := bundle.part(s)) is not None}
    return parts | {"": _lead(bundle)}


def _open(
    file_format: str, parts: Mapping[str, Path], *, name: str, folder: Path, part: str | None
) -> Opened:
    path = parts[""]
    sets = {
        SHAPEFILE: (".shp", open_shapefile),
        TAB: (".tab", open_tab),
        MIF: (".mif", open_mif),
    }
    if file_format in sets:
        lead, reader = sets[file_format]
        return reader({lead: path} | dict(parts), name=name, folder=folder)
    layered = {GEOPACKAGE: open_geopackage, KML: open_kml, XLSX: open_workbook}
    if file_format in layered:
        return layered[file_format](path, name=name, part=part)
    staged = {DBF: open_dbf, GEOJSONSEQ: open_geojson_lines}
    if file_format in staged:
        return staged[file_format](path, name=name, folder=folder)
    plain = {
        GEOJSON: open_geojson,
        GEOPARQUET: open_parquet,
        FLATGEOBUF: open_flatgeobuf,
        DXF: open_dxf,
        CSV: open_csv,
    }
    return plain[file_format](path, name=name)


def _open_archive(bundle: Bundle, found: str, *, folder: Path, part: str | None) -> Opened:
    datasets = _datasets(bundle, found)
    named = {dataset.name: dataset for dataset in datasets}
    if len(datasets) == 1:
        dataset = datasets[0]
        inner = None if part == dataset.name else part
    else:
        outer, inner = _split(part, named)
        dataset = named[choose(list(named), outer, file=bundle.name)]
    parts = archive.unpack(bundle.path, dataset, folder)
    lead = parts[dataset.lead]
    with _told_as(bundle.name):
        kind = _inner_format(lead, bundle.name)
        opened = _open(kind, parts | {"": lead}, name=bundle.name, folder=folder, part=inner)
    return replace(opened, format=found) if found == KMZ else opened


def _datasets(bundle: Bundle, found: str) -> list[archive.Dataset]:
    """What the archive holds; of a KMZ the one document that a globe would open."""
    datasets = archive.list_datasets(bundle.path)
    if found != KMZ:
        return datasets
    documents = [dataset for dataset in datasets if dataset.lead == ".kml"]
    main = [dataset for dataset in documents if dataset.name.lower() == "doc.kml"]
    return (main or documents)[:1]


def _split(part: str | None, named: Mapping[str, archive.Dataset]) -> tuple[str | None, str | None]:
    """A dataset and what is chosen in it."""
    if part is None or part in named:
        return part, None
    outer = next((name for name in named if part.startswith(name + _INNER)), None)
    return (outer, part[len(outer) + 1 :]) if outer else (part, None)


def _inner_format(lead: Path, name: str) -> str:
    """The format of what came out of an archive; never another archive."""
    kind = detect_format(lead)
    if kind in (ZIP, KMZ):
        raise UnreadableFile("zip_nested", file=name, entry=lead.name)
    return kind


def _inner_of(bundle: Bundle, dataset: archive.Dataset, folder: Path) -> list[str]:
    """The layers of a dataset within an archive, where its kind can have several."""
    if dataset.lead not in _LAYERED:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    lead = archive.unpack(bundle.path, dataset, folder)[dataset.lead]
    with _told_as(bundle.name):
        return _inner_parts(_inner_format(lead, bundle.name), lead, bundle.name)


def _inner_parts(file_format: str, path: Path, name: str) -> list[str]:
    if file_format == GEOPACKAGE:
        return geopackage_layers(path)
    if file_format == KML:
        return kml_layers(path, name=name)
    return workbook_sheets(path, name=name) if file_format == XLSX else []


@contextmanager
def _told_as(name: str):
    """Refusals name the file as the user knows it, not as it was unpacked."""
    try:
        yield
    except UnreadableFile as refusal:
        refusal.params["file"] = name
        raise
