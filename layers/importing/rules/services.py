"""Rules of figures of areas: parts within their whole, percentages that fit, nothing told twice."""

import numpy as np
import pandas as pd

from layers.importing.report import Finding, row_findings
from layers.importing.rules.case import Case
from layers.services.percentages import FITS, SHARES, check_percent, percent
from layers.services.periods import Period, parse_period
from layers.services.states import BLANK_STATES, states_of

TOTAL = "n_procedures"
LEVELS, KINDS = "levels_1_4", "full_partial"
# What the schema says: these together are at most the whole.
_PARTS = (
    (TOTAL, ("n_full", "n_partial")),
    (TOTAL, ("n_level1", "n_level2", "n_level3", "n_level4")),
    (TOTAL, ("n_level34",)),
    ("n_files_total", ("n_files_online",)),
    ("n_files_total", ("n_files_full",)),
    ("n_files_online", ("n_files_full",)),
)
# A row tells of a unit by these; offices of one city are told apart by their name.
_OF_ROW = ("unit_key", "tier", "scheme", "counting_unit")
_OFFICES = ("department", "ministry")


def over_total(case: Case) -> list[Finding]:
    """Parts that are more than the whole they are of."""
    findings = []
    for whole, parts in _PARTS if case.spec.of_areas else ():
        there = [name for name in parts if name in case.frame]
        if whole not in case.frame or not there:
            continue
        numbers = case.frame[there].astype("Float64")
        total = case.frame[whole].astype("Float64").to_numpy(float, na_value=np.nan)
        summed = numbers.sum(axis=1, min_count=1).to_numpy(float, na_value=np.nan)
        findings += row_findings(
            "count.over_total",
            "error",
            summed > total,
            column=" + ".join(case.column(name) for name in there),
            values=summed,
            params={"whole": case.column(whole)},
            details={"total": total},
        )
    return findings


def percent_differs(case: Case) -> list[Finding]:
    """Stated percentages that none of the row's own counts makes, as it is rounded or cut.

    Where a count that the percentage may be of is no number (``…``, withheld, negative), it is not
    refuted by those that are.
    """
    if not case.spec.of_areas or "stated_pct" not in case.frame:
        return []
    frame = case.frame
    said = _numbers(frame, "stated_pct")
    fits, comparable = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    nearest, open_ = np.full(len(frame), np.nan), np.zeros(len(frame), dtype=bool)
    for parts, whole in SHARES:
        if whole not in frame or not set(parts) <= set(frame.columns):
            continue
        top = np.sum([_numbers(frame, name) for name in parts], axis=0)
        made = percent(top, _numbers(frame, whole))
        open_ |= np.logical_or.reduce([_no_number(frame, name) for name in (*parts, whole)])
        fits |= check_percent(said, top, _numbers(frame, whole)) == FITS
        comparable |= ~np.isnan(made)
        with np.errstate(invalid="ignore"):
            closer = ~(np.abs(nearest - said) <= np.abs(made - said)) & ~np.isnan(made)
        nearest = np.where(closer, made, nearest)
    wrong = comparable & ~open_ & ~fits & ~np.isnan(said) & (said <= 100)
    return row_findings(
        "percent.differs",
        "warning",
        wrong,
        column=case.column("stated_pct"),
        values=said,
        details={"computed": np.round(nearest, 2)},
    )


def told_twice(case: Case) -> list[Finding]:
    """One figure of one unit in two rows: the later is one too many; where they differ, nobody knows which."""
    if not case.spec.of_areas:
        return []
    figures = figures_told(case.frame)
    key = [c for c in figures.columns if c not in ("value", "row")]
    again = figures.duplicated(key)
    if not again.any():
        return []
    groups = figures.groupby(key, dropna=False)
    differs = groups["value"].transform("nunique") > 1
    first = groups["row"].transform("first")
    other = first.where(again, groups["row"].transform("last"))
    many = groups["row"].transform("size") > 1
    wrong = figures[again | (many & differs)].assign(other=other)
    wrong = wrong.drop_duplicates("row").sort_values("row")
    return [
        Finding(
            "areas.twice",
            "error",
            column=_area_column(case),
            rows=wrong["row"].to_numpy(int),
            values=names_of(case.frame).iloc[wrong["row"]].tolist(),
            details={
                "other": (case.file_rows(wrong["other"].to_numpy(int)) + 1).tolist(),
                "figure": wrong["figure"].map(lambda name: _called(case, name)).tolist(),
            },
        )
    ]


