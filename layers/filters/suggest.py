"""What a column holds, for whoever writes a filter: values with counts, and the fields in order of use."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.text import fold, fold_all, sort_key
from layers.atlas import Atlas, Snapshot
from layers.filters.columns import (
    DAY,
    MEMBERS,
    NUMBER,
    TEXT,
    YES_NO,
    Column,
    as_text,
    column_of,
    fields_of,
    kind_of,
    require_field,
)
from layers.spec import FieldSpec, LayerSpec
from layers.store import Version

_FEW = 30
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def suggestions(
    atlas: Atlas,
    snapshot: Snapshot,
    layer_id: str,
    field: str,
    *,
    typed: str = "",
    most: int = 30,
) -> list[tuple[str, int]]:
    """Values of a field with the number of rows that have them, as a condition writes them.

    Parameters
    ----------
    typed : str
        Only values that hold this, whatever accents and case.

    Returns
    -------
    list of (str, int)
        Texts, yes and no: the most frequent first. Numbers and days: all, rising, where they are
        few; else smallest, quartiles and largest, each with the number of rows up to it.

    Raises
    ------
    UnknownField
    """
    version = snapshot.versions[layer_id]
    known = require_field(fields_of(atlas, version), field, layer_id)
    column = column_of(atlas, version, known)
    if column.kind in (NUMBER, DAY, YES_NO):
        key = f"suggest-{version.key}-{field}"
        pairs = atlas.answers.once(key, lambda: _number_counts(column))
        return [pair for pair in pairs if pair[0].startswith(typed.strip())][:most]
    if column.kind == MEMBERS:
        return _first(*_members(column), typed, most)
    return _first(column.distinct, column.folded, column.counts, typed, most)


def field_names(atlas: Atlas, snapshot: Snapshot, layer_id: str) -> list[FieldSpec]:
    """The fields there are in the current version, those of use for filters first.

    What colours the layer comes first, then status and days, value lists, yes and no, numbers,
    texts; keys and what is the same in every row, or empty, come last.
    """
    version = snapshot.versions[layer_id]
    key = f"fields-{version.key}"
    return list(atlas.answers.once(key, lambda: _in_order(atlas, version)))


def _first(
    texts: pa.Array, folded: pa.Array, counts: np.ndarray, typed: str, most: int
) -> list[tuple[str, int]]:
    """The most frequent texts that hold what was typed; those that begin with it lead."""
    wanted = fold(typed)
    rows = np.flatnonzero(pc.match_substring(folded, wanted).to_numpy(zero_copy_only=False))
    leads = pc.starts_with(folded.take(pa.array(rows)), wanted).to_numpy(zero_copy_only=False)
    order = np.lexsort((-counts[rows], ~leads.astype(bool)))[:most]
    found = [(not leads[i], -int(counts[rows[i]]), texts[int(rows[i])].as_py()) for i in order]
    found.sort(key=lambda each: (*each[:2], sort_key(each[2])))
    return [(text, -count) for _, count, text in found]


def _members(column: Column) -> tuple[pa.Array, pa.Array, np.ndarray]:
    found: dict[str, int] = {}
    for members, count in zip(column.members, column.counts.tolist(), strict=True):
        for member in members:
            found[member] = found.get(member, 0) + count
    texts = list(found)
    counts = np.array(list(found.values()), np.int64)
    return pa.array(texts, pa.string()), pa.array(fold_all(texts), pa.string()), counts


def _number_counts(column: Column) -> list[tuple[str, int]]:
    values = np.sort(column.values[column.known])
    distinct, counts = np.unique(values, return_counts=True)
    if column.kind == YES_NO:
        distinct, counts = distinct[np.argsort(-counts)], np.sort(counts)[::-1]
    elif len(distinct) > _FEW:
        places = np.round(np.array(_QUARTERS) * (len(values) - 1)).astype(int)
        distinct = np.unique(values[places])
        counts = np.searchsorted(values, distinct, side="right")
    return [(as_text(column.kind, v), n) for v, n in zip(distinct, counts.tolist(), strict=True)]


_RANKS = {DAY: 2, YES_NO: 4, NUMBER: 5, MEMBERS: 6, TEXT: 7}
_OFTEN = ("status", "owner", "operator")
_KEYS = ("feature_id", "admin_version", "version", "unit_key", "data_source")


def _in_order(atlas: Atlas, version: Version) -> list[FieldSpec]:
    spec = atlas.store.specs[version.layer_id]
    fields = fields_of(atlas, version).values()
    ranks = {f.name: (_same(atlas.column(version, f.name)), _rank(f, spec)) for f in fields}
    return sorted(fields, key=lambda f: ranks[f.name])


def _rank(field: FieldSpec, spec: LayerSpec) -> int:
    if field.name == spec.style.get("color_by"):
        return 0
    if field.name in _KEYS:
        return 9
    if field.name in _OFTEN:
        return 1
    if field.type == "enum":
        return 3
    return _RANKS[kind_of(field)]


def _same(values: pd.Series) -> bool:
    """Whether all rows say the same, or nothing."""
    known = values.dropna()
    return known.empty or (len(known) == len(values) and bool((known == known.iloc[0]).all()))
