"""The options that say what is asked about reach; every command that rests on reach takes them."""

import argparse
import json
from pathlib import Path

from layers.access import LOCAL_USER, Action, require
from layers.cards import COUNTRY
from layers.coverage.bases import is_grid
from layers.coverage.ground import shape_of
from layers.coverage.presets import ENVIRONMENTS, TECHNOLOGIES
from layers.coverage.question import (
    AREA,
    BASES,
    DEFAULT_RADIUS_M,
    FIELD,
    FIXED,
    PRESET,
    RadiusRule,
    ReachQuestion,
)
from layers.errors import BadArea, BadOption
from layers.spec import get_spec
from layers.store import Store

_LARGEST_FILE = 20_000_000


def add_reach_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser of a command; `reach_question` reads them."""
    parser.add_argument("--sites", nargs="+", default=["bts_site"], metavar="LAYER")
    parser.add_argument("--areas", default="admin_commune", metavar="LAYER")
    parser.add_argument("--city", default=COUNTRY, metavar="CODE", help="such as 48; VN for all")
    parser.add_argument("--within", metavar="FILE", help="GeoJSON of one more area")
    parser.add_argument("--basis", choices=BASES, default=AREA)
    parser.add_argument("--people", metavar="LAYER|FILE.tif", help="where people are counted")
    parser.add_argument("--technology", choices=TECHNOLOGIES)
    parser.add_argument("--band", type=int, metavar="MHZ")
    parser.add_argument("--environment", choices=ENVIRONMENTS, help="of the presets")
    parser.add_argument("--operator", nargs="+", action="extend", default=[], metavar="NAME")
    parser.add_argument("--radius", type=float, metavar="M", help="of every site; 500 without it")
    parser.add_argument("--radius-by", choices=(FIELD, PRESET), help="instead of one radius")
    parser.add_argument(
        "--preset", nargs="+", action="extend", default=[], metavar="ID=M", help="a preset changed"
    )
    parser.add_argument("--sites-at-least", type=int, default=1, metavar="K")
    parser.add_argument("--operators-at-least", type=int, default=0, metavar="M")
    parser.add_argument("--planned-until", type=int, metavar="YEAR")


def reach_question(args: argparse.Namespace) -> ReachQuestion:
    """The question that the options of a command make.

    Raises
    ------
    BadOption, BadArea
    """
    return ReachQuestion(
        areas=args.areas,
        city=args.city,
        within=None if args.within is None else read_area(Path(args.within)),
        sites=tuple(args.sites),
        basis=args.basis,
        people=args.people,
        technology=args.technology,
        band_mhz=args.band,
        operators=tuple(args.operator),
        environment=args.environment,
        radius=_radius(args),
        sites_at_least=args.sites_at_least,
        operators_at_least=args.operators_at_least,
        planned_until=args.planned_until,
    )


def require_layers(store: Store, question: ReachQuestion, *more: str) -> None:
    """Ask at the door for every layer that the question, and `more`, would read."""
    people = () if question.people is None or is_grid(question.people) else (question.people,)
    for layer in (question.areas, *question.sites, *people, *more):
        require(LOCAL_USER, Action.SEE, get_spec(store.specs, layer))


def read_area(path: Path) -> dict:
    """The GeoJSON of a file.

    Raises
    ------
    BadArea
        If it cannot be read or is larger than 20 MB.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise BadArea(fault=path.name)
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise BadArea(fault=path.name) from fault
    if not isinstance(content, dict):
        raise BadArea(fault=path.name)
    shape_of(content)  # what is wrong with it is said before anything is read
    return content


def _radius(args: argparse.Namespace) -> RadiusRule:
    kind = args.radius_by or FIXED
    metres = DEFAULT_RADIUS_M if args.radius is None and kind == FIXED else args.radius
    return RadiusRule(kind, metres, dict(map(_changed, args.preset)))


def _changed(text: str) -> tuple[str, float]:
    name, _, metres = text.partition("=")
    try:
        return name, float(metres)
    except ValueError as fault:
        raise BadOption(option="--preset", value=text) from fault
