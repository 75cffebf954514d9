"""Numbers as typed: what is read, what is told, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.importing.tables import mark_state, read_marks, read_numbers, read_period
from layers.words import Words


def one(text, *, whole=True, percent=False):
    """The value of a cell alone in its column, and the names of its masks that hold."""
    read = read_numbers(pd.Series([text], dtype=object), whole=whole, percent=percent)
    masks = {
        n for n, m in vars(read).items() if isinstance(m, np.ndarray) and m.dtype == bool and m[0]
    }
    value = read.values.iloc[0]
    return None if pd.isna(value) else float(value), read.state.iloc[0], masks


@pytest.mark.parametrize(
    ("text", "value", "masks"),
    [
        ("1.501", 1501, set()),
        ("1 501", 1501, set()),
        ("1\u00a0501", 1501, set()),
        ("1,501", 1501, set()),
        ("１２", 12, set()),
        (" 12,0 ", 12, set()),
        (15.0, 15, set()),
        ("12 TTHC", 12, {"unit_in_cell"}),
        ("850 dịch vụ", 850, {"unit_in_cell"}),
        ("1,2 nghìn", 1200, {"multiplied"}),
        ("1,6 triệu hồ sơ", 1_600_000, {"multiplied", "unit_in_cell"}),
        ("khoảng 30", 30, {"approximate"}),
        ("hơn 900", 900, {"approximate"}),
        ("gần 14.000", 14000, {"approximate"}),
        ("-5", -5, {"negative"}),
        ("−5", -5, {"negative"}),
        (">3,300", None, {"unreadable", "bounded"}),
        ("<10", None, {"unreadable", "bounded"}),
        ("ít nhất 5", None, {"unreadable", "bounded"}),
        ("900+", None, {"unreadable", "bounded"}),
        ("1O5", None, {"unreadable"}),
        ("85,8", None, {"unreadable"}),
        ("85 %", None, {"unreadable"}),
        ("12 con bò", None, {"unreadable"}),
        ("1.23.4", None, {"unreadable"}),
        ("12 5", None, {"unreadable"}),
        ("151/176", None, {"unreadable"}),
        ("1e5", None, {"unreadable"}),
        (2.5, None, {"unreadable"}),
        (True, None, {"unreadable"}),
        ("9" * 20, None, {"unreadable"}),
    ],
)
def test_counts(text, value, masks):
    state = "unknown" if value is None else "known"
    assert one(text) == (value, state, masks)


@pytest.mark.parametrize(
    ("text", "value", "masks"),
    [
        ("85,8 %", 85.8, set()),
        ("85.8", 85.8, set()),
        ("85.125", 85.125, set()),
        ("85 phần trăm", 85, set()),
        ("120%", 120, {"over_100"}),
        ("0,5 %", 0.5, set()),
        ("12 TTHC", None, {"unreadable"}),
    ],
)
def test_percentages(text, value, masks):
    assert one(text, whole=False, percent=True)[::2] == (value, masks)


def test_units_are_named():
    read = read_numbers(pd.Series(["12 TTHC", "3 dvc", "1 hồ sơ", "2 cơ quan", "5"]), whole=True)
    assert read.unit.tolist() == ["procedure", "service", "file", "body", None]


def test_a_column_settles_what_a_cell_leaves_open():
    """1.234 alone is Vietnamese; beside 5.5 it is English, beside both forms nobody knows."""
    cells = {
        ("1.234",): 1234,
        ("1.234", "5,5"): 1234,
        ("1.234", "5.5"): 1.234,
        ("1,234", "5.5"): 1234,
    }
    for texts, value in cells.items():
        read = read_numbers(pd.Series(texts), whole=False)
        assert read.values.iloc[0] == value
        assert read.ambiguous[0] == (len(texts) == 1)
    both = read_numbers(pd.Series(["1.234", "5.5", "6,5"]), whole=False)
    assert both.ambiguous.tolist() == [True, False, False]


def test_shares_of_one_are_percentages_and_told():
    for cells in (["0.858", "0,5", "1"], [0.858, 0.5, 1.0]):
        read = read_numbers(pd.Series(cells), whole=False, percent=True)
        assert read.values.tolist() == pytest.approx([85.8, 50, 100])
        assert read.as_share
        assert read.ambiguous.all()
    assert not read_numbers(pd.Series(["0,858 %", "0,5"]), whole=False, percent=True).as_share


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        ("…", "no_data"), ("...", "no_data"), ("Chưa báo cáo", "no_data"), ("không rõ", "unknown"),
        ("?", "unknown"), ("N/K", "unknown"), ("x", "not_applicable"), ("Không áp dụng.", "not_applicable"),
        ("n/a", "not_applicable"), ("*", "suppressed"), ("(s)", "suppressed"), ("MẬT", "suppressed"),
        ("-", "unknown"), ("–", "unknown"), ("không phát sinh", "zero"), ("12", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_marks(mark, state):
    assert mark_state(mark) == state
    read = read_numbers(pd.Series([mark, "7"], dtype=object), whole=True)
    assert read.mark[0] == (state is not None)
    assert read.dash[0] == (mark in ("-", "–"))
    assert read.state.iloc[0] == ("known" if mark == "12" else state)
    assert not read.unreadable.any()


def test_a_column_of_marks_keeps_its_index():
    cells = pd.Series(["*", None, "5", "*"], index=[3, 5, 7, 9])
    assert read_marks(cells).to_dict() == {3: "suppressed", 5: None, 7: None, 9: "suppressed"}
    read = read_numbers(cells, whole=True)
    assert read.state.to_dict() == {3: "suppressed", 5: None, 7: "known", 9: "suppressed"}
    assert read.values.isna().tolist() == [True, True, False, True]


@settings(max_examples=50)
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=8), st.sampled_from(["vi", "en"]))
def test_counts_written_by_the_product_are_read_back(numbers, lang):
    cells = pd.Series([Words(lang).number(n) for n in numbers])
    assert read_numbers(cells, whole=True).values.tolist() == numbers


@settings(max_examples=50)
@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=8),
    st.sampled_from(["vi", "en"]),
    st.sampled_from([1, 2]),
)
def test_decimals_written_by_the_product_are_read_back(numbers, lang, decimals):
    values = [n / 10**decimals for n in numbers]
    cells = pd.Series([Words(lang).number(v, decimals) for v in values])
    read = read_numbers(cells, whole=False)
    assert read.values.tolist() == pytest.approx(values)
    assert not read.ambiguous.any()


@settings(max_examples=20)
@given(st.lists(st.text("0123459.,-–+<>%*…xO ntriệu\u00a0\t٣", max_size=9), max_size=6))
def test_any_text_is_read_or_told(cells):
    read = read_numbers(pd.Series(cells, dtype=object), whole=True)
    said = read.values.notna().to_numpy() | read.unreadable | read.mark
    assert (said | np.array([not " ".join(c.split()) for c in cells], dtype=bool)).all()


def test_periods_of_a_column():
    read = read_period(pd.Series(["Quý I/2025", "2024", None, "kỳ này", " "]))
    assert read.text.tolist() == ["2025-Q1", "2024", pd.NA, pd.NA, pd.NA]
    assert read.unread.tolist() == [False, False, False, True, False]
