"""A measure of one area over time: in series that are never joined across a change of scheme or count."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from layers.atlas import BOUNDARIES, PROVINCES, Atlas, Snapshot
from layers.errors import NotMappable, UnknownLayer
from layers.services.answers import Question, ask
from layers.services.derivation import Derivation
from layers.services.ground import ground_of_unit
from layers.services.held import all_returns, versions_key
from layers.services.measures import MEASURES
from layers.services.observations import COMMUNE
from layers.services.periods import period_order
from layers.services.places import places_of
from layers.services.values import NONE

COLUMNS = [
    "period", "measure", "scheme", "counting_unit", "tier", "value", "low", "high", "numerator",
    "denominator", "stated_pct", "state", "how", "boundary", "source", "synthetic", "series",
]  # fmt: skip
OTHER_BORDERS = "other_borders"


@dataclass(frozen=True)
class Trend:
    """Values of one area over time.

    Attributes
    ----------
    rows : DataFrame
        `COLUMNS`, oldest first. Only rows of one ``series`` (a number) may be joined by a line: they have
        the same measure, scheme and counting unit, and stand for the same ground. ``how`` is as in an
        answer, or ``other_borders``: a figure of a unit of the same code with other borders, as it was
        stated. ``boundary`` is the version that the figure was reported in.
    breaks : DataFrame
        ``period`` (of the later row), ``before``, ``after`` and ``reason``: ``measure``, ``scheme``,
        ``counting_unit`` or ``borders``; what differs between two rows that follow one another.
    derivations : dict
        Period -> `Derivation`, of the measure that was asked.
    """

    rows: pd.DataFrame
    breaks: pd.DataFrame
    derivations: dict[str, Derivation]


def trend(
    atlas: Atlas,
    snapshot: Snapshot,
    unit_key: str,
    measure: str,
    *,
    areas: str | None = None,
    tier: str = COMMUNE,
    weight: str = "area",
) -> Trend:
    """The measure of an area, and others of its family, in every period there is.

    Figures of older boundary versions are carried, with their range.

    Parameters
    ----------
    unit_key : str
        Of an area of a boundary layer of the store.
    areas : str, optional
        That layer; by default the first that holds the unit.

    Raises
    ------
    UnknownLayer
        If no boundary layer holds the unit.
    """
    areas = areas or _layer_of(atlas, snapshot, unit_key)
    key = f"service-trend-{versions_key(snapshot, areas)}-{unit_key}-{measure}-{tier}-{weight}"
    return atlas.answers.once(
        key, lambda: _trend(atlas, snapshot, unit_key, measure, areas, tier, weight)
    )


def _trend(atlas, snapshot, unit_key: str, measure: str, areas: str, tier: str, weight: str):
    kin = _kin(measure)
    found, derivations = [], {}
    for name in kin:
        returns = all_returns(atlas, snapshot, name)
        for period in returns.loc[returns["tier"] == tier, "period"].dropna().unique():
            row, derivation = _at(atlas, snapshot, unit_key, name, areas, tier, period, weight)
            if row is not None:
                found.append(row)
                derivations |= {period: derivation} if name == measure else {}
        found += _of_other_borders(returns, unit_key, tier)
    rows = pd.DataFrame(found, columns=COLUMNS[:-1])
    order = sorted(
        range(len(rows)),
        key=lambda i: (period_order(found[i]["period"]), kin.index(found[i]["measure"])),
    )
    rows = rows.iloc[order].reset_index(drop=True)
    rows["series"] = _series(rows)
    return Trend(rows, _breaks(rows), derivations)


def _kin(measure: str) -> list[str]:
    """The measure and, of a share, the other shares of its family: what there was before its scheme."""
    own = MEASURES[measure]
    if not own.is_share:
        return [measure]
    family = [m.id for m in MEASURES.values() if m.is_share and m.family == own.family]
    return [measure, *(name for name in family if name != measure)]


def _at(atlas, snapshot, unit_key, measure, areas, tier, period, weight) -> tuple:
    """The value of the area in a period; None where nothing was returned for it."""
    places = places_of(atlas, snapshot, areas).frame
    city = places.loc[places["unit_key"] == unit_key, "city"].iloc[0]
    try:
        answer = ask(atlas, snapshot, Question(measure, areas, city, tier, period, weight))
    except NotMappable:
        return None, None
    rows = answer.rows[(answer.rows["unit_key"] == unit_key) & (answer.rows["how"] != NONE)]
    if rows.empty:
        return None, None
    row = rows.iloc[0]
    returns = all_returns(atlas, snapshot, measure)
    like = returns[(returns["period"] == period) & (returns["tier"] == tier)]
    like = like[like["city"] == city]
    about = {"measure": measure, "tier": tier, "boundary": row["from_version"]}
    for name in ("scheme", "counting_unit"):  # a return need not say what it counts
        about[name] = next(iter(like[name].mode()), None)
    return row.to_dict() | about, answer.derivation


def _of_other_borders(returns: pd.DataFrame, unit_key: str, tier: str) -> list[dict]:
    """What was stated of a unit of the same code when it had other borders, as it was stated."""
    code = unit_key.partition(":")[2]
    ground = ground_of_unit(unit_key)
    # Only provinces keep what they are under their code: a commune's code may have passed to another.
    same = (returns["code"] == code) & (returns["level"] == "province") & (returns["tier"] == tier)
    rows = returns[same & (returns["ground"] != ground)]
    rows = rows.assign(
        how=OTHER_BORDERS, low=rows["value"], high=rows["value"], boundary=rows["version"]
    )
    return rows.to_dict("records")


def _series(rows: pd.DataFrame) -> np.ndarray:
    borders = rows["boundary"].where(rows["how"] == OTHER_BORDERS, "")
    keys = rows[["measure", "scheme", "counting_unit"]].astype(object).assign(borders=borders)
    return keys.groupby(list(keys), dropna=False, sort=False).ngroup().to_numpy()


def _breaks(rows: pd.DataFrame) -> pd.DataFrame:
    """What differs between each row and the one before it, but for rows of one and the same period."""
    found = []
    ends = rows.drop_duplicates("period", keep="first").to_dict("records")
    for before, after in pairwise(ends):
        if before["series"] == after["series"]:
            continue
        reasons = [name for name in ("scheme", "counting_unit") if before[name] != after[name]]
        if (
            OTHER_BORDERS in (before["how"], after["how"])
            and before["boundary"] != after["boundary"]
        ):
            reasons.append("borders")
        for reason in reasons or ["measure"]:
            name = "boundary" if reason == "borders" else reason
            found.append((after["period"], str(before[name]), str(after[name]), reason))
    return pd.DataFrame(found, columns=["period", "before", "after", "reason"])


def _layer_of(atlas: Atlas, snapshot: Snapshot, unit_key: str) -> str:
    for areas in (*BOUNDARIES, PROVINCES):
        if snapshot.has(areas):
            keys = places_of(atlas, snapshot, areas).frame["unit_key"]
            if (keys == unit_key).any():
                return areas
    raise UnknownLayer(layer=unit_key, known=", ".join(snapshot.versions))
