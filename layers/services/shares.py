"""What share of a split commune lies in each area: by area, or by a field of the areas."""

import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.carrying.frames import CROSSWALK, UNIT_LAYERS, Frames
from layers.carrying.shares import AREA
from layers.carrying.weighing import shares_in
from layers.errors import BadOption, NoCrosswalk, UnitsNotListed
from layers.services.observations import COMMUNE
from layers.services.places import Places, own_keys, parents_of
from layers.units.timeline import territory_of

_KEYS = ["from_key", "to_key"]


def shares_to(
    atlas: Atlas, snapshot: Snapshot, places: Places, from_version: str, *, weight: str = AREA
) -> pd.DataFrame | None:
    """Shares of the communes of a version in the areas of a layer; made once for its versions.

    A weight that the areas do not have is read as area.

    Returns
    -------
    DataFrame or None
        ``from_key``, ``to_key``, ``share``, ``weight``; None where no links lead there or nothing is
        split.
    """
    used = [
        snapshot.versions[i].key for i in (*UNIT_LAYERS, CROSSWALK, places.layer) if snapshot.has(i)
    ]
    key = f"service-shares-{'-'.join(used)}-{from_version}-{places.version}-{weight}"
    return atlas.answers.once(key, lambda: _make(atlas, snapshot, places, from_version, weight))


def _make(atlas, snapshot, places: Places, from_version: str, weight: str) -> pd.DataFrame | None:
    if territory_of(from_version) == places.ground:
        return None
    frames = Frames(atlas, snapshot)
    try:
        parents = None if places.level == COMMUNE else parents_of(places)
        shares = _shares(frames, from_version, places.version, weight)
    except (NoCrosswalk, UnitsNotListed):
        return None
    if shares.empty:
        return None
    if parents is not None:
        shares["to_key"] = shares["to_key"].map(parents)
    shares = shares.assign(to_key=own_keys(places, shares["to_key"])).dropna(subset=["to_key"])
    return shares.groupby(_KEYS, as_index=False).agg(
        share=("share", "sum"), weight=("weight", "first")
    )


def _shares(frames: Frames, from_version: str, to_version: str, weight: str) -> pd.DataFrame:
    try:
        return shares_in(frames, from_version, to_version, weight)
    except BadOption:
        return shares_in(frames, from_version, to_version, AREA)
