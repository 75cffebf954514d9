"""Amounts of bytes in words."""

from layers.words import Words


def megabytes(count: int | None, words: Words) -> str:
    """As MB or GB with one decimal; unknown is a dash."""
    if count is None:
        return "–"
    unit, size = ("GB", 2**30) if count >= 2**30 else ("MB", 2**20)
    return f"{words.number(count / size, 1)} {unit}"
