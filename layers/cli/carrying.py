"""Command about figures of one boundary version in the units of another: ``carry``."""

import argparse

import pandas as pd

from layers.access import LOCAL_USER, Action, require
from layers.carrying.frames import Frames
from layers.carrying.of_store import CarriedLayer, carry_layer
from layers.carrying.sentences import what_cannot_be_known
from layers.carrying.shares import AREA
from layers.cli.output import Output
from layers.spec import get_spec
from layers.store import open_store

_ROWS = [
    "code", "name", "field", "tier", "period", "scheme", "counting_unit", "from",
    "value", "low", "high", "exact", "unknown", "outside",
]  # fmt: skip
_SHOWN = ["code", "name", "field", "period", "value", "low", "high", "exact"]


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the command of this room to the parser."""
    carry = commands.add_parser(
        "carry", parents=[shared], help="figures of a layer in units of another boundary version"
    )
    carry.add_argument("layer")
    carry.add_argument("--to", required=True, metavar="VERSION", help="such as v2026-04")
    carry.add_argument(
        "--weight",
        default=AREA,
        metavar="area|FIELD|LAYER",
        help="what units that were split are weighed by: a field of the areas, or a layer of points",
    )
    carry.add_argument("--field", nargs="+", action="extend", default=[], metavar="NAME")
    carry.set_defaults(run=_carry)


def _carry(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    require(LOCAL_USER, Action.SEE, get_spec(store.specs, args.layer))
    carried = carry_layer(
        Frames(store),
        args.layer,
        to_version=args.to,
        fields=tuple(args.field),
        weight=args.weight,
    )
    if output.json:
        output.document(_document(carried))
        return 0
    words = output.words
    yes_no = {True: words("cli.yes"), False: words("cli.no")}
    rows = carried.rows.assign(exact=carried.rows["exact"].map(yes_no))
    output.table(_records(rows, _SHOWN), _SHOWN)
    for sentence in what_cannot_be_known(carried, words):
        print(sentence)
    return 0


def _document(carried: CarriedLayer) -> dict:
    affected = carried.affected.rename(columns={"from": "version", "from_key": "from"})
    affected = affected.rename(columns={"to_key": "to"})
    return {
        "layer": carried.layer,
        "version": carried.number,
        "from": list(carried.from_versions),
        "to": carried.to_version,
        "weight": carried.weight,
        "rows": _records(carried.rows, _ROWS),
        "affected": _records(
            affected, ["from", "to", "field", "period", "share", "weight", "value"]
        ),
        "left_out": _records(carried.left_out, ["unit", "field", "period", "value", "why"]),
        "totals": carried.totals,
    }


def _records(frame: pd.DataFrame, columns: list[str]) -> list[dict]:
    plain = frame.reindex(columns=columns).astype(object)
    return plain.where(plain.notna(), None).to_dict("records")
