"""The land of Viet Nam in a plane of true areas: what the approximate boundaries may cover."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pyproj
import shapely

LAND_FILE = Path(__file__).parents[2] / "data" / "land" / "vietnam_land.geojson"

# Lambert's cylindrical equal-area projection: areas are true, and since its grid is square to the
# geographic one, the inverse is exact and cheap. In km.
_PLANE = "+proj=cea +lat_ts=16 +lon_0=106 +ellps=WGS84 +units=km"

# A centre farther out than this is on an island that the outline does not have.
ISLAND_DISTANCE_KM = 4.5
_SPIT_SHARE, _SPIT_MOST_KM = 0.6, 1.5


def read_land() -> shapely.MultiPolygon:
    """The outline as published, longitude and latitude in degrees (WGS 84)."""
    collection = json.loads(LAND_FILE.read_text(encoding="utf-8"))
    geometry = json.dumps(collection["features"][0]["geometry"])
    return shapely.from_geojson(geometry)


def to_plane(lon, lat) -> np.ndarray:
    """Degrees to plane km, shape (n, 2); areas in this plane are those on the ellipsoid."""
    return np.column_stack(_transformer().transform(np.asarray(lon), np.asarray(lat)))


def to_degrees(geoms: np.ndarray) -> np.ndarray:
    """Geometries of the plane (km) to longitude and latitude in degrees."""
    inverse = pyproj.enums.TransformDirection.INVERSE
    return shapely.transform(
        geoms, lambda xy: np.column_stack(_transformer().transform(*xy.T, direction=inverse))
    )


@cache
def plane_land() -> shapely.MultiPolygon:
    """The outline in the plane (km), valid, on a grid of 10 cm."""
    land = shapely.transform(read_land(), lambda xy: to_plane(*xy.T))
    land = _polygons(shapely.make_valid(shapely.set_precision(land, 1e-4), method="structure"))
    shapely.prepare(land)
    return land


def off_shore(xy: np.ndarray) -> np.ndarray:
    """True where a centre (plane, km) lies on an island that the outline does not have."""
    far = ~shapely.contains_xy(plane_land(), *xy.T)
    far[far] = shapely.distance(shapely.points(xy[far]), plane_land()) > ISLAND_DISTANCE_KM
    return far


def land_reaching(xy: np.ndarray, area_km2: np.ndarray) -> shapely.MultiPolygon:
    """The outline, widened by spits so that every centre lies on it.

    The coast is generalised by up to some km; a commune whose centre is just outside gets a
    spit as wide as its size suggests.

    Parameters
    ----------
    xy : ndarray (n, 2)
        Centres in the plane, km, none of them `off_shore`.
    area_km2 : ndarray (n,)
        Their areas; NaN counts as 30.
    """
    land = plane_land()
    points = shapely.points(xy)
    reach = _SPIT_SHARE * np.sqrt(np.nan_to_num(area_km2, nan=30) / np.pi)
    reach = np.minimum(reach, _SPIT_MOST_KM)
    outside = ~shapely.contains_xy(land, *xy.T)
    way = shapely.shortest_line(points[outside], land)
    spits = shapely.buffer(way, reach[outside], quad_segs=3)
    joined = shapely.union_all([land, *spits], grid_size=1e-4)
    return _polygons(shapely.make_valid(joined, method="structure"))


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", _PLANE, always_xy=True)


def _polygons(geometry) -> shapely.MultiPolygon:
    """make_valid may nest collections: flatten twice, keep what has area."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
