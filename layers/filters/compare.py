"""One condition against one column: how its values are read, and which rows it holds for."""

import datetime
import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.text import fold, nfc
from layers.errors import BadFilter
from layers.filters.columns import DAY, MEMBERS, NUMBER, TEXT, YES_NO, Column, kind_of
from layers.filters.condition import Condition
from layers.spec import FieldSpec

_ORDERED = ("=", "!=", "<", "<=", ">", ">=", "between", "in", "known", "unknown")
_OPERATORS = {
    NUMBER: _ORDERED,
    DAY: _ORDERED,
    YES_NO: ("=", "!=", "known", "unknown"),
    TEXT: ("=", "!=", "in", "contains", "known", "unknown"),
    MEMBERS: ("=", "!=", "in", "contains", "known", "unknown"),
}
_YES_NO = {"true": 1.0, "false": 0.0}
_COMPARE = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def operators_for(field: FieldSpec) -> tuple[str, ...]:
    """The operators that fit a field, in the order in which a person meets them."""
    return _OPERATORS[kind_of(field)]


def read_values(condition: Condition, field: FieldSpec) -> list:
    """The values of a condition as its field is compared: numbers, days or texts.

    Raises
    ------
    BadFilter
        If the operator does not fit the field, or a value cannot be read.
    """
    kind = kind_of(field)
    if condition.operator not in _OPERATORS[kind]:
        raise BadFilter(part=f"{field.name} {condition.operator}")
    return [_read(text, kind, field) for text in condition.values]


def holds(condition: Condition, field: FieldSpec, column: Column) -> np.ndarray:
    """Which rows meet a condition. A value that is unknown meets only ``unknown``.

    ``contains`` knows no accents and no case. A list meets ``=`` and ``in`` with any of its members.

    Raises
    ------
    BadFilter
        See `read_values`.
    """
    wanted = read_values(condition, field)
    if condition.operator == "known":
        return column.known.copy()
    if condition.operator == "unknown":
        return ~column.known
    if column.kind in (TEXT, MEMBERS):
        return _texts_hold(condition.operator, wanted, column)
    return column.known & _numbers_hold(condition.operator, wanted, column.values)


def _numbers_hold(operator: str, wanted: list, values: np.ndarray) -> np.ndarray:
    if operator == "in":
        return np.isin(values, np.array(wanted, dtype=values.dtype))
    if operator == "between":
        return (values >= min(wanted)) & (values <= max(wanted))
    return _COMPARE[operator](values, wanted[0])


def _texts_hold(operator: str, wanted: list[str], column: Column) -> np.ndarray:
    """Each distinct text is looked at once; rows take over what was found."""
    found = _texts_found(operator, wanted, column)
    if operator == "!=":
        found = ~found
    if operator in ("!=", "contains") and column.unsure >= 0:
        found[column.unsure] = False
    return np.append(found, False)[column.values]


def _texts_found(operator: str, wanted: list[str], column: Column) -> np.ndarray:
    if operator == "contains":
        key = fold(wanted[0])
        # Signs alone have no search key.
        texts, sought = (column.folded, key) if key else (column.distinct, wanted[0])
        return _flags(pc.match_substring(texts, sought))
    if column.kind == MEMBERS:
        asked = set(wanted)
        return np.array([not asked.isdisjoint(each) for each in column.members], bool)
    return _flags(pc.is_in(column.distinct, pa.array(wanted, pa.string())))


def _flags(found: pa.Array) -> np.ndarray:
    return found.to_numpy(zero_copy_only=False).astype(bool)


def _read(text: str, kind: str, field: FieldSpec):
    try:
        if kind == NUMBER:
            number = float(text)
            if not math.isfinite(number):
                raise ValueError(text)
            return number
        if kind == DAY:
            return np.datetime64(datetime.date.fromisoformat(text), "D")
        if kind == YES_NO:
            return _YES_NO[text]
    except (ValueError, KeyError) as fault:
        raise BadFilter(part=f"{field.name}: {text[:60]}") from fault
    return nfc(text)
