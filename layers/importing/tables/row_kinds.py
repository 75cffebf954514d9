"""Which rows of a table are areas, and which are totals, heads of groups or notes below the table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.importing.report import Finding, row_findings
from layers.importing.tables.cells import each, holds, is_filled, is_order, is_remark, texts_of
from layers.importing.tables.labels import (
    group_number,
    is_area,
    is_note,
    is_roman,
    is_total,
    is_upper_area,
    without_number,
)
from layers.importing.tables.marks import mark_state
from layers.importing.tables.measures import tier_of

_LETTERED, _NUMBERED = 1, 2
_MOST_SIGN = 3  # side by side


@dataclass(frozen=True)
class RowKinds:
    """One entry a row of the file.

    Attributes
    ----------
    label : ndarray of object
        The text that names the row: of a total "Tổng cộng", of others the first text from the left.
    column : ndarray of object
        The column it stands in.
    total, note, group : ndarray of bool
        Rows that are no areas.
    level : ndarray of int
        Of heads of groups: 1 for lettered ones (A, B), 2 for numbered and plain ones.
    parents : list of ndarray
        What the heads of groups say of the rows below them, the nearest first; empty without groups.
    tier : ndarray of object or None
        The tier of bodies where heads of groups name one ("II. Cấp xã").
    """

    label: np.ndarray
    column: np.ndarray
    total: np.ndarray
    note: np.ndarray
    group: np.ndarray
    level: np.ndarray
    parents: list[np.ndarray]
    tier: np.ndarray | None

    @property
    def areas(self) -> np.ndarray:
        """Whether each row is one of an area."""
        return ~(self.total | self.note | self.group)

    def findings(self) -> list[Finding]:
        """Every row that is no area, told with its text; they are set aside without anyone's leave."""
        found = row_findings("table.note_row", "warning", self.note, values=self.label)
        for rule, rows in (("table.total_row", self.total), ("table.group_row", self.group)):
            for column in dict.fromkeys(self.column[rows]):
                here = rows & (self.column == column)
                found += row_findings(rule, "info", here, column=column, values=self.label)
        return [Finding(**vars(f) | {"aside": True}) for f in found]


def sort_rows(frame: pd.DataFrame, figures: Sequence[str], first: Sequence[str] = ()) -> RowKinds:
    """Tell the rows apart by their words and by whether they hold figures.

    Parameters
    ----------
    frame : DataFrame
        Rows as they stand.
    figures : sequence of str
        Columns of figures; without any only totals are told.
    first : sequence of str
        Columns that are known to name areas.
    """
    columns = label_columns(frame, figures, first)
    cells = [texts_of(frame[c]) for c in columns]
    order = next((frame[c] for c in frame.columns if is_order(c)), None)
    numbers = texts_of(order) if order is not None else _nothing(len(frame))
    spoken = [_spoken(texts) for texts in cells]
    label, count = _first(spoken, len(frame))
    sums = [holds(texts, is_total) for texts in spoken]
    total = np.logical_or.reduce(sums) if sums else np.zeros(len(frame), dtype=bool)
    for texts, said in zip(reversed(spoken), reversed(sums), strict=True):
        label = np.where(said, texts, label)
    held = [_is_figure(frame[c]) for c in figures]
    figured = np.logical_or.reduce(held) if held else np.ones(len(frame), dtype=bool)
    # A signature may stand anywhere, below figures too.
    anywhere, _ = _first([texts_of(frame[c]) for c in figures], len(frame))
    label = np.where((label == None) & ~figured, anywhere, label)  # noqa: E711
    everything = sum(is_filled(frame[c]).astype(int) for c in frame.columns)
    note = _notes(label, ~figured & ~total, everything)
    group, number = _groups(label, numbers, figured, count, ~total & ~note)
    level = _levels(group, number)
    parents, tier = _parents(label, group, level)
    column = _columns_of(label, dict(zip(columns, cells, strict=True)), frame)
    return RowKinds(label, column, total, note, group, level, parents, tier)


def _columns_of(label: np.ndarray, cells: dict[str, np.ndarray], frame: pd.DataFrame) -> np.ndarray:
    """The column that each label stands in."""
    column = _nothing(len(label))
    for name in [*cells, *(c for c in frame.columns if c not in cells)]:
        open_ = (column == None) & (label != None)  # noqa: E711
        if not open_.any():
            break
        texts = cells[name] if name in cells else texts_of(frame[name])
        column[open_ & (texts == label)] = name
    return column


