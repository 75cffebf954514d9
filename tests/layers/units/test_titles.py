"""Kinds of unit and offices before a name."""

import pytest

from layers.units.register import register
from layers.units.titles import KINDS, split_type, type_of, without_office


@pytest.mark.parametrize(
    ("text", "kind", "bare"),
    [
        ("Phường Hải Châu", "phường", "Hải Châu"),
        ("P. Hải Châu", "phường", "Hải Châu"),
        ("P.05", "phường", "5"),
        ("P5", "phường", "5"),
        ("TT. Sa Pa", "thị trấn", "Sa Pa"),
        ("TX Sơn Tây", "thị xã", "Sơn Tây"),
        ("TP.HCM", "thành phố", "HCM"),
        ("THỊ TRẤN SA PA", "thị trấn", "SA PA"),
        ("Thị xã Phú Mỹ", "thị xã", "Phú Mỹ"),
        ("Thi xa Phu My", "thị xã", "Phu My"),
        ("ĐK. Côn Đảo", "đặc khu", "Côn Đảo"),
        ("Hải Châu", None, "Hải Châu"),
        ("Phước Mỹ", None, "Phước Mỹ"),
        ("Phường", None, "Phường"),
        ("", None, ""),
    ],
)
def test_a_kind_before_a_name(text, kind, bare):
    assert split_type(text) == (kind, bare)


@pytest.mark.parametrize(
    "office", ["UBND ", "ubnd: ", "Ủy ban nhân dân ", "UỶ BAN NHÂN DÂN ", "HĐND-UBND "]
)
def test_an_office_before_a_name(office):
    assert without_office(office + "phường Hải Châu") == "phường Hải Châu"


def test_an_office_alone_stays():
    assert without_office("UBND") == "UBND"


@pytest.mark.parametrize(
    ("version", "level"),
    [("v2025-03", "commune"), ("v2025-03", "district"), ("v2026-04", "commune"), ("v2026-04", "province")],
)  # fmt: skip
def test_every_full_name_says_its_kind(version, level):
    frame = register(version, level).frame
    assert frame["full_name"].map(type_of).tolist() == frame["type"].tolist()
    assert set(frame["type"]) <= KINDS[level]
