"""Names for columns where a format or a table has rules of its own."""

import itertools
from collections.abc import Iterable

from geo.text import fold
from layers.spec import DBF_LENGTH, LayerSpec


def free_names(names: Iterable[str], in_use: Iterable[str]) -> dict[str, str]:
    """A name for each of `names` that is not in use: its own, else with a number behind it.

    Databases and tables do not tell capitals from small letters in names, so neither does this.

    Examples
    --------
    >>> free_names(["lon", "Tree", "tree"], ["LON"])
    {'lon': 'lon_1', 'Tree': 'Tree', 'tree': 'tree_1'}
    """
    seen, found = {name.casefold() for name in in_use}, {}
    for name in names:
        tries = (f"{name}_{n}" if n else str(name) for n in itertools.count())
        found[name] = next(each for each in tries if each.casefold() not in seen)
        seen.add(found[name].casefold())
    return found


def short_names(columns: Iterable[str], spec: LayerSpec) -> dict[str, str]:
    """Names for a Shapefile: at most 10 ASCII characters, each once.

    Fields have theirs in the spec; other columns are cut, with a number where two come out alike.
    """
    columns = list(columns)
    found = {c: spec.field(c).dbf for c in columns if spec.field(c) is not None}
    seen = set(found.values())
    for column in columns:
        if column in found:
            continue
        plain = fold(column).encode("ascii", "ignore").decode().replace(" ", "_").upper() or "COT"
        numbers = (str(n) if n else "" for n in itertools.count())
        tries = (plain[: DBF_LENGTH - len(number)] + number for number in numbers)
        found[column] = next(each for each in tries if each not in seen)
        seen.add(found[column])
    return found
