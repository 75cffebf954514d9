"""The problem as spopt and HiGHS know it: maximal covering and set covering, with capacity and spacing.

The models are `spopt.locate.MCLP` (Church and ReVelle 1974) and `LSCP` (Toregas and others 1971), their
variables made by spopt. Its own constraints walk through every pair of a place and a candidate, which
for 10,000 places and 1,000 candidates takes minutes; here only pairs within reach are written, and the
rules that spopt does not have beside them: several sites a place, a target, capacity, spacing.
"""

import time
from collections.abc import Callable

import numpy as np

from layers.siting.problem import (
    INFEASIBLE,
    OPTIMAL,
    SLACK,
    TIME_LIMIT,
    CoverProblem,
    Solution,
    gap_to,
)  # fmt: skip

Tell = Callable[[float, float], None]


def solve_exactly(
    problem: CoverProblem,
    *,
    time_limit_s: float,
    start: np.ndarray | None = None,
    tell: Tell = lambda found, gap: None,
) -> Solution:
    """The best choice, or the best found in the time.

    Parameters
    ----------
    time_limit_s : float
        For the search, in seconds.
    start : ndarray of int, optional
        A choice that keeps all rules, to begin with.
    tell : callable
        Told now and then the value of the best choice so far and its gap.

    Returns
    -------
    Solution
        ``chosen`` in no order of meaning, ``gains`` what each serves, with a capacity; else empty.
    """
    model = _fewest_model(problem) if problem.target is not None else _most_model(problem)
    served = _write_rules(model, problem)
    solver = _make_solver(model, time_limit_s, start, tell)
    model.problem.solve(solver)
    return _read_solution(model, problem, served)


def _most_model(problem: CoverProblem):
    """MCLP: cover as much as can be with at most so many sites."""
    import pulp
    from spopt.locate import MCLP

    model = MCLP("mclp", pulp.LpProblem("mclp", pulp.LpMaximize))
    _add_variables(model, problem)
    # Weights are scaled, for HiGHS works to absolute tolerances.
    scale = problem.weight.max() if len(problem.weight) else 1.0
    model.scale = scale
    # Of whole numbers a choice is the best when no other can be better by one.
    whole = (problem.weight == np.round(problem.weight)).all() and problem.capacity is None
    model.step = 0.4 if whole else SLACK * problem.weight.sum()
    model.problem.setObjective(_sum(problem.weight / scale, model.cli_vars))
    model.problem += pulp.lpSum(model.fac_vars) <= problem.most_sites
    return model


def _fewest_model(problem: CoverProblem):
    """LSCP with a target: the fewest sites that cover at least so much."""
    import pulp
    from spopt.locate import LSCP

    model = LSCP("lscp", pulp.LpProblem("lscp", pulp.LpMinimize))
    _add_variables(model, problem)
    model.scale, model.step = 1.0, 0.4
    model.problem.setObjective(pulp.lpSum(model.fac_vars))
    whole = (problem.weight == np.round(problem.weight)).all()
    wanted, total = problem.target * (1 - SLACK), float(problem.weight.sum())
    if wanted - SLACK * total > total - problem.weight.min():
        # Nothing may be missing: the classical rules, with which HiGHS is on firmer ground.
        for variable in model.cli_vars:
            variable.lowBound = 1
        return model
    # A target that is met to the last unit lies within the tolerances of HiGHS, which then loses choices.
    wanted = np.ceil(wanted) - 0.5 if whole else wanted - 1e-7 * total
    scale = problem.weight.max()
    model.problem += _sum(problem.weight / scale, model.cli_vars) >= wanted / scale
    return model


def _add_variables(model, problem: CoverProblem) -> None:
    import pulp
    from spopt.locate.base import FacilityModelBuilder

    FacilityModelBuilder.add_facility_integer_variable(model, range(problem.candidates), "x[{i}]")
    FacilityModelBuilder.add_client_integer_variable(model, range(len(problem.weight)), "y[{i}]")
    for variable in np.array(model.cli_vars, dtype=object)[problem.need == 1]:
        # Where one site is enough, a place is covered wholly or not by itself once sites are whole.
        variable.cat = pulp.LpContinuous


def _write_rules(model, problem: CoverProblem):
    """The constraints within reach; with a capacity, gives the variables of who serves whom."""
    _write_spacing(model, problem)
    if problem.capacity is not None:
        return _write_capacity(model, problem)
    import pulp

    order = np.argsort(problem.place, kind="stable")
    ends = np.searchsorted(problem.place[order], np.arange(len(problem.weight) + 1))
    sites = np.array(model.fac_vars, dtype=object)
    for i, covered in enumerate(model.cli_vars):
        near = sites[problem.candidate[order[ends[i] : ends[i + 1]]]]
        model.problem += pulp.lpSum(near) - int(problem.need[i]) * covered >= 0
    return None


