"""A comparison as a table that can stand alone: numbers, why a blank is blank, and how all came about."""

import numpy as np
import pandas as pd

from layers.cards import COUNTRY
from layers.profiles.comparison import Comparison
from layers.words import Words

ROWS = ("area_km2", "people", "people_density")
_PARTS = ("there", "sharing", "underground", "people", "indicators", "services")


def comparison_table(found: Comparison, words: Words, *, cities: dict[str, str]) -> pd.DataFrame:
    """The rows with a column for each area and each average.

    Parameters
    ----------
    cities : dict
        Names of cities by code.

    Returns
    -------
    DataFrame
        Names are words of the language; shares are percentages. Blank is unknown, and the column of
        remarks says of which area it is withheld or without meaning.
    """
    scale = np.where(found.rows["unit"] == "share", 100.0, 1.0)[:, None]
    head = {
        words("profile.sheet.group"): [words(f"profile.group.{g}") for g in found.rows["group"]],
        words("profile.sheet.row"): [row_name(row, words) for row in found.rows["row"]],
        words("profile.sheet.unit"): [unit_name(unit, words) for unit in found.rows["unit"]],
    }
    names = [each.title for each in found.profiles]
    names += [average_name(code, words, cities) for code in found.averages]
    body = dict(zip(_once(names), (np.hstack([found.values, found.means]) * scale).T, strict=True))
    remarks = [_remark(found, at, words) for at in range(len(found.rows))]
    return pd.DataFrame(head | body | {words("profile.sheet.remark"): remarks})


def comparison_notes(found: Comparison, words: Words) -> pd.DataFrame:
    """How the numbers came about: ``part`` and ``text``, the areas one after another."""
    said = [
        (
            words("profile.sheet.area"),
            words(
                "profile.sheet.about", name=each.title, code=each.code, unit=each.unit_key or "–"
            ),
        )
        for each in found.profiles
    ]
    said += [(words("profile.sheet.reading"), words("profile.sheet.averages"))]
    said += [(words("profile.sheet.reading"), words("profile.sheet.blank"))]
    frames = [pd.DataFrame(said, columns=["part", "text"])]
    for each in found.profiles:
        for part in _PARTS:
            rows = each.made[part].to_rows(words)
            rows["text"] = f"{each.title} · {words(f'profile.part.{part}')}: " + rows["text"]
            frames.append(rows)
    return pd.concat(frames, ignore_index=True)


def row_name(row: str, words: Words) -> str:
    """What a row of a comparison is called."""
    if row in ROWS:
        return words(f"profile.row.{row}")
    return words(f"indicator.{row}") if f"indicator.{row}" in words else words(f"layer.{row}")


def unit_name(unit: str, words: Words) -> str:
    """A unit as it is written; "" of a plain number."""
    return words(f"unit.{unit}") if unit else ""


def average_name(code: str, words: Words, cities: dict[str, str]) -> str:
    """What the column of an average is called."""
    if code == COUNTRY:
        return words("profile.average_country")
    return words("profile.average_city", name=cities.get(code, code))


def _remark(found: Comparison, at: int, words: Words) -> str:
    blank = np.isnan(found.values[at])
    said = [
        f"{each.title}: {words(f'state.{state}')}"
        for each, state, none in zip(found.profiles, found.states[at], blank, strict=True)
        if none and isinstance(state, str)
    ]
    return "; ".join(said)


def _once(names: list[str]) -> list[str]:
    """Names of columns, each once: areas of two provinces may be called the same."""
    counts: dict[str, int] = {}
    out = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        out.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return out
