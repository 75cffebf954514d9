"""Masts of a class that a zone of the plan does not allow, or too near to another within one."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.join import points_in_areas
from layers.regulation.found import Found, aside, has_class, nothing, together, violations
from layers.regulation.masts import RETIRED, MastSet
from layers.regulation.rule_table import A1_ONLY, SPACING, Rule
from layers.regulation.spacing import NO_CLASS, between, pairs_nearer
from layers.spec import load_specs

ZONES = "mast_zone"
ZONE_IS_LINE, ZONE_NO_POSITION, ZONE_ALLOWS_UNKNOWN = (
    "zone_is_line", "zone_no_position", "zone_allows_unknown",
)  # fmt: skip


def check_zones(
    masts: MastSet, others: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, rules: tuple[Rule, ...]
) -> Found:
    """Masts in polygons of the layer `mast_zone` whose class is not among those allowed there.

    A zone that names its rule is taken at its word; one that does not takes the rule of its province, or
    has none that binds. Zones that are planned do not bind yet. Lines have no inside and are left out, as are
    zones that do not say which classes may stand there.
    """
    zones = zones[~zones["status"].isin(RETIRED)] if "status" in zones else zones
    polygon = np.isin(shapely.get_type_id(zones.geometry.to_numpy()), (3, 6))
    inner = zones[polygon].reset_index(drop=True)
    rows = _unusable(zones, polygon, set(masts.frame["province"]))
    if inner.empty:
        return Found(nothing().rows, rows)
    pairs = points_in_areas(masts.frame.geometry, inner.geometry)
    known = has_class(masts.frame)
    unknown = np.zeros(len(masts.frame), dtype=bool)
    unknown[pairs["point"]] = True
    left = pd.concat([rows, aside(masts, unknown & ~known, A1_ONLY, NO_CLASS)])
    parts = [Found(nothing().rows, left)]
    for position, inside in pairs.groupby("area"):
        zone = inner.iloc[position]
        standing = masts.frame.iloc[inside["point"]]
        parts.append(_not_allowed(zone, standing, rules))
        parts.append(_too_near(zone, standing, masts.layer, others))
    return together(parts)


def zone_rule(zone: pd.Series, rules: tuple[Rule, ...], kind: str = A1_ONLY) -> Rule:
    """The rule that a zone stands for."""
    named = zone.get("rule_ref")
    planned = _text(zone, "status") == "planned"
    if pd.notna(named) and str(named).strip():
        said = str(named).strip()
        return Rule(
            id=ZONES, kind=kind, title_vi=said, title_en=said, source=said,
            binding="no" if planned else "yes", certainty="layer",
        )  # fmt: skip
    place = zone.get("province_code")
    of_province = [
        r for r in rules if r.kind == A1_ONLY and r.province_code == place and r.enforced
    ]
    if of_province:
        return replace(of_province[0], kind=kind)
    return Rule(id=ZONES, kind=kind, source=ZONES, certainty="layer", binding="unknown")


def zone_layer_rule() -> Rule:
    """The rule that the layer of zones is as a whole, for the list of rules that were asked."""
    spec = load_specs()[ZONES]
    return Rule(
        id=ZONES, kind=A1_ONLY, title_vi=spec.vi, title_en=spec.en, source=ZONES,
        binding="yes", certainty="layer",
    )  # fmt: skip


def _text(zone: pd.Series, field: str) -> str:
    """A field without blanks round it; empty where nothing is recorded."""
    value = zone.get(field)
    return str(value).strip() if pd.notna(value) else ""


def _unusable(zones: gpd.GeoDataFrame, polygon: np.ndarray, provinces: set) -> pd.DataFrame:
    """Zones of the provinces, or of none, that no mast can be held against, and why."""
    nothing_said = pd.Series(None, index=zones.index, dtype=object)
    place = zones.get("province_code", nothing_said)
    allowed = zones.get("allowed_classes", nothing_said).astype(object)
    silent = allowed.isna() | (allowed.astype(str).str.strip(" ;") == "")
    blank = zones.geometry.isna() | zones.geometry.is_empty
    why = np.select(
        [blank, ~polygon, silent], [ZONE_NO_POSITION, ZONE_IS_LINE, ZONE_ALLOWS_UNKNOWN], ""
    )
    rows = pd.DataFrame({"layer": ZONES, "mast": zones["feature_id"].astype(str), "kind": A1_ONLY})
    here = (place.isna() | place.isin(provinces)).to_numpy(dtype=bool)
    return rows.assign(why=why)[here & (why != "")]


def _not_allowed(zone: pd.Series, standing: gpd.GeoDataFrame, rules: tuple[Rule, ...]) -> Found:
    allowed = {part.strip() for part in _text(zone, "allowed_classes").split(";")} - {""}
    if not allowed:
        return nothing()
    wrong = standing[has_class(standing) & ~standing["mast_class"].isin(allowed).to_numpy()]
    rows = violations(
        zone_rule(zone, rules),
        wrong,
        wrong.geometry.to_numpy(),
        sentence="a1_only_zone",
        other=str(zone["feature_id"]),
        other_owner=zone.get("name"),
        limit=np.nan,
    )
    return Found(rows, nothing().left_out)


def _too_near(zone: pd.Series, standing: gpd.GeoDataFrame, layer: str, others) -> Found:
    """The least spacing that the zone itself names, between masts inside it and any other."""
    least_m = zone.get("min_spacing_m")
    if pd.isna(least_m) or not least_m > 0:
        return nothing()
    standing = standing.reset_index(drop=True)
    near = pairs_nearer(standing, layer, others, float(least_m))
    rows_of = standing["row"].to_numpy()
    other = others["row"].to_numpy()[near["other"]]
    own = (others["layer"].to_numpy()[near["other"]] == layer) & np.isin(other, rows_of)
    near = near[~own | (rows_of[near["mast"]] < other)]
    beside = others.iloc[near["other"]]
    rows = violations(
        zone_rule(zone, (), SPACING),
        standing.iloc[near["mast"]],
        between(standing, others, near),
        sentence="spacing",
        other=beside["feature_id"].astype(str).to_numpy(),
        other_owner=beside["owner"].to_numpy(),
        found=near["distance_m"].to_numpy(),
        limit=float(least_m),
    )
    return Found(rows, nothing().left_out)
