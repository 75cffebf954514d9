"""Whether a site stands in a town or outside one, by the kind of commune."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.join import points_in_areas
from layers.atlas import Atlas, Snapshot
from layers.coverage.presets import RURAL, URBAN

COMMUNES = "admin_commune"
_URBAN_KINDS = ("phường", "thị trấn")


def environments_of(atlas: Atlas, snapshot: Snapshot, points: pd.Series) -> pd.Series:
    """``urban`` in a ward or township, ``rural`` in a commune; None where the kind is not known.

    Parameters
    ----------
    points : Series of Point or None
        EPSG:4326.

    Notes
    -----
    The law gives a commune its kind, not a site its surroundings: it is an assumption. Dense urban
    cannot be told in this way.
    """
    found = pd.Series(None, index=points.index, dtype=object)
    if not snapshot.has(COMMUNES):
        return found
    communes = atlas.frame(snapshot.versions[COMMUNES])
    if "type" not in communes:
        return found
    series = gpd.GeoSeries(points.to_numpy(), crs=4326)
    pairs = points_in_areas(series, communes).drop_duplicates("point")
    kinds = communes["type"].to_numpy(object)[pairs["area"].to_numpy()]
    worded = np.where(np.isin(kinds, _URBAN_KINDS), URBAN, RURAL).astype(object)
    worded[pd.isna(kinds)] = None
    found.iloc[pairs["point"].to_numpy()] = worded
    return found
