"""One row at a time: what is decided, and what is left to a person."""

import numpy as np
import pandas as pd
import pytest

from layers.matching.match import HOWS, decision_key, former_of, match_areas, read_code
from layers.units.register import register

NOW, BEFORE = "v2026-04", "v2025-03"
HAI_CHAU = "20242"


def match(name=None, parent=None, *, code=None, version=NOW, level="commune", chosen=None, **more):
    """The verdict on one row."""
    parents = [parent] if isinstance(parent, str) else list(parent or [])
    return match_areas(
        register(version, level),
        names=None if name is None else pd.Series([name]),
        codes=None if code is None else pd.Series([code]),
        parents=[pd.Series([each]) for each in parents],
        former=former_of(version, level),
        chosen=chosen,
        **more,
    ).rows.iloc[0]


def column(names, parents=None, *, version=NOW):
    given = pd.Series(names, dtype=object)
    parents = None if parents is None else pd.Series(parents, dtype=object)
    return match_areas(
        register(version), names=given, parents=parents, former=former_of(version)
    ).rows


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Phường Hải Châu", "exact"),
        ("Hải Châu", "exact"),
        ("P. Hải Châu", "exact"),
        ("P.Hải Châu", "exact"),
        ("  Phường   Hải\u00a0Châu ", "exact"),
        ("Pha\u0309i Châu", "review"),
        ("Phường Ha\u0309i Cha\u0302u", "exact"),
        ("UBND phường Hải Châu", "exact"),
        ("Ủy ban nhân dân Phường Hải Châu", "exact"),
        ("Uỷ ban nhân dân P. Hải Châu", "exact"),
        ("PHƯỜNG HẢI CHÂU", "tones"),
        ("hải châu", "tones"),
        ("Xã Hải Châu", "type"),
        ("Phuong Hai Chau", "folded"),
        ("UBND phuong Hai Chau", "folded"),
        ("Phường Hải Chau", "folded"),
        ("PhườngHảiChâu", "spaceless"),
        ("phuonghaichau", "spaceless"),
        ("P.HaiChau", "spaceless"),
        ("HảiChâu", "spaceless"),
        ("xahaichau", "spaceless"),
        ("Phường Hải Châu, TP. Đà Nẵng", "exact"),
        ("Hải Châu - Đà Nẵng", "exact"),
        ("Hải Châu (Đà Nẵng)", "exact"),
        ("Hải Châu-Đà Nẵng", "exact"),
        ("Đà Nẵng, Hải Châu", "exact"),
        ("Phường Hải Châu, Quận Hải Châu, TP Đà Nẵng", "exact"),
    ],
)
def test_ways_to_write_a_ward(text, how):
    found = match(text, "Thành phố Đà Nẵng")
    assert found["how"] == how
    assert found["code"] == (HAI_CHAU if how != "review" else None)


@pytest.mark.parametrize(
    "parent",
    ["Thành phố Đà Nẵng", "TP. Đà Nẵng", "Tp Ðà Nẵng", "da nang", "DANANG", "ĐN", "48", "48.0",
     "Quận Hải Châu", "Q. Hải Châu", "Quận Hải Châu, TP. Đà Nẵng", "492"],
)  # fmt: skip
def test_ways_to_write_a_parent(parent):
    hoa_cuong = match("Hoà Cường", parent)
    assert (hoa_cuong["code"], hoa_cuong["how"]) == ("20257", "tones")


@pytest.mark.parametrize("parent", ["Tỉnh Quảng Nam", "quang nam", "Huyện Duy Xuyên", "Đà Nẵng"])
def test_a_former_province_or_district_as_parent(parent):
    duy_xuyen = match("Xã Duy Xuyên", parent)
    assert duy_xuyen["unit_key"].startswith("v2026-04:")
    assert duy_xuyen["how"] == "exact"


def test_several_parents_are_met_at_once():
    rows = match("Phường 5", ["Quận 3", "TP.HCM"], version=BEFORE)
    frame = register(BEFORE).frame.set_index("code")
    assert frame.loc[rows["code"], ["full_name", "district_name"]].tolist() == [
        "Phường 5",
        "Quận 3",
    ]


def test_numbers_and_numbered_districts():
    frame = register(BEFORE).frame.set_index("code")
    for text, parent in (("Phường 05", "Quận 3"), ("P.5", "3"), ("5", "Quận 3"), ("P5", "Q.3")):
        found = match(text, [parent, "Hồ Chí Minh"], version=BEFORE)
        assert frame.at[found["code"], "full_name"] == "Phường 5"
        assert frame.at[found["code"], "district_name"] == "Quận 3"


