"""Bars of a chart: each feature is counted in one bar, and pressing a bar finds just those."""

import numpy as np
import pytest

from layers.filters.condition import Condition, Filter
from layers.tables.bars import MOST_BARS, OTHERS, UNKNOWN, bars_of
from layers.tables.page import count_of

MAST = "antenna_mast"


def counted(made) -> dict:
    return {bar.value or bar.id: bar.count for bar in made.bars}


def test_values_most_frequent_first_and_unknown_apart(atlas, snapshot):
    made = bars_of(atlas, snapshot, MAST, "status", Filter())
    assert list(counted(made).items()) == [
        ("existing", 3), ("planned", 1), ("removed", 1), (UNKNOWN, 1),
    ]  # fmt: skip
    # "unknown" of the value list is the same as nothing at all.
    assert counted(bars_of(atlas, snapshot, MAST, "mast_class", Filter()))[UNKNOWN] == 2


def test_lists_count_in_each_member(atlas, snapshot):
    made = bars_of(atlas, snapshot, MAST, "technologies", Filter())
    assert counted(made) == {"4G": 4, "2G": 2, "5G": 1, UNKNOWN: 1}


def test_yes_and_no(atlas, snapshot):
    assert counted(bars_of(atlas, snapshot, MAST, "shared", Filter())) == {
        "true": 2, "false": 2, UNKNOWN: 2,
    }  # fmt: skip


def test_few_whole_numbers_are_values(atlas, snapshot):
    made = bars_of(atlas, snapshot, MAST, "n_operators", Filter())
    assert counted(made) == {"1": 2, "2": 1, "3": 1, UNKNOWN: 2}


@pytest.mark.parametrize(
    "field",
    [
        "status",
        "mast_class",
        "technologies",
        "shared",
        "n_operators",
        "height_m",
        "in_service_date",
    ],
)
def test_a_bar_is_what_its_conditions_find(atlas, snapshot, field):
    some = Condition("feature_id", "!=", ("m2",))
    made = bars_of(atlas, snapshot, MAST, field, Filter((some,)))
    assert made.rows == 5
    for bar in made.bars:
        asked = Filter((some, *made.conditions(bar)))
        assert count_of(atlas, snapshot, MAST, asked) == bar.count, (field, bar)


def test_bins_have_round_edges_and_hold_all(atlas, snapshot):
    made = bars_of(atlas, snapshot, MAST, "height_m", Filter())
    edges = [bar.low for bar in made.bars if bar.id != UNKNOWN]
    assert made.kind == "number"
    assert edges[:3] == [10, 12.5, 15]
    assert np.ptp(np.diff(edges)) < 1e-9
    assert sum(bar.count for bar in made.bars) == 6


def test_a_far_value_does_not_press_the_others_into_one_bin(atlas, store, publish, rich_masts):
    many = rich_masts.iloc[[0] * 200].assign(
        feature_id=[f"x{i}" for i in range(200)],
        height_m=[*np.linspace(0.5, 20.5, 199), 1000.0],
    )
    publish(many, MAST)
    made = bars_of(atlas, atlas.now(), MAST, "height_m", Filter())
    assert max(bar.count for bar in made.bars) < 50
    assert made.bars[-1].high >= 1000
    assert made.bars[-1].count <= 3
    assert sum(bar.count for bar in made.bars) == 200


def test_many_values_end_in_others(atlas, store, publish, rich_masts):
    names = [f"Đường {i % 30}" for i in range(60)]
    many = rich_masts.iloc[[0] * 60].assign(feature_id=[f"x{i}" for i in range(60)], address=names)
    publish(many, MAST)
    made = bars_of(atlas, atlas.now(), MAST, "address", Filter())
    assert len(made.bars) == MOST_BARS + 1
    assert made.bar(OTHERS).count == 20
    assert made.conditions(made.bar(OTHERS)) == ()


def test_days_by_year(atlas, snapshot):
    made = bars_of(atlas, snapshot, MAST, "in_service_date", Filter())
    years = {str(bar.low)[:4]: bar.count for bar in made.bars if bar.id != UNKNOWN}
    assert years == {"2020": 1, "2021": 2, "2022": 0, "2023": 0, "2024": 1}


def test_nothing_known(atlas, snapshot):
    none = Filter((Condition("height_m", "unknown"),))
    made = bars_of(atlas, snapshot, MAST, "height_m", none)
    assert [(bar.id, bar.count) for bar in made.bars] == [(UNKNOWN, 1)]
