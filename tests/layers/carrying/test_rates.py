"""Rates through numerator and denominator: the range is exactly what any shares can give."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.carrying.rates import carry_rate
from tests.layers.carrying.test_carry import linked, values


def test_a_rate_is_the_sum_over_the_sum_never_a_mean_of_rates():
    carried = carry_rate(values(x=1, y=90), values(x=10, y=100), "b", links=linked("xm", "ym"))
    row = carried.rows.loc["b:m"]
    assert (row["numerator"], row["denominator"]) == (91, 110)
    assert row["value"] == row["low"] == row["high"] == 91 / 110
    assert row["exact"]


def test_the_range_is_that_of_the_fraction():
    way = linked("xm", "ym", "yn", shares=[1, 0.5, 0.5])
    carried = carry_rate(values(x=5, y=9), values(x=10, y=10), "b", links=way)
    m, n = carried.rows.loc["b:m"], carried.rows.loc["b:n"]
    assert (m["low"], m["high"], m["value"]) == (0.5, 14 / 20, 9.5 / 15)
    # Of a part of one unit only, the rate is that of the unit, however large the part is.
    assert n["low"] == n["high"] == n["value"] == 0.9
    assert n["exact"]
    assert carried.affected["denominator"].tolist() == [5, 5]


def test_a_low_unit_pulls_down_and_a_high_one_up():
    way = linked("xm", "ym", "yn", "zm", "zn")
    carried = carry_rate(values(x=5, y=9, z=1), values(x=10, y=10, z=10), "b", links=way)
    row = carried.rows.loc["b:m"]
    assert row["low"] == 6 / 20
    assert row["high"] == 14 / 20


def test_unknown_halves_are_unknown_and_said():
    way = linked("xm", "ym", "zn")
    carried = carry_rate(values(x=5, y=1, z=1), values(x=10, z=2), "b", links=way)
    row = carried.rows.loc["b:m"]
    assert row[["value", "low", "high", "numerator", "denominator"]].isna().all()
    assert row["unknown"] == 1
    assert carried.rows.loc["b:n", "value"] == 0.5
    assert carried.left_out[["from_key", "why"]].values.tolist() == [["a:y", "unknown"]]


def test_no_denominator_is_no_rate():
    carried = carry_rate(values(x=0, y=1), values(x=0, y=4), "b", links=linked("xm", "yn"))
    assert carried.rows.loc["b:m", ["value", "low", "high"]].isna().all()
    assert carried.rows.loc["b:m", "unknown"] == 0
    assert carried.rows.loc["b:n", "value"] == 0.25


def test_without_a_sure_denominator_there_may_be_no_bound():
    way = linked("xm", "ym", "yn")
    carried = carry_rate(values(x=1, y=0), values(x=0, y=4), "b", links=way)
    row = carried.rows.loc["b:m"]
    assert row["low"] == 0.25
    assert math.isnan(row["high"])


def by_vertices(base_n, base_d, n, d):
    """All rates with each split unit wholly in or wholly out."""
    for inside in itertools.product([0, 1], repeat=len(n)):
        above, below = base_n + np.dot(inside, n), base_d + np.dot(inside, d)
        if below > 0:
            yield above / below


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 2**32 - 1),
)
def test_the_extremes_are_those_of_all_vertices_and_hold_any_shares(split, base_n, base_d, seed):
    names = "pqrst"[: len(split)]
    way = linked("xm", *[f"{c}m" for c in names], *[f"{c}n" for c in names])
    n = values(x=base_n, **{c: pair[0] for c, pair in zip(names, split, strict=True)})
    d = values(x=base_d, **{c: pair[1] for c, pair in zip(names, split, strict=True)})
    row = carry_rate(n, d, "b", links=way).rows.loc["b:m"]
    above, below = n.iloc[1:].to_numpy(), d.iloc[1:].to_numpy()
    rates = list(by_vertices(base_n, base_d, above, below))
    if not rates:
        assert math.isnan(row["low"])
        assert math.isnan(row["high"])
        return
    assert row["low"] == pytest.approx(min(rates), rel=1e-12)
    unbounded = base_d == 0 and (base_n > 0 or bool(((below == 0) & (above > 0)).any()))
    assert math.isnan(row["high"]) == unbounded
    share = np.random.default_rng(seed).random((40, len(split)))
    under = base_d + share @ below
    drawn = ((base_n + share @ above)[under > 0]) / under[under > 0]
    assert (drawn >= row["low"] - 1e-12).all()
    if not unbounded:
        assert row["high"] == pytest.approx(max(rates), rel=1e-12)
        assert (drawn <= row["high"] + 1e-12).all()


def test_the_best_estimate_lies_in_its_range_and_totals_are_kept():
    way = linked("xm", "ym", "yn", "zn", "zo", shares=[1, 0.3, 0.7, 0.1, 0.9])
    carried = carry_rate(values(x=5, y=9, z=1), values(x=10, y=10, z=10), "b", links=way)
    rows = carried.rows
    assert (rows["value"].between(rows["low"], rows["high"])).all()
    assert rows["denominator"].sum() == pytest.approx(30)
    assert carried.denominator.total_after == 30
    assert carried.numerator.total_before == 15
    assert pd.api.types.is_bool_dtype(rows["exact"])
