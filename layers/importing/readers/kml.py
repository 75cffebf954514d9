"""KML and KMZ: folders are layers; what stands on other servers is told and never fetched."""

from collections import Counter
from pathlib import Path
from xml.parsers import expat

from layers.errors import UnreadableFile
from layers.importing.formats import KML
from layers.importing.readers.dbf import lost_findings
from layers.importing.readers.gdal import list_layers, read_rows, require_plain
from layers.importing.readers.limits import require_rows
from layers.importing.readers.opened import Opened
from layers.importing.readers.parts import choose
from layers.importing.report import Finding

_CONTAINERS = {"Document", "Folder"}
_ROWS = {"Placemark", "GroundOverlay"}
# How a globe draws a feature; none of it is data.
_DRAWING = ("altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet")
_OFTEN_BLANK = ("id", "description", "timestamp", "begin", "end")


class _Survey:
    """Counts what stands in each container while the XML passes by; refuses entities before they grow."""

    def __init__(self, path: Path, name: str):
        self.rows: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.links = 0
        self._stack: list[tuple[str, list]] = []
        self._text: list[str] | None = None
        self._file = name
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._said
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse
        try:
            with path.open("rb") as content:
                parser.ParseFile(content)
        except (expat.ExpatError, LookupError, ValueError) as fault:
            raise UnreadableFile("bad_xml", file=name, fault=str(fault)[:200]) from fault

    def _refuse(self, *said):
        raise UnreadableFile("xml_entities", file=self._file)

    def _start(self, tag: str, _):
        kind = tag.rpartition(":")[2]
        self.links += kind == "NetworkLink"
        if kind in _ROWS and (holder := self._holder()) is not None:
            holder[1] += 1
        if kind == "name" and self._stack and self._stack[-1][0] in _CONTAINERS:
            self._text = []
        self._stack.append((kind, ["", 0]))

    def _said(self, text: str):
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str):
        kind, held = self._stack.pop()
        if kind == "name" and self._text is not None:
            self._stack[-1][1][0] = "".join(self._text)
            self._text = None
        if kind in _CONTAINERS:
            self.rows[held[0]] += held[1]
            self.names[held[0]] += 1

    def _holder(self) -> list | None:
        """What is being counted of the innermost container."""
        return next((held for kind, held in reversed(self._stack) if kind in _CONTAINERS), None)

    def count(self, layer: str) -> int | None:
        """How many rows a layer has; None where its name does not tell it from others."""
        return self.rows[layer] if self.names[layer] == 1 else None


def kml_layers(path: Path, *, name: str) -> list[str]:
    """The folders that hold anything."""
    require_plain(path)
    return _filled(path, _Survey(path, name))


def open_kml(path: Path, *, name: str, part: str | None) -> Opened:
    """Open one folder of a KML."""
    require_plain(path)
    survey = _Survey(path, name)
    findings = []
    if survey.links:
        params = {"count": survey.links}
        findings.append(Finding("kml.network_link", "warning", params=params))
    layer = choose(_filled(path, survey), part, file=name)
    declared = survey.count(layer)
    require_rows(declared or 0, file=name)
    frame = read_rows(path, layer=layer)
    rows = len(frame) if declared is None else declared
    blank = [c for c in _OFTEN_BLANK if c in frame and frame[c].isna().all()]
    return Opened(
        KML,
        frame.drop(columns=[*(c for c in _DRAWING if c in frame), *blank]),
        rows,
        crs_how="declared",
        declared_encoding="UTF-8",
        findings=[*findings, *lost_findings(rows, len(frame))],
    )


def _filled(path: Path, survey: _Survey) -> list[str]:
    return [layer for layer in list_layers(path) if survey.count(layer) != 0]
