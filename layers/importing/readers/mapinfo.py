"""MapInfo tables (TAB) and interchange files (MIF)."""

import csv
import re
import shutil
import struct
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd

from layers.errors import UnreadableFile
from layers.importing.formats import MIF, TAB
from layers.importing.readers.dbf import BYTES, lost_findings
from layers.importing.readers.gdal import read_rows, require_plain
from layers.importing.readers.limits import require_rows
from layers.importing.readers.opened import Opened
from layers.importing.report import Finding

# Tables that only say where others are; GDAL would follow them.
_ELSEWHERE = re.compile(
    r"create\s+view|open\s+table|isseamless|begin_metadata.*isseamless", re.IGNORECASE
)
_KIND = re.compile(r'^\s*type\s+"?(\w+)', re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(rb'(charset\s+)("[^"\r\n]*"|\S+)', re.IGNORECASE)
_MIF_DATA = re.compile(rb"^\s*data\s*$", re.IGNORECASE | re.MULTILINE)
_MIF_DELIMITER = re.compile(rb'^\s*delimiter\s+"(.)"', re.IGNORECASE | re.MULTILINE)
_LONGEST_HEADER = 2**20
# MapInfo's names of character sets, where they have one elsewhere. "Neutral" says nothing.
_CODECS = {
    "utf-8": "UTF-8",
    "windowslatin1": "cp1252",
    "windowslatin2": "cp1250",
    "windowsvietnamese": "cp1258",
    "isolatin1": "ISO-8859-1",
    "codepage437": "cp437",
    "codepage850": "cp850",
}


def open_tab(parts: Mapping[str, Path], *, name: str, folder: Path) -> Opened:
    """Open a table from its parts; letters come as bytes."""
    content = parts[".tab"].read_bytes()[:_LONGEST_HEADER]
    _require_own_data(content.decode(BYTES), parts[".tab"], name)
    if ".dat" not in parts:
        raise UnreadableFile("zip_part", file=name, part=".dat")
    stage = _stage(parts, folder, leave=".tab")
    (stage / "layer.tab").write_bytes(_neutral(content))
    with parts[".dat"].open("rb") as data:
        head = data.read(8)
    rows = struct.unpack("<I", head[4:8])[0] if len(head) == 8 else 0
    require_rows(rows, file=name)
    findings = [] if ".map" in parts else [Finding("part.map_missing", "warning")]
    return _opened(TAB, stage / "layer.tab", rows, _charset(content), findings)


def open_mif(parts: Mapping[str, Path], *, name: str, folder: Path) -> Opened:
    """Open an interchange file; letters come as bytes. The .mid has one line a row."""
    with parts[".mif"].open("rb") as file:
        head = file.read(_LONGEST_HEADER)
    require_plain(parts[".mif"])
    begin = _MIF_DATA.search(head)
    if begin is None:
        raise UnreadableFile("broken", file=name, format=MIF)
    if ".mid" not in parts:
        raise UnreadableFile("zip_part", file=name, part=".mid")
    stage = _stage(parts, folder, leave=".mif")
    with parts[".mif"].open("rb") as source, (stage / "layer.mif").open("wb") as out:
        out.write(_neutral(source.read(begin.start())))
        shutil.copyfileobj(source, out)
    mark = _MIF_DELIMITER.search(head[: begin.start()])
    rows = _count_lines(parts[".mid"], mark.group(1).decode(BYTES) if mark else "\t")
    require_rows(rows, file=name)
    return _opened(MIF, stage / "layer.mif", rows, _charset(head[: begin.start()]), [])


def _opened(
    file_format: str, path: Path, rows: int, charset: str | None, findings: list[Finding]
) -> Opened:
    frame = read_rows(path, letters=BYTES, arrow=False)
    crs = getattr(frame, "crs", None)
    if crs is not None and crs.type_name == "Engineering CRS":  # "NonEarth": metres of nowhere
        frame, crs = frame.set_crs(None, allow_override=True), None
    return Opened(
        file_format,
        frame,
        rows,
        crs_how="declared" if isinstance(frame, gpd.GeoDataFrame) and crs is not None else None,
        raw_letters=True,
        declared_encoding=charset,
        findings=[*findings, *lost_findings(rows, len(frame))],
    )


def _require_own_data(text: str, path: Path, name: str) -> None:
    require_plain(path)
    kind = _KIND.search(text)
    if _ELSEWHERE.search(text) or kind is None or kind.group(1).lower() != "native":
        raise UnreadableFile("tab_elsewhere", file=name)


def _stage(parts: Mapping[str, Path], folder: Path, *, leave: str) -> Path:
    """The parts under names of our own; the head is written anew by the caller."""
    stage = folder / "mapinfo"
    stage.mkdir(exist_ok=True)
    for suffix, path in parts.items():
        if suffix != leave:
            shutil.copyfile(path, stage / f"layer{suffix}")
    return stage


def _neutral(head: bytes) -> bytes:
    """A head that declares no letters: GDAL then gives the bytes, and loses none of them."""
    return _CHARSET.sub(rb'\1"Neutral"', head)


def _charset(head: bytes) -> str | None:
    found = _CHARSET.search(head)
    said = found.group(2).decode(BYTES).strip('"').lower() if found else "neutral"
    return None if said == "neutral" else _CODECS.get(said, said)


def _count_lines(mid: Path, delimiter: str) -> int:
    with mid.open(encoding=BYTES, newline="") as file:
        return sum(1 for row in csv.reader(file, delimiter=delimiter) if row)
