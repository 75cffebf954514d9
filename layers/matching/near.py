"""Names that are one or two letters off: shown to choose from, never taken by themselves."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from layers.matching.keys import keys_of
from layers.units.register import Register

_SHORT, _LONGEST = 6, 24
_MOST = 2


def near(register: Register, key: str) -> list[int]:
    """Positions of units whose name, folded and without spaces, is nearly `key`; the nearest first."""
    if not 2 < len(key) <= _LONGEST:
        return []
    most = 1 if len(key) < _SHORT else _MOST
    index = _without_letters(register)
    alike = {name for rest in _shortened(key, most) for name in index.get(rest, ())}
    alike = {name for name in alike if abs(len(name) - len(key)) <= most}
    measured = sorted((distance(key, name), name) for name in alike)
    keys = keys_of(register).close_folded_bare
    return [p for far, name in measured if 0 < far <= most for p in keys[name]]


def distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out, changed or swapped with the next one.

    Examples
    --------
    >>> distance("haichau", "haihcau"), distance("haichau", "haichu")
    (1, 1)
    """
    before, last = [], list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


@lru_cache(maxsize=4)
def _without_letters(register: Register) -> dict[str, list[str]]:
    """What is left of a name when letters are taken out -> the names it may be left of.

    Two texts so near each other become the same when each loses as many letters, so that a look-up
    finds all that must be measured.
    """
    index: dict[str, list[str]] = {}
    for name in keys_of(register).close_folded_bare:
        if len(name) <= _LONGEST + _MOST:
            for rest in _shortened(name, _MOST):
                index.setdefault(rest, []).append(name)
    return index


def _shortened(name: str, most: int) -> Iterator[str]:
    """A name without any of its letters up to `most` of them, each text once."""
    yield name
    for count in range(1, most + 1):
        yield from {
            "".join(
                name[a:b] for a, b in zip((0, *(i + 1 for i in at)), (*at, len(name)), strict=True)
            )
            for at in combinations(range(len(name)), count)
        }
