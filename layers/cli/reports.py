"""Command that makes a report to be signed: ``report``."""

import argparse
import datetime
from dataclasses import replace
from pathlib import Path

from layers.access import LOCAL_USER
from layers.atlas import Atlas
from layers.cards import COUNTRY
from layers.cli.coverage_options import add_reach_options, reach_question, require_layers
from layers.cli.output import Output
from layers.cli.taking import note_file
from layers.errors import BadOption
from layers.reports.content import make_report, require_inputs
from layers.reports.pdf import write_pdf
from layers.reports.question import PARTS, ROLES, ReportQuestion
from layers.reports.recipe import read_recipe, recipe_bytes, short_hash
from layers.reports.report import Report
from layers.reports.rerun import Difference, Rerun, rerun
from layers.reports.writing import write_whole
from layers.reports.xlsx import write_xlsx
from layers.store import open_store

_DIFFERENCES = ["report_where", "report_row", "report_column", "printed", "now"]


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the command of this room to the parser."""
    report = commands.add_parser(
        "report", parents=[shared], help="a report as pages, workbook or recipe"
    )
    add_reach_options(report)
    report.add_argument("--area", nargs="+", action="extend", default=[], metavar="CODE")
    report.add_argument("--part", nargs="+", action="extend", default=[], metavar="|".join(PARTS))
    report.add_argument("--title", default="")
    report.add_argument("--issuer", nargs="+", default=[], metavar="NAME", help="one or two lines")
    report.add_argument(
        "--signer",
        nargs="+",
        action="extend",
        default=[],
        metavar="ROLE=NAME",
        help=", ".join(ROLES),
    )
    report.add_argument("--date", metavar="YYYY-MM-DD", help="the day it bears; today without it")
    report.add_argument("--recipe", type=Path, metavar="FILE", help="make a report again")
    report.add_argument(
        "--out", type=Path, nargs="+", default=[], metavar="FILE", help=".pdf, .xlsx or .json"
    )
    report.set_defaults(run=_report)


def _report(args: argparse.Namespace, output: Output) -> int:
    strange = [path for path in args.out if path.suffix.lower() not in _WRITERS]
    if strange or not (args.out or args.recipe):
        raise BadOption(option="--out", value=str(strange[0]) if strange else "–")
    atlas = Atlas(open_store(args.store))
    again = None
    if args.recipe:
        again = rerun(atlas, read_recipe(args.recipe))
        report = again.report
    else:
        report = _make(atlas, args, output)
    require_inputs(report, LOCAL_USER, atlas.store.specs)
    for path in args.out:
        _WRITERS[path.suffix.lower()](report, path)
        read = [one.layer for one in report.inputs]
        note_file(atlas.store, report.snapshot, read, path, what="report")
    if output.json:
        output.document(_document(report, args.out, again))
    else:
        _tell(report, args.out, again, output)
    return 1 if again is not None and again.differences else 0


def _make(atlas: Atlas, args: argparse.Namespace, output: Output) -> Report:
    question = _question(args)
    require_layers(atlas.store, question.reach)

    def told(_share, _key, params: dict) -> None:
        output.say(output.words("report.progress", **params))

    return make_report(atlas, atlas.now(), question, progress=told)


def _question(args: argparse.Namespace) -> ReportQuestion:
    if args.city == COUNTRY and not args.area:
        raise BadOption(option="--city", value=COUNTRY)
    signers = dict(_signer(text) for text in args.signer)
    question = ReportQuestion(
        reach=reach_question(args),
        places=tuple(args.area),
        lang=args.lang,
        parts=tuple(args.part),
        title=args.title,
        issuer=tuple(args.issuer[:2]),
        signers=signers,
    )
    return replace(question, on=_day(args.date)) if args.date else question


def _signer(text: str) -> tuple[str, str]:
    role, _, name = text.partition("=")
    return role, name


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as fault:
        raise BadOption(option="--date", value=text) from fault


def _document(report: Report, out: list[Path], again: Rerun | None) -> dict:
    recipe = report.recipe
    told = {
        "title": report.title,
        "place": report.place,
        "recipe": recipe["sha256"],
        "files": [str(path) for path in out],
        "numbers": recipe["numbers"],
        "cautions": list(report.cautions),
    }
    if again is not None:
        told["same_product"] = again.same_product
        told["differences"] = [vars(each) for each in again.differences]
    return told


def _tell(report: Report, out: list[Path], again: Rerun | None, output: Output) -> None:
    words = output.words
    if again is not None:
        told = "differs" if again.differences else "same"
        print(
            words(
                f"report.rerun.{told}",
                count=len(again.differences),
                recipe=short_hash(report.recipe),
            )
        )
        if not again.same_product:
            print(words("report.rerun.other_product"))
        if again.differences:
            output.table([_cells(each) for each in again.differences], _DIFFERENCES)
    for text in (*report.cautions, *report.said("findings")):
        print(text)
    for path in out:
        print(words("report.written", file=str(path), recipe=short_hash(report.recipe)))


def _cells(found: Difference) -> dict:
    values = (found.where, found.row, found.column, found.before, found.after)
    return dict(zip(_DIFFERENCES, values, strict=True))


def _write_recipe(report: Report, path: Path) -> None:
    write_whole(recipe_bytes(report), path)


_WRITERS = {".pdf": write_pdf, ".xlsx": write_xlsx, ".json": _write_recipe}
