"""The rules for masts by province, as read in plans and decisions: `data/reference/mast_rules.csv`.

They are rows of a table and not constants, since each province has its own. A rule of a province that has
since joined another holds on the ground of the former one only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache

import pandas as pd

from layers.cards import COUNTRY
from layers.settings import REFERENCE

KINDS = ("spacing", "a1_only_zone", "height", "reach", "sharing")
SPACING, A1_ONLY, HEIGHT, REACH, SHARING = KINDS
BINDING = ("yes", "no", "expired", "unknown")
URBAN, OUTSIDE, ALL = "urban", "outside", "all"
NEW = "new"
_NUMBERS = ("height_above_m", "height_to_m", "value")
_LISTS = ("classes", "near_classes")


@dataclass(frozen=True)
class Rule:
    """One rule for masts.

    Attributes
    ----------
    id, kind : str
        `kind` is one of `KINDS`.
    coverage_rule : str
        Its row in ``coverage_rules.csv``, if it is of that table.
    province_code : str
        Of the province of today; "" for the whole country. `former_code` and `former_name` are of the
        province until 2025-06-30 that made it.
    classes : tuple of str
        Classes of masts it is about; none means any.
    height_above_m, height_to_m : float
        It is about masts higher than the first and not higher than the second; NaN is no bound.
    environment : {"urban", "outside", "all"}
        Urban is a ward (phường), outside is a commune (xã).
    scope : {"any", "new"}
        ``new``: only masts that do not stand yet, against those that do.
    near_classes : tuple of str
        For spacing, the classes of the other mast; none means any.
    value : float
        Metres, or with `unit` ``building`` the share of the height of the building, ``share`` that of
        masts; NaN where what was read does not say it.
    binding : {"yes", "no", "expired", "unknown"}
    source, certainty : str
        As in ``coverage_rules.csv``.
    """

    id: str
    kind: str
    coverage_rule: str = ""
    province_code: str = ""
    former_code: str = ""
    former_name: str = ""
    classes: tuple[str, ...] = ()
    height_above_m: float = float("nan")
    height_to_m: float = float("nan")
    environment: str = ALL
    scope: str = "any"
    near_classes: tuple[str, ...] = ()
    value: float = float("nan")
    unit: str = "m"
    binding: str = "unknown"
    valid_from: str = ""
    valid_to: str = ""
    title_vi: str = ""
    title_en: str = ""
    source: str = ""
    certainty: str = "read"
    note: str = ""

    @property
    def enforced(self) -> bool:
        """Whether it may make a violation: a rule remembered with low certainty never does."""
        return "low" not in self.certainty and self.certainty != "unknown"

    @property
    def has_value(self) -> bool:
        return self.value == self.value

    def title(self, lang: str) -> str:
        return self.title_vi if lang == "vi" else self.title_en


@lru_cache
def mast_rules() -> tuple[Rule, ...]:
    """All rules of the reference table."""
    table = pd.read_csv(REFERENCE / "mast_rules.csv", dtype="string", keep_default_na=False)
    return tuple(_rule(row) for row in table.to_dict("records"))


def rules_of(city: str, rules: Iterable[Rule] | None = None) -> tuple[Rule, ...]:
    """The rules that hold in a province of today, those of the country among them."""
    rules = mast_rules() if rules is None else tuple(rules)
    return tuple(r for r in rules if city == COUNTRY or r.province_code in ("", city))


def _rule(row: dict[str, str]) -> Rule:
    made: dict = {f.name: row.get(f.name, "") for f in fields(Rule)}
    made |= {name: float(made[name] or "nan") for name in _NUMBERS}
    made |= {name: tuple(filter(None, made[name].split(";"))) for name in _LISTS}
    return Rule(**made)
