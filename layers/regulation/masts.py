"""The masts of a city as the rules see them: in which ward, in town or not, in which former province."""

from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.join import points_in_areas
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY
from layers.errors import UnknownCity, UnknownLayer
from layers.inputs import Input, make_input
from layers.provinces import city_of
from layers.regulation.rule_table import OUTSIDE, URBAN
from layers.units import national as units
from layers.units.timeline import before_reform

MASTS, WARDS = "antenna_mast", "admin_commune"
PLANNED = ("planned", "under_construction")
RETIRED = ("removed", "to_be_removed")
LEFT_OUT = ["layer", "mast", "kind", "why"]
NO_POSITION, ELSEWHERE, GONE = "no_position", "outside", "retired"
_ENVIRONMENT = {"phường": URBAN, "thị trấn": URBAN, "xã": OUTSIDE}
_FIELDS = {
    "feature_id": "str", "mast_class": "str", "status": "str", "owner": "str", "operator": "str",
    "sharing_capable": "str", "contact": "str", "name": "str", "height_m": "float",
    "structure_height_m": "float", "n_operators": "float", "planned_year": "float",
}  # fmt: skip


@dataclass(frozen=True)
class MastSet:
    """Masts of a city that the rules can be asked of.

    Attributes
    ----------
    layer : str
    frame : GeoDataFrame
        EPSG:4326, one row a mast with a position in the city: the fields of `antenna_mast` that rules
        are about (blank where the layer has none), ``row`` in the layer, ``code``, ``ward`` and
        ``province`` of today,
        ``environment`` (None where a ward is neither phường nor xã) and ``former_code`` of the province
        it lay in until 2025-06-30 (None where that is not known).
    every : GeoDataFrame
        All masts with a position that stand or are planned, wherever they are: what stands over the
        border of the city is near as well.
    left_out : DataFrame
        `LEFT_OUT`: masts that no rule can be asked of.
    inputs : tuple of Input
    """

    layer: str
    frame: gpd.GeoDataFrame
    every: gpd.GeoDataFrame
    left_out: pd.DataFrame
    inputs: tuple[Input, ...]


def masts_of(atlas: Atlas, snapshot: Snapshot, *, city: str, layer: str = MASTS) -> MastSet:
    """The masts of `layer` in a city, or in the whole country.

    Raises
    ------
    UnknownLayer
        If there is no such layer of points, or no boundaries to tell wards by.
    UnknownCity
        If the boundaries have no such province.
    """
    for needed in (layer, WARDS):
        if not snapshot.has(needed):
            raise UnknownLayer(layer=needed, known=", ".join(sorted(snapshot.versions)))
    specs = atlas.store.specs
    if specs[layer].kind != "point":
        points = sorted(i for i in snapshot.versions if specs[i].kind == "point")
        raise UnknownLayer(layer=layer, known=", ".join(points))
    wards = wards_of(atlas, snapshot, city)
    stored = atlas.frame(snapshot.versions[layer])
    masts = with_fields(stored)
    placed = ~(masts.geometry.isna() | masts.geometry.is_empty)
    gone = masts["status"].isin(RETIRED)
    found = points_in_areas(masts.geometry, wards.geometry).drop_duplicates("point")
    inside = np.zeros(len(masts), dtype=bool)
    inside[found["point"]] = True
    said_here = here(stored, city)
    left_out = pd.concat(
        [
            left_out_rows(layer, masts[said_here & ~placed], NO_POSITION),
            left_out_rows(layer, masts[said_here & placed & ~inside], ELSEWHERE),
            left_out_rows(layer, masts[inside & gone], GONE),
        ],
        ignore_index=True,
    )
    ward = wards.iloc[found["area"]]
    frame = masts.iloc[found["point"]].assign(
        code=ward["code"].to_numpy(),
        ward=ward["ward"].to_numpy(),
        environment=ward["environment"].to_numpy(),
        former_code=ward["former_code"].to_numpy(),
        province=ward["province"].to_numpy(),
    )
    return MastSet(
        layer=layer,
        frame=frame[~frame["status"].isin(RETIRED)].reset_index(drop=True),
        every=masts[placed & ~gone].reset_index(drop=True),
        left_out=left_out,
        inputs=(
            make_input(snapshot, layer, int(inside.sum())),
            make_input(snapshot, WARDS, len(wards)),
        ),
    )


