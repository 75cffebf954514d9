"""Trends that break where they must, and changes with those of borders set apart."""

import numpy as np
import pandas as pd
import pytest

from layers.errors import UnknownLayer
from layers.services.answers import Answer, Question, ask
from layers.services.change import changed, compare
from layers.services.measures import MEASURES
from layers.services.trend import trend
from layers.units.links import links
from tests.layers.services.test_answers import asked  # noqa: F401  (a fixture)

TODAY, FORMER = "v2025-07:", "v2025-03:"


def whole_ward() -> tuple[str, list[str]]:
    """A ward of Da Nang made of former communes that went into it whole, its own seat among them."""
    ward = TODAY + "20332"
    walk = links("v2025-03", "v2025-07").query("to_key == @ward")
    assert (walk["relation"] == "whole").all()
    return ward, walk["from_key"].tolist()


def test_a_change_of_scheme_breaks_the_line_and_old_figures_are_carried(asked):  # noqa: F811
    ward, pieces = whole_ward()
    levels = {"scheme": "levels_1_4", "period": "2020-06", "n_procedures": 10}
    old = [{"unit_key": key, "n_level34": 4} | levels for key in pieces]
    kinds = [
        {"unit_key": ward, "n_procedures": 10, "n_full": full, "period": period}
        for period, full in (("2025-10", 5), ("2026-04", 6))
    ]
    atlas, now = asked([*old, *kinds])
    found = trend(atlas, now, ward, "full_share")
    rows = found.rows[found.rows["measure"].isin(["full_share", "level34_share"])]
    assert rows["period"].tolist() == ["2020-06", "2025-10", "2026-04"]
    assert rows["value"].tolist() == pytest.approx([0.4, 0.5, 0.6])
    assert rows["how"].tolist() == ["carried", "direct", "direct"]
    assert rows["series"].iloc[1] == rows["series"].iloc[2] != rows["series"].iloc[0]
    assert found.breaks[["period", "reason"]].values.tolist() == [["2025-10", "scheme"]]
    assert set(found.derivations) == {"2025-10", "2026-04"}


def test_figures_of_a_city_with_other_borders_are_a_series_of_their_own(asked):  # noqa: F811
    city = {"tier": "city", "scheme": "levels_1_4", "n_procedures": 10}
    atlas, now = asked(
        [
            city | {"unit_key": "v2018:48", "period": "2019", "n_level34": 8},
            city | {"unit_key": "v2025-07:48", "period": "2025", "n_level34": 9},
        ]
    )
    found = trend(atlas, now, "v2025-07:48", "level34_share", tier="city")
    assert found.rows["how"].tolist() == ["other_borders", "direct"]
    assert found.rows["series"].nunique() == 2
    assert found.breaks["reason"].tolist() == ["borders"]


def test_services_and_procedures_are_not_one_series(asked):  # noqa: F811
    city = {"unit_key": "v2018:01", "tier": "city", "scheme": "levels_1_4"}
    atlas, now = asked(
        [
            city
            | {"period": "2018", "counting_unit": "service", "n_level34": 1055, "stated_pct": 55},
            city
            | {
                "period": "2020-09",
                "counting_unit": "procedure",
                "n_level34": 1501,
                "stated_pct": 91,
            },
        ]
    )
    found = trend(atlas, now, "v2025-07:01", "level34_share", tier="city")
    assert found.rows["stated_pct"].tolist() == [55, 91]
    assert found.breaks["reason"].tolist() == ["counting_unit"]


def test_a_unit_that_no_layer_holds_is_an_error(asked):  # noqa: F811
    atlas, now = asked([{"unit_key": TODAY + "20194", "n_full": 1, "n_procedures": 2}])
    with pytest.raises(UnknownLayer):
        trend(atlas, now, "v2018:99999", "full_share")


def test_what_only_borders_changed_is_set_apart(asked):  # noqa: F811
    ward, pieces = whole_ward()
    seat = FORMER + ward[-5:]
    assert seat in pieces
    old = [
        {
            "unit_key": key,
            "n_procedures": 10,
            "n_full": 2 if key == seat else 8,
            "period": "2025-03",
        }
        for key in pieces
    ]
    carried = sum(row["n_full"] for row in old)
    new = {"unit_key": ward, "n_procedures": 10 * len(pieces), "period": "2025-10"}
    for full, kind in ((carried, "boundary_only"), (carried + 1, "both")):
        atlas, now = asked([*old, new | {"n_full": full}])
        found = changed(atlas, now, "full_share", "48", "2025-03", "2025-10")
        row = found.rows.set_index("unit_key").loc[ward]
        share = carried / (10 * len(pieces))
        assert row["kind"] == kind
        assert row["before_same_code"] == 0.2
        assert row["before_carried"] == pytest.approx(share)
        assert row["boundary_part"] == pytest.approx(share - 0.2)
        assert row["real_change"] == pytest.approx((full - carried) / (10 * len(pieces)))
        others = found.rows[found.rows["unit_key"] != ward]
        assert set(others["kind"]) == {"cannot_be_known"}


def answer_of(value: float, low: float, high: float, *, pieces: int) -> Answer:
    rows = pd.DataFrame(
        {"unit_key": ["a:1"], "code": "1", "name": "A", "full_name": "A", "value": value}
    )
    rows = rows.assign(low=low, high=high, state="known", how="direct", synthetic=False)
    sources = pd.DataFrame({"to_key": ["a:1"] * pieces, "share": 0.5})
    question = Question("full_share", "admin_commune", "48")
    return Answer(question, MEASURES["full_share"], rows, {}, sources, None)


@pytest.mark.parametrize(
    ("before", "after", "same_code", "pieces", "kind"),
    [
        ((0.5, 0.4, 0.6), 0.55, 0.5, 2, "cannot_be_known"),
        ((0.5, 0.4, 0.6), 0.7, 0.3, 2, "both"),
        ((0.5, 0.5, 0.5), 0.7, 0.5, 0, "figure"),
        ((0.5, 0.5, 0.5), 0.5, 0.5, 0, "none"),
        ((0.5, 0.5, 0.5), 0.5, 0.3, 2, "boundary_only"),
        ((np.nan, np.nan, np.nan), 0.5, 0.3, 2, "cannot_be_known"),
    ],
)
def test_kinds_of_change(before, after, same_code, pieces, kind):
    first = answer_of(*before, pieces=pieces)
    last = answer_of(after, after, after, pieces=0)
    rows = compare(first, last, pd.Series({"1": same_code}))
    assert rows["kind"].tolist() == [kind]


def test_the_periods_are_asked_over_the_areas_of_today(asked):  # noqa: F811
    ward, pieces = whole_ward()
    old = [
        {"unit_key": key, "n_procedures": 10, "n_full": 2, "period": "2025-03"} for key in pieces
    ]
    atlas, now = asked([*old, {"unit_key": ward, "n_procedures": 10, "n_full": 2}])
    found = changed(atlas, now, "full_share", "48", "2025-03", "2025-10")
    again = ask(atlas, now, Question("full_share", "admin_commune", "48", period="2025-03"))
    assert found.before.total == again.total
    assert len(found.derivations) == 2
