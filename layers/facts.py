"""What stands in each area: counts of sites, kilometres of routes, sums of services. Unknown stays unknown."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.join import count_in_areas, points_in_areas, split_lines
from geo.measure import geodesic_area_m2
from geo.overview import label_points
from layers.provinces import city_of

SITES = (
    "antenna_mast",
    "bts_site",
    "public_service_point",
    "service_point",
    "manhole",
    "cable_pole",
    "cabinet",
)
ROUTES = ("duct_route", "aerial_cable_route", "fibre_cable")
LAYERS = (*SITES, *ROUTES)
_OPERATORS = "n_operators"
TOLD_BY_VALUE = frozenset({"owner", "status", "sharers", "shared", _OPERATORS})
"""Fields whose values sums by area tell apart; who may not see one is not told it by a sum either."""


@dataclass(frozen=True)
class Facts:
    """The facts of one layer of areas.

    Attributes
    ----------
    areas : DataFrame
        One row an area, in the order of the layer: ``code``, ``unit_key``, ``name``, ``full_name``,
        ``city`` (today's province code), ``area_km2`` (geodesic), ``lon`` and ``lat`` of a point
        inside, ``n_<site layer>``, ``km_<route layer>``, and of masts ``masts_shared`` (two or more
        operators) and ``masts_sharing_known``. NaN where the layer has no data at all for the city.
    owners : DataFrame
        ``area`` (row number), ``layer``, ``owner``, ``km``.
    left_out : DataFrame
        For each layer: features ``outside`` every area and of ``unknown`` position (kilometres
        outside for routes).
    """

    areas: pd.DataFrame
    owners: pd.DataFrame
    left_out: pd.DataFrame


def collect_facts(areas: gpd.GeoDataFrame, layers: dict[str, gpd.GeoDataFrame]) -> Facts:
    """Join every layer with the areas.

    Parameters
    ----------
    areas : GeoDataFrame
        EPSG:4326.
    layers : dict
        Site and route layers by id; those that are not there are unknown everywhere.
    """
    table = _describe(areas)
    owners, left_out = [], []
    for layer_id in SITES:
        if layer_id in layers:
            counted = count_in_areas(layers[layer_id], areas)
            table[f"n_{layer_id}"] = counted.counts.astype(float)
            left_out.append((layer_id, counted.outside, counted.unknown))
    for layer_id in ROUTES:
        if layer_id in layers:
            pieces = _pieces(layers[layer_id], areas)
            inside = pieces[pieces["area"] >= 0]
            table[f"km_{layer_id}"] = _sum(inside["area"], inside["km"], len(table))
            owners.append(_by_owner(inside, layer_id))
            outside = float(pieces.loc[pieces["area"] < 0, "km"].sum())
            left_out.append((layer_id, outside, int(layers[layer_id].geometry.isna().sum())))
    if _OPERATORS in layers.get("antenna_mast", ()):
        table = table.assign(**_sharing(layers["antenna_mast"], areas))
    return Facts(
        areas=_unknown_cities(table),
        owners=_concat(owners, ["area", "layer", "owner", "km"]),
        left_out=pd.DataFrame(left_out, columns=["layer", "outside", "unknown"]),
    )


def _describe(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    inner = label_points(areas).geometry.to_crs(areas.crs)
    kept = [c for c in ("code", "unit_key", "name", "full_name", "version") if c in areas]
    table = pd.DataFrame(areas[kept]).reset_index(drop=True)
    table["lon"], table["lat"] = inner.x.to_numpy(), inner.y.to_numpy()
    table["area_km2"] = geodesic_area_m2(areas.geometry) / 1e6
    table["city"] = city_of(areas)
    return table


def _pieces(routes: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    pieces = split_lines(routes, areas)
    owner = routes["owner"] if "owner" in routes else pd.Series(pd.NA, index=routes.index)
    return pd.DataFrame(
        {
            "area": pieces["area"].to_numpy(),
            "owner": owner.to_numpy()[pieces["line"].to_numpy()],
            "km": pieces["length_m"].to_numpy() / 1000,
        }
    )


def _by_owner(pieces: pd.DataFrame, layer_id: str) -> pd.DataFrame:
    summed = pieces.groupby(["area", "owner"], dropna=False)["km"].sum().reset_index()
    summed.insert(1, "layer", layer_id)
    return summed


def _sharing(masts: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> dict[str, np.ndarray]:
    """Masts by area whose number of operators is known, and of these the ones with two or more."""
    pairs = points_in_areas(masts, areas)
    operators = pd.to_numeric(masts[_OPERATORS], errors="coerce").to_numpy(float, na_value=np.nan)
    seen = operators[pairs["point"].to_numpy()]
    size = len(areas)
    return {
        "masts_sharing_known": _sum(pairs["area"], np.isfinite(seen), size),
        "masts_shared": _sum(pairs["area"], seen >= 2, size),
    }


def _sum(rows: pd.Series, values, size: int) -> np.ndarray:
    return np.bincount(np.asarray(rows), weights=np.asarray(values, dtype=float), minlength=size)


def _unknown_cities(table: pd.DataFrame) -> pd.DataFrame:
    """Zero means that somebody looked. A city with no feature of a layer at all was not looked at."""
    out = table.copy()
    sharing = {"masts_sharing_known": "n_antenna_mast", "masts_shared": "n_antenna_mast"}
    for column in [c for c in out if c.startswith(("n_", "km_")) or c in sharing]:
        basis = out[sharing.get(column, column)]
        total = basis.groupby(out["city"], dropna=False).transform("sum")
        out[column] = out[column].where(total > 0)
    for layer_id in LAYERS:
        column = f"km_{layer_id}" if layer_id in ROUTES else f"n_{layer_id}"
        if column not in out:
            out[column] = np.nan
    return out.reindex(columns=[*out.columns, *(c for c in sharing if c not in out)])


def _concat(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
