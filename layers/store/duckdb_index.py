"""Tiles from DuckDB: a read-only database file per version, an R-tree per table, one cursor a thread."""

import gzip
import importlib.util
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType

import duckdb

from geo.tiles import TileLayer, encode, valid_tile
from layers.atlas import Atlas, Snapshot
from layers.derived import derived_folder
from layers.filters.condition import Filter
from layers.looks.look import Look
from layers.store.duckdb_fence import QUERY_S, fence, limited
from layers.store.model import Version
from layers.store.tile_sides import Sides, Wanted, drawn
from layers.store.tile_tables import make_tables, quoted, sql_text

Asked = Mapping[str, tuple[Look | None, Filter]]
_MOST_TILES = 4096
_MOST_PARTS = 8
_MOST_TILE_BYTES = 128 * 2**20
_EVERYTHING = Filter()
# What is not written down beside the tables: it is said anew by every reader.
_OF_A_READER = ("database", "side", "mean_place")


class TileIndex:
    """The tiles of all current versions.

    The tables of a version stand in a file among what is derived, made by whoever publishes or by
    the first who asks; it is only read, so that any number of processes share it. Where no file
    can be kept, the tables stand in memory.

    Parameters
    ----------
    query_s : float
        How long drawing one tile may take.
    """

    def __init__(self, atlas: Atlas, *, query_s: float = QUERY_S):
        self._atlas = atlas
        self._query_s = query_s
        self._database = connect(atlas)
        self._threads = threading.local()
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._layers: OrderedDict[str, TileLayer] = OrderedDict()
        self._tiles: OrderedDict[tuple, bytes] = OrderedDict()
        self._held_bytes = 0
        self._sides = Sides(atlas, self._database)

    def tile(
        self,
        snapshot: Snapshot,
        layers: tuple[str, ...],
        z: int,
        x: int,
        y: int,
        asked: Asked = MappingProxyType({}),
    ) -> bytes | None:
        """A gzipped tile of `layers` in that order; None where there is no such tile in the world.

        Parameters
        ----------
        asked : mapping of layer id to (Look or None, Filter)
            What somebody wants of layers. Features that do not pass are left out; the others carry
            the class of the look as ``k`` and its step of size as ``s`` (absent where unknown).

        Raises
        ------
        BadFilter, UnknownField, BadLook
            If what is asked does not fit the layer.
        QueryStopped
            If drawing it takes too long.
        """
        if not valid_tile(z, x, y):
            return None
        wanted = [
            self._sides.wanted(snapshot, i, *asked.get(i, (None, _EVERYTHING))) for i in layers
        ]
        key = (*(each.key for each in wanted), z, x, y)
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
                return self._tiles[key]
        pressed = gzip.compress(self._encode(snapshot, wanted, z, x, y), 5, mtime=0)
        with self._lock:
            self._hold(key, pressed)
        return pressed

    def _hold(self, key: tuple, pressed: bytes) -> None:
        self._held_bytes += len(pressed) - len(self._tiles.pop(key, b""))
        self._tiles[key] = pressed
        while len(self._tiles) > _MOST_TILES or self._held_bytes > _MOST_TILE_BYTES:
            self._held_bytes -= len(self._tiles.popitem(last=False)[1])

    def load(self, version: Version) -> TileLayer:
        """The tables of a version, made if they are not there; those of older versions go.

        Parts of one version that are shown to several users (`layers.masks`) stand beside each other.
        """
        with self._loading:
            if version.key not in self._layers:
                for key in self._outdated(version):
                    self._drop(self._layers.pop(key))
                self._layers[version.key] = self._attach(version)
            self._layers.move_to_end(version.key)
            return self._layers[version.key]

    def _outdated(self, version: Version) -> list[str]:
        """The tables that make room for those of a version: of other numbers, and the parts asked for long ago."""
        of_layer = [key.split(".") for key in self._layers if key.split(".")[0] == version.layer_id]
        others = [part for part in of_layer if part[1] != str(version.number)]
        same = [part for part in of_layer if part[1] == str(version.number)]
        return [".".join(part) for part in (*others, *same[: max(0, len(same) + 1 - _MOST_PARTS)])]

    def _encode(self, snapshot: Snapshot, wanted: list[Wanted], z: int, x: int, y: int) -> bytes:
        """Draw; what was replaced or dropped between loading and drawing is loaded once more."""
        for attempt in (1, 2):
            layers = [
                drawn(self.load(each.version), each, self._sides.load(snapshot, each))
                for each in wanted
            ]
            cursor = self._cursor()
            try:
                with limited(cursor, self._query_s):
                    return encode(cursor, layers, z, x, y)
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
                    f"ATTACH '{sql_text(path)}' AS {quoted(version.key)} (READ_ONLY)"
                )
                return layer
            except (duckdb.Error, OSError, ValueError, LookupError, TypeError):
                _note(path).unlink(missing_ok=True)
        return make_tables(self._atlas, version, self._database.cursor())

    def _drop(self, layer: TileLayer) -> None:
        cursor = self._database.cursor()
        if layer.database is not None:
            cursor.execute(f"DETACH DATABASE IF EXISTS {quoted(layer.database)}")
            return
        for table in (layer.table, *layer.overviews.values()):
            cursor.execute(f"DROP TABLE IF EXISTS {quoted(table)}")


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
    if "xy" not in kept:
        raise ValueError("made before points had x and y")
    columns = {name: tuple(kept[name]) for name in ("columns", "coarse_columns")}
    overviews = {int(zoom): table for zoom, table in kept["overviews"].items()}
    return TileLayer(**kept | columns | {"overviews": overviews}, database=version.key)


def _build(atlas: Atlas, version: Version, path: Path) -> dict:
    """Fill a new database file; gives how its tables are to be drawn."""
    database = connect(atlas, str(path))
    try:
        layer = make_tables(atlas, version, database.cursor())
        database.execute("CHECKPOINT")
    finally:
        database.close()
    return {f.name: getattr(layer, f.name) for f in fields(layer) if f.name not in _OF_A_READER}


def connect(atlas: Atlas, path: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """A database, by default in memory, that reads the versions of the store and what is derived from them.

    The spatial extension is the one that came from PyPI; nothing is downloaded.
    """
    database = duckdb.connect(
        path,
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    database.execute(f"LOAD '{_extension()}'")
    folder = getattr(atlas.store, "folder", None)
    fence(database, [] if folder is None else [folder / "versions", folder / "derived"])
    return database


def _extension() -> Path:
    """The extension file inside its package."""
    package = Path(importlib.util.find_spec("duckdb_extension_spatial").origin).parent
    return next(package.rglob("spatial.duckdb_extension"))
