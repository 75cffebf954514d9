"""What can be a Vietnamese syllable."""

import re

import pytest

from layers.importing.letters.evidence import words_of, worth
from layers.importing.letters.syllables import could_be_highland, is_abbreviation, is_syllable
from layers.units.national import communes_today

GOOD = "Nguyễn Thuỷ Thủy Hoà Hòa quý Quốc giếng gì Giữa nghĩa khuya Khuỷu Huơ uống yêu Yết ĐƯỜNG ấp Quỳnh"
BAD = "NÇng Cảc Hộn̉ gế ngệ kà cế Tợng bêc Qưa xă ướ càp Ñaø Hµ"


@pytest.mark.parametrize("word", GOOD.split())
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", BAD.split())
def test_what_is_none(word):
    assert not is_syllable(word)


def test_nearly_all_words_of_the_commune_names_are_syllables():
    words = {w for name in communes_today().full_name for w in re.findall(r"[^\W\d_]+", name)}
    marked = [w for w in words if not w.isascii()]
    assert sum(map(is_syllable, marked)) / len(marked) > 0.94
    assert sum(worth(w) > 0 for w in marked) / len(marked) > 0.985


def test_names_of_the_highlands_and_abbreviations():
    assert all(map(could_be_highland, ["Krông", "Lắk", "Búk", "Păh", "Drăng"]))
    assert is_abbreviation("KĐT")
    assert not is_abbreviation("Đà")


@pytest.mark.parametrize(
    ("word", "kinds", "least", "most"),
    [
        ("Hà", {}, 1, 1),
        ("Café", {}, 0, 0),
        ("Café", {"western": True}, 0.5, 0.9),
        ("NộI", {}, 0, 0),
        ("NộI", {"loose_case": True}, 1, 1),
        ("“Hà”", {}, 1, 1),
        ("T©n", {"western": True}, 0, 0),
        ("Nguy\u00adn", {"western": True}, 0, 0),
        ("H\ufffd", {"western": True}, 0, 0),
    ],
)
def test_worth(word, kinds, least, most):
    assert least <= worth(word, **kinds) <= most


def test_dashes_and_units_say_nothing():
    assert words_of(["A \x96 B", "12 m²", "25°C", "Nhµ"]) == ["Nhµ"]
