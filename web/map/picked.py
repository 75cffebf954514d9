"""What is selected, for the map: the area, the picked features, and where those are that a tile may leave out."""

from layers.atlas import Atlas, Snapshot
from layers.maps.view import MapView
from layers.tables.page import fids_in, places_of

# A place is told for so many: a mark a reader looks for is one of few.
MOST_PLACES = 100


def selection(atlas: Atlas, snapshot: Snapshot, view: MapView) -> dict | None:
    """The selected area and the picked features in one; None where nothing is selected."""
    if not (view.selected or view.picked):
        return None
    made = {"layer": view.areas, "code": view.selected, "ids": list(view.picked)}
    points = _points(atlas, snapshot, view.picked[:MOST_PLACES])
    return made | {"points": points} if points else made


def _points(atlas: Atlas, snapshot: Snapshot, picked: tuple[str, ...]) -> dict[str, list[float]]:
    """``layer:fid`` to longitude and latitude: points are thinned in tiles, the picked ones stay in sight."""
    told = {}
    for layer_id in {each.rpartition(":")[0] for each in picked}:
        if not snapshot.has(layer_id) or atlas.store.specs[layer_id].kind != "point":
            continue
        version = snapshot.versions[layer_id]
        frame = atlas.frame(version)
        places = places_of(atlas, version, fids_in(layer_id, picked))
        for fid, point in zip(frame["fid"].iloc[places], frame.geometry.iloc[places], strict=True):
            if point is not None and point.geom_type == "Point" and not point.is_empty:
                told[f"{layer_id}:{fid}"] = [round(point.x, 6), round(point.y, 6)]
    return told
