"""What can be asked of a store: which measures, tiers and periods there are, and what can be mapped."""

from dataclasses import dataclass

import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.services.held import all_returns, of_city, versions_key
from layers.services.mappable import mappable, not_mappable
from layers.services.measures import MEASURES, TIERS
from layers.services.periods import period_order
from layers.services.places import places_of
from layers.services.question import Question

_KEY = ["measure", "tier", "period"]


@dataclass(frozen=True)
class Choices:
    """What there is of a city over a boundary layer.

    Attributes
    ----------
    rows : DataFrame
        One row for each ``measure``, ``tier`` and ``period`` (newest first) that somebody returned:
        ``scheme``, ``units`` (how many returned), ``mappable`` (whether it can be shown over the areas;
        else ``reason`` and ``place`` say why not, as `layers.errors.NotMappable` does), ``synthetic``.
    """

    rows: pd.DataFrame

    def measures(self, *, only_mappable: bool = False) -> list[str]:
        """Measures there are, in the order of `layers.services.measures.MEASURES`."""
        there = set(self._some(only_mappable)["measure"])
        return [measure for measure in MEASURES if measure in there]

    def tiers(self, measure: str, *, only_mappable: bool = False) -> list[str]:
        """Tiers that a measure is there of."""
        rows = self._some(only_mappable)
        there = set(rows.loc[rows["measure"] == measure, "tier"])
        return [tier for tier in TIERS if tier in there]

    def periods(self, measure: str, tier: str, *, only_mappable: bool = False) -> list[str]:
        """Periods of a measure and tier, newest first."""
        rows = self._some(only_mappable)
        return rows.loc[(rows["measure"] == measure) & (rows["tier"] == tier), "period"].tolist()

    def _some(self, only_mappable: bool) -> pd.DataFrame:
        # Of a city without figures the column is empty and of no type: that must not pick columns.
        return self.rows[self.rows["mappable"].astype(bool)] if only_mappable else self.rows


def choices(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> Choices:
    """What can be asked about a city (today's code, or ``VN``) over a boundary layer."""
    key = f"service-choices-{versions_key(snapshot, areas)}-{city}"
    return atlas.answers.once(key, lambda: _find(atlas, snapshot, areas, city))


def _find(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> Choices:
    places = places_of(atlas, snapshot, areas)
    found = []
    for measure in MEASURES:
        returns = all_returns(atlas, snapshot, measure)
        can = mappable(atlas, snapshot, places, measure)
        for (tier, period), rows in of_city(returns, city).groupby(["tier", "period"]):
            row = {"measure": measure, "tier": tier, "period": period}
            row |= {"scheme": rows["scheme"].mode().iloc[0], "units": rows["ground"].nunique()}
            row |= {"mappable": bool(can[rows.index].any()), "reason": None, "place": None}
            if not row["mappable"]:
                why = not_mappable(rows, places, Question(measure, areas, city, tier, period))
                row |= {"reason": why.reason, "place": why.params["place"]}
            found.append(row | {"synthetic": bool(rows["synthetic"].all())})
    columns = [*_KEY, "scheme", "units", "mappable", "reason", "place", "synthetic"]
    table = pd.DataFrame(found, columns=columns)
    newest_first = sorted(
        range(len(table)), key=lambda i: period_order(found[i]["period"]), reverse=True
    )
    return Choices(table.iloc[newest_first].reset_index(drop=True))
