"""Which format a file is, told from its bytes; the name only serves to say that it lies."""

import json
from pathlib import Path

from layers.errors import UnreadableFile

GEOPARQUET, GEOPACKAGE, GEOJSON, SHAPEFILE = "GeoParquet", "GeoPackage", "GeoJSON", "Shapefile"
SUFFIXES = {
    ".parquet": GEOPARQUET,
    ".geoparquet": GEOPARQUET,
    ".gpkg": GEOPACKAGE,
    ".geojson": GEOJSON,
    ".json": GEOJSON,
    ".zip": SHAPEFILE,
}
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
_GEOJSON_TYPES = {"FeatureCollection", "Feature"}


def detect_format(path: Path) -> str:
    """The format of a file by its content.

    Raises
    ------
    UnreadableFile
        If there is no such file, it is empty, or it is none of the formats taken. Text formats that
        only point at other data (VRT and the like) are none of them.
    """
    if not path.is_file():
        raise UnreadableFile("missing", file=path.name)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise UnreadableFile("no_bytes", file=path.name)
    found = _by_magic(head)
    claimed = SUFFIXES.get(path.suffix.lower())
    if found is None or (claimed is not None and found != claimed):
        reason = "not_what_name_says" if claimed else "unknown_format"
        raise UnreadableFile(
            reason,
            file=path.name,
            claimed=claimed or "",
            found=found or _looks_like(head),
            known=", ".join(sorted(set(SUFFIXES.values()))),
        )
    if found == GEOJSON:
        _check_geojson(path)
    return found


def _by_magic(head: bytes) -> str | None:
    if head.startswith(b"PAR1"):
        return GEOPARQUET
    if head.startswith(b"SQLite format 3\0"):
        return GEOPACKAGE if head[68:72] in _GEOPACKAGE_IDS else None
    if head.startswith(b"PK\x03\x04"):
        return SHAPEFILE
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return GEOJSON
    return None


def _check_geojson(path: Path) -> None:
    """Only plain collections pass: a ``crs`` that is a link would make the reader fetch it."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise UnreadableFile("bad_json", file=path.name, fault=str(fault)[:200]) from fault
    kind = content.get("type")
    if kind not in _GEOJSON_TYPES:
        raise UnreadableFile("not_geojson", file=path.name, found=str(kind)[:60])
    crs = content.get("crs")
    if crs is not None and (not isinstance(crs, dict) or crs.get("type") != "name"):
        raise UnreadableFile("crs_link", file=path.name)


def _looks_like(head: bytes) -> str:
    known = {
        b"%PDF": "PDF",
        b"\x89PNG": "PNG",
        b"\xff\xd8": "JPEG",
        b"SQLite": "SQLite",
        b"Rar!": "RAR",
        b"7z\xbc": "7-Zip",
        b"<": "XML / HTML",
        b"\x00\x00\x27\x0a": "SHP",
    }
    return next((name for magic, name in known.items() if head.startswith(magic)), "?")
