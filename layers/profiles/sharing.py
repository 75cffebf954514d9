"""How much of what stands is used by several operators, of what is known about it."""

import numpy as np
import pandas as pd

from layers.profiles.tally import ALONE, SHARED, UNKNOWN, sums

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
    amount = sums(table, "layer", "shared")
    layers = np.array(list(dict.fromkeys(layer for layer, _ in amount)), dtype=object)
    shared, unknown, alone = (
        np.array([amount.get((layer, how), 0.0) for layer in layers], dtype=float)
        for how in (SHARED, UNKNOWN, ALONE)
    )
    total = shared + unknown + alone
    known = total - unknown
    ratio, unknown_share = _over(shared, known), _over(unknown, total)
    columns = (layers, total, known, shared, ratio, unknown_share)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _over(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
