"""Rules of place: in Viet Nam, and near the rest of the layer."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from layers.importing.place.ward_check import ward_mismatch
from layers.importing.report import Finding, row_findings
from layers.importing.rules import shapes as sh
from layers.importing.rules.case import Case

FAR_KM = 100.0
# The country with Hoang Sa and Truong Sa and a margin, as longitude and latitude.
WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 24.0

# Islands that belong to provinces far from them: nothing there is a stray.
# Hoang Sa, Truong Sa, Bach Long Vi, Con Dao, Phu Quoc with Tho Chu.
_ISLANDS = np.array(
    [
        (111.0, 15.5, 113.0, 17.3),
        (111.0, 6.0, 118.0, 12.2),
        (107.6, 20.0, 107.9, 20.3),
        (106.3, 8.4, 106.9, 8.9),
        (103.2, 9.0, 104.2, 10.6),
    ]
)
_FEW = 5
_TIMES = 10.0
_EARTH_KM = 6371.0


def elsewhere(case: Case) -> list[Finding]:
    """Features outside the box around Viet Nam with its islands: a wrong CRS or swapped axes."""
    west, south, east, north = shapely.bounds(case.shapes).T
    away = (west > EAST) | (east < WEST) | (south > NORTH) | (north < SOUTH)
    return row_findings("place.elsewhere", "warning", case.usable & away)


def outliers(case: Case) -> list[Finding]:
    """Features over 100 km, and over ten times as far as most, from the middle of the layer."""
    shapes = case.shapes
    rows = np.flatnonzero(case.usable)
    if len(rows) < _FEW:
        return []
    bounds = shapely.bounds(shapes[rows])
    lon, lat = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    away = _km_from(lon, lat, np.median(lon), np.median(lat))
    far = (away > max(FAR_KM, _TIMES * np.median(away))) & ~_on_islands(lon, lat)
    flags, km = np.zeros(len(shapes), dtype=bool), np.zeros(len(shapes))
    flags[rows], km[rows] = far, away.round()
    return row_findings("place.outlier", "warning", flags, values=km, params={"limit_km": FAR_KM})


def other_ward(case: Case) -> list[Finding]:
    """Rows that lie in another ward than they say, of those whose position can be told at all."""
    if not case.ground.paths:
        return []
    told = case.usable & (case.bases != sh.COLLECTION)
    told[told] &= ~sh.broken(case.shapes[told])
    if not told.any():
        return []
    if told.all():
        return ward_mismatch(case)
    shapes = gpd.GeoSeries(np.where(told, case.shapes, None), case.frame.index, crs=case.frame.crs)
    return ward_mismatch(replace(case, frame=case.frame.set_geometry(shapes)))


def _on_islands(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    on = np.zeros(len(lon), dtype=bool)
    for west, south, east, north in _ISLANDS:
        on |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return on


def _km_from(lon: np.ndarray, lat: np.ndarray, lon0: float, lat0: float) -> np.ndarray:
    """Great-circle distance, which is near enough to tell what is far."""
    lon, lat, lon0, lat0 = (np.radians(each) for each in (lon, lat, lon0, lat0))
    half = np.sin((lat - lat0) / 2) ** 2
    half = half + np.cos(lat) * np.cos(lat0) * np.sin((lon - lon0) / 2) ** 2
    return 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
