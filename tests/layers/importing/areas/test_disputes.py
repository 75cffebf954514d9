"""Sentences of the import that a regulator could hold against us: nothing is said that is not known."""

import pytest

from layers.words import Words
from tests.layers.importing.areas.tables import cells, only, read, rules

HEAD = "Đơn vị;Tổng số TTHC;Toàn trình;Một phần;Tỷ lệ\n"
SOUND = "Phường Sơn Trà;100;50;30;50 %\n"


@pytest.mark.parametrize("full", ["…", "*", "x", "?", "-5"])
def test_a_percentage_is_not_held_against_a_part_of_what_it_is_of(tmp_path, full):
    """60 % of 100 may well be 50 full and 10 partial; 10 % from the partial ones alone refutes nothing."""
    found = read(tmp_path, f"{HEAD}{SOUND}Phường Hải Châu;100;{full};10;60\n")
    assert "percent.differs" not in rules(found)


def test_a_percentage_that_a_known_part_makes_still_differs(tmp_path):
    found = read(tmp_path, f"{HEAD}{SOUND}Phường Hải Châu;100;40;10;60\n")
    assert cells(found, "percent.differs") == [(2, "Tỷ lệ")]


def test_a_total_row_is_told_with_the_cell_that_says_so(tmp_path):
    text = "STT;Đơn vị;Tổng số TTHC;Toàn trình\n1;Phường Sơn Trà;100;50\n;Tổng cộng;100;50\n"
    found = read(tmp_path, text)
    assert cells(found, "table.total_row") == [(2, "Đơn vị")]
    for lang in ("vi", "en"):
        (said,) = only(found, "table.total_row").to_json(Words(lang))
        assert "Đơn vị" in said["message"]


def test_a_heading_without_rows_is_an_empty_table_and_no_other_format(tmp_path):
    assert rules(read(tmp_path, HEAD)) >= {"layer.empty"}
    assert "rule.crashed" not in rules(read(tmp_path, HEAD))


def test_a_scale_that_is_not_that_of_the_counts(tmp_path):
    given = {"period": "2025-10", "counting_unit": "procedure", "scheme": "levels_1_4"}
    found = read(tmp_path, f"{HEAD}{SOUND}", given=given)
    assert [row for row, _ in cells(found, "scheme.differs")] == [1]
    assert "scheme.differs" not in rules(read(tmp_path, f"{HEAD}{SOUND}"))
    for lang in ("vi", "en"):
        (said,) = only(found, "scheme.differs").to_json(Words(lang))
        assert "levels_1_4" in said["message"]
        assert said["fix"]
