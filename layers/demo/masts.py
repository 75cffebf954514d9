"""Invented antenna masts of a city and the base stations on them."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.demo.city import City
from layers.demo.names import OPERATORS, TOWER_COMPANY, blank, pick
from layers.demo.places import addresses, scattered
from layers.demo.records import DATA_DATE, days, integers, numbers, records, texts

MASTS = {"01": 2500, "48": 700, "79": 3200, "92": 700}
_MASTS_ELSEWHERE = 400
_BESIDE, _BESIDE_M = 0.08, (40, 260)

_CORE, _URBAN, _RURAL = 0, 1, 2
_CLASS_SHARES = (
    {"A2a": 54, "A1a": 22, "A1b": 14, "A2b": 8, "unknown": 2},
    {"A2a": 32, "A2b": 50, "A1a": 8, "A1b": 8, "A2c": 1, "unknown": 1},
    {"A2b": 87, "A2a": 9, "A1b": 2, "A2c": 1, "unknown": 1},
)
_OWNERS = {"Viettel": 34, "VNPT": 27, "MobiFone": 17, TOWER_COMPANY: 15, "Vietnamobile": 7}
_BANDS = {
    "VNPT": {"2G": "900", "3G": "2100", "4G": "1800", "5G": "3700"},
    "Viettel": {"2G": "900", "3G": "2100", "4G": "1800", "5G": "2600"},
    "MobiFone": {"2G": "900", "3G": "2100", "4G": "1800", "5G": "3800"},
    "Vietnamobile": {"2G": "900", "3G": "2100", "4G": "2100", "5G": "3700"},
}


def masts(city: City) -> gpd.GeoDataFrame:
    """Frame of `antenna_mast`: denser in small wards, their kinds by ward."""
    chance = city.chance("masts")
    total = MASTS.get(city.code, _MASTS_ELSEWHERE)
    weight = city.wards["area_km2_geom"].to_numpy() ** 0.3 * np.where(city.core, 4, 1)
    weight *= np.where(city.urban, 1.8, 1)
    ward = np.sort(chance.choice(len(weight), size=total, p=weight / weight.sum()))
    place = _beside_others(city, ward, scattered(city, ward, chance))
    zone = np.where(city.core[ward], _CORE, np.where(city.urban[ward], _URBAN, _RURAL))
    drawn = np.column_stack([pick(chance, total, shares) for shares in _CLASS_SHARES])
    mast_class = drawn[np.arange(total), zone]
    owner = pick(chance, total, _OWNERS)
    status = pick(
        chance,
        total,
        {"existing": 930, "planned": 30, "to_be_converted": 25, "under_construction": 8,
         "to_be_removed": 7},
    )  # fmt: skip
    in_service = ~np.isin(status, ("planned", "under_construction"))
    columns = {"owner": texts(owner), "status": texts(status)}
    columns |= _planning(chance, status)
    columns |= _sharing(chance, owner, in_service)
    columns |= _build(chance, mast_class, zone)
    columns |= _papers(chance, city, mast_class, in_service)
    columns["address"] = texts(blank(chance, addresses(city, chance, ward), 0.15))
    return records(city, "antenna_mast", shapely.points(place), ward, **columns)


def _beside_others(city: City, ward: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Some masts stand close to another of their ward, as where each company built its own."""
    chance = city.chance("masts beside others")
    n = len(ward)
    beside = (chance.random(n) < _BESIDE) & (np.roll(ward, 1) == ward)
    angle = chance.uniform(0, 2 * np.pi, n)
    away = chance.uniform(*_BESIDE_M, n)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    trial = city.degrees(city.metres(np.roll(place, 1, axis=0)) + away)
    moved = beside & (city.ward_at(trial) == ward)
    return np.where(moved[:, None], trial, place)


def _planning(chance: np.random.Generator, status: np.ndarray) -> dict:
    n = len(status)
    planned = status == "planned"
    born = days(chance, n, date(2003, 1, 1), date(2025, 8, 31), unknown=0.12)
    not_yet = np.isin(status, ("planned", "under_construction"))
    return {
        "planned_year": integers(np.full(n, 2030), unknown=~planned),
        "period": texts(np.where(planned, "2026-2030", None)),
        "in_service_date": born.where(~not_yet, None),
    }


