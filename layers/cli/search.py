"""The command ``search``: what the box on the map finds, in a terminal."""

import argparse

from layers.access import LOCAL_USER
from layers.atlas import Atlas
from layers.cli.output import Output
from layers.search.find import MOST, find
from layers.store import open_store

_MOST = 100


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the command of this room to the parser."""
    search = commands.add_parser(
        "search", parents=[shared], help="find areas, features, layers, coordinates"
    )
    search.add_argument("text", nargs="+")
    search.add_argument("--city", metavar="CODE", help="a province whose hits come first")
    search.add_argument("--most", type=int, default=MOST, metavar="N")
    search.set_defaults(run=_search)


def _search(args: argparse.Namespace, output: Output) -> int:
    atlas = Atlas(open_store(args.store))
    most = max(1, min(args.most, _MOST))
    found = find(
        atlas,
        atlas.now(),
        " ".join(args.text),
        user=LOCAL_USER,
        city=args.city,
        most=most,
        lang=args.lang,
    )
    if output.json:
        hits = [hit.to_json() for hit in found.hits]
        output.document({"text": found.text, "hits": hits, "hint": found.hint})
        return 0
    rows = [
        {"kind": output.words(f"search.kind.{hit.kind}"), "title": hit.title, "detail": hit.detail}
        for hit in found.hits
    ]
    if rows:
        output.table(rows, ["kind", "title", "detail"])
    else:
        output.say(found.hint)
    return 0
