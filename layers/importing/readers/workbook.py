"""XLSX workbooks: one sheet, as the values that stand in it."""

import datetime
import zipfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.errors import UnreadableFile
from layers.importing.archive import require_safe
from layers.importing.formats import XLSX, xml_root
from layers.importing.readers.heading_lines import Merge, find_head
from layers.importing.readers.headings import SEARCHED, blank_findings, filled, settle_names
from layers.importing.readers.limits import MOST_COLUMNS, require_columns, require_rows
from layers.importing.readers.merged import fill_merged, in_rows, merged_cells
from layers.importing.readers.opened import Opened
from layers.importing.readers.parts import choose
from layers.importing.report import Finding, row_findings

if TYPE_CHECKING:
    from openpyxl import Workbook

_MOST_ENTRIES = 5_000
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
_HEAD = 2**16


def workbook_sheets(path: Path, *, name: str) -> list[str]:
    """The sheets that hold anything."""
    with _opened(path, name) as book:
        return [sheet.title for sheet in book.worksheets if _holds_anything(sheet)]


def open_workbook(path: Path, *, name: str, part: str | None) -> Opened:
    """Open a sheet: numbers stay numbers, dates dates; what formulas gave is what counts."""
    sheet = choose(workbook_sheets(path, name=name), part, file=name)
    with _opened(path, name) as book:
        rows = _Rows(book[sheet], name, percent_styles=_percent_styles(book))
        merges = in_rows(merged_cells(path, book[sheet]._worksheet_path), rows.numbers)
    return _read(rows, merges, name)


@contextmanager
def _opened(path: Path, name: str) -> Iterator["Workbook"]:
    require_safe(path, most=_MOST_ENTRIES)
    _require_no_entities(path, name)
    import openpyxl  # only for a workbook: it takes a tenth of the time in which a worker starts

    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def _require_no_entities(path: Path, name: str) -> None:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            with archive.open(entry) as content:
                head = content.read(_HEAD)
            root, declares = xml_root(head)
            # What stands before the root may be so long that a declaration hides behind it.
            is_xml = entry.filename.lower().endswith((".xml", ".rels"))
            hidden = is_xml and not root and len(head) == _HEAD
            if declares or hidden:
                raise UnreadableFile("xml_entities", file=name)


def _holds_anything(sheet) -> bool:
    return any(filled(row) for row in islice(_rows(sheet), SEARCHED))


def _rows(sheet, *, values_only: bool = True) -> Iterator[tuple]:
    sheet.reset_dimensions()  # what a sheet says of its size may be wrong
    return sheet.iter_rows(values_only=values_only)


class _Rows:
    """Rows with anything in them, cut after their last value.

    Attributes
    ----------
    rows : list of tuple
    numbers : array of int
        Which row of the sheet each one was, from 0.
    blank : int
        How many rows without a value lie between them.
    percents : dict
        Column -> positions of its numbers that are written as percentages.
    """

    def __init__(self, sheet, name: str, *, percent_styles: frozenset[int]):
        self.rows: list[tuple] = []
        self.numbers, self.blank = array("I"), 0
        self.percents: dict[int, array] = {}
        waiting = 0
        for number, row in enumerate(self._values(sheet, percent_styles)):
            last = next((i for i in range(len(row), 0, -1) if _value(row[i - 1]) is not None), 0)
            if not last:
                waiting += 1
                continue
            if last > MOST_COLUMNS:
                require_columns(last, file=name)
            self.blank, waiting = self.blank + (waiting if self.rows else 0), 0
            self.rows.append(tuple(map(_value, row[:last])))
            self.numbers.append(number)
            require_rows(len(self.rows), file=name)

    def _values(self, sheet, percent_styles: frozenset[int]) -> Iterator[tuple]:
        """Values alone where no number of the book is a percentage: cells as objects take twice as long."""
        if not percent_styles:
            yield from _rows(sheet)
            return
        for row in _rows(sheet, values_only=False):
            for i, cell in enumerate(row):
                is_number = isinstance(cell.value, int | float)
                if is_number and getattr(cell, "_style_id", 0) in percent_styles:
                    self.percents.setdefault(i, array("I")).append(len(self.rows))
            yield tuple(cell.value for cell in row)


def _percent_styles(book: "Workbook") -> frozenset[int]:
    """The styles of cells whose number 0.858 is shown as 85.8 %."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    own = {164 + i for i, form in enumerate(book._number_formats) if "%" in form}
    percent = own | {i for i, form in BUILTIN_FORMATS.items() if "%" in form}
    return frozenset(i for i, style in enumerate(book._cell_styles) if style.numFmtId in percent)


def _read(found: _Rows, merges: list[Merge], name: str) -> Opened:
    rows = found.rows
    head = find_head(rows[:SEARCHED], merges=merges)
    body = rows[head.body :]
    width = max((len(row) for row in [head.cells, *body]), default=0)
    require_columns(width, file=name)
    names, named = settle_names(head.cells, width)
    findings = [*head.findings, *blank_findings(found.blank), *named]
    findings += fill_merged(body, names, _below(merges, head.body), name=name)
    frame, wrong = _frame(body, names)
    return Opened(
        XLSX,
        frame,
        len(frame),
        declared_encoding="UTF-8",
        findings=findings + wrong,
        titles=head.titles,
        percent_cells=_percent_cells(found.percents, names, head.body),
    )


def _below(merges: list[Merge], body: int) -> list[Merge]:
    """The merged cells of the body, in terms of its rows."""
    return [m._replace(top=m.top - body, bottom=m.bottom - body) for m in merges if m.top >= body]


def _percent_cells(percents: dict[int, array], names: list[str], body: int) -> dict:
    positions = {names[i]: np.array(each, dtype=int) - body for i, each in percents.items()}
    return {name: each[each >= 0] for name, each in positions.items() if (each >= 0).any()}


def _value(cell):
    return None if isinstance(cell, str) and not cell.strip() else cell


def _frame(body: list[tuple], names: list[str]) -> tuple[pd.DataFrame, list[Finding]]:
    columns, findings = {}, []
    for i, name in enumerate(names):
        cells = [row[i] if i < len(row) else None for row in body]
        wrong = [cell in _ERRORS if isinstance(cell, str) else False for cell in cells]
        if any(wrong):
            findings += row_findings(
                "table.formula_errors",
                "warning",
                wrong,
                column=name,
                values=pd.Series(cells, dtype=object),
            )
            cells = [None if bad else cell for cell, bad in zip(cells, wrong, strict=True)]
        columns[name] = _column(cells)
    return pd.DataFrame(columns, columns=names), findings


def _column(cells: list) -> pd.Series:
    """Of one type: numbers, moments, truth values; anything mixed as text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pd.Series(cells, dtype="boolean")
    if kinds == {int} and max(abs(c) for c in cells if c is not None) < 2**63:
        return pd.Series(cells, dtype="Int64" if None in cells else "int64")
    if kinds and kinds <= {int, float}:
        return pd.Series(cells, dtype="float64")
    if kinds == {datetime.datetime}:
        return pd.to_datetime(pd.Series(cells, dtype=object), errors="coerce")
    return pd.Series([None if c is None else _text(c) for c in cells], dtype="str")


def _text(cell) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell)
