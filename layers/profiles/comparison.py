"""Two to five areas side by side, with what an average area of their city and of the country has."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.access import LOCAL_USER, User
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, areas_of
from layers.errors import BadOption
from layers.facts import ROUTES
from layers.indicators import INDICATORS
from layers.profiles.people import average_people
from layers.profiles.profile import Profile, profile_of_area
from layers.profiles.standing import mean_of

FEWEST, MOST = 2, 5
GROUND, TELECOM, AMOUNTS, SERVICES = "ground", "telecom", "amounts", "services"
GROUPS = (GROUND, TELECOM, SERVICES, AMOUNTS)
COLUMNS = ["row", "group", "unit", "decimals", "share"]
# As indicators already: the same number is not told twice.
_TOLD = ("antenna_mast", "duct_route", "service_point")


@dataclass(frozen=True)
class Comparison:
    """Areas side by side.

    Attributes
    ----------
    key : str
        Names it: which profiles, in which order.
    profiles : tuple of Profile
        In the order asked for.
    averages : tuple of str
        Codes of the cities, and ``VN``, whose average area stands beside them.
    rows : DataFrame
        `COLUMNS`; the name of ``row`` is ``profile.row.<row>``, of an indicator ``indicator.<row>``, of a
        layer ``layer.<row>``; ``share`` tells that more is better. Then the columns below.
    values : ndarray (rows, areas)
        NaN is unknown.
    means : ndarray (rows, averages)
    states : ndarray (rows, areas)
        Of a blank value why it is blank (`layers.services.states`).
    """

    key: str
    profiles: tuple[Profile, ...]
    averages: tuple[str, ...]
    rows: pd.DataFrame
    values: np.ndarray
    means: np.ndarray
    states: np.ndarray

    @property
    def highest(self) -> np.ndarray:
        """Which values are the highest of their row, where they differ and more than one is known."""
        return self._extreme(np.fmax.reduce)

    @property
    def lowest(self) -> np.ndarray:
        """Which values are the lowest of their row, likewise."""
        return self._extreme(np.fmin.reduce)

    def _extreme(self, pick) -> np.ndarray:
        differ = np.fmax.reduce(self.values, axis=1) > np.fmin.reduce(self.values, axis=1)
        return (self.values == pick(self.values, axis=1)[:, None]) & differ[:, None]


def compare_areas(
    atlas: Atlas,
    snapshot: Snapshot,
    areas: str,
    codes: tuple[str, ...],
    *,
    user: User | None = LOCAL_USER,
) -> Comparison:
    """Put areas of one boundary layer side by side.

    Raises
    ------
    BadOption
        If there are fewer than two or more than five.
    UnknownLayer, UnknownArea
    """
    codes = tuple(dict.fromkeys(codes))
    if not FEWEST <= len(codes) <= MOST:
        raise BadOption(option="compare", value=len(codes))
    profiles = tuple(profile_of_area(atlas, snapshot, areas, code, user=user) for code in codes)
    names = "|".join(each.key for each in profiles)
    key = f"comparison-{hashlib.sha256(names.encode()).hexdigest()}"
    return atlas.answers.once(key, lambda: _compare(atlas, snapshot, areas, profiles, key))


def _compare(
    atlas: Atlas, snapshot: Snapshot, areas: str, profiles: tuple[Profile, ...], key: str
) -> Comparison:
    cities = tuple(dict.fromkeys(each.city for each in profiles if each.city != COUNTRY))
    averages = (*cities, COUNTRY)
    rows = _rows(profiles[0])
    means = [_means(atlas, snapshot, areas, city, rows) for city in averages]
    values = [_values(each, rows) for each in profiles]
    return Comparison(
        key=key,
        profiles=profiles,
        averages=averages,
        rows=rows,
        values=np.column_stack(values),
        means=np.column_stack(means),
        states=np.column_stack([_states(each, rows) for each in profiles]),
    )


def _rows(profile: Profile) -> pd.DataFrame:
    """The same rows for all: what the reader may see is the same in every area."""
    found = [
        ("area_km2", GROUND, "km2", 1, False),
        ("people", GROUND, "people", 0, False),
        ("people_density", GROUND, "people_per_km2", 0, False),
    ]
    found += [
        (i.id, i.group if i.group == SERVICES else TELECOM, i.unit, i.decimals, i.unit == "share")
        for i in INDICATORS.values()
    ]
    found += [
        (i, AMOUNTS, "km" if i in ROUTES else "", 1 if i in ROUTES else 0, False)
        for i in profile.amounts
        if i not in _TOLD
    ]
    rows = pd.DataFrame(found, columns=COLUMNS)
    order = rows["group"].map(GROUPS.index)
    return rows.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _values(profile: Profile, rows: pd.DataFrame) -> np.ndarray:
    known = dict(zip(profile.indicators["indicator"], profile.indicators["value"], strict=True))
    people = profile.people.value
    known |= profile.amounts | {"area_km2": profile.area_km2, "people": people}
    known |= {"people_density": _over(people, profile.area_km2)}
    return rows["row"].map(known).to_numpy(float)


def _states(profile: Profile, rows: pd.DataFrame) -> np.ndarray:
    said = dict(zip(profile.indicators["indicator"], profile.indicators["state"], strict=True))
    return rows["row"].map(said).astype(object).to_numpy()


def _means(
    atlas: Atlas, snapshot: Snapshot, areas: str, city: str, rows: pd.DataFrame
) -> np.ndarray:
    key = f"profile-means-{atlas.facts_key(snapshot, areas)}-{city}"
    known = atlas.answers.once(key, lambda: _known_means(areas_of(atlas, snapshot, areas, city)))
    people, density = average_people(atlas, snapshot, areas=areas, city=city)
    known = known | {"people": people, "people_density": density}
    return rows["row"].map(known).to_numpy(float)


def _known_means(table: pd.DataFrame) -> dict[str, float]:
    known = {name: mean_of(name, table) for name in INDICATORS}
    amounts = {c.partition("_")[2]: c for c in table if c.startswith(("n_", "km_"))}
    known |= {layer: table[column].mean() for layer, column in amounts.items()}
    return known | {"area_km2": table["area_km2"].mean()}


def _over(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else np.nan
