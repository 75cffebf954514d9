"""How much of what stands is used by several operators, of what is known about it."""

import pandas as pd

from layers.profiles.tally import SHARED, UNKNOWN

COLUMNS = ["layer", "total", "known", "shared", "ratio", "unknown_share"]


def sharing_of(table: pd.DataFrame) -> pd.DataFrame:
    """Shared over known by layer, and the share of which nobody knows.

    Parameters
    ----------
    table : DataFrame
        Of `layers.profiles.tally`.

    Returns
    -------
    DataFrame
        `COLUMNS`: amounts are sites or kilometres; ``ratio`` is NaN where nothing is known. A layer in
        which no row says anything has a row too, all unknown.
    """
    wide = table.pivot_table(
        index="layer", columns="shared", values="amount", aggfunc="sum", sort=False
    )
    wide = wide.reindex(columns=[SHARED, UNKNOWN, "alone"]).fillna(0.0)
    total = wide.sum(axis=1)
    known = total - wide[UNKNOWN]
    found = pd.DataFrame(
        {
            "total": total,
            "known": known,
            "shared": wide[SHARED],
            "ratio": wide[SHARED] / known.where(known > 0),
            "unknown_share": wide[UNKNOWN] / total.where(total > 0),
        }
    )
    return found.rename_axis("layer").reset_index()[COLUMNS]
