"""What the titles of a table say of all its rows: period, scheme, tier, what is counted."""

import re
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from geo.text import fold
from layers.importing.tables.measures import scheme_of, tier_of, unit_of
from layers.services.periods import Period, parse_period
from layers.units.national import provinces_former, provinces_today

# "Đà Nẵng, ngày 5 tháng 10 năm 2025" dates the letter, "ngày 12/5/2022 của Chính phủ" a decree.
_LETTER = re.compile(
    r"^[^,]{2,30}, ngay |\b(?:quyet dinh|nghi dinh|cong van|bao cao|kem theo|so) .*\bngay\b"
)
_AS_OF = re.compile(r"\b(?:tinh den|den ngay|den het|thoi diem|as of|until)\b")
_UNIT = re.compile(r"\b(?:don vi tinh|dvt|unit)\b(.*)")


def read_hints(titles: Sequence[str], headings: Sequence[str] = ()) -> dict[str, str]:
    """Hints of a table, none of which is more than that: whoever imports decides.

    Parameters
    ----------
    titles : sequence of str
        Rows above the heading, then rows of units below it.
    headings : sequence of str
        Names of the columns of figures.

    Returns
    -------
    dict
        ``title``, ``period`` (normal text), ``scheme``, ``tier``, ``province`` (a name, of today or
        former), ``counting_unit``; what is not said, or said in two ways, is missing.

    Examples
    --------
    >>> read_hints(["Kết quả cung cấp DVC trực tuyến quý III năm 2025"])["period"]
    '2025-Q3'
    """
    texts = [*titles, *headings]
    found = {
        "title": max(titles, key=len, default=None),
        "period": getattr(_period(titles), "text", None),
        "scheme": _only(map(scheme_of, texts)),
        "tier": _only(map(tier_of, titles)),
        "province": _only(name for title in titles for name in _provinces(title)),
        "counting_unit": _said_unit(titles) or _counted(headings) or _counted(titles),
    }
    return {name: text for name, text in found.items() if text}


def _period(titles: Sequence[str]) -> Period | None:
    """The period that a title speaks of; never the day on which a letter or a decree was signed."""
    spoken = [(title, parse_period(title)) for title in titles]
    spoken = [(_plain(title), found) for title, found in spoken if found]
    as_of = [found for text, found in spoken if _AS_OF.search(text)]
    other = [
        found for text, found in spoken if found.start != found.end or not _LETTER.search(text)
    ]
    spans = [found for found in other if found.start != found.end]
    return next(iter([*as_of, *spans, *other]), None)


def _plain(title: str) -> str:
    """A title folded, its commas kept."""
    return ", ".join(fold(part) for part in title.split(","))


def _provinces(title: str) -> list[str]:
    """Provinces and cities that a title names with their kind: "tỉnh Quảng Nam", "TP. Đà Nẵng"."""
    words = f"{fold(title)} "
    return [name for key, name in _names() if re.search(rf"\b(?:tinh|thanh pho|tp) {key} ", words)]


@lru_cache
def _names() -> list[tuple[str, str]]:
    units = pd.concat([provinces_today(), provinces_former()])
    return [(fold(name), name) for name in units["name"].drop_duplicates()]


def _only(said) -> str | None:
    kinds = {each for each in said if each}
    return kinds.pop() if len(kinds) == 1 else None


def _said_unit(titles: Sequence[str]) -> str | None:
    return _only(unit_of(found[1]) for title in titles if (found := _UNIT.search(fold(title))))


def _counted(texts: Sequence[str]) -> str | None:
    """What is counted; files only where nothing else is, as most tables of services have files beside."""
    kinds = {unit for text in texts if (unit := unit_of(text))}
    offered = kinds - {"file"}
    return _only(offered) if offered else _only(kinds)
