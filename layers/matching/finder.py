"""One name against one register, with what it lies in and what its units were called before."""

from collections.abc import Sequence

import numpy as np

from layers.matching.former import Former
from layers.matching.keys import Positions, within
from layers.matching.names import Names
from layers.matching.near import distance, near
from layers.matching.parents import Parents, parents_of
from layers.matching.spelling import Spelling, close, spell, split_parts, unglued
from layers.matching.verdict import Verdict, joined
from layers.units.links import PART, RENAMED, UNCHANGED, UPGRADED
from layers.units.register import Register

MOST_CANDIDATES = 12
MOST_NEAR = 5_000
_ONE_TO_ONE = {UNCHANGED, RENAMED, UPGRADED}


class Finder:
    """Finds names in a register.

    Parameters
    ----------
    trusted : bool
        Whether a name without marks can be believed to have none (see `layers.matching.match`).
    most_near : int
        For how many names those nearly so are looked for.
    """

    def __init__(
        self,
        register: Register,
        *,
        former: Former | None,
        trusted: bool,
        most_near: int = MOST_NEAR,
    ):
        self.register = register
        self.names = Names(register)
        self.keys = self.names.keys
        self.parents: Parents = parents_of(register, former)
        self.former = former
        self.trusted = trusted
        self._codes = list(self.keys.codes)
        self._near_left = most_near
        self._targets: dict[str, list[tuple[int, str]]] | None = None
        self._before = former and Finder(former.register, former=None, trusted=trusted)

    def find(self, name: str, parents: Sequence[str] = ()) -> Verdict:
        """What `name` in `parents` means."""
        found = self._within(name, parents)
        if found.how != "none" and not (found.how == "review" and found.reason == "other_parent"):
            return found
        parted = self._parted(name, parents)
        if parted is not None:
            return parted
        return found if found.how != "none" else self._nearly(name, parents) or found

    def _parted(self, name: str, parents: Sequence[str]) -> Verdict | None:
        """A name that stands in one cell with what it lies in; of two ways to read it that names its kind."""
        first, sure, kinds = None, {}, set()
        for own, rest in split_parts(name):
            if any(self.parents.allowed(part) is not None for part in rest):
                places = [*parents, *rest]
                found = self._within(own, places)
                if found.position >= 0:
                    sure.setdefault(found.position, found)
                    if spell(own).kind in self.names.kinds:
                        kinds.add(found.position)
                elif not sure:
                    found = found if found.how != "none" else self._nearly(own, places)
                    first = first or found
        if len(sure) > 1 and len(kinds) == 1:
            return sure[kinds.pop()]
        if len(sure) > 1:
            return Verdict("review", -1, tuple(sure), "ambiguous")
        return next(iter(sure.values()), first)

    def agrees(self, name: str, position: int) -> bool:
        """Whether a name can be that of a unit whose code stands beside it."""
        unit = self.keys.spellings[position]
        texts = [name, *(part for part, _ in split_parts(name))]
        own = close(unit.folded_bare)
        for spelled in map(spell, texts):
            mine = close(spelled.folded_bare)
            if spelled.folded_bare == unit.folded_bare or mine in (own, close(unit.folded)):
                return True
            if own in [rest for _, rest in unglued(mine)]:
                return True
            if len(own) > 5 and len(mine) < 40 and distance(mine, own) == 1:
                return True
        return False

    def _within(self, name: str, parents: Sequence[str]) -> Verdict:
        spelled = spell(name)
        if not spelled.folded:
            return Verdict("none")
        mask, known = self.parents.all_of(parents)
        if mask is not None and not mask.any():
            known, mask = False, None
        found = self._decide(spelled, mask, parents)
        if found.how != "none":
            if known or found.how == "review":
                return found
            at = (found.position, *found.candidates)
            return Verdict("review", -1, tuple(p for p in at if p >= 0), "unknown_parent")
        if mask is not None:
            elsewhere = self._decide(spelled, None, ())
            if elsewhere.how != "none":
                at = (elsewhere.position, *elsewhere.candidates)
                return Verdict("review", -1, tuple(p for p in at if p >= 0), "other_parent")
        return found

    def _decide(
        self, spelled: Spelling, mask: np.ndarray | None, parents: Sequence[str]
    ) -> Verdict:
        sure = self.trusted or spelled.marked
        if sure:
            found = self.names.as_written(spelled, mask)
            if found is not None and not self._contradicted(found, spelled, parents):
                return self._with_marked(found, spelled, mask)
        was = self._formerly(spelled, parents) if sure else None
        if was is not None:
            return was
        found = self.names.folded(spelled, mask) or self.names.closely(spelled, mask, sure=sure)
        found = found or self._formerly(spelled, parents, loosely=True)
        return found or Verdict("none")

    def _with_marked(self, found: Verdict, s: Spelling, mask: np.ndarray | None) -> Verdict:
        """Where a person must choose among units without marks: those with marks after them."""
        if s.marked or found.how != "review":
            return found
        alike = self.names.folded(s, mask)
        more = (alike.position, *alike.candidates) if alike else ()
        return found._replace(candidates=joined(found.candidates, tuple(p for p in more if p >= 0)))

    def _contradicted(self, found: Verdict, s: Spelling, parents: Sequence[str]) -> bool:
        """Whether a match of another kind is spoilt by a former unit of just that kind and name."""
        if found.how != "type" or self.former is None:
            return False
        if found.position in self.keys.earlier.get(s.tones, ()):
            return False
        was = self._formerly(s, parents)
        return was is not None and was.position != found.position

    def _formerly(
        self, s: Spelling, parents: Sequence[str], *, loosely: bool = False
    ) -> Verdict | None:
        """What became of the former unit of that name; decided only where one unit became one."""
        if self._before is None:
            return None
        before = self._before
        mask, _ = before.parents.all_of(parents)
        if mask is not None and not mask.any():
            return None
        old = None if loosely else before.names.as_written(s, mask)
        if loosely:
            old = before.names.folded(s, mask) or before.names.closely(s, mask, sure=False)
        if old is None or (old.how == "type" and not loosely):
            return None
        positions = old.candidates or (old.position,)
        targets = [t for p in positions for t in self._became(p)]
        if not targets:
            return None
        whole = len(targets) == 1 and targets[0][1] in _ONE_TO_ONE
        sure = old.how != "type" and (not loosely or mask is not None)
        if old.position >= 0 and whole and sure:
            return Verdict("former", targets[0][0])
        at = tuple(dict.fromkeys(position for position, _ in targets))
        if old.position < 0:
            return Verdict("review", -1, at, "former_ambiguous")
        reason = "former_split" if targets[0][1] == PART else "former_merged"
        return Verdict("review", -1, at, "former" if whole else reason)

    def _became(self, position: int) -> list[tuple[int, str]]:
        if self._targets is None:
            rows = self.former.links
            at = rows["to_key"].str.partition(":")[2].map(self.keys.codes)
            code = rows["from_key"].str.partition(":")[2]
            self._targets = {}
            for key, place, relation in zip(code, at, rows["relation"], strict=True):
                if place == place:
                    self._targets.setdefault(key, []).append((int(place), relation))
        return self._targets.get(self._before.code(position), [])

    def code(self, position: int) -> str:
        """The code of a unit of the register."""
        return self._codes[position]

    def became_of_code(self, code: str) -> Positions:
        """Today's units on the ground of a former one."""
        if self._before is None or code not in self._before.keys.codes:
            return ()
        return tuple(p for p, _ in self._became(self._before.keys.codes[code]))

    def formerly_agrees(self, code: str, name: str) -> bool:
        """Whether a former unit had that code and name."""
        before = self._before
        return (
            before is not None
            and code in before.keys.codes
            and before.agrees(name, before.keys.codes[code])
        )

    def _nearly(self, name: str, parents: Sequence[str]) -> Verdict | None:
        """Names nearly so: only to choose from. Looked for a limited number of times."""
        if self._near_left <= 0:
            return None
        self._near_left -= 1
        spelled = spell(name)
        whole = close(spelled.folded)
        keys = dict.fromkeys([close(spelled.folded_bare), *(rest for _, rest in unglued(whole))])
        found = tuple(dict.fromkeys(p for key in keys for p in near(self.register, key)))
        found = within(found, self.parents.all_of(parents)[0])[:MOST_CANDIDATES]
        return Verdict("review", -1, found, "near") if found else None
