"""A report as a workbook: a sheet for each table, with numbers as numbers, and beside them what must be known."""

from io import BytesIO
from pathlib import Path

import pandas as pd

from layers.reports.question import ROLES
from layers.reports.recipe import product_digest, short_hash
from layers.reports.report import NUMBER, PERCENT, POINTS, Column, Report, Table
from layers.reports.writing import write_whole
from layers.words import Words
from layers.writing import sheet_table

_NAME = 31
_WIDEST, _NARROWEST = 60, 9


def write_xlsx(report: Report, path: Path) -> None:
    """Write the workbook to a file; one that stands there is replaced at the end.

    Raises
    ------
    CannotWrite
        If the place cannot be written to, or a text is too long for a cell.
    """
    write_whole(xlsx_bytes(report), path)


def xlsx_bytes(report: Report) -> bytes:
    """The workbook as the content of a file."""
    words, out = report.words, BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        _sheet(book, _summary(report), words("report.sheet.summary"), report, wrap=True)
        for table in [*report.tables, report.sources]:
            name = words(f"report.table.{table.id}")
            columns = table.columns
            _sheet(book, _values(table, words), name, report, columns=columns)
        _sheet(book, _method(report), words("report.sheet.method"), report, wrap=True)
    return out.getvalue()


def _values(table: Table, words: Words) -> pd.DataFrame:
    """The rows with headings in words: numbers stay numbers, keys become words."""
    shown = {}
    for column in table.columns:
        values = table.rows[column.name]
        if column.is_number:
            # An Excel cell has nothing for what is not known but emptiness.
            shown[column.title(words)] = pd.to_numeric(values, errors="coerce").astype(float)
        else:
            shown[column.title(words)] = [column.shown(v, words) for v in values.tolist()]
    frame = pd.DataFrame(shown)
    if table.total:
        last = [table.total.get(column.name) for column in table.columns]
        frame.loc[len(frame)] = last
    return frame


def _summary(report: Report) -> pd.DataFrame:
    words = report.words
    head = words("report.sheet.part"), words("report.sheet.text")
    said = [
        (words("report.kind"), report.title),
        (words("report.column.place"), report.place),
        (words("report.column.day"), words.date(report.on)),
        (words("report.sheet.recipe"), short_hash(report.recipe)),
        (words("report.sheet.product"), product_digest()[:12]),
    ]
    said += [(words("report.caution"), text) for text in report.cautions]
    for section in report.sections:
        said += [(f.label, " – ".join(filter(None, (f.value, f.note)))) for f in section.figures]
    said += [(words("report.main_findings"), text) for text in report.said("findings")]
    for section in report.sections:
        said += [(section.title, text) for text in section.sentences]
    names = report.question.signers
    said += [(words(f"report.role.{r}"), names.get(r, "")) for r in ROLES]
    return pd.DataFrame(said, columns=list(head))


def _method(report: Report) -> pd.DataFrame:
    words = report.words
    said = [
        (words(f"report.part.{what}"), title, text)
        for what in ("method", "assumptions", "left_out", "known_gaps")
        for title, texts in report.said_by(what) or [("–", [words(f"report.none.{what}")])]
        for text in texts
    ]
    heads = [words(f"report.sheet.{name}") for name in ("kind", "part", "text")]
    return pd.DataFrame(said, columns=heads)


def _sheet(
    book: pd.ExcelWriter,
    frame: pd.DataFrame,
    name: str,
    report: Report,
    *,
    columns: tuple[Column, ...] = (),
    wrap: bool = False,
) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet_table(frame).to_excel(book, index=False, sheet_name=name[:_NAME])
    sheet = book.sheets[name[:_NAME]]
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape" if len(frame.columns) > 5 else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.left.text = report.words("report.foot.recipe", recipe=short_hash(report.recipe))
    sheet.oddFooter.right.text = "&P / &N"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
    for place, title in enumerate(frame.columns, start=1):
        longest = max([len(str(title)), *frame[title].astype(str).str.len().head(300)])
        width = min(max(longest * 0.95 + 2, _NARROWEST), _WIDEST if not wrap else 110)
        column = columns[place - 1] if columns else None
        if column is not None and column.is_number:
            width = max(len(str(title)) * 0.6 + 2, 12)
        sheet.column_dimensions[get_column_letter(place)].width = width
        for (cell,) in sheet.iter_rows(min_row=2, min_col=place, max_col=place):
            if column is not None and column.is_number:
                cell.number_format = _format(column)
            elif wrap:
                cell.alignment = Alignment(wrap_text=True, vertical="top")


def _format(column: Column) -> str:
    if column.kind == PERCENT:
        return "0." + "0" * (column.decimals or 1) + "%"
    if column.kind == POINTS:
        return "+0." + "0" * (column.decimals or 1) + "%;-0." + "0" * (column.decimals or 1) + "%"
    return "#,##0" + (
        "." + "0" * column.decimals if column.kind == NUMBER and column.decimals else ""
    )
