"""Periods as reports write them."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.services.periods import overlaps, parse_period


@pytest.mark.parametrize(
    ("text", "normal", "start", "end"),
    [
        ("Tháng 10/2025", "2025-10", "2025-10-01", "2025-10-31"),
        ("Quý III năm 2025", "2025-Q3", "2025-07-01", "2025-09-30"),
        ("Quý I/2025", "2025-Q1", "2025-01-01", "2025-03-31"),
        ("6 tháng đầu năm 2025", "2025-H1", "2025-01-01", "2025-06-30"),
        ("sáu tháng cuối năm 2024", "2024-H2", "2024-07-01", "2024-12-31"),
        ("9 tháng đầu năm 2025", "2025-M1-9", "2025-01-01", "2025-09-30"),
        ("năm 2024", "2024", "2024-01-01", "2024-12-31"),
        (2024, "2024", "2024-01-01", "2024-12-31"),
        (2024.0, "2024", "2024-01-01", "2024-12-31"),
        ("đến ngày 30/9/2025", "2025-09-30", "2025-09-30", "2025-09-30"),
        ("tính đến 15 tháng 10 năm 2025", "2025-10-15", "2025-10-15", "2025-10-15"),
        ("kỳ báo cáo: tháng 2 năm 2024", "2024-02", "2024-02-01", "2024-02-29"),
        (datetime.date(2019, 10, 2), "2019-10-02", "2019-10-02", "2019-10-02"),
        ("giai đoạn 2021-2025", "2021/2025", "2021-01-01", "2025-12-31"),
        ("Q4 2024", "2024-Q4", "2024-10-01", "2024-12-31"),
    ],
)
def test_periods_are_read(text, normal, start, end):
    found = parse_period(text)
    assert (found.text, str(found.start), str(found.end)) == (normal, start, end)
    assert parse_period(normal) == found


@pytest.mark.parametrize(
    "text",
    ["", None, "abc", "12", "1501", "31/02/2025", "tháng 13/2025", "Quyết định 1652/QĐ-UBND"],
)
def test_what_is_no_period_is_none(text):
    assert parse_period(text) is None


@settings(max_examples=50)
@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)))
def test_days_and_months_are_read_in_both_orders(day):
    for text in (f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", f"ngày {day:%d-%m-%Y}"):
        assert parse_period(text).start == day
    assert parse_period(f"T{day.month}/{day.year}").text == f"{day:%Y-%m}"


def test_overlap_needs_a_shared_day():
    quarter, month, after = map(parse_period, ("2025-Q3", "2025-09", "2025-10"))
    assert overlaps(quarter, month)
    assert not overlaps(quarter, after)
    assert not overlaps(quarter, None)
