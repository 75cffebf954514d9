"""What the worker leaves behind for the app: files in a folder, read with the distrust that they deserve."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from layers.importing.areas.found import AreasFound
from layers.importing.impact import Impact
from layers.importing.place.candidate import Candidate
from layers.importing.report import Finding, Report

VERSION, ACCEPTED = "version.parquet", "accepted.parquet"
ASIDE, PREVIEW, RAW = "aside.parquet", "preview.json", "raw.parquet"
_OUTCOME = "outcome.json"
MOST_ROWS = 1000


@dataclass(frozen=True)
class Outcome:
    """One examination, done.

    Attributes
    ----------
    impact : Impact or None
        What publishing would change; None where no layer was named or the file was stopped.
    columns : dict
        Column of the file -> up to three of its values, for whoever maps it.
    mapping : dict
        Field -> column, as it was used.
    areas : AreasFound or None
        Of a layer of areas: how the rows were matched with units, and which wait for a person.
    version : Path or None
        The version as a file ready for the store; None while there are faults.
    aside : Path or None
        Rows set aside, as they stand in the file, with their reasons.
    raw : Path or None
        All rows as text, as they stand in the file, without shapes; where the task asks for them.
    preview : Path or None
        Positions for a map, as each candidate reads them.
    walls : tuple of str
        Which walls stood around the worker.
    """

    report: Report
    impact: Impact | None = None
    columns: dict[str, list[str]] | None = None
    mapping: dict[str, str] | None = None
    areas: AreasFound | None = None
    version: Path | None = None
    aside: Path | None = None
    preview: Path | None = None
    raw: Path | None = None
    walls: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Keep it in `folder`, beside the files it names. Each finding keeps its first rows only."""
        content = {
            "report": _report_to_json(self.report),
            "impact": self.impact and asdict(self.impact),
            "columns": self.columns,
            "mapping": self.mapping,
            "areas": self.areas and self.areas.to_json(),
            "walls": self.walls,
        }
        text = json.dumps(content, ensure_ascii=False, default=_plain)
        (folder / _OUTCOME).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Outcome":
        """Read what `write` kept."""
        content = json.loads((folder / _OUTCOME).read_text(encoding="utf-8"))
        areas = content.get("areas")
        places = {"version": VERSION, "aside": ASIDE, "preview": PREVIEW, "raw": RAW}
        there = {name: folder / file for name, file in places.items() if (folder / file).is_file()}
        return cls(
            report=_report_from_json(content["report"]),
            impact=content["impact"] and Impact(**content["impact"]),
            columns=content["columns"],
            mapping=content["mapping"],
            areas=areas and AreasFound.from_json(areas),
            walls=tuple(content["walls"]),
            **there,
        )

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether an examination was finished there."""
        return (folder / _OUTCOME).is_file()


def _report_to_json(report: Report) -> dict:
    findings = [_finding_to_json(finding) for finding in report.findings]
    candidates = [asdict(candidate) for candidate in report.candidates]
    return vars(report) | {"findings": findings, "candidates": candidates}


def _report_from_json(content: dict) -> Report:
    findings = [_finding_from_json(each) for each in content["findings"]]
    candidates = [Candidate(**each) for each in content["candidates"]]
    accepted = tuple(content["accepted"])
    return Report(
        **content | {"findings": findings, "candidates": candidates, "accepted": accepted}
    )


def _finding_to_json(finding: Finding) -> dict:
    content = {name: getattr(finding, name) for name in finding.__dataclass_fields__}
    if finding.rows is None:
        return content
    first = slice(MOST_ROWS)
    return content | {
        "rows": finding.rows[first].tolist(),
        "values": None if finding.values is None else list(finding.values[first]),
        "details": {name: list(each[first]) for name, each in finding.details.items()},
        "total": finding.count,
    }


def _finding_from_json(content: dict) -> Finding:
    rows = content["rows"]
    return Finding(**content | {"rows": None if rows is None else np.array(rows, dtype=int)})


def _plain(value):
    """What JSON does not know, as it would be shown."""
    return value.item() if isinstance(value, np.generic) else str(value)
