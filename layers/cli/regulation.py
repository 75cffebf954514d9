"""Command about what local rules say of masts: ``rules``."""

import argparse
from pathlib import Path

import pandas as pd

from layers.access import LOCAL_USER, Action, require
from layers.atlas import Atlas
from layers.cards import COUNTRY
from layers.cli.output import Output
from layers.cli.taking import note_file
from layers.errors import BadOption
from layers.regulation.check import check_masts
from layers.regulation.masts import MASTS
from layers.regulation.rule_table import KINDS
from layers.regulation.sharing import Sharing, find_sharing
from layers.regulation.tabulate import SHARE, tabulate_masts
from layers.regulation.violations import (
    VIOLATION_SPEC,
    Violations,
    left_out_words,
    sentences,
)
from layers.regulation.zones import ZONES
from layers.services.naming import owner_name
from layers.spec import get_spec
from layers.store import open_store
from layers.words import Words
from layers.writing import write_file

_SHOWN = ["rule", "mast", "other", "distance_m", "limit_m", "binding", "ward", "fault"]
_RULES = ["rule", "kind", "document", "binding", "judged", "violations", "rule_state"]
_SHARED = ["mast", "owner", "share_reason", "other", "other_owner", "distance_m", "ward", "contact"]
_FORMATS = {"zip": "shp", "json": "geojson"}


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the command of this room to the parser."""
    rules = commands.add_parser(
        "rules", parents=[shared], help="masts that break a local rule, and masts to share"
    )
    rules.add_argument("--city", default=COUNTRY, metavar="CODE")
    rules.add_argument("--masts", default=MASTS, metavar="LAYER", help="antenna_mast, planned_site")
    rules.add_argument("--kind", nargs="+", action="extend", default=[], metavar="|".join(KINDS))
    rules.add_argument("--binding", action="store_true", help="only rules that bind")
    rules.add_argument(
        "--table", metavar="AREAS", help="count masts by class in these areas instead"
    )
    rules.add_argument("--by", default="mast_class", metavar="FIELD", help="of --table")
    rules.add_argument(
        "--share",
        type=float,
        metavar="METRES",
        help="masts to share with what is this near instead",
    )
    rules.add_argument("--out", type=Path, metavar="FILE", help="the violations as a layer")
    rules.set_defaults(run=_rules)


def _rules(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    if args.table and args.share is not None:
        raise BadOption(option="--share", value=args.share)
    for layer_id in {args.masts, MASTS, ZONES, *filter(None, [args.table])}:
        require(LOCAL_USER, Action.SEE, get_spec(store.specs, layer_id))
    atlas = Atlas(store)
    if args.table:
        return _tabulate(atlas, args, output)
    if args.share is not None:
        found = find_sharing(atlas, atlas.now(), city=args.city, distance_m=args.share)
        return _show_sharing(atlas, found, args, output)
    kinds = tuple(args.kind)
    found = check_masts(atlas, atlas.now(), city=args.city, masts=args.masts, kinds=kinds)
    if args.out:
        rows = found.to_layer_frame()
        rows = rows[rows["binding"] == "yes"] if args.binding else rows
        _write(atlas, rows, found, args.out)
        output.say(output.words("cli.exported", rows=len(rows), file=args.out.name))
    return _show(found, args, output)


def _show(found: Violations, args: argparse.Namespace, output: Output) -> int:
    words = output.words
    rows = found.binding if args.binding else found.rows
    if output.json:
        output.document(_document(found, rows, words))
        return 0
    rules = found.rules.assign(
        document=found.rules[f"title_{words.lang}"],
        kind=[words(f"regulation.kind.{kind}") for kind in found.rules["kind"]],
        binding=[words(f"regulation.binding.{each}") for each in found.rules["binding"]],
        rule_state=[words(f"regulation.state.{each}") for each in found.rules["state"]],
    )
    output.table(_records(rules, _RULES), _RULES)
    print()
    shown = rows.assign(
        fault=sentences(rows, words),
        binding=[words(f"regulation.binding.{each}") for each in rows["binding"]],
    )
    output.table(_records(shown, _SHOWN), _SHOWN)
    print(words("regulation.cli.found", rows=len(rows), binding=len(found.binding)))
    for text in found.to_rows(words).query("part != @words('derivation.input')")["text"]:
        print(text)
    return 0


def _document(found: Violations, rows: pd.DataFrame, words: Words) -> dict:
    columns = [name for name in rows.columns if name not in ("geometry", "sentence")]
    counts = found.left_out.groupby(["layer", "kind", "why"]).size().rename("count").reset_index()
    place = rows.geometry.representative_point()
    placed = pd.DataFrame(rows[columns]).assign(
        lon=place.x.round(6), lat=place.y.round(6),
        fault=sentences(rows, words),
    )  # fmt: skip
    return {
        "city": found.city,
        "masts": found.layer,
        "judged": found.judged,
        "violations": _records(placed, [*placed.columns]),
        "rules": _records(found.rules, [*found.rules.columns]),
        "left_out": _records(counts, [*counts.columns]),
        "notes": [note.text(words) for note in found.notes],
        "inputs": [
            {"layer": i.layer, "version": i.version, "sha256": i.sha256} for i in found.inputs
        ],
    }


def _tabulate(atlas: Atlas, args: argparse.Namespace, output: Output) -> int:
    table = tabulate_masts(
        atlas, atlas.now(), areas=args.table, by=args.by, city=args.city, masts=args.masts
    )
    figures = [*table.columns[3:]]
    if output.json:
        output.document(
            {"areas": args.table, "by": args.by, "rows": _records(table, [*table.columns])}
        )
        return 0
    words = output.words
    named = [words(f"regulation.row.{row}") for row in table["row"]]
    name = table["name"].where(table["name"].notna(), pd.Series(named, index=table.index))
    percent = table["row"] == SHARE
    shown = [
        [words.percent(v, 1) if share else words.number(v) for v in line]
        for share, line in zip(percent, table[figures].to_numpy(), strict=True)
    ]
    heads = [words(f"regulation.column.{f}") if f in ("unknown", "total") else f for f in figures]
    _print_table([["", *heads], *[[str(n), *line] for n, line in zip(name, shown, strict=True)]])
    return 0


def _show_sharing(atlas: Atlas, found: Sharing, args: argparse.Namespace, output: Output) -> int:
    words = output.words
    columns = [name for name in found.rows.columns if name != "geometry"]
    if args.out:
        _write(atlas, found.rows, found, args.out)
        output.say(words("cli.exported", rows=len(found.rows), file=args.out.name))
    if output.json:
        counts = found.left_out.groupby(["layer", "kind", "why"]).size().rename("count")
        left = _records(counts.reset_index(), ["layer", "kind", "why", "count"])
        document = {"city": args.city, "distance_m": found.distance_m}
        output.document(document | {"rows": _records(found.rows, columns), "left_out": left})
        return 0
    rows = found.rows.assign(
        share_reason=[words(f"regulation.reason.{each}") for each in found.rows["reason"]],
        **{
            name: [owner_name(each, words) for each in found.rows[name]]
            for name in ("owner", "other_owner")
        },
    )
    output.table(_records(rows, _SHARED), _SHARED)
    print(words("regulation.cli.shared", rows=len(rows), distance=found.distance_m))
    for text in left_out_words(found.left_out, words):
        print(text)
    return 0


def _write(atlas: Atlas, rows, found: Violations | Sharing, out: Path) -> None:
    suffix = out.suffix.lstrip(".").lower()
    write_file(rows, out, VIOLATION_SPEC, file_format=_FORMATS.get(suffix, suffix))
    read = [one.layer for one in found.inputs]
    note_file(atlas.store, atlas.now(), read, out, rows=len(rows))


def _print_table(lines: list[list[str]]) -> None:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for first, *rest in lines:
        cells = [text.rjust(width) for text, width in zip(rest, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]))


def _records(frame: pd.DataFrame, columns: list[str]) -> list[dict]:
    plain = pd.DataFrame(frame).reindex(columns=columns).astype(object)
    return plain.where(plain.notna(), None).to_dict("records")
