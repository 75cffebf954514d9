"""Links of two boundary versions as numbers: which units are split, and what share each part gets."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.errors import CannotCarry

DEFAULT, EQUAL, OWN, NO_SPLIT = "default", "equal", "area_share", "none"
"""Names of weights: the link the source calls the default one, equal parts, the share that the crosswalk
itself states, and that nothing had to be split."""
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Parts:
    """Links from units of one version to units of another, by number.

    Attributes
    ----------
    sources, targets : Index
        Unit keys; `source` and `target` count in them.
    source, target : int (links,)
        Sorted by source.
    split : bool (links,)
        Whether the source has more than one link.
    share : float (links,)
        Best estimate of the part of the source; those of one source sum to 1.
    weight : str (links,)
        What the share was made from; `NO_SPLIT` for whole links.
    """

    sources: pd.Index
    targets: pd.Index
    source: np.ndarray
    target: np.ndarray
    split: np.ndarray
    share: np.ndarray
    weight: np.ndarray

    def of(self, value: np.ndarray) -> np.ndarray:
        """The part of each link of one value for each source; the last part is the remainder."""
        part = self.share * value[self.source]
        last = np.append(self.source[1:] != self.source[:-1], True)[: len(part)]
        others = np.bincount(self.source[~last], part[~last], minlength=len(self.sources))
        # Rounding must not make the remainder of a part of nothing negative.
        rest = np.maximum(value - others, 0.0)
        part[last] = rest[self.source[last]]
        return part

    def sums(self, of_link: np.ndarray) -> np.ndarray:
        """Sums of each target."""
        sums = np.bincount(self.target, of_link, minlength=len(self.targets))
        return sums.astype(float)


def parts_of(links: pd.DataFrame, shares: pd.DataFrame | None = None) -> Parts:
    """Number the links and give each a share.

    Parameters
    ----------
    links : DataFrame
        ``from_key``, ``to_key``, ``default`` and, if there is, ``area_share``.
    shares : DataFrame, optional
        ``from_key``, ``to_key``, ``share``, ``weight``, as `layers.carrying.shares` makes them. A split
        unit that has not a share for each of its links takes the crosswalk's own ones, else the
        default link.

    Raises
    ------
    CannotCarry
        ``shares``: those of a unit do not sum to 1 or one is negative.
    """
    links = links.drop_duplicates(["from_key", "to_key"])
    source, sources = pd.factorize(links["from_key"], sort=True)
    target, targets = pd.factorize(links["to_key"], sort=True)
    order = np.lexsort((target, source))
    links, source, target = links.iloc[order], source[order], target[order]
    split = np.bincount(source, minlength=len(sources))[source] > 1
    share, weight = np.ones(len(links)), np.full(len(links), NO_SPLIT, dtype=object)
    if split.any():
        count = len(sources)
        share[split], weight[split] = _shares(links[split], source[split], shares, count)
    return Parts(pd.Index(sources), pd.Index(targets), source, target, split, share, weight)


def default_shares(links: pd.DataFrame, source: np.ndarray, count: int) -> tuple:
    """The whole unit to its default link; equal parts where it has not exactly one."""
    default = links["default"].to_numpy(dtype=bool)
    one = np.bincount(source, default, minlength=count)[source] == 1
    equal = 1 / np.maximum(np.bincount(source, minlength=count), 1)[source]
    share = np.where(one, default.astype(float), equal)
    return share, np.where(one, DEFAULT, EQUAL).astype(object)


def complete(share: np.ndarray, source: np.ndarray, count: int) -> np.ndarray:
    """Whether every link of the same source has a share, for each link."""
    return ~np.bincount(source, np.isnan(share), minlength=count).astype(bool)[source]


def _shares(links, source, shares, count: int) -> tuple[np.ndarray, np.ndarray]:
    share, weight = default_shares(links, source, count)
    if "area_share" in links:
        own = links["area_share"].to_numpy(dtype=float, na_value=np.nan)
        _take(share, weight, own, OWN, source, count, links)
    if shares is not None and len(shares):
        keys = ["from_key", "to_key"]
        given = links[keys].merge(shares.drop_duplicates(keys), on=keys, how="left")
        value = given["share"].to_numpy(dtype=float, na_value=np.nan)
        _take(share, weight, value, given["weight"].to_numpy(), source, count, links)
    return share, weight


def _take(share, weight, better, name, source, count: int, links: pd.DataFrame) -> None:
    """Put in what is better where every link of a source has it."""
    whole = complete(better, source, count)
    total = np.bincount(source, np.where(whole, better, 0), minlength=count)[source]
    wrong = whole & ((np.abs(total - 1) > _TOLERANCE) | (better < 0))
    if wrong.any():
        at = int(wrong.argmax())
        raise CannotCarry("shares", unit=links["from_key"].iloc[at], total=round(total[at], 6))
    share[whole] = better[whole] / total[whole]
    weight[whole] = name if isinstance(name, str) else name[whole]
