"""The heading of a table in one line or two: a group's name over several columns joined to theirs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from layers.importing.readers.headings import find_heading, is_data, is_numbering, is_units
from layers.importing.report import Finding

JOINED = " · "
# Where letters are bytes still, no sign beyond ASCII may be put among them.
JOINED_ASCII = " | "
_MOST_LINES = 4
_LETTERHEAD = 8  # rows
_FOLLOWING = 12
_WORD = re.compile(r"[^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"\d|^\W{1,3}$|^x$", re.IGNORECASE)
_OVER_ALL = re.compile(r"(?:19|20)\d\d|^c\S{1,3}p |^qu\S{1,3} |^th\S{1,3}ng ", re.IGNORECASE)


class Merge(NamedTuple):
    """Merged cells: rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Head:
    """What stands above the body of a table.

    Attributes
    ----------
    cells : list
        The heading, a joined text for each column; [] where the table has none.
    body : int
        Position of the first row of the body.
    titles : list of str
        Texts of the rows above the heading, and of a row of units below it.
    findings : list of Finding
    """

    cells: list
    body: int
    titles: list[str]
    findings: list[Finding]


def find_head(
    rows: Sequence[Sequence], *, merges: Sequence[Merge] = (), joined: str = JOINED
) -> Head:
    """Find the heading among the first rows of a table and join it where it has several lines.

    Parameters
    ----------
    merges : sequence of Merge
        Merged cells in terms of `rows`; without them blanks tell which columns a group's name covers.
    """
    at = find_heading(rows) or 0
    if not rows:
        return Head([], 0, [], [])
    first, lines = _lines(rows, at, merges)
    cells = (
        list(rows[first])
        if lines == 1
        else _join(rows[first : first + lines], first, merges, joined)
    )
    titles = [_title(row) for row in rows[:first]]
    body, findings = first + lines, []
    for _ in range(3):
        if rows[body:] and is_units(rows[body]):
            titles.append(_title(rows[body]))
        elif not _is_numbering(rows[body : body + 2]):
            break
        body += 1
    if skipped := body - lines:
        findings.append(Finding("table.title_rows", "info", params={"count": skipped}))
    if lines > 1:
        findings.append(Finding("table.heading_lines", "info", params={"count": lines}))
    if cells and is_data(cells):
        findings.append(Finding("table.no_heading", "warning"))
        cells, body = [], first
    return Head(cells, body, titles, findings)


def _is_numbering(rows: Sequence[Sequence]) -> bool:
    """Whether the first of two rows numbers columns: ``A 1 2 3`` does not above ``B 2 3 4``."""
    first = [next((text for cell in row if (text := _shown(cell))), "") for row in rows]
    lettered = len(first) == 2 and all(len(text) == 1 and text.isalpha() for text in first)
    return bool(rows) and is_numbering(rows[0]) and not lettered


def _lines(rows: Sequence[Sequence], at: int, merges: Sequence[Merge]) -> tuple[int, int]:
    """Where the heading begins and how many lines it has: one at `at`, unless several are plain to see."""
    merges = [m for m in merges if m.top < at + _LETTERHEAD + _MOST_LINES]
    for i in range(min(at + _LETTERHEAD, len(rows) - 2)):
        lines = _by_merges(rows, i, merges) or _by_blanks(rows, i)
        joint = len({c for row in rows[i : i + lines] for c in _filled(row)})
        # Below a row that was taken for the heading only where all from there on is much narrower.
        if lines and all(2 * len(_filled(row)) <= joint for row in rows[at:i]):
            return i, lines
    return at, 1


def _by_merges(rows: Sequence[Sequence], i: int, merges: Sequence[Merge]) -> int:
    """Lines of a heading that begins in row `i`, told by its merged cells; 0 where there is none."""
    here = [m for m in merges if m.top == i]
    if not here or len(_filled(rows[i])) < 2:
        return 0
    lines = max(m.bottom for m in here) - i + 1
    for _ in range(_MOST_LINES):
        wide = [m for m in merges if i <= m.top and m.bottom == i + lines - 1 and m.right > m.left]
        below = rows[i + lines] if i + lines < len(rows) - 1 else ()
        names = [[below[c] for c in _filled(below) if m.left <= c <= m.right] for m in wide]
        if not any(len(each) > 1 and all(map(_is_name, each)) for each in names):
            break
        lines += 1
    cells = [c for row in rows[i : i + lines] for c in row if _shown(c)]
    return lines if 1 < lines <= _MOST_LINES and all(map(_is_name, cells)) else 0


