"""Coordinate reference systems: how layers are stored, and where metres are measured.

Layers are stored in degrees (`STORAGE_CRS`). Metres are measured in the VN-2000 zone of the place,
never in Web Mercator, which makes Vietnamese distances 1 to 9 % and areas 3 to 19 % too large.

Two traps of VN-2000 are closed here:

* VN-2000 degrees are not WGS 84 degrees: read as such, a place moves by 224 to 226 m.
* PROJ holds two datum operations and picks one for each point by itself: EPSG:6960 (the parameters
  of Decision 05/2007/QD-BTNMT) for the country, but EPSG:5194 inside a block over the Mekong delta
  and Ho Chi Minh City (104.2-107.1 E, 9.4-11.0 N), which differs by 0.80 m. A line across the edge
  of that block would be torn. `to_storage` and `to_metric` use the official operation everywhere,
  so they differ from a bare ``frame.to_crs`` by 0.80 m in the south.
"""

from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest

from geo.errors import BadArgument, MissingCRS
from geo.vn2000 import PROVINCE_ZONES, VN2000_TM3, VN2000_UTM_48N, VN2000_UTM_49N

STORAGE_CRS = "EPSG:4326"
WEB_MERCATOR = "EPSG:3857"

# The box around the mainland and the archipelagos of Hoang Sa and Truong Sa. Like every box it
# holds parts of the neighbours too.
VIETNAM_BOUNDS = (102.1, 6.4, 118.0, 23.5)

_HALF_ZONE_DEG = 1.5
# Asking for an operation that is valid in Ha Noi leaves EPSG:5194 out of the choice.
_OFFICIAL_DATUM_AREA = AreaOfInterest(105.3, 20.6, 106.0, 21.4)


def require_crs(frame, *, what: str = "frame") -> CRS:
    """Return the CRS of a frame or series; `what` names it in the error.

    Raises
    ------
    MissingCRS
        When it has none. A CRS is never guessed here.
    """
    if frame.crs is None:
        raise MissingCRS(what=what)
    return frame.crs


def bounds_in_vietnam(bounds) -> bool:
    """Whether a lon-lat box lies wholly inside `VIETNAM_BOUNDS`, archipelagos included."""
    west, south, east, north = bounds
    return bool(
        VIETNAM_BOUNDS[0] <= west <= east <= VIETNAM_BOUNDS[2]
        and VIETNAM_BOUNDS[1] <= south <= north <= VIETNAM_BOUNDS[3]
    )


def metric_crs(place) -> CRS:
    """Choose the projected CRS in metres for a place.

    1. Inside Viet Nam, when no part is more than 1.5 degrees from the meridian: the TM-3 zone
       of the former province whose box is nearest to the centre.
    2. Inside Viet Nam, at most 3 degrees wide: the TM-3 zone with the meridian nearest to the
       centre, when that lies within 1.5 degrees of everything.
    3. Else inside Viet Nam: UTM 49N (EPSG:3406) when everything is east of 108 E, else UTM 48N
       (EPSG:3405), as national maps do. The whole country gives EPSG:3405.
    4. Outside: the WGS 84 UTM zone of the centre. Never Web Mercator.

    Parameters
    ----------
    place : (west, south, east, north) in degrees, or a frame or series with a CRS
        Of a frame the middle 90 % of the features count, so that an island or a misplaced point
        far away does not change the choice. A frame without any geometry gives EPSG:3405.

    Raises
    ------
    MissingCRS
        When a frame has no CRS.
    BadArgument
        When the box, or the coordinates of a frame in degrees, are not degrees.

    Notes
    -----
    The scale of a TM-3 zone (k0 = 0.9999) is 0.01 % too small on its meridian and at most 0.024 %
    too large 1.5 degrees away; UTM (k0 = 0.9996) is within 0.1 % up to 3 degrees away and grows
    quickly beyond. For areas and lengths of anything larger use `geo.measure`.

    Examples
    --------
    >>> metric_crs((107.8, 15.9, 108.4, 16.3)).to_epsg()  # Da Nang
    5899
    """
    extent = _extent(place) if hasattr(place, "crs") else tuple(place)
    if extent is None:
        return _crs(VN2000_UTM_48N)
    return _crs(_vietnam_zone(extent) if bounds_in_vietnam(extent) else _wgs84_utm(extent))


def to_storage(frame):
    """Return the frame or series in `STORAGE_CRS`; VN-2000 by the official datum operation.

    Raises
    ------
    MissingCRS
        When the frame has no CRS.
    """
    return _reproject(frame, _crs(4326))


