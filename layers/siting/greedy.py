"""One site after the other, each time the one that adds most: a first choice, and the order of a choice."""

import numpy as np
from scipy.sparse import csr_array

from layers.siting.problem import SLACK, CoverProblem


def choose_greedily(problem: CoverProblem) -> tuple[np.ndarray, np.ndarray]:
    """Candidates and what each adds, until there are enough or none adds anything.

    A place that needs several sites counts for a candidate in part, so that the first of them is worth
    something; what it adds counts when the need is met. With a capacity, places go whole or in part to
    the site that is taken.
    """
    state = _State(problem)
    free = np.ones(problem.candidates, bool)
    chosen, gains = [], []
    while not state.enough(len(chosen)):
        worth = np.where(free, state.worth(), -1.0)
        best = int(worth.argmax()) if len(worth) else -1
        if best < 0 or worth[best] <= 0:
            break
        chosen.append(best)
        gains.append(state.take(best))
        free[best] = False
        free[state.excluded(best)] = False
    return np.array(chosen, np.int64), np.array(gains)


def in_order_of_gain(problem: CoverProblem, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same candidates, each the one that adds most to those before it, with what it adds."""
    left, order, gains = list(map(int, chosen)), [], []
    state = _State(problem)
    while left:
        worth = state.worth()[left]
        best = left.pop(int(worth.argmax()))
        order.append(best)
        gains.append(state.take(best))
    return np.array(order, np.int64), np.array(gains)


class _State:
    """What is still wanted while sites are taken one by one."""

    def __init__(self, problem: CoverProblem):
        self._problem = problem
        self._reaches = problem.reaches
        self._missing = problem.need.astype(float)
        self._left = problem.weight.astype(float)
        self._covered = 0.0

    def enough(self, taken: int) -> bool:
        problem = self._problem
        if problem.target is None:
            return taken >= problem.most_sites
        return self._covered >= problem.target * (1 - SLACK)

    def worth(self) -> np.ndarray:
        """What each candidate would add, a place of which several are needed in equal parts."""
        share = np.where(self._missing > 0, self._left / np.maximum(self._missing, 1), 0.0)
        worth = self._reaches @ share
        return (
            worth if self._problem.capacity is None else np.minimum(worth, self._problem.capacity)
        )

    def take(self, candidate: int) -> float:
        places = self._places(candidate)
        if self._problem.capacity is not None:
            added = self._serve(places)
        else:
            met = places[self._missing[places] == 1]
            added = float(self._left[met].sum())
            self._missing[places] -= 1
        self._covered += added
        return added

    def excluded(self, candidate: int) -> np.ndarray:
        pairs = self._problem.conflicts
        return np.r_[pairs[pairs[:, 0] == candidate, 1], pairs[pairs[:, 1] == candidate, 0]]

    def _places(self, candidate: int) -> np.ndarray:
        begin, end = self._reaches.indptr[candidate : candidate + 2]
        return self._reaches.indices[begin:end]

    def _serve(self, places: np.ndarray) -> float:
        """Give the site places until it is full, those that few others reach first."""
        hits = np.bincount(self._problem.place, minlength=len(self._left))
        places = places[np.argsort(hits[places], kind="stable")]
        before = np.cumsum(self._left[places]) - self._left[places]
        given = np.clip(self._problem.capacity - before, 0, self._left[places])
        self._left[places] -= given
        return float(given.sum())


def swap(problem: CoverProblem, chosen: np.ndarray) -> np.ndarray:
    """The choice after single sites were exchanged for better ones, until no exchange helps.

    For problems without a capacity; the number of sites stays.
    """
    reaches, weight, need = problem.reaches, problem.weight, problem.need
    chosen = chosen.copy()
    hits = reaches[chosen].sum(axis=0)
    near = _conflicting(problem)
    better = True
    while better:
        better = False
        for slot in range(len(chosen)):
            without = hits - _row(reaches, chosen[slot], len(weight))
            gain = reaches @ np.where(without == need - 1, weight, 0.0)
            others = np.delete(chosen, slot)
            gain[others] = -1.0
            gain[near[others].nonzero()[1] if near is not None else []] = -1.0
            best = int(gain.argmax())
            if gain[best] > gain[chosen[slot]] * (1 + 1e-12):
                chosen[slot] = best
                hits = without + _row(reaches, best, len(weight))
                better = True
    return chosen


def _row(reaches, candidate: int, count: int) -> np.ndarray:
    begin, end = reaches.indptr[candidate : candidate + 2]
    row = np.zeros(count)
    row[reaches.indices[begin:end]] = 1.0
    return row


def _conflicting(problem: CoverProblem):
    """Candidates by candidates: 1 where one excludes the other; None where none does."""
    if not len(problem.conflicts):
        return None
    one, other = problem.conflicts.T
    ends = (np.r_[one, other], np.r_[other, one])
    return csr_array((np.ones(2 * len(one)), ends), shape=(problem.candidates,) * 2)
