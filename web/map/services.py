"""The colours of a measure of services, or of a question about areas: numbers in classes, states with their marks."""

import numpy as np
import pandas as pd

from layers.atlas import Snapshot
from layers.services.answers import Answer, Question
from layers.services.measures import MEASURES
from layers.services.states import BLANK_STATES, KNOWN, UNKNOWN, ZERO
from layers.words import Words
from web.map.state import data_address
from web.map.style import STATE_MARKS, ramp


def service_choropleth(answer: Answer, snapshot: Snapshot, words: Words, *, theme: str) -> dict:
    """What `show_map` colours by: the classes of the values, and each state that is there."""
    states, estimates = states_of_rows(answer.rows), is_estimate(answer.rows)
    measure = MEASURES[answer.question.measure]
    breaks = list(answer.classes.breaks)
    numbers = answer.rows.loc[states == KNOWN, "value"].to_numpy(float)
    places = np.minimum(np.searchsorted(breaks, numbers), max(0, len(breaks) - 1))
    counts = np.bincount(places, minlength=len(breaks))[: len(breaks)].tolist() if breaks else []
    guessed = int(estimates.sum())
    return {
        "layer": answer.question.areas,
        "values_url": values_address(answer.question, snapshot),
        "title": words(f"measure.{measure.id}"),
        "unit": "%" if measure.is_share else "",
        "factor": 100 if measure.is_share else 1,
        "breaks": breaks,
        "colors": ramp(len(breaks), "blue", theme=theme) if breaks else [],
        "counts": counts,
        "unknown_count": 0,
        "decimals": measure.decimals,
        "states": state_entries(states, words, theme=theme),
        "estimates": {
            "label": words("services.state.estimate"),
            "count": guessed,
            **STATE_MARKS[theme]["estimate"],
        }
        if guessed
        else None,
    }


def states_of_rows(rows: pd.DataFrame) -> pd.Series:
    """What each row of an answer is drawn as: one of `STATES`."""
    blank = rows["state"].where(rows["state"].isin(BLANK_STATES), UNKNOWN)
    number = pd.Series(KNOWN, index=rows.index, dtype=object).mask(rows["value"] == 0, ZERO)
    return number.where(rows["value"].notna(), blank)


def is_estimate(rows: pd.DataFrame) -> pd.Series:
    """Which rows of an answer have a value that may lie elsewhere."""
    low, high, value = (pd.to_numeric(rows[name]) for name in ("low", "high", "value"))
    told = low.notna() | high.notna()
    return value.notna() & told & ~((low == value) & (high == value))


def state_entries(states: pd.Series, words: Words, *, theme: str) -> list[dict]:
    """An entry of the legend for each state that areas are in, zero first."""
    counts = states.value_counts()
    return [
        {
            "id": state,
            "label": words(f"services.state.{state}"),
            "count": int(counts[state]),
            **STATE_MARKS[theme][state],
        }
        for state in (ZERO, *BLANK_STATES)
        if counts.get(state)
    ]


def found_choropleth(
    areas: str, title: str, groups: dict[str, list[str]], words: Words, *, theme: str
) -> dict:
    """Areas by the answer to a yes-or-no question: ``found``, ``other``, ``unknown``.

    Few enough to travel with the state: `groups` are codes.
    """
    return {
        "layer": areas,
        "values": {code: group for group, codes in groups.items() for code in codes},
        "title": title,
        "unit": "",
        "factor": 1,
        "breaks": [],
        "colors": [],
        "counts": [],
        "unknown_count": 0,
        "decimals": 0,
        "states": [
            {
                "id": group,
                "label": words(f"services.planner.{group}"),
                "count": len(codes),
                **STATE_MARKS[theme][group],
            }
            for group, codes in groups.items()
        ],
        "estimates": None,
    }


def values_address(question: Question, snapshot: Snapshot) -> str:
    """Where the map fetches the values of an answer."""
    named = {
        "measure": question.measure,
        "areas": question.areas,
        "city": question.city,
        "tier": question.tier,
        "period": question.period or "",
        "weight": question.weight,
    }
    return data_address("/api/service-values", snapshot, **named)
