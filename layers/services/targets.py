"""Goals of policy, and how far a measure is from those that are goals of the same thing."""

from functools import lru_cache

import numpy as np
import pandas as pd

from layers.services.measures import MEASURES
from layers.services.places import COUNTRY
from layers.services.printed import read_printed
from layers.settings import REFERENCE

PROVINCES, MINISTRIES = "provinces", "ministries"
OPEN, EXPIRED, MISSED, MET = "open", "expired", "missed", "met"
SURE, MEMORY = "read", "memory"
NOT_HELD, NO_NUMBER, OTHER_DENOMINATOR, OTHER_FAMILY, OTHER_SCHEME, OTHER_MEASURE, OTHER_SCOPE = (
    "not_held", "no_number", "other_denominator", "other_family", "other_scheme", "other_measure",
    "other_scope",
)  # fmt: skip
"""Why a goal and a value cannot be compared."""
_MET = {">=": np.greater_equal, ">": np.greater, "=": np.equal}
_SLACK = 1e-9


@lru_cache
def targets() -> pd.DataFrame:
    """The 34 goals of ``targets.csv`` with what ``target_measures.csv`` says of them.

    Returns
    -------
    DataFrame
        The columns of the table as text, and: ``measure`` (the one of ours that is nearest, or NA),
        ``measured_in`` (``VN``, ``provinces``, ``ministries`` or a city's code), ``why_not`` (NA: a value
        of ``measure`` can be compared), ``goal`` (a share between 0 and 1 where there is a measure;
        else the number), ``due`` (year), ``status`` (the first word of the table's: ``open``,
        ``expired``, ``missed``, ``met``, ``done``), ``sure`` (False: the figure is from memory).
        Shared: do not edit.
    """
    table = pd.read_csv(REFERENCE / "targets.csv", dtype="string")
    ours = pd.read_csv(REFERENCE / "target_measures.csv", dtype="string")
    ours = ours.rename(columns={"target_id": "id", "scope": "measured_in", "note": "measured_as"})
    table = table.merge(ours, on="id", how="left", validate="1:1")
    number = read_printed(table["value"])["number"]
    percent = table["unit"].str.startswith("%").fillna(False)
    table["goal"] = np.where(percent, number / 100, number)
    table["due"] = pd.to_numeric(table["target_year"]).astype("Int64")
    table["status"] = table["status_2026_11"].str.extract(r"^(\w+)", expand=False)
    table["sure"] = ~table["certainty"].str.startswith(MEMORY)
    return table


def distance_to_targets(measure: str, value: float, *, city: str) -> pd.DataFrame:
    """How far a value is from every goal about online services.

    Parameters
    ----------
    measure : str
        One of `layers.services.measures.MEASURES`.
    value : float
        A share between 0 and 1; NaN where it is not known.
    city : str
        Today's code of the city that the value is of, or ``VN``.

    Returns
    -------
    DataFrame
        One row a goal, those that compare first: ``id``, ``indicator``, ``operator``, ``goal``, ``due``,
        ``document``, ``status``, ``certainty``, ``sure``, ``source``, ``scope``, ``measure``,
        ``comparable``, ``why_not`` (None where it compares), ``national`` (a goal of the whole country
        beside the value of one city), ``distance_pp`` (value less goal, in percentage points; NaN where
        they do not compare) and ``is_met`` (None where that cannot be said).
    """
    table = targets()
    table = table[table["theme"] == "online services"].reset_index(drop=True)
    why = _why_not(table, measure, city)
    comparable = why.isna()
    distance = (100 * (value - table["goal"].astype(float))).where(comparable)
    met = pd.Series([None] * len(table), index=table.index, dtype=object)
    for operator, holds in _MET.items():
        here = comparable & (table["operator"] == operator).fillna(False) & distance.notna()
        met[here] = holds(distance[here].round(9) + (_SLACK if operator == ">=" else 0), 0)
    found = table.assign(
        comparable=comparable,
        why_not=pd.Series([None if reason is pd.NA else reason for reason in why], dtype=object),
        national=comparable & (table["measured_in"] == COUNTRY) & (city != COUNTRY),
        distance_pp=distance,
        is_met=met,
    )
    columns = [
        "id", "indicator", "operator", "goal", "due", "document", "status", "certainty", "sure",
        "source", "scope", "measured_in", "measure", "comparable", "why_not", "national",
        "distance_pp", "is_met",
    ]  # fmt: skip
    order = np.lexsort((-found["due"].to_numpy(float), ~comparable))
    return found.loc[order, columns].reset_index(drop=True)


def _why_not(table: pd.DataFrame, measure: str, city: str) -> pd.Series:
    """The first reason that keeps each goal from being compared; NA where there is none."""
    asked = MEASURES[measure]
    theirs = table["measure"].map(MEASURES)
    family = theirs.map(lambda m: m.family, na_action="ignore")
    scheme = theirs.map(lambda m: m.scheme or "", na_action="ignore")
    here = (COUNTRY, city) if city == COUNTRY else (COUNTRY, PROVINCES, city)
    why = pd.Series(pd.NA, index=table.index, dtype="string")
    for reason, holds in (
        (OTHER_SCOPE, ~table["measured_in"].isin(here)),
        (OTHER_DENOMINATOR, (table["why_not"] == OTHER_DENOMINATOR).fillna(False)),
        (OTHER_MEASURE, table["measure"] != measure),
        (OTHER_SCHEME, scheme != (asked.scheme or "")),
        (OTHER_FAMILY, family != asked.family),
        (NOT_HELD, table["measure"].isna()),
        (NO_NUMBER, (table["why_not"] == NO_NUMBER).fillna(False) | table["goal"].isna()),
    ):
        why = why.mask(holds.fillna(False).astype(bool), reason)
    return why
