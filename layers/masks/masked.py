"""The versions that somebody sees: the common ones, or parts of them that are cut out once and kept."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.access import Action, Role, User, can
from layers.facts import TOLD_BY_VALUE
from layers.masks.cut import cut
from layers.masks.inside import by_layer, rows_inside
from layers.masks.mask import Mask, fields_hidden, mask_of
from layers.profiles.kinds import KIND_FIELD
from layers.shelf import Shelf
from layers.snapshot import Snapshot
from layers.spec import LayerSpec
from layers.store import Store, Version
from layers.store.files import describe
from layers.words import LANGUAGES, Words

# Raised when the rule by which parts are cut changes.
_REVISION = 1
_MOST_KNOWN = 2_000
_MOST_RIGHTS = 500
_MOST_SNAPSHOTS = 500
_NAMES_OF_UNITS = ("unit_key", "admin_version", "province_code", "commune_code")

# By layer the mask of what is seen and of what is summed, None where nothing is.
_Rights = dict[str, tuple[Mask | None, Mask | None]]


class Masked:
    """Makes snapshots of a store for its users.

    Most users have no mask over most layers, and share the version that everybody has. A masked version
    is a version like any other, with a key of its own; users with the same mask share it.

    Parameters
    ----------
    frame : callable
        Gives the rows of a version of a boundary layer.
    """

    def __init__(self, store: Store, frame: Callable[[Version], pd.DataFrame]):
        self._store, self._frame = store, frame
        self._known = Shelf(_MOST_KNOWN)
        self._rights = (store.specs, Shelf(_MOST_RIGHTS), Shelf(_MOST_SNAPSHOTS))

    def snapshot(self, user: User | None) -> Snapshot:
        """The current versions as `user` sees them."""
        current = self._store.current()
        if user is not None and user.is_at_least(Role.ADMINISTRATOR):
            return Snapshot(current)
        if user is None:
            return Snapshot({})
        name, rights, made = self._rights_of(user)
        standing = "|".join(version.key for version in current.values())
        found = made.once(f"{name}|{standing}", lambda: self._snapshot(rights, current))
        if not all(self._store.path(v).exists() for v in _parts(found)):
            return self._snapshot(rights, current)  # which cuts them out once more
        return found

    def _snapshot(self, rights: _Rights, current: Mapping[str, Version]) -> Snapshot:
        known = {layer_id: rights[layer_id] for layer_id in current if layer_id in rights}
        versions = {
            layer_id: self.version(current[layer_id], seen, current)
            for layer_id, (seen, _) in known.items()
            if seen is not None
        }
        sums = {
            layer_id: self.version(current[layer_id], summed, current)
            for layer_id, (_, summed) in known.items()
            if summed is not None
        }
        return Snapshot(versions, sums, {i: seen for i, (seen, _) in known.items() if seen})

    def version(self, version: Version, mask: Mask, current: Mapping[str, Version]) -> Version:
        """A version as it is seen through a mask; itself where the mask hides nothing of it.

        Parameters
        ----------
        current : mapping of Version
            Where the boundary layers that bound the areas are found.
        """
        if not mask:
            return version
        spec = self._store.specs[version.layer_id]
        mask = mask.held_to(spec, self._columns(version))
        if not mask:
            return version
        named = by_layer([*mask.areas, *(area for _, areas in mask.bounded for area in areas)])
        grounds = {i: current[i] for i in sorted(named) if i in current}
        said = f"{_REVISION}|{version.sha256}|{mask}|{[v.sha256 for v in grounds.values()]}"
        name = hashlib.sha256(said.encode()).hexdigest()
        part = replace(version, sha256=name, part_of=version.sha256)
        known = self._known.once(name, lambda: self._described(version, part, mask, grounds))
        if not self._store.path(known).exists():
            self._cut(version, part, mask, grounds)
        return known

    def _rights_of(self, user: User) -> tuple[str, _Rights, Shelf]:
        """What a user may, its name, and the snapshots that were made for all who may the same.

        Asked at every door, so it is made once for all with the same role and grants, while the specs stand.
        """
        specs, shelf, made = self._rights
        if specs is not self._store.specs:
            specs = self._store.specs
            shelf, made = Shelf(_MOST_RIGHTS), Shelf(_MOST_SNAPSHOTS)
            self._rights = specs, shelf, made
        user = replace(user, id="", name="")
        name = repr(user)
        rights = shelf.once(
            name, lambda: {i: (mask_of(user, s), _summed(user, s)) for i, s in specs.items()}
        )
        return name, rights, made

    def _columns(self, version: Version) -> list[str]:
        return self._known.once(f"columns-{version.key}", lambda: self._store.columns(version))

    def _described(self, version: Version, part: Version, mask: Mask, grounds) -> Version:
        path = self._store.path(part)
        if not path.exists():
            self._cut(version, part, mask, grounds)
        facts = describe(path)
        origin = replace(version.provenance, note=_note(version.provenance.note, mask))
        return replace(
            part,
            rows=facts.rows,
            bounds=facts.bounds,
            boundary_version=facts.boundary_version,
            provenance=origin,
        )

    def _cut(self, version: Version, part: Version, mask: Mask, grounds) -> None:
        rows = bounds = None
        blank = {}
        if mask.areas or mask.bounded:
            frame = self._placed(version)
            shown = {i: self._frame(ground) for i, ground in grounds.items()}
            if mask.areas:
                rows = rows_inside(frame, mask.areas, shown)
                bounds = _bounds(frame[rows])
            blank = {name: ~rows_inside(frame, areas, shown) for name, areas in mask.bounded}
        source, out = self._store.path(version), self._store.path(part)
        cut(source, out, hidden=mask.hidden, rows=rows, bounds=bounds, blank=blank)

    def _placed(self, version: Version) -> pd.DataFrame:
        """The rows of a version with what says where they lie, and no more."""
        columns = self._columns(version)
        if "geometry" in columns:
            return self._store.read_version(version, columns=["geometry"])
        named = [name for name in _NAMES_OF_UNITS if name in columns]
        return self._store.read_version(version, columns=named)


def _parts(snapshot: Snapshot) -> Collection[Version]:
    """The versions of a snapshot that are parts of others, and so files that may be taken away."""
    every = (*snapshot.versions.values(), *snapshot.sums.values())
    return {version.sha256: version for version in every if version.part_of is not None}.values()


def _summed(user: User, spec: LayerSpec) -> Mask | None:
    """The mask of what sums are made of: the whole layer, but for hidden values that sums would tell."""
    if not can(user, Action.SUM, spec):
        return None
    hidden = fields_hidden(user, spec)
    told = TOLD_BY_VALUE | {KIND_FIELD.get(spec.id)}
    return hidden if spec.is_table or told.intersection(hidden.hidden) else Mask()


def _bounds(frame: pd.DataFrame) -> tuple[float, float, float, float] | None:
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    box = frame.total_bounds
    return tuple(map(float, box)) if np.isfinite(box).all() else None


def _note(note: dict, mask: Mask) -> dict:
    """The remark of a version with what is said of a part of it, in each language."""
    if not mask.areas:
        return note
    told = {lang: Words(lang)("mask.part", count=len(mask.areas)) for lang in LANGUAGES}
    return {lang: " ".join(filter(None, (note.get(lang, ""), told[lang]))) for lang in LANGUAGES}
