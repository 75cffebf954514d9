"""Totals that stand among the rows, held against the sums of their parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.importing.report import Finding
from layers.importing.tables.labels import is_grand_total
from layers.importing.tables.numbers import read_numbers
from layers.importing.tables.row_kinds import RowKinds

_MOST_KEYS = 2000


@dataclass(frozen=True)
class TotalCheck:
    """One total of one column.

    Attributes
    ----------
    row : int
        Position of the total's row in the file.
    column : str
        The file's column.
    stated, summed : float
        What the row says, and the sum of its parts as far as they are known.
    unknown : int
        Parts that hold no number: then the total may be larger than the sum, not smaller.
    """

    row: int
    column: str
    stated: float
    summed: float
    unknown: int

    @property
    def differs(self) -> bool:
        gap = self.stated - self.summed
        return abs(gap) > 0.5 and (self.unknown == 0 or gap < 0)


def check_totals(
    frame: pd.DataFrame, kinds: RowKinds, counts: Sequence[str], key: np.ndarray | None = None
) -> list[TotalCheck]:
    """Hold totals and heads of groups with figures against the rows that they sum.

    A total may sum the whole table or the rows since the total or group before it; where the words do not
    say which, the reading is taken that fits more columns.

    Parameters
    ----------
    counts : sequence of str
        Columns of counts; percentages have no sum.
    key : ndarray, optional
        What each row counts, of a long table: only rows of one key are summed.
    """
    rows = np.flatnonzero(kinds.total | (kinds.group & _stated(frame, counts)))
    key = np.zeros(len(frame), dtype=int) if key is None else pd.factorize(key)[0]
    if not len(rows) or not counts or key.max(initial=0) >= _MOST_KEYS:
        return []
    read = {
        c: read_numbers(frame[c], whole=True).values.to_numpy(float, na_value=np.nan)
        for c in counts
    }
    checks: list[TotalCheck] = []
    for each in np.unique(key[rows]):
        parts = kinds.areas & (key == each)
        sums = {c: _prefix(values, parts) for c, values in read.items()}
        number = np.concatenate([[0], np.cumsum(parts)])
        ends = _ends(kinds, key, each)
        for row in rows[key[rows] == each]:
            ranges = [r for r in _ranges(row, kinds, ends) if number[r[1]] > number[r[0]]]
            checks += _best(row, ranges, read, sums)
    return sorted(checks, key=lambda check: check.row)


def total_findings(checks: Sequence[TotalCheck], kinds: RowKinds) -> list[Finding]:
    """The totals that differ, one finding a column."""
    findings = []
    wrong = [check for check in checks if check.differs]
    for column in dict.fromkeys(check.column for check in wrong):
        those = [check for check in wrong if check.column == column]
        rows = np.array([check.row for check in those])
        details = {
            "summed": [check.summed for check in those],
            "difference": [check.stated - check.summed for check in those],
            "name": kinds.label[rows].tolist(),
        }
        values = [check.stated for check in those]
        findings.append(
            Finding(
                "table.total_differs", "warning", column, rows=rows, values=values, details=details
            )
        )
    return findings


def _stated(frame: pd.DataFrame, counts: Sequence[str]) -> np.ndarray:
    held = [frame[c].notna().to_numpy() for c in counts]
    return np.logical_or.reduce(held) if held else np.zeros(len(frame), dtype=bool)


def _prefix(values: np.ndarray, parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Running sums of the parts, and running counts of those that hold no number."""
    known = parts & ~np.isnan(values)
    summed = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    return summed, np.concatenate([[0], np.cumsum(parts & ~known)])


def _ends(kinds: RowKinds, key: np.ndarray, each: int) -> np.ndarray:
    """Rows at which a run of parts ends: totals of the same key, heads of groups."""
    return np.flatnonzero((kinds.total & (key == each)) | kinds.group)


def _ranges(row: int, kinds: RowKinds, ends: np.ndarray) -> list[tuple[int, int]]:
    """The rows that a total may sum, the likeliest first."""
    count = len(kinds.total)
    if kinds.group[row]:
        later = ends[(ends > row) & kinds.group[ends] & (kinds.level[ends] <= kinds.level[row])]
        return [(row, int(later[0]) if len(later) else count)]
    before = ends[ends < row]
    since = (int(before[-1]) if len(before) else 0, int(row))
    # A total that opens a table or a group may sum what follows.
    after = ends[ends > row]
    until = (int(row), int(after[0]) if len(after) else count)
    whole = (0, count)
    grand = is_grand_total(kinds.label[row]) or len(np.flatnonzero(kinds.total)) == 1
    return [whole, since, until] if grand else [since, whole, until]


def _best(row: int, ranges: list[tuple[int, int]], read: dict, sums: dict) -> list[TotalCheck]:
    readings = [
        [
            TotalCheck(
                int(row),
                column,
                float(values[row]),
                float(sums[column][0][end] - sums[column][0][begin]),
                int(sums[column][1][end] - sums[column][1][begin]),
            )
            for column, values in read.items()
            if not np.isnan(values[row])
        ]
        for begin, end in ranges
    ]
    fits = [sum(not check.differs for check in checks) for checks in readings]
    return readings[int(np.argmax(fits))] if readings else []
