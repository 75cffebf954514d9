"""Amounts of a basis as a reader sees them: ground in km², people, premises; blanks by the word of their state."""

import pandas as pd

from layers.coverage.question import AREA
from layers.services.states import KNOWN, ZERO
from layers.words import Words


def amount(value: float | None, basis: str, words: Words) -> str:
    """An amount with its unit."""
    if value is None or pd.isna(value):
        return words("services.state.unknown")
    if basis == AREA:
        km2 = value / 1e6
        return words("coverage_view.km2", value=words.number(km2, 2 if km2 < 100 else 0))
    return words(f"coverage_view.amount.{basis}", value=words.number(value))


def share(row: dict, words: Words, column: str = "share") -> str:
    """A share, or the word of why there is none."""
    value = row.get(column)
    if value is not None and pd.notna(value):
        return words.percent(value)
    state = row.get("state")
    if state in (None, KNOWN, ZERO) or pd.isna(state):
        state = "unknown"
    return words(f"services.state.{state}")


def points(value: float | None, words: Words) -> str:
    """A change of a share in percentage points, with its sign; a small one shows that it is not none."""
    if value is None or pd.isna(value):
        return "?"
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    small = 0 < abs(value) < 0.001
    return words(
        "services.points", points=f"{sign}{words.number(100 * abs(value), 3 if small else 1)}"
    )
