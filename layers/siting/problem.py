"""The siting problem in numbers: who would be reached by which candidate. Knows no layer and no place."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

OPTIMAL, TIME_LIMIT, INFEASIBLE = "optimal", "time_limit", "infeasible"
# Sums of many weights are compared with this much room, as a share.
SLACK = 1e-9
# Pairs of candidates with a place in common: beyond that, comparing them takes longer than it saves.
_MOST_COMPARED = 3e7


@dataclass(frozen=True)
class CoverProblem:
    """Which candidates to take.

    Attributes
    ----------
    weight : ndarray of float, one for each place of demand
        What is gained when it is covered: people, premises, square metres. Above 0.
    need : ndarray of int
        How many new sites must reach it: 1, or more where several must.
    place, candidate : ndarray of int
        Pairs: this candidate would reach that place. No pair stands twice.
    candidates : int
        How many there are.
    most_sites : int or None
        Take at most so many and cover as much as can be (maximal covering).
    target : float or None
        Take as few as cover at least so much (set covering). One of the two is given.
    capacity : float or None
        A site serves no more than this.
    conflicts : ndarray of int, (n, 2)
        Two candidates of which only one may be taken.
    """

    weight: np.ndarray
    need: np.ndarray
    place: np.ndarray
    candidate: np.ndarray
    candidates: int
    most_sites: int | None = None
    target: float | None = None
    capacity: float | None = None
    conflicts: np.ndarray = field(default_factory=lambda: np.empty((0, 2), np.int64))

    @cached_property
    def reaches(self) -> csr_array:
        """Candidates by places: 1 where the candidate reaches the place."""
        ones = np.ones(len(self.place))
        shape = (self.candidates, len(self.weight))
        return csr_array((ones, (self.candidate, self.place)), shape=shape)

    @cached_property
    def reachable(self) -> float:
        """What is covered when every candidate is taken, were there room for all and no capacity."""
        met = np.bincount(self.place, minlength=len(self.weight)) >= self.need
        return float(self.weight[met].sum())

    def covered(self, chosen: np.ndarray) -> float:
        """What a choice of candidates covers, capacity aside."""
        hits = self.reaches[chosen].sum(axis=0)
        return float(self.weight[hits >= self.need].sum())


@dataclass(frozen=True)
class Solution:
    """What was chosen.

    Attributes
    ----------
    chosen : ndarray of int
        Candidates, in the order in which each adds most to those before it.
    gains : ndarray of float
        What each adds in that order; with a capacity, what it serves.
    bound : float
        No choice covers more than this; where the fewest sites are wanted, no fewer would do.
    status : str
        `OPTIMAL`, `TIME_LIMIT` or `INFEASIBLE`.
    gap : float
        How far the bound is from what was found, as a share of the bound: 0 where it is the best.
    """

    chosen: np.ndarray
    gains: np.ndarray
    bound: float
    status: str
    gap: float

    @property
    def covered(self) -> float:
        return float(self.gains.sum())


def gap_to(bound: float, found: float) -> float:
    """The distance of a bound from what was found, as a share of the larger; NaN where nothing is known."""
    largest = max(abs(bound), abs(found))
    return 0.0 if largest == 0 else float(abs(bound - found) / largest)


@dataclass(frozen=True)
class Shrunk:
    """A smaller problem with the same best choice. `kept` are the candidates it still has."""

    problem: CoverProblem
    kept: np.ndarray


def shrink(problem: CoverProblem) -> Shrunk:
    """Leave out what cannot matter, exactly: the best choice of what is left is one of the whole.

    Places that cannot be covered go, those reached by the same candidates become one, and candidates go
    that reach nothing or no more than another does. The last only where each place needs one site, no
    candidate excludes another and none can be full, for else the smaller one may be the better partner.
    """
    least = _merge_places(_without_lost_places(problem))
    useful = np.bincount(least.candidate, minlength=least.candidates) > 0
    alone = (least.need == 1).all() and not len(least.conflicts) and least.capacity is None
    hits = np.bincount(least.place, minlength=len(least.weight)).astype(float)
    if alone and (hits**2).sum() < _MOST_COMPARED:
        useful &= ~_dominated(least.reaches)
    return Shrunk(_only_candidates(least, useful), np.flatnonzero(useful))


def narrow(problem: CoverProblem, keep: np.ndarray) -> CoverProblem:
    """The problem with only some candidates; places that they cannot cover go, alike ones become one."""
    return _merge_places(_without_lost_places(_only_candidates(problem, keep)))


def _without_lost_places(problem: CoverProblem) -> CoverProblem:
    hits = np.bincount(problem.place, minlength=len(problem.weight))
    return _only_places(problem, (hits >= problem.need) & (problem.weight > 0))


def _only_places(problem: CoverProblem, keep: np.ndarray) -> CoverProblem:
    number = np.cumsum(keep) - 1
    pairs = keep[problem.place]
    return replace(
        problem,
        weight=problem.weight[keep],
        need=problem.need[keep],
        place=number[problem.place[pairs]],
        candidate=problem.candidate[pairs],
    )


def _merge_places(problem: CoverProblem) -> CoverProblem:
    """Places with the same need, reached by the same candidates, as one with their sum."""
    # A sum of random numbers names a set of candidates; two of them, so that no two sets share both.
    rng = np.random.default_rng(20250701)
    marks = rng.random((2, problem.candidates))
    count = len(problem.weight)
    order = np.lexsort((problem.candidate, problem.place))
    place, candidate = problem.place[order], problem.candidate[order]
    named = [np.bincount(place, mark[candidate], minlength=count) for mark in marks]
    hits = np.bincount(place, minlength=count)
    key = np.column_stack([problem.need, hits, *named])
    _, first, group = np.unique(key, axis=0, return_index=True, return_inverse=True)
    group = group.reshape(-1)
    pairs = np.isin(place, first)
    return replace(
        problem,
        weight=np.bincount(group, problem.weight, minlength=len(first)),
        need=problem.need[first],
        place=group[place[pairs]],
        candidate=candidate[pairs],
    )


def _dominated(reaches: csr_array) -> np.ndarray:
    """Candidates all of whose places another reaches too; of equal ones the first stays."""
    shared = (reaches @ reaches.T).tocoo()
    size = reaches.sum(axis=1)
    one, other = shared.coords
    inside = (one != other) & (shared.data == size[one])
    one, other = one[inside], other[inside]
    smaller = (size[one] < size[other]) | (one > other)
    found = np.zeros(reaches.shape[0], bool)
    found[one[smaller]] = True
    return found


def _only_candidates(problem: CoverProblem, keep: np.ndarray) -> CoverProblem:
    number = np.cumsum(keep) - 1
    pairs = keep[problem.candidate]
    both = keep[problem.conflicts].all(axis=1)
    return replace(
        problem,
        candidates=int(keep.sum()),
        place=problem.place[pairs],
        candidate=number[problem.candidate[pairs]],
        conflicts=number[problem.conflicts[both]],
    )
