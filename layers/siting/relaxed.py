"""A bound on what any choice can cover, in moments: the Lagrangean relaxation of the covering rules.

After Galvao and ReVelle, "A Lagrangean heuristic for the maximal covering location problem" (European
Journal of Operational Research 88, 1996). Each place pays a price for being reached; for any prices
the relaxed problem is solved by sorting, and no choice covers more than it does.
"""

from dataclasses import dataclass

import numpy as np

from layers.siting.problem import CoverProblem

_ROUNDS = 600
_PATIENCE = 25


@dataclass(frozen=True)
class Bound:
    """`most`: nothing covers more. `with_each`: nor does any choice that has this candidate in it."""

    most: float
    with_each: np.ndarray


def bound_of(problem: CoverProblem, *, sites: int, known: float) -> Bound:
    """The best bound that prices found in a few hundred rounds give for so many sites.

    Parameters
    ----------
    known : float
        What a known choice covers; the prices are moved towards it.

    Notes
    -----
    Capacity and spacing are left out of it, so it holds with them too.
    """
    reaches, back = problem.reaches, problem.reaches.T.tocsr()
    weight, need = problem.weight, problem.need.astype(float)
    hits = np.maximum(np.bincount(problem.place, minlength=len(weight)), 1)
    price = weight / need / hits * 2
    step, since = 1.0, 0
    best = Bound(problem.reachable, np.full(problem.candidates, problem.reachable))
    sites = min(sites, problem.candidates)
    if not sites:
        return Bound(0.0, np.zeros(problem.candidates))
    for _ in range(_ROUNDS):
        covered = weight > need * price
        worth = reaches @ price
        order = np.argpartition(-worth, sites - 1)[:sites]
        least = worth[order].min()
        most = float((weight - need * price)[covered].sum() + worth[order].sum())
        since += 1
        if most < best.most - 1e-12 * abs(best.most):
            best, since = Bound(most, most + np.minimum(worth - least, 0.0)), 0
        taken = np.zeros(problem.candidates)
        taken[order] = 1.0
        # How far each place's rule is broken: paid for more often, or less, than it is reached.
        slope = back @ taken - need * covered
        length = float(slope @ slope)
        if length == 0 or step < 1e-4:
            break
        if since >= _PATIENCE:
            step, since = step / 2, 0
        price = np.maximum(price - step * max(most - known, 0.0) / length * slope, 0.0)
    return best
