"""Rates of one boundary version in the units of another: only through numerator and denominator."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.carrying.carry import (
    UNKNOWN,
    Carried,
    affected_links,
    as_counts,
    carry,
    reached,
    weight_name,
)
from layers.carrying.parts import Parts, parts_of


@dataclass(frozen=True)
class CarriedRate:
    """Rates in the units of another boundary version.

    Attributes
    ----------
    rows : DataFrame
        Index ``to_key``: ``value``, ``low``, ``high``, ``numerator``, ``denominator`` (best estimates),
        ``parts``, ``unknown``, ``exact`` as in `layers.carrying.carry.Carried`. A unit is known when its
        numerator and its denominator are. ``low`` and ``high`` are what the rate is at least and at
        most, whatever share each split unit has, the same for its numerator and denominator. NaN:
        something is unknown, the denominator is nothing, or (``high``) there is no bound.
    affected : DataFrame
        As in `Carried`, with ``numerator`` and ``denominator`` of the part for the value.
    left_out : DataFrame
        ``from_key``, ``numerator``, ``denominator``, ``why``.
    numerator, denominator : Carried
        Each carried by itself, with its totals.
    """

    rows: pd.DataFrame
    affected: pd.DataFrame
    left_out: pd.DataFrame
    numerator: Carried
    denominator: Carried
    weight: str
    from_version: str
    to_version: str


def carry_rate(
    numerator: pd.Series,
    denominator: pd.Series,
    to_version: str,
    *,
    links: pd.DataFrame | Parts,
    shares: pd.DataFrame | None = None,
) -> CarriedRate:
    """Carry a rate to another boundary version; rates are never averaged.

    Parameters
    ----------
    numerator, denominator : Series
        Counts, not negative, indexed by unit key. A unit that only one of them has is not known.
    to_version, links, shares
        As in `layers.carrying.carry.carry`.

    Returns
    -------
    CarriedRate

    Notes
    -----
    With N and D of the units that go whole into a target, and n and d of those that are split, the rate
    is (N + sum a n) / (D + sum a d) with every a between 0 and 1. Such a form is least and greatest
    where each a is 0 or 1, and the a that are 1 are those with the least, or greatest, n/d: the
    extremes are found exactly among the sums of the first k units so ordered.
    """
    above, below = as_counts(numerator), as_counts(denominator)
    keys = above.index.union(below.index)
    above, below = above.reindex(keys), below.reindex(keys)
    parts = links if isinstance(links, Parts) else parts_of(links, shares)
    top, bottom = (carry(of, to_version, links=parts) for of in (above, below))
    n, d = (of.reindex(parts.sources).to_numpy() for of in (above, below))
    known = ~(np.isnan(n) | np.isnan(d))
    n, d = np.where(known, n, 0.0), np.where(known, d, 0.0)
    n_part, d_part = parts.of(n), parts.of(d)
    unknown = parts.sums(~known[parts.source]).astype(int)
    low, high = extremes(parts, n, d)
    best_n, best_d = parts.sums(n_part), parts.sums(d_part)
    value = np.divide(best_n, best_d, out=np.full(len(best_d), np.nan), where=best_d > 0)
    rows = pd.DataFrame(
        {"value": np.clip(value, low, np.where(np.isnan(high), np.inf, high)), "low": low}
        | {"high": high, "numerator": best_n, "denominator": best_d},
        index=parts.targets.rename("to_key"),
    )
    rows[unknown > 0] = np.nan
    rows["parts"], rows["unknown"] = parts.sums(parts.split).astype(int), unknown
    rows["exact"] = (rows["low"] == rows["high"]) & (unknown == 0)
    given = keys.get_indexer(parts.sources) >= 0
    here = parts.split & given[parts.source]
    affected = affected_links(parts, here).assign(
        numerator=np.where(known[parts.source], n_part, np.nan)[here],
        denominator=np.where(known[parts.source], d_part, np.nan)[here],
    )
    left_out = _left_out(above, below, top)
    return CarriedRate(
        rows[reached(parts, given)],
        affected,
        left_out,
        top,
        bottom,
        weight_name(affected),
        top.from_version,
        to_version,
    )


def extremes(parts: Parts, n: np.ndarray, d: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest rate of each target over all shares.

    Parameters
    ----------
    n, d : ndarray of float (sources,)
        Not negative, all known.

    Returns
    -------
    low, high : ndarray of float (targets,)
        NaN where no share gives the target a denominator; ``high`` also where there is no bound,
        because something can stand above as good as nothing.
    """
    whole = ~parts.split
    base_n, base_d = (parts.sums(np.where(whole, of[parts.source], 0.0)) for of in (n, d))
    target, source = parts.target[parts.split], parts.source[parts.split]
    pn, pd_ = n[source], d[source]
    some = (pn > 0) | (pd_ > 0)
    target, pn, pd_ = target[some], pn[some], pd_[some]
    ratio = np.divide(pn, pd_, out=np.full(len(pn), np.inf), where=pd_ > 0)
    low, high = (
        _extreme(target, pn, pd_, sign * ratio, base_n, base_d, sign) for sign in (1.0, -1.0)
    )
    # Of a target without any sure denominator the split units may bring as little as one likes of it,
    # under a numerator that stays or comes without a denominator.
    bare = np.bincount(target, (pd_ == 0) & (pn > 0), minlength=len(base_n)) > 0
    unbounded = (base_d == 0) & ((base_n > 0) | bare)
    return low, np.where(unbounded, np.nan, high)


def _extreme(target, n, d, order_by, base_n, base_d, sign: float) -> np.ndarray:
    """The best of base and the first k split units of each target, in the order given."""
    order = np.lexsort((order_by, target))
    running = pd.DataFrame({"n": n[order], "d": d[order]}).groupby(target[order]).cumsum()
    above = running["n"].to_numpy() + base_n[target[order]]
    under = running["d"].to_numpy() + base_d[target[order]]
    rate = np.divide(above, under, out=np.full(len(above), np.nan), where=under > 0)
    best = np.divide(base_n, base_d, out=np.full(len(base_n), np.nan), where=base_d > 0)
    pick = np.fmin if sign > 0 else np.fmax
    pick.at(best, target[order], rate)
    return best


def _left_out(above: pd.Series, below: pd.Series, carried: Carried) -> pd.DataFrame:
    """What `carry` left out of the numerators, and units with one half only."""
    reasons = carried.left_out.set_index("from_key")["why"]
    half = above.index[below.isna()].difference(reasons.index)
    keys = reasons.index.append(half)
    why = [*reasons, *[UNKNOWN] * len(half)]
    columns = {"numerator": above.reindex(keys), "denominator": below.reindex(keys), "why": why}
    return pd.DataFrame(columns, index=keys).rename_axis("from_key").reset_index()
