"""Invented people of a city: hamlets and blocks whose counts add up to a plausible number a ward."""

import geopandas as gpd
import numpy as np
import shapely

from layers.demo.city import City
from layers.demo.places import scattered
from layers.demo.records import integers, own_fields, records, texts

_POINTS = (30, 41)
# Median people of a ward by kind; the wards of today hold some tens of thousands each.
_CORE_PEOPLE, _URBAN_PEOPLE, _RURAL_PEOPLE = 55_000, 38_000, 21_000
_PEOPLE_PER_HOUSEHOLD = 3.5


def population_points(city: City) -> gpd.GeoDataFrame:
    """Frame of `population_point`: 30 to 40 points a ward, whose people sum to the ward's.

    The published population of a ward is taken where the boundaries carry one, else one is made up.
    """
    chance = city.chance("people")
    people = _of_wards(city, chance)
    count = chance.integers(*_POINTS, len(people))
    ward = np.repeat(np.arange(len(count)), count)
    weight = chance.gamma(1.2, size=len(ward))
    n_people = shared_out(people, ward, weight)
    n = len(ward)
    number = np.arange(n) - np.repeat(np.cumsum(count) - count, count) + 1
    kind = np.where((city.core | city.urban)[ward], "Tổ dân phố", "Thôn")
    frame = records(
        city,
        "population_point",
        shapely.points(scattered(city, ward, chance)),
        ward,
        name=texts([f"{what} {k}" for what, k in zip(kind, number, strict=True)]),
        n_people=integers(n_people),
        n_households=integers(
            np.round(n_people / _PEOPLE_PER_HOUSEHOLD), unknown=chance.random(n) < 0.1
        ),
        basis=texts(np.full(n, "mô phỏng (synthetic)")),
    )
    return own_fields(frame)


def _of_wards(city: City, chance: np.random.Generator) -> np.ndarray:
    median = np.where(city.core, _CORE_PEOPLE, np.where(city.urban, _URBAN_PEOPLE, _RURAL_PEOPLE))
    made_up = np.round(median * chance.lognormal(0, 0.3, len(median)), -1)
    known = city.wards["population"].to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isnan(known), made_up, known).astype(int)


def shared_out(total: np.ndarray, group: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to `weight` that sum to the `total` of each group exactly."""
    share = weight / np.bincount(group, weight, len(total))[group]
    upper = np.cumsum(share) - np.concatenate([[0], np.cumsum(np.bincount(group, share))])[group]
    last = np.append(group[1:] != group[:-1], True)
    upper = np.where(last, 1.0, np.clip(upper, 0, 1))
    reached = np.round(upper * total[group]).astype(int)
    before = np.where(np.append(True, last[:-1]), 0, np.append(0, reached[:-1]))
    return reached - before