@pytest.mark.parametrize(
    ("text", "parent"),
    [("Ðại Lộc", "Ðà Nẵng"), ("Xã Ðại Lộc", "Đà Nẵng"), ("xã ðại lộc", "Đà Nẵng")],
)
def test_eth_stands_for_d_with_stroke(text, parent):
    found = match(text, parent)
    assert register(NOW).frame.set_index("code").at[found["code"], "name"] == "Đại Lộc"
    assert found["how"] in ("exact", "tones")


def test_an_upgrade_is_known_by_its_earlier_name():
    found = match("Xã Long Thành", "Đồng Nai")
    assert (found["code"], found["how"]) == ("26368", "type")
    assert match("Xã Long Thành", "Tỉnh Đồng Nai", version="v2025-07")["how"] == "exact"


@pytest.mark.parametrize(
    "text", ["Huyện Hòa Vang", "Quận Hải Châu", "Tỉnh Quảng Nam", "TP Đà Nẵng"]
)
def test_a_unit_of_another_level_is_no_commune(text):
    assert match(text, "Đà Nẵng")["code"] is None


def test_same_letters_without_marks_go_to_review():
    for text in ("Thanh An", "Xa Thanh An", "xathanhan"):
        found = match(text, "TP. Hồ Chí Minh")
        assert (found["how"], found["reason"]) == ("review", "folded_collision")
        assert set(found["candidates"]) == {"v2026-04:25807", "v2026-04:27676"}
    assert match("Xã Thạnh An", "TP. Hồ Chí Minh")["code"] == "27676"
    assert match("Xã Thanh An", "TP. Hồ Chí Minh")["how"] == "review"


def test_a_name_without_marks_is_believed_in_a_column_that_keeps_its_marks():
    names = ["Xã Thanh An", "Phường Thủ Đức", "Phường Bến Thành"]
    parents = ["TP.HCM"] * 3
    marked = column(names, parents)
    assert marked["code"].iloc[0] == "25807"
    assert marked["how"].iloc[0] == "exact"
    # One name that has lost its marks, and the column is not to be believed.
    lost = column([*names, "Phường Tan Dinh"], [*parents, "TP.HCM"])
    assert lost["how"].tolist() == ["review", "exact", "exact", "folded"]


def test_repeated_names_need_a_parent():
    twice = match("Xã Tân Thành")
    assert (twice["how"], twice["reason"]) == ("review", "ambiguous")
    assert len(twice["candidates"]) > 1


def test_a_name_that_is_elsewhere_is_not_taken():
    found = match("Phường Hải Châu", "Hà Nội")
    assert (found["how"], found["reason"]) == ("review", "other_parent")
    assert found["candidates"] == ("v2026-04:20242",)


def test_a_parent_nobody_knows():
    names = ["Phường Hải Châu", "Phường An Khê", "Phường Cẩm Lệ"]
    rows = column(names, ["Đà Nẵng", "Đà Nẵng", "Xứ Lạ"])
    assert rows["how"].tolist() == ["exact", "exact", "review"]
    assert rows["reason"].iloc[2] == "unknown_parent"
    # A column that names no area at all says nothing about where its rows lie.
    assert column(names, ["miền Trung"] * 3)["how"].tolist() == ["exact", "review", "exact"]


def test_near_spellings_are_offered_and_never_taken():
    found = match("Phường Hải Chấu B", "Đà Nẵng")
    assert found["code"] is None
    typo = match("Phường Hải Cháuu", "Đà Nẵng")
    assert (typo["how"], typo["reason"]) == ("review", "near")
    assert typo["candidates"][0] == "v2026-04:20242"


def test_former_names():
    merged = match("Phường Thanh Khê Đông", "Đà Nẵng")
    assert (merged["how"], merged["reason"]) == ("review", "former_merged")
    assert merged["candidates"] == ("v2026-04:20209",)
    split = match("Phường Trúc Bạch", ["Quận Ba Đình", "Hà Nội"])
    assert split["reason"] == "former_merged"
    parts = match("Phường Cống Vị", ["Quận Ba Đình", "Hà Nội"])
    assert (parts["reason"], len(parts["candidates"]) > 1) == ("former_split", True)


@pytest.mark.parametrize(
    ("former", "parents", "today", "how"),
    [
        ("Xã Krông Na", ["Huyện Buôn Đôn", "Đắk Lắk"], "Xã Buôn Đôn", "former"),
        ("Xã Bà Gia", ["Lâm Đồng"], "Xã Đạ Huoai 3", "former"),
        ("Xã Tà Si Láng", ["Tỉnh Yên Bái"], "Xã Tà Xi Láng", "former"),
        ("Xã Thổ Châu", ["TP. Phú Quốc", "Kiên Giang"], "Đặc khu Thổ Châu", "type"),
        ("Thị trấn Mường Lát", ["Thanh Hóa"], "Xã Mường Lát", "type"),
    ],
)
def test_one_unit_that_became_one_is_matched_by_its_former_name(former, parents, today, how):
    found = match(former, parents)
    assert found["how"] == how
    assert register(NOW).frame.set_index("code").at[found["code"], "full_name"] == today


