"""Simplified copies of the current versions, kept so that the first tile after a start is quick."""

import geopandas as gpd

from geo.overview import overviews
from layers.atlas import Atlas
from layers.derived import kept
from layers.store import Version


def load_overviews(atlas: Atlas, version: Version) -> dict[int, gpd.GeoSeries]:
    """The simplified copies of a layer of areas by the largest zoom they are for.

    Sites have none, and routes none either: street by street they have few vertices to lose.
    """
    if atlas.store.specs[version.layer_id].kind != "area":
        return {}

    def make() -> dict[str, gpd.GeoDataFrame]:
        made = overviews(atlas.frame(version))
        return {f"z{zoom:02d}": gpd.GeoDataFrame(geometry=shapes) for zoom, shapes in made.items()}

    frames = kept(atlas.store, f"overview-{version.sha256[:24]}", make)
    return {int(name[1:]): frame.geometry for name, frame in frames.items()}
