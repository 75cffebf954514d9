"""Counts of one boundary version in the units of another, with what cannot be known."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.carrying.parts import NO_SPLIT, Parts, parts_of
from layers.errors import CannotCarry

NO_LINK, OTHER_VERSION, UNKNOWN, NOT_GIVEN = "no_link", "other_version", "unknown", "not_given"


@dataclass(frozen=True)
class Carried:
    """Counts in the units of another boundary version.

    Attributes
    ----------
    rows : DataFrame
        Index ``to_key``, sorted: every unit that takes something from a unit that was given. ``value``
        is the best estimate, ``low`` and ``high`` hold whatever share the split units have: they are
        sure. ``parts`` counts the split units it takes from, ``unknown`` the units it takes from whose
        value is not known: then ``value`` and ``high`` are NaN and ``low`` is the part that is sure.
        ``known`` is the best estimate of what is known of it. ``outside`` counts the units it takes from
        that the figures do not speak of at all: they are in none of its numbers. ``exact`` says that
        no doubt is left.
    affected : DataFrame
        One row for each part of a split unit that was given: ``from_key``, ``to_key``, ``share``,
        ``weight`` (what the share is made from), ``value`` (of the part), ``low``, ``high``.
    left_out : DataFrame
        ``from_key``, ``value``, ``why``: ``no_link`` (of the right version, but not in the crosswalk),
        ``other_version``, ``unknown`` (no value) or ``not_given`` (a unit that others of its target
        were given with, but not itself).
    weight : str
        What the shares are made from, the most used first; ``none`` where nothing was split.
    total_before, total_after : float
        ``total_before`` of all values that are known is ``total_after`` and the known values left out.
    """

    rows: pd.DataFrame
    affected: pd.DataFrame
    left_out: pd.DataFrame
    weight: str
    from_version: str
    to_version: str
    total_before: float
    total_after: float


def carry(
    values: pd.Series,
    to_version: str,
    *,
    links: pd.DataFrame | Parts,
    shares: pd.DataFrame | None = None,
    low: pd.Series | None = None,
    high: pd.Series | None = None,
    expected: pd.Index | None = None,
) -> Carried:
    """Carry counts to another boundary version.

    What goes whole into one unit is summed exactly. A unit that is split gives each of its parts
    between nothing and all of its value, and by best estimate ``share`` of it.

    Parameters
    ----------
    values : Series
        Counts, not negative; indexed by unit key. NaN is unknown, never zero.
    to_version : str
        Name of the boundary version of ``to_key``.
    links : DataFrame or Parts
        The crosswalk from the version of the values: ``from_key``, ``to_key``, ``default`` and, if
        there is, ``area_share``. `parts_of` makes it ready for many values, shares included.
    shares : DataFrame, optional
        As `layers.carrying.shares` makes them; without them the crosswalk's own, else the default link.
    low, high : Series, optional
        What the values are at least and at most, where they are estimates themselves.
    expected : Index, optional
        The units that the figures speak of: one of them without a value is unknown, any other is
        outside of the question. By default every unit of the crosswalk is expected.

    Raises
    ------
    CannotCarry
        ``negative``, ``infinite``: a value is no count; ``twice``: a unit has two values; ``shares``.

    Examples
    --------
    >>> links = pd.DataFrame({"from_key": ["a:1", "a:2", "a:2"], "to_key": ["b:1", "b:1", "b:2"],
    ...                       "default": [True, True, False], "area_share": [1, 0.75, 0.25]})
    >>> carry(pd.Series({"a:1": 10, "a:2": 4}), "b", links=links).rows[["value", "low", "high"]]
            value   low  high
    to_key
    b:1      13.0  10.0  14.0
    b:2       1.0   0.0   4.0
    """
    parts = links if isinstance(links, Parts) else parts_of(links, shares)
    before = as_counts(values)
    value = before.reindex(parts.sources).to_numpy()
    least = value if low is None else as_counts(low).reindex(parts.sources).to_numpy()
    most = value if high is None else as_counts(high).reindex(parts.sources).to_numpy()
    given = before.index.get_indexer(parts.sources) >= 0
    known = ~np.isnan(value)
    part = parts.of(np.where(known, value, 0.0))
    of_low = np.where(parts.split, 0.0, np.nan_to_num(least, nan=0.0)[parts.source])
    of_high = np.where(np.isnan(most), 0.0, most)[parts.source]
    outside = ~given & (False if expected is None else ~parts.sources.isin(expected))
    missing = ~known & ~outside
    unknown = parts.sums(missing[parts.source]).astype(int)
    unbounded = parts.sums((missing | (given & np.isnan(most)))[parts.source]) > 0
    rows = pd.DataFrame(
        {
            "value": np.where(unknown > 0, np.nan, parts.sums(part)),
            "low": parts.sums(of_low),
            "high": np.where(unbounded, np.nan, parts.sums(of_high)),
            "known": parts.sums(part),
            "parts": parts.sums(parts.split).astype(int),
            "unknown": unknown,
            "outside": parts.sums(outside[parts.source]).astype(int),
        },
        index=parts.targets.rename("to_key"),
    )
    # Sums of the same numbers in another order differ by rounding; an estimate stays in its range.
    rows["value"] = rows["value"].clip(rows["low"], rows["high"].fillna(np.inf))
    rows["exact"] = (rows["low"] == rows["high"]) & (unknown == 0) & (rows["outside"] == 0)
    shown = rows[reached(parts, given)]
    here = parts.split & given[parts.source]
    affected = affected_links(parts, here).assign(
        value=np.where(known[parts.source], part, np.nan)[here],
        low=0.0,
        high=most[parts.source][here],
    )
    from_version = version_of(parts.sources)
    return Carried(
        shown,
        affected,
        _left_out(before, parts, given, outside, from_version),
        weight_name(affected),
        from_version,
        to_version,
        math.fsum(before.dropna()),
        math.fsum(part[known[parts.source]]),
    )


def as_counts(values: pd.Series) -> pd.Series:
    """Values as floats by unit key; NaN is unknown."""
    counts = pd.to_numeric(values).astype("Float64").astype("float64")
    if counts.index.has_duplicates:
        raise CannotCarry("twice", unit=counts.index[counts.index.duplicated()][0])
    for reason, wrong in (("negative", counts < 0), ("infinite", np.isinf(counts))):
        if wrong.any():
            at = wrong.to_numpy().argmax()
            raise CannotCarry(reason, unit=counts.index[at], value=float(counts.iloc[at]))
    return counts


def reached(parts: Parts, given: np.ndarray) -> np.ndarray:
    """Which targets take something from a source that was given."""
    return parts.sums(given[parts.source]) > 0


def affected_links(parts: Parts, here: np.ndarray) -> pd.DataFrame:
    """The links chosen by `here`, with their shares and what these are made from."""
    return pd.DataFrame(
        {
            "from_key": parts.sources[parts.source[here]],
            "to_key": parts.targets[parts.target[here]],
            "share": parts.share[here],
            "weight": parts.weight[here],
        }
    )


def reason_left_out(keys: pd.Index, from_version: str) -> np.ndarray:
    """Why keys that have no link are left out."""
    same = keys.astype("string").str.startswith(f"{from_version}:").to_numpy(na_value=False)
    return np.where(same.astype(bool), NO_LINK, OTHER_VERSION)


def not_given(parts: Parts, given: np.ndarray) -> pd.Index:
    """Sources that were not given, though others that share a target with them were."""
    wanted = reached(parts, given)[parts.target] & ~given[parts.source]
    return parts.sources[np.unique(parts.source[wanted])]


def version_of(keys: pd.Index) -> str:
    """The boundary version of the first key; nothing where there is none."""
    return str(keys[0]).partition(":")[0] if len(keys) else ""


def weight_name(affected: pd.DataFrame) -> str:
    """The weights that were used, the most used first."""
    return ", ".join(affected["weight"].value_counts().index) or NO_SPLIT


def _left_out(
    before: pd.Series, parts: Parts, given: np.ndarray, outside: np.ndarray, from_version: str
) -> pd.DataFrame:
    linked = parts.sources.get_indexer(before.index) >= 0
    lost = before[~linked]
    unknown = before.index[linked & before.isna().to_numpy()]
    silent = not_given(parts, given)
    silent = silent.difference(parts.sources[outside])
    why = [
        reason_left_out(lost.index, from_version),
        np.full(len(unknown), UNKNOWN),
        np.full(len(silent), NOT_GIVEN),
    ]
    return pd.DataFrame(
        {
            "from_key": np.concatenate([lost.index, unknown, silent]).astype(object),
            "value": np.r_[lost.to_numpy(), np.full(len(unknown) + len(silent), np.nan)],
            "why": np.concatenate(why).astype(object),
        }
    )
