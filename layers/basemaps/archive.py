"""Files that hold the tiles of a base map: MBTiles (SQLite) and PMTiles. Read only, picture by picture."""

import gzip
import mmap
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from layers.errors import BadBaseMap

MOST_ZOOM = 22
MOST_BYTES = 4 * 2**20
_MOST_DIRECTORIES = 64
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
}
_RASTER_FORMATS = ("png", "jpg", "jpeg", "webp")
_FAULTS = (OSError, ValueError, KeyError, IndexError, EOFError, zlib.error)


@dataclass(frozen=True)
class Picture:
    """One tile as it is sent."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class Archive:
    """A file of tiles. `changed` tells a new file of the same name from the one before."""

    path: Path
    kind: str
    changed: int

    def tile(self, z: int, x: int, y: int) -> Picture | None:
        """The picture of a tile (row 0 in the north); None where there is none, or it is no picture."""
        if not (0 <= z <= MOST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
            return None
        read = _mbtile if self.kind == "mbtiles" else _pmtile
        content = read(self, z, x, y)
        if content is None or len(content) > MOST_BYTES:
            return None
        kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
        return None if kind is None else Picture(content, kind)


def open_archive(path: Path, kind: str) -> Archive:
    """Look into a file of tiles.

    Raises
    ------
    BadBaseMap
        If it is not there, is not what its name says, or holds vector tiles, which are not drawn.
    """
    try:
        archive = Archive(path, kind, path.stat().st_mtime_ns)
    except OSError as fault:
        raise BadBaseMap("no_file", file=path.name) from fault
    if kind == "mbtiles":
        _require_pictures_mbtiles(archive)
    else:
        _require_pictures_pmtiles(archive)
    return archive


def _require_pictures_mbtiles(archive: Archive) -> None:
    try:
        with closing(_connect(archive)) as db:
            rows = db.execute("SELECT value FROM metadata WHERE name = 'format'").fetchall()
            first = db.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
    except sqlite3.Error as fault:
        raise BadBaseMap("no_archive", file=archive.path.name) from fault
    said = str(rows[0][0]).lower() if rows else ""
    if said not in _RASTER_FORMATS and not (first and _is_picture(first[0])):
        raise BadBaseMap("vector", file=archive.path.name)


def _require_pictures_pmtiles(archive: Archive) -> None:
    from pmtiles.tile import TileType

    try:
        header = _pmtiles(archive).header
    except (*_FAULTS, _magic_fault()) as fault:
        raise BadBaseMap("no_archive", file=archive.path.name) from fault
    if header["tile_type"] not in (TileType.PNG, TileType.JPEG, TileType.WEBP):
        raise BadBaseMap("vector", file=archive.path.name)


def _magic_fault() -> type[Exception]:
    from pmtiles.tile import MagicNumberNotFound

    return MagicNumberNotFound


def _is_picture(content: object) -> bool:
    return isinstance(content, bytes) and content.startswith(tuple(_PICTURES))


def _connect(archive: Archive) -> sqlite3.Connection:
    return sqlite3.connect(f"{archive.path.absolute().as_uri()}?mode=ro", uri=True, timeout=2)


def _mbtile(archive: Archive, z: int, x: int, y: int) -> bytes | None:
    """MBTiles count rows from the south."""
    query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    try:
        with closing(_connect(archive)) as db:
            row = db.execute(query, (z, x, 2**z - 1 - y)).fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row and isinstance(row[0], bytes) else None


def _pmtile(archive: Archive, z: int, x: int, y: int) -> bytes | None:
    try:
        return _pmtiles(archive).tile(z, x, y)
    except (*_FAULTS, _magic_fault()):
        return None


class _PMTiles:
    """An open PMTiles file. Directories are kept: reading one costs more than the picture."""

    def __init__(self, path: Path):
        from pmtiles.tile import deserialize_directory, deserialize_header

        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.header = deserialize_header(self._bytes[:127])
        self._directory = lru_cache(maxsize=_MOST_DIRECTORIES)(
            lambda offset, length: deserialize_directory(self._bytes[offset : offset + length])
        )

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        from pmtiles.tile import Compression, find_tile, zxy_to_tileid

        header, wanted = self.header, zxy_to_tileid(z, x, y)
        offset, length = header["root_offset"], header["root_length"]
        for _ in range(4):  # a directory lies at most so deep
            entry = find_tile(self._directory(offset, length), wanted)
            if entry is None or entry.length > MOST_BYTES:
                return None
            if entry.run_length:
                start = header["tile_data_offset"] + entry.offset
                content = self._bytes[start : start + entry.length]
                pressed = header["tile_compression"] == Compression.GZIP
                return gzip.decompress(content) if pressed else content
            offset, length = header["leaf_directory_offset"] + entry.offset, entry.length
        return None


@lru_cache(maxsize=8)
def _pmtiles(archive: Archive) -> _PMTiles:
    return _PMTiles(archive.path)
