"""Amounts of rows in words."""

from layers.importing.report import Report
from layers.words import Words


def amount(rows: int, words: Words) -> str:
    """So many rows: English tells one from many."""
    return words("import.one_row") if rows == 1 else words("import.rows", count=rows)


def counts(report: Report, words: Words) -> str:
    """Rows of the file = rows taken + rows set aside, as Markdown."""
    return words(
        "import.counts",
        rows=report.rows_in_file,
        accepted=report.rows_accepted,
        aside=report.rows_set_aside,
    )
