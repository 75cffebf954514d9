"""The search: published optima, never worse than greedy, capacity, spacing, the process that can be ended."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from layers.errors import SitingStopped
from layers.siting.first import first_choice
from layers.siting.greedy import choose_greedily
from layers.siting.model import solve_exactly
from layers.siting.problem import INFEASIBLE, OPTIMAL, TIME_LIMIT, CoverProblem, shrink
from layers.siting.search import read_problem, search, write_problem
from tests.layers.siting.instances import (
    covered,
    fewest_by_trying,
    most_by_trying,
    problem_of,
    steiner_triples,
)  # fmt: skip
from tests.layers.siting.test_problem import TABLE, WEIGHT, instances

SERVICE_M, SITES, UNCOVERED_TRACTS = 5000.0, 4, 21


@pytest.fixture(scope="module")
def san_francisco():
    """205 census tracts and 16 stores along the streets, the instance of spopt's documentation and tests."""
    place = Path(find_spec("spopt").submodule_search_locations[0]) / "tests/test_locate/data"
    file = place / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    if not file.exists():
        pytest.skip("this build of spopt comes without its test data")
    table = pd.read_csv(file)
    distance = table.pivot_table(values="distance", index="DestinationName", columns="name")
    people = table.drop_duplicates("DestinationName").set_index("DestinationName")["demand"]
    return distance.to_numpy() <= SERVICE_M, people[distance.index].to_numpy(float)


def exact(problem: CoverProblem, **more):
    """The solver alone, without what is known before it."""
    return solve_exactly(problem, time_limit_s=20, **more)


def test_the_instance_of_spopt_has_its_published_optimum(san_francisco):
    reaches, people = san_francisco
    problem = problem_of(reaches, people, most_sites=SITES)
    best = most_by_trying(reaches, people, 1, SITES)
    for found in (exact(problem), search(problem, apart=False)):
        assert found.status == OPTIMAL
        assert found.gap == 0
        assert problem.covered(found.chosen) == best
        assert (reaches[:, found.chosen].sum(axis=1) == 0).sum() == UNCOVERED_TRACTS
    assert found.covered == found.bound == best


def test_the_fewest_stores_of_the_instance(san_francisco):
    reaches, people = san_francisco
    target = people[reaches.any(axis=1)].sum()
    problem = problem_of(reaches, people, target=target)
    fewest = fewest_by_trying(reaches, people, 1, target)
    for found in (exact(problem), search(problem, apart=False)):
        assert (found.status, len(found.chosen)) == (OPTIMAL, fewest)
        assert problem.covered(found.chosen) == target


@pytest.mark.parametrize(("points", "optimum"), [(9, 5), (27, 18)])
def test_steiner_triples_need_their_published_number(points, optimum):
    triples = steiner_triples(points)
    table = np.zeros((len(triples), points), bool)
    np.put_along_axis(table, triples, True, axis=1)
    found = search(problem_of(table, target=float(len(triples))), apart=False)
    assert (found.status, len(found.chosen), found.covered) == (OPTIMAL, optimum, len(triples))


@settings(max_examples=10, deadline=None)
@given(instances())
def test_the_best_of_all_choices_is_found(instance):
    table, weight, need, conflicts, sites = instance
    apart = np.array(conflicts, np.int64).reshape(-1, 2)
    most = problem_of(table, weight, need=need, most_sites=sites, conflicts=apart)
    best = most_by_trying(table, weight, need, sites, conflicts)
    greedy = choose_greedily(most)[1].sum()
    for found in (exact(shrink(most).problem), search(most, apart=False)):
        assert found.status == OPTIMAL
    assert covered(table, weight, need, found.chosen) == found.covered == pytest.approx(best)
    assert found.covered >= greedy - 1e-9
    assert not any({a, b} <= set(found.chosen.tolist()) for a, b in conflicts)
    assert len(found.chosen) <= sites
    target = float(np.ceil(0.7 * weight.sum()))
    few = search(problem_of(table, weight, need=need, target=target, conflicts=apart), apart=False)
    fewest = fewest_by_trying(table, weight, need, target, conflicts)
    assert (few.status == INFEASIBLE) == (fewest is None)
    if fewest is not None:
        assert len(few.chosen) == fewest
        assert few.covered >= target


