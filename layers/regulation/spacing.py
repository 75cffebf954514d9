"""Masts that stand closer to another than a rule of their province allows."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.nearest import within_distance
from layers.regulation.found import (
    Found,
    aside,
    has_class,
    is_about,
    line_between,
    nothing,
    together,
    violations,
)
from layers.regulation.masts import PLANNED, MastSet
from layers.regulation.rule_table import ALL, NEW, SPACING, Rule

NO_CLASS, NO_HEIGHT, NO_ENVIRONMENT, NO_LIMIT = (
    "no_class", "no_height", "environment_unknown", "limit_unknown",
)  # fmt: skip

# Of a mast exactly at the limit the computed distance may be less by what was rounded.
_ROUNDED_M = 1e-6


def check_spacing(masts: MastSet, others: gpd.GeoDataFrame, rules: tuple[Rule, ...]) -> Found:
    """Pairs of masts nearer than the limit of the class, height and environment of one of them.

    Distances are on the ellipsoid (EPSG:4326); at exactly the limit a mast keeps to the rule. A pair in
    which both masts break the same rule is given once.

    Parameters
    ----------
    others : GeoDataFrame
        ``feature_id``, ``mast_class``, ``status``, ``owner``, ``layer``, ``row``: what may be too near,
        the masts themselves among them.
    """
    rules = tuple(rule for rule in rules if rule.kind == SPACING)
    parts = [_left_out(masts, rules)] if rules else []
    parts += [_of_rule(masts, others, rule) for rule in rules if rule.has_value and rule.enforced]
    return together(parts)


def judged_by(masts: MastSet, rule: Rule) -> np.ndarray:
    """The masts a spacing rule is about, as far as is known."""
    frame = masts.frame
    mask = is_about(rule, frame) & _of_scope(masts, rule)
    if _has_heights(rule):
        height = frame["height_m"].to_numpy()
        low = -np.inf if np.isnan(rule.height_above_m) else rule.height_above_m
        high = np.inf if np.isnan(rule.height_to_m) else rule.height_to_m
        mask &= (height > low) & (height <= high)
    if rule.environment != ALL:
        mask &= (frame["environment"] == rule.environment).to_numpy()
    return mask


def pairs_nearer(
    masts: gpd.GeoDataFrame, layer: str, others: gpd.GeoDataFrame, distance_m: float
) -> pd.DataFrame:
    """``mast`` and ``other`` (positions in the frames) less than a distance apart, no mast with itself."""
    near = within_distance(masts.geometry, others.geometry, distance_m=distance_m)
    near = near.rename(columns={"point": "mast", "site": "other"})
    itself = (others["layer"].to_numpy()[near["other"]] == layer) & (
        others["row"].to_numpy()[near["other"]] == masts["row"].to_numpy()[near["mast"]]
    )
    return near[~itself & (near["distance_m"] < distance_m - _ROUNDED_M)].reset_index(drop=True)


def between(masts: gpd.GeoDataFrame, others: gpd.GeoDataFrame, near: pd.DataFrame) -> np.ndarray:
    """The lines between the masts of pairs."""
    start = shapely.get_coordinates(masts.geometry.to_numpy()[near["mast"]])
    return line_between(start, shapely.get_coordinates(others.geometry.to_numpy()[near["other"]]))


def _of_rule(masts: MastSet, others: gpd.GeoDataFrame, rule: Rule) -> Found:
    at = np.flatnonzero(judged_by(masts, rule))
    ruled = masts.frame.iloc[at].reset_index(drop=True)
    others = _near_enough(others, rule)
    near = pairs_nearer(ruled, masts.layer, others, rule.value)
    near = _once(near, ruled, masts.layer, others)
    beside = others.iloc[near["other"]]
    rows = violations(
        rule,
        ruled.iloc[near["mast"]],
        between(ruled, others, near),
        sentence="spacing",
        other=beside["feature_id"].astype(str).to_numpy(),
        other_owner=beside["owner"].to_numpy(),
        found=near["distance_m"].to_numpy(),
    )
    return Found(rows, nothing().left_out)


def _near_enough(others: gpd.GeoDataFrame, rule: Rule) -> gpd.GeoDataFrame:
    """The masts that count as the other one: of the classes named; standing ones for a new mast."""
    keep = np.ones(len(others), dtype=bool)
    if rule.near_classes:
        keep &= others["mast_class"].isin(rule.near_classes).to_numpy()
    if rule.scope == NEW:
        keep &= ~others["status"].isin(PLANNED).to_numpy()
    return others[keep].reset_index(drop=True)


def _once(near: pd.DataFrame, ruled, layer: str, others) -> pd.DataFrame:
    """A pair whose other mast is ruled too comes twice: the one that begins at the earlier row stays."""
    own = others["layer"].to_numpy()[near["other"]] == layer
    mast = ruled["row"].to_numpy()[near["mast"]]
    other = others["row"].to_numpy()[near["other"]]
    twice = own & np.isin(other, ruled["row"].to_numpy())
    return near[~twice | (mast < other)].reset_index(drop=True)


def _left_out(masts: MastSet, rules: tuple[Rule, ...]) -> Found:
    """Masts that a rule might be about, were only known what they are."""
    frame = masts.frame
    known = has_class(frame)
    none = np.zeros(len(frame), dtype=bool)
    no_class, no_height, no_place, no_limit = none.copy(), none.copy(), none.copy(), none.copy()
    for rule in rules:
        scope = _of_scope(masts, rule)
        if rule.classes:
            no_class |= is_about(replace(rule, classes=()), frame) & scope & ~known
        fits = is_about(rule, frame) & scope
        if _has_heights(rule):
            no_height |= fits & frame["height_m"].isna().to_numpy()
        if rule.environment != ALL:
            no_place |= fits & frame["environment"].isna().to_numpy()
        if not rule.has_value or not rule.enforced:
            no_limit |= judged_by(masts, rule)
    named = {NO_CLASS: no_class, NO_HEIGHT: no_height, NO_ENVIRONMENT: no_place, NO_LIMIT: no_limit}
    rows = [aside(masts, mask, SPACING, why) for why, mask in named.items() if mask.any()]
    return Found(nothing().rows, pd.concat(rows) if rows else nothing().left_out)


def _of_scope(masts: MastSet, rule: Rule) -> np.ndarray:
    """A rule about new masts is about those that are planned or being built."""
    if rule.scope != NEW:
        return np.ones(len(masts.frame), dtype=bool)
    return masts.frame["status"].isin(PLANNED).to_numpy()


def _has_heights(rule: Rule) -> bool:
    return not (np.isnan(rule.height_above_m) and np.isnan(rule.height_to_m))
