"""Lists of units of a version and level, from the national list and from a layer."""

import datetime

import pytest

from layers.errors import UnitsNotListed
from layers.units.changes import unit_changes
from layers.units.national import communes_today
from layers.units.register import COLUMNS, register, register_of_layer

TEN = ["25270", "25357", "25363", "26116", "26170", "26248", "26326", "26368", "26425", "26485"]


@pytest.mark.parametrize(
    ("version", "level", "count"),
    [
        ("v2025-03", "commune", 10035),
        ("v2025-03", "district", 696),
        ("v2025-03", "province", 63),
        ("v2025-07", "commune", 3321),
        ("v2025-07", "district", 0),
        ("v2026-04", "commune", 3321),
        ("v2026-04", "district", 0),
        ("v2026-04", "province", 34),
    ],
)
def test_how_many_units(version, level, count):
    units = register(version, level)
    assert len(units) == count
    assert tuple(units.frame.columns) == COLUMNS
    assert units.frame["code"].is_unique
    assert (units.frame["unit_key"] == version + ":" + units.frame["code"]).all()


def test_ten_communes_of_dong_nai_became_wards():
    before, after = (register(v).frame.set_index("code") for v in ("v2025-07", "v2026-04"))
    changed = after.index[(before["full_name"] != after["full_name"])]
    assert changed.tolist() == TEN
    assert set(before.loc[TEN, "type"]) == {"xã"}
    assert set(after.loc[TEN, "type"]) == {"phường"}
    assert after.at["26368", "full_name"] == "Phường Long Thành"
    assert after["type"].value_counts().to_dict() == {"xã": 2611, "phường": 697, "đặc khu": 13}
    assert set(after.loc[TEN, "province_name"]) == {"Thành phố Đồng Nai"}


def test_the_package_still_says_what_the_changes_begin_from():
    rows = unit_changes()
    rows = rows[(rows["kind"] == "upgraded") & (rows["level"] == "commune")]
    today = communes_today().set_index("code")
    assert today.loc[rows["code"], "full_name"].tolist() == rows["old"].tolist()
    assert (rows["source"] != "").all()


def test_days_of_a_unit():
    day = datetime.date
    before, after = (register(v).frame.set_index("code") for v in ("v2025-07", "v2026-04"))
    assert before.loc["26368", ["valid_from", "valid_to"]].tolist() == [
        day(2025, 7, 1),
        day(2026, 4, 29),
    ]
    assert after.loc["26368", ["valid_from", "valid_to"]].tolist() == [day(2026, 4, 30), None]
    for frame in (before, after):
        assert frame.loc["20242", ["valid_from", "valid_to"]].tolist() == [day(2025, 7, 1), None]
    former = register("v2025-03").frame.iloc[0]
    assert [former["valid_from"], former["valid_to"]] == [day(2025, 3, 1), day(2025, 6, 30)]


def test_a_code_of_the_other_national_list():
    assert register("v2026-04").other_codes == {"06978": "06970"}
    assert register("v2025-03").other_codes == {}


def test_units_of_other_versions_are_not_listed():
    with pytest.raises(UnitsNotListed, match="v2025-03, v2025-07, v2026-04"):
        register("v2020-03")


def test_a_layer_of_a_store(communes):
    units = register_of_layer(communes)
    assert (units.version, units.level, len(units)) == ("v2025-07", "commune", 2)
    assert units.frame["unit_key"].tolist() == ["v2025-07:20194", "v2025-07:20195"]
    assert set(units.frame["province_name"]) == {"Thành phố Đà Nẵng"}


def test_a_layer_that_says_little(communes):
    bare = communes[["code", "full_name", "geometry"]].iloc[::-1]
    units = register_of_layer(bare, version="v2026-04").frame
    assert units["code"].tolist() == ["20194", "20195"]
    assert units["type"].tolist() == ["phường", "phường"]
    assert units["province_code"].tolist() == ["48", None]  # 20195 is no code of today
    assert units["unit_key"].tolist() == ["v2026-04:20194", "v2026-04:20195"]


def test_versions_of_the_same_ground_may_be_mixed(communes):
    communes.loc[1, ["version", "unit_key"]] = ["v2026-04", "v2026-04:20195"]
    units = register_of_layer(communes)
    assert units.version == "v2026-04"
    assert units.frame["unit_key"].tolist() == ["v2025-07:20194", "v2026-04:20195"]
