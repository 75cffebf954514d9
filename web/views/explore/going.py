"""Where features lie, so that the map can go there."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np

from layers.tables.page import fids_in, places_of
from web.views.explore import look
from web.views.explore.scene import Scene

# Around one point the map shows about half a kilometre.
_AROUND = 0.002


def go_to_features(scene: Scene, features: Iterable[str]) -> None:
    """Let the map go to features; where none of them has a place it stays."""
    box = box_of_features(scene, list(features))
    if box is not None:
        look.at(box)


def box_of_features(scene: Scene, features: list[str]) -> tuple[float, float, float, float] | None:
    """The box (EPSG:4326) around features named ``layer:fid``; None where none has a place."""
    boxes = []
    for layer_id in dict.fromkeys(each.rpartition(":")[0] for each in features):
        if not scene.snapshot.has(layer_id):
            continue
        version = scene.snapshot.versions[layer_id]
        frame = scene.atlas.frame(version)
        if not isinstance(frame, gpd.GeoDataFrame):
            continue
        rows = places_of(scene.atlas, version, fids_in(layer_id, features))
        boxes.append(frame.geometry.iloc[rows].bounds.to_numpy())
    found = np.concatenate(boxes) if boxes else np.empty((0, 4))
    found = found[np.isfinite(found).all(axis=1)]
    if not len(found):
        return None
    (west, south), (east, north) = found[:, :2].min(axis=0), found[:, 2:].max(axis=0)
    return (west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
