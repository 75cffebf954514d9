"""The list of units as read from the package's data files."""

import sys
import unicodedata

import pytest

from layers.units import national as units


def test_counts_of_both_versions():
    today, former = units.communes_today(), units.communes_former()
    assert today["type"].value_counts().to_dict() == {"xã": 2621, "phường": 687, "đặc khu": 13}
    # The source types two wards of Phú Nhuận and the town Ngọc Lặc as xã.
    assert former["type"].value_counts().to_dict() == {"xã": 7692, "phường": 1726, "thị trấn": 617}
    assert units.districts_former()["type"].value_counts().to_dict() == {
        "huyện": 508,
        "thành phố": 87,
        "thị xã": 52,
        "quận": 49,
    }
    assert len(units.provinces_today()) == 34
    assert len(units.provinces_former()) == 63


@pytest.mark.parametrize(
    ("make", "digits"),
    [
        (units.communes_today, 5),
        (units.communes_former, 5),
        (units.districts_former, 3),
        (units.provinces_today, 2),
    ],
)
def test_codes_are_unique_text_of_fixed_width(make, digits):
    code = make()["code"]
    assert code.is_unique
    assert code.str.fullmatch(rf"\d{{{digits}}}").all()


def test_a_reused_code_has_two_names():
    today = units.communes_today().set_index("code")
    former = units.communes_former().set_index("code")
    assert today.loc["00097", "name"] == "Hồng Hà"
    assert former.loc["00097", "full_name"] == "Phường Tứ Liên"


def test_names_are_nfc_and_without_bracketed_type():
    for units_of in (units.communes_today(), units.communes_former(), units.districts_former()):
        text = units_of["name"] + " " + units_of["full_name"]
        assert (text.map(lambda t: unicodedata.normalize("NFC", t)) == text).all()
        assert not units_of["name"].str.contains("(", regex=False).any()
        first = units_of["full_name"].str.lower()
        assert all(a.startswith(b) for a, b in zip(first, units_of["type"], strict=True))


def test_known_faults_are_mended_and_recorded():
    former = units.communes_former().set_index("code")
    assert former.loc[["27046", "27076"], "type"].tolist() == ["phường", "phường"]
    record = units.corrections()
    types = record[(record["table"] == "admin_units_legacy") & (record["column"] == "type")]
    assert types["code"].tolist() == ["15061", "27046", "27076"]
    assert set(types["was"]) == {"xã"}


def test_an_area_of_zero_or_none_is_unknown():
    today = units.communes_today().set_index("code")["area_km2_official"]
    assert today[today.isna()].index.tolist() == ["06187", "19147", "19159", "28435"]
    assert (today.dropna() > 0).all()


def test_crosswalk_is_complete_with_one_default_each():
    walk = units.crosswalk()
    assert len(walk) == 10_602
    assert (walk["relation"] == "part").sum() == 1_033
    assert walk["from_key"].nunique() == 10_040
    assert walk["to_key"].nunique() == 3_321
    assert (walk.groupby("from_key")["default"].sum() == 1).all()
    assert walk["area_share"].isna().all()
    assert walk.loc[walk["from_key"] == "v2025-03:00001", "to_key"].tolist() == ["v2025-07:00097"]


def test_islands_without_communes_stand_under_their_district():
    walk = units.crosswalk().set_index("from_key")["to_key"]
    islands = units.districts_former().query("not has_communes")
    assert islands["code"].tolist() == ["318", "471", "498", "536", "755"]
    assert walk["v2025-03:498"] == "v2025-07:20333"


def test_the_package_itself_is_not_imported():
    units.communes_today()
    assert units.PACKAGE not in sys.modules
