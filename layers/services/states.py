"""Six things that a count may be: a number, zero, unknown, without meaning, not there, withheld.

A number or a zero stands in its field. For the four others the field is blank and the row's field
``states`` says why, as ``n_full=suppressed;n_partial=not_applicable``; a blank field that is not named
there is one of which the row says nothing.
"""

from collections.abc import Mapping

import pandas as pd

KNOWN, ZERO = "known", "zero"
UNKNOWN, NOT_APPLICABLE, NO_DATA, SUPPRESSED = (
    "unknown", "not_applicable", "no_data", "suppressed",
)  # fmt: skip
BLANK_STATES = (UNKNOWN, NOT_APPLICABLE, NO_DATA, SUPPRESSED)
STATES = (KNOWN, ZERO, *BLANK_STATES)
FIELD = "states"


def states_of(rows: pd.DataFrame, field: str) -> pd.Series:
    """What `field` is in each row: one of `STATES`, and None where the row says nothing of it.

    Parameters
    ----------
    rows : DataFrame
        Rows of ``service_availability``.
    """
    values = rows[field] if field in rows else pd.Series(pd.NA, index=rows.index)
    # Plain floats: a comparison of nullable whole numbers with 0 is NA, which ``mask`` takes for true.
    values = pd.to_numeric(values, errors="coerce").astype("Float64").astype("float64")
    said = pd.Series(None, index=rows.index, dtype=object)
    if FIELD in rows:
        text = rows[FIELD].astype("string")
        found = text.str.extract(rf"(?:^|;)\s*{field}=(\w+)", expand=False)
        said = found.astype(object).where(found.isin(BLANK_STATES), None)
    said = said.mask(values.notna(), KNOWN).mask(values == 0, ZERO)
    return said.where(said.notna(), None)


def write_states(states: Mapping[str, pd.Series], index: pd.Index) -> pd.Series:
    """The field ``states`` from the state of each field; None where no field needs a word.

    Parameters
    ----------
    states : mapping of Series
        Field -> state of each row; numbers and None need no word.
    """
    text = pd.Series("", index=index, dtype=object)
    for field, said in states.items():
        worded = said.reindex(index).isin(BLANK_STATES)
        text = text.where(~worded, text + ";" + field + "=" + said.reindex(index).astype(str))
    text = text.str.strip(";")
    return text.where(text != "", None).astype("string")
