"""The recipe of a report: what was asked, of which versions, and every number that came out.

`layers.reports.rerun` makes the report of a recipe again.
"""

import hashlib
import json
import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from layers.errors import BadRecipe
from layers.reports.report import Report, Table
from layers.settings import REFERENCE, ROOT

FORMAT = 1
_DIGITS = 12
_PARTS = {
    "format": int, "product": str, "question": dict, "layers": dict, "files": dict, "numbers": dict,
    "tables": dict, "sha256": str,
}  # fmt: skip
_UNHASHED = ("sha256", "made_at")
_SHORT = 16


def make_recipe(report: Report) -> dict:
    """What makes a report again, as plain JSON; ``sha256`` is of all but itself and ``made_at``."""
    question = replace(report.question, on=report.on)
    content = {
        "format": FORMAT,
        "product": product_digest(),
        "question": question.to_json(),
        "layers": {
            layer: {"version": version.number, "sha256": version.sha256}
            for layer, version in sorted(report.snapshot.versions.items())
        },
        "files": {one.layer: one.sha256 for one in report.inputs if one.version == 0},
        "numbers": _numbers(report),
        "tables": {table.id: _table(table) for table in report.tables},
    }
    content = json.loads(json.dumps(content, ensure_ascii=False))
    return content | {"sha256": digest_of(content), "made_at": report.made_at.isoformat()}


def recipe_bytes(report: Report) -> bytes:
    """The recipe as the content of a file."""
    text = json.dumps(report.recipe, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def read_recipe(path: Path) -> dict:
    """The recipe in a file.

    Raises
    ------
    BadRecipe
        If there is none, or it was changed after it was made.
    """
    try:
        return checked(json.loads(path.read_text(encoding="utf-8")), file=path.name)
    except (OSError, ValueError, RecursionError) as fault:
        raise BadRecipe(file=path.name) from fault


def checked(recipe: object, *, file: str = "–") -> dict:
    """`recipe`, if it is one and whole; `file` is the name it is told by where it is not.

    Raises
    ------
    BadRecipe
    """
    if not isinstance(recipe, dict) or not set(_PARTS) <= set(recipe):
        raise BadRecipe(file=file)
    if recipe["format"] != FORMAT:
        raise BadRecipe("format", found=str(recipe["format"])[:20], known=FORMAT)
    try:
        digest = digest_of(recipe)
    except RecursionError as fault:
        raise BadRecipe(file=file) from fault
    if recipe["sha256"] != digest:
        raise BadRecipe("changed")
    if not _is_well_made(recipe):
        raise BadRecipe(file=file)
    return recipe


def digest_of(recipe: dict) -> str:
    """SHA-256 of what a recipe says, in the one way JSON can be written with sorted names."""
    said = {k: v for k, v in recipe.items() if k not in _UNHASHED}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def short_hash(recipe: dict) -> str:
    """The first sixteen digits, in fours: what is printed on each page."""
    digits = recipe["sha256"][:_SHORT]
    return "-".join(digits[k : k + 4] for k in range(0, _SHORT, 4))


@cache
def product_digest() -> str:
    """Names the program and its reference tables: SHA-256 of the files that numbers come from."""
    code = [p for room in ("geo", "layers") for p in (ROOT / room).rglob("*.py")]
    tables = [p for p in REFERENCE.rglob("*") if p.suffix in (".csv", ".yaml", ".tsv")]
    digest = hashlib.sha256()
    for path in sorted(code + tables):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_well_made(recipe: dict) -> bool:
    """Whether its parts are what a recipe has: anybody can write a hash that fits."""
    if not all(isinstance(recipe[name], kind) for name, kind in _PARTS.items()):
        return False
    layers = recipe["layers"].values()
    named = all(
        isinstance(each, dict)
        and isinstance(each.get("version"), int)
        and isinstance(each.get("sha256"), str)
        for each in layers
    )
    return named and all(map(_is_table, recipe["tables"].values()))


def _is_table(table) -> bool:
    if not (isinstance(table, dict) and {"columns", "key", "rows"} <= set(table)):
        return False
    names, key, rows = table["columns"], table["key"], table["rows"]
    if not (isinstance(names, list) and isinstance(rows, list)):
        return False
    good = all(isinstance(row, list) and len(row) == len(names) for row in rows)
    return good and all(isinstance(name, str) for name in names) and (key == "" or key in names)


def _numbers(report: Report) -> dict:
    return {
        f"{section.id}.{name}": _plain(value)
        for section in report.sections
        for name, value in section.numbers.items()
    }


def _table(table: Table) -> dict:
    names = [column.name for column in table.columns]
    if table.key and table.key not in names:
        names = [table.key, *names]
    rows = [[_plain(v) for v in row] for row in table.rows[names].astype(object).to_numpy()]
    return {"columns": names, "key": table.key, "rows": rows}


def _plain(value):
    """A value as JSON has it; numbers to twelve digits, unknown as null."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, str | bool):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, int | str | bool):
        return value
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    return str(value)
