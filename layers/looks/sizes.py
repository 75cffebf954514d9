"""Sizes by a number: a few steps, so that a mark's area, not its radius, grows with the number."""

import numpy as np

SIZES = (0.6, 0.9, 1.2, 1.6, 2.0, 2.5)
"""Factors on the usual radius or width, one for each step."""

# A few very large numbers shall not make all others small.
_TOP_SHARE = 0.99


def size_bounds(values: np.ndarray) -> tuple[float, ...]:
    """Upper bound of each step, bound included; rising, the last the largest value. Empty if none is known.

    Bounds go with the square of the factors, up to the value that one in a hundred exceeds.

    Examples
    --------
    >>> size_bounds(np.array([0.0, 100.0]))
    (5.76, 12.96, 23.04, 40.96, 64.0, 100.0)
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return ()
    top = max(float(np.quantile(known, _TOP_SHARE, method="higher")), 0.0)
    largest = float(known.max())
    if top == 0:
        return (largest,)
    bounds = [round(top * (factor / SIZES[-1]) ** 2, 12) for factor in SIZES[:-1]]
    return (*bounds, largest)


def size_of(values: np.ndarray, bounds: tuple[float, ...]) -> np.ndarray:
    """The step of each number, counted from 0; -1 where it is unknown."""
    if not bounds:
        return np.full(len(values), -1, np.int8)
    steps = np.minimum(np.searchsorted(bounds, values, side="left"), len(bounds) - 1)
    return np.where(np.isfinite(values), steps, -1).astype(np.int8)
