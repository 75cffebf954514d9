"""Where new sites go, what each reaches that nothing reached before, and how sure it is that none do better."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from layers.gaps.derivation import PlanDerivation
from layers.siting.question import SitingQuestion

COLUMNS = [
    "order", "candidate", "name", "layer", "code", "area", "lon", "lat", "radius_m",
    "newly_covered", "covered_after", "covered_share_after", "geometry",
]  # fmt: skip


@dataclass(frozen=True)
class SitingAnswer:
    """The sites that were chosen.

    Attributes
    ----------
    chosen : GeoDataFrame
        `COLUMNS`, EPSG:4326, in the order in which each adds most to those before it. ``newly_covered``
        is what it adds (with a capacity, what it serves); amounts are of the basis.
    status : {"optimal", "time_limit", "infeasible"}
        ``infeasible``: no choice of the candidates reaches the target; nothing is chosen.
    gap : float
        How far the best known bound is from what was found, as a share: 0 where nothing is better, NaN
        where nothing was found.
    bound : float
        What no choice of so many sites exceeds; where the fewest are sought, the number below which
        none is enough.
    demand_total, covered_before, covered_after : float
        Of the basis, in the areas of the question.
    reachable : float
        What would be reached with a site at every candidate.
    unknown_areas : int
        Areas whose people or premises nobody counted; they are not in the total.
    candidates, places : int
        Candidates that could be chosen; points of demand that were still to be reached.
    """

    question: SitingQuestion
    chosen: gpd.GeoDataFrame
    status: str
    gap: float
    bound: float
    demand_total: float
    covered_before: float
    covered_after: float
    reachable: float
    unknown_areas: int
    candidates: int
    places: int
    basis: str
    basis_source: str
    derivation: PlanDerivation

    @property
    def share_before(self) -> float:
        return _share(self.covered_before, self.demand_total)

    @property
    def share_after(self) -> float:
        return _share(self.covered_after, self.demand_total)

    @property
    def share_reachable(self) -> float:
        return _share(self.reachable, self.demand_total)


def _share(amount: float, total: float) -> float:
    return min(amount / total, 1.0) if total > 0 else np.nan
