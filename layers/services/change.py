"""What changed in each area between two periods, with what only the borders changed set apart."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.services.answers import Answer, Question, ask
from layers.services.derivation import Derivation
from layers.services.held import all_returns
from layers.services.observations import COMMUNE
from layers.services.places import places_of
from layers.services.returns import choose_returns

BOUNDARY_ONLY, FIGURE, BOTH, CANNOT_BE_KNOWN, UNCHANGED = (
    "boundary_only", "figure", "both", "cannot_be_known", "none",
)  # fmt: skip
KINDS = (BOUNDARY_ONLY, FIGURE, BOTH, CANNOT_BE_KNOWN, UNCHANGED)
COLUMNS = [
    "code", "unit_key", "name", "full_name", "before_same_code", "before_carried", "low", "high", "after",
    "boundary_part", "real_change", "real_low", "real_high", "border_changed", "kind", "before_state",
    "after_state", "how", "synthetic",
]  # fmt: skip
_SLACK = 1e-12


@dataclass(frozen=True)
class Changed:
    """Changes of the areas of a city.

    Attributes
    ----------
    rows : DataFrame
        `COLUMNS`. ``before_same_code`` is the earlier value of the unit that then had the area's code, at
        its borders of that time; ``before_carried`` the earlier value of the ground that is the area
        today, from ``low`` to ``high``. ``boundary_part`` is the second less the first: what one would
        take for a change though only borders moved. ``real_change`` is the later value less the
        carried one, at least ``real_low``, at most ``real_high``. Shares between 0 and 1.
    before, after : Answer
        Both over the areas of today.
    """

    rows: pd.DataFrame
    before: Answer
    after: Answer

    @property
    def kinds(self) -> dict[str, int]:
        """How many areas there are of each kind."""
        return self.rows["kind"].value_counts().to_dict()

    @property
    def derivations(self) -> tuple[Derivation, Derivation]:
        return self.before.derivation, self.after.derivation


def changed(
    atlas: Atlas,
    snapshot: Snapshot,
    measure: str,
    city: str,
    before: str,
    after: str,
    *,
    areas: str = "admin_commune",
    tier: str = COMMUNE,
    weight: str = "area",
) -> Changed:
    """What changed from one period to another.

    Kinds: ``boundary_only`` (other borders, the same figure on the same ground), ``figure`` (the
    figure, on ground that the code had before too), ``both``, ``none``, and ``cannot_be_known``: a
    value is unknown, or the range of the carried one holds the later one.

    Raises
    ------
    NotMappable, UnknownCity
        As `layers.services.answers.ask`.
    """
    first, last = (
        ask(atlas, snapshot, Question(measure, areas, city, tier, period, weight))
        for period in (before, after)
    )
    returns = all_returns(atlas, snapshot, measure)
    level = places_of(atlas, snapshot, areas).level
    then = returns[
        (returns["period"] == before) & (returns["tier"] == tier) & (returns["level"] == level)
    ]
    same_code = choose_returns(then)[0].drop_duplicates("code").set_index("code")["value"]
    return Changed(compare(first, last, same_code), first, last)


def compare(first: Answer, last: Answer, same_code: pd.Series) -> pd.DataFrame:
    """The rows of `Changed`; `same_code` are the earlier values at their own borders, by code."""
    old, new = first.rows.set_index("unit_key"), last.rows.set_index("unit_key")
    rows = new[["code", "name", "full_name"]].copy()
    rows["before_same_code"] = rows["code"].map(same_code).astype(float)
    for name in ("low", "high"):
        rows[name] = old[name].reindex(rows.index)
    rows["before_carried"], rows["after"] = old["value"].reindex(rows.index), new["value"]
    rows["boundary_part"] = rows["before_carried"] - rows["before_same_code"]
    rows["real_change"] = rows["after"] - rows["before_carried"]
    rows["real_low"], rows["real_high"] = new["low"] - rows["high"], new["high"] - rows["low"]
    rows["border_changed"] = rows.index.isin(_reshaped(first.sources))
    rows["kind"] = _kinds(rows)
    rows["before_state"], rows["after_state"] = old["state"].reindex(rows.index), new["state"]
    rows["how"] = old["how"].reindex(rows.index)
    rows["synthetic"] = old["synthetic"].reindex(rows.index) | new["synthetic"]
    return rows.reset_index()[COLUMNS]


def _reshaped(sources: pd.DataFrame) -> pd.Index:
    """Areas made of several units, or of parts of one."""
    pieces = sources.groupby("to_key")["share"].agg(["size", "min"])
    return pieces.index[(pieces["size"] > 1) | (pieces["min"] < 1)]


def _kinds(rows: pd.DataFrame) -> np.ndarray:
    change, part = rows["real_change"], rows["boundary_part"]
    wide = rows["real_high"] - rows["real_low"] > _SLACK
    doubtful = wide & (rows["real_low"] <= _SLACK) & (rows["real_high"] >= -_SLACK)
    moved = change.abs() > _SLACK
    # A part that cannot be told, because no unit had this code, is no sign that borders stayed.
    border = rows["border_changed"] & ~(part.abs() <= _SLACK)
    return np.select(
        [change.isna() | doubtful, moved & border, moved, border],
        [CANNOT_BE_KNOWN, BOTH, FIGURE, BOUNDARY_ONLY],
        UNCHANGED,
    ).astype(object)
