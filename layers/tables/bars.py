"""The bars of a chart of one field: a histogram of numbers or days, counts of values. Unknown is a bar of its own."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.filters.columns import DAY, MEMBERS, NUMBER, YES_NO, Column, column_of
from layers.filters.condition import Condition, Filter
from layers.filters.rows import filter_key
from layers.spec import FieldSpec
from layers.tables.columns import is_measured, numbers_of, table_field
from layers.tables.page import matched_rows

BINS = 16
MOST_BARS = 20
_FEW = 12  # so many different whole numbers are values of their own
_YEARS_OF_MONTHS = 2
_NEARLY_ALL, _FAR = 0.99, 2
UNKNOWN, OTHERS = "?", "*"


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes
    ----------
    id : str
        ``"0"``, ``"1"``… or `UNKNOWN` or `OTHERS`.
    value : str or None
        Of a category, as a condition writes it.
    low, high : float or numpy.datetime64 or None
        Of a bin: from `low` up to `high`, which belongs to the next bin but for the last.
    """

    id: str
    count: int
    value: str | None = None
    low: object = None
    high: object = None


@dataclass(frozen=True)
class Bars:
    """The bars of a field over the rows that pass a filter; `kind` is ``number``, ``day`` or ``value``."""

    field: FieldSpec
    kind: str
    bars: tuple[Bar, ...]
    rows: int

    def bar(self, id_: str) -> Bar | None:
        """One bar by its id."""
        return next((each for each in self.bars if each.id == id_), None)

    def conditions(self, bar: Bar) -> tuple[Condition, ...]:
        """What a feature meets that is counted in a bar; nothing for the bar of all others."""
        name = self.field.name
        if bar.id == OTHERS or is_measured(self.field):
            return ()
        if bar.id == UNKNOWN:
            return (Condition(name, "unknown"),)
        if self.kind == "value":
            return (Condition(name, "=", (bar.value,)),)
        last = bar is [each for each in self.bars if each.id != UNKNOWN][-1]
        return (
            Condition(name, ">=", (_written(bar.low),)),
            Condition(name, "<=" if last else "<", (_written(bar.high),)),
        )


def bars_of(atlas: Atlas, snapshot: Snapshot, layer_id: str, name: str, filter: Filter) -> Bars:
    """The bars of a field over the rows that pass.

    Raises
    ------
    UnknownField
        If the current version has no such field.
    """
    key = f"bars-{filter_key(snapshot, layer_id, filter)}-{name}"
    return atlas.answers.once(key, lambda: _find(atlas, snapshot, layer_id, name, filter))


def _find(atlas: Atlas, snapshot: Snapshot, layer_id: str, name: str, filter: Filter) -> Bars:
    version = snapshot.versions[layer_id]
    field = table_field(atlas, snapshot, layer_id, name)
    rows = matched_rows(atlas, snapshot, layer_id, filter)
    if is_measured(field):
        return _numbers(field, numbers_of(atlas, version, field, rows))
    column = column_of(atlas, version, field)
    if column.kind == NUMBER:
        return _numbers(field, column.values[rows])
    if column.kind == DAY:
        return _days(field, column.values[rows])
    if column.kind == YES_NO:
        return _yes_no(field, column.values[rows])
    return _values(field, column, rows)


def _numbers(field: FieldSpec, values: np.ndarray) -> Bars:
    known = values[np.isfinite(values)]
    unknown = len(values) - len(known)
    if not len(known):
        return _made(field, "number", [], unknown, len(values))
    distinct = np.unique(known)
    if len(distinct) <= _FEW and (distinct % 1 == 0).all():
        counts = np.unique(known, return_counts=True)[1]
        bars = [
            Bar(str(i), int(count), value=f"{value:.0f}")
            for i, (value, count) in enumerate(zip(distinct, counts, strict=True))
        ]
        return _made(field, "value", bars, unknown, len(values))
    edges = _edges(known, whole=bool((distinct % 1 == 0).all()))
    return _made(field, "number", _bins(known, edges), unknown, len(values))


