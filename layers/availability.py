"""Service availability beside the other facts of areas: what each area itself returned last."""

import numpy as np
import pandas as pd

from layers.services.ground import ground_of, ground_of_unit, version_of
from layers.services.measures import MEASURES
from layers.services.observations import COMMUNE, observations
from layers.services.periods import newest
from layers.services.published import of_city
from layers.services.returns import choose_returns, returns_of
from layers.services.states import BLANK_STATES

PARTS = ("numerator", "denominator", "state")


def territory_key(unit_key: pd.Series) -> pd.Series:
    """Unit keys under the name of the oldest version with the same borders (`layers.services.ground`)."""
    return ground_of(unit_key)


def counts_by_unit(availability: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """What each unit returned for some measures, in the newest period of its city and borders.

    These are the measures of `layers.services.measures`, made by the same rule as the answers about
    services; figures of other borders are not carried here.

    Returns
    -------
    DataFrame
        Indexed by `territory_key`; columns `column_of` of each measure and part. Numbers are NaN unless
        the state is known or zero.
    """
    seen = observations(availability)
    seen = seen[(seen["tier"] == COMMUNE).fillna(False).astype(bool)]
    found = [_newest(returns_of(seen, MEASURES[name]), name) for name in measures]
    return pd.concat(found, axis=1)


def column_of(measure: str, part: str) -> str:
    """Name of a column of facts: of ``numerator``, ``denominator`` or ``state`` of a measure."""
    return f"{measure}_{part}"


def of_unit(
    availability: pd.DataFrame, unit_key: str, *, rows: dict[str, np.ndarray] | None = None
) -> pd.DataFrame:
    """All rows of one unit, newest first.

    Parameters
    ----------
    rows : dict, optional
        `rows_by_unit` of the table, for whoever asks of many units.
    """
    if rows is None:
        rows = rows_by_unit(availability)
    return availability.iloc[rows.get(ground_of_unit(unit_key), [])]


def rows_by_unit(availability: pd.DataFrame) -> dict[str, np.ndarray]:
    """Which rows each unit has, newest first, by its `territory_key`."""
    period = availability["period"].reset_index(drop=True)
    order = period.sort_values(ascending=False, kind="stable").index.to_numpy()
    keys = territory_key(availability["unit_key"].iloc[order])
    return {key: order[at] for key, at in keys.groupby(keys.to_numpy()).indices.items()}


def figures_of_city(city: str) -> pd.DataFrame:
    """Published figures about online services of a city (code of today), at their own level."""
    return of_city(city)


def _newest(returns: pd.DataFrame, measure: str) -> pd.DataFrame:
    place = [returns["city"].fillna(""), version_of(returns["ground"]).fillna("")]
    last = returns.groupby(place)["period"].transform(newest)
    rows = choose_returns(returns[returns["period"] == last])[0].set_index("ground")
    blank = rows["state"].isin(BLANK_STATES)
    parts = {
        "numerator": rows["numerator"].mask(blank),
        "denominator": rows["denominator"].mask(blank),
        "state": rows["state"],
    }
    return pd.DataFrame({column_of(measure, part): parts[part] for part in PARTS})
