"""Commands that take files in and out: ``check``, ``publish``, ``export``."""

import argparse
from pathlib import Path

from layers.access import LOCAL_USER
from layers.atlas import Atlas
from layers.cli.output import Output
from layers.errors import BadOption
from layers.export import export_layer
from layers.filters.condition import Condition, Filter
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.place.candidate import parse_candidate
from layers.importing.worker.task import MODES
from layers.prepare import prepare
from layers.publishing import check_file, publish_file
from layers.store import open_store
from layers.units.timeline import timeline
from layers.writing import FORMATS


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    check = commands.add_parser("check", parents=[shared], help="run the import up to the report")
    check.add_argument("file", type=Path)
    check.add_argument("--layer")
    _add_choices(check)
    check.set_defaults(run=_check)

    publish = commands.add_parser("publish", parents=[shared], help="import and publish a version")
    publish.add_argument("file", type=Path)
    publish.add_argument("--layer", required=True)
    publish.add_argument("--mode", choices=MODES)
    publish.add_argument("--key", metavar="FIELD")
    publish.add_argument("--title", default="")
    _add_choices(publish)
    publish.set_defaults(run=_publish)

    export = commands.add_parser("export", parents=[shared], help="write a layer to a file")
    export.add_argument("layer")
    export.add_argument("--format", choices=tuple(FORMATS))
    export.add_argument("--bbox", metavar="MINX,MINY,MAXX,MAXY")
    export.add_argument(
        "--where",
        nargs="+",
        action="append",
        default=[],
        metavar="FIELD OP VALUE",
        help="may be given several times: every condition must hold",
    )
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export)


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--crs", metavar="EPSG", help="such as 5899, or 5899+swapped, +mm, +km")
    parser.add_argument("--part", metavar="NAME", help="which layer or sheet of the file")
    parser.add_argument("--encoding", metavar="NAME")
    for option, destination, form in (
        ("--map", "map", "field=column"),
        ("--set", "set", "field=value"),
        ("--accept", "accept", "RULE"),
        ("--area", "area", "TEXT=CODE"),
    ):
        parser.add_argument(
            option, dest=destination, nargs="+", action="extend", default=[], metavar=form
        )
    parser.add_argument(
        "--boundary", metavar="VERSION", help="boundary version of the areas, such as v2025-03"
    )


def _check(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    bundle = Bundle.at(args.file)
    report = check_file(store, bundle, args.layer, choices=_choices(args), tell=output.progress)
    output.report(report)
    return 1 if report.faults else 0


def _publish(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    report = publish_file(
        store,
        Bundle.at(args.file),
        args.layer,
        user=LOCAL_USER,
        mode=args.mode,
        key=args.key,
        choices=_choices(args),
        title=args.title,
        tell=output.progress,
    )
    output.report(report)
    output.say(output.words("cli.published", layer=args.layer, version=str(report.version)))
    output.say(output.words("cli.preparing"))
    prepare(Atlas(store))
    return 0


def _export(args: argparse.Namespace, output: Output) -> int:
    suffix = args.out.suffix.lstrip(".").lower()
    file_format = args.format or {"zip": "shp", "json": "geojson"}.get(suffix, suffix)
    rows = export_layer(
        Atlas(open_store(args.store)),
        args.layer,
        args.out,
        user=LOCAL_USER,
        file_format=file_format,
        bbox=_bbox(args.bbox),
        filter=read_where(args.where),
    )
    if output.json:
        output.document({"layer": args.layer, "rows": rows, "file": str(args.out)})
    output.say(output.words("cli.exported", rows=rows, file=args.out.name))
    return 0


def read_where(asked: list[list[str]]) -> Filter:
    """The filter of all ``--where FIELD OP [VALUE ...]``."""
    if short := next((each for each in asked if len(each) < 2), None):
        raise BadOption(option="--where", value=" ".join(short))
    return Filter(tuple(Condition(name, operator, tuple(v)) for name, operator, *v in asked))


def _choices(args: argparse.Namespace) -> Choices:
    return Choices(
        part=args.part,
        place=_place(args.crs),
        encoding=args.encoding,
        mapping=_pairs("--map", args.map),
        given=_pairs("--set", args.set),
        boundary=_boundary(args.boundary),
        areas=_areas(args.area),
        accept=tuple(args.accept),
    )


def _pairs(option: str, texts: list[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or pairs.get(name, value) != value:
            raise BadOption(option=option, value=text)
        pairs[name] = value
    return pairs


def _areas(texts: list[str]) -> dict[str, str]:
    """Decisions; a text may hold an equals sign itself, a code never does."""
    pairs = {}
    for text in texts:
        said, equals, code = text.rpartition("=")
        if not equals or not said.strip() or pairs.get(said.strip(), code.strip()) != code.strip():
            raise BadOption(option="--area", value=text)
        pairs[said.strip()] = code.strip()
    return pairs


def _boundary(name: str | None) -> str | None:
    if name is not None and name not in timeline():
        raise BadOption(option="--boundary", value=name)
    return name


def _place(text: str | None) -> str | None:
    if text is None:
        return None
    candidate = parse_candidate(text)
    if candidate is None:
        raise BadOption(option="--crs", value=text)
    return candidate.id


def _bbox(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        minx, miny, maxx, maxy = (float(part) for part in text.split(","))
    except ValueError as fault:
        raise BadOption(option="--bbox", value=text) from fault
    if minx > maxx or miny > maxy:
        raise BadOption(option="--bbox", value=text)
    return minx, miny, maxx, maxy
