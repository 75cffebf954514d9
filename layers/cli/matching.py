"""The command ``match``: which area of a layer each row of a file means."""

import argparse
from pathlib import Path

from layers.access import LOCAL_USER
from layers.cli.output import Output
from layers.errors import OtherVersion
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.matching.match import Matched
from layers.matching.of_file import LEVEL_OF, FileMatch, match_file
from layers.matching.recognise import require_version
from layers.store import open_store
from layers.words import Words, explain

_SHOWN = 3


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    match = commands.add_parser(
        "match", parents=[shared], help="which area each row of a file means"
    )
    match.add_argument("file", type=Path)
    match.add_argument("--areas", required=True, metavar="LAYER", help=", ".join(LEVEL_OF))
    match.add_argument("--column", metavar="NAME", help="the column of names")
    match.add_argument("--code", metavar="NAME", help="the column of codes")
    match.add_argument(
        "--parent", metavar="NAME", nargs="+", action="extend", default=[],
        help="columns of what the areas lie in",
    )  # fmt: skip
    match.add_argument("--part", metavar="NAME", help="which layer or sheet of the file")
    match.add_argument("--encoding", metavar="NAME")
    match.set_defaults(run=_match)


def _match(args: argparse.Namespace, output: Output) -> int:
    found = match_file(
        open_store(args.store),
        Bundle.at(args.file),
        args.areas,
        user=LOCAL_USER,
        name=args.column,
        code=args.code,
        parents=args.parent,
        choices=Choices(part=args.part, encoding=args.encoding),
        tell=output.progress,
    )
    other = _other_version(found)
    rows = _rows(found.matched)
    if output.json:
        output.document(_document(found, rows, other, lang=output.lang))
    else:
        _show(found.matched, rows, output)
    if other is not None:
        output.say(explain(other, output.lang))
        return other.exit_status
    return 0


def _other_version(found: FileMatch) -> OtherVersion | None:
    try:
        require_version(found.register.version, found.fits)
    except OtherVersion as other:
        return other
    return None


def _document(found: FileMatch, rows: list[dict], other: OtherVersion | None, *, lang: str) -> dict:
    counts = found.matched.counts
    content = {
        "file": found.file,
        "areas": found.areas,
        "version": found.register.version,
        "column": found.name,
        "parent": list(found.parents),
        "code": found.code,
        "rows": rows,
        "counts": counts,
        "matched": found.matched.matched,
        "review": counts.get("review", 0),
        "total": len(rows),
        "fits": [vars(fit) for fit in found.fits],
    }
    if other is not None:
        content["error"] = {
            "code": other.code,
            "message": explain(other, lang),
            "version": other.params["found"],
        }
    return content


def _rows(matched: Matched) -> list[dict]:
    """One for each row of the file, in its order; `row` counts from 1 as people do."""
    units = matched.register.frame.set_index("unit_key")
    named = units[["code", "full_name"]].to_dict("index")
    parents = units["province_name"].where(units["province_name"].notna(), None).to_dict()
    codes = units["full_name"].set_axis(units["code"]).to_dict()
    return [
        {
            "row": number + 1,
            "text": row["text"],
            "code": row["code"],
            "name": codes.get(row["code"]),
            "how": row["how"],
            "candidates": [
                {
                    "code": named[key]["code"],
                    "name": named[key]["full_name"],
                    "parent": parents[key],
                }
                for key in row["candidates"]
            ],
            "reason": row["reason"],
        }
        for number, row in zip(matched.rows.index, matched.rows.to_dict("records"), strict=True)
    ]


def _show(matched: Matched, rows: list[dict], output: Output) -> None:
    words = output.words
    shown = [
        row
        | {
            "row": str(row["row"]),
            "how": words(f"match.how.{row['how']}"),
            "candidates": _few(row["candidates"], words),
            "reason": words(f"match.reason.{row['reason']}") if row["reason"] else None,
        }
        for row in rows
    ]
    output.table(shown, ["row", "text", "code", "name", "how", "candidates", "reason"])
    counts = "; ".join(
        f"{words(f'match.how.{how}')}: {words.number(count)}"
        for how, count in matched.counts.items()
    )
    print(words("cli.matched", matched=matched.matched, total=len(rows), counts=counts))


def _few(candidates: list[dict], words: Words) -> str | None:
    if not candidates:
        return None
    text = "; ".join(f"{each['code']} {each['name']}" for each in candidates[:_SHOWN])
    more = len(candidates) - _SHOWN
    return text if more <= 0 else f"{text} (+{words.number(more)})"
