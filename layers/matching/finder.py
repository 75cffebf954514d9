"""One name against one register: from the strictest comparison to the loosest, and who may be meant."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from layers.matching.former import Former
from layers.matching.keys import Positions, keys_of, within
from layers.matching.near import distance, near
from layers.matching.parents import Parents, parents_of
from layers.matching.spelling import (
    Spelling,
    close,
    missing_marks_only,
    spell,
    split_parts,
    unglued,
)
from layers.units.links import PART, RENAMED, UNCHANGED, UPGRADED
from layers.units.register import Register
from layers.units.titles import KINDS

MOST_CANDIDATES = 12
MOST_NEAR = 5_000
_ONE_TO_ONE = {UNCHANGED, RENAMED, UPGRADED}


class Verdict(NamedTuple):
    """What a text means: the position of a unit, or those it may be, and why nothing is decided."""

    how: str
    position: int = -1
    candidates: Positions = ()
    reason: str | None = None


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
        self.keys = keys_of(register)
        self.parents: Parents = parents_of(register, former)
        self.former = former
        self.trusted = trusted
        self._codes = list(self.keys.codes)
        # "Huyện Hòa Vang" is no other writing of "Xã Hòa Vang".
        self._kinds = KINDS[register.level]
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
        """A name that stands in one cell with what it lies in."""
        first = None
        for own, rest in split_parts(name):
            if any(self.parents.allowed(part) is not None for part in rest):
                places = [*parents, *rest]
                found = self._within(own, places)
                if found.position >= 0:
                    return found
                found = found if found.how != "none" else self._nearly(own, places)
                first = first or found
        return first

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
            found = self._as_written(spelled, mask)
            if found is not None and not self._contradicted(found, spelled, parents):
                return found
        was = self._formerly(spelled, parents) if sure else None
        if was is not None:
            return was
        found = self._folded(spelled, mask) or self._close(spelled, mask, sure=sure)
        found = found or self._formerly(spelled, parents, loosely=True)
        return found or Verdict("none")

    def _as_written(self, s: Spelling, mask: np.ndarray | None) -> Verdict | None:
        """With all its marks: as it stands, then whatever the tone place and case, then the kind."""
        k = self.keys
        whole = s.text if s.kind else ""
        for how, full, bare, first, second, third in (
            ("exact", k.exact, k.exact_bare, s.full, s.bare, whole),
            ("tones", k.tones, k.tones_bare, s.tones, s.tones_bare, whole.casefold()),
        ):
            found = within(_join(full.get(first), bare.get(third)), mask)
            if not s.kind:
                found = within(_join(found, bare.get(second)), mask)
            if found:
                return _one(how, found)
        if s.kind in self._kinds:
            found = within(k.earlier.get(s.tones, ()), mask)
            found = found or within(k.tones_bare.get(s.tones_bare, ()), mask)
            if found:
                return _one("type", found)
        return None

    def _folded(self, s: Spelling, mask: np.ndarray | None) -> Verdict | None:
        k = self.keys
        if s.kind:
            whole = _join(k.folded.get(s.folded), k.folded_bare.get(s.folded))
            found = within(whole, mask)
            same = s.kind in self._kinds
            other = within(k.folded_bare.get(s.folded_bare, ()), mask) if same else ()
        else:
            found, other = within(k.folded_bare.get(s.folded_bare, ()), mask), ()
        if found and " " not in s.folded_bare:
            # One word may be several that have lost the spaces between them.
            found = _join(found, within(k.close_folded_bare.get(s.folded_bare, ()), mask))
        return self._loosely("folded", s, found, other, mask)

    def _close(self, s: Spelling, mask: np.ndarray | None, *, sure: bool) -> Verdict | None:
        k = self.keys
        if sure:
            key = close(s.tones)
            found = within(_join(k.close_tones.get(key), k.close_tones_bare.get(key)), mask)
            if found:
                return _one("spaceless", found)
        key = close(s.folded)
        found = within(_join(k.close_folded.get(key), k.close_folded_bare.get(key)), mask)
        rests = [rest for kind, rest in unglued(key) if kind in self._kinds]
        rests += [close(s.folded_bare)] if s.kind in self._kinds else []
        other = within(_join(*(k.close_folded_bare.get(rest) for rest in rests)), mask)
        return self._loosely("spaceless", s, found, other, mask)

    def _loosely(
        self,
        how: str,
        s: Spelling,
        found: Positions,
        other: Positions,
        mask: np.ndarray | None,
    ) -> Verdict | None:
        """A match without marks: only when it is the only one; of another kind only in a parent."""
        if not found and not other:
            return None
        if len(found) == 1 and (mask is not None or not self._disputes(s, found[0])):
            return Verdict(how, found[0])
        if not found and len(other) == 1 and mask is not None:
            return Verdict(how, other[0])
        meant = found or other
        if len(meant) == 1:
            return Verdict("review", -1, meant, "type" if not found else "marks_differ")
        names = {self.keys.spellings[p].tones_bare for p in meant}
        return Verdict("review", -1, meant, "folded_collision" if len(names) > 1 else "ambiguous")

    def _disputes(self, s: Spelling, position: int) -> bool:
        """Whether a text has marks that the unit's name has not."""
        unit = self.keys.spellings[position]
        if not s.marked:
            return False
        return not (
            missing_marks_only(s.tones_bare, unit.tones_bare)
            or missing_marks_only(s.tones, unit.tones)
        )

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
        old = None if loosely else before._as_written(s, mask)
        if loosely:
            old = before._folded(s, mask) or before._close(s, mask, sure=False)
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


def _one(how: str, found: Positions) -> Verdict:
    if len(found) == 1:
        return Verdict(how, found[0])
    return Verdict("review", -1, found, "ambiguous")


def _join(*found: Positions | None) -> Positions:
    several = [each for each in found if each]
    if len(several) < 2:
        return several[0] if several else ()
    return tuple(dict.fromkeys(p for each in several for p in each))
