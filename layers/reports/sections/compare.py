"""Assumed reach beside what operators declare and what was measured, and where they disagree."""

from layers.coverage.answer import DRAWN
from layers.coverage.compare import LEAST_TESTS, TOLERANCE, ask_side_by_side
from layers.reports.behind import behind
from layers.reports.desk import Desk
from layers.reports.report import NUMBER, PERCENT, POINTS, TEXT, WORD, Column, Section, Table

_SHOWN = 40


def make_section(desk: Desk, title: str) -> Section:
    """The three shares of each place, and the disagreements, the widest first."""
    words = desk.words
    beside = ask_side_by_side(desk.atlas, desk.snapshot, desk.reach)
    rows, odd = desk.chosen(beside.rows), desk.chosen(beside.disagreements)
    there = {name: int(rows[name].notna().sum()) for name in ("declared", "measured")}
    sure = int(odd["sure"].sum())
    numbers = {
        "areas": len(rows),
        "disagreements": len(odd),
        "sure": sure,
        "tests": float(rows["tests"].sum()),
        **there,
    }
    said = words(
        "report.compare.total",
        place=desk.place,
        areas=odd["code"].nunique(),
        sure=sure,
        cases=len(odd),
        points=round(100 * TOLERANCE),
        least=LEAST_TESTS,
        declared=there["declared"],
        measured=there["measured"],
        units=len(rows),
    )
    return Section(
        id="compare",
        title=title,
        sentences=(said, words("report.compare.meaning")),
        tables=(_odd(desk, odd), _beside(desk, rows[rows["code"] != DRAWN])),
        findings=(
            words(
                "report.finding.compare", areas=odd["code"].nunique(), points=round(100 * TOLERANCE)
            ),
        )
        if len(odd)
        else (),
        numbers=numbers,
        inputs=beside.derivation.inputs,
        **behind(beside.derivation.to_rows(words), words),
    )


def _beside(desk: Desk, rows) -> Table:
    columns = (
        Column("full_name", TEXT, width=2.4, heading="area"),
        Column("assumed", PERCENT, 1),
        Column("declared", PERCENT, 1),
        Column("measured", PERCENT, 1),
        Column("low", PERCENT, 1),
        Column("high", PERCENT, 1),
        Column("tests", NUMBER, width=0.8),
        Column("enough", WORD, prefix="export.", width=0.9),
    )
    title = desk.words("report.table.compare_of", place=desk.place)
    rows = rows.sort_values("code", ignore_index=True)
    rows = rows.assign(enough=rows["enough"].map({True: "yes", False: "no"}))
    return Table("compare", title, columns, rows, most=220, key="code")


def _odd(desk: Desk, rows) -> Table:
    columns = (
        Column("full_name", TEXT, width=2.2, heading="area"),
        Column("which", WORD, prefix="coverage.pair.", width=2.0),
        Column("first", PERCENT, 1),
        Column("second", PERCENT, 1),
        Column("difference", POINTS, 1),
        Column("tests", NUMBER, width=0.8),
        Column("sure", WORD, prefix="export.", width=0.9),
    )
    title = desk.words("report.table.disagree_of", place=desk.place)
    rows = rows.reset_index(drop=True)
    # Tests say nothing of the pair that is not measured.
    measured = rows["which"].astype(str).str.contains("measured")
    sure = rows["sure"].map({True: "yes", False: "no"})
    rows = rows.assign(sure=sure, tests=rows["tests"].where(measured))
    return Table("disagree", title, columns, rows, most=_SHOWN, key="code")
