"""Figures under headings that name a period or a tier: one row for each of them and each row of the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from layers.importing.tables.cells import is_filled
from layers.importing.tables.measures import Measure

_ALL = "n_procedures"


@dataclass(frozen=True)
class Block:
    """Columns that speak of one period and tier: field -> column of the file."""

    period: str | None
    tier: str | None
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Blocks:
    """The blocks of a table.

    Attributes
    ----------
    twice : list of str
        Columns that mean a field another column of the same block means already.
    shared : list of str
        Columns without a period in a table by periods: they stand in the rows of each.
    """

    all: list[Block]
    twice: list[str]
    shared: list[str]


def find_blocks(measures: Mapping[str, Measure]) -> Blocks:
    """Sort columns into blocks by the period and the tier that their headings name."""
    blocks: dict[tuple, Block] = {}
    twice, shared = [], []
    tiers = {m.tier for m in measures.values() if m.tier}
    only = tiers.pop() if len(tiers) == 1 else None
    for column, m in measures.items():
        # Beside one tier alone, what names none is of it too; but for the count of all there is.
        tier = m.tier if m.tier or m.field == _ALL else only
        key = (m.period.text if m.period else None, tier)
        block = blocks.setdefault(key, Block(*key))
        if m.field in block.columns:
            twice.append(column)
        block.columns.setdefault(m.field, column)
    for key, block in list(blocks.items()):
        periods = [b for (period, tier), b in blocks.items() if period and tier == key[1]]
        if key[0] is not None or not periods:
            continue
        # A tier's figures are never those of all tiers, but a count without a period may be of all periods.
        del blocks[key]
        shared += block.columns.values()
        for other in periods:
            for name, column in block.columns.items():
                other.columns.setdefault(name, column)
    return Blocks(list(blocks.values()), twice, shared)


def spread(
    frame: pd.DataFrame, blocks: list[Block], ids: Mapping[str, str], origin: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """A row for each block and row; those without any figure are left out where the row has others.

    Parameters
    ----------
    frame : DataFrame
        Rows of areas.
    ids : mapping
        Columns that every row keeps -> their names in what comes out.
    origin : ndarray of int
        Position in the file of each row.

    Returns
    -------
    frame, origin, block
        Rows in the order of the file; the position in the file and the number of the block of each.
    """
    names = list(dict.fromkeys(name for block in blocks for name in block.columns))
    parts, rows, numbers = [], [], []
    held = [_has_any(frame, block) for block in blocks]
    nothing = ~np.logical_or.reduce(held) if held else None
    for number, block in enumerate(blocks):
        kept = held[number] | (nothing if number == 0 else False)
        part = frame.loc[kept, list(ids)].rename(columns=ids)
        for name in names:
            column = block.columns.get(name)
            part[name] = None if column is None else frame.loc[kept, column].to_numpy(dtype=object)
        for name in ("period", "tier"):
            if any(getattr(b, name) for b in blocks):
                empty = nothing[kept]  # of a row without a figure no block speaks
                part[name] = (
                    np.where(empty, None, getattr(block, name))
                    if len(blocks) > 1
                    else getattr(block, name)
                )
        parts.append(part)
        rows.append(origin[kept])
        numbers.append(np.full(kept.sum(), number))
    if len(parts) == 1:
        for name, column in blocks[0].columns.items():  # of its own type
            parts[0][name] = frame[column]
    origin, number = np.concatenate(rows), np.concatenate(numbers)
    order = np.argsort(origin, kind="stable")
    whole = pd.concat(parts, ignore_index=True).take(order).reset_index(drop=True)
    return whole, origin[order], number[order]


def _has_any(frame: pd.DataFrame, block: Block) -> np.ndarray:
    filled = [is_filled(frame[column]) for column in block.columns.values()]
    return np.logical_or.reduce(filled) if filled else np.zeros(len(frame), dtype=bool)
