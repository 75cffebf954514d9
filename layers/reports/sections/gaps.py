"""Gaps: the largest pieces of ground out of reach, and the register of villages without a signal."""

import pandas as pd

from layers.coverage.question import AREA
from layers.gaps.villages import REGISTER, villages
from layers.reports.behind import behind
from layers.reports.desk import Desk
from layers.reports.report import DAY, NUMBER, TEXT, WORD, Column, Figure, Section, Table

_SHOWN = 25
_VILLAGES = 40


def make_section(desk: Desk, title: str) -> Section:
    """The gaps of the places of a report, the largest first, and their villages."""
    words, gaps = desk.words, desk.gaps
    rows = desk.gap_rows
    total = _total(desk, rows)
    said = [_sentence(desk, total)]
    tables = [_table(desk, rows)]
    inputs = gaps.derivation.inputs
    told = gaps.derivation.to_rows(words)
    if desk.snapshot.has(REGISTER):
        known = desk.chosen(villages(desk.atlas, desk.snapshot, city=desk.city, reach=desk.reach))
        tables.append(_villages(desk, known))
        said.append(_village_sentence(desk, known))
        inputs = (*inputs, desk.input(REGISTER, len(known)))
    else:
        said.append(words("report.gaps.no_register"))
    return Section(
        id="gaps",
        title=title,
        sentences=tuple(said),
        tables=tuple(tables),
        figures=(_figure(desk, total),),
        findings=(_finding(desk, total),),
        numbers=total,
        inputs=inputs,
        **behind(told, words),
    )


def _total(desk: Desk, rows: pd.DataFrame) -> dict:
    """All gaps that are listed; of a whole city those that are too many to list too."""
    if not desk.asked.places:
        return {k: desk.gaps.total[k] for k in ("gaps", "area_km2", "people")}
    people = rows["people"]
    return {
        "gaps": len(rows),
        "area_km2": float(rows["area_km2"].sum()),
        "people": float(people.sum()) if people.notna().any() else float("nan"),
    }


def _sentence(desk: Desk, total: dict) -> str:
    words, counted = desk.words, desk.gaps.counted or "ground"
    return words(
        f"report.gaps.total_{counted}",
        place=desk.place,
        gaps=total["gaps"],
        km2=words.number(total["area_km2"], 1),
        people=words.number(total["people"]),
        source=desk.layer(desk.gaps.people_source or ""),
    )


def _finding(desk: Desk, total: dict) -> str:
    words, counted = desk.words, desk.gaps.counted or "ground"
    return words(
        f"report.finding.gaps_{counted}",
        gaps=total["gaps"],
        km2=words.number(total["area_km2"], 1),
        people=words.number(total["people"]),
    )


def _figure(desk: Desk, total: dict) -> Figure:
    words, counted = desk.words, desk.gaps.counted
    ground = words("report.figure.gaps_km2", km2=words.number(total["area_km2"], 1))
    if counted is None:
        return Figure(words.number(total["gaps"]), words("report.figure.gaps"), ground)
    note = words("report.figure.gaps_note", gaps=total["gaps"], ground=ground)
    return Figure(words.number(total["people"]), words(f"report.figure.gaps_{counted}"), note)


def _table(desk: Desk, rows: pd.DataFrame) -> Table:
    counted = desk.gaps.counted or "people"
    columns = (
        Column("number", NUMBER, width=0.5, heading="rank"),
        Column("full_name", TEXT, width=2.0, heading="area"),
        Column("people", NUMBER, width=1.0, heading=f"total_{counted}"),
        Column("area_km2", NUMBER, 2, width=1.1, heading=f"total_{AREA}"),
        Column("nearest_site", TEXT, width=2.6),
        Column("site_distance_m", NUMBER, width=1.1),
        Column("duct_distance_m", NUMBER, width=1.1),
        Column("power_distance_m", NUMBER, width=1.1),
        Column("lon", NUMBER, 5, paper=False),
        Column("lat", NUMBER, 5, paper=False),
        Column("gap", TEXT, paper=False),
    )
    shown = pd.DataFrame(rows.drop(columns="geometry"))
    title = desk.words("report.table.gaps_of", place=desk.place)
    note = desk.words("report.note.gaps")
    return Table("gaps", title, columns, shown, most=_SHOWN, key="gap", note=note)


def _villages(desk: Desk, rows: pd.DataFrame) -> Table:
    columns = (
        Column("village", TEXT, width=1.4),
        Column("area", TEXT, width=1.8),
        Column("households", NUMBER, width=0.8),
        Column("cause", WORD, prefix="report.cause.", width=1.5),
        Column("closing_state", WORD, prefix="report.closing.", width=1.3),
        Column("closed_on", DAY, width=1.25),
        Column("reached", WORD, prefix="export.", width=1.1),
        Column("site_distance_m", NUMBER, width=1.0),
        Column("village_id", TEXT, paper=False),
    )
    shown = pd.DataFrame(rows.drop(columns="geometry")).reset_index(drop=True)
    reached = shown["reached_now"].astype(object).map({True: "yes", False: "no"})
    shown = shown.assign(reached=reached)
    title = desk.words("report.table.villages_of", place=desk.place)
    return Table("villages", title, columns, shown, most=_VILLAGES, key="village_id")


def _village_sentence(desk: Desk, rows: pd.DataFrame) -> str:
    """How many villages there are by state of closing, and how many the register contradicts reach of."""
    words = desk.words
    states = ", ".join(
        words("report.villages.of_state", count=int(count), state=words(f"report.closing.{state}"))
        for state, count in rows["closing_state"].value_counts().items()
    )
    if rows.empty:
        return words("report.villages.none")
    cause = rows.loc[rows["closing_state"] != "closed", "cause"].mode()
    return words(
        "report.villages.total",
        villages=len(rows),
        states=states,
        cause="–" if cause.empty else words(f"report.cause.{cause.iloc[0]}"),
        odd=int(rows["contradicts"].fillna(False).astype(bool).sum()),
    )
