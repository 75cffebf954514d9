"""Which features meet a window of the map."""

import numpy as np
import shapely

from geo.errors import BadArgument


class Viewport:
    """An index over the boxes of features, made once and asked for many windows.

    Parameters
    ----------
    geoms : GeoSeries or array of shapely geometries
        In any plane coordinates. Missing and empty ones are never found.

    Examples
    --------
    >>> Viewport(shapely.points([[0, 0], [5, 5]])).query((-1, -1, 1, 1))
    array([0])
    """

    def __init__(self, geoms) -> None:
        self._tree = shapely.STRtree(np.asarray(geoms, dtype=object))

    def __len__(self) -> int:
        return len(self._tree.geometries)

    def query(self, bbox: tuple[float, float, float, float]) -> np.ndarray:
        """Row numbers, ascending, of the features whose box meets the window.

        Parameters
        ----------
        bbox : (minx, miny, maxx, maxy)
            In the coordinates of the features; the rim belongs to it. A point is found exactly; of
            a line or polygon the box counts, not the shape.

        Raises
        ------
        BadArgument
            When a number is NaN, or a minimum above its maximum.
        """
        minx, miny, maxx, maxy = bbox
        if not (minx <= maxx and miny <= maxy):
            raise BadArgument(name="bbox", value=bbox, expected="(minx, miny, maxx, maxy)")
        return np.sort(self._tree.query(shapely.box(*bbox)))

    def meeting(self, shape, *, inside: bool = False) -> np.ndarray:
        """Row numbers, ascending, of the features that meet a shape.

        Parameters
        ----------
        shape : shapely geometry
            In the coordinates of the features. Unlike `query` this looks at the shapes themselves.
        inside : bool
            Leave out features that share no more than an edge or a corner with it.
        """
        found = np.sort(self._tree.query(shape, predicate="intersects"))
        if inside:
            found = found[~shapely.touches(self._tree.geometries[found], shape)]
        return found
