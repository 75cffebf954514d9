"""The command ``demo``: build the demonstration store."""

import argparse

from layers.cli.output import Output
from layers.store import open_store


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    demo = commands.add_parser("demo", parents=[shared], help="build the demonstration store")
    demo.add_argument("--city", nargs="+", action="extend", default=[], metavar="CODE")
    demo.add_argument(
        "--if-empty", action="store_true", help="only where the store holds no layer yet"
    )
    demo.set_defaults(run=_demo)


def _demo(args: argparse.Namespace, output: Output) -> int:
    # What draws a country is needed by no other command, and takes long to load.
    from layers.demo.store import CITIES, build_store

    store = open_store(args.store)
    if args.if_empty and store.current():
        return 0
    output.say(output.words("cli.demo_begins"))
    built = []

    def told(layer_id: str, rows: int) -> None:
        built.append({"layer": layer_id, "rows": rows})
        output.say(output.words("cli.demo_layer", layer=layer_id, rows=rows))

    build_store(args.store, cities=tuple(args.city) or CITIES, progress=told)
    if output.json:
        output.document({"layers": built})
    output.say(output.words("cli.demo_done", count=len(built)))
    return 0
