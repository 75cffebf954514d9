"""Names that are one or two letters off: shown to choose from, never taken by themselves."""

from functools import lru_cache

import numpy as np

from layers.matching.keys import keys_of
from layers.units.register import Register

_SHORT, _LONGEST = 6, 24
_LETTERS = 64


def near(register: Register, key: str) -> list[int]:
    """Positions of units whose name, folded and without spaces, is nearly `key`; the nearest first."""
    if not 2 < len(key) <= _LONGEST:
        return []
    most = 1 if len(key) < _SHORT else 2
    names, bags = _bags(register)
    # One letter put in, taken out or changed alters the count of at most two letters.
    alike = np.abs(bags - _bag(key)).sum(axis=1) <= 2 * most
    measured = sorted((distance(key, names[at]), names[at]) for at in np.flatnonzero(alike))
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
def _bags(register: Register) -> tuple[list[str], np.ndarray]:
    """The names, and how often each letter stands in each."""
    names = list(keys_of(register).close_folded_bare)
    return names, np.array([_bag(name) for name in names]).reshape(-1, _LETTERS)


def _bag(name: str) -> np.ndarray:
    counts = np.zeros(_LETTERS, dtype=np.int16)
    for letter in name:
        counts[ord(letter) % _LETTERS] += 1
    return counts
