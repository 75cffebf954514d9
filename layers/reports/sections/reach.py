"""Reach: which areas are within assumed reach, ranked from the least, with the map."""

import geopandas as gpd
import pandas as pd

from geo.errors import GeoError
from layers.coverage.answer import DRAWN
from layers.coverage.question import AREA
from layers.errors import HatangError
from layers.reports.behind import behind
from layers.reports.desk import Desk, worst_first
from layers.reports.report import (
    NUMBER,
    PERCENT,
    TEXT,
    WORD,
    Column,
    Figure,
    ReportMap,
    Section,
    Table,
)

_KM2 = 1e-6
_NAMED = 3
_MARKED = 10
_SHAPES_UP_TO = 12


def make_section(desk: Desk, title: str) -> Section:
    """The reach of the areas of a report."""
    answer = desk.answer
    rows = worst_first(desk.chosen(answer.rows), "share")
    drawn = answer.rows[answer.rows["code"] == DRAWN]
    total = _total(rows)
    scale = _KM2 if answer.basis == AREA else 1.0
    table = _table(desk, pd.concat([rows, drawn], ignore_index=True), total, scale)
    return Section(
        id="reach",
        title=title,
        sentences=_sentences(desk, rows, total, scale),
        tables=(table,),
        map=_map(desk, rows),
        figures=_figures(desk, rows, total, scale),
        findings=_findings(desk, rows, total),
        numbers=total,
        **behind(answer.derivation.to_rows(desk.words), desk.words),
        inputs=answer.derivation.inputs,
    )


def _total(rows: pd.DataFrame) -> dict:
    """Sum over sum: what is reached of all that is known."""
    known = rows["total"].notna() & rows["reached"].notna()
    whole, unknown = float(rows["total"].sum()), float(rows["unknown"].sum())
    reached, basis = float(rows.loc[known, "reached"].sum()), float(rows.loc[known, "total"].sum())
    judged = basis - float(rows.loc[known, "unknown"].sum())
    return {
        "total": whole,
        "reached": reached,
        "unknown": unknown,
        "share": reached / judged if judged > 0 else float("nan"),
        "areas": len(rows),
        "areas_unknown": int(rows["share"].isna().sum()),
        "areas_none": int((rows["share"] == 0).sum()),
        "sites": float(rows["sites"].sum()),
    }


def _table(desk: Desk, rows: pd.DataFrame, total: dict, scale: float) -> Table:
    basis = desk.answer.basis
    amounts = ["total", "reached", "unknown"]
    shown = rows.assign(**{name: rows[name] * scale for name in amounts})
    decimals = 2 if basis == AREA else 0
    columns = (
        Column("number", NUMBER, width=0.5, heading="rank"),
        Column("full_name", TEXT, width=2.5, heading="area"),
        Column("total", NUMBER, decimals, width=1.1, heading=f"total_{basis}"),
        Column("reached", NUMBER, decimals, width=1.1, heading=f"reached_{basis}"),
        Column("share", PERCENT, 1, width=0.95, state="state"),
        Column("unknown", NUMBER, decimals, width=0.95, heading=f"unknown_{basis}"),
        Column("sites", NUMBER, width=0.85),
        Column("sites_reaching", NUMBER, width=0.95),
        Column("operators_reaching", NUMBER, width=0.95),
        Column("state", WORD, prefix="state.", paper=False),
    )
    last = {name: total[name] * scale for name in amounts}
    return Table(
        "reach",
        desk.words("report.table.reach_of", place=desk.place),
        columns,
        shown,
        most=220,
        key="code",
        note=desk.words("report.note.reach"),
        total=last
        | {
            "full_name": desk.words("report.total"),
            "share": total["share"],
            "sites": total["sites"],
        },
    )


def _sentences(desk: Desk, rows: pd.DataFrame, total: dict, scale: float) -> tuple[str, ...]:
    words, answer = desk.words, desk.answer
    decimals = 1 if answer.basis == AREA else 0
    said = [
        words(
            f"report.reach.total_{answer.basis}",
            place=desk.place,
            share=words.percent(total["share"]),
            reached=words.number(total["reached"] * scale, decimals),
            total=words.number(total["total"] * scale, decimals),
            unknown=words.number(total["unknown"] * scale, decimals),
            areas=total["areas"],
        ),
        _asked(desk),
    ]
    if total["areas_unknown"]:
        said.append(words("report.reach.unknown_areas", areas=total["areas_unknown"]))
    return tuple(said)


