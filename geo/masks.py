"""Texts grouped by how they are written: ``16°03'36.5"N`` is written ``0°0'0.0"N``, as a million others are.

A column is written in few ways, so patterns are matched once a way and not once a row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SIGNS = (
    (re.compile("[′’‘´`ʹ]"), "'"),
    (re.compile("[″”“ʺ]|''"), '"'),
    (re.compile("[º˚]"), "°"),
    (re.compile("[−–]"), "-"),
    (re.compile(r"[\s\u200b]+"), " "),
)


@dataclass(frozen=True)
class Written:
    """Rows that are written in one way.

    Attributes
    ----------
    mask : str
        The text with ``0`` for every run of digits, small letters, signs in one spelling.
    rows : int array
    runs : list of pa.Array
        The runs of digits, one array for each ``0`` of the mask.
    """

    mask: str
    rows: np.ndarray
    runs: list[pa.Array]

    def text(self, start: int, end: int) -> pa.Array:
        """What the rows have where the mask has ``mask[start:end]``."""
        first = self.mask[:start].count("0")
        between = self.mask[start:end].split("0")
        parts = [between[0]]
        for place, literal in enumerate(between[1:]):
            parts += [self.runs[first + place], literal]
        if len(parts) == 1:
            return pa.array([parts[0]] * len(self.rows))
        return pc.binary_join_element_wise(*parts, "")

    def number(self, found: re.Match, group: str) -> np.ndarray:
        """The numbers of a group; 0 where the pattern has none."""
        if found[group] is None:
            return np.zeros(len(self.rows))
        text = pc.replace_substring(self.text(*found.span(group)), ",", ".")
        return pc.cast(text, pa.float64()).to_numpy(zero_copy_only=False)


def ways_of_writing(texts: pa.Array) -> Iterator[Written]:
    """The rows of each way in which texts are written."""
    masks = pc.replace_substring_regex(texts, "[0-9]+", "0").dictionary_encode()
    of_row = masks.indices.to_numpy(zero_copy_only=False)
    digits = pc.utf8_trim(pc.replace_substring_regex(texts, "[^0-9]+", " "), " ")
    runs = pc.split_pattern(digits, " ")
    order = np.argsort(of_row, kind="stable")
    ends = np.cumsum(np.bincount(of_row, minlength=len(masks.dictionary)))
    for mask, rows in zip(masks.dictionary.to_pylist(), np.split(order, ends[:-1]), strict=True):
        yield Written(_spelled(mask), rows, _columns(runs, rows, mask.count("0")))


def _columns(runs: pa.ListArray, rows: np.ndarray, count: int) -> list[pa.Array]:
    flat = pc.list_flatten(runs.take(pa.array(rows)))
    places = np.arange(len(rows)) * count
    return [flat.take(pa.array(places + k)) for k in range(count)]


def _spelled(mask: str) -> str:
    mask = mask.lower()
    for written, sign in _SIGNS:
        mask = written.sub(sign, mask)
    return mask
