"""Wards in a row, and masts put at places in metres from the middle of one of them."""

import geopandas as gpd
import pandas as pd
from pyproj import Geod
from shapely.geometry import Point, box

GEOD = Geod(ellps="WGS84")
# Real codes, so that the former province of each is known: Quảng Nam twice, Đà Nẵng, Hải Dương twice.
TOWN, COUNTRYSIDE, OLD_CITY, SPECIAL, HD_TOWN, HD_COUNTRYSIDE = range(6)
WARDS = [
    ("20341", "Phường Tam Kỳ", "phường", "48"),
    ("20380", "Xã Tây Hồ", "xã", "48"),
    ("20194", "Phường Hải Vân", "phường", "48"),
    ("20333", "Đặc khu Hoàng Sa", "đặc khu", "48"),
    ("10507", "Phường Thành Đông", "phường", "31"),
    ("10606", "Xã Nam Sách", "xã", "31"),
]


def wards() -> gpd.GeoDataFrame:
    """Squares of 0.1 degree along the parallel 16.05."""
    frame = pd.DataFrame(WARDS, columns=["code", "full_name", "type", "province_code"])
    frame = frame.assign(
        name=frame["full_name"],
        version="v2025-07",
        unit_key="v2025-07:" + frame["code"],
        province_key="v2025-07:" + frame["province_code"],
        province_name="",
    )
    shapes = [box(108 + k / 10, 16.0, 108.1 + k / 10, 16.1) for k in range(len(frame))]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)


def at(ward: int, east_m: float = 0.0, north_m: float = 0.0) -> Point:
    """So far from the middle of a ward along geodesics: east first, then north."""
    lon, lat, _ = GEOD.fwd(108.05 + ward / 10, 16.05, 90, east_m)
    lon, lat, _ = GEOD.fwd(lon, lat, 0, north_m)
    return Point(lon, lat)


def masts(*rows: dict) -> gpd.GeoDataFrame:
    """Masts m1, m2, …: standing A2b masts of VNPT with one operator, but for what a row says.

    Each row has a ``geometry``.
    """
    plain = {
        "owner": "VNPT", "operator": "VNPT", "status": "existing", "mast_class": "A2b",
        "height_m": 30.0, "structure_height_m": None, "n_operators": 1, "sharing_capable": "yes",
        "contact": "1800 xxxx", "province_code": "48",
    }  # fmt: skip
    table = pd.DataFrame([plain | {"feature_id": f"m{i}"} | row for i, row in enumerate(rows, 1)])
    for name in ("height_m", "structure_height_m"):
        table[name] = table[name].astype(float)
    table["n_operators"] = table["n_operators"].astype("Int64")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=4326)


def zone(shape, **more) -> dict:
    plain = {"allowed_classes": "A1a;A1b", "status": "existing", "province_code": "48", "name": "Z"}
    return plain | {"geometry": shape, "rule_ref": None, "min_spacing_m": None} | more


def zones(*rows: dict) -> gpd.GeoDataFrame:
    table = pd.DataFrame([{"feature_id": f"z{i}"} | row for i, row in enumerate(rows, 1)])
    table["min_spacing_m"] = table["min_spacing_m"].astype(float)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=4326)
