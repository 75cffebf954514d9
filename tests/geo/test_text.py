"""Vietnamese spelling, search keys and order."""

import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import fold, fold_all, nfc, nfc_all, place_tones, place_tones_all, sort_key

MISSING = [None, np.nan, pd.NA, ""]


def nfd(text):
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("function", [nfc, fold, place_tones])
@pytest.mark.parametrize("missing", MISSING)
def test_missing_text_is_empty(function, missing):
    assert function(missing) == ""


def test_nfc():
    assert nfc(nfd("Thừa Thiên Huế")) == "Thừa Thiên Huế"
    assert nfc_all(pd.Series([nfd("Đắk Lắk"), None])) == ["Đắk Lắk", ""]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đà Nẵng", "da nang"),
        ("\u0110\u0111", "dd"),
        ("\u00d0\u00f0", "dd"),  # eth
        ("\u0189\u0256", "dd"),  # African D
        ("ĐẮK LẮK", "dak lak"),
        ("  Quận  Hải-Châu,\tTP. Đà Nẵng ", "quan hai chau tp da nang"),
        ("M'Đrắk", "m drak"),
        ("M’Đrắk", "m drak"),
        ("Phường_12", "phuong 12"),
        ("Bà Rịa – Vũng Tàu", "ba ria vung tau"),
        ("ơ ư ă â ê ô", "o u a a e o"),
        ("...", ""),
    ],
)
def test_fold(text, key):
    assert fold(text) == key
    assert fold(nfd(text)) == key
    assert fold(key) == key


def test_fold_forgets_the_tone_place_and_the_tone():
    assert fold("Hoà") == fold("Hòa") == fold("Hóa") == "hoa"
    assert fold("Thanh An") == fold("Thạnh An")


def test_fold_all_takes_a_series():
    assert fold_all(pd.Series(["Huế", None, "Cần Thơ"], index=[5, 1, 3])) == ["hue", "", "can tho"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà", "hòa"),
        ("Hoà Vang", "Hòa Vang"),
        ("HOÀ", "HÒA"),
        ("Khánh Hoà", "Khánh Hòa"),
        ("khoẻ", "khỏe"),
        ("loè", "lòe"),
        ("thuỷ", "thủy"),
        ("Thuỵ Khuê", "Thụy Khuê"),
        ("UỶ BAN", "ỦY BAN"),
        ("Uỷ ban", "Ủy ban"),
        ("Hoà-Thuỷ", "Hòa-Thủy"),
        ("Hoà2", "Hòa2"),
    ],
)
def test_place_tones_moves(old, new):
    assert place_tones(old) == new
    assert place_tones(nfd(old)) == new
    assert place_tones(new) == new


@pytest.mark.parametrize(
    "text",
    [
        *("quý", "Quý", "QUÝ", "Quỳnh", "hoàn", "Hoàng", "hoài", "thuyền", "khuỷu", "ngoẹo"),
        *("toán", "huýt", "quà", "thuở", "bùi", "Hoa", "Hòa", "Hảo"),
    ],
)
def test_place_tones_leaves(text):
    assert place_tones(text) == text


def test_place_tones_all():
    assert place_tones_all(["Hoà", None]) == ["Hòa", ""]


def in_order(names):
    shuffled = sorted(names, key=lambda name: name.encode())[::-1]
    return sorted(shuffled, key=sort_key)


def test_order_of_letters():
    letters = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
    assert in_order(letters) == letters


def test_order_of_tones():
    assert in_order(["ma", "mà", "mả", "mã", "má", "mạ", "măn"]) == [
        *("ma", "mà", "mả", "mã", "má", "mạ"),
        "măn",
    ]
    assert in_order(["ơ", "ờ", "ở", "ỡ", "ớ", "ợ"]) == ["ơ", "ờ", "ở", "ỡ", "ớ", "ợ"]


def test_order_of_provinces():
    provinces = ["An Giang", "Bà Rịa", "Bắc Giang", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng"]
    provinces += ["Đắk Lắk", "Điện Biên", "Đồng Nai", "Gia Lai", "Hà Nội", "Hải Dương", "Huế"]
    assert in_order(provinces) == provinces


def test_letters_count_before_tones():
    assert in_order(["Hòa An", "Hoa Lư", "Hòa Vang", "Hoàng Mai"]) == [
        *("Hòa An", "Hoa Lư", "Hòa Vang", "Hoàng Mai"),
    ]


def test_numbers_by_value_and_before_letters():
    wards = ["Phường 2", "Phường 10", "Phường 10A", "Phường 11", "Phường An", "Phường Đa"]
    assert in_order(wards) == wards


def test_small_letters_first_and_short_before_long():
    assert in_order(["an", "An", "AN", "An Bình"]) == ["an", "An", "AN", "An Bình"]


def test_equal_spellings_have_equal_keys():
    assert sort_key("Hoà") == sort_key("Hòa") == sort_key(nfd("Hoà"))
    assert sort_key("\u00d0à") == sort_key("Đà")


def test_letters_from_elsewhere_come_last():
    assert in_order(["Zagreb", "Москва", "ça"]) == ["Zagreb", "ça", "Москва"]


def test_frame_sorts_by_key():
    frame = pd.DataFrame({"name": ["Đa", "Ân", None, "Dơ"]})
    ordered = frame.sort_values("name", key=lambda names: names.map(sort_key))
    assert ordered.index.tolist() == [2, 1, 3, 0]


LETTERS = st.text(
    st.sampled_from("aAăÂđĐơƯ\u0300\u0323\u0301 Ðð_-.,\n\t'ßİΣς€—٣中\x1f") | st.characters(),
    max_size=30,
)


@given(st.lists(LETTERS | st.none(), max_size=8))
def test_folding_all_at_once_is_folding_each(texts):
    assert fold_all(texts) == [fold(text) for text in texts]
