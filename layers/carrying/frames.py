"""What carrying needs of a store: units of a version with their ground, links, and shares."""

import numpy as np
import pandas as pd

from layers.atlas import BOUNDARIES, Atlas, Snapshot
from layers.carrying.ground import versions_of
from layers.carrying.shares import (
    AREA,
    POPULATION_SHARE,
    area_shares,
    field_shares,
    point_shares,
    stated_shares,
)
from layers.errors import BadOption, NoCrosswalk
from layers.spec import LayerSpec
from layers.store import Store
from layers.units import national
from layers.units.links import links, links_of_layer
from layers.units.timeline import same_ground, territory_of

CROSSWALK, POPULATION = "admin_crosswalk", "population"


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
        self._store = source.store if isinstance(source, Atlas) else source
        self.versions = snapshot.versions if snapshot else self._store.current()
        self._read: dict[str, pd.DataFrame] = {}

    @property
    def specs(self) -> dict[str, LayerSpec]:
        return self._store.specs

    def __contains__(self, layer_id: str) -> bool:
        return layer_id in self.versions

    def __getitem__(self, layer_id: str) -> pd.DataFrame:
        version = self.versions[layer_id]
        if self._atlas:
            return self._atlas.frame(version)
        if layer_id not in self._read:
            self._read[layer_id] = self._store.read(layer_id, number=version.number)
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
    for layer_id in BOUNDARIES[:2]:
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


def shares_in(
    frames: Frames, linked: pd.DataFrame, from_version: str, to_version: str, weight: str = AREA
) -> pd.DataFrame:
    """Shares of the split units among the links, by the weight that is wanted where it is known.

    Parameters
    ----------
    linked : DataFrame
        As of `links_in`.
    weight : str
        ``area``; a numeric field of the units of `to_version`, such as ``population``; or a layer of
        points, which are counted in the parts.

    Raises
    ------
    BadOption
        When it is none of these.
    """
    source, target = units_in(frames, from_version), units_in(frames, to_version)
    if weight == AREA:
        return area_shares(linked, source, target)
    spec = frames.specs.get(weight)
    if spec is not None and spec.kind == "point" and weight in frames:
        return point_shares(linked, source, target, frames[weight], weight)
    stated = _stated(frames, linked) if weight == POPULATION else None
    known = target is not None and weight in target
    if not known and weight != POPULATION:
        raise BadOption(option="--weight", value=weight)
    if known and not _is_number(target[weight]):
        raise BadOption(option="--weight", value=weight)
    found = field_shares(linked, source, target, weight)
    if stated is None or stated.empty:
        return found
    return pd.concat([stated, found[~found["from_key"].isin(stated["from_key"])]])


def _stated(frames: Frames, linked: pd.DataFrame) -> pd.DataFrame | None:
    if CROSSWALK not in frames or POPULATION_SHARE not in frames[CROSSWALK]:
        return None
    return stated_shares(linked, frames[CROSSWALK], POPULATION_SHARE)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not np.issubdtype(
        getattr(column.dtype, "numpy_dtype", column.dtype), np.bool_
    )