def test_former_provinces_are_reviewed():
    found = match("Tỉnh Quảng Nam", level="province")
    assert (found["reason"], found["candidates"]) == ("former_merged", ("v2026-04:48",))
    assert match("TPHCM", level="province")["code"] == "79"
    assert match("Thừa Thiên Huế", level="province")["code"] == "46"


@pytest.mark.parametrize(
    ("value", "code"),
    [("4", "00004"), ("00004", "00004"), (4, "00004"), (4.0, "00004"), ("20242.0", "20242"),
     (" 20242 ", "20242")],
)  # fmt: skip
def test_codes_with_zeros_dropped(value, code):
    found = match(code=value)
    assert (found["code"], found["how"]) == (code, "code")


def test_read_code_by_level():
    assert [read_code("1", level) for level in ("commune", "district", "province")] == [
        "00001",
        "001",
        "01",
    ]
    assert read_code("20242", "province") is None
    assert read_code("20.242", "commune") is None


def test_the_code_of_the_other_list():
    assert match(code="06978")["code"] == "06970"
    assert match("Xã Ba Chẽ", code="06978")["how"] == "code"


def test_code_and_name_must_agree():
    for name in (
        "Phường Hải Châu",
        "P. hai chau",
        "Hải Chau",
        "Phường Hải Châu, Đà Nẵng",
        "PhuongHaiChau",
    ):
        assert match(name, code=HAI_CHAU)["how"] == "code"
    other = match("Phường Cẩm Lệ", code=HAI_CHAU)
    assert (other["how"], other["reason"]) == ("review", "code_name_disagree")
    assert {"v2026-04:20242", "v2026-04:20260"} <= set(other["candidates"])


def test_a_former_unit_by_code_and_name():
    found = match("Phường Tứ Liên", code="00097")
    assert (found["how"], found["reason"]) == ("review", "code_former")
    assert "v2026-04:00097" in found["candidates"]
    closed = match(code="00001")
    assert (closed["how"], closed["reason"]) == ("review", "code_former")


def test_codes_nobody_has():
    assert match(code="99999")["reason"] == "code_unknown"
    assert match("Phường Hải Châu", code="HC-1")["how"] == "exact"
    assert match("Phường Hải Châu", code="99999")["how"] == "exact"


@pytest.mark.parametrize("blank", [None, np.nan, pd.NA, "", "  ", "-"])
def test_blank_rows(blank):
    assert column([blank])["how"].tolist() == ["blank"]


def test_what_a_person_chose():
    key = decision_key(None, "Phường Thanh Khê Đông", "Đà Nẵng")
    assert key == "Phường Thanh Khê Đông | Đà Nẵng"
    taken = match("Phường  Thanh Khê Đông ", "Đà Nẵng", chosen={key: "20209"})
    assert (taken["how"], taken["code"], taken["key"]) == ("chosen", "20209", key)
    left = match("Phường Thanh Khê Đông", "Đà Nẵng", chosen={key: ""})
    assert (left["how"], left["code"]) == ("chosen", None)
    gone = match("Phường Thanh Khê Đông", "Đà Nẵng", chosen={key: "99999"})
    assert gone["how"] == "review"


def test_rows_keep_their_index_and_number():
    given = pd.Series(["Phường Hải Châu", None, "Phường Hải Châu", "?"], index=[7, 3, 7, 1])
    found = match_areas(register(NOW), names=given)
    assert found.rows.index.tolist() == [7, 3, 7, 1]
    assert found.counts == {"exact": 2, "none": 1, "blank": 1}
    assert list(found.counts) == [how for how in HOWS if how in found.counts]
    assert found.matched == 2


def test_an_empty_table():
    found = match_areas(register(NOW), names=pd.Series([], dtype=object))
    assert len(found.rows) == 0
    assert found.counts == {}


def test_neither_names_nor_codes():
    with pytest.raises(ValueError, match="needed"):
        match_areas(register(NOW))


@pytest.mark.parametrize("text", ["thanh an", "Xã thanh an"])
def test_units_with_marks_stand_after_those_without_for_a_person_to_choose(text):
    rows = column([text, "Phường Hải Châu", "Phường Cẩm Lệ"])
    names = register(NOW).frame.set_index("unit_key")["full_name"]
    assert rows["how"].tolist() == ["review", "exact", "exact"]
    meant = [names[key] for key in rows["candidates"].iloc[0]]
    assert meant == ["Xã Thanh An", "Xã Thanh An", "Xã Thạnh An", "Xã Thạnh An"]
    marked = column(["Xã Thạnh An", "Phường Hải Châu"])["candidates"].iloc[0]
    assert {names[key] for key in marked} == {"Xã Thạnh An"}
