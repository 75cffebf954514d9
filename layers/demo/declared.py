"""What companies of a city declare as covered, and what tests found there: both invented.

The declared areas are blobs around the company's 4G stations. Some wards are declared that have none,
and in some wards the tests fail more often than the declaration lets one expect.
"""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from layers.demo.city import City
from layers.demo.names import OPERATORS, pick
from layers.demo.places import scattered
from layers.demo.records import days, numbers, own_fields, records, texts

# Share of the radius that a company declares, by class of service area.
_INNER, _OUTER = 0.85, 1.35
_LEAST_M, _QUAD_SEGS, _SMOOTH_M, _GRID_M = 350, 3, 25, 1.0
_DECLARED_ONLY = 0.04
# Speeds of LTE-A service areas as VNPT publishes them (coverage_rules.csv 22 and 23).
_CLASSES = {"area_1": (5.0, 15.0, 2.5), "area_2": (2.5, 5.0, 2.5)}
_TESTS_URBAN, _TESTS_RURAL = 40, 9
_DISAGREE = 0.15


def coverage_areas(city: City, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Frame of `coverage_area`: 4G of each operator; class 2 is the ground around class 1."""
    chance = city.chance("declared")
    land = shapely.buffer(city.plane(shapely.coverage_union_all(city.wards.geometry)), 0)
    shapely.prepare(land)
    rows = []
    for operator in OPERATORS:
        own = _of_operator(stations, operator)
        place = city.metres(shapely.get_coordinates(own.geometry))
        radius_m = np.maximum(own["radius_m"].to_numpy(), _LEAST_M)
        claimed = city.seat[chance.random(len(city.seat)) < _DECLARED_ONLY]
        inner = _blob(place, _INNER * radius_m, land)
        outer = _blob(
            np.vstack([place, claimed]),
            np.append(_OUTER * radius_m, np.full(len(claimed), 1500.0)),
            land,
        )
        shapes = (inner, shapely.difference(outer, inner, grid_size=_GRID_M))
        rows += [(operator, kind, shape) for kind, shape in zip(_CLASSES, shapes, strict=True)]
    operator, kind, shape = zip(*rows, strict=True)
    geometry = [_degrees(city, each) for each in shape]
    speeds = np.array([_CLASSES[each] for each in kind])
    n = len(rows)
    return records(
        city,
        "coverage_area",
        np.array(geometry, dtype=object),
        np.full(n, -1),
        name=texts([f"4G {who}" for who in operator]),
        owner=texts(operator),
        operator=texts(operator),
        status=texts(np.full(n, "existing")),
        technology=texts(np.full(n, "4G")),
        service_area_class=texts(kind),
        min_download_mbps=numbers(speeds[:, 0]),
        avg_download_mbps=numbers(speeds[:, 1]),
        avg_upload_mbps=numbers(speeds[:, 2]),
        environment=texts(np.full(n, "outdoor")),
        method=texts(np.full(n, "operator_published")),
    )


def coverage_measurements(city: City, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Frame of `coverage_measurement`: about 40 tests in each urban ward, too few in the others.

    A test succeeds mostly where a station of its operator is near; in some wards it fails far more often.
    """
    chance = city.chance("measured")
    dense = city.core | city.urban
    count = chance.poisson(np.where(dense, _TESTS_URBAN, _TESTS_RURAL))
    ward = np.repeat(np.arange(len(count)), count)
    n = len(ward)
    place = scattered(city, ward, chance)
    operator = pick(chance, n, dict(zip(OPERATORS, (30, 38, 22, 10), strict=True)))
    near = _near(city, stations, operator, place)
    worse = (chance.random(len(count)) < _DISAGREE)[ward]
    likely = np.where(near, 0.97, 0.45) * np.where(worse, 0.62, 1.0)
    served = chance.random(n) < likely
    silent = chance.random(n) < 0.03
    download = np.round(chance.lognormal(np.where(near, 3.3, 1.6), 0.6), 1)
    frame = records(
        city,
        "coverage_measurement",
        shapely.points(place),
        ward,
        operator=texts(operator),
        technology=texts(np.full(n, "4G")),
        measured_on=days(chance, n, date(2025, 3, 1), date(2025, 9, 30), unknown=0.02),
        served=pd.Series(served).astype("boolean").mask(silent),
        download_mbps=numbers(download, unknown=~served | silent),
        upload_mbps=numbers(download * chance.uniform(0.2, 0.5, n), unknown=~served | silent),
        rsrp_dbm=numbers(
            np.where(near, chance.normal(-88, 8, n), chance.normal(-112, 7, n)),
            unknown=silent | (chance.random(n) < 0.2),
            digits=0,
        ),
        environment=texts(pick(chance, n, {"outdoor": 85, "indoor": 10, "unknown": 5})),
        method=texts(pick(chance, n, {"drive_test": 60, "crowdsourced": 30, "walk_test": 10})),
    )
    return own_fields(frame)


def _of_operator(stations: gpd.GeoDataFrame, operator: str) -> gpd.GeoDataFrame:
    with_4g = stations["technology"].str.contains("4G")
    return stations[with_4g & (stations["operator"] == operator)]


def _blob(place: np.ndarray, radius_m: np.ndarray, land) -> shapely.Geometry:
    """The ground within any of the radii, on land; its border is smoothed as on a printed map."""
    discs = shapely.buffer(shapely.points(place), radius_m, quad_segs=_QUAD_SEGS)
    blob = shapely.simplify(shapely.union_all(discs), _SMOOTH_M)
    return shapely.intersection(blob, land, grid_size=_GRID_M)


def _degrees(city: City, shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shapely.get_parts(city.ground(shape)))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _near(city: City, stations, operator: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Whether a 4G station of the test's operator is within its assumed reach."""
    xy = city.metres(place)
    near = np.zeros(len(operator), dtype=bool)
    for who in OPERATORS:
        own, mine = _of_operator(stations, who), operator == who
        if len(own) and mine.any():
            tree = cKDTree(city.metres(shapely.get_coordinates(own.geometry)))
            distance_m, row = tree.query(xy[mine])
            near[mine] = distance_m <= np.maximum(own["radius_m"].to_numpy()[row], _LEAST_M)
    return near
