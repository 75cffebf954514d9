"""DXF drawings: entities with their layer and text; kinds that are no features are counted and told."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from layers.errors import UnreadableFile
from layers.importing.formats import DXF
from layers.importing.readers.dbf import BYTES
from layers.importing.readers.gdal import read_rows, require_plain
from layers.importing.readers.limits import require_rows
from layers.importing.readers.opened import Opened
from layers.importing.report import Finding

_BINARY = b"AutoCAD Binary DXF"
_VERSION = re.compile(rb"\$ACADVER\s+1\s+AC(\d+)")
_CODEPAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([\w-]+)")
_UTF8_SINCE = 1021
# What GDAL makes no feature of.
_NO_FEATURE = {
    b"XLINE", b"RAY", b"VIEWPORT", b"IMAGE", b"OLE2FRAME", b"OLEFRAME", b"ACAD_PROXY_ENTITY", b"WIPEOUT", b"BODY",
    b"SURFACE", b"TABLE", b"ACAD_TABLE", b"SHAPE", b"UNDERLAY", b"PDFUNDERLAY", b"LIGHT", b"SUN",
}  # fmt: skip


def open_dxf(path: Path, *, name: str) -> Opened:
    """Open a drawing in text form; it has no coordinate system of its own."""
    require_plain(path)
    with path.open("rb") as file:
        head = file.read(2**16)
    if head.startswith(_BINARY):
        raise UnreadableFile("dxf_binary", file=name)
    entities = _count_entities(path)
    require_rows(entities.total(), file=name)
    encoding, raw = _letters(head, path)
    frame = read_rows(path, layer="entities", config={"DXF_ENCODING": encoding})
    skipped = {kind: n for kind, n in entities.items() if kind in _NO_FEATURE}
    findings = []
    if skipped:
        kinds = ", ".join(f"{kind.decode(BYTES)} × {n}" for kind, n in sorted(skipped.items()))
        params = {"count": sum(skipped.values()), "kinds": kinds[:200]}
        findings.append(Finding("dxf.skipped", "warning", params=params))
    said = _CODEPAGE.search(head)
    return Opened(
        DXF,
        frame,
        len(frame) + sum(skipped.values()),
        raw_letters=raw,
        declared_encoding=_codepage(said.group(1)) if raw and said else None if raw else encoding,
        findings=findings,
    )


def _count_entities(path: Path) -> Counter[bytes]:
    """Entities by kind: the names that follow a code 0 in the section of entities."""
    found: Counter[bytes] = Counter()
    within, naming = False, False
    with path.open("rb") as file:
        for code in file:
            value = next(file, b"").strip()
            if code.strip() == b"0":
                naming = value == b"SECTION"
                if value == b"ENDSEC":
                    within = False
                elif within:
                    found[value] += 1
            elif naming and code.strip() == b"2":
                within, naming = value == b"ENTITIES", False
    for part in (b"VERTEX", b"SEQEND", b"ATTRIB"):
        del found[part]
    return found


def _letters(head: bytes, path: Path) -> tuple[str, bool]:
    """What GDAL is to take the letters for, and whether they are then bytes still to be decoded.

    They are not where the drawing is UTF-8 (since AutoCAD 2007), nor where some are written as ``\\U+1EA1``.
    """
    version = _VERSION.search(head)
    with path.open("rb") as file:
        if version and int(version.group(1)) >= _UTF8_SINCE and _is_utf8(file):
            return "UTF-8", False
        file.seek(0)
        return BYTES, not any(b"\\U+" in line for line in file)


def _is_utf8(lines: Iterable[bytes]) -> bool:
    try:
        for line in lines:
            line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _codepage(said: bytes) -> str:
    return re.sub(r"^(ansi|dos)_?", "cp", said.decode(BYTES), flags=re.IGNORECASE)
