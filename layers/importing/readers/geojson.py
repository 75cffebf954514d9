"""GeoJSON, whole and by lines. It is parsed once by us, so that what GDAL gets asks for nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from layers.errors import UnreadableFile
from layers.importing.formats import GEOJSON, GEOJSONSEQ, UTF8_BOM
from layers.importing.readers.dbf import lost_findings
from layers.importing.readers.gdal import read_rows, require_plain
from layers.importing.readers.limits import MOST_JSON, require_rows
from layers.importing.readers.opened import Opened
from layers.importing.report import Finding

_FEATURE = "Feature"
_CRS_KEYS = frozenset({"crs", "crS", "cRs", "cRS", "Crs", "CrS", "CRs", "CRS"})
_CRS_NAME = re.compile(r"(?:urn:(?:x-)?ogc:def:crs:)?(?:EPSG|OGC):[\w.]*:?\w+|CRS84", re.IGNORECASE)
_SEPARATOR = b"\x1e"
_SHOWN = 10


class _Survey:
    """Counts features while they are parsed, keeps none of them, and stops at what would be fetched."""

    def __init__(self, file: str):
        self._file = file
        self.with_id = 0

    def __call__(self, found: dict):
        """Called with each object, the inner ones first; what it returns stands in its place."""
        if not _CRS_KEYS.isdisjoint(found):
            for key in _CRS_KEYS & found.keys():
                _require_named(found[key], self._file)
        kind = found.get("type")
        if kind == "Feature":
            self.with_id += type(found.get("id")) is int
            return _FEATURE
        return None if "coordinates" in found and kind != "FeatureCollection" else found


def _require_named(crs, file: str) -> None:
    """A ``crs`` that is a link would make GDAL fetch it, wherever in the document it stands."""
    if not isinstance(crs, dict):
        return
    inner = crs.get("properties")
    said = inner.get("name") if isinstance(inner, dict) else None
    named = crs.get("type") == "name" and isinstance(said, str)
    if not named or any(
        key.lower() in ("type", "properties") for key in crs.keys() - {"type", "properties"}
    ):
        raise UnreadableFile("crs_link", file=file)
    if not _CRS_NAME.fullmatch(said.strip()):
        raise UnreadableFile("crs_name", file=file, found=said[:60])


def open_geojson(path: Path, *, name: str) -> Opened:
    """Open one document: a collection, or a feature."""
    if path.stat().st_size > MOST_JSON:
        raise UnreadableFile("json_too_large", file=name, limit_mb=MOST_JSON // 2**20)
    require_plain(path)
    survey = _Survey(name)
    rows = _count(_parse(path.read_bytes().removeprefix(UTF8_BOM), survey, name), name)
    require_rows(rows, file=name)
    ids = "id" if rows and survey.with_id == rows else None
    frame = read_rows(path, driver="GeoJSON", ids=ids)
    return _opened(GEOJSON, frame, rows, lost_findings(rows, len(frame)))


def open_geojson_lines(path: Path, *, name: str, folder: Path) -> Opened:
    """Open a file of one feature a line; a broken line is a row lost, and told."""
    require_plain(path)
    survey, broken, rows = _Survey(name), [], 0
    sound = folder / "sound.geojsonl"
    with sound.open("wb") as out:
        for number, record in _records(path, name):
            rows += 1
            require_rows(rows, file=name)
            if not _is_feature(record, survey):
                broken.append(number)
                continue
            out.write(record.replace(b"\n", b" ").replace(b"\r", b" ") + b"\n")
    if len(broken) == rows:
        raise UnreadableFile("not_geojson", file=name, found="?")
    frame = read_rows(sound, driver="GeoJSONSeq")
    found = lost_findings(rows - len(broken), len(frame))
    if broken:
        lines = ", ".join(map(str, broken[:_SHOWN])) + (" …" if len(broken) > _SHOWN else "")
        params = {"count": len(broken), "lines": lines}
        found.append(Finding("rows.broken_lines", "warning", params=params))
    return _opened(GEOJSONSEQ, frame, rows, found)


def _opened(file_format: str, frame, rows: int, findings: list[Finding]) -> Opened:
    return Opened(
        file_format,
        frame,
        rows,
        crs_how="declared" if getattr(frame, "crs", None) is not None else None,
        declared_encoding="UTF-8",
        findings=findings,
    )


def _records(path: Path, name: str) -> Iterator[tuple[int, bytes]]:
    """The records with their number: lines, or what stands between record separators."""
    with path.open("rb") as file:
        if file.read(len(UTF8_BOM)) != UTF8_BOM:
            file.seek(0)
        first = file.read(64).lstrip()
        file.seek(0)
        if not first.startswith(_SEPARATOR):
            lines = (line.removeprefix(UTF8_BOM).strip() for line in file)
            yield from ((i, line) for i, line in enumerate(lines, 1) if line)
            return
        if path.stat().st_size > MOST_JSON:
            raise UnreadableFile("json_too_large", file=name, limit_mb=MOST_JSON // 2**20)
        parts = (part.strip() for part in file.read().split(_SEPARATOR))
        yield from enumerate((part for part in parts if part), 1)


def _is_feature(record: bytes, survey: _Survey) -> bool:
    try:
        return json.loads(record.decode("utf-8"), object_hook=survey) == _FEATURE
    except (ValueError, RecursionError):
        return False


def _parse(content: bytes, survey: _Survey, name: str):
    try:
        return json.loads(content.decode("utf-8"), object_hook=survey)
    except (ValueError, RecursionError) as fault:
        raise UnreadableFile("bad_json", file=name, fault=str(fault)[:200]) from fault


def _count(document, name: str) -> int:
    if document == _FEATURE:
        return 1
    kind = document.get("type") if isinstance(document, dict) else None
    features = document.get("features") if isinstance(document, dict) else None
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise UnreadableFile("not_geojson", file=name, found=str(kind)[:60])
    return len(features)
