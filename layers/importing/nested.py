"""Lists and objects inside a cell, which no table can hold, as the text of their JSON."""

import json

import numpy as np


def as_text(value):
    """`value` as JSON text where it is a list, an object or an array; any other as it is."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    nested = isinstance(value, list | tuple | dict)
    return json.dumps(value, ensure_ascii=False, default=_plain) if nested else value


def _plain(value):
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else str(value)
