"""Distances to goals, only between figures of the same thing."""

import numpy as np
import pytest

from layers.services.measures import MEASURES
from layers.services.targets import distance_to_targets, targets


def of(measure: str, value: float, city: str):
    return distance_to_targets(measure, value, city=city).set_index("id")


def test_every_goal_is_there_and_says_what_it_is_of():
    table = targets()
    assert len(table) == 34
    assert table["measured_in"].notna().all()
    assert set(table["measure"].dropna()) <= set(MEASURES)
    said = table["measure"].notna() | table["why_not"].notna()
    assert said.all()
    assert set(table["status"]) == {"expired", "missed", "done", "open", "met"}


def test_the_distance_is_in_percentage_points():
    row = of("files_full_share", 0.458, "VN").loc["11"]
    assert row["distance_pp"] == pytest.approx(-4.2)
    assert (row["is_met"], row["comparable"], row["status"]) == (False, True, "missed")
    assert of("files_full_share", 0.5, "VN").loc["11", "is_met"] is True


def test_two_goals_of_one_city_with_two_denominators_are_not_one():
    table = of("files_online_share", 0.3, "48")
    assert table.loc["4", "distance_pp"] == pytest.approx(10)
    assert table.loc["3", "why_not"] == "other_denominator"
    assert np.isnan(table.loc["3", "distance_pp"])


@pytest.mark.parametrize(
    ("measure", "city", "goal", "why"),
    [
        ("full_share", "48", "11", "other_family"),
        ("full_share", "48", "5", "other_scheme"),
        ("level34_share", "48", "5", "other_measure"),
        ("level4_share", "VN", "9", "other_denominator"),
        ("files_online_share", "01", "4", "other_scope"),
        ("files_full_share", "48", "12", "other_scope"),
        ("files_full_share", "VN", "13", "other_scope"),
        ("files_full_share", "48", "14", "no_number"),
    ],
)
def test_what_does_not_compare_says_why(measure, city, goal, why):
    row = of(measure, 0.5, city).loc[goal]
    assert (row["comparable"], row["why_not"], row["is_met"]) == (False, why, None)


def test_a_goal_of_the_country_beside_a_city_is_marked_and_certainty_goes_along():
    table = of("files_full_share", 0.5889, "48")
    assert table.loc[["10", "11", "13"], "national"].tolist() == [True, True, False]
    assert table.loc[["10", "11"], "sure"].tolist() == [False, True]


def test_an_unknown_value_has_no_distance():
    row = of("files_full_share", np.nan, "VN").loc["11"]
    assert row["comparable"]
    assert row["is_met"] is None
    assert np.isnan(row["distance_pp"])
