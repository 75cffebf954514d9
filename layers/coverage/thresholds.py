"""Which areas are below a share, goals of policy about coverage, and areas in order of their share."""

import numpy as np
import pandas as pd

from layers.coverage.answer import ReachAnswer
from layers.errors import BadOption
from layers.services.targets import targets

_DIGITS = 9
"""Shares that differ by less are one: the rest is rounding."""
RISEN, FALLEN = "risen", "fallen"


def below(answer: ReachAnswer, share: float) -> pd.DataFrame:
    """Areas whose share is known and less than `share`, the lowest first; equal ones by what is not reached.

    Areas of which nothing is known are not among them: `unknown` has those.

    Raises
    ------
    BadOption
        If `share` is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise BadOption(option="--below", value=share)
    return ranked(answer).query("share < @share").reset_index(drop=True)


def ranked(answer: ReachAnswer) -> pd.DataFrame:
    """Areas with a known share, the lowest first, with ``rank`` (1 the lowest, ties alike) and ``missing``."""
    rows = answer.areas[answer.areas["share"].notna()]
    rows = rows.assign(missing=rows["total"] - rows["reached"])
    rows["rank"] = rows["share"].round(_DIGITS).rank(method="min").astype(int)
    order = ["rank", "missing", "code"]
    return rows.sort_values(order, ascending=[True, False, True]).reset_index(drop=True)


def unknown(answer: ReachAnswer) -> pd.DataFrame:
    """Areas without a share, each with its state."""
    return answer.areas[answer.areas["share"].isna()].reset_index(drop=True)


def coverage_targets(technology: str | None = None) -> pd.DataFrame:
    """Goals about the share of people within coverage.

    Returns
    -------
    DataFrame
        ``id``, ``indicator``, ``operator``, ``goal`` (share between 0 and 1), ``due``, ``document``,
        ``status``, ``certainty``, ``sure``, ``source``, ``technology``; of `technology` alone where one is
        given.

    Notes
    -----
    A goal is of people within coverage. Assumed reach is not coverage: a comparison of the two shows
    where to look, not whether a goal is met.
    """
    table = targets()
    table = table[(table["theme"] == "mobile") & (table["unit"] == "% of population")]
    found = table.assign(
        goal=table["goal"].where(table["goal"] <= 1, table["goal"] / 100),
        technology=table["indicator"].str.extract(r"\b([2-5]G)\b", expand=False),
    )
    if technology is not None:
        found = found[found["technology"] == technology]
    columns = [
        "id", "indicator", "operator", "goal", "due", "document", "status", "certainty", "sure",
        "source", "technology",
    ]  # fmt: skip
    return found[columns].reset_index(drop=True)


def crossed(before: pd.Series, after: pd.Series, share: float) -> pd.Series:
    """``risen``, ``fallen`` or None of each area: whether it went over the threshold, or below it."""
    was, now = before >= share, after >= share
    both = before.notna() & after.notna()
    found = np.select([both & ~was & now, both & was & ~now], [RISEN, FALLEN], "").astype(object)
    found[found == ""] = None
    return pd.Series(found, index=before.index, dtype=object)
