"""The rules that data is held against. Each gives findings; a rule that crashes is a finding too."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.importing.report import Finding, row_findings
from layers.spec import LayerSpec

Rule = Callable[[pd.DataFrame, LayerSpec], list[Finding]]


def geometry_missing(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    """Rows without a position stay in the layer: they are counted as unknown, not as nowhere."""
    if not _spatial(frame):
        return []
    absent = (frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    return row_findings("geometry.missing", "warning", absent)


def geometry_type(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    if not _spatial(frame):
        return []
    allowed = {name.removeprefix("Multi") for name in spec.geometry}
    kinds = frame.geometry.geom_type
    wrong = kinds.notna() & ~kinds.str.removeprefix("Multi").isin(allowed)
    params = {"allowed": ", ".join(spec.geometry)}
    return row_findings("geometry.type", "error", wrong.to_numpy(), values=kinds, params=params)


def geometry_invalid(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    if not _spatial(frame):
        return []
    present = ~shapely.is_missing(frame.geometry.to_numpy())
    wrong = present & ~frame.geometry.is_valid.to_numpy()
    reasons = pd.Series(None, index=frame.index, dtype="object")
    reasons[wrong] = shapely.is_valid_reason(frame.geometry.to_numpy()[wrong])
    return row_findings("geometry.invalid", "error", wrong, values=reasons)


def geometry_not_finite(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    """Coordinates that are not numbers, or no longitude and latitude at all."""
    if not _spatial(frame):
        return []
    bounds = frame.geometry.bounds.to_numpy()
    present = ~(frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    limits = np.array([180, 90, 180, 90])
    wrong = present & ~(np.isfinite(bounds) & (np.abs(bounds) <= limits)).all(axis=1)
    return row_findings("geometry.out_of_range", "error", wrong)


def place_elsewhere(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    """Features outside the box around Viet Nam with its islands: often a wrong CRS or swapped axes."""
    if not _spatial(frame):
        return []
    bounds = frame.geometry.bounds.to_numpy()
    present = ~(frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    with np.errstate(invalid="ignore"):
        away = (
            (bounds[:, 0] > 118) | (bounds[:, 2] < 102) | (bounds[:, 1] > 24) | (bounds[:, 3] < 6)
        )
    return row_findings("place.elsewhere", "warning", present & away)


def id_repeated(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    key = [name for name in spec.primary_key if name in frame]
    if not key:
        return []
    again = frame.duplicated(key, keep="first") & frame[key].notna().all(axis=1)
    shown = frame[key[0]].astype("string")
    return row_findings(
        "id.repeated", "error", again.to_numpy(), column=", ".join(key), values=shown
    )


def id_missing(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    key = [name for name in spec.primary_key if name in frame]
    if not key:
        return []
    return row_findings(
        "id.missing", "error", frame[key].isna().any(axis=1).to_numpy(), column=key[0]
    )


def value_not_listed(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    findings = []
    for field in spec.fields:
        if not field.allowed or field.name not in frame or field.item_type not in ("enum",):
            continue
        text = frame[field.name].astype("string")
        members = text.str.split(";").explode() if field.is_list else text
        wrong = (members.notna() & (members != "") & ~members.isin(field.allowed)).groupby(level=0)
        params = {"allowed": ", ".join(field.allowed[:12])}
        flags = wrong.any().reindex(frame.index, fill_value=False).to_numpy()
        findings += row_findings(
            "value.not_listed", "warning", flags, column=field.name, values=text, params=params
        )
    return findings


RULES: tuple[Rule, ...] = (
    geometry_missing,
    geometry_type,
    geometry_not_finite,
    geometry_invalid,
    place_elsewhere,
    id_missing,
    id_repeated,
    value_not_listed,
)


def apply_rules(frame: pd.DataFrame, spec: LayerSpec) -> list[Finding]:
    """Hold `frame` (EPSG:4326) against every rule."""
    findings = []
    for rule in RULES:
        try:
            findings += rule(frame, spec)
        except (ValueError, TypeError, KeyError, shapely.errors.GEOSException) as fault:
            params = {"name": rule.__name__, "fault": str(fault)[:200]}
            findings.append(Finding("rule.crashed", "error", params=params))
    return findings


def _spatial(frame: pd.DataFrame) -> bool:
    return isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None
