"""The time a figure speaks of: a year, a half of it, a quarter, a month or a day, as reports write it.

A normal text says what it is by its form: ``2024``, ``2025-H1``, ``2025-Q3``, ``2025-09``, ``2025-09-30``,
and ``2025-M1-9`` for the months one to nine together, ``2020/2025`` for years that stand together.
"""

import calendar
import datetime
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from geo.text import fold, nfc

_YEAR = r"(?:nam )?((?:19|20)\d\d)"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NUMBER = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "dau": 1, "sau": 6, "chin": 9}
_DIVIDERS = re.compile(r"\s*([/.-])\s*")


class Period(NamedTuple):
    """From `start` to `end`, both days included; `text` is its normal form."""

    start: datetime.date
    end: datetime.date
    text: str


@lru_cache(maxsize=4096)
def parse_period(text: object) -> Period | None:
    """The period that a text names, alone or within a sentence; None where it names none.

    Of a report "from the start of the year until a day" the day is the date of the figure. A bare
    number is a year only where nothing else stands in the text.

    Examples
    --------
    >>> parse_period("Quý III năm 2025").text, parse_period("đến ngày 30/9/2025").text
    ('2025-Q3', '2025-09-30')
    >>> parse_period("6 tháng đầu năm 2025").text
    '2025-H1'
    """
    if isinstance(text, datetime.datetime | datetime.date):
        day = text.date() if isinstance(text, datetime.datetime) else text
        return _day(day.year, day.month, day.day) if day == day else None
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    # Dividers of dates and months must outlive the folding, which takes them for spaces.
    marked = _DIVIDERS.sub(lambda m: {"/": "zz", ".": "zd", "-": "zm"}[m[1]], nfc(str(text)))
    words = f" {fold(marked)} "
    for form, make in _FORMS:
        for match in form.finditer(words):
            if found := make(*match.groups()):
                return found
    return None


def overlaps(a: Period | None, b: Period | None) -> bool:
    """Whether two periods share a day; a period that is not known overlaps nothing."""
    return a is not None and b is not None and a.start <= b.end and b.start <= a.end


def newest(periods: Iterable[str]) -> str | None:
    """The period that ends last; None where there is none."""
    known = {text for text in periods if isinstance(text, str)}
    return max(known, key=period_order, default=None)


def period_order(text: str) -> tuple[str, str, str]:
    """Sorts periods by their last day, then their first; one that cannot be read comes first."""
    period = parse_period(text)
    if period is None:
        return "", "", str(text)
    return period.end.isoformat(), period.start.isoformat(), str(text)


def _day(year, month, day) -> Period | None:
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Period(date, date, date.isoformat())


def _local_day(day, month, year) -> Period | None:
    return _day(year, month, day)


def _month(month, year) -> Period | None:
    month, year = int(month), int(year)
    return _months(year, month, month, f"{year}-{month:02d}") if 1 <= month <= 12 else None


def _month_of(year, month) -> Period | None:
    return _month(month, year)


def _quarter(quarter, year) -> Period | None:
    number = _ROMAN.get(quarter) or _NUMBER.get(quarter) or int(quarter)
    if not 1 <= number <= 4:
        return None
    return _months(int(year), 3 * number - 2, 3 * number, f"{year}-Q{number}")


def _quarter_of(year, quarter) -> Period | None:
    return _quarter(quarter, year)


def _first_months(count, year) -> Period | None:
    count = _NUMBER.get(count) or int(count)
    if not 1 <= count <= 12:
        return None
    text = {3: "Q1", 6: "H1"}.get(count, f"M1-{count}")
    return _months(int(year), 1, count, year if count == 12 else f"{year}-{text}")


def _last_months(count, year) -> Period | None:
    count = _NUMBER.get(count) or int(count)
    if not 1 <= count <= 12:
        return None
    text = {3: "Q4", 6: "H2"}.get(count, f"M{13 - count}-12")
    return _months(int(year), 13 - count, 12, f"{year}-{text}")


