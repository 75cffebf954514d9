"""Which column of a file is which field of the layer: by what was said before, by name, by values."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from geo.text import fold
from layers.settings import REFERENCE
from layers.spec import FieldSpec, LayerSpec

_SAMPLE = 2000
_ENOUGH = 0.6
_MOST_KINDS = 40


@dataclass(frozen=True)
class Remembered:
    """A mapping that somebody chose for files with these columns."""

    columns: tuple[str, ...]
    mapping: Mapping[str, str]


def suggest(
    frame: pd.DataFrame,
    spec: LayerSpec,
    columns: list[str],
    *,
    chosen: Mapping[str, str],
    remembered: Iterable[Remembered] = (),
    fits: Callable[[pd.Series, FieldSpec], bool] = lambda values, field: True,
) -> tuple[dict[str, str], dict[str, str]]:
    """A column for each field that has one.

    Parameters
    ----------
    fits : callable
        Whether the values of a column can be those of a field; asked of columns that only have a
        similar name.

    Returns
    -------
    mapping, why
        Field -> column, and field -> how it was found: ``chosen``, ``remembered``, ``name``,
        ``synonym``, ``values``.
    """
    found = dict(chosen)
    why = dict.fromkeys(chosen, "chosen")
    for source, pairs in (
        ("remembered", _remembered(columns, remembered)),
        ("name", _by_name(spec, columns, _own_names)),
        ("synonym", _by_name(spec, columns, _synonyms)),
        ("values", _by_values(frame, spec, columns)),
    ):
        for field, column in pairs:
            if field in found or column in found.values() or spec.field(field) is None:
                continue
            if source != "synonym" or fits(frame[column].head(_SAMPLE), spec.field(field)):
                found[field], why[field] = column, source
    return found, why


def _remembered(columns: list[str], memory: Iterable[Remembered]) -> list[tuple[str, str]]:
    """The latest choice made for a file with the very same columns."""
    same = [each for each in memory if set(each.columns) == set(columns)]
    return list(same[0].mapping.items()) if same else []


def _by_name(spec: LayerSpec, columns: list[str], names_of) -> list[tuple[str, str]]:
    by_key = {_key(column): column for column in reversed(columns)}
    pairs = [(f.name, by_key.get(_key(name))) for f in spec.fields for name in names_of(f)]
    return [(field, column) for field, column in pairs if column is not None]


def _own_names(field: FieldSpec) -> tuple[str, ...]:
    return (field.name, field.dbf, *field.aliases, field.vi)


def _synonyms(field: FieldSpec) -> tuple[str, ...]:
    return (field.en, *_table().get(field.name, ()))


def _by_values(frame: pd.DataFrame, spec: LayerSpec, columns: list[str]) -> list[tuple[str, str]]:
    """Fields with a list of values, by the column whose values are mostly of that list."""
    kinds = {c: _kinds(frame[c]) for c in columns}
    pairs = []
    for field in spec.fields:
        known = {_key(v) for v in (*field.allowed, *field.value_aliases)}
        scores = {
            column: len(values & known) / len(values)
            for column, values in kinds.items()
            if known and 1 < len(values) <= _MOST_KINDS
        }
        best = max(scores, key=scores.get, default=None)
        if best is not None and scores[best] >= _ENOUGH:
            pairs.append((field.name, best))
    return pairs


def _kinds(values: pd.Series) -> set[str]:
    head = values.head(_SAMPLE).dropna()
    if not pd.api.types.is_string_dtype(head):
        return set()
    return {_key(value) for value in head.unique()[: _MOST_KINDS + 1]}


def _key(name: object) -> str:
    return fold(str(name)).replace(" ", "").replace("_", "")


@lru_cache
def _table() -> dict[str, tuple[str, ...]]:
    """Other names of fields, as Vietnamese and English files spell them."""
    with (REFERENCE / "column_names.csv").open(encoding="utf-8") as file:
        return {row["field"]: tuple(row["names"].split(";")) for row in csv.DictReader(file)}
