"""What is known before the search: a good choice, a bound, and which candidates no better one can have."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from layers.siting.greedy import choose_greedily, in_order_of_gain, swap
from layers.siting.problem import (
    INFEASIBLE,
    OPTIMAL,
    SLACK,
    CoverProblem,
    Solution,
    gap_to,
    narrow,
)  # fmt: skip
from layers.siting.relaxed import Bound, bound_of


@dataclass(frozen=True)
class Rest:
    """What is left to search. `kept` are its candidates; `start` those of the choice to begin with."""

    problem: CoverProblem
    kept: np.ndarray
    start: np.ndarray


@dataclass(frozen=True)
class FirstChoice:
    """The greedy choice after exchanges of single sites, and what it proves.

    Attributes
    ----------
    enough : bool
        Whether it keeps all rules: one that falls short of the target does not.
    """

    problem: CoverProblem
    chosen: np.ndarray
    gains: np.ndarray

    @property
    def covered(self) -> float:
        return float(self.gains.sum())

    @property
    def enough(self) -> bool:
        target = self.problem.target
        return target is None or self.covered >= target * (1 - SLACK)

    @cached_property
    def bound(self) -> Bound:
        """Of the number of sites asked for; where the fewest are, of one fewer than were found."""
        problem = self.problem
        if problem.target is None:
            sites, known = problem.most_sites, self.covered
        else:
            sites, known = max(len(self.chosen) - 1, 0), problem.target
        found = bound_of(problem, sites=sites, known=known)
        if problem.capacity is None:
            return found
        return replace(found, most=min(found.most, sites * problem.capacity))

    @property
    def wanted(self) -> float:
        """What a better choice covers at least."""
        if self.problem.target is not None:
            return self.problem.target * (1 - SLACK)
        weight = self.problem.weight
        whole = self.problem.capacity is None and (weight == np.round(weight)).all()
        return self.covered + (0.9 if whole else 2 * SLACK * max(self.covered, 1.0))

    def judged(self) -> Solution | None:
        """The answer, where it is plain already that nothing is better or that nothing is enough."""
        problem = self.problem
        if problem.target is not None and problem.reachable < problem.target * (1 - SLACK):
            nothing = np.empty(0, np.int64)
            return Solution(nothing, np.empty(0), problem.reachable, INFEASIBLE, np.nan)
        if not self.enough or self.bound.most >= self.wanted:
            return None
        value = self.covered if problem.target is None else float(len(self.chosen))
        return Solution(self.chosen, self.gains, value, OPTIMAL, 0.0)

    def rest(self) -> Rest:
        """The problem without the candidates that no better choice can have."""
        if not self.enough:
            every = np.arange(self.problem.candidates)
            return Rest(self.problem, every, every[:0])
        keep = self.bound.with_each >= self.wanted
        keep[self.chosen] = True
        number = np.cumsum(keep) - 1
        return Rest(narrow(self.problem, keep), np.flatnonzero(keep), number[self.chosen])

    def completed(self, found: Solution, rest: Rest) -> Solution:
        """The better of this choice and what the search found, with what both prove."""
        if found.status == INFEASIBLE:
            return replace(found, bound=self.problem.reachable)
        chosen = rest.kept[found.chosen]
        gains = found.gains
        if self.problem.capacity is None:
            chosen, gains = self._polished(chosen)
        if self._is_worse(chosen, gains):
            chosen, gains = self.chosen, self.gains
        if self.problem.capacity is not None:
            order = np.argsort(-gains, kind="stable")
            chosen, gains = chosen[order], gains[order]
        return self._judge(found, chosen, gains)

    def _polished(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of choices with as few sites one that covers more; in the order of gain."""
        if self.problem.target is not None:
            chosen = swap(self.problem, chosen)
        return in_order_of_gain(self.problem, chosen)

    def _is_worse(self, chosen: np.ndarray, gains: np.ndarray) -> bool:
        if self.problem.target is None:
            return gains.sum() < self.covered
        short = gains.sum() < self.problem.target * (1 - SLACK)
        return self.enough and (short or len(chosen) > len(self.chosen))

    def _judge(self, found: Solution, chosen: np.ndarray, gains: np.ndarray) -> Solution:
        value = float(gains.sum()) if self.problem.target is None else float(len(chosen))
        if found.status == OPTIMAL:
            return Solution(chosen, gains, value, OPTIMAL, 0.0)
        known = self._bound_before()
        if self.problem.target is None:
            # The candidates that were left out cannot do better than what is at hand.
            bound = max(np.nanmin([known, found.bound]), value)
        else:
            bound = max(np.ceil(np.nanmax([known, found.bound]) - 1e-6), 0.0)
            bound = min(bound, value) if len(chosen) else bound
        gap = gap_to(bound, value) if len(chosen) else np.nan
        status = OPTIMAL if gap == 0 and len(chosen) else found.status
        return Solution(chosen, gains, float(bound), status, gap)

    def _bound_before(self) -> float:
        if self.problem.target is None:
            return self.bound.most
        worth = np.sort(self.problem.reaches @ self.problem.weight)[::-1]
        wanted = self.problem.target * (1 - SLACK)
        return float(np.searchsorted(np.cumsum(worth), wanted) + 1)


def first_choice(problem: CoverProblem) -> FirstChoice:
    """A choice made in moments: greedy, then improved by exchanges, and with a target shortened."""
    chosen, gains = choose_greedily(problem)
    if problem.capacity is not None:
        return FirstChoice(problem, chosen, gains)
    chosen = swap(problem, chosen)
    while problem.target is not None and len(chosen) > 1:
        order, _ = in_order_of_gain(problem, chosen)
        fewer = swap(problem, order[:-1])
        if problem.covered(fewer) < problem.target * (1 - SLACK):
            break
        chosen = fewer
    return FirstChoice(problem, *in_order_of_gain(problem, chosen))
