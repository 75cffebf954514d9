"""Legend classes: bounds, counts and what is unknown."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from geo.classify import SCHEMES, Classes, class_of, classify
from geo.errors import BadArgument

AUTOMATIC = [scheme for scheme in SCHEMES if scheme != "user"]


def test_quantile():
    assert classify(range(1, 11), k=5) == Classes((3.0, 5.0, 7.0, 9.0, 10.0), (3, 2, 2, 2, 1), 0)
    exact = classify(range(1, 11), k=5, round_breaks=False)
    assert exact.breaks == pytest.approx((2.8, 4.6, 6.4, 8.2, 10))
    assert exact.counts == (2, 2, 2, 2, 2)


def test_equal_interval_keeps_empty_classes():
    found = classify([0, 1, 2, 100], scheme="equal_interval", k=4)
    assert found == Classes((25.0, 50.0, 75.0, 100.0), (3, 0, 0, 1), 0)


def test_natural_breaks():
    found = classify([1, 2, 3, 50, 51, 52, 900, 901], scheme="natural_breaks", k=3)
    assert found == Classes((3.0, 52.0, 901.0), (3, 3, 2), 0)


@pytest.mark.parametrize("seed", range(4))
def test_natural_breaks_have_the_least_spread(seed):
    values = np.sort(np.random.default_rng(seed).integers(0, 40, 14)).astype(float)

    def spread(cuts):
        return sum(((part - part.mean()) ** 2).sum() for part in np.split(values, cuts))

    least = min(spread(list(cuts)) for cuts in combinations(range(1, 14), 3))
    found = classify(values, scheme="natural_breaks", k=4)
    assert spread(np.cumsum(found.counts)[:-1]) == pytest.approx(least)


def test_natural_breaks_of_many_values_are_sampled_but_counted_in_full():
    values = np.concatenate([np.linspace(0, 1, 6000), np.linspace(10, 11, 3000)])
    found = classify(values, scheme="natural_breaks", k=2)
    assert found.counts == (6000, 3000)
    assert found == classify(values[::-1], scheme="natural_breaks", k=2)


def test_user_breaks():
    values = [1, 5, 5.5, 20, None]
    assert classify(values, scheme="user", breaks=[10, 5]) == Classes((5, 10, 20), (2, 1, 1), 1)
    assert classify(values, scheme="user", breaks=[5, 50]) == Classes((5, 50), (2, 2), 1)
    assert classify(values, scheme="user", breaks=[0, 20]) == Classes((0, 20), (0, 4), 1)


@pytest.mark.parametrize("scheme", AUTOMATIC)
def test_unknown_is_counted_apart(scheme):
    values = pd.array([1.5, None, 2.5, 3.5, np.inf, 4.5, np.nan, 5.5], dtype="Float64")
    found = classify(values, scheme=scheme, k=2)
    assert found.unknown == 3
    assert sum(found.counts) == 5
    assert found.breaks[-1] == 5.5


@pytest.mark.parametrize("scheme", AUTOMATIC)
def test_no_values(scheme):
    assert classify([], scheme=scheme) == Classes((), (), 0)
    assert classify([None, np.nan], scheme=scheme) == Classes((), (), 2)


@pytest.mark.parametrize("scheme", AUTOMATIC)
@pytest.mark.parametrize("value", [0.0, 7.25, -3.0])
def test_all_equal(scheme, value):
    assert classify([value] * 4 + [None], scheme=scheme) == Classes((value,), (4,), 1)


@pytest.mark.parametrize("scheme", ["quantile", "natural_breaks"])
def test_fewer_distinct_values_than_classes(scheme):
    found = classify([1.234, 1.234, 5.678, 9.0], scheme=scheme, k=5)
    assert found == Classes((1.234, 5.678, 9.0), (2, 1, 1), 0)


def test_fewer_distinct_values_than_intervals():
    assert classify([0, 0, 10], scheme="equal_interval") == Classes((5.0, 10.0), (2, 1), 0)


def test_ties_leave_no_empty_quantile():
    found = classify([0] * 90 + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], k=5)
    assert found == Classes((0.0, 10.0), (90, 10), 0)


def test_round_breaks_read_well():
    rng = np.random.default_rng(0)
    found = classify(rng.uniform(0, 1, 1000), k=4)
    assert [round(bound, 2) for bound in found.breaks[:-1]] == list(found.breaks[:-1])
    found = classify(1_000_000 + rng.uniform(0, 1000, 1000), k=4)
    assert [bound % 10 for bound in found.breaks[:-1]] == [0.0, 0.0, 0.0]
    assert len(found.breaks) == 4


@pytest.mark.parametrize("scheme", AUTOMATIC)
@pytest.mark.parametrize("seed", range(5))
def test_counts_are_true_after_rounding(scheme, seed):
    rng = np.random.default_rng(seed)
    values = np.append(rng.lognormal(3, 2, 300), -rng.lognormal(1, 1, 20)) * 10.0 ** (seed * 3 - 6)
    found = classify(values, scheme=scheme, k=6)
    assert sum(found.counts) == 320
    assert found.breaks[-1] == values.max()
    assert list(found.breaks) == sorted(set(found.breaks))
    assert np.bincount(class_of(values, found.breaks)).tolist() == list(found.counts)


def test_whole_numbers_get_whole_bounds():
    for scheme in AUTOMATIC:
        found = classify([1, 2, 2, 3, 5, 8, 13, 21, 34, 55], scheme=scheme, k=4)
        assert all(bound == int(bound) for bound in found.breaks)


def test_class_of():
    breaks = (2.0, 3.0, 10.0)
    given = [-5, 2, 2.0001, 3, 10, 11, None, np.inf]
    assert class_of(given, breaks).tolist() == [0, 0, 1, 1, 2, 2, -1, -1]
    assert class_of([1, None], ()).tolist() == [-1, -1]
    assert class_of([], breaks).tolist() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"scheme": "jenks"},
        {"k": 0},
        {"scheme": "user"},
        {"scheme": "user", "breaks": []},
        {"scheme": "user", "breaks": [1, np.nan]},
    ],
)
def test_wrong_arguments(wrong):
    with pytest.raises(BadArgument):
        classify([1, 2, 3], **wrong)
