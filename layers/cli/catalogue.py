"""Commands about what the store holds: ``list``, ``history``, ``restore``, ``diff``."""

import argparse
from dataclasses import asdict

from layers.access import LOCAL_USER, Action, can, require
from layers.cli.output import Output
from layers.diff import compare
from layers.in_service import restore
from layers.spec import get_spec
from layers.store import Version, open_store

_SAMPLE = 20


def add_commands(commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands of this room to the parser."""
    listing = commands.add_parser("list", parents=[shared], help="the layers of the store")
    listing.set_defaults(run=_list)

    history = commands.add_parser("history", parents=[shared], help="the versions of a layer")
    history.add_argument("layer")
    history.set_defaults(run=_history)

    restore = commands.add_parser("restore", parents=[shared], help="go back to a version")
    restore.add_argument("layer")
    restore.add_argument("version", type=int)
    restore.set_defaults(run=_restore)

    diff = commands.add_parser("diff", parents=[shared], help="what differs between two versions")
    diff.add_argument("layer")
    diff.add_argument("v1", type=int)
    diff.add_argument("v2", type=int)
    diff.set_defaults(run=_diff)


def _list(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    current = store.current()
    seen = [spec for spec in store.specs.values() if can(LOCAL_USER, Action.SEE, spec)]
    rows = [
        {"id": spec.id, "name": spec.label(args.lang), "kind": spec.kind, "group": spec.group}
        | _described(current.get(spec.id))
        for spec in seen
    ]
    if output.json:
        output.document({"layers": rows})
    else:
        output.table(rows, ["id", "name", "version", "rows", "quality", "published_at"])
    return 0


def _history(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    require(LOCAL_USER, Action.SEE, get_spec(store.specs, args.layer))
    current = store.current().get(args.layer)
    rows = [
        _described(version) | {"current": current is not None and version.number == current.number}
        for version in store.history(args.layer)
    ]
    if output.json:
        output.document({"layer": args.layer, "versions": rows})
    else:
        pruned = any(row["pruned_at"] for row in rows)
        shown = ["version", "current", "rows", "quality", "title", "published_at", "published_by"]
        output.table(rows, [*shown, *(["pruned_at"] if pruned else [])])
        if pruned:
            print(output.words("cli.history_pruned"))
    return 0


def _restore(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    version = restore(store, args.layer, args.version, user=LOCAL_USER)
    if output.json:
        output.document({"layer": args.layer} | _described(version))
    output.say(output.words("cli.restored", layer=args.layer, version=str(version.number)))
    return 0


def _diff(args: argparse.Namespace, output: Output) -> int:
    store = open_store(args.store)
    spec = get_spec(store.specs, args.layer)
    require(LOCAL_USER, Action.SEE, spec)
    before, after = (store.read(args.layer, number=n) for n in (args.v1, args.v2))
    found = compare(before, after, spec)
    if output.json:
        output.document({"layer": args.layer, "from": args.v1, "to": args.v2} | asdict(found))
        return 0
    counts = {name: len(getattr(found, name)) for name in ("added", "removed", "changed")}
    print(output.words("cli.diff", unchanged=found.unchanged, **counts))
    for name in ("added", "removed", "changed"):
        for key in getattr(found, name)[:_SAMPLE]:
            print(f"  {output.words(f'diff.{name}')}  {key}")
    for name in ("columns_added", "columns_removed"):
        for column in getattr(found, name):
            print(f"  {output.words(f'diff.{name}')}  {column}")
    return 0


def _described(version: Version | None) -> dict:
    """A version as the command line shows it; empty where a layer has none."""
    if version is None:
        return {"version": None, "rows": None, "quality": None, "published_at": None}
    return {
        "version": version.number,
        "rows": version.rows,
        "quality": version.provenance.quality,
        "title": version.provenance.title,
        "source": version.provenance.source,
        "licence": version.provenance.licence,
        "boundary_version": version.boundary_version,
        "bounds": version.bounds,
        "sha256": version.sha256,
        "published_at": version.published_at.isoformat(timespec="seconds"),
        "published_by": version.published_by,
        "pruned_at": version.pruned_at and version.pruned_at.isoformat(timespec="seconds"),
    }
