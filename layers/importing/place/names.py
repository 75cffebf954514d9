"""The names and codes by which a file may call the areas it lies in."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.text import fold, place_tones
from layers.importing.ground import Ground
from layers.settings import REFERENCE
from layers.units.titles import split_type, without_office

COMMUNE, DISTRICT, PROVINCE = "commune", "district", "province"
LEVELS = (COMMUNE, DISTRICT, PROVINCE)
_LAYERS = {
    COMMUNE: ("admin_commune", "admin_commune_former"),
    DISTRICT: ("admin_district",),
    PROVINCE: ("admin_province",),
}
_DIGITS = {COMMUNE: 5, DISTRICT: 3, PROVINCE: 2}
_KEPT = ["code", "name", "full_name", "province_code", "approximate", "layer", "geometry"]
_CODE = re.compile(r"^(\d{1,5})(?:\.0+)?$")
# Boxes of the table are those of commune points, which lie some 15 km inside the border.
_MARGIN_DEG = 0.15


@dataclass(frozen=True)
class Areas:
    """Areas of one level, and the keys they are found by.

    Attributes
    ----------
    level : str
        One of `LEVELS`; the communes of today and the former ones together.
    frame : GeoDataFrame
        ``code, name, full_name, province_code, approximate, layer, geometry``, EPSG:4326.
    keys : dict
        Kind of key -> key -> positions in `frame`.
    """

    level: str
    frame: gpd.GeoDataFrame
    keys: dict[str, dict[str, list[int]]]

    def by_code(self, value: object) -> list[int]:
        """Areas with a code; zeros a table program has dropped are put back."""
        found = _CODE.match(str(value).strip())
        if not found or len(found[1]) > _DIGITS[self.level]:
            return []
        return self.keys["code"].get(found[1].zfill(_DIGITS[self.level]), [])

    def by_name(self, value: object) -> list[int]:
        """Areas with a name: as written before without marks, with its kind of unit before without."""
        full = without_office(_exact(value))
        if not full:
            return []
        spelled = [("full", full), ("name", split_type(full)[1])]
        folded = [(f"{kind} folded", fold(text)) for kind, text in spelled]
        for kind, key in (*spelled, *folded):
            if key in self.keys[kind]:
                return self.keys[kind][key]
        return []


def areas_of(level: str, ground: Ground) -> Areas | None:
    """The areas of a level; provinces are known without any boundaries, by their boxes."""
    layers = [(name, ground.areas(name)) for name in _LAYERS[level]]
    parts = [part.assign(layer=name) for name, part in layers if part is not None]
    if level == PROVINCE:
        parts.append(_province_boxes())
    if not parts:
        return None
    frame = pd.concat([part.reindex(columns=_KEPT) for part in parts], ignore_index=True)
    frame = gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)
    frame["approximate"] = frame["approximate"].eq(True)
    return Areas(level, frame, _keys(frame))


def zones_of(codes: frozenset[str]) -> frozenset[int]:
    """The TM-3 zones (EPSG codes) of provinces, former or of today; a merged one may have several."""
    table = _province_table()
    mine = table["province_63_code"].isin(codes) | table["province_34_code"].isin(codes)
    return frozenset(table.loc[mine, "epsg"].astype(int))


@lru_cache(maxsize=1)
def _province_table() -> pd.DataFrame:
    table = pd.read_csv(REFERENCE / "crs_vn2000.csv", dtype="string")
    return table[table["row_type"] == "province"]


def _province_boxes() -> gpd.GeoDataFrame:
    """The 63 former provinces, each also under the name and code of the province it went into."""
    table = _province_table()
    sides = table[["lon_min", "lat_min", "lon_max", "lat_max"]].astype(float).to_numpy()
    boxes = shapely.box(*(sides + np.array([-1, -1, 1, 1]) * _MARGIN_DEG).T)
    named = [
        gpd.GeoDataFrame(
            {"name": table[kind], "code": table[code], "layer": "crs_vn2000"},
            geometry=boxes,
            crs=4326,
        )
        for kind, code in (
            ("province_63", "province_63_code"),
            ("province_34_from_2025_07_01", "province_34_code"),
        )
    ]
    both = pd.concat(named, ignore_index=True)
    return both.assign(full_name=both["name"], province_code=both["code"], approximate=True)


def _keys(frame: gpd.GeoDataFrame) -> dict[str, dict[str, list[int]]]:
    full = frame["full_name"].fillna(frame["name"]).map(_exact)
    name = frame["name"].map(_exact)
    return {
        "code": _positions(frame["code"].astype("string").fillna("")),
        "full": _positions(full),
        "name": _positions(name),
        "full folded": _positions(full.map(fold)),
        "name folded": _positions(name.map(fold)),
    }


def _positions(keys: pd.Series) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        if key:
            found[key].append(position)
    return dict(found)


def _exact(value: object) -> str:
    return " ".join(place_tones(value).casefold().split())
