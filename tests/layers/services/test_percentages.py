"""Printed percentages against the numbers they are made of, to the digit."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.services.percentages import (
    check_percent,
    implied_total,
    percent,
    printed_decimals,
)
from layers.services.printed import ratio_in, read_printed


@pytest.mark.parametrize(
    ("stated", "top", "base", "check"),
    [
        (86, 151, 176, "fits"),  # 85.80 is rounded
        (82, 80, 97, "fits"),  # 82.47 is rounded or cut
        (85, 151, 176, "fits"),  # 85.80 is cut
        (84, 151, 176, "differs"),
        (87, 151, 176, "differs"),
        (68.54, 115665, 168746, "fits"),
        (68.53, 115665, 168746, "differs"),
        (55, 1055, None, "no_denominator"),
        (55, 1055, 0, "no_denominator"),
        (55, None, 100, "no_numerator"),
        (None, 151, 176, "not_stated"),
        (None, 151, None, "no_numbers"),
        (100, 30, 30, "fits"),
    ],
)
def test_each_percentage_gets_its_badge(stated, top, base, check):
    assert check_percent([stated], [top], [base]).tolist() == [check]


def test_nothing_is_made_of_an_unknown_or_empty_base():
    made = percent([1, 1, None, 0], [0, None, 3, 4])
    assert np.isnan(made[:3]).all()
    assert made[3] == 0


def test_decimals_are_counted_as_printed():
    assert printed_decimals([86, 86.0, 38.6, 68.54, 0.5]).tolist() == [0, 0, 1, 2, 1]


def test_a_part_and_its_rounded_percentage_imply_a_whole_between_two_numbers():
    implied = implied_total([1055, 1501, 10], [55, 91, None])
    assert implied.iloc[0].tolist() == [1918, 1901, 1935]
    assert implied.iloc[1].tolist() == [1649, 1641, 1658]
    assert implied.iloc[2].isna().all()


@settings(max_examples=50)
@given(st.integers(1, 5000), st.integers(1, 9000))
def test_the_true_whole_lies_in_what_is_implied_and_its_neighbours_do_not(top, base):
    stated = np.floor(100 * top / base + 0.5)
    if stated < 1:
        return
    low, high = implied_total([top], [stated])[["low", "high"]].iloc[0]
    assert low <= base <= high
    for outside in (low - 1, high + 1):
        assert outside <= 0 or np.floor(100 * top / outside + 0.5 + 1e-12) != stated


def test_values_are_read_as_they_are_printed():
    text = pd.Series(
        ["1,055", "38.6", "12-15", "<10", ">35,000", "4+ ", "126 + 30", "some", "100 %"]
    )
    read = read_printed(text)
    assert read["bound"].tolist() == [
        "exact", "exact", "range", "below", "above", "above", "parts", "words", "exact",
    ]  # fmt: skip
    assert read["number"].dropna().tolist() == [1055, 38.6, 100]
    assert read.loc[2, ["low", "high"]].tolist() == [12, 15]
    assert read.loc[3, "high"] == 10
    assert np.isnan(read.loc[3, "low"])


def test_the_ratio_of_a_remark_is_found():
    found = ratio_in(pd.Series(["115,665 / 168,746 = 68.54", "EMC", None]))
    assert found.iloc[0].tolist() == [115665, 168746]
    assert found.iloc[1:].isna().all(axis=None)
