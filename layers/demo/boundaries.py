"""Approximate boundaries of communes, former communes, former districts and provinces.

Names, codes and hierarchy are real; the lines are not: they are drawn from centres and declared
areas (see `pieces`). Units of all four layers are made of the same pieces, so they nest. Version
2025-07 ended when ten communes of Đồng Nai became wards on 2026-04-30; no border moved.
"""

from datetime import date
from functools import cache
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_area_m2
from layers.demo.pieces import pieces
from layers.units import national as units

_VALID = {
    units.TODAY: (date(2025, 7, 1), date(2026, 4, 29)),
    units.FORMER: (date(2025, 3, 1), date(2025, 6, 30)),
}
_LEGAL_REF = {
    units.TODAY: "Nghị quyết 202/2025/QH15; Quyết định 19/2025/QĐ-TTg",
    units.FORMER: "Quyết định 124/2004/QĐ-TTg",
}


@cache
def admin_commune() -> gpd.GeoDataFrame:
    """Today's 3,321 communes (version 2025-07), approximate; layer `admin_commune`.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, Polygon or MultiPolygon, a valid coverage, ordered by `code`. Columns of the
        layer's schema, and `approximate`, `province_code`, `province_name`. Areas are in km2,
        `area_km2_geom` on the ellipsoid. Population is unknown. Do not edit: it is cached.
    """
    frame = _framed(units.communes_today(), units.TODAY, pieces()["to_code"])
    frame.insert(frame.columns.get_loc("province_key"), "district_key", _unknown_text(frame))
    return frame


@cache
def admin_commune_former() -> gpd.GeoDataFrame:
    """The 10,035 communes until 2025-06-30, approximate; layer `admin_commune_former`.

    The five island districts that had no communes are in `admin_district` only. Columns and
    geometry as in `admin_commune`; `district_key` is filled, official areas are not known.
    """
    former = units.communes_former()
    frame = _framed(former, units.FORMER, pieces()["from_code"])
    district_key = units.FORMER + ":" + former["district_code"]
    frame.insert(frame.columns.get_loc("province_key"), "district_key", district_key)
    frame.insert(frame.columns.get_loc("geometry"), "district_name", former["district_name"])
    return frame


@cache
def admin_district() -> gpd.GeoDataFrame:
    """The 696 districts until 2025-06-30, unions of communes; layer `admin_district`."""
    communes = units.communes_former().set_index("code")["district_code"]
    district_of_piece = pieces()["from_code"].map(communes).fillna(pieces()["from_code"])
    return _framed(units.districts_former(), units.FORMER, district_of_piece)


@cache
def admin_province() -> gpd.GeoDataFrame:
    """The 34 provinces of today, unions of their communes; layer `admin_province`."""
    communes = units.communes_today().set_index("code")["province_code"]
    provinces = units.provinces_today()
    provinces = provinces.assign(
        province_code=provinces["code"], province_name=provinces["full_name"]
    )
    return _framed(provinces, units.TODAY, pieces()["to_code"].map(communes))


def _framed(listed: pd.DataFrame, version: str, unit_of_piece: pd.Series) -> gpd.GeoDataFrame:
    geometry = _unions(listed["code"], unit_of_piece)
    valid_from, valid_to = _VALID[version]
    listed = listed.reset_index(drop=True)
    official = listed.get("area_km2_official", pd.Series(np.nan, index=listed.index))
    return gpd.GeoDataFrame(
        {
            "version": version,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "code": listed["code"],
            "unit_key": version + ":" + listed["code"],
            "name": listed["name"],
            "full_name": listed["full_name"],
            "type": listed["type"],
            "province_key": version + ":" + listed["province_code"],
            "area_km2_official": official,
            "area_km2_geom": np.round(geodesic_area_m2(geometry) / 1e6, 6),
            "population": pd.array([pd.NA] * len(listed), dtype="Int64"),
            "population_basis": _unknown_text(listed),
            "legal_ref": _LEGAL_REF[version],
            "approximate": True,
            "province_code": listed["province_code"],
            "province_name": listed["province_name"],
        },
        geometry=geometry,
        crs="EPSG:4326",
    )


def _unions(codes: pd.Series, unit_of_piece: pd.Series) -> np.ndarray:
    """The union of each unit's pieces, in the order of the codes."""
    number = pd.Index(codes).get_indexer(unit_of_piece)
    order = np.argsort(number, kind="stable")
    order = order[np.searchsorted(number[order], 0) :]
    geometry = pieces().geometry.to_numpy()[order]
    start = np.searchsorted(number[order], np.arange(len(codes) + 1))
    united = [
        shapely.coverage_union_all(geometry[a:b]) if b - a > 1 else geometry[a]
        for a, b in pairwise(start)
    ]
    return shapely.normalize(np.array(united, dtype=object))


def _unknown_text(frame: pd.DataFrame) -> pd.Series:
    return pd.Series([None] * len(frame), index=frame.index, dtype="str")
