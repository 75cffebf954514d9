"""One city of the demonstration: its wards, a local plane in metres, and its stream of chance."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from layers.demo.boundaries import admin_commune
from layers.errors import UnknownCity
from layers.units import national as units

_SEED = 20251001
_METRES_PER_DEGREE = 111_320.0

# Urban ground, in km2, that gets a street grid with ducts; other cities get what suits their size.
_CORE_KM2 = {"01": 105, "48": 100, "79": 130, "92": 75}
_REACH_KM = 2.4
_FARTHEST_M = 300_000


class City(NamedTuple):
    """A province-level unit of today with what the generator needs to know of it.

    `wards` are its communes within 300 km (EPSG:4326), `seat` (n, 2) their centres in the local
    plane (m); `core` marks wards with a dense street grid and `urban` the other wards (phường).
    """

    code: str
    name: str
    wards: gpd.GeoDataFrame
    seat: np.ndarray
    core: np.ndarray
    urban: np.ndarray
    origin: tuple[float, float]
    tree: shapely.STRtree

    @classmethod
    def of(cls, code: str) -> "City":
        """Raises `UnknownCity` for a code that no province of today has."""
        if code not in set(units.provinces_today()["code"]):
            raise UnknownCity(city=code)
        communes = admin_commune()
        wards = communes[communes["province_code"] == code].reset_index(drop=True)
        wards = wards[_within_reach(wards)].reset_index(drop=True)
        centre = units.communes_today().set_index("code").loc[wards["code"], ["lon", "lat"]]
        inside = shapely.intersects_xy(wards.geometry.to_numpy(), *centre.to_numpy().T)
        middle = shapely.get_coordinates(shapely.point_on_surface(wards.geometry.to_numpy()))
        lon_lat = np.where(inside[:, None], centre.to_numpy(), middle)
        origin = tuple(np.round(np.median(lon_lat, axis=0), 1))
        core = _core(wards, _CORE_KM2.get(code, 20))
        return cls(
            code=code,
            name=wards["province_name"].iloc[0],
            wards=wards,
            seat=_to_metres(lon_lat, origin),
            core=core,
            urban=(wards["type"] == "phường").to_numpy() & ~core,
            origin=origin,
            tree=shapely.STRtree(wards.geometry.to_numpy()),
        )

    def chance(self, stream: str) -> np.random.Generator:
        """A generator of its own for each use, so that one use does not disturb another."""
        return np.random.default_rng([_SEED, int(self.code), *stream.encode()])

    def degrees(self, xy: np.ndarray) -> np.ndarray:
        """Local metres to longitude and latitude, rounded to 0.1 m: the same on every machine."""
        return np.round(xy / _scale(self.origin) + self.origin, 6)

    def metres(self, lon_lat: np.ndarray) -> np.ndarray:
        """Longitude and latitude to local metres, true near the city's middle."""
        return _to_metres(lon_lat, self.origin)

    def plane(self, shape):
        """Geometries in degrees, in local metres."""
        return shapely.transform(shape, self.metres)

    def ground(self, shape):
        """Valid geometries in local metres, in degrees rounded to 0.1 m and valid still."""
        rounded = np.array(shapely.transform(shape, self.degrees))
        broken = ~shapely.is_valid(rounded)
        rounded[broken] = shapely.make_valid(rounded[broken], method="structure")
        return rounded

    def ward_at(self, lon_lat: np.ndarray) -> np.ndarray:
        """Row of the ward at each place, the first where two meet, -1 outside the city."""
        ward = np.full(len(lon_lat), len(self.wards))
        point, found = self.tree.query(shapely.points(lon_lat), predicate="intersects")
        np.minimum.at(ward, point, found)
        return np.where(ward < len(self.wards), ward, -1)

    def elsewhere(self, lon_lat: np.ndarray) -> np.ndarray:
        """True where a place is in another province; water is in none."""
        outside = np.flatnonzero(self.ward_at(lon_lat) < 0)
        communes = shapely.STRtree(admin_commune().geometry.to_numpy())
        found = communes.query(shapely.points(lon_lat[outside]), predicate="intersects")[0]
        elsewhere = np.zeros(len(lon_lat), dtype=bool)
        elsewhere[outside[found]] = True
        return elsewhere


def _within_reach(wards: gpd.GeoDataFrame) -> np.ndarray:
    """Hoàng Sa is 400 km off Đà Nẵng: nothing is invented there."""
    middle = shapely.get_coordinates(shapely.point_on_surface(wards.geometry.to_numpy()))
    off = np.abs(middle - np.median(middle, axis=0)) * _METRES_PER_DEGREE
    return off.max(axis=1) < _FARTHEST_M


def _core(wards: gpd.GeoDataFrame, budget_km2: float) -> np.ndarray:
    """The smallest wards (phường) up to a sum of built-up ground: small means dense."""
    built_km2 = np.minimum(wards["area_km2_geom"].to_numpy(), np.pi * _REACH_KM**2)
    order = np.argsort(
        np.where(wards["type"] == "phường", wards["area_km2_geom"], np.inf), kind="stable"
    )
    order = order[: int((wards["type"] == "phường").sum())]
    chosen = order[np.cumsum(built_km2[order]) <= budget_km2]
    core = np.zeros(len(wards), dtype=bool)
    core[chosen if len(chosen) else order[:1]] = True
    return core


def _to_metres(lon_lat: np.ndarray, origin: tuple[float, float]) -> np.ndarray:
    return (np.asarray(lon_lat) - origin) * _scale(origin)


def _scale(origin: tuple[float, float]) -> np.ndarray:
    """Metres in a degree of longitude and of latitude."""
    return _METRES_PER_DEGREE * np.array([np.cos(np.radians(origin[1])), 1.0])
