"""Command about who did what: ``audit``."""

import argparse
import datetime
from dataclasses import asdict
from pathlib import Path

from layers.access import LOCAL_USER
from layers.cli.output import Output
from layers.errors import BadOption, CannotWrite
from layers.keeping.log_file import SHOWN, detail_text, log_csv, log_json
from layers.store import AuditEntry, AuditFilter, open_store
from layers.store.audit import verify

_LIMIT = 1000


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the command of this room to the parser."""
    audit = commands.add_parser("audit", parents=[shared], help="who did what, newest first")
    audit.add_argument("--user", metavar="NAME")
    audit.add_argument("--action", metavar="NAME", help="such as publish, restore, prune")
    audit.add_argument("--layer", metavar="ID")
    audit.add_argument("--since", metavar="DAY", help="a day, or a moment such as 2026-11-22T14:30")
    audit.add_argument("--until", metavar="DAY", help="to the end of that day, or to a moment")
    audit.add_argument(
        "--limit", type=int, default=_LIMIT, metavar="N", help="of those shown; --out takes all"
    )
    audit.add_argument("--out", type=Path, metavar="FILE", help=".csv or .json")
    audit.add_argument("--verify", action="store_true", help="follow the chain of hashes")
    audit.set_defaults(run=_audit)


def _audit(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    if args.verify:
        return _verify(store, output)
    where = AuditFilter(
        user=args.user,
        action=args.action,
        layer_id=args.layer,
        since=_moment("--since", args.since, end=False),
        until=_moment("--until", args.until, end=True),
    )
    if args.limit < 1:
        raise BadOption(option="--limit", value=args.limit)
    found = store.audit(limit=None if args.out else args.limit, where=where)
    if args.out:
        _write(found, args.out)
        store.record("audit_export", user=LOCAL_USER.id, rows=len(found))
        output.say(output.words("cli.audit_written", rows=len(found), file=args.out.name))
        if output.json:
            output.document({"rows": len(found), "file": str(args.out)})
    elif output.json:
        output.document({"entries": [asdict(entry) for entry in found]})
    else:
        output.table([asdict(e) | {"detail": detail_text(e.detail)} for e in found], list(SHOWN))
    return 0


def _verify(store, output: Output) -> int:
    with store.catalogue.connect() as db:
        chain = verify(db)
    if output.json:
        output.document(asdict(chain))
    broken = chain.first_broken is not None
    sentence = output.words(f"cli.audit_{'broken' if broken else 'sound'}", **asdict(chain))
    output.say(sentence)
    return 1 if broken else 0


def _moment(option: str, text: str | None, *, end: bool) -> datetime.datetime | None:
    """A day or a moment of the clock of this machine, unless it names its zone."""
    if text is None:
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
        if end and len(text) <= len("2026-11-22"):
            moment = datetime.datetime.combine(moment, datetime.time.max)
        return moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as fault:
        raise BadOption(option=option, value=text) from fault


def _write(found: list[AuditEntry], out: Path) -> None:
    kinds = {".json": log_json, ".csv": log_csv}
    if out.suffix.lower() not in kinds:
        raise BadOption(option="--out", value=out.name)
    text = kinds[out.suffix.lower()](found)
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as fault:
        raise CannotWrite("path", file=str(out), fault=fault.strerror or str(fault)) from fault