def _by_blanks(rows: Sequence[Sequence], i: int) -> int:
    """2 where rows `i` and ``i + 1`` are a heading: groups above and the names of their columns below.

    Both ways are in use: a column without a group has its name above (as merged cells leave it) or
    below. Figures must follow under the lower names, so that no first row of data is taken for names.
    """
    upper, lower = rows[i], rows[i + 1]
    above, below = set(_filled(upper)), set(_filled(lower))
    width = max(above | below, default=-1) + 1
    if len(above | below) < width or not all(_is_name(lower[c]) for c in below):
        return 0
    if not all(_is_name(upper[c]) for c in above) or not _figures_follow(
        rows[i + 2 :], below, width
    ):
        return 0
    groups = [c for c in sorted(above & below) if c + 1 in below - above]
    if below == set(range(width)):
        only = " ".join(str(upper[c]).strip() for c in above)
        return 2 * (
            0 not in above and bool(groups) and (len(above) > 1 or bool(_OVER_ALL.search(only)))
        )
    covered = {c for start in groups for c in _run(start, above, below)}
    return 2 * (bool(groups) and below == covered and 0 not in below)


def _run(start: int, above: set[int], below: set[int]) -> list[int]:
    """The columns of the group that begins at `start`."""
    columns = [start]
    while columns[-1] + 1 in below - above:
        columns.append(columns[-1] + 1)
    return columns


def _figures_follow(rows: Sequence[Sequence], columns: set[int], width: int) -> bool:
    """Whether most of the rows below have figures in `columns` (of all, those but the first two)."""
    asked = sorted(columns - {0, 1} if len(columns) == width else columns)
    rows = [row for row in rows[:_FOLLOWING] if len(_filled(row)) > 1]
    cells = [row[c] for row in rows for c in asked if c < len(row) and _shown(row[c])]
    figures = sum(bool(_FIGURE.search(str(cell).strip())) for cell in cells)
    return bool(cells) and figures >= 0.5 * len(cells)


def _join(rows: Sequence[Sequence], first: int, merges: Sequence[Merge], joined: str) -> list[str]:
    width = max(map(len, rows))
    names: list[list[str]] = [[] for _ in range(width)]
    for i in range(len(rows)):
        for c, text in enumerate(_spread(rows, i, first, merges, width)):
            if text and text not in names[c][-1:]:
                names[c].append(text)
    return [joined.join(parts) for parts in names]


def _spread(
    rows: Sequence[Sequence], i: int, first: int, merges: Sequence[Merge], width: int
) -> list[str]:
    """A line of the heading with each group's name in every column it covers."""
    line = [_shown(cell) for cell in rows[i]] + [""] * (width - len(rows[i]))
    wide = [m for m in merges if m.top == first + i and m.right > m.left]
    if merges:
        for m in wide:
            line[m.left : m.right + 1] = [line[m.left]] * (min(m.right, width - 1) - m.left + 1)
        return line
    if i + 1 < len(rows):
        lower = set(_filled(rows[i + 1]))
        for c in range(1, width):
            if not line[c] and c in lower:
                line[c] = line[c - 1] if c - 1 in lower else ""
    return line


def _filled(row: Sequence) -> list[int]:
    return [c for c, cell in enumerate(row) if _shown(cell)]


def _shown(cell: object) -> str:
    return "" if cell is None else re.sub(r"\s+", " ", str(cell)).strip()


def _is_name(cell: object) -> bool:
    """Whether a cell can be a column's name: words, or a year."""
    text = _shown(cell)
    return bool(_YEAR.fullmatch(text) or (_WORD.search(text) and not text.isdigit()))


def _title(row: Sequence) -> str:
    return " ".join(dict.fromkeys(_shown(cell) for cell in row if _shown(cell)))