def _sharing(chance: np.random.Generator, owner: np.ndarray, in_service: np.ndarray) -> dict:
    """Operators on the mast: the owner if it is one, and those who share; some are not known."""
    n = len(owner)
    is_operator = owner != TOWER_COMPANY
    guests = np.where(is_operator, chance.binomial(2, 0.17, n), 1 + chance.binomial(2, 0.3, n))
    guests = np.where(in_service, guests, 0)
    order = np.argsort(chance.random((n, len(OPERATORS))) + (owner[:, None] == OPERATORS), axis=1)
    names = np.array(OPERATORS, dtype=object)[order]
    sharers = np.array([";".join(row[:k]) for row, k in zip(names, guests, strict=True)], object)
    count = guests + (is_operator & in_service)
    unknown = chance.random(n) < 0.07
    able = pick(chance, n, {"yes": 55, "limited": 20, "no": 10, "unknown": 15})
    return {
        "operator": texts(np.where(is_operator, owner, np.where(guests > 0, names[:, 0], None))),
        "shared": pd.Series(count >= 2).astype("boolean").mask(unknown),
        "sharing_capable": texts(np.where(count >= 2, "yes", able)),
        "sharers": texts(np.where(unknown | (guests == 0), None, sharers)),
        "n_operators": integers(count, unknown=unknown),
    }


def _build(chance: np.random.Generator, mast_class: np.ndarray, zone: np.ndarray) -> dict:
    n = len(mast_class)
    on_roof = np.isin(mast_class, ("A1a", "A2a"))
    building_m = np.where(mast_class == "A1a", chance.uniform(15, 60, n), chance.uniform(6, 30, n))
    tall = chance.choice([30, 36, 42, 45, 50, 55], n)
    height_m = np.select(
        [mast_class == "A1a", mast_class == "A1b", mast_class == "A2a", mast_class == "A2b"],
        [
            np.minimum(chance.uniform(1.5, 3, n), 0.2 * building_m),
            chance.uniform(6, 18, n),
            chance.choice([6, 9, 12, 15, 18, 21], n),
            np.where(zone == _CORE, chance.choice([18, 21, 24, 30], n), tall),
        ],
        chance.uniform(9, 30, n),
    )
    mount = np.select(
        [mast_class == "A1a", mast_class == "A1b", mast_class == "A2a", mast_class == "A2b"],
        [
            pick(chance, n, {"building_roof": 75, "building_facade": 25}),
            pick(chance, n, {"street_pole": 70, "ground": 20, "building_facade": 10}),
            "building_roof",
            "ground",
        ],
        "other",
    )
    ground_kind = {"self_supporting_lattice": 50, "guyed_lattice": 25, "monopole": 25}
    structure = np.select(
        [mast_class == "A1b", mast_class == "A2b", on_roof],
        ["disguised", pick(chance, n, ground_kind), "roof_pole"],
        "other",
    )
    building = np.where(on_roof, np.round(building_m, 1), np.nan)
    known = ~(chance.random(n) < 0.08)
    total_m = np.round(height_m, 1) + np.where(on_roof, building, 0)
    bulky = pd.Series(np.char.startswith(mast_class.astype(str), "A2")).astype("boolean")
    return {
        "mast_class": texts(mast_class),
        "bulky": bulky.mask(mast_class == "unknown"),
        "mount": texts(mount),
        "structure": texts(blank(chance, structure, 0.06)),
        "height_m": numbers(height_m),
        "structure_height_m": numbers(building, unknown=~known),
        "total_height_m": numbers(total_m, unknown=~known & on_roof),
    }