def test_capacity_is_kept_and_shared_out():
    # Either site reaches all three places of 10 people and can serve 12.
    problem = problem_of([[1, 1], [1, 1], [1, 1]], [10, 10, 10], most_sites=2, capacity=12.0)
    found = search(problem, apart=False)
    assert (found.status, sorted(found.chosen.tolist())) == (OPTIMAL, [0, 1])
    assert found.gains.tolist() == pytest.approx([12, 12])
    few = search(
        problem_of([[1, 1], [1, 1], [1, 1]], [10, 10, 10], target=20.0, capacity=12.0), apart=False
    )
    assert len(few.chosen) == 2
    assert few.covered >= 20


def test_capacity_beats_greedy_that_fills_the_wrong_site():
    # Site 0 reaches 6 at a and 6 at b and can serve 6; site 1 reaches a alone: greedy by size may waste it.
    problem = problem_of([[1, 1], [1, 0]], [6, 6], most_sites=2, capacity=6.0)
    found = search(problem, apart=False)
    assert found.covered == pytest.approx(12)
    exactly = exact(problem)
    assert exactly.gains.sum() == pytest.approx(12)
    assert (exactly.gains <= 6 + 1e-6).all()


def test_a_target_out_of_reach_is_told():
    found = search(problem_of(TABLE, WEIGHT, target=16.0), apart=False)
    assert (found.status, found.bound, len(found.chosen)) == (INFEASIBLE, 15, 0)


def test_spacing_can_put_the_target_out_of_reach():
    apart = np.array([[0, 1]])
    found = search(problem_of(TABLE, WEIGHT, target=14.0, conflicts=apart), apart=False)
    assert (found.status, len(found.chosen)) == (INFEASIBLE, 0)


def random_cover(*, candidates: int, places: int, radius: float, **asked) -> CoverProblem:
    rng = np.random.default_rng(5)
    from_, to = rng.random((places, 2)), rng.random((candidates, 2))
    near = np.hypot(*(from_[:, None] - to[None]).transpose(2, 0, 1)) < radius
    return problem_of(near, rng.integers(1, 50, places), **asked)


def test_without_time_the_first_choice_stands_with_its_gap():
    problem = random_cover(candidates=60, places=300, radius=0.25, most_sites=6)
    found = search(problem, time_limit_s=1e-6, apart=False)
    first = first_choice(shrink(problem).problem)
    if first.judged() is None:
        assert found.status == TIME_LIMIT
        assert 0 < found.gap < 0.2
        assert found.bound == pytest.approx(found.covered / (1 - found.gap))
    assert found.covered >= choose_greedily(problem)[1].sum()
    best = search(problem, apart=False)
    assert best.status == OPTIMAL
    assert found.covered <= best.covered <= found.bound + 1e-6


def test_the_search_runs_in_a_process_and_tells_of_it():
    triples = steiner_triples(9)
    table = np.zeros((len(triples), 9), bool)
    np.put_along_axis(table, triples, True, axis=1)
    heard = []
    problem = problem_of(table, target=float(len(triples)))
    assert first_choice(problem).judged() is None  # else no process is needed
    found = search(problem, progress=lambda share, key, params: heard.append(key))
    assert (found.status, len(found.chosen)) == (OPTIMAL, 5)
    assert heard[:3] == [f"siting_progress.{k}" for k in ("first", "loading", "begun")]


def test_the_process_ends_when_nobody_wants_it():
    triples = steiner_triples(9)
    table = np.zeros((len(triples), 9), bool)
    np.put_along_axis(table, triples, True, axis=1)
    with pytest.raises(SitingStopped):
        search(problem_of(table, target=float(len(triples))), cancelled=lambda: True)


def test_a_problem_can_be_written_and_read(tmp_path):
    for asked in ({"most_sites": 2}, {"target": 3.0, "capacity": 7.0}):
        problem = problem_of(TABLE, WEIGHT, conflicts=np.array([[0, 1]]), **asked)
        write_problem(problem, tmp_path / "p.npz")
        again = read_problem(tmp_path / "p.npz")
        for name in ("weight", "need", "place", "candidate", "conflicts"):
            assert np.array_equal(getattr(again, name), getattr(problem, name))
        assert (again.most_sites, again.target, again.capacity, again.candidates) == (
            problem.most_sites, problem.target, problem.capacity, 3,
        )  # fmt: skip
