"""What a heading or the name of an indicator counts: which field, in which period, of which tier of bodies.

A text is understood only where every word of it is: "Hồ sơ trực tuyến toàn trình" is a field, "Hồ sơ trực
tuyến quá hạn" is not, however alike they look.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from geo.text import fold
from layers.importing.readers.heading_lines import JOINED, JOINED_ASCII
from layers.services.periods import Period, parse_period
from layers.spec import LayerSpec

PERCENT = "stated_pct"
_PARTS = re.compile("|".join(map(re.escape, (JOINED.strip(), JOINED_ASCII.strip()))))
_TIERS = {
    "commune": r"cap (?:xa|phuong)(?: (?:phuong|xa))?(?: dac khu)?|(?:xa phuong|phuong xa)(?: dac khu)?"
    r"|commune(?: level| tier)?",
    "district": r"cap (?:huyen|quan)(?: (?:huyen|quan))?|quan huyen|district(?: level| tier)?",
    "department": r"(?:cac )?so(?: ban)? nganh|cap so|departments?",
    "ministry": r"cap bo|bo nganh|ministr(?:y|ies)",
    "city": r"cap (?:tinh|thanh pho|tp)|provinc(?:e|ial)(?: level| tier)?|city(?: level| tier)?",
}
_LEVELS = re.compile(
    r"(?:(?:muc do|muc|level)s? )?([1-4])(?: (?:va |and |muc do |muc |level )*([1-4]))?(?= |$)"
)
_UNITS = (
    ("file", r"ho so|hshc|hs|files?"),
    ("procedure", r"thu tuc hanh chinh|thu tuc|tthc|procedures?"),
    ("service", r"dich vu cong|dich vu|dvctt|dvcttt|dvc|services?"),
)
_FULL, _PARTIAL = r"toan trinh|toan phan|fully|full", r"mot phan|partially|partly|partial"
_ONLINE = r"truc tuyen|online|qua mang|dien tu|tren moi truong mang"
_SHARE = r"ty le|ti le|phan tram|percentages?|percent|share"
_TOTAL = r"tong so|tong cong|tong|toan bo|tat ca|total|all|cong"
_FILLERS = (
    r"so luong|so lieu|so|luong|cung cap|duoc|da|trong do|gom|co|tiep nhan|nop|thuc hien|giai quyet"
    r"|tinh hinh|ket qua|muc do|muc|loai|danh muc|ve|cua|o|va|number|of|the|which|in|received|cong|handled"
)
_OF_TIME = re.compile(
    r"\b(?:\d+|nam|thang|quy|ngay|ky|bao cao|dau|cuoi|nua|den|tinh|het|thoi diem|q[1-4]|t\d{1,2}|h[12]"
    r"|i{1,3}|iv|year|month|quarter|luy ke|tu)\b"
)
_TRAILING_YEAR = re.compile(r"\(?((?:19|20)\d\d)\)?\s*$")


@dataclass(frozen=True)
class Measure:
    """What a text counts. `field` is None where it is not understood, or says a time or tier alone.

    Attributes
    ----------
    bare : bool
        It names nothing but a period or a tier, as a heading over values does.
    """

    field: str | None = None
    period: Period | None = None
    tier: str | None = None
    unit: str | None = None
    bare: bool = False


@lru_cache(maxsize=8192)
def read_measure(text: str, spec: LayerSpec) -> Measure:
    """Read a heading (its lines joined) or the name of an indicator.

    Examples
    --------
    >>> read_measure("Cấp xã · Toàn trình · 2024", service_availability)
    Measure(field='n_full', period=Period(..., text='2024'), tier='commune', unit=None, bare=False)
    """
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    period = next((found for part in parts if (found := _period_in(part))), None)
    words = fold(" ".join(parts))
    own = _own_names(spec)
    share = "%" in text
    if (field := own.get(_key(words))) and (not share or field == PERCENT):
        return Measure(field, period, unit=_unit(words))
    rest, tier = _without_tier(words)
    level, rest = _levels(rest, period)
    if period is not None:
        rest = _OF_TIME.sub(" ", rest)
    rest = " ".join(rest.split())
    bare = not rest and level is None and (period is not None or tier is not None)
    unit = _unit(rest)
    field = own.get(_key(rest)) if rest and level is None and not share else None
    field = field or _by_words(rest, level, share=share)
    known = field if field is not None and spec.field(field) is not None else None
    return Measure(known, period, tier, unit, bare)


def tier_of(text: str) -> str | None:
    """The tier of bodies that a text names, None where it names none or several."""
    words = fold(text)
    found = {tier for tier, form in _TIERS.items() if re.search(rf"\b(?:{form})\b", words)}
    return next(iter(found)) if len(found) == 1 else None


def unit_of(text: str) -> str | None:
    """What a text says is counted; files, where it speaks of files of services."""
    return _unit(fold(text))


def scheme_of(text: str) -> str | None:
    """The scheme that a text speaks of: the four levels, or fully and partially online."""
    words = fold(text)
    levels = bool(re.search(r"\b(?:muc(?: do)?|levels?) [1-4]\b", words))
    shares = bool(re.search(rf"\b(?:{_FULL}|{_PARTIAL})\b", words))
    return None if levels == shares else "levels_1_4" if levels else "full_partial"


def _period_in(part: str) -> Period | None:
    if found := parse_period(part):
        return found
    year = _TRAILING_YEAR.search(part)
    return parse_period(year[1]) if year else None


def _without_tier(words: str) -> tuple[str, str | None]:
    for tier, form in _TIERS.items():
        rest, count = re.subn(rf"\b(?:{form})\b", " ", words)
        if count:
            return " ".join(rest.split()), tier
    return words, None


def _levels(words: str, period: Period | None) -> tuple[str | None, str]:
    """Digits of the levels named; bare digits count only behind the word for level."""
    found = re.search(rf"\b(?:muc do|muc|levels?) {_LEVELS.pattern}", words)
    if found is None:
        return None, words
    digits = "".join(sorted({d for d in found.groups() if d}))
    return digits, f"{words[: found.start()]} {words[found.end() :]}"


def _by_words(words: str, level: str | None, *, share: bool) -> str | None:
    """The field that all words together name."""
    left, said = words, {}
    groups = {
        "share": _SHARE,
        "full": _FULL,
        "partial": _PARTIAL,
        "online": _ONLINE,
        "total": _TOTAL,
        **dict(_UNITS),
    }
    for name, form in groups.items():
        left, count = re.subn(rf"\b(?:{form})\b", " ", left)
        said[name] = count > 0
    if re.sub(rf"\b(?:{_FILLERS})\b", " ", left).strip():
        return None
    if said["share"] or share:
        return PERCENT
    if said["full"] and said["partial"]:
        return None
    if said["file"]:
        return _files(said) if level is None else None
    return _offer(said, level)


def _files(said: dict[str, bool]) -> str | None:
    if said["partial"]:
        return None
    return (
        "n_files_full" if said["full"] else "n_files_online" if said["online"] else "n_files_total"
    )


def _offer(said: dict[str, bool], level: str | None) -> str | None:
    if level is not None:
        return (
            None
            if said["full"] or said["partial"]
            else {"34": "n_level34"}.get(level, f"n_level{level}")
        )
    if said["full"] or said["partial"]:
        return "n_full" if said["full"] else "n_partial"
    # All that is online is no count of all there is, and there is no field for it.
    counted = said["total"] or said["procedure"] or said["service"]
    return "n_procedures" if counted and not said["online"] else None


def _unit(words: str) -> str | None:
    found = (unit for unit, form in _UNITS if re.search(rf"\b(?:{form})\b", words))
    return next(found, None)


def _key(name: str) -> str:
    return fold(name).replace(" ", "")


@lru_cache
def _own_names(spec: LayerSpec) -> dict[str, str]:
    """Names of the fields with figures, as the spec says them."""
    fields = [f for f in spec.fields if f.type == "integer" or f.name == PERCENT]
    names = ((name, f.name) for f in fields for name in (f.name, f.vi, f.en, f.dbf, *f.aliases))
    return {_key(name): field for name, field in reversed(list(names))}
