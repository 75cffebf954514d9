"""What stands behind the number of one area: the rows of the store, and the parts that were carried."""

from dataclasses import dataclass

import pandas as pd

from layers.atlas import AVAILABILITY, Atlas, Snapshot
from layers.services.answers import Answer
from layers.services.ground import ground_of, ground_of_unit
from layers.services.held import all_observations, all_returns
from layers.services.measures import BASE

OBSERVED = [
    "unit_key", "place", "tier", "period", "scheme", "measure", "counting_unit", "numerator",
    "denominator", "denominator_meaning", "stated_pct", "computed_pct", "check", "state", "source",
    "certainty", "synthetic", "matched_from", "matched_how", "note", "row",
]  # fmt: skip
PARTS = [
    "from_key", "place", "share", "weight", "numerator", "denominator", "state", "period", "source",
    "part_numerator", "part_denominator",
]  # fmt: skip


@dataclass(frozen=True)
class Behind:
    """What the number of an area is made of.

    Attributes
    ----------
    observations : DataFrame
        `OBSERVED`: what the area's own unit, or those that went into it, returned for the measure.
    parts : DataFrame
        `PARTS`, empty unless the value was carried or summed: one row for each unit that lies in the
        area, wholly (``share`` 1) or in part, with the state of what it returned.
    """

    observations: pd.DataFrame
    parts: pd.DataFrame


def behind(atlas: Atlas, snapshot: Snapshot, answer: Answer, code: str) -> Behind:
    """What the value of one area of an answer is made of; all empty where there is no such area."""
    row = answer.rows[answer.rows["code"] == code]
    sources = answer.sources[answer.sources["to_key"].isin(row["unit_key"])]
    if not snapshot.has(AVAILABILITY):
        return Behind(pd.DataFrame(columns=OBSERVED), _parts(sources, None))
    rows = set(row["row"].dropna()) | set(sources["row"].dropna())
    seen = all_observations(atlas, snapshot)
    fields = {*answer.measure.numerator, BASE[answer.measure.family]}
    wanted = seen["row"].isin(rows) & seen["measure"].isin(fields)
    return Behind(
        seen.loc[wanted, OBSERVED].reset_index(drop=True),
        _parts(sources, all_returns(atlas, snapshot, answer.measure.id)),
    )


def observations_of_unit(atlas: Atlas, snapshot: Snapshot, unit_key: str) -> pd.DataFrame:
    """Everything that was observed of one unit, on the same ground under whatever version's name."""
    seen = all_observations(atlas, snapshot)
    wanted = ground_of_unit(unit_key)
    return seen[ground_of(seen["unit_key"]) == wanted].reset_index(drop=True)


def _parts(sources: pd.DataFrame, returns: pd.DataFrame | None) -> pd.DataFrame:
    parts = sources.copy()
    for name in ("place", "period", "source"):
        parts[name] = (
            None
            if returns is None
            else parts["row"].map(returns.drop_duplicates("row").set_index("row")[name])
        )
    for name in ("numerator", "denominator"):
        parts[f"part_{name}"] = parts["share"] * parts[name]
    return parts[PARTS].reset_index(drop=True)
