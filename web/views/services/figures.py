"""Values of a measure in words: per cent or counts, estimates with their range, and what is no number."""

import math

import pandas as pd

from layers.services.measures import Measure
from layers.services.states import BLANK_STATES, UNKNOWN
from layers.words import Words

CARRIED = "carried"


def value_text(value: float, measure: Measure, words: Words) -> str:
    """A value alone: ``85,8 %`` or ``1.234``."""
    if measure.is_share:
        return words.percent(value, measure.decimals)
    return words.number(value, 0 if _whole(value) else 1)


def range_text(low: float, high: float, measure: Measure, words: Words) -> str:
    """From low to high; an end that nobody knows is a question mark."""
    ends = ["?" if _nan(end) else value_text(end, measure, words) for end in (low, high)]
    return f"{ends[0].removesuffix(' %')} – {ends[1]}"


def has_range(row: dict) -> bool:
    """Whether the value is an estimate that may lie elsewhere."""
    low, high = row.get("low"), row.get("high")
    if _nan(low) and _nan(high):
        return False
    return not (low == high == row.get("value"))


def figure_text(row: dict, measure: Measure, words: Words) -> str:
    """The value with a sign where it is an estimate, else the word of its state."""
    if _nan(row["value"]):
        return state_text(row.get("state"), words)
    sign = "≈ " if has_range(row) else ""
    return sign + value_text(row["value"], measure, words)


def state_text(state: object, words: Words) -> str:
    """What a blank means, in words."""
    return words(f"services.state.{state if state in BLANK_STATES else UNKNOWN}")


def parts_text(row: dict, measure: Measure, words: Words) -> str:
    """``151 / 176`` of a share; nothing of a count."""
    if not measure.is_share or (_nan(row.get("numerator")) and _nan(row.get("denominator"))):
        return ""
    top, base = (row.get(name) for name in ("numerator", "denominator"))
    return " / ".join(
        "?" if _nan(n) else words.number(n, 0 if _whole(n) else 1) for n in (top, base)
    )


def _nan(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _whole(value: float) -> bool:
    return not _nan(value) and abs(value - round(value)) < 1e-9
