"""Indicators of areas: one number each, made from facts by a rule that is said in words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.availability import PARTS, column_of
from layers.services.measures import MEASURES

SERVICES = {
    "full_share": "full_share",
    "use_share": "files_full_share",
    "level34_share": "level34_share",
}
"""Indicators that are measures of services, and which."""
SERVICE_COLUMNS = tuple(column_of(measure, part) for measure in SERVICES.values() for part in PARTS)


@dataclass(frozen=True)
class Indicator:
    """A number of an area.

    Attributes
    ----------
    id : str
        Key of its words: ``indicator.<id>`` the name, ``rule.<id>`` how it is made.
    unit : str
        Key ``unit.<unit>``; ``share`` is between 0 and 1 and shown as a percentage.
    numerator, denominator : callable
        From the table of facts. A city's value is sum over sum, never a mean of its wards.
    """

    id: str
    group: str
    unit: str
    decimals: int
    numerator: Callable[[pd.DataFrame], pd.Series]
    denominator: Callable[[pd.DataFrame], pd.Series] | None = None

    def of(self, facts: pd.DataFrame) -> pd.Series:
        """The value of each area; NaN where it is not known or has no basis."""
        top = self.numerator(facts)
        if self.denominator is None:
            return top
        return _divide(top, self.denominator(facts))

    def of_all(self, facts: pd.DataFrame) -> float:
        """The value of all areas of `facts` together, over those where both parts are known."""
        top = self.numerator(facts)
        if self.denominator is None:
            return float(top.sum()) if top.notna().any() else np.nan
        bottom = self.denominator(facts)
        known = top.notna() & bottom.notna()
        total = float(bottom[known].sum())
        return float(top[known].sum()) / total if total else np.nan


def _divide(top: pd.Series, bottom: pd.Series) -> pd.Series:
    return (top / bottom).where(bottom > 0)


def _column(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda facts: facts[name]


def _service(name: str, measure: str) -> Indicator:
    """A share of `layers.services.measures`, out of the columns that hold its parts."""
    top, bottom = (_column(column_of(measure, part)) for part in ("numerator", "denominator"))
    return Indicator(name, "services", "share", MEASURES[measure].decimals, top, bottom)


_DUCT, _AERIAL = _column("km_duct_route"), _column("km_aerial_cable_route")
_AREA = _column("area_km2")

_ALL = (
    Indicator("mast_density", "telecom", "per_km2", 2, _column("n_antenna_mast"), _AREA),
    Indicator("masts", "telecom", "masts", 0, _column("n_antenna_mast")),
    Indicator(
        "sharing_ratio",
        "telecom",
        "share",
        1,
        _column("masts_shared"),
        _column("masts_sharing_known"),
    ),
    Indicator("duct_density", "telecom", "km_per_km2", 2, _DUCT, _AREA),
    Indicator("duct_km", "telecom", "km", 1, _DUCT),
    Indicator(
        "underground_ratio",
        "telecom",
        "share",
        1,
        _DUCT,
        lambda facts: _DUCT(facts) + _AERIAL(facts),
    ),
    *(_service(name, measure) for name, measure in SERVICES.items()),
    Indicator("service_points", "services", "points", 0, _column("n_service_point")),
)
INDICATORS = {indicator.id: indicator for indicator in _ALL}
