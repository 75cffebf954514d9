"""A report made again from its recipe: of the same versions, each number held against the one printed."""

import math
from dataclasses import dataclass

from layers.atlas import Atlas, Snapshot
from layers.errors import BadRecipe, UnknownLayer, UnknownVersion
from layers.reports.content import make_report
from layers.reports.question import ReportQuestion
from layers.reports.recipe import checked
from layers.reports.report import Report

_CLOSE = 1e-9


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


def rerun(atlas: Atlas, recipe: dict) -> Rerun:
    """Make the report of a recipe again, of the versions that it names.

    Raises
    ------
    BadRecipe
        If it is none, or the store does not hold a version that it names, with that content.
    """
    recipe = checked(recipe)
    snapshot = _snapshot(atlas, recipe["layers"])
    question = ReportQuestion.from_json(recipe["question"])
    if not snapshot.has(question.reach.areas):
        raise BadRecipe("missing", layer=question.reach.areas, version="–")
    report = make_report(atlas, snapshot, question)
    again = report.recipe
    for file, digest in recipe["files"].items():
        if again["files"].get(file) != digest:
            raise BadRecipe("file", file=file)
    found = (*_compare_numbers(recipe, again), *_compare_tables(recipe, again))
    return Rerun(recipe, report, found, recipe["product"] == again["product"])


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
