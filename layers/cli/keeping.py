"""Commands for whoever keeps the store: ``check-store``, ``backup``, ``recover``, ``prune``."""

import argparse
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from layers.access import LOCAL_USER
from layers.cli.output import Output
from layers.errors import HatangError
from layers.keeping.backup import back_up
from layers.keeping.fault import Inspection
from layers.keeping.inspect import inspect, quarantine
from layers.keeping.last import note_check
from layers.keeping.recover import recover
from layers.store import open_store

_KEEP = 10
_STEP = 50


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    check = commands.add_parser(
        "check-store", parents=[shared], help="every file against its checksum, and the audit log"
    )
    check.add_argument(
        "--quarantine", action="store_true", help="put damaged files aside in a folder of their own"
    )
    check.set_defaults(run=_check)

    backup = commands.add_parser(
        "backup", parents=[shared], help="one file with all that is kept, also while the app runs"
    )
    backup.add_argument("--out", type=Path, required=True, metavar="FILE")
    backup.set_defaults(run=_backup)

    back = commands.add_parser(
        "recover", parents=[shared], help="make a store from a backup, in an empty folder (--store)"
    )
    back.add_argument("file", type=Path)
    back.set_defaults(run=_recover)

    prune = commands.add_parser(
        "prune", parents=[shared], help="remove the files of old versions; the history keeps them"
    )
    prune.add_argument("--keep", type=int, default=_KEEP, metavar="N", help="of each layer")
    prune.add_argument("--layer", metavar="ID")
    prune.add_argument("--dry-run", action="store_true", help="only say what would go")
    prune.set_defaults(run=_prune)


def _check(args: argparse.Namespace, output: Output) -> int:
    folder = Path(args.store)
    found = inspect(folder, _told(output))
    _note(folder, found)
    aside = quarantine(folder, found, user=LOCAL_USER.id) if args.quarantine else []
    words = output.words
    faults = [fault.to_json(words) for fault in found.faults]
    if output.json:
        output.document(
            {
                "sound": not found.errors,
                "versions": found.versions,
                "files": found.files,
                "audit": found.chain and asdict(found.chain),
                "findings": faults,
                "quarantined": aside,
            }
        )
    else:
        for fault in faults:
            severity = words(f"severity.{fault['severity']}")
            print(f"  {severity}  {fault['message']}\n    → {fault['fix']}")
        print(_summary(found, output))
    if aside:
        output.say(words("cli.quarantined", count=len(aside)))
    return 1 if found.errors else 0


def _note(folder: Path, found: Inspection) -> None:
    """Let the log say that somebody looked, where it can be written: a store is checked on a read-only disk, too."""
    if found.chain is not None:
        with suppress(HatangError):
            note_check(folder, found, user=LOCAL_USER.id)


def _summary(found: Inspection, output: Output) -> str:
    counts = {"files": found.files, "versions": found.versions}
    if found.errors:
        return output.words("cli.check_store_faults", count=len(found.errors), **counts)
    return output.words("cli.check_store_sound", entries=found.chain.entries, **counts)


def _backup(args: argparse.Namespace, output: Output) -> int:
    made = back_up(open_store(args.store), args.out, user=LOCAL_USER.id, tell=_told(output))
    size = args.out.stat().st_size
    if output.json:
        output.document(
            {
                "file": str(args.out),
                "bytes": size,
                "made_at": made.made_at,
                "files": len(made.files),
                "lacking": made.lacking,
                "audit": {"entries": made.audit_entries, "last": made.audit_hash},
            }
        )
    megabytes = round(size / 2**20, 1)
    output.say(
        output.words("cli.backup_done", files=len(made.files), mb=megabytes, file=args.out.name)
    )
    if made.lacking:
        output.say(output.words("cli.backup_lacks", count=len(made.lacking)))
    return 1 if made.lacking else 0


def _recover(args: argparse.Namespace, output: Output) -> int:
    held, layers = recover(args.file, Path(args.store), user=LOCAL_USER.id)
    said = {"store": args.store, "layers": layers, "files": len(held.files)}
    said["made_at"] = held.made_at
    if output.json:
        output.document(said | {"lacking": held.lacking})
    output.say(output.words("cli.recovered", **said))
    if held.lacking:
        output.say(output.words("cli.backup_lacks", count=len(held.lacking)))
    return 0


def _prune(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    old = store.prune(keep=args.keep, layer_id=args.layer, user=LOCAL_USER.id, dry_run=args.dry_run)
    rows = [{"layer": v.layer_id, "version": v.number, "rows": v.rows} for v in old]
    if output.json:
        output.document({"dry_run": args.dry_run, "versions": rows})
    elif rows:
        output.table(
            [r | {"layer_id": r["layer"], "version": str(r["version"])} for r in rows],
            ["layer_id", "version", "rows"],
        )
    said = "cli.would_prune" if args.dry_run else "cli.pruned"
    output.say(output.words(said, count=len(old)))
    return 0


def _told(output: Output):
    """Now and then a line about how far it is."""

    def tell(done: int, total: int) -> None:
        if done % _STEP == 0:
            output.say(f"  {done}/{total}")

    return tell
