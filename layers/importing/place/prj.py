"""What a declared coordinate system is worth: the traps of .prj files, closed before anything moves.

A declared system is only used by its EPSG code: a string without the datum shift answers ``to_epsg()``
with 9210 and yet transforms with no shift at all.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.vn2000 import VN2000_TM3, VN2000_UTM_48N, VN2000_UTM_49N
from layers.importing.place.candidate import Candidate
from layers.importing.place.positions import crs_of, is_hn72

# How a declared system is to be taken.
USABLE, REBUILT, NO_SHIFT, NO_DATUM, CUSTOM = "usable", "rebuilt", "no_shift", "no_datum", "custom"

_TM3_SCALE, _UTM_SCALE, _FALSE_EASTING_M = 0.9999, 0.9996, 500_000
# Of a Transverse Mercator, as PROJ names them (EPSG method 9807).
_PARAMETERS = (
    "Latitude of natural origin",
    "Longitude of natural origin",
    "Scale factor at natural origin",
    "False easting",
    "False northing",
)
_ZONES = {(_TM3_SCALE, meridian): epsg for epsg, meridian in VN2000_TM3.items()} | {
    (_UTM_SCALE, 105.0): VN2000_UTM_48N,
    (_UTM_SCALE, 111.0): VN2000_UTM_49N,
}
_WGS84_UTM = {VN2000_UTM_48N: 32648, VN2000_UTM_49N: 32649}
# EPSG:6960; both sign conventions of the rotations have the same three translations.
_VN2000_SHIFT_M = (-191.90441429, -39.30318279, -111.45032835)
_SAME_SHIFT_M = 5.0


@dataclass(frozen=True)
class Judged:
    """A declared system as it is to be taken.

    Attributes
    ----------
    how : str
        ``usable``; ``rebuilt`` (the string had lost its datum); ``no_shift`` (VN-2000 projection on
        the datum WGS 84); ``no_datum`` (VN-2000 or WGS 84, it does not say); ``custom``.
    epsg : int or None
    readings : tuple of Candidate
        Where somebody must choose: what it may mean, best first.
    name : str
        What the file calls it.
    hn72 : bool
        The datum before VN-2000, whose shift is known only roughly.
    """

    how: str
    epsg: int | None = None
    readings: tuple[Candidate, ...] = ()
    name: str = ""
    hn72: bool = False


def read_crs(text: str | None) -> CRS | None:
    """The system that the text of a .prj describes; None where it describes none."""
    return _read(text.strip()) if text and text.strip() else None


@lru_cache(maxsize=16)
def _read(text: str) -> CRS | None:
    """Making a system takes ten milliseconds; the files of an import mostly have the same one."""
    try:
        return CRS.from_user_input(text)
    except CRSError:
        return None


def known_epsg(epsg: int) -> bool:
    """Whether there is a system of places on Earth with this code."""
    try:
        crs = crs_of(epsg)
    except CRSError:
        return False
    return crs.is_geographic or crs.is_projected


def judge(crs: CRS) -> Judged:
    """Say how a declared system is to be taken.

    Notes
    -----
    VN-2000 zones have scale 0.9999 and false easting 500,000 m, which no WGS 84 system has, so such
    a projection on WGS 84 is a .prj that lost its datum: positions read so are off by about 225 m.
    """
    name = str(crs.name)[:80]
    flat = _horizontal(crs)
    if flat is None:
        return Judged(CUSTOM, name=name)
    zone = _vietnam_zone(flat)
    datum = _datum(flat)
    if zone is not None and datum == "vn2000":
        whole = not flat.is_bound and flat.to_epsg() == zone
        return Judged(USABLE if whole else REBUILT, zone, name=name)
    if zone in VN2000_TM3 and datum == "wgs84":
        readings = (
            Candidate(zone, why="vn2000_datum"),
            Candidate(zone, unshifted=True, why="as_written"),
        )
        return Judged(NO_SHIFT, zone, readings, name)
    if zone in VN2000_TM3 and datum == "none":
        return Judged(REBUILT, zone, name=name)
    if datum == "none":
        return _without_datum(flat, zone, name)
    epsg = flat.to_epsg() if not flat.is_bound else None
    if epsg is None and datum == "wgs84":
        epsg = 4326 if flat.is_geographic else _WGS84_UTM.get(zone)
    if epsg is None and datum == "vn2000" and flat.is_geographic:
        return Judged(REBUILT, 4756, name=name)
    if epsg is None:
        return Judged(CUSTOM, name=name)
    return Judged(USABLE, epsg, name=name, hn72=is_hn72(crs_of(epsg)))


def looks_like_degrees(xy: np.ndarray) -> bool:
    """Whether the middle of the coordinates can be longitude and latitude, in either order."""
    if not len(xy):
        return False
    low, high = sorted(np.abs(np.median(xy, axis=0)))
    return bool(low <= 90 and high <= 180)


def _horizontal(crs: CRS) -> CRS | None:
    """The part that says where on Earth; None for heights and local plans."""
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if len(crs.axis_info) == 3:
        crs = crs.to_2d()
    return crs if crs.is_geographic or crs.is_projected else None


def _vietnam_zone(crs: CRS) -> int | None:
    """The VN-2000 zone with this projection, whatever the datum."""
    plain = crs.source_crs if crs.is_bound else crs
    operation = plain.coordinate_operation
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    if plain.axis_info[0].unit_conversion_factor != 1:
        return None
    told = {each.name: each.value for each in operation.params}
    origin, meridian, scale, easting, northing = (told.get(name) for name in _PARAMETERS)
    # One that the file misspells is not there.
    if meridian is None or scale is None or (origin, easting, northing) != (0, _FALSE_EASTING_M, 0):
        return None
    return _ZONES.get((round(scale, 7), round(meridian, 6)))


def _datum(crs: CRS) -> str:
    """``vn2000``, ``wgs84``, ``none`` (an ellipsoid only) or ``other``."""
    if crs.is_bound:
        return _datum_of_shift([p.value for p in crs.coordinate_operation.params])
    name = crs.datum.name.lower() if crs.datum else ""
    if "vietnam" in name or "vn-2000" in name or "vn_2000" in name or "vn2000" in name:
        return "vn2000"
    if name.startswith("world geodetic system 1984") or name in (
        "wgs_1984",
        "d_wgs_1984",
        "wgs84",
        "wgs 84",
    ):
        return "wgs84"
    return "none" if "unknown based on wgs 84" in name else "other"


def _datum_of_shift(shift: list[float]) -> str:
    if all(abs(value) < 1e-9 for value in shift[:3]):
        return "wgs84"
    apart = np.abs(np.array(shift[:3]) - _VN2000_SHIFT_M)
    return "vn2000" if (apart < _SAME_SHIFT_M).all() else "other"


def _without_datum(crs: CRS, zone: int | None, name: str) -> Judged:
    """UTM or degrees on the WGS 84 ellipsoid: it is also the ellipsoid of VN-2000."""
    if zone is not None:
        return Judged(NO_DATUM, readings=(Candidate(zone), Candidate(_WGS84_UTM[zone])), name=name)
    if crs.is_geographic:
        return Judged(NO_DATUM, readings=(Candidate(4326), Candidate(4756)), name=name)
    return Judged(CUSTOM, name=name)
