"""Take a layer away as a file: who may, which rows, in which format."""

from collections.abc import Collection
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.access import Action, User, can
from layers.atlas import Atlas, Snapshot
from layers.audit import note_export
from layers.errors import BadOption, UnknownLayer
from layers.filters.condition import Filter
from layers.masks.doors import require_seen, require_taken
from layers.spec import get_spec
from layers.writing import FORMATS, write_file

_INTERNAL = ("fid", "bbox")
_EVERYTHING = Filter()


def export_layer(
    atlas: Atlas,
    layer_id: str,
    out: Path,
    *,
    user: User,
    file_format: str,
    filter: Filter = _EVERYTHING,
    bbox: tuple[float, float, float, float] | None = None,
    picked: Collection[int] | None = None,
    snapshot: Snapshot | None = None,
) -> int:
    """Write the features that pass the filters to `out`; give how many.

    Parameters
    ----------
    file_format : {"geojson", "gpkg", "shp", "csv", "xlsx", "parquet"}
        ``shp`` makes a zip with .cpg and .prj, names of at most 10 ASCII characters and the list of
        what they stand for. ``csv`` and ``xlsx`` carry the position as ``lon`` and ``lat`` of a point
        on the feature, and text that a spreadsheet would run as a formula gets an apostrophe: text
        that begins with ``=``, ``+``, ``-`` or ``@``, so telephone numbers like ``+84 …`` too.
        Numbers stay numbers.
    filter : Filter
        What the map, the table and the chart show is what is written.
    bbox : tuple, optional
        (minx, miny, maxx, maxy) in EPSG:4326.
    picked : collection of int, optional
        The selected features by their ``fid``; only they are written.

    Raises
    ------
    NotAllowed
        If `user` may not export the layer, or not see a layer that the filter asks about.
    BadOption, BadFilter, UnknownField, CannotWrite
        As `rows_taken` and `layers.writing.write_file` say.
    """
    spec = get_spec(atlas.store.specs, layer_id)
    snapshot = snapshot or atlas.now(user)
    if not snapshot.has(layer_id) and can(user, Action.EXPORT, spec):
        raise UnknownLayer(layer=layer_id, known=", ".join(sorted(snapshot.versions)))
    require_taken(user, spec, snapshot)
    if file_format not in FORMATS:
        raise BadOption(option="--format", value=file_format)
    require_grounds(atlas, filter, user, snapshot)
    frame = rows_taken(atlas, snapshot, layer_id, filter=filter, bbox=bbox, picked=picked)
    write_file(frame, out, spec, file_format=file_format)
    note_export(
        atlas.store,
        user,
        snapshot,
        [layer_id],
        what="layer",
        kind=file_format,
        rows=len(frame),
        filtered=bool(filter) or bbox is not None or picked is not None,
    )
    return len(frame)


def require_grounds(
    atlas: Atlas, filter: Filter, user: User, snapshot: Snapshot | None = None
) -> None:
    """Raise `NotAllowed` where a filter asks about the features of a layer that `user` may not see."""
    snapshot = snapshot or atlas.now(user)
    for ground in filter.grounds:
        if ground.layer is not None:
            require_seen(user, get_spec(atlas.store.specs, ground.layer), snapshot)


def rows_taken(
    atlas: Atlas,
    snapshot: Snapshot,
    layer_id: str,
    *,
    filter: Filter = _EVERYTHING,
    bbox: tuple[float, float, float, float] | None = None,
    picked: Collection[int] | None = None,
) -> pd.DataFrame:
    """The rows of a layer that pass, without the columns that are the store's own."""
    if not snapshot.has(layer_id):
        raise UnknownLayer(layer=layer_id, known=", ".join(sorted(snapshot.versions)))
    frame = atlas.frame(snapshot.versions[layer_id])
    passing = np.ones(len(frame), bool)
    if filter:
        from layers.filters.rows import rows_of

        passing &= rows_of(atlas, snapshot, layer_id, filter)
    if bbox is not None and isinstance(frame, gpd.GeoDataFrame):
        passing &= shapely.intersects(frame.geometry.to_numpy(), shapely.box(*bbox))
    if picked is not None:
        passing &= frame["fid"].isin(list(picked)).to_numpy()
    return frame[passing].drop(columns=list(_INTERNAL), errors="ignore")