def _edges(known: np.ndarray, *, whole: bool) -> np.ndarray:
    """Round numbers, about `BINS` bins apart. A few values far above all others share the last bin."""
    low, high = float(known.min()), float(known.max())
    most = float(np.quantile(known, _NEARLY_ALL))
    top = most if high - low > _FAR * (most - low) > 0 else high
    rough = max((top - low) / BINS, 1.0 if whole else 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= rough * (1 - 1e-9))
    step = math.ceil(step) if whole else step
    first, last = math.floor(low / step), math.ceil(top / step)
    edges = np.round(np.arange(first, max(last, first + 1) + 1) * step, 10)
    if edges[-1] < high:
        edges = np.append(edges, math.ceil(high / step) * step)
    return edges


def _days(field: FieldSpec, values: np.ndarray) -> Bars:
    known = values[~np.isnat(values)]
    unknown = len(values) - len(known)
    if not len(known):
        return _made(field, "day", [], unknown, len(values))
    first, last = known.min(), known.max()
    unit = "M" if (last - first).astype(int) <= 366 * _YEARS_OF_MONTHS else "Y"
    start, end = first.astype(f"datetime64[{unit}]"), last.astype(f"datetime64[{unit}]") + 1
    step = max(1, -(-int((end - start).astype(int)) // (2 * BINS)))
    edges = np.arange(start, end + step, step).astype("datetime64[D]")
    return _made(field, "day", _bins(known, edges), unknown, len(values))


def _bins(known: np.ndarray, edges: np.ndarray) -> list[Bar]:
    places = np.searchsorted(edges, known, side="right") - 1
    places = np.minimum(places, len(edges) - 2)
    counts = np.bincount(places, minlength=len(edges) - 1)
    return [
        Bar(str(i), int(count), low=edges[i], high=edges[i + 1]) for i, count in enumerate(counts)
    ]


def _yes_no(field: FieldSpec, values: np.ndarray) -> Bars:
    counted = {"true": int((values == 1).sum()), "false": int((values == 0).sum())}
    bars = [Bar(str(i), n, value=value) for i, (value, n) in enumerate(counted.items())]
    return _made(field, "value", bars, int(np.isnan(values).sum()), len(values))


def _values(field: FieldSpec, column: Column, rows: np.ndarray) -> Bars:
    """Most frequent first; a list counts in each of its members."""
    counts = np.bincount(column.values[rows] + 1, minlength=len(column.texts) + 1)
    unknown = int(counts[0]) + (int(counts[column.unsure + 1]) if column.unsure >= 0 else 0)
    told = pd.Series(_counted(column, counts[1:]), dtype="int64")
    told = told[told > 0].sort_values(ascending=False, kind="stable")
    bars = [Bar(str(i), int(n), value=str(v)) for i, (v, n) in enumerate(told[:MOST_BARS].items())]
    if others := int(told[MOST_BARS:].sum()):
        bars.append(Bar(OTHERS, others))
    return _made(field, "value", bars, unknown, len(rows))


def _counted(column: Column, counts: np.ndarray) -> dict[str, int]:
    there = [i for i in np.flatnonzero(counts) if i != column.unsure]
    if column.kind != MEMBERS:
        return {column.texts[i]: int(counts[i]) for i in there}
    found: Counter[str] = Counter()
    for i in there:
        found.update(dict.fromkeys(filter(None, column.members[i]), int(counts[i])))
    return dict(found)


def _made(field: FieldSpec, kind: str, bars: list[Bar], unknown: int, rows: int) -> Bars:
    more = [Bar(UNKNOWN, unknown)] if unknown else []
    return Bars(field, kind, (*bars, *more), rows)


def _written(edge) -> str:
    return str(edge) if isinstance(edge, np.datetime64) else f"{float(edge):.12g}"
