"""What carrying needs of a store: units of a version with their ground, and links."""

import pandas as pd

from layers.atlas import BOUNDARIES, Atlas, Snapshot
from layers.carrying.ground import versions_of
from layers.errors import NoCrosswalk
from layers.spec import LayerSpec
from layers.store import Store
from layers.units import national
from layers.units.links import links, links_of_layer
from layers.units.timeline import same_ground, territory_of

CROSSWALK = "admin_crosswalk"
UNIT_LAYERS = BOUNDARIES[:2]
"""The layers of communes: today's and former ones."""


class Frames:
    """The current layers of a store by name, each read when it is first asked for.

    Parameters
    ----------
    source : Store or Atlas
        An atlas keeps what it read for others too.
    snapshot : Snapshot, optional
        Of an atlas: the versions to read.
    """

    def __init__(self, source: Store | Atlas, snapshot: Snapshot | None = None):
        self._atlas = source if isinstance(source, Atlas) else None
        self.store = source.store if isinstance(source, Atlas) else source
        self.versions = snapshot.versions if snapshot else self.store.current()
        self._read: dict[str, pd.DataFrame] = {}

    @property
    def specs(self) -> dict[str, LayerSpec]:
        return self.store.specs

    def __contains__(self, layer_id: str) -> bool:
        return layer_id in self.versions

    def __getitem__(self, layer_id: str) -> pd.DataFrame:
        version = self.versions[layer_id]
        if self._atlas:
            return self._atlas.frame(version)
        if layer_id not in self._read:
            self._read[layer_id] = self.store.read_version(version)
        return self._read[layer_id]


def links_in(frames: Frames, from_version: str, to_version: str) -> pd.DataFrame:
    """The links between two versions: those of the store's crosswalk, else the national ones.

    Raises
    ------
    NoCrosswalk
        When neither has any.
    """
    if CROSSWALK in frames and not same_ground(from_version, to_version):
        try:
            return links_of_layer(frames[CROSSWALK], from_version, to_version)
        except NoCrosswalk:
            pass
    return links(from_version, to_version)


def units_in(frames: Frames, version: str) -> pd.DataFrame | None:
    """The units of a version, or of one with the same borders, from a boundary layer of the store.

    Where the store has none, today's units come with their published areas, without polygons.
    """
    wanted = territory_of(version)
    for layer_id in UNIT_LAYERS:
        if layer_id not in frames:
            continue
        frame = frames[layer_id]
        names = versions_of(frame["unit_key"])
        here = names.map({name: territory_of(name) == wanted for name in names.unique()})
        if here.any():
            return frame[here.to_numpy(dtype=bool)]
    if wanted == national.TODAY:
        today = national.communes_today()
        return today.assign(unit_key=wanted + ":" + today["code"])
    return None
