"""Shrinking and bounding: nothing that matters is lost, and no choice is better than the bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.siting.first import first_choice
from layers.siting.greedy import choose_greedily, in_order_of_gain, swap
from layers.siting.problem import shrink
from layers.siting.relaxed import bound_of
from tests.layers.siting.instances import covered, most_by_trying, problem_of

# Three candidates: the first reaches places 0-2, the second 2-4, the third 1 alone; nobody reaches 5.
TABLE = [[1, 0, 0], [1, 0, 1], [1, 1, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0]]
WEIGHT = [5, 1, 2, 3, 4, 100]


@st.composite
def instances(draw):
    places, candidates = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    bits = st.lists(st.booleans(), min_size=candidates, max_size=candidates)
    table = np.array(draw(st.lists(bits, min_size=places, max_size=places)))
    weight = np.array(draw(st.lists(st.integers(1, 20), min_size=places, max_size=places)), float)
    need = np.array(draw(st.lists(st.integers(1, 2), min_size=places, max_size=places)))
    pair = st.tuples(st.integers(0, candidates - 1), st.integers(0, candidates - 1))
    conflicts = [(a, b) for a, b in draw(st.lists(pair, max_size=3)) if a < b]
    return table, weight, need, conflicts, draw(st.integers(1, 4))


def test_shrinking_drops_what_cannot_matter():
    small = shrink(problem_of(TABLE, WEIGHT, most_sites=1))
    # The third candidate reaches no more than the first; 0 and 1 then differ from 2 only, 3 is as 4.
    assert small.kept.tolist() == [0, 1]
    assert small.problem.weight.sum() == 15
    assert len(small.problem.weight) <= 4


def test_what_is_covered_is_counted_once():
    problem = problem_of(TABLE, WEIGHT, most_sites=2)
    assert problem.covered(np.array([0, 1])) == 15
    assert problem.covered(np.array([0])) == 8
    assert problem.reachable == 15


def test_greedy_takes_the_largest_first_and_tells_what_each_adds():
    chosen, gains = choose_greedily(problem_of(TABLE, WEIGHT, most_sites=3))
    assert chosen.tolist() == [1, 0]
    assert gains.tolist() == [9, 6]


def test_greedy_keeps_candidates_apart():
    apart = np.array([[0, 1]])
    chosen, gains = choose_greedily(problem_of(TABLE, WEIGHT, most_sites=3, conflicts=apart))
    assert (chosen.tolist(), gains.tolist()) == ([1, 2], [9, 1])


def test_a_place_that_needs_two_counts_with_the_second():
    problem = problem_of([[1, 1], [1, 0]], [10, 1], need=[2, 1], most_sites=2)
    order, gains = in_order_of_gain(problem, np.array([0, 1]))
    assert order.tolist() == [0, 1]
    assert gains.tolist() == [1, 10]


def test_exchange_finds_what_greedy_misses():
    # The middle candidate is the largest, yet the two at the sides cover everything.
    table = [[1, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 1, 0], [0, 0, 1], [0, 0, 1]]
    weight = [1, 1, 4, 4, 0.5, 1, 1]
    problem = problem_of(table, weight, most_sites=2)
    chosen, gains = choose_greedily(problem)
    assert 1 in chosen
    assert gains.sum() == 10.5
    assert sorted(swap(problem, chosen).tolist()) == [0, 2]
    assert problem.covered(swap(problem, chosen)) == 12


@settings(max_examples=25, deadline=None)
@given(instances())
def test_shrinking_keeps_the_best_and_the_bound_is_above_it(instance):
    table, weight, need, conflicts, sites = instance
    asked = {"most_sites": sites, "conflicts": np.array(conflicts, np.int64).reshape(-1, 2)}
    problem = problem_of(table, weight, need=need, **asked)
    best = most_by_trying(table, weight, need, sites, conflicts)
    small = shrink(problem)
    rest = np.zeros((len(small.problem.weight), small.problem.candidates), bool)
    rest[small.problem.place, small.problem.candidate] = True
    left = [tuple(pair) for pair in small.problem.conflicts]
    found = most_by_trying(rest, small.problem.weight, small.problem.need, sites, left)
    assert found == pytest.approx(best)
    bound = bound_of(small.problem, sites=sites, known=0.0)
    assert bound.most >= best - 1e-6
    first = first_choice(small.problem)
    chosen = small.kept[first.chosen]
    assert len(chosen) <= sites
    assert first.covered == pytest.approx(covered(table, weight, need, chosen))
    greedy = choose_greedily(problem)[1].sum()
    assert first.covered >= 0
    assert greedy <= best + 1e-9
    if first.judged() is not None:
        assert first.covered == pytest.approx(best)


@settings(max_examples=15, deadline=None)
@given(instances())
def test_no_better_choice_has_a_candidate_that_was_ruled_out(instance):
    table, weight, need, _conflicts, sites = instance
    problem = problem_of(table, weight, need=need, most_sites=sites)
    bound = bound_of(problem, sites=sites, known=0.0)
    for candidate in range(problem.candidates):
        kept = table.copy()
        without = most_by_trying(kept, weight, need, sites)
        others = np.delete(np.arange(problem.candidates), candidate)
        free = most_by_trying(table[:, others], weight, need, sites) if len(others) else 0.0
        if without > free:  # the best choice has it
            assert bound.with_each[candidate] >= without - 1e-6
