"""Which format a file is, told from its bytes; the name only serves to say that it lies."""

import csv
import json
import re
import struct
import zipfile
from io import StringIO
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from layers.errors import UnreadableFile

GEOPARQUET, GEOPACKAGE, SHAPEFILE, FLATGEOBUF = (
    "GeoParquet",
    "GeoPackage",
    "Shapefile",
    "FlatGeobuf",
)
GEOJSON, GEOJSONSEQ = "GeoJSON", "GeoJSONSeq"
KML, KMZ, TAB, MIF, DXF = "KML", "KMZ", "MapInfo TAB", "MapInfo MIF", "DXF"
CSV, XLSX, DBF, ZIP = "CSV", "XLSX", "DBF", "ZIP"
SUFFIXES = {
    ".parquet": (GEOPARQUET,),
    ".geoparquet": (GEOPARQUET,),
    ".gpkg": (GEOPACKAGE,),
    ".geojson": (GEOJSON, GEOJSONSEQ),
    ".json": (GEOJSON, GEOJSONSEQ),
    ".geojsonl": (GEOJSONSEQ, GEOJSON),
    ".geojsons": (GEOJSONSEQ, GEOJSON),
    ".ndjson": (GEOJSONSEQ, GEOJSON),
    ".jsonl": (GEOJSONSEQ, GEOJSON),
    ".fgb": (FLATGEOBUF,),
    ".shp": (SHAPEFILE,),
    ".kml": (KML,),
    ".kmz": (KMZ,),
    ".tab": (TAB,),
    ".mif": (MIF,),
    ".dxf": (DXF,),
    ".csv": (CSV,),
    ".tsv": (CSV,),
    ".xlsx": (XLSX,),
    ".dbf": (DBF,),
    ".zip": (ZIP, KMZ),
}
KNOWN = ", ".join(sorted({names[0] for names in SUFFIXES.values()}))
UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 2**16
_LONGEST_ITEM = 300
_LONGEST_LINE = 2**25
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SHAPE_MAGIC = b"\x00\x00\x27\x0a"
_DXF_TEXT = re.compile(rb"\s*(?:999\s*\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION\s", re.IGNORECASE)
_DXF_BINARY = b"AutoCAD Binary DXF"
_DBF_KINDS = b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8c\xcb\xe5\xf5\xfb"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_ENOUGH_ALIKE = 0.6


def detect_format(path: Path) -> str:
    """The format of a file by its content.

    Raises
    ------
    UnreadableFile
        If there is no such file, it may not be read, is empty, or is none of the formats taken. Text formats that
        only point at other data (VRT, GDALG, WFS and the like) are none of them.
    """
    head = _head(path)
    found = _by_magic(head) or _by_text(head, path)
    claimed = SUFFIXES.get(path.suffix.lower())
    if found is None or (claimed is not None and found not in claimed):
        reason = "not_what_name_says" if claimed else "unknown_format"
        raise UnreadableFile(
            reason,
            file=path.name,
            claimed=claimed[0] if claimed else "",
            found=found or _looks_like(head),
            known=KNOWN,
        )
    return found


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise UnreadableFile("missing", file=path.name)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as fault:
        raise UnreadableFile("denied", file=path.name, fault=fault.strerror or "") from fault
    if not head:
        raise UnreadableFile("no_bytes", file=path.name)
    return head


def _by_magic(head: bytes) -> str | None:
    if head.startswith(b"PAR1"):
        return GEOPARQUET
    if head.startswith(b"SQLite format 3\0"):
        return GEOPACKAGE if head[68:72] in _GEOPACKAGE_IDS else None
    if head.startswith(b"fgb\x03fgb"):
        return FLATGEOBUF
    if head.startswith(_SHAPE_MAGIC):
        return None if _is_shape_index(head) else SHAPEFILE
    if head.startswith(_DXF_BINARY):
        return DXF
    return DBF if _is_dbf(head) else None


def _is_shape_index(head: bytes) -> bool:
    """A .shx has the magic of a .shp; its first entry is the offset 50, a .shp begins with number 1."""
    return len(head) >= 108 and struct.unpack(">i", head[100:104])[0] == 50


def _is_dbf(head: bytes) -> bool:
    """Whether the fields that a dBASE header describes end where it says."""
    if len(head) < 33 or head[0] not in _DBF_KINDS or head[2] > 12 or head[3] > 31:
        return False
    header, record = struct.unpack("<HH", head[8:12])
    fields, at = 0, 32
    while at + 32 <= min(header, len(head)) and head[at] != 0x0D:
        fields, at = fields + 1, at + 32
    return record > 0 and at < header and at < len(head) and head[at] == 0x0D


def _by_text(head: bytes, path: Path) -> str | None:
    if head.startswith(_ZIP_MAGIC):
        return _by_entries(path)
    plain = head.removeprefix(UTF8_BOM).lstrip()
    if plain.startswith((b"{", b"\x1e")):
        return _json_kind(path)
    if plain.startswith((b"<", b"\xff\xfe<\0", b"\xfe\xff\0<")):
        return _xml_kind(head, path)
    if plain[:6].lower() == b"!table":
        return TAB
    if re.match(rb"version\s+\d+\s", plain, re.IGNORECASE):
        return MIF
    if _DXF_TEXT.match(plain):
        return DXF
    alone = CSV in SUFFIXES.get(path.suffix.lower(), ())
    return CSV if sniff_delimiter(head, whole=len(head) < _HEAD, alone=alone) else None


