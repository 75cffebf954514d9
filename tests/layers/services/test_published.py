"""Published figures: all of them, each with its check, and those that must be read together."""

import pandas as pd
import pytest

from layers.services.published import (
    all_figures,
    contradictions,
    figure_groups,
    measured,
    of_city,
    press,
)
from layers.settings import REFERENCE
from layers.words import LANGUAGES, Words


@pytest.fixture(scope="module")
def groups():
    return {group.group: group for group in contradictions()}


def row(id_: int) -> pd.Series:
    return press().set_index("id").loc[str(id_)]


def test_all_49_figures_are_there_as_printed():
    table = pd.read_csv(REFERENCE / "press_figures.csv", dtype="string")
    assert len(press()) == len(table) == 49
    pd.testing.assert_frame_equal(press()[list(table)], table)
    assert press()["badge"].notna().all()


def test_what_is_made_again_agrees_with_the_study():
    table = press()
    theirs = pd.to_numeric(table["pct_computed"]).astype(float)
    ours = table["computed"]
    assert (ours[theirs.notna()].round(2) == theirs[theirs.notna()].round(2)).all()
    assert theirs.notna().sum() == 8


@pytest.mark.parametrize(
    ("id_", "number", "base", "computed", "badge"),
    [
        (6, 151, 176, 85.8, "fits"),
        (7, 80, 97, 82.5, "fits"),
        (8, 619, 850, 72.8, "not_stated"),
        (25, 916, 1055, 86.8, "not_stated"),
    ],
)
def test_single_figures_to_the_digit(id_, number, base, computed, badge):
    found = row(id_)
    assert (found["number"], found["base"], found["badge"]) == (number, base, badge)
    assert round(found["computed"], 1) == computed


def test_a_percentage_without_a_base_implies_one():
    for id_, expected in ((24, (1918, 1901, 1935)), (40, (1649, 1641, 1658))):
        found = row(id_)
        assert found["badge"] == "no_denominator"
        assert tuple(found[f"implied_{k}"] for k in ("total", "low", "high")) == expected


def test_figures_not_to_be_used_are_marked():
    assert set(press().loc[~press()["usable"], "id"].astype(int)) == {
        41,
        42,
        43,
        45,
        46,
        47,
        48,
        49,
    }


def test_measured_values_are_checked_against_the_numbers_of_their_basis():
    table = measured().set_index("place")
    assert len(table) == 21
    ha_nam = table.loc["Ha Nam"]
    assert (ha_nam["numerator"], ha_nam["base"], ha_nam["badge"]) == (115665, 168746, "fits")
    assert measured()["badge"].value_counts()["fits"] == 2


def test_every_group_holds_and_has_its_figures(groups):
    assert len(groups) == len(figure_groups())
    assert {name for name, group in groups.items() if not group.holds} == set()
    assert set(figure_groups().explode("ids")["ids"]) <= set(all_figures().index)


@pytest.mark.parametrize(
    ("name", "kind", "sources"),
    [
        ("workshops", "contradiction", ("article 000", "article 001")),
        ("same_speech", "same_fact", ("article 000", "article 001")),
        ("smart_cities", "two_goals", ("article 000", "article 004")),
        ("hai_phong_communes", "refuted", ("article 004",)),
        ("ha_noi_communes", "only_version", ("article 002",)),
        ("ha_noi_series", "series_break", ("article 002", "article 004")),
    ],
)
def test_contradictions_stand_with_their_sources(groups, name, kind, sources):
    assert (groups[name].kind, groups[name].sources) == (kind, sources)


def test_what_follows_is_made_from_the_tables(groups):
    assert groups["da_nang_parts"].params["parts"] == "151 + 80 + 619"
    assert groups["ha_noi_levels"].params["total"] == 1055
    assert groups["ha_noi_communes"].params["versions"] == "v2018"
    assert groups["ha_noi_communes"].params["others"] == "579, 526, 126"
    assert groups["hai_phong_communes"].params["count"] == 114
    assert groups["national_totals"].params["mean"] == 222
    assert groups["ha_noi_series"].params["on_old_base"] == 78.3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_group_can_be_said(groups, lang):
    words = Words(lang)
    said = {name: group.say(words) for name, group in groups.items()}
    assert all("{" not in text for text in said.values())
    number = "1.918" if lang == "vi" else "1,918"
    assert number in said["ha_noi_series"]


def test_figures_of_a_city_stand_at_their_own_tier():
    tiers = of_city("48").set_index("id")["tier"]
    assert (tiers["6"], tiers["7"]) == ("district", "commune")
