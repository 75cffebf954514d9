"""Masts of a non-bulky class that are higher than that class may be."""

import numpy as np
import pandas as pd

from layers.regulation.found import Found, aside, has_class, is_about, nothing, together, violations
from layers.regulation.masts import MastSet
from layers.regulation.rule_table import HEIGHT, REACH, Rule
from layers.regulation.spacing import NO_CLASS, NO_HEIGHT

NO_BUILDING, NOT_RECORDED = "no_building_height", "not_recorded"
OF_BUILDING = "building"
ROUNDED_M = 0.05
"""Heights are written to 0.1 m: a mast breaks a rule only if it does so whatever was rounded off."""


def check_heights(masts: MastSet, rules: tuple[Rule, ...]) -> Found:
    """Masts higher than the metres, or the share of their building, that their class allows.

    The reach from the axis is in no layer: every mast such a rule is about is left out, and said so.
    """
    parts = []
    for rule in rules:
        if rule.kind == HEIGHT and rule.has_value and rule.enforced:
            parts.append(_of_rule(masts, rule))
        elif rule.kind == REACH:
            about = is_about(rule, masts.frame)
            parts.append(Found(nothing().rows, aside(masts, about, REACH, NOT_RECORDED)))
    if any(rule.kind == HEIGHT for rule in rules):
        unknown = ~has_class(masts.frame)
        parts.append(Found(nothing().rows, aside(masts, unknown, HEIGHT, NO_CLASS)))
    return together(parts)


def _of_rule(masts: MastSet, rule: Rule) -> Found:
    about = is_about(rule, masts.frame)
    height_m = masts.frame["height_m"].to_numpy()
    building_m = masts.frame["structure_height_m"].to_numpy()
    if rule.unit == OF_BUILDING:
        limit_m, slack_m = rule.value * building_m, ROUNDED_M * (1 + rule.value)
    else:
        limit_m, slack_m = np.full(len(height_m), rule.value), ROUNDED_M
    too_high = about & (height_m > limit_m + slack_m + 1e-9)
    wrong = masts.frame[too_high]
    rows = violations(
        rule,
        wrong,
        wrong.geometry.to_numpy(),
        sentence="height_share" if rule.unit == OF_BUILDING else "height",
        found=height_m[too_high],
        limit=limit_m[too_high],
    )
    rows["unit"] = "m"
    left = [aside(masts, about & np.isnan(height_m), HEIGHT, NO_HEIGHT)]
    if rule.unit == OF_BUILDING:
        left.append(aside(masts, about & np.isnan(building_m), HEIGHT, NO_BUILDING))
    return Found(rows, pd.concat(left))
