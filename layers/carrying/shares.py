"""What share of a split unit each of its parts gets, and what that share is made from.

Links come from the crosswalk; geometry only weighs them. Each split unit is weighed by the best that is
known of all its parts, and says which that was: its weight is never a mixture.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.carrying.ground import Ground, ground_keys
from layers.carrying.parts import OWN, default_shares

AREA, APPROXIMATE, TARGET_AREA = "area", "area_approximate", "target_area"
POPULATION_SHARE = "population_share"
"""Names of weights: the ground shared with each part, the same where a border is only approximate, the
whole ground of each part, and the share of people that a crosswalk states itself."""
_KEYS = ["from_key", "to_key"]


def area_shares(
    links: pd.DataFrame,
    source: gpd.GeoDataFrame | None = None,
    target: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Shares of split units by area.

    In this order, for each unit: the crosswalk's own ``area_share``; the ground that its polygon shares
    with those of its parts; the areas of its parts; the default link, or equal parts where there is not
    exactly one.

    Parameters
    ----------
    links : DataFrame
        As of `layers.units.links.links`.
    source, target : GeoDataFrame, optional
        Units that the links go from and to (going back: today's and former ones), with ``unit_key`` of
        the versions of the links or of versions with the same borders. `target` may be without
        polygons, with ``area_km2_official``.

    Returns
    -------
    DataFrame
        ``from_key``, ``to_key``, ``share``, ``weight``: the links of split units; the shares of a unit
        sum to 1.
    """
    return _by_area(_Split(links), Ground(source, target)).frame()


def field_shares(
    links: pd.DataFrame, source: gpd.GeoDataFrame, target: gpd.GeoDataFrame, field: str
) -> pd.DataFrame:
    """Shares by a count of the target layer, such as its population.

    The count of each target is taken to be spread evenly over its ground, so a part gets the count
    times the share of the target's ground that lies in the unit. A unit for which the count of any of
    its parts is unknown, or for which all are zero, is weighed by area. Takes what `area_shares` takes
    and returns what it does, with the name of the field as weight.
    """
    split, ground = _Split(links), Ground(source, target)
    count = ground.of_target(split.rows, field)
    split.fill(count * ground.shared(split.rows) / ground.target_areas(split.rows), field)
    return _by_area(split, ground).frame()


def point_shares(
    links: pd.DataFrame,
    source: gpd.GeoDataFrame,
    target: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    name: str,
) -> pd.DataFrame:
    """Shares by the points that stand in each part, such as buildings; `name` names the weight.

    A unit none of whose parts holds a point is weighed by area; else as `field_shares`.
    """
    split, ground = _Split(links), Ground(source, target)
    split.fill(ground.points(split.rows, points), name)
    return _by_area(split, ground).frame()


def stated_shares(links: pd.DataFrame, crosswalk: pd.DataFrame, column: str) -> pd.DataFrame:
    """Shares that a crosswalk states itself in a column, such as ``population_share``; may be empty."""
    split = _Split(links)
    stated = crosswalk.drop_duplicates(_KEYS)[[*_KEYS, column]].astype(dict.fromkeys(_KEYS, object))
    for key in _KEYS:
        stated[key] = ground_keys(stated[key])
    rows = split.rows[_KEYS].apply(ground_keys).merge(stated, on=_KEYS, how="left")
    split.fill(pd.to_numeric(rows[column]).to_numpy(dtype=float, na_value=np.nan), column)
    return split.frame().dropna(subset="share")


def _by_area(split: "_Split", ground: Ground) -> "_Split":
    rows = split.rows
    if OWN in rows:
        split.fill(rows[OWN].to_numpy(dtype=float, na_value=np.nan), OWN)
    split.fill(ground.shared(split.rows), _named(split, ground.approximate(rows)))
    split.fill(ground.target_areas(split.rows), TARGET_AREA)
    split.fill(ground.of_target(split.rows, "area_km2_official"), TARGET_AREA)
    share, weight = default_shares(rows, split.source, split.count)
    split.fill(share, weight)
    return split


def _named(split: "_Split", rough: np.ndarray) -> np.ndarray:
    """The weight of each link: whether any border that its unit was weighed by is approximate."""
    unit = np.bincount(split.source, rough, minlength=split.count) > 0
    return np.where(unit[split.source], APPROXIMATE, AREA).astype(object)


class _Split:
    """The links of split units while shares are found for them, the better ones first."""

    def __init__(self, links: pd.DataFrame):
        links = links.drop_duplicates(_KEYS)
        self.rows = links[links["from_key"].duplicated(keep=False)].reset_index(drop=True)
        self.source, units = pd.factorize(self.rows["from_key"])
        self.count = len(units)
        self._share = np.full(len(self.rows), np.nan)
        self._weight = np.full(len(self.rows), None, dtype=object)

    def fill(self, measure: np.ndarray, name) -> None:
        """Give units that have no shares yet those of a measure, where it is known of all parts."""
        total = np.bincount(self.source, measure, minlength=self.count)[self.source]
        take = np.isnan(self._share) & (total > 0)
        self._share[take] = measure[take] / total[take]
        self._weight[take] = name if isinstance(name, str) else name[take]

    def frame(self) -> pd.DataFrame:
        return self.rows[_KEYS].assign(share=self._share, weight=self._weight)
