"""Cells of a table as texts: codes with their zeros, names, and the key of a person's decision."""

import re

import pandas as pd

from layers.matching.spelling import clean
from layers.units.register import DIGITS

_CODE = re.compile(r"(\d{1,5})(?:\.0+)?")
_SEPARATOR = " | "


def decision_key(code: object, name: object, parent: object = "") -> str:
    """The text a person's decision hangs on: what the row says, whatever its place in the table.

    Parameters
    ----------
    parent : str or sequence of str
        What the area lies in; of several columns all.

    Examples
    --------
    >>> decision_key(None, " Phường  Hải Châu ", "Đà Nẵng")
    'Phường Hải Châu | Đà Nẵng'
    """
    several = parent if isinstance(parent, list | tuple) else [parent]
    parts = [clean(_text(value)) for value in (code, name, *several)]
    return _SEPARATOR.join(part for part in parts if part)


def read_code(text: str, level: str) -> str | None:
    """A code with the zeros that a table program dropped; None where the text is no code.

    Examples
    --------
    >>> read_code("4.0", "commune"), read_code("20242.0", "commune"), read_code("Hải Châu", "commune")
    ('00004', '20242', None)
    >>> read_code("004", "district"), read_code("004", "commune")
    ('004', None)
    """
    found = _CODE.fullmatch(text.strip())
    # Whoever drops zeros drops all of them: 004 is the whole code of a district.
    kept = found and found[1][0] == "0" and len(found[1]) < DIGITS[level]
    if not found or kept or len(found[1]) > DIGITS[level]:
        return None
    return found[1].zfill(DIGITS[level])


def texts_of(values: pd.Series) -> pd.Series:
    """Values of any type as text, blank where missing."""
    return values.map(_text).astype(object)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if value is None or value is pd.NA or value != value:
        return ""
    return str(value).strip()
