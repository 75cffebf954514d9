"""Indicators: sums over sums, and nothing made of what is not known."""

import numpy as np
import pandas as pd
import pytest

from layers.availability import counts_by_unit, figures_of_city, of_unit, territory_key
from layers.indicators import INDICATORS
from layers.words import Words
from web.words import web_words

FACTS = pd.DataFrame(
    {
        "area_km2": [2.0, 8.0, 10.0],
        "n_antenna_mast": [4.0, 4.0, np.nan],
        "masts_shared": [1.0, 3.0, np.nan],
        "masts_sharing_known": [2.0, 4.0, np.nan],
        "km_duct_route": [3.0, 0.0, np.nan],
        "km_aerial_cable_route": [1.0, 0.0, np.nan],
    }
)


def test_a_density_is_a_sum_over_a_sum_and_leaves_out_what_is_unknown():
    density = INDICATORS["mast_density"]
    assert density.of(FACTS).tolist()[:2] == [2.0, 0.5]
    assert np.isnan(density.of(FACTS).iloc[2])
    assert density.of_all(FACTS) == pytest.approx(8 / 10)  # not the mean, 1.25, nor over 20 km2


def test_a_share_of_nothing_is_unknown():
    ratio = INDICATORS["underground_ratio"]
    assert ratio.of(FACTS).tolist()[0] == 0.75
    assert np.isnan(ratio.of(FACTS).iloc[1])


def test_sharing_has_the_known_masts_as_its_basis():
    assert INDICATORS["sharing_ratio"].of_all(FACTS) == pytest.approx(4 / 6)


def test_nothing_known_is_not_zero():
    assert np.isnan(INDICATORS["masts"].of_all(FACTS.iloc[[2]]))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_indicator_has_its_words(lang):
    words: Words = web_words(lang)
    for id_, indicator in INDICATORS.items():
        for key in (f"indicator.{id_}", f"rule.{id_}", f"unit.{indicator.unit}"):
            assert key in words


@pytest.fixture
def availability():
    return pd.DataFrame(
        {
            "unit_key": ["v2025-07:00001", "v2025-07:00001", "v2025-07:00002", "v2025-07:48"],
            "tier": ["commune", "commune", "commune", "city"],
            "period": ["2025-06", "2025-10", "2025-10", "2025-10"],
            "scheme": "full_partial",
            "counting_unit": "procedure",
            "n_procedures": [100, 120, 90, 1000],
            "n_full": [40, 60, None, 500],
            "n_files_full": [10, 20, 5, None],
            "n_files_total": [50, 40, 0, None],
            "states": [None, None, "n_full=suppressed", None],
            "province_code": "48",
        }
    )


def test_the_newest_figures_of_communes_count_and_no_other_tier(availability):
    counts = counts_by_unit(availability, ("full_share", "files_full_share"))
    assert sorted(counts.index) == ["v2025-07:00001", "v2025-07:00002"]
    parts = ["full_share_numerator", "full_share_denominator", "full_share_state"]
    assert counts.loc["v2025-07:00001", parts].tolist() == [60, 120, "known"]
    assert np.isnan(counts.loc["v2025-07:00002", "full_share_numerator"])
    assert counts.loc["v2025-07:00002", "full_share_state"] == "suppressed"
    assert counts.loc["v2025-07:00002", "files_full_share_state"] == "not_applicable"


def test_an_older_period_does_not_fill_what_the_newest_lacks(availability):
    older = availability.iloc[[0]].assign(unit_key="v2025-07:00003")
    counts = counts_by_unit(pd.concat([availability, older]), ("full_share",))
    assert "v2025-07:00003" not in counts.index


def test_figures_of_a_version_with_the_same_borders_fit(availability):
    assert territory_key(pd.Series(["v2026-04:00001"])).tolist() == ["v2025-07:00001"]
    assert len(of_unit(availability, "v2026-04:00001")) == 2


def test_rows_of_one_unit_come_newest_first_and_stay_in_order_within_a_period(availability):
    row = availability.iloc[[0]]
    periods = ["2026-01", "2026-03", "2026-03", "2026-02"]
    rows = pd.concat([row.assign(period=period, place=period) for period in periods])
    rows = rows.assign(n=range(4), unit_key="v2025-07:00009")
    found = of_unit(pd.concat([availability, rows]), "v2026-04:00009")
    assert found["n"].tolist() == [1, 2, 3, 0]


def test_a_code_of_before_the_reform_does_not_fit(availability):
    assert of_unit(availability, "v2025-03:00001").empty


def test_the_published_figures_stand_at_their_own_level():
    da_nang = figures_of_city("48").set_index("metric_id")
    row = da_nang.loc["dvc_l34_district_services"]
    assert (row["level"], row["value"], row["denominator"]) == ("district tier", "151", "176")
    ha_noi = figures_of_city("01").set_index("metric_id")
    values = ha_noi["value"]
    assert int(values["dvc_l3_count"]) + int(values["dvc_l4_count"]) == 1055
