"""Ducts and aerial cables: how much lies underground, area by area."""

from layers.ducts.undergrounding import AERIAL, DUCT, undergrounding
from layers.reports.behind import behind
from layers.reports.desk import Desk, worst_first
from layers.reports.report import NUMBER, PERCENT, TEXT, WORD, Column, Figure, Section, Table


def make_section(desk: Desk, title: str) -> Section:
    """The share underground of the places of a report; nothing where neither layer is there."""
    if not desk.snapshot.has(AERIAL):
        desk.require_layer(DUCT)
    words = desk.words
    found = undergrounding(desk.atlas, desk.snapshot, areas=desk.reach.areas, city=desk.city)
    rows = worst_first(desk.chosen(found.rows), "share")
    total = _total(rows)
    shown = {k: words.number(total[f"{k}_km"], 1) for k in ("duct", "aerial", "planned")}
    said = words(
        "report.ducts.total",
        place=desk.place,
        share=words.percent(total["share"]),
        unknown=total["areas_unknown"],
        **shown,
    )
    return Section(
        id="ducts",
        title=title,
        sentences=(said,),
        tables=(_table(desk, rows, total),),
        figures=(
            Figure(
                words.percent(total["share"]),
                words("report.figure.underground"),
                words("report.figure.underground_note", duct=shown["duct"], aerial=shown["aerial"]),
            ),
        ),
        findings=(words("report.finding.ducts", share=words.percent(total["share"])),),
        numbers=total,
        inputs=found.derivation.inputs,
        **behind(found.derivation.to_rows(words), words),
    )


def _total(rows) -> dict:
    """Sum over sum, of the areas in which both lengths are known."""
    known = rows[rows["duct_km"].notna() & rows["aerial_km"].notna()]
    duct, aerial = float(known["duct_km"].sum()), float(known["aerial_km"].sum())
    return {
        "duct_km": duct,
        "aerial_km": aerial,
        "planned_km": float(known["planned_km"].sum()),
        "share": duct / (duct + aerial) if duct + aerial > 0 else float("nan"),
        "areas": len(rows),
        "areas_unknown": len(rows) - len(known),
    }


def _table(desk: Desk, rows, total: dict) -> Table:
    columns = (
        Column("number", NUMBER, width=0.5, heading="rank"),
        Column("full_name", TEXT, width=2.6, heading="area"),
        Column("duct_km", NUMBER, 2, width=1.2),
        Column("aerial_km", NUMBER, 2, width=1.2),
        Column("planned_km", NUMBER, 2, width=1.4),
        Column("share", PERCENT, 1, width=1.1, heading="underground", state="state"),
        Column("state", WORD, prefix="state.", paper=False),
    )
    title = desk.words("report.table.ducts_of", place=desk.place)
    last = {k: total[k] for k in ("duct_km", "aerial_km", "planned_km", "share")}
    last |= {"full_name": desk.words("report.total")}
    return Table("ducts", title, columns, rows, most=220, key="code", total=last)
