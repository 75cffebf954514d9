"""What share of a split commune lies in each area: by area, or by a field of the areas."""

import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.carrying.shares import area_shares, field_shares
from layers.services.observations import COMMUNE
from layers.services.places import Places, communes_links, own_keys, parents_of, places_of
from layers.units.timeline import territory_of

AREA = "area"
_KEYS = ["from_key", "to_key"]
_COMMUNES = ("admin_commune", "admin_commune_former")


def shares_to(
    atlas: Atlas, snapshot: Snapshot, places: Places, from_version: str, *, weight: str = AREA
) -> pd.DataFrame | None:
    """Shares of the communes of a version in the areas of a layer; made once for its versions.

    Returns
    -------
    DataFrame or None
        ``from_key``, ``to_key``, ``share``, ``weight``; None where no links lead there.
    """
    used = [snapshot.versions[i].key for i in (*_COMMUNES, places.layer) if snapshot.has(i)]
    key = f"service-shares-{'-'.join(used)}-{from_version}-{places.version}-{weight}"
    return atlas.answers.once(key, lambda: _make(atlas, snapshot, places, from_version, weight))


def _make(atlas, snapshot, places: Places, from_version: str, weight: str) -> pd.DataFrame | None:
    links = communes_links(atlas, snapshot, places, from_version)
    if links is None or not links["from_key"].duplicated().any():
        return None
    source = _polygons(atlas, snapshot, territory_of(from_version))
    target = _polygons(atlas, snapshot, places.ground)
    if weight == AREA or target is None or weight not in target:
        shares = area_shares(links, source, target)
    else:
        shares = field_shares(links, source, target, weight)
    if places.level != COMMUNE:
        shares["to_key"] = shares["to_key"].map(parents_of(places))
    shares = shares.assign(to_key=own_keys(places, shares["to_key"])).dropna(subset=["to_key"])
    return shares.groupby(_KEYS, as_index=False).agg(
        share=("share", "sum"), weight=("weight", "first")
    )


def _polygons(atlas: Atlas, snapshot: Snapshot, ground: str) -> pd.DataFrame | None:
    """The layer of communes with these borders; None where the store has none."""
    for layer in _COMMUNES:
        if snapshot.has(layer) and places_of(atlas, snapshot, layer).ground == ground:
            return atlas.frame(snapshot.versions[layer])
    return None
