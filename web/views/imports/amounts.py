"""Amounts of rows in words."""

from layers.words import Words


def amount(rows: int, words: Words) -> str:
    """So many rows: English tells one from many."""
    return words("import.one_row") if rows == 1 else words("import.rows", count=rows)