def periods_overlap(case: Case) -> list[Finding]:
    """A figure of a unit for a time and for a part of it, such as a year and one of its quarters."""
    if not case.spec.of_areas or "period" not in case.frame:
        return []
    figures = figures_told(case.frame)
    kinds = {text: parse_period(text) for text in figures["period"].unique()}
    if not _any_overlap([p for p in kinds.values() if p is not None]):
        return []
    key = [c for c in figures.columns if c not in ("value", "row", "period")]
    known = figures[figures["period"].map(lambda text: kinds[text] is not None)]
    spans = known.assign(
        start=known["period"].map(lambda text: kinds[text].start.toordinal()),
        end=known["period"].map(lambda text: kinds[text].end.toordinal()),
        group=known.groupby(key, dropna=False).ngroup(),
    )
    # The longer first, so that a part meets its whole before it.
    spans = spans.sort_values(["group", "start", "end"], ascending=[True, True, False])
    spans = spans.reset_index(drop=True)
    latest = spans.groupby("group")["end"].cummax()
    reached = latest.groupby(spans["group"]).shift(fill_value=-1)
    longest = pd.Series(spans.index, spans.index).where(spans["end"] > reached)
    before = longest.groupby(spans["group"]).ffill().groupby(spans["group"]).shift()
    held = before.fillna(0).astype(int).to_numpy()
    spans["whole"], spans["other"] = spans["period"].to_numpy()[held], spans["row"].to_numpy()[held]
    meets = before.notna() & (spans["start"] <= reached) & (spans["whole"] != spans["period"])
    found = spans[meets].drop_duplicates("row").sort_values("row")
    if not len(found):
        return []
    return [
        Finding(
            "period.overlap",
            "warning",
            column=case.column("period"),
            rows=found["row"].to_numpy(int),
            values=found["period"].tolist(),
            details={
                "whole": found["whole"].tolist(),
                "other": (case.file_rows(found["other"].to_numpy(int)) + 1).tolist(),
                "place": names_of(case.frame).iloc[found["row"]].tolist(),
            },
        )
    ]


def scheme_unknown(case: Case) -> list[Finding]:
    """Rows whose scale is none that is known or not that of their counts, or that mix the two there are."""
    frame, field = case.frame, case.spec.field("scheme")
    if not case.spec.of_areas or field is None:
        return []
    findings = []
    column = case.column("scheme")
    scheme = _text(frame, "scheme")
    strange = scheme.notna() & (scheme != "") & ~scheme.isin(field.allowed)
    levels = _any(frame, "n_level1", "n_level2", "n_level3", "n_level4", "n_level34")
    kinds = _any(frame, "n_full", "n_partial")
    findings += row_findings(
        "scheme.unknown",
        "error",
        strange,
        column=column,
        values=scheme,
        params={"allowed": ", ".join(field.allowed)},
    )
    other = ((scheme == LEVELS).fillna(False) & kinds) | ((scheme == KINDS).fillna(False) & levels)
    findings += row_findings(
        "scheme.differs",
        "error",
        other.to_numpy(bool) & ~(levels & kinds),
        column=column,
        values=scheme,
    )
    return findings + row_findings(
        "scheme.mixed",
        "error",
        levels & kinds & ~strange.to_numpy(bool),
        column=column,
        values=scheme,
    )


def figures_told(frame: pd.DataFrame) -> pd.DataFrame:
    """Every count of every row, long: what it is of (unit, body, period, scale ...), `figure`, `value`, `row`.

    Counts of rows that name no unit or no period are left out: nothing can be said of them.
    """
    named = {name: _text(frame, name) for name in (*_OF_ROW, "period")}
    place = _text(frame, "place").where(named["tier"].isin(_OFFICES), "")
    of_row = pd.DataFrame(named | {"place": place}).fillna("").astype(object)
    known = (of_row["unit_key"] != "") & (of_row["period"] != "")
    counts = [c for c in frame.columns if str(c).startswith("n_")]
    parts = []
    for name in counts:
        numbers = _numbers(frame, name)
        told = np.flatnonzero(known.to_numpy() & ~np.isnan(numbers))
        of = of_row.iloc[told].reset_index(drop=True)
        parts.append(of.assign(figure=name, value=numbers[told], row=told))
    blank = of_row.iloc[:0].assign(figure="", value=0.0, row=0)
    return pd.concat([blank, *parts], ignore_index=True) if parts else blank


def _area_column(case: Case) -> str:
    """The column that says what unit a row is of."""
    found = (case.columns.get(name) for name in ("area_name", "area_code", "unit_key"))
    return next(filter(None, found), "unit_key")


def _called(case: Case, name: str) -> str:
    """What the file calls a figure; what we do, where one column holds several."""
    column = case.column(name)
    several = list(case.columns.values()).count(column) > 1
    return case.spec.field(name).vi if several else column


def _any_overlap(periods: list[Period]) -> bool:
    ordered = sorted(periods, key=lambda p: (p.start, p.end))
    ends = np.array([p.end.toordinal() for p in ordered])
    starts = np.array([p.start.toordinal() for p in ordered])
    return (
        bool((starts[1:] <= np.maximum.accumulate(ends)[:-1]).any()) if len(ordered) > 1 else False
    )


def _any(frame: pd.DataFrame, *names: str) -> np.ndarray:
    there = [name for name in names if name in frame]
    return frame[there].notna().any(axis=1).to_numpy(bool) if there else np.zeros(len(frame), bool)


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(float, na_value=np.nan)


def _no_number(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Rows that say of a count that it is unknown or the like, or give one that cannot be."""
    return states_of(frame, name).isin(BLANK_STATES).to_numpy(bool) | (_numbers(frame, name) < 0)


def _text(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame:
        return pd.Series(pd.NA, index=frame.index, dtype="string")
    return frame[name].astype("string")


def names_of(frame: pd.DataFrame) -> pd.Series:
    """What a row's unit is called, else its key."""
    return (
        _text(frame, "place").fillna(_text(frame, "matched_from")).fillna(_text(frame, "unit_key"))
    )
