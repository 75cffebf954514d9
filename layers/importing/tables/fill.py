"""Cells that a table leaves blank because the one above says it: filled, and told."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from geo.text import fold
from layers.importing.report import Finding, row_findings
from layers.importing.tables.cells import each, holds, is_order, texts_of
from layers.importing.tables.labels import group_number, is_note, is_total, is_upper_area
from layers.importing.tables.row_kinds import label_columns

_LEAST = 0.3
_YEAR, _WITHIN = (
    {"nam", "year"},
    {"thang": "Tháng", "month": "Tháng", "quy": "Quý", "quarter": "Quý"},
)


def fill_down(
    frame: pd.DataFrame, figures: Sequence[str], first: Sequence[str] = (), *, long: bool = False
) -> tuple[pd.DataFrame, list[Finding]]:
    """Write the name of a district or city into the rows below it, where only its first row has it.

    So it is in tables whose merged cells were saved as text. Asked of columns of names in which a third
    of the cells is blank, no name comes twice and (but in long tables) most are those of districts or
    cities. Rows without any other text, totals and notes are left as they are.

    Parameters
    ----------
    figures : sequence of str
        Columns of figures.
    first : sequence of str
        Columns that are known to name areas.
    """
    out, findings = frame, []
    columns = (
        [c for c in label_columns(frame, figures, first) if not is_order(c)] if figures else []
    )
    cells = {c: texts_of(frame[c]) for c in columns}
    for column, texts in cells.items():
        others = [other for c, other in cells.items() if c != column]
        if not others or not _is_left_out(texts, long):
            continue
        beside = np.logical_or.reduce([_names(other) for other in others])
        beside &= ~np.logical_or.reduce([holds(other, is_total) for other in others])
        blank = (texts == None) & beside & (np.arange(len(texts)) > _begin(texts))  # noqa: E711
        if not blank.any():
            continue
        filled = pd.Series(texts, dtype=object).ffill().to_numpy()
        out = out.assign(**{column: np.where(blank, filled, frame[column].to_numpy(dtype=object))})
        findings += row_findings(
            "table.filled_down", "warning", blank, column=column, values=filled
        )
    return out, findings


def join_year(
    frame: pd.DataFrame, *, taken: Collection[str] = ()
) -> tuple[pd.DataFrame, list[Finding]]:
    """A column of years and one of months or quarters made into one of periods."""
    free = [c for c in frame.columns if c not in taken]
    year = next((c for c in free if fold(str(c)) in _YEAR), None)
    within = next((c for c in free if fold(str(c)) in _WITHIN), None)
    if year is None or within is None or "period" in frame:
        return frame, []
    word = _WITHIN[fold(str(within))]
    parts = [each(frame[c], _plain) for c in (within, year)]
    said = pd.Series([_said(word, *pair) for pair in zip(*parts, strict=True)], dtype=object)
    params = {"names": f"{within}, {year}"}
    found = Finding("table.period_joined", "info", column="period", params=params)
    return frame.assign(period=said.to_numpy()), [found]


def _is_left_out(texts: np.ndarray, long: bool) -> bool:
    said = [t for t in texts if t is not None]
    blank = len(texts) - len(said)
    if not said or texts[_begin(texts)] is None or blank < _LEAST * len(texts):
        return False
    plain = [t for t in said if not is_total(t) and not is_note(t)]
    once = len(set(plain)) == len(plain)
    # A head of a group says by its number or place that it is one; no cell is missing below it.
    numbered = any(group_number(None, t) for t in plain)
    return once and not numbered and (long or sum(map(is_upper_area, plain)) > len(plain) / 2)


def _begin(texts: np.ndarray) -> int:
    return int(np.argmax(texts != None))  # noqa: E711


def _names(texts: np.ndarray) -> np.ndarray:
    """Rows that a column gives a name, and no note."""
    return holds(texts, lambda t: not is_note(t))


def _plain(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value).strip()


def _said(word: str, within: str | None, year: str | None) -> str | None:
    if not within or not year:
        return year
    return f"{within} {year}" if fold(within).startswith(fold(word)) else f"{word} {within}/{year}"
