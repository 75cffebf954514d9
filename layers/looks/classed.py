"""A look on the data of a layer: the classes of its legend with their counts, and the class of every feature."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.classify import class_of, classify
from geo.text import sort_key
from layers.atlas import Atlas, Snapshot
from layers.errors import BadLook
from layers.filters.columns import (
    MEMBERS,
    NUMBER,
    TEXT,
    Column,
    as_text,
    column_of,
    fields_of,
    require_field,
)
from layers.filters.condition import Filter
from layers.filters.rows import filter_key, rows_of
from layers.looks.look import Look
from layers.looks.sizes import SIZES, size_bounds, size_of
from layers.spec import FieldSpec

UNKNOWN = "?"
OTHERS = "*"
MOST_CATEGORIES = 12


@dataclass(frozen=True)
class Entry:
    """One class of a legend.

    Attributes
    ----------
    id : str
        ``0``, ``1`` ... of a graduated look; the value of a categorical one, ``*`` for all that have
        no entry of their own.
    low, high : float or None
        Of a graduated look; `high` belongs to the class, `low` only to the first.
    value : str or None
        Of a categorical look, as a condition writes it.
    count : int
        Features of the class that pass the filter.
    """

    id: str
    low: float | None
    high: float | None
    value: str | None
    count: int


@dataclass(frozen=True)
class Classed:
    """A look on a layer.

    Attributes
    ----------
    entries : tuple of Entry
        Empty where the look has no classes.
    unknown : int
        Features that pass and have no value; their class is ``?``.
    sizes : tuple of (float, float)
        Of ``size_by``: upper bound, and the factor on radius or width.
    total, shown : int
        Features of the layer, and those that pass the filter.
    """

    look: Look
    entries: tuple[Entry, ...]
    unknown: int
    sizes: tuple[tuple[float, float], ...]
    total: int
    shown: int


@dataclass(frozen=True)
class _Classes:
    """Classes over the whole layer. `of` holds the place of each row's entry, -1 where unknown."""

    entries: tuple[tuple[str, float | None, float | None, str | None], ...]
    of: np.ndarray


def classed(atlas: Atlas, snapshot: Snapshot, layer_id: str, look: Look, filter: Filter) -> Classed:
    """The legend of a look: classes over the whole layer, so that a filter does not move them.

    Raises
    ------
    UnknownField, BadLook
        If the look names a column that is not there, or wants classes of what is no number.
    BadFilter
        See `layers.filters.rows.rows_of`.
    """
    key = f"classed-{look_key(look)}-{filter_key(snapshot, layer_id, filter)}"
    return atlas.answers.once(key, lambda: _classed(atlas, snapshot, layer_id, look, filter))


def feature_classes(
    atlas: Atlas, snapshot: Snapshot, layer_id: str, look: Look | None, filter: Filter
) -> pd.DataFrame:
    """The features that pass: ``fid``, and with a look ``k`` (id of the class) and ``s`` (step of size).

    ``k`` is categorical, there where the look has classes; ``s`` is Int8, counted from 0, missing
    where the number is unknown, there where the look has a size.
    """
    version = snapshot.versions[layer_id]
    passes = rows_of(atlas, snapshot, layer_id, filter)
    table = {"fid": atlas.fids(version).to_numpy()[passes]}
    classes = None if look is None else _classes(atlas, snapshot, layer_id, look)
    if classes is not None:
        ids = [entry[0] for entry in classes.entries]
        codes = classes.of[passes]
        codes = np.where(codes < 0, len(ids), codes)
        table["k"] = pd.Categorical.from_codes(codes, categories=[*ids, UNKNOWN])
    if look is not None and look.size_by is not None:
        steps = size_of(*_sized(atlas, version, look.size_by))[passes]
        table["s"] = pd.array(steps, dtype="Int8")
        table["s"][steps < 0] = pd.NA
    return pd.DataFrame(table)


