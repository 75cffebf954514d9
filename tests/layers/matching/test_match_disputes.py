"""Rows that could mean two units: a wrong match is worse than a question."""

import pandas as pd
import pytest

from layers.matching.match import decision_key, former_of, match_areas
from layers.units.register import register

NOW, BEFORE = "v2026-04", "v2025-03"


def match(name, parent="", *, version=NOW):
    """The verdict on one row of a column that keeps its marks."""
    names = pd.Series([name, "Phường Ngọc Hà", "Phường Láng"])
    return match_areas(
        register(version),
        names=names,
        parents=[pd.Series([parent, "Hà Nội", "Hà Nội"])] if parent else None,
        former=former_of(version),
    ).rows.iloc[0]


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("Phường Tây Hồ, Phường Hồng Hà", "Hà Nội"),
        ("Phường Tây Hồ - Phường Hồng Hà", "Hà Nội"),
        ("Phường Ba Đình, Phường Ngọc Hà", ""),
        ("Phường Hồng Hà", "Phường Tây Hồ"),
        ("P. Hồng Hà", "P. Tây Hồ"),
    ],
)
def test_a_second_commune_is_no_parent(text, parent):
    assert match(text, parent)["code"] is None


@pytest.mark.parametrize(
    ("text", "parent", "candidates"),
    [
        ("Xã Mỹ Tho", "Đồng Tháp", {"28261", "30076"}),
        ("Xã Yên Tử", "", {"06832", "14728"}),
    ],
)
def test_another_kind_or_a_missing_mark(text, parent, candidates):
    """Phường Mỹ Tho and Xã Mỹ Thọ: one has another kind than the row, the other a mark more."""
    found = match(text, parent)
    assert (found["how"], found["reason"]) == ("review", "folded_collision")
    assert {key.partition(":")[2] for key in found["candidates"]} == candidates


@pytest.mark.parametrize("joint", [" - ", ", ", ","])
def test_a_cell_whose_last_part_is_also_a_commune(joint):
    """In Cần Giuộc lies a Xã Long An, and Thị trấn Cần Giuộc lies in Long An."""
    joined = joint.join(["TT. Cần Giuộc", "H. Cần Giuộc", "Long An"])
    assert match(joined, version=BEFORE)["code"] == "28159"
    unsure = match(joint.join(["Long An", "Cần Giuộc"]), version=BEFORE)
    assert unsure["code"] is None
    assert len(unsure["candidates"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "1. Phường Hải Châu",
        "12.Phường Hải Châu",
        "3) UBND phường Hải Châu",
        "7 - Phường Hải Châu",
        "7. Hải Châu",
    ],
)
def test_the_number_of_the_row_before_the_name(text):
    assert match(text, "Đà Nẵng")["code"] == "20242"


def test_a_number_before_a_district_is_a_ward():
    ward = match("Phường 1", "Quận 3", version=BEFORE)["code"]
    assert ward is not None
    assert match("1 - Quận 3", version=BEFORE)["code"] == ward
    assert match("1. Quận 3", version=BEFORE)["code"] is None


def test_a_decision_does_not_hang_on_the_number_of_the_row():
    assert decision_key(None, "1. Phường Hải Châu", "") == decision_key(
        None, "9. Phường Hải Châu", ""
    )


def test_the_country_is_a_parent_that_says_nothing():
    found = match("Phường Hải Châu, TP. Đà Nẵng, Việt Nam")
    assert (found["code"], found["how"]) == ("20242", "exact")


@pytest.mark.parametrize("version", [BEFORE, NOW])
def test_codes_of_districts_are_no_codes_of_communes(version):
    """A code written 004 is Long Biên's, and not 00004 with its zeros dropped: that one is Ba Đình."""
    codes = pd.Series(["001", "004", "0004", "01", "00004", "4"])
    found = match_areas(register(version), codes=codes).rows
    assert found["code"].tolist() == [None, None, None, None, "00004", "00004"]
