"""Texts of many rows without marks and case, kept so that a word is looked up in a moment."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.text import fold_lines

_EDGE = "\x1f"
# Beyond so many places of a pattern a walk from one to the next is slower than asking every value.
_FEW = 10_000
_MOST_STEMS = 4_000
_AT_ONCE = 50_000
_LETTERS = re.compile(r"[^\W\d_]+")


class Folded:
    """One column of texts, each different text held once.

    The texts stand in one piece as ``␟ hai chau ␟ da nang ␟``: every word has a space before it, so that
    words are found by their beginning, and a whole text by its edges.
    """

    def __init__(self, texts: pd.Series):
        values, self._of_row = _different(texts)
        self._letters, self._stems = _folded(values)
        edges = np.flatnonzero(np.frombuffer(self._letters, dtype=np.uint8) == ord(_EDGE))
        self._starts = edges.astype(np.int64)
        self._count = len(values)

    def rows_with(self, words: str) -> np.ndarray:
        """Mask of the rows that have `words` (folded), the last of them maybe only begun."""
        if not self._may_have(words):
            return self._none()
        return self._rows(f" {words}")

    def rows_equal(self, text: str) -> np.ndarray:
        """Mask of the rows whose whole text is `text`, folded."""
        return self._rows(f"{_EDGE} {text} {_EDGE}")

    def rows_beginning(self, text: str) -> np.ndarray:
        """Mask of the rows whose text begins with `text`, folded."""
        return self._rows(f"{_EDGE} {text}")

    def are_with(self, words: str, rows: np.ndarray) -> np.ndarray:
        """`rows_with`, asked of a few rows alone."""
        return self._each(f" {words}", rows)

    def are_beginning(self, text: str, rows: np.ndarray) -> np.ndarray:
        """`rows_beginning`, asked of a few rows alone."""
        return self._each(f"{_EDGE} {text}", rows)

    def _may_have(self, words: str) -> bool:
        """False where the first word is one of letters and no word of the column begins so."""
        first, more, _ = words.partition(" ")
        if self._stems is None or not first.isalpha():
            return True
        return first in self._stems if more else any(s.startswith(first) for s in self._stems)

    def _rows(self, pattern: str) -> np.ndarray:
        found = self._values_with(pattern)
        if self._of_row is None:
            return found
        return np.append(found, False)[self._of_row]  # -1, a missing text, takes the last

    def _none(self) -> np.ndarray:
        count = self._count if self._of_row is None else len(self._of_row)
        return np.zeros(count, dtype=bool)

    def _each(self, pattern: str, rows: np.ndarray) -> np.ndarray:
        wanted, letters, starts = pattern.encode(), self._letters, self._starts
        values = rows if self._of_row is None else self._of_row[rows]
        found = [v >= 0 and letters.find(wanted, starts[v], starts[v + 1] + 1) >= 0 for v in values]
        return np.array(found, dtype=bool)

    def _values_with(self, pattern: str) -> np.ndarray:
        """Where the pattern is: one walk through all letters, or value by value where it is in very many."""
        wanted, places = pattern.encode(), []
        at = self._letters.find(wanted)
        while at >= 0:
            places.append(at)
            if len(places) > _FEW:
                return self._one_by_one(pattern)
            at = self._letters.find(wanted, at + 1)
        mask = np.zeros(self._count, dtype=bool)
        mask[np.searchsorted(self._starts, places, side="right") - 1] = True
        return mask

    def _one_by_one(self, pattern: str) -> np.ndarray:
        # A value ends where the next begins, so the edge it shares is looked for by a space alone.
        buffers = [None, pa.py_buffer(self._starts), pa.py_buffer(self._letters)]
        values = pa.Array.from_buffers(pa.large_string(), self._count, buffers)
        found = pc.match_substring(values, pattern.removesuffix(_EDGE))
        found = found.to_numpy(zero_copy_only=False)
        if not pattern.endswith(_EDGE):
            return found
        found = found.copy()
        rows = np.flatnonzero(found)
        wanted, starts = pattern.encode(), self._starts
        found[rows] = [self._letters.startswith(wanted, starts[v]) for v in rows]
        return found


class FoldedRows:
    """Several columns of the same rows, searched together."""

    def __init__(self, columns: Sequence[pd.Series]):
        self.columns = [Folded(column) for column in columns]
        self.count = len(columns[0]) if columns else 0

    def having(self, text: str) -> np.ndarray:
        """Rows one column of which has these words one after the other."""
        return np.flatnonzero(self._any([c.rows_with(text) for c in self.columns]))

    def with_words(self, words: Sequence[str]) -> np.ndarray:
        """Rows in which each word begins some word of some column."""
        # The longest word is the rarest: few rows are left after it.
        first, *others = sorted(words, key=len, reverse=True)
        rows = self.having(first)
        for word in others:
            if len(rows) > _FEW:
                mask = self._any([c.rows_with(word) for c in self.columns])
                rows = rows[mask[rows]]
            else:
                rows = rows[self._any([c.are_with(word, rows) for c in self.columns], len(rows))]
        return rows

    def equal(self, text: str) -> np.ndarray:
        """Rows one column of which is wholly `text`."""
        return np.flatnonzero(self._any([c.rows_equal(text) for c in self.columns]))

    def beginning(self, text: str, rows: np.ndarray) -> np.ndarray:
        """Mask of `rows`: one column of them begins with `text`."""
        return self._any([c.are_beginning(text, rows) for c in self.columns], len(rows))

    def _any(self, masks: Sequence[np.ndarray], count: int | None = None) -> np.ndarray:
        if not masks:
            return np.zeros(self.count if count is None else count, dtype=bool)
        return np.logical_or.reduce(masks)


def _different(texts: pd.Series) -> tuple[pa.Array, np.ndarray | None]:
    """The different texts, and which of them each row has (-1: none); None where every row has its own."""
    column = pa.array(texts.astype("str"), type=pa.large_string(), from_pandas=True)
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = column.dictionary_encode()
    values = coded.dictionary
    if len(values) == len(column):
        return values, None
    return values, pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)


def _folded(values: pa.Array) -> tuple[bytes, frozenset[str] | None]:
    """All letters, and the words without digits where those are few: a column of codes is not asked for a name.

    A piece at a time: a million texts at once would take half a gigabyte on the way.
    """
    letters, stems = bytearray(), set()
    for start in range(0, len(values), _AT_ONCE):
        piece = pc.replace_substring(values.slice(start, _AT_ONCE), "\n", " ")
        block = fold_lines("\n".join(piece.to_pylist()))
        if len(stems) <= _MOST_STEMS:
            stems.update(_LETTERS.findall(block))
        letters += f"{_EDGE} {block.replace(chr(10), f' {_EDGE} ')} ".encode()
    if letters:
        letters += _EDGE.encode()
    return bytes(letters), frozenset(stems) if len(stems) <= _MOST_STEMS else None
