"""The areas of a place as a table: what the map tells by colour, in figures, for whoever cannot see it."""

import numpy as np
import pandas as pd

from geo.collate import sort_ranks
from layers.atlas import Atlas, Snapshot
from layers.cards import areas_of
from layers.indicators import INDICATORS

NAME, RANK = "name", "rank"


def area_table(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> pd.DataFrame:
    """One row an area: ``code``, ``name`` (in full), ``area_km2`` and every indicator, NaN where unknown.

    In Vietnamese order of the names; shared, not to be edited.

    Raises
    ------
    UnknownCity
        If the boundary layer has no area of the city.
    """
    key = f"area-table-{atlas.facts_key(snapshot, areas)}-{city}"

    def make() -> pd.DataFrame:
        facts = areas_of(atlas, snapshot, areas, city)
        name = facts.get("full_name", facts["code"]).fillna(facts["code"]).astype("string")
        table = pd.DataFrame({"code": facts["code"], NAME: name, "area_km2": facts["area_km2"]})
        values = {i: indicator.of(facts).astype(float) for i, indicator in INDICATORS.items()}
        table = table.assign(**values)
        return table.iloc[np.argsort(sort_ranks(name), kind="stable")].reset_index(drop=True)

    return atlas.answers.once(key, make)


def ranked_areas(
    atlas: Atlas, snapshot: Snapshot, areas: str, city: str, *, by: str, sort: str, descending: bool
) -> pd.DataFrame:
    """The table with ``rank``: the place of an area by the indicator `by`, the highest value first.

    Parameters
    ----------
    sort : str
        A column of the table or ``rank``; unknown values come last either way.
    """
    table = area_table(atlas, snapshot, areas, city)
    table = table.assign(rank=table[by].rank(method="min", ascending=False))
    if sort == NAME:
        return table.iloc[::-1] if descending else table
    if sort not in table:
        return table
    return table.sort_values(sort, ascending=not descending, kind="stable", na_position="last")
