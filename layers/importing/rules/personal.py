"""Rules of personal data: columns that tell who somebody is or how to reach them (security study, 9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from geo.text import fold
from layers.importing.report import Finding
from layers.importing.rules.case import Case
from layers.importing.rules.texts import spread, text_columns

_MOBILE = r"(?<![\w.,/\-])(?:\+?84|0)[ .\-]?(?:[35789]\d)(?:[ .\-]?\d){7}(?!\d)"
_LANDLINE = r"(?<![\w.,/\-])\(?(?:\+?84|0)[ .\-]?2\d{1,2}\)?(?:[ .\-]?\d){7,8}(?!\d)"
_MAIL = r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.[A-Za-z]{2,}"
# Citizen number: province 001 to 096, century and sex, two digits of the year, six more.
_CITIZEN = r"(?<!\d)0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}(?!\d)"


@dataclass(frozen=True)
class _Kind:
    """A kind of personal data: how it looks, from what share of the values on it counts, its columns."""

    pattern: re.Pattern | None
    share: float
    names: tuple[str, ...]
    within: bool = False


# A number that fills its cell may be a serial number; one telephone number within a remark is one.
PHONE = _Kind(
    re.compile(f"{_MOBILE}|{_LANDLINE}"),
    0.2,
    ("sodienthoai", "dienthoai", "sodt", "sdt", "didong", "phone", "phonenumber", "mobile", "tel"),
    within=True,
)
ID_NUMBER = _Kind(
    re.compile(_CITIZEN),
    0.5,
    ("cccd", "cmnd", "cmtnd", "socccd", "socmnd", "cancuoc", "sodinhdanh", "chungminh", "hochieu"),
)
MAIL = _Kind(
    re.compile(_MAIL, re.ASCII), 0.0, ("email", "thudientu", "mail", "diachiemail"), within=True
)
PERSON = _Kind(
    None,
    1.0,
    (
        *("hoten", "hovaten", "tenchuho", "chuho", "chusudung", "nguoisudung", "chunha", "tenchu"),
        *("nguoidaidien", "nguoilienhe", "ngaysinh", "namsinh", "chusohuunha", "chudat"),
    ),
)
_DBF_LENGTH = 10
# A pattern may take time that grows with the square of a text's length.
_LONGEST = 300


def columns(case: Case) -> list[Finding]:
    """Columns that hold telephone numbers, citizen numbers, e-mail addresses or people's names.

    Values are looked at in every column, names only in columns that are no field of the layer. The
    finding shows one value with all but its first letters hidden.
    """
    findings = []
    for column, texts in _asked(case):
        # Plain texts: pandas spends longer on preparing a search than on a column of usual length.
        values = texts.tolist()
        known = case.spec.field(column) is not None
        if (found := _seen(column, values, PHONE, known=known)) is not None:
            findings.append(Finding("personal.phone", "warning", column=column, **found))
        if (found := _seen(column, values, ID_NUMBER, known=known)) is not None:
            findings.append(Finding("personal.id_number", "warning", column=column, **found))
        if (found := _seen(column, values, MAIL, known=known)) is not None:
            findings.append(Finding("personal.email", "warning", column=column, **found))
        if (found := _seen(column, values, PERSON, known=known)) is not None:
            findings.append(Finding("personal.person", "warning", column=column, **found))
    return findings


def mask(value: str) -> str:
    """The first three letters, of short texts fewer, then a star for each of the rest.

    Examples
    --------
    >>> mask("0905123456")
    '090*******'
    """
    shown = min(3, len(value) // 3)
    return value[:shown] + "*" * max(3, len(value) - shown)


def _asked(case: Case) -> Iterator[tuple[str, pd.Series]]:
    """Columns of text, and those of whole numbers that are no field of the layer."""
    texts = set(text_columns(case.frame))
    for column in map(str, case.frame.columns):
        values = case.frame[column]
        numbers = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
        if column in texts:
            yield column, _filled(spread(values))
        elif numbers and case.spec.field(column) is None:
            whole = pd.to_numeric(spread(values), errors="coerce")
            whole = whole[(whole % 1 == 0) & (whole.abs() < 1e15)]
            yield column, whole.astype("int64").astype("string")


def _filled(text: pd.Series) -> pd.Series:
    text = text.str.slice(0, _LONGEST).str.strip()
    return text[text != ""]


def _seen(column: str, values: list[str], kind: _Kind, *, known: bool) -> dict | None:
    """What the finding says: a masked sample and the share of the values looked at."""
    if not values:
        return None
    named = not known and _names(column, kind)
    hits = [] if kind.pattern is None else [v for v in values if kind.pattern.search(v)]
    within = kind.within and not all(map(kind.pattern.fullmatch, hits))
    if not named and not within and len(hits) <= kind.share * len(values):
        return None
    shown = kind.pattern.search(hits[0])[0] if hits else values[0]
    share = 100.0 if named and not hits else 100 * len(hits) / len(values)
    return {"value": mask(shown), "params": {"percent": round(share, 1), "looked_at": len(values)}}


def _names(column: str, kind: _Kind) -> bool:
    """Whether the name says so; a Shapefile keeps ten letters of it."""
    key = fold(column).replace(" ", "")
    cut = {name[:_DBF_LENGTH] for name in kind.names}
    return key in kind.names or key in cut
