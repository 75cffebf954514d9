"""Colours of reach by area: shares in classes, changes and distances to a mark around zero, and what is blank."""

import numpy as np
import pandas as pd

from layers.services.states import BLANK_STATES, KNOWN, UNKNOWN, ZERO
from layers.words import Words
from web.map.services import state_entries
from web.map.style import ramp

SHARE_BREAKS = (0.2, 0.4, 0.6, 0.8, 1.0)
# Percentage points; what changes less than a tenth of one has not changed.
_STEPS = (0.001, 0.01, 0.05, 0.2)
_DIGITS = 4


def share_choropleth(
    areas: str, rows: pd.DataFrame, title: str, words: Words, *, theme: str, column: str = "share"
) -> dict:
    """Shares of areas in five equal classes, zero and the blank ones apart.

    Parameters
    ----------
    rows : DataFrame
        ``code``, `column` between 0 and 1 or NaN, and, where it has it, ``state`` of the NaN ones.
    """
    values = pd.to_numeric(rows[column]).to_numpy(float)
    states = _states(rows, values)
    known = values[(states == KNOWN).to_numpy()]
    places = np.searchsorted(SHARE_BREAKS, known).clip(0, len(SHARE_BREAKS) - 1)
    return _shade(
        areas,
        title,
        words("unit.share"),
        values=_drawn(rows["code"], values, states),
        breaks=list(SHARE_BREAKS),
        colors=ramp(len(SHARE_BREAKS), theme=theme),
        counts=np.bincount(places, minlength=len(SHARE_BREAKS)).tolist(),
        states=state_entries(states, words, theme=theme),
    )


def change_choropleth(
    areas: str, rows: pd.DataFrame, title: str, words: Words, *, theme: str, column: str = "change"
) -> dict:
    """Changes of shares in percentage points, less and more apart; what is blank stays blank.

    Only the classes that are there are drawn, always around the same middle.
    """
    values = pd.to_numeric(rows[column]).to_numpy(float)
    states = _states(rows, values).replace({ZERO: KNOWN})
    breaks = [-step for step in reversed(_STEPS)] + list(_STEPS)
    edges = [*breaks[:4], *breaks[4:], 1.0]
    colors = ramp(9, "diverging", theme=theme)
    known = values[(states == KNOWN).to_numpy()]
    places = np.searchsorted(edges, known).clip(0, 8)
    counts = np.bincount(places, minlength=9)
    low = min(int(places.min(initial=4)), 4)
    high = max(int(places.max(initial=4)), 4)
    return _shade(
        areas,
        title,
        words("coverage_view.points"),
        values=_drawn(rows["code"], values, states),
        breaks=edges[low : high + 1],
        colors=colors[low : high + 1],
        counts=counts[low : high + 1].tolist(),
        states=state_entries(states, words, theme=theme),
        decimals=1,
    )


def _states(rows: pd.DataFrame, values: np.ndarray) -> pd.Series:
    blank = pd.Series(UNKNOWN, index=rows.index, dtype=object)
    if "state" in rows:
        blank = rows["state"].where(rows["state"].isin(BLANK_STATES), UNKNOWN).astype(object)
    number = pd.Series(np.where(values == 0, ZERO, KNOWN), index=rows.index, dtype=object)
    return number.where(np.isfinite(values), blank)


def _drawn(codes: pd.Series, values: np.ndarray, states: pd.Series) -> dict:
    """Few enough to travel with the state: a number, or the word of a state."""
    return {
        code: round(float(value), _DIGITS) if state == KNOWN else state
        for code, value, state in zip(codes, values, states, strict=True)
    }


def _shade(areas: str, title: str, unit: str, **parts) -> dict:
    return {
        "layer": areas,
        "title": title,
        "unit": unit,
        "factor": 100,
        "unknown_count": 0,
        "decimals": 0,
        "estimates": None,
    } | parts