def wards_of(atlas: Atlas, snapshot: Snapshot, city: str) -> gpd.GeoDataFrame:
    """The wards of a city: ``code``, ``ward``, ``environment``, ``former_code``, ``province``, geometry.

    Raises
    ------
    UnknownCity
    """
    stored = atlas.frame(snapshot.versions[WARDS])
    stored = stored.assign(today=city_of(stored).to_numpy())
    if city != COUNTRY:
        stored = stored[(stored["today"] == city).fillna(False).to_numpy(dtype=bool)]
    if stored.empty:
        raise UnknownCity(city=city)
    blank = pd.Series(None, index=stored.index, dtype="object")
    named = stored.get("full_name", blank).fillna(stored.get("name", blank))
    return gpd.GeoDataFrame(
        {
            "code": stored["code"].astype(object),
            "ward": named.astype(object).where(named.notna(), stored["code"].astype(object)),
            "environment": stored.get("type", blank).map(_ENVIRONMENT).astype(object),
            "former_code": _former_code(stored),
            "province": stored["today"].astype(object),
        },
        geometry=stored.geometry,
        crs=stored.crs,
    )


def with_fields(stored: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The fields that rules are about, blank where the layer lacks them, with ``row`` in the layer."""
    blank = pd.Series(None, index=stored.index, dtype="object")
    columns = {}
    for name, kind in _FIELDS.items():
        column = stored.get(name, blank)
        columns[name] = (
            pd.to_numeric(column, errors="coerce").astype(float)
            if kind == "float"
            else column.astype(object).where(column.notna(), None)
        )
    row = np.arange(len(stored))
    columns["feature_id"] = columns["feature_id"].where(
        stored.get("feature_id", blank).notna(), row
    )
    return gpd.GeoDataFrame(
        pd.DataFrame(columns).assign(row=row).reset_index(drop=True),
        geometry=stored.geometry.to_numpy(),
        crs=stored.crs,
    )


def here(stored: pd.DataFrame, city: str) -> np.ndarray:
    """Which rows say themselves that they are of the city."""
    if city == COUNTRY:
        return np.ones(len(stored), dtype=bool)
    if "province_code" not in stored:
        return np.zeros(len(stored), dtype=bool)
    return (stored["province_code"] == city).fillna(False).to_numpy(dtype=bool)


def left_out_rows(layer: str, masts: pd.DataFrame, why: str, kind: str = "") -> pd.DataFrame:
    """Masts left out for one reason, by all rules or by those of one kind."""
    rows = pd.DataFrame({"layer": layer, "mast": masts["feature_id"].astype(str)})
    return rows.assign(kind=kind, why=why)[LEFT_OUT]


def _former_code(wards: gpd.GeoDataFrame) -> pd.Series:
    """The province until 2025-06-30; None where a ward took in ground of two, or nobody knows."""
    code = wards["code"].astype(object)
    of_today = code.map(_former_provinces())
    if "version" not in wards or "province_code" not in wards:
        return of_today.astype(object).where(of_today.notna(), None)
    old = wards["version"].map({v: before_reform(v) for v in wards["version"].dropna().unique()})
    said = wards["province_code"].astype(object)
    joined = of_today.where(~old.fillna(False).astype(bool), said)
    return joined.astype(object).where(joined.notna(), None)


@lru_cache
def _former_provinces() -> dict[str, str]:
    """Code of a ward of today -> the one former province that all its ground was of."""
    former = pd.concat([units.communes_former(), units.districts_former()])
    province = former.drop_duplicates("code").set_index("code")["province_code"]
    walk = units.crosswalk()
    pairs = pd.DataFrame(
        {
            "ward": walk["to_key"].str.partition(":")[2],
            "province": walk["from_key"].str.partition(":")[2].map(province),
        }
    ).drop_duplicates()
    alone = pairs[~pairs["ward"].duplicated(keep=False)].dropna()
    return dict(zip(alone["ward"], alone["province"], strict=True))