def _write_capacity(model, problem: CoverProblem):
    """Who serves whom, in parts: nobody more than a site holds, no place more than once."""
    import pulp

    served = np.array(
        [
            pulp.LpVariable(f"z[{k}]", lowBound=0, upBound=1, cat=pulp.LpContinuous)
            for k in range(len(problem.place))
        ],
        dtype=object,
    )
    scale = problem.weight.max()
    for i, mine in _groups(problem.place, len(problem.weight)):
        model.problem += pulp.lpSum(served[mine]) - model.cli_vars[i] >= 0
        model.problem += pulp.lpSum(served[mine]) <= 1
    for j, mine in _groups(problem.candidate, problem.candidates):
        load = _sum(problem.weight[problem.place[mine]] / scale, served[mine])
        model.problem += load - problem.capacity / scale * model.fac_vars[j] <= 0
    for pair, (i, j) in enumerate(zip(problem.place, problem.candidate, strict=True)):
        # Follows from the capacity where the place alone would fill the site; else it is sharper.
        if problem.weight[i] < problem.capacity:
            model.problem += served[pair] - model.fac_vars[j] <= 0
    for variable in model.cli_vars:
        variable.cat = pulp.LpContinuous
    return served


def _write_spacing(model, problem: CoverProblem) -> None:
    sites = np.array(model.fac_vars, dtype=object)
    for one, other in problem.conflicts:
        model.problem += sites[one] + sites[other] <= 1


def _groups(numbers: np.ndarray, count: int):
    order = np.argsort(numbers, kind="stable")
    ends = np.searchsorted(numbers[order], np.arange(count + 1))
    for i in range(count):
        yield i, order[ends[i] : ends[i + 1]]


def _sum(factors: np.ndarray, variables):
    import pulp

    return pulp.LpAffineExpression(list(zip(variables, map(float, factors), strict=True)))


def _make_solver(model, time_limit_s: float, start, tell: Tell):
    """HiGHS through pulp, begun with a choice, and heard while it works."""
    import highspy
    import pulp

    heard = _Heard(model, tell)

    class Begun(pulp.HiGHS):
        def callSolver(self, lp):
            if start is not None and len(start):
                columns = np.array([v.index for v in model.fac_vars], np.int32)
                values = np.zeros(len(columns))
                values[start] = 1.0
                lp.solverModel.setSolution(len(columns), columns, values)
            lp.solverModel.run()

    return Begun(
        msg=False,
        timeLimit=time_limit_s,
        gapRel=0.0,
        gapAbs=model.step / model.scale,
        threads=1,
        callbackTuple=(heard, None),
        callbacksToActivate=[highspy.cb.HighsCallbackType.kCallbackMipLogging],
    )


class _Heard:
    """Passes on, once a second at most, what HiGHS says of its search."""

    def __init__(self, model, tell: Tell):
        self._model, self._tell, self._last = model, tell, 0.0

    def __call__(self, kind, message, out, into, data) -> None:
        if time.monotonic() - self._last < 1.0:
            return
        self._last = time.monotonic()
        found, bound = out.mip_primal_bound, out.mip_dual_bound
        if np.isfinite(found) and np.isfinite(bound):
            self._tell(abs(found) * self._model.scale, gap_to(abs(bound), abs(found)))


def _read_solution(model, problem: CoverProblem, served) -> Solution:
    import highspy

    highs = model.problem.solverModel
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Solution(np.empty(0, np.int64), np.empty(0), 0.0, INFEASIBLE, np.nan)
    bound = abs(info.mip_dual_bound) * model.scale
    bound = bound if np.isfinite(bound) else np.nan
    found = info.primal_solution_status != 0 and all(v.varValue is not None for v in model.fac_vars)
    taken = [v.varValue > 0.5 for v in model.fac_vars] if found else []
    chosen = np.flatnonzero(taken)
    gains = _serving(problem, served, chosen) if served is not None else np.empty(0)
    done = status == highspy.HighsModelStatus.kOptimal
    value = float(len(chosen)) if problem.target is not None else _value(problem, chosen, gains)
    gap = 0.0 if done else gap_to(bound, value)
    return Solution(chosen, gains, value if done else bound, OPTIMAL if done else TIME_LIMIT, gap)


def _value(problem: CoverProblem, chosen: np.ndarray, gains: np.ndarray) -> float:
    return float(gains.sum()) if problem.capacity is not None else problem.covered(chosen)


def _serving(problem: CoverProblem, served, chosen: np.ndarray) -> np.ndarray:
    """What each chosen site serves; parts of sites that were not taken are rounding."""
    part = np.array([v.varValue or 0.0 for v in served]) * problem.weight[problem.place]
    return np.bincount(problem.candidate, part, minlength=problem.candidates)[chosen]
