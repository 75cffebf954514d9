"""The audit log as a file."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from io import StringIO

import pandas as pd

from layers.store.model import AuditEntry
from layers.writing import tabular

SHOWN = ("seq", "at", "user", "action", "layer_id", "detail")


def log_json(found: Iterable[AuditEntry]) -> str:
    """One entry a line, within one list."""
    lines = ",\n".join(json.dumps(asdict(entry), ensure_ascii=False) for entry in found)
    return f"[\n{lines}\n]\n"


def log_csv(found: Iterable[AuditEntry]) -> str:
    """A table that spreadsheets open, in which nothing is taken for a formula."""
    rows = [asdict(entry) | {"detail": detail_text(entry.detail)} for entry in found]
    held = StringIO(newline="")
    tabular(pd.DataFrame(rows, columns=[*SHOWN, "hash"])).to_csv(held, index=False)
    return "\ufeff" + held.getvalue()


def detail_text(detail: dict) -> str:
    """What else an entry tells, in one line."""
    return json.dumps(detail, ensure_ascii=False)
