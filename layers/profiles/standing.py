"""Where an area stands among those of its city: value, rank, and of how many areas the value is known."""

import numpy as np
import pandas as pd

from layers.indicators import INDICATORS, SERVICES
from layers.services.states import KNOWN, NOT_APPLICABLE, UNKNOWN, ZERO

COLUMNS = ["indicator", "value", "state", "rank", "known", "unknown"]


def standing(table: pd.DataFrame, code: str, states: dict[str, str]) -> pd.DataFrame:
    """Every indicator of one area beside those of the other areas of its city.

    Parameters
    ----------
    table : DataFrame
        Facts of the areas of the city (`layers.facts`).
    states : dict
        Of indicators of services, why a blank is blank.

    Returns
    -------
    DataFrame
        `COLUMNS`: ``rank`` is 1 for the highest, areas of one value share it, NaN where the value is not
        known; ``known`` counts the areas whose value is known, ``unknown`` the others.
    """
    at = int(np.flatnonzero((table["code"] == code).to_numpy())[0])
    rows = [_row(name, table, at, states) for name in INDICATORS]
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


def _row(name: str, table: pd.DataFrame, at: int, states: dict[str, str]) -> tuple:
    values = INDICATORS[name].of(table).to_numpy(float)
    value, known = values[at], int(np.isfinite(values).sum())
    rank = np.nan if np.isnan(value) else int((values > value).sum()) + 1
    state = _state(value)
    if np.isnan(value) and name in SERVICES:
        said = states.get(name, UNKNOWN)
        # Both parts may be told and still give no share: a share of nothing.
        state = said if said not in (KNOWN, ZERO) else NOT_APPLICABLE
    return name, value, state, rank, known, len(table) - known


def _state(value: float) -> str:
    if np.isnan(value):
        return UNKNOWN
    return ZERO if value == 0 else KNOWN
