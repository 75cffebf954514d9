"""Rules of values: those of a list, and numbers and days that can be."""

import datetime
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from layers.importing.report import Finding, row_findings
from layers.importing.rules.case import Case
from layers.importing.rules.suggest import strangers, suggestions
from layers.settings import REFERENCE
from layers.spec import FieldSpec

PLAUSIBLE_VALUES = REFERENCE / "plausible_values.csv"
EARLIEST = datetime.date(1950, 1, 1)
YEARS_AHEAD = 20
NO_SUGGESTION = "–"


class Span(NamedTuple):
    """Both ends belong to it."""

    low: float
    high: float
    unit: str


def not_listed(case: Case) -> list[Finding]:
    """Values that the field's list does not hold, with the one that may be meant."""
    findings = []
    for field in _fields(case, lambda f: bool(f.allowed) and f.item_type == "enum"):
        text = case.frame[field.name].astype("string")
        codes, found = pd.factorize(text)
        strange = [bool(strangers(value, field)) for value in found]
        meant = suggestions([v for v, s in zip(found, strange, strict=True) if s], field)
        shown = np.array([*(meant.get(v, NO_SUGGESTION) for v in found), NO_SUGGESTION], object)
        findings += row_findings(
            "value.not_listed",
            "warning",
            np.array([*strange, False])[codes],
            column=field.name,
            values=text,
            params={"allowed": ", ".join(field.allowed[:12])},
            details={"suggestion": shown[codes]},
        )
    return findings


def implausible(case: Case) -> list[Finding]:
    """Numbers outside what ``data/reference/plausible_values.csv`` says can be; infinities too."""
    findings = []
    for field in _fields(case, lambda f: f.item_type in ("number", "integer")):
        span = plausible_spans().get((case.spec.id, field.name)) or plausible_spans().get(
            ("*", field.name), Span(-np.inf, np.inf, field.unit or "")
        )
        values = case.frame[field.name]
        findings += row_findings(
            "value.implausible",
            "warning",
            _outside(values, field, span),
            column=field.name,
            values=values,
            params={"low": _end(span.low), "high": _end(span.high), "unit": span.unit},
        )
    return findings


def implausible_dates(case: Case) -> list[Finding]:
    """Days before 1950 or more than twenty years ahead: a slip of the pen, or the wrong order."""
    latest = today() + datetime.timedelta(days=round(365.25 * YEARS_AHEAD))
    findings = []
    for field in _fields(case, lambda f: f.item_type == "date" and not f.is_list):
        values = case.frame[field.name]
        codes, days = pd.factorize(values.astype(object))
        wrong = [isinstance(day, datetime.date) and not _between(day, latest) for day in days]
        findings += row_findings(
            "date.implausible",
            "warning",
            np.array([*wrong, False])[codes],
            column=field.name,
            values=values,
            params={"earliest": str(EARLIEST.year), "latest": str(latest.year)},
        )
    return findings


def today() -> datetime.date:
    """The day that dates are held against."""
    return datetime.date.today()


@lru_cache
def plausible_spans() -> dict[tuple[str, str], Span]:
    """(layer or ``*``, field) -> the span its numbers lie in."""
    table = pd.read_csv(PLAUSIBLE_VALUES, keep_default_na=False, na_values={"min": "", "max": ""})
    low, high = table["min"].fillna(-np.inf), table["max"].fillna(np.inf)
    keys = zip(table["layer"], table["field"], strict=True)
    spans = map(Span, low, high, table["unit"])
    return dict(zip(keys, spans, strict=True))


def _fields(case: Case, wanted: Callable[[FieldSpec], bool]) -> list[FieldSpec]:
    return [f for f in case.spec.fields if f.name in case.frame and wanted(f)]


def _outside(values: pd.Series, field: FieldSpec, span: Span) -> np.ndarray:
    if not field.is_list:
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(float, na_value=np.nan)
        return _beyond(numbers, span)
    codes, found = pd.factorize(values.astype("string"))
    parts = pd.Series(found, dtype="string").str.split(";").explode()
    numbers = pd.to_numeric(parts, errors="coerce")
    wrong = pd.Series(_beyond(numbers.to_numpy(float, na_value=np.nan), span), index=parts.index)
    per_value = wrong.groupby(level=0).any().to_numpy(dtype=bool)
    return np.append(per_value, False)[codes]


def _beyond(numbers: np.ndarray, span: Span) -> np.ndarray:
    return (numbers < span.low) | (numbers > span.high) | np.isinf(numbers)


def _between(day: datetime.date, latest: datetime.date) -> bool:
    plain = datetime.date(day.year, day.month, day.day)
    return EARLIEST <= plain <= latest


def _end(bound: float) -> float | str:
    return NO_SUGGESTION if np.isinf(bound) else float(bound)
