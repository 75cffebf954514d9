"""Rows of availability in the long form: wide or long, with what is missing said."""

import numpy as np
import pandas as pd
import pytest

from layers.services.measures import MEASURES
from layers.services.observations import COLUMNS, observations
from layers.services.returns import choose_returns, returns_of

BASE = {
    "tier": "commune",
    "period": "2025-10",
    "scheme": "full_partial",
    "counting_unit": "procedure",
    "source_doc": "test",
    "province_code": "48",
}


def rows(*given: dict) -> pd.DataFrame:
    table = pd.DataFrame([BASE | one for one in given])
    for name in table.columns[table.columns.str.startswith("n_")]:
        table[name] = table[name].astype("Int64")
    return table


def seen(*given: dict) -> pd.DataFrame:
    return observations(rows(*given)).set_index("measure")


def test_wide_and_long_rows_say_the_same():
    key = {"unit_key": "v2025-07:20194"}
    wide = seen(
        key
        | {"n_procedures": 10, "n_full": 4, "n_partial": 3, "n_files_total": 8, "n_files_full": 2}
    )
    long = seen(
        key | {"n_procedures": 10},
        key | {"n_full": 4},
        key | {"n_partial": 3},
        key | {"n_files_total": 8, "counting_unit": "file"},
        key | {"n_files_full": 2, "counting_unit": "file"},
    )
    columns = ["numerator", "denominator", "state", "family", "counting_unit"]
    pd.testing.assert_frame_equal(wide[columns].sort_index(), long[columns].sort_index())
    assert wide.loc["full", ["numerator", "denominator"]].tolist() == [4, 10]
    assert wide.loc["files_full", ["numerator", "denominator"]].tolist() == [2, 8]
    assert wide["family"].to_dict()["files_full"] == "use"


def test_a_base_of_other_rows_counts_only_where_all_agree():
    key = {"unit_key": "v2025-07:20194"}
    two = seen(key | {"n_procedures": 10}, key | {"n_procedures": 12}, key | {"n_full": 4})
    assert np.isnan(two.loc["full", "denominator"])
    other = seen(key | {"n_procedures": 10, "period": "2025-09"}, key | {"n_full": 4})
    assert np.isnan(other.loc["full", "denominator"])
    made_up = seen(key | {"n_procedures": 10, "synthetic": True}, key | {"n_full": 4})
    assert np.isnan(made_up.loc["full", "denominator"])


def test_six_states_and_a_silent_blank_stay_apart():
    key = {"unit_key": "v2025-07:20194", "n_procedures": 10}
    states = ["unknown", "not_applicable", "no_data", "suppressed"]
    given = [key | {"n_full": 3}, key | {"n_full": 0}]
    given += [key | {"n_full": None, "states": f"n_full={state}"} for state in states]
    table = observations(rows(*given, key | {"n_full": None}))
    full = table[table["measure"] == "full"]
    assert full["state"].tolist() == ["known", "zero", *states]
    assert full["numerator"].notna().tolist() == [True, True, False, False, False, False]
    returns = returns_of(table, MEASURES["full_share"])
    assert returns["state"].tolist() == ["known", "zero", *states]
    assert returns["value"].tolist()[:2] == [0.3, 0.0]


def test_levels_3_and_4_are_joined_where_only_these_are_given():
    table = seen({"unit_key": "v2018:01", "tier": "city", "scheme": "levels_1_4", "n_level3": 916,
                  "n_level4": 139, "n_level34": None, "stated_pct": 55})  # fmt: skip
    assert table.loc["level34", ["numerator", "stated_pct", "check"]].tolist() == [
        1055, 55, "no_denominator",
    ]  # fmt: skip
    assert table.loc["level3", "check"] == "no_numbers"


