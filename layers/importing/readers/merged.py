"""Merged cells of a sheet: where they are, and what they mean in the rows they cover."""

import re
import zipfile
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from geo.text import fold
from layers.errors import UnreadableFile
from layers.importing.formats import XLSX
from layers.importing.readers.heading_lines import Merge
from layers.importing.report import Finding, row_findings

_CHUNK = 2**20
_LONGEST_TAIL = 2**24
_MOST = 200_000
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_MERGE = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']"""
)
_CODES = re.compile(r"(?:ma|code|id|stt|tt|key|khoa)(?: |$)|.* (?:code|id|key)$")


def merged_cells(path: Path, entry: str) -> list[Merge]:
    """The merged cells of a sheet, from what stands behind its rows; rows and columns from 0.

    The rows themselves are passed over as bytes: a sheet of a million rows is not parsed twice. No XML
    parser sees it, so nothing in it can be expanded.
    """
    with zipfile.ZipFile(path) as archive, archive.open(entry) as content:
        before = b""
        while chunk := content.read(_CHUNK):
            held = before + chunk
            # Looking for the plain word first is ten times as fast over the rows.
            if b"sheetData" in held and (found := _END.search(held)):
                tail = held[found.end() :] + content.read(_LONGEST_TAIL)
                break
            before = held[-64:]
        else:
            return []
    from openpyxl.utils import range_boundaries

    refs = [
        match[1].decode() for _, match in zip(range(_MOST), _MERGE.finditer(tail), strict=False)
    ]
    merges = []
    for left, top, right, bottom in map(range_boundaries, refs):
        if top <= bottom and left <= right:
            merges.append(Merge(top - 1, left - 1, bottom - 1, right - 1))
    return merges


def in_rows(merges: Sequence[Merge], numbers: Sequence[int]) -> list[Merge]:
    """Merges in terms of the rows kept: `numbers` says which row of the sheet each one was."""
    kept = []
    for m in merges:
        top, after = bisect_left(numbers, m.top), bisect_left(numbers, m.bottom + 1)
        if top < len(numbers) and numbers[top] == m.top and after > top:
            kept.append(Merge(top, m.left, after - 1, m.right))
    return kept


def fill_merged(
    body: list[tuple], names: Sequence[str], merges: Sequence[Merge], *, name: str
) -> list[Finding]:
    """Write the text of merged cells into every row they cover, in place, and tell it by column.

    A text is written into the columns it covers too, unless it is all that its row holds: a group's
    name or a note over the whole width. A number is not: written twice it would be counted twice;
    codes are, by the name of their column.

    Parameters
    ----------
    body : list of tuple
        Rows of the table.
    merges : sequence of Merge
        In terms of `body`.

    Raises
    ------
    UnreadableFile
        If merged cells overlap, which no program writes.
    """
    width = len(names)
    budget = len(body) * width
    filled, numbers = np.zeros(width, dtype=int), {}
    for m in merges:
        right = min(m.right, width - 1)
        budget -= (m.bottom - m.top + 1) * max(right - m.left + 1, 0)
        if budget < 0:
            raise UnreadableFile("broken", file=name, format=XLSX)
        row = body[m.top]
        cell = row[m.left] if m.left < len(row) else None
        if cell is None or m.left > right:
            continue
        is_text = isinstance(cell, str) or bool(_CODES.match(fold(names[m.left])))
        alone = sum(each is not None for each in row) == 1
        if not is_text:
            numbers.setdefault(m.left, []).append(m.top)
            continue
        for r in range(m.top, m.bottom + 1):
            filled += _fill(body, r, m.left, m.left if alone else right, cell, width)
    findings = [
        Finding("table.merged_filled", "info", column=names[c], params={"count": int(filled[c])})
        for c in np.flatnonzero(filled)
    ]
    for c, rows in sorted(numbers.items()):
        wrong = np.zeros(len(body), dtype=bool)
        wrong[rows] = True
        values = [row[c] if c < len(row) else None for row in body]
        findings += row_findings(
            "table.merged_number", "warning", wrong, column=names[c], values=values
        )
    return findings


def _fill(body: list[tuple], r: int, left: int, right: int, cell, width: int) -> np.ndarray:
    """Fill the blank cells of one row; how many in each column."""
    row = list(body[r]) + [None] * (right + 1 - len(body[r]))
    done = np.zeros(width, dtype=int)
    for c in range(left, right + 1):
        if row[c] is None:
            row[c], done[c] = cell, 1
    if done.any():
        body[r] = tuple(row)
    return done
