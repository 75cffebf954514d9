"""Classes of a map legend: where to cut a row of numbers, and which class each number falls in.

The cuts are mapclassify's. Its import takes seconds (it compiles), so it is imported at the first cut;
whoever must not wait keeps classes that were made before.
"""

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.errors import BadArgument

SCHEMES = ("quantile", "natural_breaks", "equal_interval", "user")

# Natural breaks take time with the square of the count; this many values, taken evenly from the
# sorted ones, give the same classes to the eye.
_MOST_FOR_NATURAL_BREAKS = 1000


class Classes(NamedTuple):
    """The classes of a row of numbers.

    Attributes
    ----------
    breaks : tuple of float
        Upper bound of each class, bound included; the last is the largest value (for ``user``
        breaks: or the last break, when that is larger). Empty when no value is known.
    counts : tuple of int
        Values in each class.
    unknown : int
        Values that are missing or not finite. ``sum(counts) + unknown`` is the number of values.
    """

    breaks: tuple[float, ...]
    counts: tuple[int, ...]
    unknown: int


def classify(values, *, scheme="quantile", k=5, breaks=None, round_breaks=True) -> Classes:
    """Cut numbers into classes.

    Parameters
    ----------
    values : array-like of numbers
        NaN, None, NA and infinite mean unknown.
    scheme : {"quantile", "natural_breaks", "equal_interval", "user"}
        The same number of values in each class; least spread within classes (Fisher-Jenks, of
        an even sample above 1,000 values); classes of the same width; or as `breaks` say.
    k : int
        Classes wanted. There are fewer when there are fewer distinct values.
    breaks : sequence of float
        Upper bounds for ``user``; a class for what is larger is added when needed.
    round_breaks : bool
        Round inner bounds up to two digits of the gap to the next bound (whole numbers stay
        whole) and count after that, so that the legend reads well and is true. Not for ``user``.

    Raises
    ------
    BadArgument
        For an unknown scheme, k below 1, or user breaks that are missing or not finite.

    Examples
    --------
    >>> classify([1, 2, 3, 4, None], scheme="equal_interval", k=3)
    Classes(breaks=(2.0, 3.0, 4.0), counts=(2, 1, 1), unknown=1)
    """
    _check(scheme, k, breaks)
    values = _numbers(values)
    known = np.sort(values[np.isfinite(values)])
    unknown = len(values) - len(known)
    if not len(known):
        return Classes((), (), unknown)
    own = scheme == "user"
    bounds = _user_bounds(known, breaks) if own else _bounds(known, scheme, k, round_breaks)
    counts = np.bincount(np.searchsorted(bounds, known, side="left"), minlength=len(bounds))
    return Classes(tuple(bounds.tolist()), tuple(counts.tolist()), unknown)


def class_of(values, breaks) -> np.ndarray:
    """Number of the class each value falls in, counted from 0; -1 for unknown values.

    Parameters
    ----------
    values : array-like of numbers
    breaks : sequence of float
        Upper bounds as in `Classes.breaks`. What is larger than the last falls in the last class.

    Examples
    --------
    >>> class_of([1, 2, 2.5, None, 99], (2.0, 3.0))
    array([ 0,  0,  1, -1,  1])
    """
    values, bounds = _numbers(values), np.asarray(breaks, dtype=float)
    found = np.minimum(np.searchsorted(bounds, values, side="left"), len(bounds) - 1)
    return np.where(np.isfinite(values), found, -1)


def _check(scheme: str, k: int, breaks) -> None:
    if scheme not in SCHEMES:
        raise BadArgument(name="scheme", value=scheme, expected="one of " + ", ".join(SCHEMES))
    if k < 1:
        raise BadArgument(name="k", value=k, expected="1 or more")
    if scheme == "user" and (breaks is None or not len(breaks) or not np.isfinite(breaks).all()):
        raise BadArgument(name="breaks", value=breaks, expected="finite numbers for scheme user")


def _numbers(values) -> np.ndarray:
    return pd.to_numeric(pd.Series(values)).to_numpy(dtype=float, na_value=np.nan)


def _user_bounds(known: np.ndarray, breaks) -> np.ndarray:
    bounds = np.unique(np.asarray(breaks, dtype=float))
    return np.append(bounds, known[-1]) if known[-1] > bounds[-1] else bounds


def _bounds(known: np.ndarray, scheme: str, k: int, round_breaks: bool) -> np.ndarray:
    distinct = np.unique(known)
    if len(distinct) <= k and (scheme != "equal_interval" or len(distinct) == 1):
        return distinct
    bounds = _cut(known, scheme, min(k, len(distinct)))
    if round_breaks:
        bounds = _rounded(bounds, known)
    # Ties or rounding can put a bound on the largest value: that stays the last bound, once.
    return np.append(np.unique(bounds[bounds < known[-1]]), known[-1])


def _cut(known: np.ndarray, scheme: str, k: int) -> np.ndarray:
    """Inner bounds: all but the last."""
    import mapclassify

    if scheme == "quantile":
        with warnings.catch_warnings():
            # Ties make fewer classes: that is wanted here, and mapclassify warns of it.
            warnings.simplefilter("ignore", UserWarning)
            return mapclassify.Quantiles(known, k=k).bins[:-1]
    if scheme == "equal_interval":
        return mapclassify.EqualInterval(known, k=k).bins[:-1]
    if len(known) > _MOST_FOR_NATURAL_BREAKS:
        known = known[np.linspace(0, len(known) - 1, _MOST_FOR_NATURAL_BREAKS).round().astype(int)]
    bounds = mapclassify.FisherJenks(known, k=k).bins[:-1]
    # It reckons in single precision: a bound is one of the values, so the nearest one is meant.
    distinct = np.unique(known)
    after = np.clip(np.searchsorted(distinct, bounds), 1, len(distinct) - 1)
    below, above = distinct[after - 1], distinct[after]
    return np.where(bounds - below < above - bounds, below, above)


def _rounded(bounds: np.ndarray, known: np.ndarray) -> np.ndarray:
    gaps = np.diff(bounds, prepend=known[0], append=known[-1])
    gaps = np.minimum(gaps[:-1], gaps[1:])
    digits = np.floor(np.log10(np.where(gaps > 0, gaps, 1))) - 1
    if (known == np.floor(known)).all():
        digits = np.maximum(digits, 0)
    # Upwards, so that a value on its bound stays in its class. Dividing by a power of ten, unlike
    # multiplying by a tenth, gives the number one would write.
    scale = 10.0 ** np.abs(digits)
    fine, coarse = _up(bounds * scale) / scale, _up(bounds / scale) * scale
    return np.where(gaps > 0, np.where(digits < 0, fine, coarse), bounds)


def _up(numbers: np.ndarray) -> np.ndarray:
    return np.ceil(np.round(numbers, 6))
