"""Commands about areas: ``join``, ``boundaries``."""

import argparse
from pathlib import Path

from layers.access import LOCAL_USER, Action, require
from layers.boundaries import LICENCE, SOURCE, publish_boundaries
from layers.cli.output import Output
from layers.joins import count_points
from layers.spec import get_spec
from layers.store import open_store


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    join = commands.add_parser("join", parents=[shared], help="count points per area")
    join.add_argument("--points", required=True, metavar="LAYER")
    join.add_argument("--areas", required=True, metavar="LAYER")
    join.add_argument("--by", metavar="FIELD")
    join.set_defaults(run=_join)

    boundaries = commands.add_parser(
        "boundaries", parents=[shared], help="fetch and publish real boundaries"
    )
    boundaries.add_argument("--province", nargs="+", action="extend", default=[], metavar="CODE")
    boundaries.add_argument("--from", dest="source", default=SOURCE, metavar="URL")
    boundaries.set_defaults(run=_boundaries)


def _join(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    for layer_id in (args.points, args.areas):
        require(LOCAL_USER, Action.SEE, get_spec(store.specs, layer_id))
    counted = count_points(store, points=args.points, areas=args.areas, by=args.by)
    totals = {"outside": counted.outside, "unknown": counted.unknown, "total": counted.total}
    rows = counted.rows.astype(object).where(counted.rows.notna(), None).to_dict("records")
    if output.json:
        output.document({"rows": rows} | totals)
        return 0
    output.table([row for row in rows if row["count"]], ["code", "name", "count"])
    print(output.words("cli.joined", **totals))
    return 0


def _boundaries(args: argparse.Namespace, output: Output) -> int:
    words = output.words
    places = ", ".join(args.province) or words("cli.all_provinces")
    output.say(words("cli.boundaries_begin", places=places, source=args.source, licence=LICENCE))

    def told(done: int, total: int) -> None:
        if done == total or done % 20 == 0:
            output.say(words("cli.boundaries_step", done=done, total=total))

    version = publish_boundaries(
        open_store(args.store),
        Path(args.store) / "downloads",
        user=LOCAL_USER,
        provinces=tuple(args.province),
        source=args.source,
        progress=told,
    )
    if output.json:
        output.document(
            {"layer": version.layer_id, "version": version.number, "rows": version.rows}
        )
    output.say(words("cli.boundaries_done", rows=version.rows, version=str(version.number)))
    return 0
