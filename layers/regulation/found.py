"""What one kind of rule found: masts that do not keep to it, and masts it could not be asked of."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.regulation.masts import LEFT_OUT, MastSet, left_out_rows
from layers.regulation.rule_table import Rule

ROWS = [
    "rule", "kind", "mast", "other", "distance_m", "limit_m", "unit", "binding", "territory", "source",
    "certainty", "code", "ward", "environment", "mast_class", "height_m", "owner", "other_owner",
    "status", "sentence",
]  # fmt: skip
OWN, OTHER, UNCERTAIN = "own", "other", "unknown"
CRS = "EPSG:4326"


@dataclass(frozen=True)
class Found:
    """Rows of `ROWS` with a geometry (EPSG:4326), and `LEFT_OUT` rows."""

    rows: gpd.GeoDataFrame
    left_out: pd.DataFrame


def violations(
    rule: Rule,
    masts: gpd.GeoDataFrame,
    geometry: np.ndarray,
    *,
    sentence: str,
    other=None,
    other_owner=None,
    found=np.nan,
    limit=None,
) -> gpd.GeoDataFrame:
    """One row for each of `masts` that breaks a rule.

    Parameters
    ----------
    masts : GeoDataFrame
        Rows of `MastSet.frame`, in the order of the other arguments.
    found, limit : float or array
        What there is and what may be, in the unit of the rule.
    """
    territory = territory_of(rule, masts)
    binding = np.where(territory == OTHER, "no", rule.binding)
    columns = {
        "rule": rule.id,
        "kind": rule.kind,
        "mast": masts["feature_id"].astype(str).to_numpy(),
        "other": other,
        "distance_m": found,
        "limit_m": rule.value if limit is None else limit,
        "unit": rule.unit,
        "binding": binding,
        "territory": territory,
        "source": rule.source,
        "certainty": rule.certainty,
        **{name: masts[name].to_numpy() for name in ROWS[11:17]},
        "other_owner": other_owner,
        "status": masts["status"].to_numpy(),
        "sentence": sentence,
    }
    frame = pd.DataFrame(columns, index=range(len(masts)))[ROWS]
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=CRS)


def territory_of(rule: Rule, masts: pd.DataFrame) -> np.ndarray:
    """Whether each mast stands in the former province that made the rule: own, other or unknown."""
    if not rule.former_code:
        return np.full(len(masts), OWN, dtype=object)
    former = masts["former_code"]
    same = np.where(former == rule.former_code, OWN, OTHER)
    return np.where(former.isna(), UNCERTAIN, same).astype(object)


def is_about(rule: Rule, masts: pd.DataFrame) -> np.ndarray:
    """Whether each mast is of the province and the classes that a rule is about."""
    about = np.ones(len(masts), dtype=bool)
    if rule.province_code:
        about &= (masts["province"] == rule.province_code).to_numpy(dtype=bool)
    if rule.classes:
        about &= masts["mast_class"].isin(rule.classes).to_numpy()
    return about


def nothing() -> Found:
    """No violations and nothing left out."""
    empty = pd.DataFrame({name: pd.Series(dtype="object") for name in ROWS})
    frame = gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=CRS))
    return Found(frame, pd.DataFrame(columns=LEFT_OUT))


def together(parts: list[Found]) -> Found:
    """Several findings as one; a mast is left out once for each kind of rule and reason."""
    rows = [part.rows for part in parts if len(part.rows)]
    left = [part.left_out for part in parts if len(part.left_out)]
    empty = nothing()
    return Found(
        gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), crs=CRS) if rows else empty.rows,
        pd.concat(left, ignore_index=True).drop_duplicates(ignore_index=True)
        if left
        else empty.left_out,
    )


def aside(masts: MastSet, mask, kind: str, why: str) -> pd.DataFrame:
    """The masts of a mask, left out by one kind of rule."""
    return left_out_rows(masts.layer, masts.frame[np.asarray(mask, dtype=bool)], why, kind)


def has_class(masts: pd.DataFrame) -> np.ndarray:
    """Whether the planning class of a mast is known."""
    return (masts["mast_class"].notna() & (masts["mast_class"] != "unknown")).to_numpy(dtype=bool)


def line_between(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Lines from each place (n, 2) to the other; a point where both are the same."""
    lines = shapely.linestrings(np.stack([start, end], axis=1))
    same = (start == end).all(axis=1)
    return np.where(same, shapely.points(start), lines) if len(start) else lines
