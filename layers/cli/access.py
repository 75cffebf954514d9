"""Commands about what is asked of a layer: ``access list, set`` and ``withdraw``."""

import argparse

from layers import in_service
from layers.access import LOCAL_USER
from layers.accounts.rule_change import OPEN, change_rule, reset_rule
from layers.cli.output import Output
from layers.errors import BadOption
from layers.spec import FIELD_TIERS, VISIBILITIES, LayerSpec, get_spec
from layers.store import open_store
from layers.store.rule_table import LayerRule

_SHOWN = ["id", "visibility", "sums", "second_person", "tiers", "set_here"]
_YES_NO = {"yes": True, "no": False}
_BY = LOCAL_USER.id


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    access = commands.add_parser("access", help="who may see a layer, and what waits for another")
    deeds = access.add_subparsers(required=True, metavar="DEED")

    listed = deeds.add_parser("list", parents=[shared], help="what holds for every layer")
    listed.set_defaults(run=_list)

    set_ = deeds.add_parser("set", parents=[shared], help="set rules; what is not said stays")
    set_.add_argument("layer", metavar="LAYER")
    set_.add_argument("--visibility", metavar="V", help=", ".join(VISIBILITIES))
    set_.add_argument("--sums", choices=_YES_NO, help="others see it added up by area")
    set_.add_argument(
        "--second-person", choices=_YES_NO, help="what is handed in waits for another person"
    )
    set_.add_argument(
        "--tier",
        action="append",
        default=[],
        metavar="FIELD=TIER",
        help=", ".join(FIELD_TIERS),
    )
    set_.add_argument("--reset", action="store_true", help="first take back what was set here")
    set_.set_defaults(run=_set)

    withdraw = commands.add_parser(
        "withdraw", parents=[shared], help="take a layer out of service; restore brings it back"
    )
    withdraw.add_argument("layer", metavar="LAYER")
    withdraw.set_defaults(run=_withdraw)


def _list(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    set_here = store.rules.all()
    rows = [
        _of(spec) | {"set_here": set_here.get(i, LayerRule()) != LayerRule()}
        for i, spec in store.specs.items()
    ]
    if output.json:
        output.document({"layers": rows})
        return 0
    words = output.words
    named = {True: words("cli.yes"), False: words("cli.no")}
    shown = [
        row
        | {name: named[row[name]] for name in ("sums", "second_person")}
        | {"set_here": named[True] if row["set_here"] else None}
        | {"tiers": ", ".join(f"{f}={tier}" for f, tier in row["tiers"].items()) or None}
        for row in rows
    ]
    output.table(shown, _SHOWN)
    return 0


def _set(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    tiers = dict(_tier(text) for text in args.tier)
    said = (args.visibility, args.sums, args.second_person)
    if not (args.reset or tiers or any(each is not None for each in said)):
        output.say(output.words("cli.access_nothing"))
        return 2
    if args.reset:
        reset_rule(store, args.layer, by=_BY)
    change_rule(
        store,
        args.layer,
        by=_BY,
        visibility=args.visibility,
        sums=_YES_NO.get(args.sums),
        second_person=_YES_NO.get(args.second_person),
        tiers=tiers,
    )
    if output.json:
        output.document({"layer": _of(store.specs[args.layer])})
    output.say(output.words("cli.access_set", layer=args.layer))
    return 0


def _withdraw(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    get_spec(store.specs, args.layer)
    in_service.withdraw(store, args.layer, user=LOCAL_USER)
    if output.json:
        output.document({"withdrawn": args.layer})
    output.say(output.words("cli.withdrawn", layer=args.layer))
    return 0


def _of(spec: LayerSpec) -> dict:
    """What holds for a layer; of its fields those that not everybody may see."""
    return {
        "id": spec.id,
        "visibility": spec.visibility,
        "sums": spec.sums,
        "second_person": spec.second_person,
        "tiers": {f.name: f.tier for f in spec.fields if f.tier != OPEN},
    }


def _tier(text: str) -> tuple[str, str]:
    name, equals, tier = text.partition("=")
    if not equals or not name:
        raise BadOption(option="--tier", value=text)
    return name, tier
