"""Numbers as people type them into tables: 1.501, 1 501, 85,8 %, 12 TTHC, 1,2 nghìn, khoảng 30."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.importing.tables.cells import different
from layers.importing.tables.marks import is_dash, mark_state
from layers.importing.tables.typed import Typed, column_form, take_apart
from layers.services.states import KNOWN, UNKNOWN, ZERO

_LARGEST = 1e15  # whole numbers up to here are exact in a float
_MASKS = (
    "unreadable", "bounded", "negative", "over_100", "ambiguous", "unit_in_cell", "multiplied",
    "approximate", "mark", "dash",
)  # fmt: skip


@dataclass(frozen=True)
class Numbers:
    """A column of figures, read. Masks have one truth value a row.

    Attributes
    ----------
    values : Series of Float64
        NA where there is no figure. Percentages are of 100. Negative counts and percentages over 100
        stand as they are written.
    state : Series
        ``known``, ``zero``, the state of a mark, or None where the cell is blank. What cannot be read
        is ``unknown``: something stands there.
    unit : Series
        What the cell itself says is counted (``service``, ``procedure``, ``file``, ``body``), or None.
    unreadable : ndarray of bool
        Neither number nor mark; a count that is not whole; a bound.
    bounded : ndarray of bool
        Of the unreadable: only a bound is said, ``<10``, ``>3.300``, ``ít nhất 5``.
    negative, over_100 : ndarray of bool
        Below zero; a percentage above 100.
    ambiguous : ndarray of bool
        The mark within the number could part thousands or decimals and the column does not settle it.
    unit_in_cell, multiplied : ndarray of bool
        A unit was written beside the number; ``nghìn``, ``triệu`` ... was multiplied out.
    approximate : ndarray of bool
        ``khoảng``, ``gần``, ``hơn``, ``trên``: the number is taken, the word is for a note.
    mark, dash : ndarray of bool
        A mark stands in the cell; of those, a bare dash, which may mean anything.
    as_share : bool
        The percentages were written as shares of one and were multiplied by 100.
    """

    values: pd.Series
    state: pd.Series
    unit: pd.Series
    unreadable: np.ndarray
    bounded: np.ndarray
    negative: np.ndarray
    over_100: np.ndarray
    ambiguous: np.ndarray
    unit_in_cell: np.ndarray
    multiplied: np.ndarray
    approximate: np.ndarray
    mark: np.ndarray
    dash: np.ndarray
    as_share: bool = False


def read_numbers(text: pd.Series, *, whole: bool, percent: bool = False) -> Numbers:
    """Read a column; how it parts thousands and decimals is settled from all its cells together.

    Vietnamese form (1.234,5) unless the column shows the English one. A count has no decimals, so a
    mark before three digits parts thousands there; in percentages it parts decimals. A column of
    percentages that are all shares of one, without a single percent sign, is multiplied by 100 and
    every cell is flagged `ambiguous`.

    Parameters
    ----------
    text : Series
        Cells as they stand, text or numbers.
    whole : bool
        Whether only whole numbers make sense (counts).
    percent : bool
        Whether the column is of percentages; a percent sign elsewhere makes a cell unreadable.

    Examples
    --------
    >>> read_numbers(pd.Series(["1.501", "85 TTHC"]), whole=True).values.tolist()
    [1501.0, 85.0]
    """
    if pd.api.types.is_numeric_dtype(text) and not pd.api.types.is_bool_dtype(text):
        kinds = text.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        read = _of_numbers(kinds)
        codes = None
    else:
        codes, kinds = different(text)
        read = _of_texts([*kinds, None], whole=whole, percent=percent)
    as_share = percent and _are_shares(read)
    if as_share:
        read["values"] = read["values"] * 100
        read["ambiguous"] = read["ambiguous"] | ~np.isnan(read["values"])
    _judge(read, whole=whole, percent=percent)
    if codes is not None:
        read = {name: each[codes] for name, each in read.items()}
    masks = {name: read[name] for name in _MASKS}
    values = pd.Series(pd.array(read["values"], dtype="Float64"), index=text.index)
    values = values.mask(np.isnan(read["values"]))
    state, unit = (pd.Series(read[n], index=text.index, dtype=object) for n in ("state", "unit"))
    return Numbers(values, state, unit, **masks, as_share=as_share)


def _blank_read(count: int) -> dict[str, np.ndarray]:
    read = {name: np.zeros(count, dtype=bool) for name in (*_MASKS, "signed")}
    read |= {name: np.full(count, None, dtype=object) for name in ("state", "unit")}
    return read | {"values": np.full(count, np.nan)}


def _of_numbers(values: np.ndarray) -> dict[str, np.ndarray]:
    read = _blank_read(len(values))
    read["values"] = np.where(np.isfinite(values), values, np.nan)
    read["unreadable"] = np.isinf(values)
    return read


def _of_texts(cells: list, *, whole: bool, percent: bool) -> dict[str, np.ndarray]:
    """The different cells of a column, each taken apart; then all by the form of the column."""
    read = _blank_read(len(cells))
    parts = [take_apart(cell) for cell in cells]
    form = column_form([part.core for part in parts if part])
    for i, (cell, part) in enumerate(zip(cells, parts, strict=True)):
        if part is None:
            _read_mark(read, i, cell)
        else:
            _read_part(read, i, part, form, whole=whole, percent=percent)
    return read


def _read_mark(read: dict[str, np.ndarray], i: int, cell: object) -> None:
    state = mark_state(cell)
    if state is not None:
        read["state"][i], read["mark"][i], read["dash"][i] = state, True, is_dash(cell)
        if state == ZERO:
            read["values"][i] = 0
    elif not pd.isna(cell) and str(cell).strip():
        read["unreadable"][i] = True


def _read_part(
    read: dict[str, np.ndarray],
    i: int,
    part: Typed,
    form: str | None,
    *,
    whole: bool,
    percent: bool,
) -> None:
    value, ambiguous = part.value(form, whole=whole, percent=percent)
    stranger = part.unit is not None if percent else part.sign_percent
    read["bounded"][i] = part.bound
    read["unreadable"][i] = value is None or part.bound or stranger
    if read["unreadable"][i]:
        return
    read["values"][i], read["ambiguous"][i] = value, ambiguous
    read["unit"][i], read["unit_in_cell"][i] = part.unit, part.unit is not None
    read["multiplied"][i], read["approximate"][i] = part.times != 1, part.about
    read["signed"][i] = part.sign_percent


def _are_shares(read: dict[str, np.ndarray]) -> bool:
    """Whether percentages are written as 0.858: none above one, not all whole, and no percent sign."""
    values = read["values"][~np.isnan(read["values"])]
    if not len(values) or read["signed"].any():
        return False
    return bool((values >= 0).all() and (values <= 1).all() and (values % 1 != 0).any())


def _judge(read: dict[str, np.ndarray], *, whole: bool, percent: bool) -> None:
    values, read["unreadable"] = read["values"], read["unreadable"].copy()
    with np.errstate(invalid="ignore"):
        broken = np.abs(values) > _LARGEST
        if whole:
            broken |= values % 1 != 0
        broken &= ~np.isnan(values)
        read["unreadable"] |= broken
        values[broken] = np.nan
        read["negative"] = values < 0
        read["over_100"] = (values > 100) if percent else np.zeros(len(values), dtype=bool)
    read["state"][values == 0] = ZERO
    read["state"][~np.isnan(values) & (values != 0)] = KNOWN
    read["state"][read["unreadable"]] = UNKNOWN
