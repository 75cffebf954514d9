"""Commands about leave to see a restricted layer: ``grants add, list, revoke``."""

import argparse
import datetime
from dataclasses import asdict

from layers.access import LOCAL_USER
from layers.accounts.account import clean_id
from layers.accounts.areas import area_names, require_areas
from layers.accounts.book import AccountBook
from layers.cli.output import Output
from layers.errors import BadOption
from layers.store import open_store
from layers.store.grant_table import GrantEntry

_SHOWN = [
    "grant",
    "user",
    "layer_id",
    "purpose",
    "areas",
    "until",
    "rights",
    "given_by",
    "revoked_at",
]


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    grants = commands.add_parser("grants", help="who may see a restricted layer, and until when")
    deeds = grants.add_subparsers(required=True, metavar="DEED")

    add = deeds.add_parser("add", parents=[shared], help="let somebody see a restricted layer")
    add.add_argument("user", metavar="USER")
    add.add_argument("layer", metavar="LAYER")
    add.add_argument("--purpose", required=True, metavar="TEXT")
    add.add_argument("--until", required=True, metavar="YYYY-MM-DD", help="the last day")
    add.add_argument(
        "--area",
        action="append",
        default=[],
        metavar="BOUNDARY:CODE",
        help="such as admin_province:48; without any, everywhere",
    )
    add.add_argument("--export", action="store_true", help="the layer may be taken away")
    add.add_argument("--personal", action="store_true", help="personal fields may be seen")
    add.set_defaults(run=_add)

    listed = deeds.add_parser("list", parents=[shared], help="all grants, the newest first")
    listed.set_defaults(run=_list)

    revoke = deeds.add_parser("revoke", parents=[shared], help="let a grant hold no longer")
    revoke.add_argument("id", metavar="ID")
    revoke.set_defaults(run=_revoke)


def _add(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    try:
        until = datetime.date.fromisoformat(args.until)
    except ValueError as fault:
        raise BadOption(option="--until", value=args.until) from fault
    require_areas(store, args.area)
    given = AccountBook(store).grant(
        clean_id(args.user),
        args.layer,
        purpose=args.purpose,
        until=until,
        areas=tuple(dict.fromkeys(args.area)),
        export=args.export,
        personal=args.personal,
        by=LOCAL_USER.id,
    )
    if output.json:
        output.document({"grant": asdict(given)})
    said = {"id": given.id, "user": given.user, "layer": given.layer_id, "until": given.until}
    output.say(output.words("cli.grant_given", **said))
    return 0


def _list(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    found = store.grants.all()
    if output.json:
        output.document({"grants": [asdict(e.grant) | _about(e) for e in found]})
    elif found:
        named = area_names(store, (area for e in found for area in e.grant.areas))
        output.table([_row(entry, named, output) for entry in found], _SHOWN)
    else:
        output.say(output.words("cli.no_grants"))
    return 0


def _revoke(args: argparse.Namespace, output: Output) -> int:
    open_store(args.store).grants.revoke(args.id, by=LOCAL_USER.id)
    if output.json:
        output.document({"revoked": args.id})
    output.say(output.words("cli.grant_revoked", id=args.id))
    return 0


def _about(entry: GrantEntry) -> dict:
    return {"given_by": entry.given_by, "given_at": entry.given_at, "revoked_at": entry.revoked_at}


def _row(entry: GrantEntry, named: dict[str, str], output: Output) -> dict:
    given, words = entry.grant, output.words
    rights = [name for name in ("export", "personal") if getattr(given, name)]
    revoked = entry.revoked_at and f"{entry.revoked_at.astimezone():%Y-%m-%d %H:%M}"
    return asdict(given) | {
        "grant": given.id,
        "areas": ", ".join(named[area] for area in given.areas) or words("cli.grant_everywhere"),
        "until": words.date(given.until),
        "rights": ", ".join(words(f"cli.grant_{name}") for name in rights) or None,
        "given_by": entry.given_by,
        "revoked_at": revoked,
    }
