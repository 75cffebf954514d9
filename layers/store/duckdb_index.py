"""Tiles from DuckDB: a read-only database file per version, an R-tree per table, one cursor a thread."""

import gzip
import importlib.util
import json
import os
import threading
from collections import OrderedDict
from dataclasses import fields, replace
from pathlib import Path

import duckdb
import geopandas as gpd
import pyarrow as pa

from geo.tiles import TileLayer, encode, valid_tile
from layers.atlas import Atlas, Snapshot
from layers.derived import derived_folder
from layers.overviews import load_overviews
from layers.spec import LayerSpec
from layers.store.model import Version

_MOST_TILES = 4096
_RADIUS_M = 6_378_137.0
_AREA_COLUMNS = ("code", "name", "full_name")
_SITE_COLUMNS = ("name", "owner", "status", "street", "feature_id")
_DETAIL_ZOOM = {"point": 14, "line": 13, "area": 14}


class TileIndex:
    """The tiles of all current versions.

    The tables of a version stand in a file among what is derived, made by whoever publishes or by
    the first who asks; it is only read, so that any number of processes share it. Where no file
    can be kept, the tables stand in memory.
    """

    def __init__(self, atlas: Atlas):
        self._atlas = atlas
        self._database = connect()
        self._threads = threading.local()
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._layers: dict[str, TileLayer] = {}
        self._tiles: OrderedDict[tuple, bytes] = OrderedDict()

    def tile(
        self, snapshot: Snapshot, layers: tuple[str, ...], z: int, x: int, y: int
    ) -> bytes | None:
        """A gzipped tile of `layers` in that order; None where there is no such tile in the world."""
        if not valid_tile(z, x, y):
            return None
        versions = [snapshot.versions[layer_id] for layer_id in layers]
        key = (*(version.key for version in versions), z, x, y)
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
                return self._tiles[key]
        pressed = gzip.compress(self._encode(versions, z, x, y), 5)
        with self._lock:
            self._tiles[key] = pressed
            while len(self._tiles) > _MOST_TILES:
                self._tiles.popitem(last=False)
        return pressed

    def load(self, version: Version) -> TileLayer:
        """The tables of a version, made if they are not there; those of older versions go."""
        with self._loading:
            if version.key not in self._layers:
                for key in [k for k in self._layers if k.split(".")[0] == version.layer_id]:
                    self._drop(self._layers.pop(key))
                self._layers[version.key] = self._attach(version)
            return self._layers[version.key]

    def _encode(self, versions: list[Version], z: int, x: int, y: int) -> bytes:
        """Draw; a version that was replaced between loading and drawing is loaded once more."""
        for attempt in (1, 2):
            layers = [self.load(version) for version in versions]
            try:
                return encode(self._cursor(), layers, z, x, y)
            except (duckdb.CatalogException, duckdb.BinderException):
                if attempt == 2:
                    raise
        return b""

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._threads, "cursor"):
            self._threads.cursor = self._database.cursor()
        return self._threads.cursor

    def _attach(self, version: Version) -> TileLayer:
        """Read the file of a version; one that is damaged is made once more."""
        for _ in range(2):
            path = keep_tiles(self._atlas, version)
            if path is None:
                break
            try:
                layer = _read_note(path, version)
                self._database.execute(
                    f"ATTACH '{_text(path)}' AS {_quoted(version.key)} (READ_ONLY)"
                )
                return layer
            except (duckdb.Error, OSError, ValueError, LookupError, TypeError):
                _note(path).unlink(missing_ok=True)
        return _make(self._atlas, version, self._database.cursor())

    def _drop(self, layer: TileLayer) -> None:
        cursor = self._database.cursor()
        if layer.database is not None:
            cursor.execute(f"DETACH DATABASE IF EXISTS {_quoted(layer.database)}")
            return
        for table in (layer.table, *layer.overviews.values()):
            cursor.execute(f"DROP TABLE IF EXISTS {_quoted(table)}")


def keep_tiles(atlas: Atlas, version: Version) -> Path | None:
    """The database file of a version's tiles, made if it is not there; None where none can be kept."""
    folder = derived_folder(atlas.store, f"tiles-{version.key}")
    path = None if folder is None else folder / "tiles.duckdb"
    if path is None or (path.exists() and _note(path).exists()):
        return path
    passing = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        layer = _build(atlas, version, passing)
        passing.replace(path)
        note = passing.with_suffix(".note")
        note.write_text(json.dumps(layer), encoding="utf-8")
        note.replace(_note(path))
    except (OSError, duckdb.IOException):
        return None
    finally:
        passing.unlink(missing_ok=True)
    return path


def _note(path: Path) -> Path:
    """The file beside a database that says how its tables are drawn; it is written last."""
    return path.with_suffix(".json")


