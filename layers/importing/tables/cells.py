"""Columns of a table looked at as texts; each different cell is looked at once."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from geo.text import fold

_ORDER = {"stt", "tt", "so tt", "so thu tu", "thu tu", "no", "number"}
_REMARKS = {"ghi chu", "note", "notes", "remark", "remarks"}


def texts_of(values: pd.Series) -> np.ndarray:
    """Cells as trimmed text, None where they are blank or no text."""
    if not has_text(values):
        return np.full(len(values), None, dtype=object)
    return each(values, lambda v: v.strip() or None if isinstance(v, str) else None)


def each(values: pd.Series, turn: Callable) -> np.ndarray:
    """`turn` of every cell, done once for each different one; None for missing cells."""
    codes, kinds = different(values)
    turned = np.empty(len(kinds) + 1, dtype=object)
    # A list of plain objects is gone through faster than an array of Arrow's.
    turned[:-1] = [turn(kind) for kind in kinds.tolist()]
    return turned[codes]


def different(values: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """The different cells of a column, and which of them each row has (-1 where its cell is missing)."""
    try:
        return pd.factorize(values)
    except TypeError:  # lists and the like, as some formats have them
        return pd.factorize(values.map(str, na_action="ignore"))


def holds(texts: np.ndarray, asked: Callable[[str], bool]) -> np.ndarray:
    """Whether each text is as asked; False where there is none."""
    return each(pd.Series(texts, dtype=object), asked).astype(bool)


def is_filled(values: pd.Series) -> np.ndarray:
    """Whether each cell holds anything but blanks."""
    there = values.notna().to_numpy()
    if not has_text(values):
        return there
    return there & (values.astype("string").str.strip() != "").fillna(False).to_numpy(bool)


def has_text(values: pd.Series) -> bool:
    """Whether a column may hold text."""
    return pd.api.types.is_string_dtype(values) or pd.api.types.is_object_dtype(values)


def is_order(column: object) -> bool:
    """Whether a column is named as order numbers are."""
    return fold(str(column)) in _ORDER or str(column).strip() == "#"


def is_remark(column: object) -> bool:
    """Whether a column is named as remarks are."""
    return fold(str(column)) in _REMARKS
