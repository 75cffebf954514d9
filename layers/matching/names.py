"""The names of one register: what a text means among them, from the strictest comparison to the loosest."""

import numpy as np

from layers.matching.keys import Positions, keys_of, within
from layers.matching.spelling import Spelling, close, missing_marks_only, unglued
from layers.matching.verdict import Verdict, joined, one_of
from layers.units.register import Register
from layers.units.titles import KINDS


class Names:
    """Compares texts with the names of a register.

    Each comparison takes a text and the units that may be meant (mask; None for all), and gives
    None where it finds nothing.
    """

    def __init__(self, register: Register):
        self.keys = keys_of(register)
        # "Huyện Hòa Vang" is no other writing of "Xã Hòa Vang".
        self.kinds = KINDS[register.level]

    def as_written(self, s: Spelling, mask: np.ndarray | None) -> Verdict | None:
        """With all its marks: as it stands, then whatever the tone place and case, then the kind."""
        k = self.keys
        whole = s.text if s.kind else ""
        for how, full, bare, first, second, third in (
            ("exact", k.exact, k.exact_bare, s.full, s.bare, whole),
            ("tones", k.tones, k.tones_bare, s.tones, s.tones_bare, whole.casefold()),
        ):
            found = within(joined(full.get(first), bare.get(third)), mask)
            if not s.kind:
                found = within(joined(found, bare.get(second)), mask)
            if found:
                return one_of(how, found)
        if s.kind in self.kinds:
            found = within(k.earlier.get(s.tones, ()), mask)
            if found:
                return one_of("type", found)
            found = within(k.tones_bare.get(s.tones_bare, ()), mask)
            # "Xã Mỹ Tho": Phường Mỹ Tho, or Xã Mỹ Thọ that has lost a mark.
            other = within(k.folded.get(s.folded, ()), mask) if found else ()
            if found and not set(other) <= set(found):
                return Verdict("review", -1, joined(found, other), "folded_collision")
            if found:
                return one_of("type", found)
        return None

    def folded(self, s: Spelling, mask: np.ndarray | None) -> Verdict | None:
        """Without marks."""
        k = self.keys
        if s.kind:
            whole = joined(k.folded.get(s.folded), k.folded_bare.get(s.folded))
            found = within(whole, mask)
            same = s.kind in self.kinds
            other = within(k.folded_bare.get(s.folded_bare, ()), mask) if same else ()
        else:
            found, other = within(k.folded_bare.get(s.folded_bare, ()), mask), ()
        if found and " " not in s.folded_bare:
            # One word may be several that have lost the spaces between them.
            found = joined(found, within(k.close_folded_bare.get(s.folded_bare, ()), mask))
        return self._loosely("folded", s, found, other, mask)

    def closely(self, s: Spelling, mask: np.ndarray | None, *, sure: bool) -> Verdict | None:
        """Without spaces; `sure` where the marks of the text can be believed."""
        k = self.keys
        if sure:
            key = close(s.tones)
            found = within(joined(k.close_tones.get(key), k.close_tones_bare.get(key)), mask)
            if found:
                return one_of("spaceless", found)
        key = close(s.folded)
        found = within(joined(k.close_folded.get(key), k.close_folded_bare.get(key)), mask)
        rests = [rest for kind, rest in unglued(key) if kind in self.kinds]
        rests += [close(s.folded_bare)] if s.kind in self.kinds else []
        other = within(joined(*(k.close_folded_bare.get(rest) for rest in rests)), mask)
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
