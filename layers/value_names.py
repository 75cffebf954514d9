"""What a reader is told instead of the values that stand in a layer: words, numbers, days, yes and no."""

import datetime
import math

import numpy as np
import pandas as pd

from layers.services.naming import boundary_name, owner_name
from layers.spec import FieldSpec
from layers.words import Words

UNKNOWN = "–"
_VERSIONS = ("admin_version", "version")
_LETTERS = ("enum", "boolean")
_MOST_DECIMALS = 3
_YEARS = ("year", "_year")


def value_text(value: object, field: FieldSpec, words: Words, *, unit: bool = False) -> str:
    """One value of a field as a reader sees it; `UNKNOWN` where there is none.

    Parameters
    ----------
    unit : bool
        Whether the unit of the field follows a number.

    Examples
    --------
    >>> height = FieldSpec("height_m", "Chiều cao", "Height", "number", unit="m")
    >>> value_text(15.5, height, Words("vi"), unit=True)
    '15,5 m'
    """
    if is_unknown(value):
        return UNKNOWN
    if field.is_list and isinstance(value, str):
        parts = [part.strip() for part in value.split(";")]
        return "; ".join(_one(part, field, words) for part in parts if part) or UNKNOWN
    text = _one(value, field, words)
    amount = unit and field.unit and not isinstance(value, str)
    return f"{text} {unit_text(field.unit)}" if amount else text


def value_name(value: str, field: FieldSpec, words: Words) -> str:
    """A value of a list in words; one that is on no list of ours stands for itself."""
    keys = [f"value.{field.name}.{value}"]
    keys += [f"value.any.{value}"] if field.item_type in _LETTERS else []
    found = next((key for key in keys if key in words), None)
    if found:
        return words(found)
    if field.name in _VERSIONS:
        return boundary_name(value, words)
    return owner_name(value, words) if field.name in ("owner", "operator") else value


def unit_text(unit: str) -> str:
    """A unit as it is written: m², km²."""
    return unit.replace("km2", "km²").replace("m2", "m²")


def is_unknown(value: object) -> bool:
    """Whether a cell holds nothing: None, NaN, NA, or a text without a letter."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NA or value is pd.NaT or value != value


def decimals_of(value: float) -> int:
    """How many decimals a number needs, three at most."""
    if not math.isfinite(value):
        return 0
    return len(f"{value:.{_MOST_DECIMALS}f}".rstrip("0").partition(".")[2])


def decimals_for(value: float) -> int:
    """How many decimals tell a measured or reckoned amount: fewer the larger it is."""
    size = abs(value)
    if size == 0 or (size >= 1 and value == int(value)):
        return 0
    return 0 if size >= 1000 else 1 if size >= 100 else 2


def is_year(field: FieldSpec) -> bool:
    """Whether a number of this field names a year, which is written without thousands."""
    return field.item_type == "integer" and field.name.endswith(_YEARS)


def _one(value: object, field: FieldSpec, words: Words) -> str:
    if isinstance(value, bool | np.bool_):
        return words(f"value.any.{str(bool(value)).lower()}")
    if isinstance(value, datetime.date):
        return words.date(value)
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        return f"{number:.0f}" if is_year(field) else words.number(number, decimals_of(number))
    return value_name(str(value), field, words)