def _by_entries(path: Path) -> str:
    """What a ZIP is: a workbook, a KMZ, or an archive of datasets."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.casefold() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as fault:
        raise UnreadableFile("bad_zip", file=path.name, fault=str(fault)[:200]) from fault
    if "[content_types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    suffixes = {PurePosixPath(name).suffix for name in names}
    others = suffixes & (SUFFIXES.keys() - {".kml"})
    return KMZ if ".kml" in suffixes and not others else ZIP


def _json_kind(path: Path) -> str:
    """One document, or one a line (RFC 8142 puts a record separator before each)."""
    with path.open("rb") as file:
        first = file.readline(_LONGEST_LINE).removeprefix(UTF8_BOM).strip()
        while not first:
            first = file.readline(_LONGEST_LINE).strip()
        following = b""
        while not following and (line := file.readline(_LONGEST_LINE)):
            following = line.strip()
    if first.startswith(b"\x1e"):
        return GEOJSONSEQ
    several = first.endswith(b"}") and following.startswith(b"{")
    return GEOJSONSEQ if several or _is_lone_feature(first, following) else GEOJSON


def _is_lone_feature(first: bytes, following: bytes) -> bool:
    """A first line that is a feature by itself, with something after it that is not."""
    if not following or not first.endswith(b"}"):
        return False
    try:
        return json.loads(first).get("type") == "Feature"
    except (ValueError, RecursionError):
        return False


def _xml_kind(head: bytes, path: Path) -> str:
    """KML, or a refusal: no other XML is taken, and none that declares entities."""
    root, declares = xml_root(head)
    if declares:
        raise UnreadableFile("xml_entities", file=path.name)
    if root.rpartition(":")[2].lower() != "kml":
        raise UnreadableFile("not_kml", file=path.name, found=root[:60] or "?")
    return KML


def xml_root(head: bytes) -> tuple[str, bool]:
    """The name of the first element of an XML text, and whether a DOCTYPE stands before it."""
    roots, doctypes = [], []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: roots.append(name)
    parser.StartDoctypeDeclHandler = lambda *said: doctypes.append(said)
    # Stop before anything that is declared can be expanded.
    parser.EntityDeclHandler = lambda *said: doctypes.append(said)
    try:
        for start in range(0, len(head), 64):
            if roots or doctypes:
                break
            parser.Parse(head[start : start + 64], False)
    except (expat.ExpatError, LookupError, ValueError):  # the last two: an encoding nobody knows
        pass
    return roots[0] if roots else "", bool(doctypes)


def sniff_delimiter(head: bytes, *, whole: bool, alone: bool = False) -> str | None:
    """What parts the fields of a table in text; None where it is none.

    Parameters
    ----------
    whole : bool
        Whether `head` is the whole file; else its last line may be cut.
    alone : bool
        Whether a single column, with nothing that parts fields, is a table too: the name of the file
        must say so, as any text looks like one.
    """
    text = _as_text(head)
    if text is None or _CONTROLS.search(text):
        return None
    lines = text.splitlines(keepends=True)
    sample = "".join(lines[: -1 if len(lines) > 1 and not whole else None][:200])
    if alone and len(lines) == 1:
        # A heading alone: an empty table is told as such.
        return max((m for m in ",;\t|" if m in sample), key=sample.count, default=None)
    best = max(",;\t|", key=lambda mark: _likeness(sample, mark))
    if _likeness(sample, best)[0] >= _ENOUGH_ALIKE:
        return best
    return _absent_mark(sample) if alone else None


def _absent_mark(sample: str) -> str | None:
    """A mark that parts nothing in a list of short lines; None where it is no such list."""
    lines = [line for line in sample.splitlines() if line.strip()]
    if len(lines) < 2 or max(map(len, lines)) > _LONGEST_ITEM:
        return None
    return next((mark for mark in ",;\t|" if mark not in sample), None)


def _likeness(sample: str, mark: str) -> tuple[float, int]:
    """The share of lines that have as many fields as most, and how many fields that is."""
    try:
        rows = [row for row in csv.reader(StringIO(sample, newline=""), delimiter=mark) if row]
    except csv.Error:
        return 0.0, 0
    counts = [len(row) for row in rows]
    if len(counts) < 2 or max(counts) < 2:
        return 0.0, 0
    usual = max(set(counts), key=lambda n: (n > 1, counts.count(n), n))
    return (counts.count(usual) / len(counts) if usual > 1 else 0.0), usual


def _as_text(head: bytes) -> str | None:
    if head.startswith(UTF16_BOMS):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return head.removeprefix(UTF8_BOM).decode("ISO-8859-1")


def _looks_like(head: bytes) -> str:
    known = {
        b"%PDF": "PDF",
        b"\x89PNG": "PNG",
        b"\xff\xd8": "JPEG",
        b"SQLite": "SQLite",
        b"Rar!": "RAR",
        b"7z\xbc": "7-Zip",
        b"AC10": "AutoCAD DWG",
        b"\xd0\xcf\x11\xe0": "Microsoft Office 97–2003 (.xls)",
        b"\x00\x00\x27\x0a": "SHX",
        b"II*\0": "TIFF",
    }
    return next((name for magic, name in known.items() if head.startswith(magic)), "?")
