"""Which part of a layer somebody may see: some areas of it, some of its fields."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from layers.access import PERSONAL, Action, User, can, grants_for, hidden_fields
from layers.spec import FieldSpec, LayerSpec, tells_of_a_person

UNLISTED = "*"
"""Stands among fields for all that no spec knows and whose name tells of a person."""


@dataclass(frozen=True)
class Mask:
    """What is seen of a layer; the empty one hides nothing.

    Attributes
    ----------
    areas : tuple of str
        Only features that meet one of these areas (``<boundary layer>:<code>``); empty is everywhere.
    hidden : tuple of str
        Fields that are not there.
    bounded : tuple of (str, tuple of str)
        Fields that are blank outside of some areas.
    """

    areas: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    bounded: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.areas or self.hidden or self.bounded)

    @property
    def everywhere(self) -> "Mask":
        """The same fields hidden, without borders: what is blank somewhere is then hidden."""
        hidden = {*self.hidden, *(name for name, _ in self.bounded)}
        return Mask(hidden=tuple(sorted(hidden)))

    def held_to(self, spec: LayerSpec, columns: Collection[str]) -> "Mask":
        """The mask as it meets the columns of one version."""
        hidden = {name for name in self.hidden if name in columns}
        if UNLISTED in self.hidden:
            hidden |= {c for c in columns if spec.field(c) is None and tells_of_a_person(c)}
        bounded = tuple(each for each in self.bounded if each[0] in columns)
        return replace(self, hidden=tuple(sorted(hidden)), bounded=bounded)


def mask_of(user: User | None, spec: LayerSpec) -> Mask | None:
    """The mask that lies over a layer for `user`; None where nothing of it may be seen.

    Several grants show what each of them shows, and no more: a field that only one of them shows is
    blank outside of that one's areas.
    """
    if user is None:
        return None
    areas: tuple[str, ...] = ()
    if not can(user, Action.SEE, spec):
        named = {area for grant in grants_for(user, spec) for area in grant.areas}
        areas = tuple(sorted(area for area in named if can(user, Action.SEE, spec, area)))
        if not areas:
            return None
    hidden, bounded = [], []
    for name in sorted(_hidden(replace(user, grants=()), spec)):
        shown = _shown_in(user, spec, name)
        inside = shown if not areas or shown is None else shown & set(areas)
        if inside is None or (areas and inside == set(areas)):
            continue
        if not inside or name == UNLISTED:
            hidden.append(name)
        else:
            bounded.append((name, tuple(sorted(inside))))
    return Mask(areas, tuple(hidden), tuple(bounded))


def fields_hidden(user: User | None, spec: LayerSpec) -> Mask:
    """The mask of what `user` may only add up: the fields that are hidden anywhere."""
    known = mask_of(user, spec)
    if known is not None:
        return known.everywhere
    return Mask(hidden=tuple(sorted(_hidden(user and replace(user, grants=()), spec))))


def _shown_in(user: User, spec: LayerSpec, name: str) -> set[str] | None:
    """The areas in which grants show a field that the role alone does not; None for everywhere."""
    shown: set[str] = set()
    for grant in grants_for(user, spec):
        if name not in _hidden(replace(user, grants=(grant,)), spec):
            if not grant.areas:
                return None
            shown |= set(grant.areas)
    return shown


def _hidden(user: User | None, spec: LayerSpec) -> frozenset[str]:
    """The hidden fields; what no spec knows is judged like a personal field."""
    unlisted = FieldSpec(UNLISTED, "", "", tier=PERSONAL)
    return hidden_fields(user, replace(spec, fields=(*spec.fields, unlisted)))
