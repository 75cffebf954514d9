"""Where units come from and what became of them."""

import datetime

import pytest

from layers.units.history import changes_of_city, history_of


def test_a_ward_of_today_names_what_it_was_made_of():
    found = history_of("v2026-04:20242")
    assert (found.kind, found.since, found.until) == ("merged", datetime.date(2025, 7, 1), None)
    assert [kin.unit_key for kin in found.kin] == [
        f"v2025-03:{code}" for code in ("20227", "20230", "20233", "20236", "20242")
    ]
    assert all(kin.whole and kin.within == "Quận Hải Châu" for kin in found.kin)
    assert found.districts == ("Quận Hải Châu",)


def test_a_divided_ward_says_where_its_parts_are():
    found = history_of("v2025-03:00007")
    assert (found.kind, found.until) == ("ended", datetime.date(2025, 6, 30))
    assert [(kin.name, kin.whole) for kin in found.kin] == [
        ("Phường Ngọc Hà", False),
        ("Phường Giảng Võ", False),
    ]


def test_an_upgrade_since_the_reform_keeps_the_earlier_name():
    found = history_of("v2026-04:26116")
    assert found.earlier_name == "Xã Tân Phú"
    assert found.since == datetime.date(2026, 4, 30)
    assert history_of("v2025-07:26116").earlier_name is None


def test_a_district_names_the_communes_on_its_ground():
    found = history_of("v2025-03:490")
    assert [kin.name for kin in found.kin] == [
        "Phường Hải Vân",
        "Phường Liên Chiểu",
        "Phường Hòa Khánh",
    ]


@pytest.mark.parametrize("key", ["v2018:00007", "v2026-04:99999", "v2025-03:999", "", "x"])
def test_nothing_is_said_of_units_nobody_listed(key):
    assert history_of(key) is None


def test_a_former_island_district_stands_for_itself():
    assert [kin.unit_key for kin in history_of("v2026-04:20333").kin] == ["v2025-03:498"]


def test_changes_of_a_city_count_every_commune_once():
    counts = changes_of_city("01").set_index("kind")["units"]
    assert counts.to_dict() == {"merged_and_split": 100, "merged": 26}
    assert changes_of_city("48")["units"].sum() == 94
