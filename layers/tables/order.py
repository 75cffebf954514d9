"""The rows of a version in the order of one of its fields: Vietnamese order for text, unknown always last."""

import numpy as np

from geo.collate import sort_ranks
from layers.atlas import Atlas
from layers.filters.columns import DAY, MEMBERS, TEXT, Column, column_of
from layers.spec import FieldSpec
from layers.store import Version
from layers.tables.columns import is_measured, numbers_of


def rows_in_order(
    atlas: Atlas, version: Version, field: FieldSpec, *, descending: bool = False
) -> np.ndarray:
    """Places in the frame (int32) in the order of a field; equal values keep the order of the frame.

    A list of values that the spec gives is an order of its own: planned comes after existing.
    """
    key = f"order-{version.key}-{field.name}-{descending:d}"
    return atlas.columns.once(key, lambda: _find_order(atlas, version, field, descending))


def _find_order(atlas: Atlas, version: Version, field: FieldSpec, descending: bool) -> np.ndarray:
    rank = _ranks(atlas, version, field)
    known = np.flatnonzero(~np.isnan(rank))
    sign = -1 if descending else 1
    rows = [known[np.argsort(sign * rank[known], kind="stable")], np.flatnonzero(np.isnan(rank))]
    order = np.concatenate(rows).astype(np.int32)
    order.flags.writeable = False
    return order


def _ranks(atlas: Atlas, version: Version, field: FieldSpec) -> np.ndarray:
    """A number for each row that sorts as its value does; NaN where the value is not known."""
    if is_measured(field):
        return numbers_of(atlas, version, field)
    column = column_of(atlas, version, field)
    if column.kind in (TEXT, MEMBERS):
        of_text = np.append(_text_ranks(column, field), np.nan)
        return np.where(column.known, of_text[column.values], np.nan)
    if column.kind == DAY:
        return np.where(column.known, column.values.astype("int64").astype(float), np.nan)
    return column.values


def _text_ranks(column: Column, field: FieldSpec) -> np.ndarray:
    ranks = sort_ranks(column.texts).astype(float)
    for place, value in enumerate(field.allowed):
        if value in column.texts:
            ranks[column.texts.index(value)] = place - len(field.allowed)
    return ranks
