"""Which format a file is, told from its bytes; the name only serves to say that it lies."""

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


def detect_format(path: Path) -> str:
    """The format of a file by its content.

    Raises
    ------
    UnreadableFile
        If there is no such file, it may not be read, is empty, or is none of the formats taken. Text formats that
        only point at other data (VRT and the like) are none of them.
    """
    if not path.is_file():
        raise UnreadableFile("missing", file=path.name)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as fault:
        raise UnreadableFile("denied", file=path.name, fault=fault.strerror or "") from fault
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
    return found


def _by_magic(head: bytes) -> str | None:
    if head.startswith(b"PAR1"):
        return GEOPARQUET
    if head.startswith(b"SQLite format 3\0"):
        return GEOPACKAGE if head[68:72] in _GEOPACKAGE_IDS else None
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):  # the second: an archive of nothing
        return SHAPEFILE
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return GEOJSON
    return None


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