def _papers(chance, city: City, mast_class: np.ndarray, in_service: np.ndarray) -> dict:
    n = len(mast_class)
    bulky = np.char.startswith(mast_class.astype(str), "A2")
    issued = days(chance, n, date(2018, 1, 1), date(2025, 8, 31))
    certified = (chance.random(n) < np.where(bulky, 0.78, 0.3)) & in_service
    until = pd.Series([day.replace(day=min(day.day, 28), year=day.year + 5) for day in issued])
    number = pd.Series(chance.integers(1, 9000, n)).astype(str) + f"/GCN-KĐ-{city.code}"
    valid = np.array([day >= DATA_DATE for day in until])
    missing = pick(chance, n, {"none": 55, "unknown": 45})
    permit = pick(chance, n, {"granted": 80, "unknown": 14, "missing": 6})
    technologies = pick(
        chance,
        n,
        {
            "2G;3G;4G": 40,
            "3G;4G": 15,
            "4G": 15,
            "3G;4G;5G": 14,
            "4G;5G": 12,
            "2G;3G;4G;microwave": 4,
        },
    )
    return {
        "inspection_cert_no": number.where(certified, None).astype("str"),
        "inspection_date": issued.where(certified, None),
        "inspection_valid_to": until.where(certified, None),
        "inspection_status": texts(
            np.where(certified, np.where(valid, "valid", "expired"), missing)
        ),
        "permit_status": texts(np.where(bulky, permit, "exempt")),
        "technologies": texts(np.where(in_service, blank(chance, technologies, 0.05), None)),
    }


def base_stations(city: City, mast: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One site for each operator known to be on a mast in service."""
    chance = city.chance("base stations")
    running = mast[mast["in_service_date"].notna() | (mast["status"] == "existing")]
    own = running["owner"].where(running["owner"] != TOWER_COMPANY)
    on_it = own.fillna("").str.cat(running["sharers"].fillna(""), sep=";").str.strip(";")
    operator = on_it[on_it != ""].str.split(";").explode()
    host = running.loc[operator.index].reset_index(drop=True)
    operator = operator.to_numpy(dtype=object)
    n = len(host)
    technology = pick(
        chance, n, {"2G;3G;4G": 35, "3G;4G": 20, "4G": 17, "3G;4G;5G": 14, "4G;5G": 14}
    )
    bands = [
        ";".join(dict.fromkeys(_BANDS[who][kind] for kind in kinds.split(";")))
        for who, kinds in zip(operator, technology, strict=True)
    ]
    on_air = days(chance, n, date(2006, 1, 1), date(2025, 9, 15), unknown=0.1)
    sectors = chance.choice([1, 2, 3, 3, 3, 3, 4], n)
    ward = pd.Index(city.wards["code"]).get_indexer(host["commune_code"])
    dense = city.core[ward]
    small = host["mast_class"].isin(["A1a", "A1b"]).to_numpy()
    radius = np.where(dense, 300, np.where(city.urban[ward], 700, 2000)) * np.where(small, 0.4, 1)
    shared = operator != host["owner"].to_numpy(dtype=object)
    unknown = chance.random((4, n)) < np.array([0.1, 0.12, 0.15, 0.2])[:, None]
    first = chance.integers(0, 36, n) * 10
    turn = pd.Series(
        [
            ";".join(str((start + 360 * k // count) % 360) for k in range(count))
            for start, count in zip(first, sectors, strict=True)
        ]
    )
    serial = pd.Series(np.arange(1, n + 1)).astype(str).str.zfill(5)
    return records(
        city,
        "bts_site",
        host.geometry.to_numpy(),
        ward,
        owner=texts(operator),
        operator=texts(operator),
        status=texts(np.full(n, "existing")),
        site_code=pd.Series(operator).str[:3].str.upper() + f"-{city.code}-" + serial,
        mast_id=host["feature_id"],
        site_type=texts(np.where(small, "micro", "macro")),
        infra_type=texts(np.where(shared, pick(chance, n, {"rented": 6, "shared": 4}), "own")),
        technology=texts(technology),
        bands_mhz=texts(blank(chance, np.array(bands, dtype=object), 0.08)),
        n_antennas=integers(sectors * chance.integers(1, 4, n), unknown=unknown[0]),
        antenna_height_m=numbers(host["total_height_m"] * 0.95, unknown=unknown[1]),
        azimuths_deg=texts(turn.mask(unknown[2], None)),
        on_air_date=on_air,
        on_air=pd.Series(np.ones(n, dtype=bool)).astype("boolean").mask(unknown[3]),
        radius_m=numbers(radius, digits=0),
    )
