"""Where an area stands among those of its city: value, rank, and of how many areas the value is known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.indicators import INDICATORS, SERVICES
from layers.services.states import KNOWN, NOT_APPLICABLE, UNKNOWN, ZERO

COLUMNS = ["indicator", "value", "state", "rank", "known", "unknown"]


@dataclass(frozen=True)
class Field:
    """The areas of a city, one after another: the row of each code, and their values by indicator."""

    rows: dict[str, int]
    values: dict[str, np.ndarray]


def field_of(table: pd.DataFrame) -> Field:
    """What areas are compared with, made once for all of them; `table` are their facts (`layers.facts`)."""
    # Of a code that comes twice the first row counts.
    rows = {code: at for at, code in reversed(list(enumerate(table["code"])))}
    return Field(rows, {name: i.of(table).to_numpy(float) for name, i in INDICATORS.items()})


def standing(field: Field, code: str, states: dict[str, str]) -> pd.DataFrame:
    """Every indicator of one area beside those of the other areas of its city.

    Parameters
    ----------
    states : dict
        Of indicators of services, why a blank is blank.

    Returns
    -------
    DataFrame
        `COLUMNS`: ``rank`` is 1 for the highest, areas of one value share it, NaN where the value is not
        known; ``known`` counts the areas whose value is known, ``unknown`` the others.
    """
    at = field.rows[code]
    rows = [_row(name, values, at, states) for name, values in field.values.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def together(table: pd.DataFrame) -> pd.DataFrame:
    """Every indicator of all areas of `table` as one: without rank, with how many of them are known."""
    rows = []
    for name, indicator in INDICATORS.items():
        known = int(indicator.of(table).notna().sum())
        value = indicator.of_all(table)
        rows.append((name, value, _state(value), np.nan, known, len(table) - known))
    return pd.DataFrame(rows, columns=COLUMNS)


def mean_of(name: str, table: pd.DataFrame) -> float:
    """What an average area has: of a share or a density sum over sum, of an amount the mean of those known."""
    indicator = INDICATORS[name]
    if indicator.denominator is not None:
        return indicator.of_all(table)
    values = indicator.of(table)
    return float(values.mean()) if values.notna().any() else np.nan


def _row(name: str, values: np.ndarray, at: int, states: dict[str, str]) -> tuple:
    value, known = values[at], int(np.isfinite(values).sum())
    rank = np.nan if np.isnan(value) else int((values > value).sum()) + 1
    state = _state(value)
    if np.isnan(value) and name in SERVICES:
        said = states.get(name, UNKNOWN)
        # Both parts may be told and still give no share: a share of nothing.
        state = said if said not in (KNOWN, ZERO) else NOT_APPLICABLE
    return name, value, state, rank, known, len(values) - known


def _state(value: float) -> str:
    if np.isnan(value):
        return UNKNOWN
    return ZERO if value == 0 else KNOWN