def to_metric(frame, *, crs: CRS | None = None):
    """Return the frame or series in metres: in `crs`, or in `metric_crs` of its own place.

    Raises
    ------
    MissingCRS
        When the frame has no CRS.
    """
    require_crs(frame)
    return _reproject(frame, metric_crs(frame) if crs is None else crs)


@lru_cache(maxsize=32)
def _crs(epsg: int) -> CRS:
    return CRS.from_epsg(epsg)


def _extent(frame) -> tuple[float, float, float, float] | None:
    require_crs(frame)
    boxes = shapely.bounds(np.asarray(frame.geometry.values))
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return None
    box = (*np.percentile(boxes[:, :2], 5, axis=0), *np.percentile(boxes[:, 2:], 95, axis=0))
    if is_in_degrees(frame):
        return box
    return transformer(frame.crs, _crs(4326)).transform_bounds(*box)


def _vietnam_zone(extent) -> int:
    west, south, east, north = extent
    centre = ((west + east) / 2, (south + north) / 2)
    for epsg in (_province_zone(*centre), _nearest_zone(centre[0])):
        meridian = VN2000_TM3[epsg]
        if max(abs(west - meridian), abs(east - meridian)) <= _HALF_ZONE_DEG:
            return epsg
    return VN2000_UTM_49N if west >= 108.0 else VN2000_UTM_48N


def _province_zone(lon: float, lat: float) -> int:
    boxes = np.array([row[2:] for row in PROVINCE_ZONES])
    half = (boxes[:, 2:] - boxes[:, :2]) / 2
    # Boxes overlap. Distance in half box sizes finds the right zone for 91 of 100 communes; the
    # others lie at a border, where the zone next door measures as well.
    offset = ((lon, lat) - (boxes[:, :2] + half)) / half
    return PROVINCE_ZONES[int(np.hypot(*offset.T).argmin())][1]


def _nearest_zone(lon: float) -> int:
    return min(VN2000_TM3, key=lambda epsg: abs(VN2000_TM3[epsg] - lon))


def _wgs84_utm(extent) -> int:
    west, south, east, north = extent
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadArgument(name="bounds", value=extent, expected="a lon-lat box in degrees")
    zone = int(((west + east) / 2 + 180) // 6) % 60 + 1
    return (32600 if south + north >= 0 else 32700) + zone


def is_in_degrees(frame) -> bool:
    """Whether a frame or series stands in `STORAGE_CRS` as it is."""
    return _is_storage(require_crs(frame).srs)


# PROJ reads a system anew in each thread that asks it for anything, and each run of a page is one; what was
# found out is kept by how the system is written.
@lru_cache(maxsize=256)
def _is_storage(srs: str) -> bool:
    return CRS(srs).equals(_crs(4326))


def _is_vn2000(crs: CRS) -> bool:
    return _has_vn2000(crs.srs)


@lru_cache(maxsize=256)
def _has_vn2000(srs: str) -> bool:
    geodetic = CRS(srs).geodetic_crs
    return geodetic is not None and geodetic.to_epsg() == 4756


def transformer(source: CRS, target: CRS) -> Transformer:
    """The operation between two systems, x before y; to and from VN-2000 the official one."""
    return _operation(source.srs, target.srs)


@lru_cache(maxsize=256)
def _operation(source: str, target: str) -> Transformer:
    area = _OFFICIAL_DATUM_AREA if _has_vn2000(source) != _has_vn2000(target) else None
    return Transformer.from_crs(source, target, always_xy=True, area_of_interest=area)


@lru_cache(maxsize=256)
def _steps(source: str, target: str) -> Transformer:
    """The operation with its steps written out: to it a new thread comes without PROJ's database, 20 ms sooner."""
    found = _operation(source, target)
    steps = found.definition
    # Where it depends on the point, there is nothing to write out.
    return Transformer.from_pipeline(steps) if steps.startswith("proj=pipeline") else found


def _reproject(frame, target: CRS):
    source = require_crs(frame)
    if _is_vn2000(source) == _is_vn2000(target):
        return frame.to_crs(target)
    moved = gpd.GeoSeries(
        _moved(np.asarray(frame.geometry.values), _steps(source.srs, target.srs)),
        index=frame.index,
        crs=target,
        name=frame.geometry.name,
    )
    return frame.set_geometry(moved) if isinstance(frame, gpd.GeoDataFrame) else moved


def _moved(geoms: np.ndarray, operation: Transformer) -> np.ndarray:
    def move(*axes):
        return operation.transform(*axes)

    result = geoms.copy()
    high = shapely.has_z(geoms)
    result[~high] = shapely.transform(geoms[~high], move, interleaved=False)
    result[high] = shapely.transform(geoms[high], move, include_z=True, interleaved=False)
    return result
