"""Open a file of a known format: the frame as it is in the file, and what the file says of itself."""

import codecs
import json
import sqlite3
import struct
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pyproj
from pyogrio.errors import (
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)

from layers.errors import BadOption, UnreadableFile
from layers.importing.archive import unpack_shapefile
from layers.importing.formats import GEOJSON, GEOPACKAGE, GEOPARQUET, SHAPEFILE
from layers.store.files import PARQUET_FAULTS

_BYTES = "ISO-8859-1"
_SHX_HEADER, _SHX_RECORD = 100, 8
_GEOJSON_TYPES = {"FeatureCollection", "Feature"}
# What the readers are known to raise on broken files (found by damaging sound ones at random).
_READER_FAULTS = (
    *PARQUET_FAULTS,
    sqlite3.DatabaseError,
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
)


@dataclass(frozen=True)
class Opened:
    """What came out of a file.

    Attributes
    ----------
    frame : DataFrame
        A GeoDataFrame, with or without a CRS; a DataFrame where the file has no geometry at all.
    rows_in_file : int
        Records the file itself counts, by another way than the reader's.
    crs_how : str or None
        ``declared`` (the format carries it) or ``prj``; None where there is none.
    encoding : str or None
        Of the text columns; None when the letters could not be told.
    """

    frame: pd.DataFrame
    rows_in_file: int
    crs_how: str | None
    encoding: str | None
    encoding_how: str


def open_file(path: Path, file_format: str, *, encoding: str | None = None) -> Opened:
    """Open `path` as `file_format`.

    Parameters
    ----------
    encoding : str, optional
        A Python codec for the text of a Shapefile, where the user knows better than its .cpg.
    """
    readers = {
        GEOPARQUET: _read_geoparquet,
        GEOPACKAGE: _read_geopackage,
        GEOJSON: _read_geojson,
    }
    try:
        if file_format == SHAPEFILE:
            with tempfile.TemporaryDirectory() as folder:
                return _read_shapefile(unpack_shapefile(path, Path(folder)), encoding, path.name)
        return readers[file_format](path)
    except _READER_FAULTS as fault:
        raise UnreadableFile("broken", file=path.name, format=file_format) from fault


def _read_geoparquet(path: Path) -> Opened:
    rows = pq.ParquetFile(path).metadata.num_rows
    try:
        frame = gpd.read_parquet(path)
    except ValueError:  # a Parquet file without geometry: a table
        frame = pd.read_parquet(path)
    frame = frame.drop(columns=["bbox"] if _is_covering(frame) else [])
    how = "declared" if getattr(frame, "crs", None) is not None else None
    return Opened(frame, rows, how, "UTF-8", "declared")


def _is_covering(frame: pd.DataFrame) -> bool:
    """Whether the column ``bbox`` is the covering that GeoParquet keeps for fast reading."""
    if "bbox" not in frame or not len(frame):
        return False
    first = frame["bbox"].iloc[0]
    return isinstance(first, dict) and {"xmin", "ymin", "xmax", "ymax"} <= first.keys()


def _read_geopackage(path: Path) -> Opened:
    names = [str(name) for name, kind in pyogrio.list_layers(path)]
    if not names:
        raise UnreadableFile("no_layer", file=path.name)
    if len(names) > 1:
        raise UnreadableFile("several_layers", file=path.name, layers=", ".join(names[:10]))
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        quoted = names[0].replace('"', '""')
        (rows,) = db.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()
    frame = pyogrio.read_dataframe(path, layer=names[0])
    how = "declared" if getattr(frame, "crs", None) is not None else None
    return Opened(frame, rows, how, "UTF-8", "declared")


def _read_geojson(path: Path) -> Opened:
    rows = _count_features(path)
    frame = pyogrio.read_dataframe(path)
    return Opened(frame, rows, "declared", "UTF-8", "declared")


def _count_features(path: Path) -> int:
    """How many features there are; only plain collections pass.

    A ``crs`` that is a link would make the reader fetch it.
    """
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise UnreadableFile("bad_json", file=path.name, fault=str(fault)[:200]) from fault
    kind, features = content.get("type"), content.get("features", [])
    if kind not in _GEOJSON_TYPES or not isinstance(features, list):
        raise UnreadableFile("not_geojson", file=path.name, found=str(kind)[:60])
    crs = content.get("crs")
    if crs is not None and (not isinstance(crs, dict) or crs.get("type") != "name"):
        raise UnreadableFile("crs_link", file=path.name)
    return 1 if kind == "Feature" else len(features)


def _read_shapefile(shp: Path, encoding: str | None, name: str) -> Opened:
    rows = (shp.with_suffix(".shx").stat().st_size - _SHX_HEADER) // _SHX_RECORD
    _require_shape_magic(shp, name)
    frame = pyogrio.read_dataframe(shp, encoding=_BYTES)
    frame, used, how = _decode(frame, encoding, _declared_codec(shp.with_suffix(".cpg")))
    return Opened(frame, rows, "prj" if frame.crs is not None else None, used, how)


def _require_shape_magic(shp: Path, name: str) -> None:
    for part in (shp, shp.with_suffix(".shx")):
        with part.open("rb") as file:
            head = file.read(4)
        if len(head) < 4 or struct.unpack(">i", head)[0] != 9994:
            raise UnreadableFile("broken", file=name, format=f"Shapefile ({part.suffix})")


def _declared_codec(cpg: Path) -> str | None:
    """The codec a .cpg names, if Python knows it."""
    if not cpg.exists():
        return None
    said = cpg.read_text("ascii", errors="replace").strip()
    for name in (said, f"cp{said}"):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return None


def _decode(
    frame: gpd.GeoDataFrame, chosen: str | None, declared: str | None
) -> tuple[gpd.GeoDataFrame, str | None, str]:
    """Decode text that was read byte by byte, because GDAL loses last letters of some encodings.

    UTF-8 is tried first: text of another encoding almost never is valid UTF-8.
    """
    if chosen is not None:
        try:
            codecs.lookup(chosen)
        except LookupError as fault:
            raise BadOption(option="--encoding", value=chosen) from fault
    tries = [(chosen, "chosen")] if chosen else [("utf-8", "guessed"), (declared, "declared")]
    for codec, how in tries:
        if codec is None:
            continue
        try:
            decoded = _decoded(frame, codec)
        except UnicodeDecodeError:
            continue
        return decoded, codec.upper(), "declared" if codec == declared else how
    return frame, None, "guessed"


def _decoded(frame: gpd.GeoDataFrame, codec: str) -> gpd.GeoDataFrame:
    def turn(value):
        return value.encode(_BYTES).decode(codec) if isinstance(value, str) else value

    out = frame.rename(columns={c: turn(c) for c in frame.columns if c != frame.geometry.name})
    for column in out.columns:
        if pd.api.types.is_string_dtype(out[column]) or out[column].dtype == object:
            out[column] = out[column].map(turn)
    return out


def as_epsg(crs: pyproj.CRS) -> int | None:
    """The EPSG code of a CRS, where it has one that PROJ is sure of.

    ``OGC:CRS84``, which GeoParquet means when it says nothing, is EPSG:4326 in lon-lat order.
    """
    return 4326 if crs.to_authority() == ("OGC", "CRS84") else crs.to_epsg()
