"""Which features meet a window of the map."""

import numpy as np
import shapely


class Viewport:
    """An index over the boxes of features, made once and asked for many windows.

    Parameters
    ----------
    geoms : GeoSeries or array of shapely geometries
        Missing and empty ones are never found.
    """

    def __init__(self, geoms):
        self._tree = shapely.STRtree(np.asarray(geoms, dtype=object))

    def query(self, bbox: tuple[float, float, float, float]) -> np.ndarray:
        """Row numbers of the features whose box meets (minx, miny, maxx, maxy), in no order."""
        return self._tree.query(shapely.box(*bbox))
