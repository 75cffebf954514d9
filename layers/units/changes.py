"""Single changes of units that the package's lists do not hold, each with its source."""

from functools import cache

import pandas as pd

from layers.settings import REFERENCE
from layers.units.timeline import territory_of, timeline

UPGRADED, OTHER_CODE, OTHER_NAME = "upgraded", "other_code", "other_name"


@cache
def unit_changes() -> pd.DataFrame:
    """The table ``data/reference/unit_changes.csv``.

    Returns
    -------
    DataFrame
        `version` in which it begins, `kind` (``upgraded``: `old` is the full name before, `new`
        the one since; ``other_code`` and ``other_name``: `new` is what else the unit is called),
        `level`, `code`, `old`, `new`, `source`, `legal_ref`, `certainty`, `note`.
    """
    return pd.read_csv(REFERENCE / "unit_changes.csv", dtype=str, keep_default_na=False)


def upgrades(version: str, level: str) -> pd.DataFrame:
    """What was upgraded up to a version, since the oldest one with the same borders."""
    table = unit_changes()
    names = list(timeline())
    span = names[names.index(territory_of(version)) + 1 : names.index(version) + 1]
    mine = table["version"].isin(span) & (table["level"] == level) & (table["kind"] == UPGRADED)
    return table[mine]


def other_codes(version: str, level: str) -> dict[str, str]:
    """Codes that another list gives units of a version -> the code kept here."""
    rows = _others(version, level, OTHER_CODE)
    return dict(zip(rows["new"], rows["code"], strict=True))


def other_names(level: str) -> pd.DataFrame:
    """What units are also called, by `code` and `new`; of any version."""
    table = unit_changes()
    return table[(table["kind"] == OTHER_NAME) & (table["level"] == level)]


def _others(version: str, level: str, kind: str) -> pd.DataFrame:
    table = unit_changes()
    same = table["version"].map(territory_of) == territory_of(version)
    return table[same & (table["kind"] == kind) & (table["level"] == level)]
