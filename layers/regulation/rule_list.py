"""The rules that were asked of the masts of a place, and what came of each."""

import numpy as np
import pandas as pd

from layers.regulation.found import OTHER, has_class, is_about, territory_of
from layers.regulation.heights import OF_BUILDING
from layers.regulation.masts import MastSet
from layers.regulation.rule_table import A1_ONLY, HEIGHT, REACH, SHARING, SPACING, Rule
from layers.regulation.spacing import judged_by
from layers.regulation.zones import ZONES

RULES = [
    "rule", "kind", "title_vi", "title_en", "former_name", "classes", "environment", "scope", "value",
    "unit", "binding", "valid_from", "valid_to", "source", "certainty", "judged", "violations",
    "elsewhere", "found", "state",
]  # fmt: skip


def list_rules(held: tuple[Rule, ...], rows: pd.DataFrame, masts: MastSet) -> pd.DataFrame:
    """The rules that were asked, and what came of each."""
    away = rows["territory"] == OTHER
    here, there = (rows.loc[where, "rule"].value_counts() for where in (~away, away))
    table = [
        _row(rule, int(here.get(rule.id, 0)), masts) | {"elsewhere": int(there.get(rule.id, 0))}
        for rule in held
    ]
    return pd.DataFrame(table).reindex(columns=RULES)


def _row(rule: Rule, count: int, masts: MastSet) -> dict:
    found = _sharing(rule, masts) if rule.kind == SHARING else np.nan
    judged = _judged(rule, masts)
    state = "not_met" if count else "met" if judged else "not_judged"
    if rule.kind == SHARING:
        state = "not_judged" if np.isnan(found) else "met" if found >= rule.value else "not_met"
    said = {name: getattr(rule, name) for name in RULES if hasattr(rule, name)}
    return said | {
        "rule": rule.id,
        "classes": ";".join(rule.classes),
        "judged": judged,
        "violations": count,
        "found": found,
        "state": state,
    }


def _judged(rule: Rule, masts: MastSet) -> int:
    """How many masts a rule could be asked of."""
    if rule.id == ZONES:
        return int(has_class(masts.frame).sum())
    if not (rule.enforced and rule.has_value) or rule.kind in (REACH, A1_ONLY):
        return 0
    own = territory_of(rule, masts.frame) != OTHER
    if rule.kind == SPACING:
        return int((judged_by(masts, rule) & own).sum())
    needed = {SHARING: ["n_operators"], HEIGHT: ["height_m"]}[rule.kind]
    needed = [*needed, "structure_height_m"] if rule.unit == OF_BUILDING else needed
    known = masts.frame[needed].notna().all(axis=1).to_numpy()
    return int((is_about(rule, masts.frame) & known & own).sum())


def _sharing(rule: Rule, masts: MastSet) -> float:
    """The share of masts with two or more operators among those whose number is known."""
    tenants = masts.frame.loc[is_about(rule, masts.frame), "n_operators"].dropna()
    return float((tenants >= 2).mean()) if len(tenants) else np.nan
