"""Invented cable network of a city: ducts, pole lines, fibre along them, cabinets beside them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.demo.city import City
from layers.demo.ducts import ducts
from layers.demo.names import CABLE_OWNERS, OPERATORS, pick
from layers.demo.pole_lines import pole_lines
from layers.demo.records import integers, records, texts, with_contact
from layers.demo.streets import streets


def network(city: City) -> dict[str, gpd.GeoDataFrame]:
    """Frames of ducts, manholes, pole lines, poles, fibre and cabinets by the ids of their layers.

    EPSG:4326, columns of their schemas, lengths in m on the ellipsoid. The `commune_code` of a
    route is that of its middle, null where that is over water.
    """
    plan = streets(city)
    duct, manhole = ducts(city, plan)
    aerial, pole = pole_lines(city, plan)
    return {
        "duct_route": with_contact(duct),
        "manhole": with_contact(manhole),
        "aerial_cable_route": with_contact(aerial),
        "cable_pole": with_contact(pole),
        "fibre_cable": _fibre(city, duct, aerial),
        "cabinet": with_contact(_cabinets(city, manhole, pole)),
    }


def _fibre(city: City, duct: gpd.GeoDataFrame, aerial: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cables along some of the routes, each in one duct piece or on one pole line."""
    chance = city.chance("fibre")
    taken = [routes[chance.random(len(routes)) < 0.3] for routes in (duct, aerial)]
    routes = pd.concat(taken, ignore_index=True)
    routes = routes[routes["status"] != "planned"].reset_index(drop=True)
    n = len(routes)
    buried = routes["construction"].isin(["direct_buried", "under_river"])
    carrier = np.select([routes["construction"].isna(), buried], ["aerial", "buried"], "duct")
    level = pick(chance, n, {"metro": 25, "distribution": 65, "drop": 10})
    level = np.where(buried, "backbone", level)
    fibres = pd.Series(level).map({"backbone": 96, "metro": 288, "distribution": 48, "drop": 4})
    fibres = np.where(chance.random(n) < 0.4, fibres // 2, fibres)
    ward = pd.Index(city.wards["code"]).get_indexer(routes["commune_code"])
    return records(
        city,
        "fibre_cable",
        routes.geometry.to_numpy(),
        ward,
        owner=texts(pick(chance, n, CABLE_OWNERS)),
        status=texts(np.full(n, "existing")),
        network_level=texts(level),
        n_fibres=integers(fibres, unknown=chance.random(n) < 0.09),
        carrier=texts(carrier),
        length_m=routes["length_m"],
    )


def _cabinets(city: City, manhole: gpd.GeoDataFrame, pole: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    chance = city.chance("cabinets")
    near = manhole.iloc[chance.random(len(manhole)) < 0.14]
    hung = pole.iloc[chance.random(len(pole)) < 0.08]
    angle = chance.uniform(0, 2 * np.pi, len(near))
    aside = city.metres(shapely.get_coordinates(near.geometry.to_numpy()))
    aside = aside + 6 * np.column_stack([np.cos(angle), np.sin(angle)])
    place = np.vstack([city.degrees(aside), shapely.get_coordinates(hung.geometry.to_numpy())])
    ward = city.ward_at(place)
    kind = np.concatenate(
        [pick(chance, len(near), {"cabinet": 45, "splitter_box": 40, "wall_box": 15}),
         np.full(len(hung), "pole_box", dtype=object)]
    )  # fmt: skip
    place, kind, ward = place[ward >= 0], kind[ward >= 0], ward[ward >= 0]
    n = len(place)
    ports = np.where(
        kind == "cabinet", chance.choice([144, 288, 576], n), chance.choice([8, 16, 32], n)
    )
    unknown = chance.random((2, n)) < np.array([0.05, 0.14])[:, None]
    return records(
        city,
        "cabinet",
        shapely.points(place),
        ward,
        owner=texts(pick(chance, n, dict.fromkeys(OPERATORS[:3], 3) | {"FPT": 2, "SCTV": 1})),
        status=texts(pick(chance, n, {"existing": 98, "planned": 2})),
        cabinet_type=texts(kind),
        ports=integers(ports, unknown=unknown[0]),
        ports_used=integers(chance.binomial(ports, 0.58), unknown=unknown[0] | unknown[1]),
    )