def _span(year, first, last) -> Period | None:
    """The normal form read back."""
    if not 1 <= int(first) <= int(last) <= 12:
        return None
    return _months(int(year), int(first), int(last), f"{year}-M{int(first)}-{int(last)}")


def _half(half, year) -> Period | None:
    return _first_months("6", year) if half in ("1", "i") else _last_months("6", year)


def _half_of(year, half) -> Period | None:
    return _half(half, year)


def _year(year) -> Period:
    return _months(int(year), 1, 12, year)


def _years(first, last) -> Period | None:
    start, end = _year(first), _year(last)
    return Period(start.start, end.end, f"{first}/{last}") if first < last else None


def _months(year: int, first: int, last: int, text: str) -> Period:
    days = calendar.monthrange(year, last)[1]
    return Period(datetime.date(year, first, 1), datetime.date(year, last, days), text)


def _forms() -> list[tuple[re.Pattern, Callable[..., Period | None]]]:
    """Forms from the most exact: a day before its month, a quarter before its year."""
    any_div, word = "(?:zz|zd|zm)", r"(\d{1,2}|mot|hai|ba|bon|tu|sau|chin)"
    year = _YEAR
    forms = (
        (rf"(?<!\d)((?:19|20)\d\d){any_div}(\d{{1,2}}){any_div}(\d{{1,2}})(?=[ t])", _day),
        (rf"(?<![\dmzd])(\d{{1,2}}){any_div}(\d{{1,2}}){any_div}((?:19|20)\d\d)(?!\d)", _local_day),
        (rf"(?<!\d)(\d{{1,2}}) thang (\d{{1,2}}) {year}(?!\d)", _local_day),
        (rf" {word} thang dau (?:cua )?{year}(?!\d)", _first_months),
        (rf" {word} thang cuoi (?:cua )?{year}(?!\d)", _last_months),
        (rf" {word} thang {year}(?!\d)", _first_months),
        (rf" nua (?:dau )(?:cua )?{year}(?!\d)", lambda y: _first_months("6", y)),
        (rf" nua (?:cuoi|sau) (?:cua )?{year}(?!\d)", lambda y: _last_months("6", y)),
        (rf" quy (iv|i{{1,3}}|[1-4]|mot|hai|ba|bon|tu)(?: |{any_div}){year}(?!\d)", _quarter),
        (rf"(?<![a-z\d])q([1-4])(?: |{any_div}){year}(?!\d)", _quarter),
        (rf"(?<!\d)((?:19|20)\d\d)(?: |{any_div})?(?:q|quy )([1-4])(?!\d)", _quarter_of),
        (rf"(?<![a-z\d])h([12])(?: |{any_div}){year}(?!\d)", _half),
        (rf"(?<!\d)((?:19|20)\d\d)(?: |{any_div})?h([12])(?!\d)", _half_of),
        (r"(?<!\d)((?:19|20)\d\d)(?: |zm)m(\d{1,2})zm(\d{1,2})(?!\d)", _span),
        (rf" (?:thang|t|th) ?(\d{{1,2}})(?: |{any_div}){year}(?!\d)", _month),
        (r"(?<!\d)((?:19|20)\d\d) thang (\d{1,2})(?!\d)", _month_of),
        (rf"(?<![\dmzd])(\d{{1,2}}){any_div}((?:19|20)\d\d)(?!\d)", _month),
        (r" ((?:19|20)\d\d)zm(0?[1-9]|1[0-2]) ", _month_of),
        (r" ((?:19|20)\d\d)zz(0?[1-9]|1[0-2]) ", _month_of),
        (r" (?:giai doan )?((?:19|20)\d\d)(?:zm|zz)((?:19|20)\d\d) ", _years),
        (r" (?:nam|year|in|of|fy|y|ky|ky bao cao) ((?:19|20)\d\d)(?!\d)", _year),
        (r"^ ((?:19|20)\d\d) $", _year),
    )
    return [(re.compile(form), make) for form, make in forms]


_FORMS = _forms()
