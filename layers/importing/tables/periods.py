"""A column of periods, read."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.importing.tables.cells import each
from layers.services.periods import parse_period


@dataclass(frozen=True)
class Periods:
    """Normal texts of periods (``2025-Q3``), NA where none is read; `unread` where a cell says none."""

    text: pd.Series
    unread: np.ndarray


def read_period(values: pd.Series) -> Periods:
    """Read each different cell once: texts, years as numbers, days.

    Examples
    --------
    >>> read_period(pd.Series(["Quý I/2025", "kỳ này"])).text.tolist()
    ['2025-Q1', <NA>]
    """
    said = each(values, lambda value: getattr(parse_period(value), "text", None))
    text = pd.Series(said, index=values.index, dtype=object).astype("string")
    blank = values.isna() | (values.astype("string").str.strip() == "").fillna(False)
    return Periods(text, (text.isna() & ~blank).to_numpy(bool))
