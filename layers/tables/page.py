"""A page of the rows of a layer: filtered and sorted here, so that a browser gets no more than it shows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.filters.condition import Filter
from layers.filters.rows import filter_key, rows_of
from layers.maps.view import EVERYTHING, MOST_SELECTED
from layers.store import Version
from layers.tables.columns import table_field
from layers.tables.order import rows_in_order

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Some rows of a layer.

    Attributes
    ----------
    rows : DataFrame
        With ``fid``, as they stand in the frame; shared, not to be edited.
    places : ndarray
        Where they stand in the frame.
    number : int
        Of the page, from 0.
    matched, total : int
        Rows that pass the filter, and rows there are.
    """

    rows: pd.DataFrame
    places: np.ndarray
    number: int
    matched: int
    total: int


def page_of(
    atlas: Atlas,
    snapshot: Snapshot,
    layer_id: str,
    filter: Filter = EVERYTHING,
    *,
    sort: str | None = None,
    descending: bool = False,
    page: int = 0,
    size: int = SIZE,
) -> Page:
    """One page of the rows that pass; a page beyond the last is the last.

    Parameters
    ----------
    sort : str, optional
        A field; without one the rows come as they are stored.

    Raises
    ------
    UnknownField, BadFilter
        See `layers.filters.rows.rows_of`.
    """
    key = f"page-{filter_key(snapshot, layer_id, filter)}-{sort}-{descending:d}-{page}-{size}"

    def make() -> Page:
        frame = atlas.frame(snapshot.versions[layer_id])
        found = matched_rows(atlas, snapshot, layer_id, filter, sort=sort, descending=descending)
        number = min(max(page, 0), max(-(-len(found) // size) - 1, 0))
        places = found[number * size : (number + 1) * size]
        return Page(frame.iloc[places], places, number, len(found), len(frame))

    return atlas.answers.once(key, make)


def matched_rows(
    atlas: Atlas,
    snapshot: Snapshot,
    layer_id: str,
    filter: Filter = EVERYTHING,
    *,
    sort: str | None = None,
    descending: bool = False,
) -> np.ndarray:
    """Places in the frame of the rows that pass, in the order asked for."""
    version = snapshot.versions[layer_id]
    order = None
    if sort is not None:
        field = table_field(atlas, snapshot, layer_id, sort)
        order = rows_in_order(atlas, version, field, descending=descending)
    if not filter:
        return np.arange(len(atlas.frame(version))) if order is None else order
    passes = rows_of(atlas, snapshot, layer_id, filter)
    return np.flatnonzero(passes) if order is None else order[passes[order]]


def count_of(atlas: Atlas, snapshot: Snapshot, layer_id: str, filter: Filter) -> int:
    """How many rows pass."""
    if not filter:
        return snapshot.versions[layer_id].rows
    return int(np.count_nonzero(rows_of(atlas, snapshot, layer_id, filter)))


def page_with(
    atlas: Atlas, snapshot: Snapshot, layer_id: str, filter: Filter, fid: int, **order
) -> int | None:
    """The number of the page that holds a feature; None where it does not pass.

    Parameters
    ----------
    **order
        ``sort`` and ``descending`` as `page_of` takes them.
    """
    place = places_of(atlas, snapshot.versions[layer_id], [fid])
    if not len(place):
        return None
    found = matched_rows(atlas, snapshot, layer_id, filter, **order)
    at = np.flatnonzero(found == place[0])
    return int(at[0]) // SIZE if len(at) else None


def features_of(
    atlas: Atlas, snapshot: Snapshot, layer_id: str, filter: Filter, *, most: int = MOST_SELECTED
) -> list[str]:
    """The first `most` features that pass, named as tiles name them (``layer:fid``)."""
    frame = atlas.frame(snapshot.versions[layer_id])
    rows = matched_rows(atlas, snapshot, layer_id, filter)[:most]
    return [f"{layer_id}:{fid}" for fid in frame["fid"].iloc[rows]]


def places_of(atlas: Atlas, version: Version, fids: Iterable[int]) -> np.ndarray:
    """Where features stand in the frame, by their ``fid``; those that are not there are left out."""
    places = atlas.fids(version).get_indexer(pd.Index(list(fids), dtype="int64"))
    return places[places >= 0]


def features_there(atlas: Atlas, snapshot: Snapshot, features: Iterable[str]) -> list[str]:
    """Those of the `features` (``layer:fid``) that the store has, in their order."""
    named, there = list(features), set()
    for layer_id in {feature.rpartition(":")[0] for feature in named}:
        if snapshot.has(layer_id):
            fids = fids_in(layer_id, named)
            at = atlas.fids(snapshot.versions[layer_id]).get_indexer(pd.Index(fids, dtype="int64"))
            there |= {(layer_id, fid) for fid, place in zip(fids, at, strict=True) if place >= 0}
    return [each for each in named if _named(each) in there]


def _named(feature: str) -> tuple[str, int | None]:
    layer_id = feature.rpartition(":")[0]
    return layer_id, next(iter(fids_in(layer_id, [feature])), None)


def fids_in(layer_id: str, features: Iterable[str]) -> list[int]:
    """The ``fid`` of those of the `features` that are of a layer."""
    pairs = (feature.rpartition(":") for feature in features)
    return [
        int(fid)
        for layer, _, fid in pairs
        if layer == layer_id and fid.isascii() and fid.isdigit() and len(fid) < 16
    ]
