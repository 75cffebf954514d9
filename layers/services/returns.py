"""What units returned for one measure: numerator and denominator of one return, with its state."""

import numpy as np
import pandas as pd

from layers.services.ground import ground_of
from layers.services.measures import Measure
from layers.services.observations import SAME_RETURN, joint_state
from layers.services.percentages import FITS, NOT_STATED, check_percent
from layers.services.states import BLANK_STATES, KNOWN, NOT_APPLICABLE, UNKNOWN, ZERO

_TOP = ["numerator", "state"]


def returns_of(observations: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Each unit's returns for a measure, of every tier and period.

    Returns
    -------
    DataFrame
        Columns of `observations` with ``numerator`` (all its counts added up), ``denominator`` (NaN for
        a count), ``state`` of the measure, ``value`` (NaN unless known or zero) and ``ground``: the
        unit's key in the oldest version with the same borders. A return that lacks one of the counts
        is unknown; a share of nothing has no meaning.
    """
    found = observations
    if measure.scheme is not None:
        found = found[(found["scheme"] == measure.scheme).fillna(False)]
    first, *others = measure.numerator
    rows = found[found["measure"] == first].drop_duplicates([*SAME_RETURN, "row"], keep="last")
    for field in others:
        rows = _added(rows, found[found["measure"] == field])
    if not measure.is_share:
        rows = rows.assign(denominator=np.nan, denominator_state=None)
    rows = rows.assign(
        measure=measure.id,
        state=_state(rows, measure),
        ground=ground_of(rows["unit_key"]),
    )
    if measure.is_share:
        # A percentage that is of another share of the row says nothing of this one.
        own = check_percent(rows["stated_pct"], rows["numerator"], rows["denominator"])
        elsewhere = (rows["check"] == FITS) & (own != FITS)
        rows["stated_pct"] = rows["stated_pct"].mask(elsewhere)
        rows["check"] = rows["check"].mask(elsewhere, NOT_STATED)
    for name in ("version", "tier", "period", "city", "unit_key"):
        rows[name] = rows[name].astype(object).where(rows[name].notna(), None)
    known = rows["state"].isin([KNOWN, ZERO])
    value = rows["numerator"] / rows["denominator"] if measure.is_share else rows["numerator"]
    rows["value"] = value.where(known)
    return rows.reset_index(drop=True)


def choose_returns(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """One return a unit, all of one counting unit.

    Parameters
    ----------
    rows : DataFrame
        From `returns_of`, of one tier and period.

    Returns
    -------
    chosen : DataFrame
        A figure that somebody reported goes before an invented one, one that is known before one that
        is not, a later row before an earlier one.
    doubled : DataFrame
        Returns of the same unit that were not chosen.
    others : DataFrame
        Returns that count something else (services, procedures) than most of their level in their city do.
    """
    if rows.empty:
        return rows, rows, rows
    counted = rows["counting_unit"].fillna("").astype(object)
    alike = [rows["city"].fillna(""), rows["level"]]
    most = counted.groupby(alike).transform(lambda units: units.mode().iloc[0])
    same = counted == most
    order = pd.DataFrame(
        {
            "synthetic": rows["synthetic"],
            "blank": rows["state"].isin(BLANK_STATES),
            "row": -rows["row"],
        }
    )
    ordered = rows.loc[order[same].sort_values(list(order)).index]
    again = ordered.duplicated("ground")
    return ordered[~again].sort_values("row"), ordered[again], rows[~same]


def _added(rows: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Returns with one more count added; where the return has it not, the sum is unknown."""
    keys = [*SAME_RETURN, "family"]
    more = more.drop_duplicates(keys, keep="last")[[*keys, *_TOP, "denominator"]]
    both = rows.merge(more, on=keys, how="left", suffixes=("", "_more"))
    total = both["numerator"] + both["numerator_more"]
    other = both["state_more"].where(both["state_more"].notna(), UNKNOWN)
    both["state"] = joint_state([both["state"], other], total)
    both["numerator"] = total
    both["denominator"] = both["denominator"].fillna(both["denominator_more"])
    return both.drop(columns=[c for c in both if c.endswith("_more")])


def _state(rows: pd.DataFrame, measure: Measure) -> pd.Series:
    state = rows["state"]
    if not measure.is_share:
        return state
    base, base_state = rows["denominator"], rows["denominator_state"]
    known = ~state.isin(BLANK_STATES)
    state = state.mask(known & base.isna(), UNKNOWN)
    state = state.mask(known & base_state.isin(BLANK_STATES), base_state)
    return state.mask(known & (base == 0), NOT_APPLICABLE)
