"""The keys under which the units of a register are found."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache

import numpy as np

from layers.matching.spelling import close, spell
from layers.units.changes import other_names
from layers.units.register import PROVINCE, Register

Positions = tuple[int, ...]
Keys = dict[str, Positions]


class RegisterKeys:
    """Key -> positions in the frame of a register, by kind of key; each made when first asked for.

    Attributes
    ----------
    spellings : list of Spelling
        Of each unit's full name.
    codes : dict
        Code -> position.
    """

    def __init__(self, register: Register):
        frame = register.frame
        self.spellings = [spell(text) for text in frame["full_name"]]
        self.codes = dict(zip(frame["code"], range(len(frame)), strict=True))
        self._earlier = register.earlier
        self._named = [*enumerate(self.spellings)]
        if register.level == PROVINCE:
            more = other_names(PROVINCE)
            self._named += [
                (self.codes[code], spell(text))
                for code, text in zip(more["code"], more["new"], strict=True)
                if code in self.codes
            ]

    @cached_property
    def exact(self) -> Keys:
        return _positions((s.full, p) for p, s in self._named)

    @cached_property
    def tones(self) -> Keys:
        return _positions((s.tones, p) for p, s in self._named)

    @cached_property
    def folded(self) -> Keys:
        return _positions((s.folded, p) for p, s in self._named)

    @cached_property
    def exact_bare(self) -> Keys:
        """Without the kind of unit, as the others of this name."""
        return _positions((s.bare, p) for p, s in self._named)

    @cached_property
    def tones_bare(self) -> Keys:
        return _positions((s.tones_bare, p) for p, s in self._named)

    @cached_property
    def folded_bare(self) -> Keys:
        return _positions((s.folded_bare, p) for p, s in self._named)

    @cached_property
    def close_tones(self) -> Keys:
        """Without spaces, as the others of this name."""
        return _positions((close(s.tones), p) for p, s in self._named)

    @cached_property
    def close_tones_bare(self) -> Keys:
        return _positions((close(s.tones_bare), p) for p, s in self._named)

    @cached_property
    def close_folded(self) -> Keys:
        return _positions((close(s.folded), p) for p, s in self._named)

    @cached_property
    def close_folded_bare(self) -> Keys:
        return _positions((close(s.folded_bare), p) for p, s in self._named)

    @cached_property
    def earlier(self) -> Keys:
        """Full names before an upgrade on the same ground."""
        return _positions((spell(t).tones, self.codes[c]) for t, c in self._earlier.items())


@lru_cache(maxsize=8)
def keys_of(register: Register) -> RegisterKeys:
    """The keys of a register; made once for each."""
    return RegisterKeys(register)


def _positions(pairs: Iterable[tuple[str, int]]) -> Keys:
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for key, position in pairs:
        found[key][position] = None
    return {key: tuple(positions) for key, positions in found.items()}


def within(found: Positions, allowed: np.ndarray | None) -> Positions:
    """Those positions that lie in the parent; all where none is given."""
    if allowed is None or not found:
        return found
    return tuple(p for p in found if allowed[p])
