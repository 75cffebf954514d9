"""What is to be said of the areas of a table, row by row and of the whole."""

import numpy as np
import pandas as pd

from layers.errors import OtherVersion
from layers.importing.areas.found import candidate
from layers.importing.areas.resolve import Resolved
from layers.importing.report import Finding, row_findings

_SHOWN = 2


def of_columns(columns: dict[str, str], titled: str | None) -> list[Finding]:
    """Which columns say what a row is of, and the province that only a title names."""
    if not columns:
        return []
    told = [Finding("areas.columns", "info", params={"columns": ", ".join(columns.values())})]
    return told + ([Finding("areas.parent_read", "info", value=titled)] if titled else [])


def of_version(fault: OtherVersion | None) -> list[Finding]:
    """That codes or names fit another boundary version stops the file."""
    if fault is None:
        return []
    params = {name: _plain(value) for name, value in fault.params.items()} | {"why": fault.code}
    return [Finding("areas.other_version", "error", params=params)]


def of_matches(resolved: Resolved, texts: pd.DataFrame, column: str, version: str) -> list[Finding]:
    """Rows that wait for a person, that name no unit, and how the others were matched."""
    rows = resolved.rows
    blank = (rows["how"] == "blank").to_numpy(bool)
    none = (rows["how"] == "none").to_numpy(bool)
    review = ~resolved.sure.to_numpy(bool) & ~resolved.left_out.to_numpy(bool) & ~blank & ~none
    said = _said(texts)
    params = {"version": version}
    candidates = pd.Series("", index=rows.index, dtype=object)
    candidates[review] = _candidates(rows.loc[review, "candidates"], resolved.units)
    left_out = row_findings(
        "areas.left_out", "info", resolved.left_out.to_numpy(bool), column=column, values=said
    )
    counts = rows["how"].value_counts()
    sure = int(resolved.sure.sum())
    by = {
        "code": counts.get("code", 0),
        "name": counts.reindex(["exact", "type"]).sum(),
        "spelling": counts.reindex(["tones", "folded", "spaceless"]).sum(),
        "former": counts.get("former", 0),
        "chosen": sure - counts.reindex(
            ["code", "exact", "type", "tones", "folded", "spaceless", "former"]
        ).sum(),
    }  # fmt: skip
    told = {name: int(count) for name, count in by.items()}
    whole = params | told | {"matched": sure, "rows": len(rows)}
    return [
        *row_findings("areas.blank", "error", blank, column=column),
        *row_findings("areas.none", "error", none, column=column, values=said, params=params),
        *row_findings(
            "areas.review",
            "error",
            review,
            column=column,
            values=said,
            params=params,
            details={"candidates": candidates},
        ),
        *[_aside(finding) for finding in left_out],
        *([Finding("areas.matched", "info", column=column, params=whole)] if sure else []),
    ]


def _plain(value):
    return value if isinstance(value, int | float | str) else str(value or "–")


def _aside(finding: Finding) -> Finding:
    return Finding(**vars(finding) | {"aside": True})


def _said(texts: pd.DataFrame) -> pd.Series:
    return texts["name"].where(texts["name"] != "", texts["code"])


def _candidates(found: pd.Series, units: pd.DataFrame) -> np.ndarray:
    """The first few in words; made once for each different set."""
    made: dict[tuple, str] = {}
    for keys in found:
        if keys not in made:
            named = [candidate(key, units) for key in keys[:_SHOWN]]
            shown = [f"{c['name']} ({c['code']})" for c in named]
            made[keys] = "; ".join(shown) + (" …" if len(keys) > _SHOWN else "") or "–"
    return np.array([made[keys] for keys in found], dtype=object)
