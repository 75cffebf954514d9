"""An index that follows edits: features come and go one by one, unlike in the other indexes."""

from threading import Lock

import numpy as np
import shapely
from rtree.index import Index, Property

from geo.errors import BadArgument, BadGeometry

Box = tuple[float, float, float, float]


class LiveIndex:
    """Boxes of features by id, in plane coordinates, with insertion and removal.

    For layers that do not change :class:`geo.viewport.Viewport` is some ten times quicker. One
    lock guards the index, so that threads may share it.

    Examples
    --------
    >>> index = LiveIndex()
    >>> index.insert(7, (0, 0, 1, 1))
    >>> index.query((0.5, 0.5, 2, 2))
    array([7])
    """

    def __init__(self) -> None:
        self._index = Index(properties=Property(dimension=2), interleaved=True)
        self._boxes: dict[int, Box] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._boxes)

    def __contains__(self, id: int) -> bool:
        return id in self._boxes

    def insert(self, id: int, where: Box | shapely.Geometry) -> None:
        """Put a feature in, or move it when the id is known.

        Parameters
        ----------
        id : int
        where : (minx, miny, maxx, maxy) or a geometry, of which the box counts

        Raises
        ------
        BadGeometry
            When the geometry is empty or the box not a box; the index is left as it was.
        """
        box = _box(where)
        with self._lock:
            self._take_out(id)
            self._index.insert(id, box)
            self._boxes[id] = box

    def remove(self, id: int) -> bool:
        """Take a feature out; False when the id was not there."""
        with self._lock:
            return self._take_out(id)

    def query(self, bbox: Box) -> np.ndarray:
        """Ids, ascending, of the features whose box meets ``bbox``; the rim belongs to it."""
        with self._lock:
            found = list(self._index.intersection(_box(bbox)))
        return np.sort(np.array(found, np.int64))

    def nearest(self, x: float, y: float, k: int = 1) -> np.ndarray:
        """Ids of the ``k`` features whose boxes are nearest to a point.

        In the order of plane distance, the lower id first where two are equally far; fewer when
        the index holds fewer.
        """
        if k < 1:
            raise BadArgument(name="k", value=k, expected="1 or more")
        with self._lock:
            # The library returns all that tie for the last place, so the choice is made here.
            found = list(self._index.nearest((x, y, x, y), k))
            boxes = np.array([self._boxes[id] for id in found]).reshape(-1, 4)
        ids = np.array(found, np.int64)
        dx = np.maximum(np.maximum(boxes[:, 0] - x, x - boxes[:, 2]), 0.0)
        dy = np.maximum(np.maximum(boxes[:, 1] - y, y - boxes[:, 3]), 0.0)
        return ids[np.lexsort((ids, np.hypot(dx, dy)))][:k]

    def _take_out(self, id: int) -> bool:
        box = self._boxes.pop(id, None)
        if box is not None:
            self._index.delete(id, box)
        return box is not None


def _box(where: Box | shapely.Geometry) -> Box:
    bounds = shapely.bounds(where) if isinstance(where, shapely.Geometry) else where
    minx, miny, maxx, maxy = (float(v) for v in bounds)
    if not (minx <= maxx and miny <= maxy):
        raise BadGeometry(what="box", reason=f"not a box: {(minx, miny, maxx, maxy)}")
    return minx, miny, maxx, maxy
