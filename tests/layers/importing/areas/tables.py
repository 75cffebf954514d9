"""Little tables of services as offices write them, and what the import makes of them."""

from pathlib import Path

from layers.importing.check import Examined, examine
from layers.importing.choices import Choices
from layers.importing.report import Finding
from layers.spec import load_specs

SPEC = load_specs()["service_availability"]
GIVEN = {"period": "2025-10", "counting_unit": "procedure"}
HAI_CHAU, HOA_CUONG, SON_TRA = "v2026-04:20242", "v2026-04:20257", "v2026-04:20263"


def read(folder: Path, text: str, name: str = "bang.csv", **choices) -> Examined:
    """Import a table written as text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return examine(path, SPEC, Choices(**{"given": GIVEN} | choices))


def only(found: Examined, rule: str) -> Finding:
    """The one finding of that rule."""
    (finding,) = [f for f in found.report.findings if f.rule == rule]
    return finding


def rules(found: Examined) -> set[str]:
    return {f.rule for f in found.report.findings}


def faults(found: Examined) -> set[str]:
    return {f.rule for f in found.report.faults}


def cells(found: Examined, rule: str) -> list[tuple[int, str]]:
    """Row (from 1) and column of each cell that a rule names."""
    told = [f for f in found.report.findings if f.rule == rule]
    return [(int(row) + 1, f.column) for f in told for row in f.rows]


def values(found: Examined, field: str) -> list:
    column = found.frame[field].astype(object)
    return column.where(column.notna(), None).tolist()