def _is_figure(values: pd.Series) -> np.ndarray:
    """Cells that hold a number or a mark in its place, no words."""
    texts = texts_of(values)
    spoken = texts != None  # noqa: E711
    said = holds(texts, lambda t: mark_state(t) is not None or (_has_digit(t) and not is_note(t)))
    return np.where(spoken, said, is_filled(values))


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def label_columns(
    frame: pd.DataFrame, figures: Sequence[str], first: Sequence[str] = ()
) -> list[str]:
    """Columns of text left of the figures, those of `first` before them; else all columns of text."""
    columns = list(frame.columns)
    texts = [c for c in columns if c not in figures and not is_remark(c)]
    until = min((columns.index(c) for c in figures), default=len(columns))
    left = [c for c in texts if columns.index(c) < until] or texts
    return list(dict.fromkeys([*(c for c in first if c in columns), *left]))


def _nothing(count: int) -> np.ndarray:
    return np.full(count, None, dtype=object)


def _spoken(texts: np.ndarray) -> np.ndarray:
    """Texts that are words, no bare numbers of rows, groups or codes."""
    words = holds(texts, lambda t: any(c.isalpha() for c in t) and not _only_number(t))
    return np.where(words, texts, None)


def _only_number(text: str) -> bool:
    return group_number(text, None) is not None


def _first(cells: list[np.ndarray], count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first text of each row, and how many different ones it has."""
    label, kinds = _nothing(count), np.zeros(count, dtype=int)
    for texts in cells:
        there = texts != None  # noqa: E711
        kinds += there & (texts != label)
        label = np.where(label == None, texts, label)  # noqa: E711
    return label, kinds


def _notes(label: np.ndarray, idle: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Rows without figures that say what notes say; behind the last figures, all from the first of them on."""
    said = idle & (filled <= _MOST_SIGN) & holds(label, is_note)
    last = np.flatnonzero(~idle)[-1] if (~idle).any() else -1
    begun = np.flatnonzero(said & (np.arange(len(label)) > last))
    note = said & (filled == 1)
    if len(begun):
        note[begun[0] :] = True
    return note


def _groups(
    label: np.ndarray,
    numbers: np.ndarray,
    figured: np.ndarray,
    kinds: np.ndarray,
    free: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Heads of groups, and their numbers."""
    ordered = each(pd.Series(numbers, dtype=object), lambda text: group_number(text, None))
    leading = each(pd.Series(label, dtype=object), lambda text: group_number(None, text))
    number = np.where(ordered == None, leading, ordered)  # noqa: E711
    tier = holds(label, lambda text: tier_of(without_number(text)) is not None)
    commune = holds(label, is_area) & ~tier
    upper = holds(label, is_upper_area)
    numbered = (number != None) & free & ~commune  # noqa: E711
    with_figures = free & figured
    # Where most rows are numbered so and no commune stands among the others, they are the areas.
    if (
        numbered.sum() >= 0.5 * free.sum()
        and not (free & ~numbered & (commune | _counted(numbers))).any()
    ):
        numbered[:] = False
    plain = upper & (not (with_figures & upper).sum() >= 0.5 * max(with_figures.sum(), 1))
    idle = free & ~figured & (kinds == 1) & (label != None) & ~commune & (tier | plain)  # noqa: E711
    group = numbered | idle
    below = np.append(np.flatnonzero(with_figures & ~group), -1)
    group &= np.arange(len(label)) < below.max()
    return group, number


def _counted(numbers: np.ndarray) -> np.ndarray:
    """Rows with an order number of plain digits."""
    return holds(numbers, lambda text: text.strip(" .").isdigit())


def _levels(group: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Letters stand above Roman numbers; C after B is a letter, C after XCIX is not."""
    level, letter = np.zeros(len(group), dtype=int), None
    for row in np.flatnonzero(group):
        said = number[row]
        follows = said is not None and letter is not None and len(said) == 1
        is_letter = said is not None and (
            not is_roman(said) or (follows and ord(said) == ord(letter) + 1)
        )
        level[row] = _LETTERED if is_letter else _NUMBERED
        letter = said if is_letter else letter
    return level


def _parents(
    label: np.ndarray, group: np.ndarray, level: np.ndarray
) -> tuple[list[np.ndarray], np.ndarray | None]:
    heads = np.flatnonzero(group)
    if not len(heads):
        return [], None
    near, far, tier = (_nothing(len(label)) for _ in range(3))
    above = dict.fromkeys((_LETTERED, _NUMBERED))
    tiers = dict.fromkeys((_LETTERED, _NUMBERED))
    for row, after in zip(heads, [*heads[1:], len(label)], strict=True):
        name = without_number(label[row]) if label[row] is not None else None
        meant = tier_of(name) if name else None
        above[level[row]], tiers[level[row]] = (None, meant) if meant else (name, None)
        if level[row] == _LETTERED:
            above[_NUMBERED] = tiers[_NUMBERED] = None
        said = [each for each in (above[_NUMBERED], above[_LETTERED]) if each]
        near[row:after], far[row:after] = (*said, None, None)[:2]
        tier[row:after] = tiers[_NUMBERED] or tiers[_LETTERED]
    parents = [each for each in (near, far) if (each != None).any()]  # noqa: E711
    return parents, tier if (tier != None).any() else None  # noqa: E711