def _asked(desk: Desk) -> str:
    """The terms of the question in one sentence."""
    words, question = desk.words, desk.reach
    radius = question.radius
    by = words(
        f"report.radius.{radius.kind}"
        + ("_else" if radius.kind == "field" and radius.metres else ""),
        metres=radius.metres or 0,
    )
    by_whom = "operators" if question.operators_at_least else "sites"
    return words(
        f"report.reach.asked_{by_whom}",
        sites=", ".join(desk.layer(layer) for layer in question.sites),
        radius=by,
        k=question.sites_at_least,
        m=question.operators_at_least,
        technology=question.technology or words("report.all_technologies"),
        of=", ".join(question.operators) or words("report.all_operators"),
    )


def _figures(desk: Desk, rows: pd.DataFrame, total: dict, scale: float) -> tuple[Figure, ...]:
    words, basis = desk.words, desk.answer.basis
    decimals = 1 if basis == AREA else 0
    return (
        Figure(
            words.percent(total["share"]),
            words(f"report.figure.share_{basis}"),
            words(
                f"report.figure.share_note_{basis}",
                reached=words.number(total["reached"] * scale, decimals),
                total=words.number(total["total"] * scale, decimals),
            ),
        ),
        Figure(
            words.number(total["sites"]),
            words("report.figure.sites"),
            ", ".join(desk.layer(layer) for layer in desk.reach.sites),
        ),
        Figure(
            words.number(int((rows["share"] < 0.5).sum())),
            words("report.figure.below_half"),
            words("report.figure.of_areas", areas=total["areas"]),
        ),
    )


def _findings(desk: Desk, rows: pd.DataFrame, total: dict) -> tuple[str, ...]:
    words, basis = desk.words, desk.answer.basis
    known = rows[rows["share"].notna()]
    said = [
        words(
            f"report.finding.share_{basis}", place=desk.place, share=words.percent(total["share"])
        )
    ]
    if len(known) > 1 and total["areas_none"] < _NAMED:
        least = known.head(_NAMED)
        named = ", ".join(
            f"{name} ({words.percent(share)})"
            for name, share in zip(least["full_name"], least["share"], strict=True)
        )
        said.append(words("report.finding.least", areas=named))
    if total["areas_none"]:
        said.append(words("report.finding.none", areas=total["areas_none"]))
    return tuple(said)


def _map(desk: Desk, rows: pd.DataFrame) -> ReportMap:
    words = desk.words
    values = rows.set_index("code")
    shapes = desk.shapes
    shapes = shapes.assign(
        share=shapes["code"].map(values["share"]),
        number=shapes["code"].map(values["number"]).astype("Int64").astype(object),
    )
    basis = words(f"report.basis.{desk.answer.basis}")
    sites, planned = _sites(desk)
    gaps, marks = _gaps(desk)
    return ReportMap(
        title=words("report.map.title", place=desk.place),
        legend=words("report.map.legend", basis=basis),
        areas=shapes,
        sites=sites,
        sites_label=", ".join(desk.layer(s) for s in desk.reach.sites if s != "planned_site"),
        planned=planned,
        planned_label=desk.layer("planned_site"),
        gaps=gaps,
        gaps_label=words("report.map.gaps"),
        marks=marks,
        marks_label=words("report.map.marks"),
        sources=words(
            "report.map.sources",
            layers=", ".join(desk.layer(one.layer) for one in desk.answer.derivation.inputs),
        ),
    )


def _gaps(desk: Desk) -> tuple[gpd.GeoSeries | None, gpd.GeoSeries | None]:
    """The shapes of gaps where few places are shown, and the middles of the largest."""
    if "gaps" not in desk.asked.parts:
        return None, None
    try:
        rows = desk.gap_rows
    except (HatangError, GeoError):  # the part about gaps says why
        return None, None
    middles = gpd.GeoSeries.from_xy(rows["lon"], rows["lat"], crs=4326)
    shapes = rows.geometry if len(desk.areas) <= _SHAPES_UP_TO else None
    return shapes, middles.head(_MARKED)


def _sites(desk: Desk):
    """The sites that counted: those that stand, and those that are planned."""
    from layers.coverage.sites import sites_of

    frame = sites_of(desk.atlas, desk.snapshot, desk.reach).frame.drop_duplicates("site")
    of_plan = frame["layer"] == "planned_site"
    planned = frame.geometry[of_plan]
    return frame.geometry[~of_plan], planned if len(planned) else None
