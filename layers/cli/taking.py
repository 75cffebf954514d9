"""The line in the log for a file that a command writes."""

from collections.abc import Iterable
from pathlib import Path

from layers.access import LOCAL_USER
from layers.audit import note_export
from layers.coverage.question import ReachQuestion
from layers.snapshot import Snapshot
from layers.store import Store


def note_file(
    store: Store,
    snapshot: Snapshot,
    layers: Iterable[str],
    out: Path,
    *,
    what: str = "table",
    rows: int | None = None,
    filtered: bool = False,
) -> None:
    """Write down that a file made of these layers was taken away; `layers.audit.note_export` says how."""
    kind = out.suffix.lower().lstrip(".")
    held = [layer for layer in layers if snapshot.has(layer)]
    told = {"what": what, "kind": kind, "rows": rows, "filtered": filtered}
    note_export(store, LOCAL_USER, snapshot, held, **told)


def layers_of(question: ReachQuestion, *more: str | None) -> list[str]:
    """The layers that a question about reach, and `more`, reads."""
    named = [question.areas, *question.sites, question.people, *more]
    return [str(layer) for layer in named if layer]