def _classed(atlas, snapshot, layer_id: str, look: Look, filter: Filter) -> Classed:
    version = snapshot.versions[layer_id]
    passes = rows_of(atlas, snapshot, layer_id, filter)
    classes = _classes(atlas, snapshot, layer_id, look)
    entries, unknown = (), 0
    if classes is not None:
        counts = np.bincount(classes.of[passes] + 1, minlength=len(classes.entries) + 1).tolist()
        unknown = counts[0]
        entries = tuple(Entry(*e, n) for e, n in zip(classes.entries, counts[1:], strict=True))
    sizes = ()
    if look.size_by is not None:
        bounds = _sized(atlas, version, look.size_by)[1]
        sizes = tuple(zip(bounds, SIZES, strict=False))
    return Classed(look, entries, unknown, sizes, len(passes), int(passes.sum()))


def _classes(atlas, snapshot, layer_id: str, look: Look) -> _Classes | None:
    if look.kind not in ("categorical", "graduated"):
        return None
    version = snapshot.versions[layer_id]
    field = require_field(fields_of(atlas, version), look.field, layer_id)
    key = f"classes-{version.key}-{look_key(look)}"

    def make() -> _Classes:
        column = column_of(atlas, version, field)
        return _graduated(column, look) if look.kind == "graduated" else _categories(column, field)

    return atlas.columns.once(key, make)


def _graduated(column: Column, look: Look) -> _Classes:
    if column.kind != NUMBER:
        raise BadLook(part=str(look.field))
    own = look.scheme == "own"
    breaks = classify(
        column.values,
        scheme="user" if own else look.scheme,
        k=look.classes,
        breaks=look.breaks if own else None,
    ).breaks
    if not breaks:
        return _Classes((), np.full(len(column.values), -1, np.int16))
    lows = (float(np.nanmin(column.values)), *breaks[:-1])
    entries = tuple(
        (str(i), low, high, None) for i, (low, high) in enumerate(zip(lows, breaks, strict=True))
    )
    return _Classes(entries, class_of(column.values, breaks).astype(np.int16))


def _categories(column: Column, field: FieldSpec) -> _Classes:
    places, texts = _distinct(column)
    counts = np.bincount(places[places >= 0], minlength=len(texts))
    # Ties in the order of the file: sorting a million names would take seconds.
    order = np.argsort(-counts, kind="stable")
    kept = order if len(texts) <= MOST_CATEGORIES else order[: MOST_CATEGORIES - 1]
    kept = sorted(kept.tolist(), key=lambda i: (-counts[i], sort_key(texts[i])))
    if field.allowed:
        rank = {value: place for place, value in enumerate(field.allowed)}
        kept = sorted(kept, key=lambda i: rank.get(texts[i], len(rank)))
    entries = [(texts[i], None, None, texts[i]) for i in kept]
    lookup = np.full(len(texts) + 1, len(kept), np.int16)
    lookup[kept] = np.arange(len(kept))
    lookup[-1] = -1
    if len(kept) < len(texts):
        entries.append((OTHERS, None, None, None))
    return _Classes(tuple(entries), lookup[places])


def _distinct(column: Column) -> tuple[np.ndarray, list[str]]:
    """The place of each row's value among the distinct ones, -1 where unknown; and those as texts."""
    if column.kind not in (TEXT, MEMBERS):
        places, values = pd.factorize(column.values)
        return places, [as_text(column.kind, value) for value in values]
    texts = list(column.texts)
    if column.unsure < 0:
        return column.values, texts
    places = np.where(column.values == column.unsure, -1, column.values)
    places = np.where(places > column.unsure, places - 1, places)
    return places, texts[: column.unsure] + texts[column.unsure + 1 :]


def _sized(atlas, version, name: str) -> tuple[np.ndarray, tuple[float, ...]]:
    field = require_field(fields_of(atlas, version), name, version.layer_id)
    column = column_of(atlas, version, field)
    if column.kind != NUMBER:
        raise BadLook(part=name)
    key = f"sizes-{version.key}-{name}"
    return column.values, atlas.answers.once(key, lambda: size_bounds(column.values))


def look_key(look: Look) -> str:
    """Names the classes and sizes of a look; its colours do not matter."""
    return repr((look.kind, look.field, look.scheme, look.classes, look.breaks, look.size_by))
