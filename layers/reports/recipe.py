"""The recipe of a report: what was asked, of which versions, and every number that came out.

With it the same report is made again from the same versions, and each number is held against the one
that was printed.
"""

import hashlib
import json
import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.errors import BadRecipe, UnknownLayer, UnknownVersion
from layers.reports.question import ReportQuestion
from layers.reports.report import Report, Table
from layers.settings import REFERENCE, ROOT

FORMAT = 1
_DIGITS = 12
_CLOSE = 1e-9
_UNHASHED = ("sha256", "made_at")
_SHORT = 16


@dataclass(frozen=True)
class Difference:
    """A number that did not come out again: where it stands, what was printed and what it is now."""

    where: str
    row: str
    column: str
    before: object
    after: object


@dataclass(frozen=True)
class Rerun:
    """A report made again from a recipe.

    Attributes
    ----------
    recipe : dict
        The one that was followed.
    differences : tuple of Difference
        Empty where every number came out as it was printed.
    same_product : bool
        Whether the program and the reference tables are those that made the recipe.
    """

    recipe: dict
    report: Report
    differences: tuple[Difference, ...]
    same_product: bool


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
    text = json.dumps(report.recipe(), ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def read_recipe(path: Path) -> dict:
    """The recipe in a file.

    Raises
    ------
    BadRecipe
        If there is none, or it was changed after it was made.
    """
    try:
        return checked(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError) as fault:
        raise BadRecipe(file=path.name) from fault


def checked(recipe: object) -> dict:
    """`recipe`, if it is one and whole.

    Raises
    ------
    BadRecipe
    """
    wanted = {"format", "product", "question", "layers", "files", "numbers", "tables", "sha256"}
    if not isinstance(recipe, dict) or not wanted <= set(recipe):
        raise BadRecipe(file="–")
    if recipe["format"] != FORMAT:
        raise BadRecipe("format", found=str(recipe["format"])[:20], known=FORMAT)
    if recipe["sha256"] != digest_of(recipe):
        raise BadRecipe("changed")
    return recipe


def rerun(atlas: Atlas, recipe: dict) -> Rerun:
    """Make the report of a recipe again, of the versions that it names.

    Raises
    ------
    BadRecipe
        If it is none, or the store does not hold a version that it names, with that content.
    """
    from layers.reports.content import make_report

    recipe = checked(recipe)
    snapshot = _snapshot(atlas, recipe["layers"])
    report = make_report(atlas, snapshot, ReportQuestion.from_json(recipe["question"]))
    again = make_recipe(report)
    for file, digest in recipe["files"].items():
        if again["files"].get(file) != digest:
            raise BadRecipe("file", file=file)
    found = (*_compare_numbers(recipe, again), *_compare_tables(recipe, again))
    return Rerun(recipe, report, found, recipe["product"] == again["product"])


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


def _snapshot(atlas: Atlas, layers: dict) -> Snapshot:
    versions = {}
    for layer, named in layers.items():
        try:
            version = atlas.store.version(layer, int(named["version"]))
        except (UnknownLayer, UnknownVersion) as fault:
            raise BadRecipe("missing", layer=layer, version=str(named["version"])) from fault
        if version.sha256 != named["sha256"]:
            raise BadRecipe("other_content", layer=layer, version=str(version.number))
        versions[layer] = version
    return Snapshot(versions)


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


def _compare_numbers(old: dict, new: dict):
    for name in sorted(set(old["numbers"]) | set(new["numbers"])):
        before, after = old["numbers"].get(name), new["numbers"].get(name)
        if not _same(before, after):
            yield Difference("numbers", "", name, before, after)


def _compare_tables(old: dict, new: dict):
    for name in sorted(set(old["tables"]) | set(new["tables"])):
        if (name in old["tables"]) != (name in new["tables"]):
            yield Difference(name, "", "", name in old["tables"], name in new["tables"])
            continue
        before, after = _cells(old["tables"][name]), _cells(new["tables"][name])
        for place in sorted(set(before) | set(after)):
            if not _same(before.get(place), after.get(place)):
                yield Difference(name, *place, before.get(place), after.get(place))


def _cells(table: dict) -> dict[tuple[str, str], object]:
    """Values by row and column; rows with one key keep their order behind it."""
    names, seen, cells = table["columns"], {}, {}
    for number, row in enumerate(table["rows"]):
        key = str(row[names.index(table["key"])]) if table["key"] else str(number + 1)
        seen[key] = seen.get(key, 0) + 1
        label = key if seen[key] == 1 else f"{key} ({seen[key]})"
        cells |= {(label, name): value for name, value in zip(names, row, strict=True)}
    return cells


def _same(before, after) -> bool:
    numbers = (int, float)
    if isinstance(before, numbers) and isinstance(after, numbers):
        return math.isclose(before, after, rel_tol=_CLOSE, abs_tol=1e-12)
    return before == after
