"""Invented villages of a city without a signal or with a weak one, and the sites planned for it."""

from datetime import date

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from layers.demo.city import City
from layers.demo.names import OPERATORS, pick
from layers.demo.places import scattered
from layers.demo.records import days, integers, numbers, records, texts

_TRIES = 12
_PLANNED, _BESIDE = 40, 6
_YEARS = (2026, 2031)


def coverage_gaps(city: City, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Frame of `coverage_gap`: villages in rural communes, each far from any station."""
    chance = city.chance("gaps")
    rural = np.flatnonzero(~(city.core | city.urban))
    rural = rural if len(rural) else np.arange(len(city.wards))
    ward = np.sort(chance.choice(rural, size=max(len(rural) // 2, 6)))
    place = _far_from(city, stations, ward, chance)
    n = len(ward)
    white = chance.random(n) < 0.35
    state = pick(
        chance, n, {"open": 40, "planned": 25, "under_construction": 10, "closed": 20, "unknown": 5}
    )
    households = chance.integers(18, 160, n)
    causes = {"no_power": 18, "few_households": 25, "terrain": 30, "no_transmission": 15,
              "no_site": 9, "unknown": 3}  # fmt: skip
    village = [f"Thôn {k}" for k in chance.integers(1, 15, n)]
    closed_on = days(chance, n, date(2024, 6, 1), date(2025, 9, 30))
    return records(
        city,
        "coverage_gap",
        shapely.points(place),
        ward,
        name=texts([f"{v}, {w}" for v, w in zip(village, _names(city, ward), strict=True)]),
        owner=texts(_names(city, ward)),
        status=texts(np.full(n, "existing")),
        gap_kind=texts(np.where(white, "white_spot", "weak_spot")),
        households=integers(households, unknown=chance.random(n) < 0.08),
        village=texts(village),
        technology=texts(np.where(white, "2G", "4G")),
        cause=texts(pick(chance, n, causes)),
        closing_state=texts(state),
        closed_on=closed_on.where(state == "closed", None),
        people=integers(np.round(households * 3.6), unknown=chance.random(n) < 0.15),
    )


def planned_sites(
    city: City, stations: gpd.GeoDataFrame, gaps: gpd.GeoDataFrame, masts: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Frame of `planned_site`: at villages that wait, beside masts that could be shared, in wards."""
    chance = city.chance("planned sites")
    waiting = gaps[~gaps["closing_state"].isin(["closed", "unknown"])].head(_PLANNED // 2)
    beside = _beside_masts(city, masts, chance)
    rest = _PLANNED - len(waiting) - len(beside)
    weight = city.wards["area_km2_geom"].to_numpy() ** 0.3 * np.where(city.core, 2, 1)
    ward = chance.choice(len(weight), size=rest, p=weight / weight.sum())
    place = np.vstack(
        [
            shapely.get_coordinates(waiting.geometry.to_numpy()),
            beside,
            _far_from(city, stations, ward, chance, tries=2),
        ]
    )
    ward = city.ward_at(place)
    n = len(place)
    dense = (city.core | city.urban)[ward]
    operator = pick(chance, n, dict(zip(OPERATORS, (30, 38, 22, 10), strict=True)))
    year = chance.integers(*_YEARS, n)
    small = city.core[ward] & (chance.random(n) < 0.4)
    radius_m = np.where(small, 120, np.where(city.core[ward], 300, np.where(dense, 700, 2000)))
    return records(
        city,
        "planned_site",
        shapely.points(place),
        ward,
        name=texts([f"QH-{city.code}-{k:03d}" for k in range(1, n + 1)]),
        owner=texts(operator),
        operator=texts(operator),
        status=texts(np.full(n, "planned")),
        planned_year=integers(year),
        period=texts(np.full(n, "2026-2030")),
        technology=texts(np.where(dense, "4G;5G", "4G")),
        bands_mhz=texts(np.where(dense, "1800;3700", "900")),
        site_type=texts(np.where(small, "small_cell", "macro")),
        height_m=numbers(np.where(small, 9, chance.choice([30, 36, 42, 45], n))),
        radius_m=numbers(radius_m, digits=0, unknown=chance.random(n) < 0.05),
        capacity_people=integers(
            np.where(small, 800, chance.choice([2000, 3000, 5000], n)),
            unknown=chance.random(n) < 0.05,
        ),
    )


def _beside_masts(city: City, masts: gpd.GeoDataFrame, chance) -> np.ndarray:
    """Places close to masts that have one tenant and room for another; degrees, (n, 2)."""
    roomy = masts[(masts["n_operators"] == 1).fillna(False) & (masts["sharing_capable"] == "yes")]
    host = city.metres(shapely.get_coordinates(roomy.geometry.to_numpy()))
    chosen = host[chance.choice(len(host), size=min(_BESIDE, len(host)), replace=False)]
    angle = chance.uniform(0, 2 * np.pi, len(chosen))
    away = chance.uniform(40, 180, len(chosen))
    place = city.degrees(chosen + away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
    return place[city.ward_at(place) >= 0]


def _far_from(city: City, stations, ward, chance, *, tries: int = _TRIES) -> np.ndarray:
    """Of some places in each ward the one farthest from any station; degrees, (n, 2)."""
    trial = scattered(city, np.repeat(ward, tries), chance)
    tree = cKDTree(city.metres(shapely.get_coordinates(stations.geometry)))
    distance_m = tree.query(city.metres(trial))[0].reshape(-1, tries)
    best = distance_m.argmax(axis=1) + np.arange(len(ward)) * tries
    return trial[best]


def _names(city: City, ward: np.ndarray) -> np.ndarray:
    return city.wards["full_name"].to_numpy(dtype=object)[ward]
