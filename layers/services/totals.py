"""One number for all areas of an answer."""

import numpy as np
import pandas as pd

from layers.services.measures import Measure
from layers.services.states import BLANK_STATES

_UNIT = ["numerator", "denominator", "state"]


def total_of(measure: Measure, rows: pd.DataFrame, sources: pd.DataFrame) -> dict:
    """Sum over sum of the units that are known: areas that returned, and communes that were carried."""
    own = rows.loc[~rows["unit_key"].isin(sources["to_key"]), _UNIT].assign(share=1.0)
    once = sources.drop_duplicates("from_key").set_index("from_key")[_UNIT]
    share = sources.groupby("from_key")["share"].sum()
    # The parts of a unit that are all here are the unit, to the last digit.
    once["share"] = share.mask(np.isclose(share, 1), 1.0)
    units = pd.concat([own, once], ignore_index=True)
    known = units[~units["state"].isin(BLANK_STATES)]
    top, base = (
        float((known[part] * known["share"]).sum(min_count=1))
        for part in ("numerator", "denominator")
    )
    value = (top / base if base > 0 else np.nan) if measure.is_share else top
    return {
        "value": value,
        "numerator": top,
        "denominator": base,
        "known": len(known),
        "unknown": len(units) - len(known),
        "units": len(units),
    }
