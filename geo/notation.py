"""A place as somebody types it: degrees in any usual writing, or metres of VN-2000 with or without their zone.

A Vietnamese place cannot be misread between latitude and longitude, because no latitude of the country is
one of its longitudes. Metres can: without a zone a pair lies in every province that has a zone of its own,
so each zone in whose provinces it comes to lie gives a reading, and none is chosen in silence.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, isfinite, radians

import pandas as pd
from pyproj import CRS, Transformer

from geo.angles import read_angles, thousands_mark
from geo.crs import STORAGE_CRS, VIETNAM_BOUNDS, transformer
from geo.text import fold, nfc
from geo.vn2000 import PROVINCE_ZONES, VN2000_TM3, VN2000_UTM_48N, VN2000_UTM_49N

MOST_LETTERS = 200
VN2000 = 4756
_UTM = {48: VN2000_UTM_48N, 49: VN2000_UTM_49N}
_EASTINGS, _NORTHINGS = (100_000, 900_000), (700_000, 2_650_000)
# A place just outside the box of its province is still meant; a rough sum is this far off at most.
_MARGIN_DEG, _ROUGH_DEG = 0.1, 0.5
# Hoàng Sa and Trường Sa lie in no province's box.
_ARCHIPELAGOS = ((111.0, 15.6, 113.0, 17.3), (111.3, 6.5, 117.6, 12.2))
_ZONE_STEP_M = 1_000_000
_STROKE = str.maketrans("Đđ", "Dd")
_EPSG = re.compile(r"\bepsg\s*:*\s*(\d{4,5})\b")
_UTM_ZONE = re.compile(
    r"\b(?:utm|zone|mui)\s*(?:zone|mui)?\s*(48|49)\s*n?\b|\b(48|49)\s*n\b(?!\s*\d)"
)
_MERIDIAN = re.compile(
    r"\b(?:ktt|kinh tuyen(?: truc)?|meridian|cm)\s*[:=]?\s*"
    r"(10[2-9])(?:\s*[°º.,\s-]\s*(\d{1,2})(?![\d]))?\s*['°º]?"
)
_NOISE = re.compile(
    r"\b(?:vn\s*-?\s*2000|vn2k|utm|tm\s*-?\s*3|mui(?:\s*chieu)?(?:\s*[36]\b)?(?:\s*(?:do\b|°))?|zone|toa do"
    r"|wgs\s*-?\s*84|lat(?:itude)?|lon(?:g(?:itude)?)?|lng|easting|northing|vi do|kinh do|geo"
    r"|tinh|thanh pho|tp)\b\.?\s*[:=]?|\b[xyen]\s*[:=]"
)
_VN2000 = re.compile(r"\bvn\s*-?\s*2000\b|\bvn2k\b")
_LINK = re.compile(r"(?:[@=/]|^geo:)(-?\d{1,3}\.\d+),\s*(-?\d{1,3}\.\d+)(?=[,&/?z;]|$)")
# The surest first: what stands between two numbers may stand within one as well.
_SEPARATORS = tuple(map(re.compile, (r"[;|/]", r",\s+|\s+,", r"\s+(?:va|and|-)\s+", r"\s+", r",")))
_ENDS = " ,;.:()[]{}"
_ALIASES = {
    "hcm": "ho chi minh",
    "tphcm": "ho chi minh",
    "sai gon": "ho chi minh",
    "thua thien hue": "hue",
}


@dataclass(frozen=True)
class Reading:
    """One place that a text may mean.

    Attributes
    ----------
    lon, lat : float
        Degrees of WGS 84.
    epsg : int
        The system it was read in: 4326, 4756 (degrees of VN-2000) or a zone of VN-2000.
    turned : bool
        The text has longitude before latitude, or northing before easting.
    named : bool
        The text itself names the system, the zone or the province.
    """

    lon: float
    lat: float
    epsg: int = 4326
    turned: bool = False
    named: bool = False

    @property
    def inside(self) -> bool:
        """Whether it lies in the box of the country, islands included."""
        west, south, east, north = VIETNAM_BOUNDS
        return west <= self.lon <= east and south <= self.lat <= north


def read_place(text: str, *, zones: Mapping[str, tuple[int, ...]] | None = None) -> list[Reading]:
    """The places that a text may mean; empty where it is no pair of coordinates.

    Parameters
    ----------
    zones : mapping, optional
        Names of provinces, folded -> EPSG codes of the zones used there; by default those of `PROVINCE_ZONES`.

    Returns
    -------
    list of Reading
        Degrees give one, inside the country or not; metres without a zone give one for each zone in whose
        provinces they come to lie, west to east.

    Examples
    --------
    >>> [(round(r.lat, 4), round(r.lon, 4)) for r in read_place("16°03'36\\"N 108°13'12\\"E")]
    [(16.06, 108.22)]
    >>> [r.epsg for r in read_place("1777138 550175 Đà Nẵng")]
    [5899]
    """
    text = text[:MOST_LETTERS]
    if link := _LINK.search(text):
        return _degrees(float(link[1]), float(link[2]), 4326)
    if sum(c.isdecimal() for c in text) < 3:
        return []
    plain, epsgs = _without_system(_unmarked(text), province_zones() if zones is None else zones)
    for first, second in _pairs(plain):
        if abs(first) <= 180 and abs(second) <= 180:
            return _degrees(first, second, VN2000 if VN2000 in epsgs else 4326)
        if found := _metres(first, second, tuple(e for e in epsgs if e != VN2000)):
            return found
    return []


@lru_cache(maxsize=1)
def province_zones() -> Mapping[str, tuple[int, ...]]:
    """The zone of each former province, by its folded name."""
    zones = {fold(name): (epsg,) for name, epsg, *_ in PROVINCE_ZONES}
    return zones | {alias: zones[name] for alias, name in _ALIASES.items()}


def zone_name(epsg: int) -> str:
    """What a system is called in short.

    Examples
    --------
    >>> zone_name(9210), zone_name(3405)
    ("VN-2000 TM-3 105°45'", 'VN-2000 UTM 48N')
    """
    if epsg in VN2000_TM3:
        degrees, minutes = divmod(round(VN2000_TM3[epsg] * 60), 60)
        return f"VN-2000 TM-3 {degrees}°{minutes:02d}'"
    utm = {code: f"VN-2000 UTM {zone}N" for zone, code in _UTM.items()}
    return utm.get(epsg, "VN-2000" if epsg == VN2000 else "WGS 84")


def _unmarked(text: str) -> str:
    """Small letters without marks; signs and digits as they are."""
    parts = unicodedata.normalize("NFD", nfc(text).translate(_STROKE))
    return "".join(c for c in parts if not unicodedata.combining(c)).lower()


def _without_system(text: str, zones: Mapping[str, tuple[int, ...]]) -> tuple[str, tuple[int, ...]]:
    """The text without the words for its system, and the systems that they allow; empty for any."""
    epsgs: list[int] = [VN2000] if _VN2000.search(text) else []
    known = {*VN2000_TM3, *_UTM.values(), VN2000}
    for found in _EPSG.finditer(text):
        epsgs += [int(found[1])] if int(found[1]) in known else []
    text = _EPSG.sub(" ", text)
    for found in _MERIDIAN.finditer(text):
        epsgs += _zones_of_meridian(found[1], found[2])
    text = _MERIDIAN.sub(" ", text)
    for found in _UTM_ZONE.finditer(text):
        epsgs.append(_UTM[int(found[1] or found[2])])
    text = _UTM_ZONE.sub(" ", text)
    for name in sorted(zones, key=len, reverse=True):
        pattern = rf"\b{name.replace(' ', '[ -]+')}\b"
        if re.search(pattern, text):
            text = re.sub(pattern, " ", text)
            epsgs += [] if set(epsgs) - {VN2000} else zones[name]
    return _NOISE.sub(" ", text).strip(_ENDS), tuple(dict.fromkeys(epsgs))


def _zones_of_meridian(degrees: str, rest: str | None) -> list[int]:
    meant = {float(f"{degrees}.{rest or 0}")}
    if rest and int(rest) < 60:
        meant.add(int(degrees) + int(rest) / 60)
    return [epsg for epsg, meridian in VN2000_TM3.items() if meridian in meant]


def _pairs(text: str) -> Iterator[tuple[float, float]]:
    """Every way to part a text into two numbers, the surest first."""
    cuts = [found.span() for separator in _SEPARATORS for found in separator.finditer(text)]
    if not cuts:
        return
    firsts = [text[:start].strip(_ENDS) for start, _ in cuts]
    seconds = [text[end:].strip(_ENDS) for _, end in cuts]
    mark = thousands_mark(pd.Series([*firsts, *seconds]))
    values = read_angles(pd.Series([*firsts, *seconds], dtype=object), thousands=mark).values
    for first, second in zip(values[: len(cuts)], values[len(cuts) :], strict=True):
        if isfinite(first) and isfinite(second):
            yield float(first), float(second)


def _degrees(first: float, second: float, epsg: int) -> list[Reading]:
    """Latitude first, as people write it, unless only the other order lies in the country."""
    named = epsg == VN2000
    ways = []
    for lat, lon, turned in ((first, second, False), (second, first, True)):
        if abs(lat) <= 90:
            moved = _to_degrees(epsg).transform(lon, lat) if named else (lon, lat)
            ways.append(Reading(*moved, epsg=epsg, turned=turned, named=named))
    return [*(way for way in ways if way.inside), *ways][:1]


def _metres(first: float, second: float, epsgs: tuple[int, ...]) -> list[Reading]:
    found = []
    for easting, northing, turned in ((first, second, False), (second, first, True)):
        allowed = epsgs
        zone, rest = divmod(easting, _ZONE_STEP_M)
        if zone in _UTM:  # the number of the zone stands before the easting
            easting, allowed = rest, (_UTM[int(zone)],)
        if _within(easting, _EASTINGS) and _within(northing, _NORTHINGS):
            for epsg in allowed or (*VN2000_TM3, *_UTM.values()):
                found += _in_zone(easting, northing, epsg, turned=turned, named=bool(allowed))
    return found


def _in_zone(
    easting: float, northing: float, epsg: int, *, turned: bool, named: bool
) -> list[Reading]:
    rough = _roughly(easting, northing, epsg)
    if not named and not _is_used_at(*rough, epsg, _ROUGH_DEG):
        return []
    lon, lat = _to_degrees(epsg).transform(easting, northing)
    reading = Reading(lon, lat, epsg=epsg, turned=turned, named=named)
    meant = reading.inside if named else _is_used_at(lon, lat, epsg, _MARGIN_DEG)
    return [reading] if meant else []


def _roughly(easting: float, northing: float, epsg: int) -> tuple[float, float]:
    """Where a pair lies, to some kilometres: the exact sum needs an operation that takes time to make."""
    lat = northing / 110_600
    meridian = VN2000_TM3.get(epsg) or {VN2000_UTM_48N: 105.0, VN2000_UTM_49N: 111.0}[epsg]
    return meridian + (easting - 500_000) / (111_320 * cos(radians(lat))), lat


def _is_used_at(lon: float, lat: float, epsg: int, margin: float) -> bool:
    """Whether a zone is one of the place: a TM-3 of its province, UTM 48N on land, 49N in the east."""
    if epsg == VN2000_UTM_48N:
        return _in_a_box(lon, lat, None, margin)
    if epsg == VN2000_UTM_49N:
        east = lon >= 108 - margin and _in_a_box(lon, lat, None, margin)
        return east or any(
            west <= lon <= east and south <= lat <= north
            for west, south, east, north in _ARCHIPELAGOS
        )
    return _in_a_box(lon, lat, epsg, margin)


def _in_a_box(lon: float, lat: float, epsg: int | None, margin: float) -> bool:
    return any(
        west - margin <= lon <= east + margin and south - margin <= lat <= north + margin
        for _, zone, west, south, east, north in PROVINCE_ZONES
        if epsg is None or zone == epsg
    )


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


@lru_cache(maxsize=24)
def _to_degrees(epsg: int) -> Transformer:
    return transformer(CRS.from_epsg(epsg), CRS.from_user_input(STORAGE_CRS))