def _read_note(path: Path, version: Version) -> TileLayer:
    kept = json.loads(_note(path).read_text(encoding="utf-8"))
    columns = {name: tuple(kept[name]) for name in ("columns", "coarse_columns")}
    overviews = {int(zoom): table for zoom, table in kept["overviews"].items()}
    return TileLayer(**kept | columns | {"overviews": overviews}, database=version.key)


def _build(atlas: Atlas, version: Version, path: Path) -> dict:
    """Fill a new database file; gives how its tables are to be drawn."""
    database = connect(str(path))
    try:
        layer = _make(atlas, version, database.cursor())
        database.execute("CHECKPOINT")
    finally:
        database.close()
    return {f.name: getattr(layer, f.name) for f in fields(layer) if f.name != "database"}


def _make(atlas: Atlas, version: Version, cursor) -> TileLayer:
    spec = atlas.store.specs[version.layer_id]
    columns = tile_columns(spec, atlas.store.columns(version))
    table = f"v_{version.key}"
    layer = TileLayer(
        name=version.layer_id,
        table=table,
        kind=spec.kind,
        columns=columns,
        coarse_columns=_coarse(spec, columns),
        detail_zoom=_DETAIL_ZOOM[spec.kind],
    )
    if atlas.store.shape_kinds(version) == {"Point"}:
        _fill_points(cursor, table, atlas.store.path(version), columns)
        return layer
    frame = atlas.store.read(
        version.layer_id, number=version.number, columns=["fid", *columns, "geometry"]
    )
    _fill(cursor, table, frame.geometry.to_crs(3857), frame, columns)
    copies = {}
    for zoom, shapes in load_overviews(atlas, version).items():
        copies[zoom] = f"{table}.z{zoom}"
        _fill(cursor, copies[zoom], shapes, frame, columns)
    return replace(layer, overviews=copies)


def connect(path: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """A database, by default in memory, with the spatial extension that came from PyPI; nothing is downloaded."""
    database = duckdb.connect(
        path,
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    database.execute(f"LOAD '{_extension()}'")
    return database


def tile_columns(spec: LayerSpec, there: list[str]) -> tuple[str, ...]:
    """What tiles carry: names and codes of areas; of sites and routes also the value lists."""
    if spec.kind == "area" and spec.group == "admin":
        return tuple(c for c in _AREA_COLUMNS if c in there)
    listed = [f.name for f in spec.fields if f.type == "enum" and f.required]
    return tuple(dict.fromkeys(c for c in (*_SITE_COLUMNS, *listed) if c in there))


def _coarse(spec: LayerSpec, columns: tuple[str, ...]) -> tuple[str, ...]:
    """What the map needs from afar: names of areas, and the field a layer is coloured by."""
    if spec.kind == "area":
        return columns
    return tuple(c for c in (spec.style.get("color_by"),) if c in columns)


def _fill_points(cursor, table: str, path: Path, columns: tuple[str, ...]) -> None:
    """Single points straight from the version file, three times as fast as by way of a frame.

    The formula is that of EPSG:3857 from EPSG:4326: spherical, with the radius of the equator.
    """
    name, texts = (
        _quoted(table),
        "".join(f", CAST({_quoted(c)} AS VARCHAR) AS {_quoted(c)}" for c in columns),
    )
    cursor.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT fid{texts}, "
        f"ST_Point(radians(ST_X(geometry)) * {_RADIUS_M}, "
        f"ln(tan(pi() / 4 + radians(ST_Y(geometry)) / 2)) * {_RADIUS_M}) AS geom "
        f"FROM read_parquet('{_text(path)}') WHERE geometry IS NOT NULL AND NOT ST_IsEmpty(geometry)"
    )
    cursor.execute(f"CREATE INDEX {_quoted(table + '.rtree')} ON {name} USING RTREE (geom)")


def _fill(cursor, table: str, shapes: gpd.GeoSeries, frame: gpd.GeoDataFrame, columns) -> None:
    here = ~(shapes.isna() | shapes.is_empty).to_numpy()
    content = {"fid": pa.array(frame["fid"].to_numpy()[here])}
    for column in columns:
        content[column] = pa.array(frame[column][here].astype("string"), pa.string())
    content["wkb"] = pa.array(shapes[here].to_wkb(), pa.binary())
    cursor.register("incoming", pa.table(content))
    name = _quoted(table)
    cursor.execute(
        f"CREATE OR REPLACE TABLE {name} AS "
        "SELECT * EXCLUDE wkb, ST_GeomFromWKB(wkb) AS geom FROM incoming"
    )
    cursor.unregister("incoming")
    cursor.execute(f"CREATE INDEX {_quoted(table + '.rtree')} ON {name} USING RTREE (geom)")


def _text(path: Path) -> str:
    return str(path).replace("'", "''")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _extension() -> Path:
    """The extension file inside its package."""
    package = Path(importlib.util.find_spec("duckdb_extension_spatial").origin).parent
    return next(package.rglob("spatial.duckdb_extension"))
