"""Counts and percentages of a table of services: read from what was typed, every doubt told with its cell."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.importing.report import Finding, row_findings
from layers.importing.tables.numbers import Numbers, read_numbers
from layers.services.states import BLANK_STATES, FIELD, states_of, write_states
from layers.spec import FieldSpec, LayerSpec

PERCENT = "stated_pct"
# Rows whose figures cannot be stored as they are.
FIGURE_RULES = ("count.unreadable", "count.negative", "percent.over_100")


@dataclass(frozen=True)
class Figures:
    """What came of the figures of a table.

    Attributes
    ----------
    frame : DataFrame
        The rows with numbers in their fields, ``states`` filled, words beside numbers in ``note``.
    unit : str or None
        What the cells themselves say is counted, where all that say it say the same.
    """

    frame: pd.DataFrame
    findings: list[Finding]
    unit: str | None


def read_figures(frame: pd.DataFrame, spec: LayerSpec, columns: Mapping[str, str]) -> Figures:
    """Read every count and percentage of `frame`.

    Parameters
    ----------
    frame : DataFrame
        Fields under their names, cells as they stand; index 0, 1, 2 ....
    columns : mapping
        Field -> column of the file, which findings name.
    """
    out, findings = frame.copy(), []
    states, units, notes = {}, set(), pd.Series("", index=frame.index, dtype=object)
    for field in figure_fields(spec):
        if field.name not in out:
            continue
        cells, column = frame[field.name], columns.get(field.name, field.name)
        percent = field.name == PERCENT
        read = read_numbers(cells, whole=not percent, percent=percent)
        findings += _told(read, cells, column)
        out[field.name] = _typed(read, field)
        said = states_of(frame, field.name) if FIELD in frame else read.state
        states[field.name] = read.state.where(read.state.isin(BLANK_STATES), said)
        units |= set(read.unit.dropna())
        notes = notes.where(~read.approximate, notes + "; " + column + ": " + cells.astype(str))
    if any(state.isin(BLANK_STATES).any() for state in states.values()) or FIELD in frame:
        out[FIELD] = write_states(states, out.index)
    out = _noted(out, notes.str.strip("; "))
    return Figures(out, findings, next(iter(units)) if len(units) == 1 else None)


def figure_fields(spec: LayerSpec) -> list[FieldSpec]:
    """Fields that hold counts, and the stated percentage."""
    return [f for f in spec.fields if is_count(f) or f.name == PERCENT]


def is_count(field: FieldSpec) -> bool:
    """Whether a field counts something."""
    return field.item_type == "integer" and field.name.startswith("n_")


def _typed(read: Numbers, field: FieldSpec) -> pd.Series:
    values = read.values.mask(read.unreadable)
    return values.astype("Int64") if is_count(field) else values.astype("float64")


def _told(read: Numbers, cells: pd.Series, column: str) -> list[Finding]:
    def told(rule: str, severity: str, wrong: np.ndarray, **more) -> list[Finding]:
        return row_findings(rule, severity, wrong, column=column, values=cells, **more)

    number = read.values.astype("float64")
    sure = ~(read.unreadable | read.negative | read.over_100)
    shares = [Finding("percent.shares_of_one", "info", column=column)] if read.as_share else []
    return [
        *told("count.unreadable", "error", read.unreadable),
        *told("count.negative", "error", read.negative),
        *told("percent.over_100", "error", read.over_100),
        *shares,
        *told(
            "value.ambiguous",
            "warning",
            read.ambiguous & sure & (not read.as_share),
            details={"number": number},
        ),
        *told("value.dash", "warning", read.dash),
        *told("value.mark", "info", read.mark & ~read.dash, details={"state": read.state}),
        *told("count.unit_in_cell", "info", read.unit_in_cell & sure, details={"number": number}),
        *told("value.multiplied", "info", read.multiplied & sure, details={"number": number}),
        *told("value.approximate", "info", read.approximate & sure, details={"number": number}),
    ]


def _noted(frame: pd.DataFrame, notes: pd.Series) -> pd.DataFrame:
    """Words that stood beside numbers, kept with what the note says already."""
    if not (notes != "").any():
        return frame
    before = frame["note"].astype("string").fillna("") if "note" in frame else ""
    return frame.assign(
        note=(before + "; " + notes.astype("string")).str.strip("; ").replace("", None)
    )
