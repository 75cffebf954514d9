"""The heading row of a table: found below titles, its blank and repeated names told apart."""

import re
from collections.abc import Sequence

from layers.importing.report import Finding

SEARCHED = 60
_NUMBERED = re.compile(r"\(\d{1,3}\)")
_BARE = re.compile(r"\d{1,3}")
_LETTERED = re.compile(r"\(?([A-D])\)?")
# A column worked out of others: "(5)=(3)/(2)", "4 = 5 + 6".
_WORKED_OUT = re.compile(r"(\(?\d{1,3}\)?)\s*=[\s\d()+\-*/:x%.,]+")
_UNIT = re.compile(r"\([^()]{1,30}\)|%|(?:đvt|đơn vị tính)\b.{0,30}", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_ENOUGH = 0.6


def filled(row: Sequence) -> int:
    """How many cells of a row hold anything."""
    return sum(1 for cell in row if cell is not None and str(cell).strip())


def find_heading(rows: Sequence[Sequence]) -> int | None:
    """Position of the heading row: the first that is about as full as the rows of the table are, and so the next.

    Titles above it have fewer cells: one, or the two of an official letterhead.
    """
    counts = [filled(row) for row in rows]
    several = [n for n in counts if n >= 2]
    if not several:
        return 0 if rows and len(rows[0]) == 1 else None
    usual = max(set(several), key=lambda n: (several.count(n), n))
    for i, n in enumerate(counts):
        following = counts[i + 1] if i + 1 < len(counts) else n
        if n >= max(2, _ENOUGH * usual) and following >= max(1, _ENOUGH * usual / 2):
            return i
    return counts.index(max(counts))


def is_numbering(row: Sequence) -> bool:
    """Whether a row only numbers the columns, ``(1) (2) (3)``, as official forms do below their heading.

    The first columns may have letters (``A B 1 2 3``), and one may say how it is worked out of others.
    """
    cells = [_WORKED_OUT.sub(r"\1", cell) for cell in _texts(row)]
    # Bare numbers could be data; a long run of them from 1 hardly is.
    form, least = (_NUMBERED, 3) if cells and cells[0].startswith("(") else (_BARE, 5)
    letters = [m[1] for cell in cells if (m := _LETTERED.fullmatch(cell))]
    rest = cells[len(letters) :]
    if len(cells) < least or not rest or not all(form.fullmatch(cell) for cell in rest):
        return False
    numbers = [int(cell.strip("()")) for cell in rest]
    begins = (numbers[0] == 1 and letters == list("ABCD")[: len(letters)]) or not letters
    run = list(range(numbers[0], numbers[0] + len(numbers)))
    return begins and numbers == run and numbers[0] in (0, 1)


def is_units(row: Sequence) -> bool:
    """Whether a row only says the units of columns: ``(thủ tục) (hồ sơ) (%)``."""
    cells = _texts(row)
    return len(cells) >= 2 and all(_UNIT.fullmatch(cell) for cell in cells)


def is_data(row: Sequence) -> bool:
    """Whether what should be a heading is data: nothing but numbers."""
    cells = _texts(row)
    return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)


def _texts(row: Sequence) -> list[str]:
    return [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]


def settle_names(cells: Sequence, width: int) -> tuple[list[str], list[Finding]]:
    """One name a column: a blank one gets its number, a repeated one a number after it; both are told."""
    said = [re.sub(r"\s+", " ", str(cell or "")).strip() for cell in cells]
    said += [""] * (width - len(said))
    names: list[str] = []
    made: list[str] = []
    taken = set(said)
    for i, name in enumerate(said[:width], 1):
        unique = name or f"column_{i}"
        count = 2
        while unique in names or (unique != name and unique in taken):
            unique = f"{name or f'column_{i}'}_{count}"
            count += 1
        names.append(unique)
        if unique != name:
            made.append(unique)
    if not made:
        return names, []
    params = {"count": len(made), "names": ", ".join(made[:20])}
    return names, [Finding("table.columns_named", "info", params=params)]


def blank_findings(blank: int) -> list[Finding]:
    """Rows without any value: no rows of data."""
    return [Finding("table.blank_rows", "info", params={"count": blank})] if blank else []
