"""Make a report: each part is asked of the room that knows it; a part that cannot be had says why."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module

import pandas as pd

from geo.errors import GeoError
from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.errors import BadOption, HatangError
from layers.inputs import Input
from layers.masks.doors import require_taken
from layers.reports.desk import Desk
from layers.reports.question import ReportQuestion
from layers.reports.recipe import make_recipe
from layers.reports.report import NUMBER, Column, Report, Section, Table
from layers.spec import LayerSpec
from layers.words import explain

_BAD_DATA = ("synthetic", "approximate", "unverified", "mixed")


def make_report(
    atlas: Atlas,
    snapshot: Snapshot,
    question: ReportQuestion,
    *,
    progress: Callable[[float | None, str, dict], None] | None = None,
) -> Report:
    """The content of a report.

    Parameters
    ----------
    progress : callable, optional
        ``progress(share, key, params)``: the share that is done and a sentence of what comes now.

    Raises
    ------
    BadOption
        If a place is not among the areas.
    UnknownCity
        If there is no such city.
    """
    desk = Desk(atlas, snapshot, question)
    place = desk.place  # faults of the question itself end the report, those of a part do not
    sections = []
    for done, part in enumerate(question.parts):
        title = desk.words(f"report.section.{part}")
        if progress is not None:
            progress(done / len(question.parts), "report.progress", {"part": title})
        sections.append(_section(desk, part, title))
    now = datetime.datetime.now(datetime.UTC)
    report = Report(
        question=question,
        title=question.title or desk.words("report.title", place=place),
        place=place,
        city=_short(desk.city_name),
        on=question.on or datetime.date.today(),
        made_at=now,
        snapshot=snapshot,
        sections=tuple(sections),
        sources=Table("sources", "", (), pd.DataFrame()),
        cautions=(),
    )
    report = replace(
        report, sources=_sources(desk, report.inputs), cautions=_cautions(desk, report)
    )
    return replace(report, recipe=make_recipe(report))


def require_inputs(report: Report, user: User | None, specs: Mapping[str, LayerSpec]) -> None:
    """Ask at the door for every layer that a report was made of, for it is taken home with it.

    Raises
    ------
    NotAllowed
    """
    for one in report.inputs:
        if one.version:
            require_taken(user, specs[one.layer], report.snapshot)


def _section(desk: Desk, part: str, title: str) -> Section:
    """One part; where it cannot be had, a section that says why."""
    make = import_module(f"layers.reports.sections.{part}").make_section
    try:
        return make(desk, title)
    except BadOption:
        raise
    except (HatangError, GeoError) as error:
        why = desk.words("report.no_section", why=explain(error, desk.asked.lang))
        return Section(part, title, sentences=(why,), known_gaps=(f"{title}: {why}",))


def _sources(desk: Desk, inputs: tuple[Input, ...]) -> Table:
    """The layers that were read: of which day, what content, from whom."""
    rows = [_source(desk, one) for one in inputs]
    names = ["layer", "version", "day", "quality", "rows", "source", "sha"]
    columns = (
        Column("layer", width=2.1),
        Column("version", NUMBER, width=0.85),
        Column("day", width=1.35),
        Column("quality", width=1.2),
        Column("rows", NUMBER, width=0.9, heading="n_rows"),
        Column("source", width=2.8),
        Column("sha", width=1.75),
    )
    title = desk.words("report.table.sources")
    return Table("sources", title, columns, pd.DataFrame(rows, columns=names), most=100)


def _source(desk: Desk, one: Input) -> list:
    words, version = desk.words, desk.snapshot.versions.get(one.layer)
    said = ""
    if version is not None:
        about = version.provenance
        said = " – ".join(filter(None, (about.source, about.licence)))
    return [
        desk.layer(one.layer),
        one.version or None,
        words.date(one.published_at.date()),
        words(f"input_quality.{one.quality}"),
        one.rows,
        said or "–",
        one.sha256[:12],
    ]


def _cautions(desk: Desk, report: Report) -> tuple[str, ...]:
    """What must stand before the numbers: data that is made up, approximate, or of nobody."""
    words, said = desk.words, []
    for quality in _BAD_DATA:
        layers = [desk.layer(i.layer) for i in report.inputs if i.quality == quality]
        if layers:
            said.append(words(f"report.caution.{quality}", layers=", ".join(layers)))
    return tuple(said)


def _short(name: str) -> str:
    for title in ("Thành phố ", "Tỉnh "):
        name = name.removeprefix(title)
    return name
