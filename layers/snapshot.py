"""The state of all layers at one moment, as far as somebody may see it."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property

from layers.masks.mask import Mask
from layers.store.model import Version


@dataclass(frozen=True)
class Snapshot:
    """The current versions at one moment; whatever is asked with it fits together.

    What its reader may not see is not in it, so that no door needs to ask again.

    Attributes
    ----------
    versions : dict of Version
        What may be seen point by point. Where only a part may be, a version of its own that holds that
        part (`layers.masks`).
    sums : dict of Version
        What may be added up by area, whole; by default the same. A layer of which only some areas may
        be seen is in it only where anybody may add it up: elsewhere a sum would pass for all there is.
    masks : dict of Mask
        Of the layers that are not seen in whole, what is seen of them in any version.
    """

    versions: dict[str, Version]
    sums: dict[str, Version] = None
    masks: dict[str, Mask] = field(default_factory=dict)

    def __post_init__(self):
        if self.sums is None:
            object.__setattr__(self, "sums", self.versions)

    @cached_property
    def key(self) -> str:
        """Names this state of all layers: the same for all who see the same."""
        joined = "|".join(version.key for version in self.versions.values())
        for layer_id in {**self.versions, **self.sums}:
            seen, summed = self.versions.get(layer_id), self.sums.get(layer_id)
            if (seen and seen.key) != (summed and summed.key):
                joined += f"|+{layer_id}:{summed.key if summed else '-'}"
        return hashlib.sha256(joined.encode()).hexdigest()[:16]

    def with_sums(self, layers: Collection[str]) -> "Snapshot":
        """The snapshot with some layers as they are added up by area, in the place of what is seen of them."""
        versions = {i: v for i, v in self.versions.items() if i not in layers}
        masks = {i: mask for i, mask in self.masks.items() if i not in layers}
        summed = {i: self.sums[i] for i in layers if i in self.sums}
        return Snapshot(versions | summed, self.sums, masks)

    def has(self, layer_id: str) -> bool:
        return layer_id in self.versions

    def whole(self, layer_id: str) -> bool:
        """Whether all features of a layer are there, and not those of some areas alone."""
        return self.has(layer_id) and not self.areas_of(layer_id)

    def areas_of(self, layer_id: str) -> tuple[str, ...]:
        """The areas (``<boundary layer>:<code>``) a layer is held to; empty where it is to none."""
        return self.masks[layer_id].areas if layer_id in self.masks else ()

    def with_version(self, version: Version) -> "Snapshot":
        """The snapshot with another version of one layer, which must be one that its reader may see."""
        layer_id = version.layer_id
        versions, sums = self.versions | {layer_id: version}, self.sums
        if layer_id in sums and sums[layer_id] == self.versions.get(layer_id):
            sums = sums | {layer_id: version}
        return replace(self, versions=versions, sums=sums)
