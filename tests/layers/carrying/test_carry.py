"""Counts in the units of another version: exact sums, sure ranges, and nothing lost or made."""

import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.carrying.carry import carry
from layers.carrying.parts import parts_of
from layers.errors import CannotCarry
from layers.units import national
from layers.units.links import links

CITIES = {"01": (526, 126, 199), "48": (47, None, 1), "79": (273, None, 31), "92": (80, None, 5)}


def linked(*rows, shares=None) -> pd.DataFrame:
    """Links ``(from, to)``; the first of each unit is the default."""
    frame = pd.DataFrame(
        [(f"a:{old}", f"b:{new}") for old, new in rows], columns=["from_key", "to_key"]
    )
    frame["default"] = ~frame["from_key"].duplicated()
    frame["area_share"] = shares if shares is not None else np.nan
    return frame


def values(**given) -> pd.Series:
    return pd.Series({f"a:{code}": value for code, value in given.items()}, dtype=float)


def test_whole_links_are_exact_sums():
    carried = carry(values(x=3, y=4, z=5), "b", links=linked("xm", "ym", "zn"))
    rows = carried.rows
    assert rows["value"].to_dict() == {"b:m": 7, "b:n": 5}
    assert rows["exact"].all()
    assert (rows["low"] == rows["high"]).all()
    assert carried.weight == "none"
    assert carried.affected.empty
    assert carried.left_out.empty
    assert (carried.from_version, carried.to_version) == ("a", "b")


def test_a_split_unit_gives_each_part_a_range():
    way = linked("xm", "ym", "yn", shares=[1, 0.75, 0.25])
    carried = carry(values(x=10, y=4), "b", links=way)
    assert carried.rows.loc["b:m", ["value", "low", "high"]].tolist() == [13, 10, 14]
    assert carried.rows.loc["b:n", ["value", "low", "high"]].tolist() == [1, 0, 4]
    assert not carried.rows["exact"].any()
    assert carried.rows["parts"].tolist() == [1, 1]
    affected = carried.affected.set_index("to_key")
    assert affected["value"].to_dict() == {"b:m": 3, "b:n": 1}
    assert affected["high"].tolist() == [4, 4]
    assert carried.weight == "area_share"


def test_without_a_share_the_default_link_takes_it_and_says_so():
    carried = carry(values(x=5), "b", links=linked("xm", "xn"))
    assert carried.rows["value"].to_dict() == {"b:m": 5, "b:n": 0}
    assert carried.rows["high"].tolist() == [5, 5]
    assert carried.weight == "default"
    nobody = linked("xm", "xn").assign(default=False)
    assert carry(values(x=5), "b", links=nobody).rows["value"].tolist() == [2.5, 2.5]


def test_nothing_split_is_nothing_in_each_part():
    carried = carry(values(x=0), "b", links=linked("xm", "xn"))
    assert carried.rows["exact"].all()
    assert carried.rows["value"].tolist() == [0, 0]


def test_unknown_is_never_zero():
    carried = carry(values(x=10, y=np.nan, z=2), "b", links=linked("xm", "ym", "zn"))
    row = carried.rows.loc["b:m"]
    assert math.isnan(row["value"])
    assert math.isnan(row["high"])
    assert (row["low"], row["known"], row["unknown"]) == (10, 10, 1)
    assert carried.rows.loc["b:n", "value"] == 2
    assert carried.left_out[["from_key", "why"]].values.tolist() == [["a:y", "unknown"]]
    assert carried.total_before == carried.total_after == 12


def test_a_unit_that_was_not_given_is_unknown_too():
    carried = carry(values(x=10), "b", links=linked("xm", "ym", "zn"))
    assert carried.rows.index.tolist() == ["b:m"]
    assert math.isnan(carried.rows["value"].item())
    assert carried.left_out[["from_key", "why"]].values.tolist() == [["a:y", "not_given"]]


def test_what_has_no_link_is_left_out_with_its_value_and_the_reason():
    given_values = pd.concat([values(x=10, q=3), pd.Series({"c:x": 4.0, "a:r": np.nan})])
    carried = carry(given_values, "b", links=linked("xm"))
    left = carried.left_out.set_index("from_key")
    assert left.loc["a:q"].tolist() == [3, "no_link"]
    assert left.loc["c:x"].tolist() == [4, "other_version"]
    assert carried.total_before == 17
    assert carried.total_after + left["value"].sum() == 17


def test_estimates_carry_their_own_range():
    way = linked("xm", "ym", "yn", shares=[1, 0.5, 0.5])
    carried = carry(values(x=10, y=4), "b", links=way, low=values(x=8, y=2), high=values(x=12, y=6))
    assert carried.rows.loc["b:m", ["value", "low", "high"]].tolist() == [12, 8, 18]
    assert carried.rows.loc["b:n", ["low", "high"]].tolist() == [0, 6]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"a:x": -1.0}, "cannot_carry.negative"),
        ({"a:x": np.inf}, "cannot_carry.infinite"),
    ],
)
def test_what_is_no_count_is_refused(bad, code):
    with pytest.raises(CannotCarry) as refusal:
        carry(pd.Series(bad), "b", links=linked("xm"))
    assert refusal.value.code == code
    assert refusal.value.exit_status == 1


def test_a_unit_with_two_values_and_shares_that_do_not_fit_are_refused():
    with pytest.raises(CannotCarry, match="more than one value"):
        carry(pd.Series([1.0, 2.0], index=["a:x", "a:x"]), "b", links=linked("xm"))
    with pytest.raises(CannotCarry, match="sum to"):
        carry(values(x=1), "b", links=linked("xm", "xn", shares=[0.5, 0.4]))


