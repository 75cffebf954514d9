"""The chain of hashes that makes a changed or missing line of the audit log show."""

import hashlib
import json
from collections.abc import Iterable

GENESIS = "0" * 64


def link(
    previous: str, *, at: str, user: str, action: str, layer_id: str | None, detail: dict
) -> str:
    """The hash of an entry: of its own content and of the hash before it (SHA-256, hex)."""
    content = json.dumps([previous, at, user, action, layer_id, detail], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def first_break(entries: Iterable) -> int | None:
    """The sequence number of the first entry, oldest first, that does not fit the chain; None if all do."""
    previous, expected = GENESIS, 1
    for entry in entries:
        made = link(
            previous,
            at=entry.at,
            user=entry.user,
            action=entry.action,
            layer_id=entry.layer_id,
            detail=entry.detail,
        )
        if entry.hash != made or entry.seq != expected:
            return entry.seq
        previous, expected = entry.hash, expected + 1
    return None
