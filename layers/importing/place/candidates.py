"""Ways to read coordinates that would put them in Viet Nam, told apart by cheap tests of their range."""

from collections.abc import Iterator

import numpy as np

from geo.crs import VIETNAM_BOUNDS
from geo.vn2000 import PROVINCE_ZONES, VN2000_TM3, VN2000_UTM_48N, VN2000_UTM_49N
from layers.importing.place.candidate import Candidate
from layers.importing.place.positions import lonlat

WGS84, VN2000 = 4326, 4756
_UTM = {VN2000_UTM_48N: 105.0, VN2000_UTM_49N: 111.0, 32648: 105.0, 32649: 111.0}
_SYSTEMS = VN2000_TM3 | _UTM
# HN-72 / Gauss-Kruger has the zone number in its false easting.
_GAUSS_KRUGER = {18: 2044, 19: 2045}
_ZONES = (18, 19, 48, 49)
_NORTHING_M = (800_000, 2_700_000)
_EASTING_M = (100_000, 1_000_000)
_TM3_REACH_DEG, _UTM_REACH_DEG = 2.0, 4.0
# Boxes of PROVINCE_ZONES are those of commune points, which lie some 15 km inside the border.
_MARGIN_DEG = 0.25
_CON_DAO = (106.4, 8.5, 106.9, 8.9)
_BOXES = np.array([*(row[2:] for row in PROVINCE_ZONES), _CON_DAO])


def candidates_for(xy: np.ndarray) -> list[Candidate]:
    """All readings that put the middle of the coordinate pairs in the country; none is scored yet."""
    finite = xy[np.isfinite(xy).all(axis=1)]
    if not len(finite):
        return []
    middle = np.median(finite, axis=0)
    return [*_in_degrees(middle), *_in_metres(middle)]


def swapped_degrees(xy: np.ndarray) -> bool:
    """Whether the pairs are latitude before longitude: in this country no number is both."""
    found = {each.swapped for each in _in_degrees(np.median(xy, axis=0))}
    return found == {True}


def province_zone(lon: float, lat: float) -> int:
    """The TM-3 zone of the former province whose box is nearest."""
    half = (_BOXES[:-1, 2:] - _BOXES[:-1, :2]) / 2
    offset = ((lon, lat) - (_BOXES[:-1, :2] + half)) / half
    return PROVINCE_ZONES[int(np.hypot(*offset.T).argmin())][1]


def _in_degrees(middle: np.ndarray) -> Iterator[Candidate]:
    west, south, east, north = VIETNAM_BOUNDS
    for swapped in (False, True):
        lon, lat = middle[::-1] if swapped else middle
        if west <= lon <= east and south <= lat <= north:
            yield Candidate(WGS84, swapped)
            yield Candidate(VN2000, swapped)


def _in_metres(middle: np.ndarray) -> Iterator[Candidate]:
    for swapped in (False, True):
        for factor in (1.0, 0.001, 1000.0):
            easting, northing = (middle[::-1] if swapped else middle) * factor
            if not _NORTHING_M[0] <= northing <= _NORTHING_M[1]:
                continue
            zone = int(easting // 1_000_000)
            if not _EASTING_M[0] <= easting % 1_000_000 <= _EASTING_M[1]:
                continue
            if zone == 0 or zone in _ZONES:
                yield from _in_zones(middle, swapped, factor, zone)


def _in_zones(middle, swapped: bool, factor: float, zone: int) -> Iterator[Candidate]:
    for epsg, meridian in _SYSTEMS.items():
        candidate = Candidate(epsg, swapped, factor, zone_prefix=zone > 0)
        lon, lat = lonlat(middle[None], candidate)[0]
        reach = _UTM_REACH_DEG if epsg in _UTM else _TM3_REACH_DEG
        if abs(lon - meridian) <= reach and _near_land(lon, lat):
            yield candidate
    if zone in _GAUSS_KRUGER:
        candidate = Candidate(_GAUSS_KRUGER[zone], swapped, factor)
        if _near_land(*lonlat(middle[None], candidate)[0]):
            yield candidate


def _near_land(lon: float, lat: float) -> bool:
    west, south, east, north = _BOXES.T
    across = (west - _MARGIN_DEG <= lon) & (lon <= east + _MARGIN_DEG)
    return bool((across & (south - _MARGIN_DEG <= lat) & (lat <= north + _MARGIN_DEG)).any())