def test_nothing_is_carried_of_nothing():
    carried = carry(pd.Series(dtype=float), "b", links=linked("xm", "xn"))
    assert carried.rows.empty
    assert carried.affected.empty
    assert carried.left_out.empty
    assert carried.total_before == carried.total_after == 0
    assert carry(values(x=1), "b", links=linked().iloc[:0]).left_out["value"].tolist() == [1]


crosswalks = st.lists(
    st.tuples(st.sampled_from("pqrstu"), st.sampled_from("klmn")), min_size=1, max_size=14
).map(lambda pairs: linked(*[old + new for old, new in dict.fromkeys(pairs)]))


def random_shares(way: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Any shares that sum to 1, at times all to one part."""
    rng = np.random.default_rng(seed)
    raw = rng.random(len(way)) * (rng.random(len(way)) < 0.7) + 1e-12
    total = pd.Series(raw).groupby(way["from_key"].to_numpy()).transform("sum")
    return way[["from_key", "to_key"]].assign(share=raw / total, weight="drawn")


@settings(max_examples=30, deadline=None)
@given(crosswalks, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_the_range_holds_the_value_of_any_shares_and_totals_are_kept(way, seed, other):
    units = way["from_key"].drop_duplicates()
    counts = pd.Series(
        np.random.default_rng(seed).integers(0, 1000, len(units)).astype(float), index=units
    )
    carried = carry(counts, "b", links=way, shares=random_shares(way, seed))
    truth = carry(counts, "b", links=way, shares=random_shares(way, other)).rows["value"]
    rows = carried.rows
    assert (truth >= rows["low"] - 1e-9).all()
    assert (truth <= rows["high"] + 1e-9).all()
    assert (rows["value"] >= rows["low"]).all()
    assert (rows["value"] <= rows["high"]).all()
    assert rows["value"].sum() == pytest.approx(counts.sum(), abs=1e-9)
    assert carried.total_before == counts.sum()


@pytest.fixture(scope="module")
def forward() -> pd.DataFrame:
    return links(national.FORMER, national.TODAY)


@pytest.fixture(scope="module")
def former_counts(forward) -> pd.Series:
    units = forward["from_key"].drop_duplicates()
    counts = np.random.default_rng(7).integers(0, 5000, len(units)).astype(float)
    return pd.Series(counts, index=units)


def of_city(city: str) -> pd.Index:
    former = national.communes_former()
    codes = former.loc[former["province_code"] == city, "code"]
    return pd.Index(national.FORMER + ":" + codes)


@pytest.mark.parametrize("city", CITIES)
def test_the_four_cities_keep_their_totals_and_know_their_split_units(city, forward, former_counts):
    units, targets, split = CITIES[city]
    counts = former_counts[of_city(city)]
    assert len(counts) == units
    shares = random_shares(forward, 3)
    carried = carry(counts, national.TODAY, links=forward, shares=shares)
    assert carried.affected["from_key"].nunique() == split
    assert carried.total_before == counts.sum()
    assert round(carried.total_after) == counts.sum()
    assert carried.rows["known"].sum() == pytest.approx(counts.sum(), abs=1e-6)
    if targets:
        assert len(carried.rows) == targets
    truth = carry(counts, "", links=forward, shares=random_shares(forward, 11)).rows
    sure = carried.rows[carried.rows["unknown"] == 0]
    inside = truth.loc[sure.index, "value"].between(sure["low"] - 1e-9, sure["high"] + 1e-9)
    assert inside.all()
    touched = carried.rows.loc[carried.affected["to_key"]]
    assert (touched["high"].isna() | (touched["high"] >= touched["low"])).all()


def test_there_and_back_again_keeps_totals_and_holds_the_old_values(forward, former_counts):
    there = carry(former_counts, national.TODAY, links=forward, shares=random_shares(forward, 5))
    assert len(there.rows) == 3321
    backward = links(national.TODAY, national.FORMER)
    back = carry(there.rows["value"], national.FORMER, links=backward)
    assert len(back.rows) == 10_040
    assert back.total_after == pytest.approx(former_counts.sum(), abs=1e-6)
    old = former_counts.reindex(back.rows.index)
    assert (old >= back.rows["low"] * (1 - 1e-12)).all()
    assert (old <= back.rows["high"] + 1e-6).all()


def test_the_whole_country_is_carried_within_a_second(forward, former_counts):
    carry(former_counts, national.TODAY, links=forward)
    begin = time.perf_counter()
    carried = carry(former_counts, national.TODAY, links=forward)
    assert time.perf_counter() - begin < 1
    assert carried.rows["value"].sum() == former_counts.sum()


def test_ready_links_give_the_same(forward, former_counts):
    ready = carry(former_counts, national.TODAY, links=parts_of(forward))
    pd.testing.assert_frame_equal(
        ready.rows, carry(former_counts, national.TODAY, links=forward).rows
    )


def test_units_the_figures_do_not_speak_of_are_outside_and_not_unknown():
    links = pd.DataFrame(
        {
            "from_key": ["a:1", "a:2", "a:3"],
            "to_key": ["b:1", "b:1", "b:1"],
            "default": [True, True, True],
        }
    )
    values = pd.Series({"a:1": 10.0})
    city = carry(values, "b", links=links, expected=pd.Index(["a:1"]))
    row = city.rows.loc["b:1"]
    assert (row["value"], row["unknown"], row["outside"], row["exact"]) == (10, 0, 2, False)
    assert city.left_out.empty
    silent = carry(values, "b", links=links, expected=pd.Index(["a:1", "a:2"]))
    row = silent.rows.loc["b:1"]
    assert np.isnan(row["value"])
    assert (row["low"], row["known"], row["unknown"], row["outside"]) == (10, 10, 1, 1)
    assert silent.left_out[["from_key", "why"]].to_numpy().tolist() == [["a:2", "not_given"]]
