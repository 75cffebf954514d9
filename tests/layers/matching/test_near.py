"""Names one or two letters off."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.text import fold
from layers.matching.near import distance, near
from layers.units.register import register

UNITS = register("v2026-04")
TEXT = st.text("abc", max_size=7)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("", "", 0),
        ("ab", "ab", 0),
        ("ab", "ba", 1),
        ("abc", "ac", 1),
        ("abc", "adc", 1),
        ("abc", "", 3),
    ],
)
def test_distance(one, other, far):
    assert distance(one, other) == far


@settings(max_examples=50)
@given(TEXT, TEXT)
def test_distance_is_the_same_both_ways_and_at_least_that_of_the_lengths(one, other):
    far = distance(one, other)
    assert far == distance(other, one)
    assert abs(len(one) - len(other)) <= far <= max(len(one), len(other))
    assert (far == 0) == (one == other)


@pytest.mark.parametrize("key", ["haichua", "haichauu", "haicau", "hoicheu", "aichauu", "hachai"])
def test_nearly_hai_chau(key):
    codes = UNITS.frame["code"].iloc[near(UNITS, key)].tolist()
    assert ("20242" in codes) == (distance(key, "haichau") <= 2)


@pytest.mark.parametrize("key", ["", "ab", "haichau", "x" * 40])
def test_what_is_not_looked_for(key):
    names = UNITS.frame["name"].iloc[near(UNITS, key)]
    assert "Hải Châu" not in set(names)


def test_a_short_name_has_only_one_letter_to_spare():
    def names(key):
        return set(UNITS.frame["name"].iloc[near(UNITS, key)])

    assert "Sa Pa" in names("sapx")
    assert "Sa Pa" not in names("saxx")


def test_nothing_near_is_missed():
    names = sorted(set(UNITS.frame["name"].map(fold).str.replace(" ", "")))
    for key in ("haichau", "tanphu", "phuocsn", "sapx", "thanhnghia"):
        most = 1 if len(key) < 6 else 2
        found = UNITS.frame["name"].iloc[near(UNITS, key)].map(fold).str.replace(" ", "")
        assert set(found) == {name for name in names if 0 < distance(key, name) <= most}
