"""One typed number taken apart: word before it, sign, digits, multiplier, unit."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from geo.text import fold

VIETNAMESE, ENGLISH = "vi", "en"
_DECIMAL = {VIETNAMESE: ",", ENGLISH: "."}
# Taken with a note: a person rounded. A bound alone is no figure.
_ABOUT = {
    "khoang", "gan", "hon", "tren", "xap xi", "uoc", "uoc tinh", "uoc dat", "chung",
    "about", "nearly", "over", "almost", "around", "approximately", "ca", "~", "≈",
}  # fmt: skip
_BOUND = {
    "<", ">", "≤", "≥", "<=", ">=", "duoi", "it nhat", "toi thieu", "toi da", "nhieu nhat",
    "khong qua", "at least", "at most", "under", "below", "up to",
}  # fmt: skip
_TIMES = {
    "tram": 1e2, "nghin": 1e3, "ngan": 1e3, "thousand": 1e3, "trieu": 1e6, "million": 1e6,
    "ty": 1e9, "ti": 1e9, "billion": 1e9,
}  # fmt: skip
_UNITS = {
    "procedure": ("tthc", "thu tuc", "thu tuc hanh chinh", "procedure", "procedures"),
    "service": (
        "dich vu", "dich vu cong", "dich vu cong truc tuyen", "dvc", "dvctt", "service", "services",
    ),
    "file": ("ho so", "hs", "hshc", "file", "files"),
    "body": (
        "co quan", "don vi", "co quan don vi", "so nganh", "so ban nganh", "body", "bodies",
    ),
}  # fmt: skip
UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_FORM = re.compile(
    r"(?P<before>[^\d+\-−–(]*?)\s*(?P<sign>[-−–+]?)\s*"
    r"(?P<core>\d[\d.,' ]*?)\s*"
    r"(?P<more>\+?)\s*(?P<percent>%?)\s*(?P<after>[^\W\d_][^\d%]*)?"
)
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,' "}
_LONGEST = 80


@dataclass(frozen=True)
class Typed:
    """A number as typed. `core` has digits and the marks within them; `times` is its multiplier."""

    core: str
    minus: bool = False
    times: float = 1
    unit: str | None = None
    sign_percent: bool = False
    about: bool = False
    bound: bool = False

    def value(self, form: str | None, *, whole: bool, percent: bool) -> tuple[float | None, bool]:
        """The number, None where the digits make none; and whether its mark could be read otherwise."""
        ambiguous = False
        if is_open(self.core):
            decimal, ambiguous = _settle(
                self.core, form, whole=whole and self.times == 1, percent=percent
            )
        else:
            decimal = _DECIMAL.get(shown_form(self.core))
        number = _digits(self.core, decimal)
        if number is None:
            return None, False
        # A product such as 1.2 x 1000 must come out as the number that was meant.
        return round(number * self.times, 6) * (-1 if self.minus else 1), ambiguous


def take_apart(cell: object) -> Typed | None:
    """A cell taken apart; None where it is no number with words around it.

    Digits of full width and hard spaces are read as plain ones. A letter O among digits is no zero:
    nobody can know what was meant.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        cell = f"{cell:.10f}".rstrip("0").rstrip(".").replace(".", ",") if cell == cell else ""
    text = " ".join(unicodedata.normalize("NFKC", str(cell)).split())
    found = _FORM.fullmatch(text.replace("’", "'")) if 0 < len(text) <= _LONGEST else None
    if found is None:
        return None
    before, (times, unit) = _before(found["before"]), _after(found["after"])
    if before is None or times is None:
        return None
    percent = bool(found["percent"]) or unit == "%"
    return Typed(
        core=found["core"].strip(),
        minus=found["sign"] not in ("", "+"),
        times=times,
        unit=None if unit == "%" else unit,
        sign_percent=percent,
        about=before == "about",
        bound=before == "bound" or bool(found["more"]),
    )


def is_open(core: str) -> bool:
    """Whether a single mark stands before exactly three digits: 1.501 may be thousands or decimals."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", core))


def shown_form(core: str) -> str | None:
    """The form that a number shows by itself: ``vi`` for 85,8 and 1.234.567, ``en`` for the reverse."""
    marks = re.findall("[.,]", core)
    if not marks or is_open(core):
        return None
    # The last mark parts decimals where it stands alone; a repeated one parts thousands.
    decimal = marks.count(marks[-1]) == 1
    return VIETNAMESE if (marks[-1] == ",") == decimal else ENGLISH


def column_form(cores: Iterable[str]) -> str | None:
    """The one form that the numbers of a column show; None where they show none, ``both`` where both."""
    forms = {form for core in cores if (form := shown_form(core))}
    return "both" if len(forms) > 1 else next(iter(forms), None)


def _settle(core: str, form: str | None, *, whole: bool, percent: bool) -> tuple[str, bool]:
    """Decimal mark of an open number, and whether that is a guess."""
    mark = re.search("[.,]", core)[0]
    other = "," if mark == "." else "."
    if percent:
        return mark, False
    if whole:
        return other, form == "both" or _DECIMAL.get(form) == mark
    return _DECIMAL.get(form, ","), form not in _DECIMAL


def _digits(core: str, decimal: str | None) -> float | None:
    """Digits to a number; thousands must stand in threes, parted by one kind of mark."""
    body, _, fraction = core.partition(decimal) if decimal else (core, "", "")
    if fraction and not fraction.isdigit():
        return None
    marks = set(re.findall(r"[^\d]", body))
    if len(marks) > 1 or (marks and not _GROUPED[marks.pop()].fullmatch(body)):
        return None
    whole = re.sub(r"\D", "", body)
    return float(f"{whole}.{fraction or 0}") if whole.isascii() and whole else None


def _before(text: str) -> str | None:
    key = text.strip().casefold()
    if not key:
        return ""
    key = key if key in _ABOUT | _BOUND else fold(key)
    return "about" if key in _ABOUT else "bound" if key in _BOUND else None


def _after(text: str | None) -> tuple[float | None, str | None]:
    """Multiplier and unit of the words behind a number; (None, None) where they are strange."""
    words = fold(text or "").split()
    times = 1.0
    while words and words[0] in _TIMES:
        times *= _TIMES[words.pop(0)]
    if not words:
        return times, None
    unit = "%" if words == ["phan", "tram"] else UNIT_OF.get(" ".join(words))
    return (times, unit) if unit else (None, None)
