"""XLSX workbooks: one sheet, as the values that stand in it."""

import datetime
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.cell.cell import ERROR_CODES

from layers.errors import UnreadableFile
from layers.importing.archive import require_safe
from layers.importing.formats import XLSX, xml_root
from layers.importing.readers.headings import (
    SEARCHED,
    blank_findings,
    filled,
    find_heading,
    is_data,
    is_numbering,
    settle_names,
    title_findings,
)
from layers.importing.readers.limits import MOST_COLUMNS, require_columns, require_rows
from layers.importing.readers.opened import Opened
from layers.importing.readers.parts import choose
from layers.importing.report import Finding, row_findings

_MOST_ENTRIES = 5_000
_ERRORS = frozenset(ERROR_CODES)
_HEAD = 2**16


def workbook_sheets(path: Path, *, name: str) -> list[str]:
    """The sheets that hold anything."""
    with _opened(path, name) as book:
        return [sheet.title for sheet in book.worksheets if _holds_anything(sheet)]


def open_workbook(path: Path, *, name: str, part: str | None) -> Opened:
    """Open a sheet: numbers stay numbers, dates dates; what formulas gave is what counts."""
    sheet = choose(workbook_sheets(path, name=name), part, file=name)
    with _opened(path, name) as book:
        frame, findings = _read(book[sheet], name)
    return Opened(XLSX, frame, len(frame), declared_encoding="UTF-8", findings=findings)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[openpyxl.Workbook]:
    require_safe(path, most=_MOST_ENTRIES)
    _require_no_entities(path, name)
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


def _rows(sheet) -> Iterator[tuple]:
    sheet.reset_dimensions()  # what a sheet says of its size may be wrong
    return sheet.iter_rows(values_only=True)


def _read(sheet, name: str) -> tuple[pd.DataFrame, list[Finding]]:
    rows, blank = _filled_rows(sheet, name)
    at = find_heading(rows[:SEARCHED]) or 0
    heading, body = (rows[at], rows[at + 1 :]) if rows else ((), [])
    titles = at + bool(body and is_numbering(body[0]))
    body = body[titles - at :]
    findings = [*title_findings(titles), *blank_findings(blank)]
    if heading and is_data(heading):
        findings.append(Finding("table.no_heading", "warning"))
        heading, body = (), [heading, *body]
    width = max((len(row) for row in [heading, *body]), default=0)
    require_columns(width, file=name)
    names, named = settle_names(heading, width)
    frame, wrong = _frame(body, names)
    return frame, [*findings, *named, *wrong]


def _filled_rows(sheet, name: str) -> tuple[list[tuple], int]:
    """Rows with anything in them, cut after their last value; and how many blank ones lie between."""
    rows, blank, waiting = [], 0, 0
    for row in _rows(sheet):
        last = next((i for i in range(len(row), 0, -1) if _value(row[i - 1]) is not None), 0)
        if not last:
            waiting += 1
            continue
        if last > MOST_COLUMNS:
            require_columns(last, file=name)
        blank, waiting = blank + (waiting if rows else 0), 0
        rows.append(tuple(map(_value, row[:last])))
        require_rows(len(rows), file=name)
    return rows, blank


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
