"""Invented pole lines of a city: aerial cable on the streets without ducts, and its poles."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_length_m
from layers.demo.city import City
from layers.demo.names import CABLE_OWNERS, blank, by_edge, pick
from layers.demo.records import integers, numbers, records, texts
from layers.demo.stations import Stations
from layers.demo.streets import AERIAL, Streets

_POLE_SPACING_M = 48
_SPANS_PER_ROUTE = 10


def pole_lines(city: City, plan: Streets) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Frames of `aerial_cable_route` and `cable_pole`; a pole stands at every corner of a route."""
    chance = city.chance("aerial")
    edges = np.flatnonzero(plan.kind == AERIAL)
    stations = Stations(city, plan, edges, np.full(len(edges), _POLE_SPACING_M))
    run = stations.step // _SPANS_PER_ROUTE
    route = pd.MultiIndex.from_arrays([stations.edge, run]).factorize()[0]
    # A route over water is left out whole: it would hang on poles that are not there.
    complete = np.bincount(route, ~stations.dry) == 0
    keep = complete[route]
    pair, edge = stations.pair[keep], stations.edge[keep]
    route = pd.factorize(route[keep])[0]
    last = np.append(route[1:] != route[:-1], True)
    order = np.argsort(np.concatenate([np.arange(len(pair)), np.flatnonzero(last) + 0.5]))
    corner = np.concatenate([pair[:, 0], pair[last, 1]])[order]
    line_of = np.concatenate([route, route[last]])[order]
    line = shapely.linestrings(stations.place[corner], indices=line_of)
    edge_of_route = edge[last]
    used = np.unique(pair)
    return (
        _aerial_frame(city, chance, line, plan, edge_of_route),
        _pole_frame(city, chance, stations.place[used], stations.ward[used]),
    )


def _aerial_frame(city, chance, line, plan, edge) -> gpd.GeoDataFrame:
    n = len(line)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(line, 0.5, normalized=True))
    ward = city.ward_at(middle)
    urban = (city.core | city.urban)[ward]
    none = {"none": 80, "bundle_tidy": 18, "underground_by_year": 2}
    plans = np.where(
        urban,
        pick(chance, n, {"none": 38, "bundle_tidy": 40, "underground_by_year": 22}),
        pick(chance, n, none),
    )
    by_year = plans == "underground_by_year"
    unknown = chance.random((3, n)) < np.array([0.08, 0.08, 0.35])[:, None]
    operators = 1 + chance.binomial(3, np.where(urban, 0.5, 0.2))
    return records(
        city,
        "aerial_cable_route",
        line,
        ward,
        owner=texts(by_edge(chance, len(plan.ends), edge, CABLE_OWNERS)),
        status=texts(np.where(by_year, "to_be_removed", "existing")),
        length_m=np.round(geodesic_length_m(line), 2),
        n_cables=integers(operators + chance.poisson(2, n), unknown=unknown[0]),
        n_operators=integers(operators, unknown=unknown[1]),
        min_clearance_m=numbers(np.clip(chance.normal(6.1, 0.5, n), 4.6, 8), unknown=unknown[2]),
        undergrounding_plan=texts(plans),
        undergrounding_year=integers(chance.integers(2026, 2031, n), unknown=~by_year),
        street=texts(plan.street[edge]),
    )


def _pole_frame(city, chance, place, ward) -> gpd.GeoDataFrame:
    n = len(place)
    kind = pick(chance, n, {"power": 62, "telecom": 30, "lighting": 8})
    owner = np.where(kind == "telecom", pick(chance, n, CABLE_OWNERS), "other")
    owner = np.where(kind == "power", "EVN", owner)
    height_m = pick(chance, n, {7.0: 25, 7.3: 15, 8.5: 35, 10.0: 15, 12.0: 10}).astype(float)
    unknown = chance.random((3, n)) < np.array([0.07, 0.1, 0.1])[:, None]
    material = pick(chance, n, {"reinforced_concrete": 93, "steel": 7})
    return records(
        city,
        "cable_pole",
        shapely.points(place),
        ward,
        owner=texts(owner),
        status=texts(pick(chance, n, {"existing": 97, "to_be_removed": 2, "to_be_relocated": 1})),
        pole_class=texts(np.where(kind == "telecom", "C1_telecom_only", "C2_shared")),
        pole_owner_kind=texts(blank(chance, kind, 0.03)),
        height_m=numbers(height_m, unknown=unknown[0]),
        material=texts(blank(chance, material, 0.05)),
        n_boxes=integers(chance.binomial(3, 0.15, n), unknown=unknown[1]),
        n_cables=integers(1 + chance.poisson(2.5, n), unknown=unknown[2]),
    )