def test_a_stated_percentage_is_held_against_its_numbers():
    key = {"unit_key": "v2018:48", "tier": "district", "scheme": "levels_1_4"}
    good = seen(key | {"n_level34": 151, "n_procedures": 176, "stated_pct": 86})
    bad = seen(key | {"n_level34": 151, "n_procedures": 176, "stated_pct": 84})
    assert good.loc["level34", "check"] == "fits"
    assert round(good.loc["level34", "computed_pct"], 2) == 85.8
    assert bad.loc["level34", "check"] == "differs"


@pytest.mark.parametrize(
    ("key", "tier", "level", "city"),
    [
        ("v2025-07:20194", "commune", "commune", "48"),
        ("v2025-03:490", "district", "district", "48"),
        ("v2018:48", "district", "province", "48"),
        ("v2025-03:49", "city", "province", "48"),
        ("v2025-03:VN", "ministry", "country", None),
        ("v2025-03:so-tttt", "department", "body", None),
    ],
)
def test_the_level_is_that_of_the_unit_and_not_of_the_tier(key, tier, level, city):
    table = rows({"unit_key": key, "tier": tier, "n_full": 1}).drop(columns="province_code")
    row = observations(table).iloc[0]
    assert row["level"] == level
    assert (None if pd.isna(row["city"]) else row["city"]) == city


def test_no_rows_make_no_observations():
    assert list(observations(rows({"unit_key": "v2025-07:1"}).iloc[:0])) == COLUMNS


def test_a_sum_of_counts_needs_all_of_them():
    key = {"n_procedures": 10}
    table = observations(
        rows(
            key | {"unit_key": "v2025-07:00001", "n_full": 4, "n_partial": 3},
            key | {"unit_key": "v2025-07:00002", "n_full": 4, "n_partial": None},
            key
            | {
                "unit_key": "v2025-07:00003",
                "n_full": 4,
                "n_partial": None,
                "states": "n_partial=suppressed",
            },
        )
    )
    found = returns_of(table, MEASURES["online_share"]).set_index("code")
    assert found.loc["00001", ["value", "state"]].tolist() == [0.7, "known"]
    assert found.loc["00002", "state"] == "unknown"
    assert found.loc["00003", "state"] == "suppressed"


def test_a_share_of_nothing_has_no_meaning():
    table = observations(rows({"unit_key": "v2025-07:00001", "n_full": 0, "n_procedures": 0}))
    assert returns_of(table, MEASURES["full_share"])["state"].tolist() == ["not_applicable"]


def test_of_several_returns_of_a_unit_the_reported_one_counts():
    key = {"n_procedures": 10}
    table = observations(
        rows(
            key | {"unit_key": "v2025-07:20194", "n_full": 4},
            key | {"unit_key": "v2026-04:20194", "n_full": 9, "synthetic": True},
            key | {"unit_key": "v2025-07:20195", "n_full": 5, "counting_unit": "service"},
            key | {"unit_key": "v2025-07:20197", "n_full": 6},
        )
    )
    chosen, doubled, others = choose_returns(returns_of(table, MEASURES["full_share"]))
    assert chosen["numerator"].tolist() == [4, 6]
    assert doubled["numerator"].tolist() == [9]
    assert others["numerator"].tolist() == [5]


def test_a_percentage_of_two_counts_together_is_held_against_both():
    """60 of 100 are online, 50 of them wholly: 60 % fits, and is not what is said of those 50."""
    row = {"unit_key": "v2026-04:20242", "n_procedures": 100, "n_full": 50, "n_partial": 10}
    seen = observations(rows(row | {"stated_pct": 60.0}, row | {"stated_pct": 70.0}))
    full = seen[seen["measure"] == "full"]
    assert full["check"].tolist() == ["fits", "differs"]
    online = returns_of(seen[seen["row"] == 0], MEASURES["online_share"]).iloc[0]
    assert (online["value"], online["stated_pct"], online["check"]) == (0.6, 60, "fits")
    wholly = returns_of(seen[seen["row"] == 0], MEASURES["full_share"]).iloc[0]
    assert (wholly["value"], wholly["check"]) == (0.5, "not_stated")
    assert np.isnan(wholly["stated_pct"])
