"""The boundary versions there were since 2018: when each was in force, and how many units it had."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from layers.settings import REFERENCE
from layers.spec import boundary_versions, current_boundary_version

COUNTRY = "VN"
REFORM = "v2025-07"
LISTED = ("v2025-03", "v2025-07", "v2026-04")
_CITIES = {"01": "ha_noi", "48": "da_nang", "79": "hcmc", "92": "can_tho", COUNTRY: "country"}


@dataclass(frozen=True)
class BoundaryVersion:
    """One state of the country's administrative units.

    Attributes
    ----------
    valid_from, valid_to : date or None
        First and last day in force; None where it is not known, or not over yet.
    territory : str
        The oldest version with the same borders: units of versions that share it are the same
        ground, whatever they are called.
    communes, districts : Mapping
        How many there were, by today's code of the city (``01``, ``48``, ``79``, ``92``) and
        ``VN`` for the country. Before July 2025 a city is the smaller one of that time.
    listed : bool
        Whether its units are known one by one.
    certainty : str
        How its counts are known.
    """

    name: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    territory: str
    communes: Mapping[str, int]
    districts: Mapping[str, int]
    listed: bool
    note: str
    source: str
    certainty: str


@cache
def timeline() -> dict[str, BoundaryVersion]:
    """All boundary versions by name, the oldest first."""
    table = pd.read_csv(REFERENCE / "admin_versions.csv", dtype="string").set_index("version")
    return {
        name: _version(name, span, table.loc[name]) for name, span in boundary_versions().items()
    }


def version_on(day: datetime.date) -> BoundaryVersion:
    """The version in force on a day.

    Examples
    --------
    >>> version_on(datetime.date(2025, 6, 30)).name
    'v2025-03'
    """
    starts = [v for v in timeline().values() if v.valid_from is None or v.valid_from <= day]
    return starts[-1]


def current() -> BoundaryVersion:
    """The version in force today, as the product knows it."""
    return timeline()[current_boundary_version()]


def same_ground(one: str, other: str) -> bool:
    """Whether two versions have the same borders."""
    return territory_of(one) == territory_of(other)


def territory_of(version: str) -> str:
    """The oldest version with the same borders; a version nobody knows stands for itself."""
    known = timeline().get(version)
    return known.territory if known else version


def before_reform(version: str) -> bool:
    """Whether a version is older than the reform of July 2025, which ended the districts."""
    names = list(timeline())
    return version in names and names.index(version) < names.index(REFORM)


def _version(name: str, span: dict, row: pd.Series) -> BoundaryVersion:
    return BoundaryVersion(
        name=name,
        valid_from=span["valid_from"],
        valid_to=span["valid_to"],
        territory=span.get("same_territory_as", name),
        communes={code: int(row[f"{city}_communes"]) for code, city in _CITIES.items()},
        districts={code: int(row[f"{city}_districts"]) for code, city in _CITIES.items()},
        listed=name in LISTED,
        note=row.fillna("")["note"],
        source=row["source"],
        certainty=row["certainty"],
    )
