"""Points of a regular grid inside polygons."""

import numpy as np
import shapely


def grid_points(shapes: np.ndarray, step_m: float) -> tuple[np.ndarray, np.ndarray]:
    """The middles of grid squares that lie in each polygon; of one that holds none, a point inside it.

    Parameters
    ----------
    shapes : array of Polygon or MultiPolygon
        In a plane in metres. Missing and empty ones have no points.
    step_m : float
        Side of a square. The grid is the same for all, so that neighbours do not overlap.

    Returns
    -------
    xy : ndarray (n, 2)
    shape : ndarray of int (n,)
        The polygon each point is of, ascending.
    """
    shapes = np.asarray(shapes, dtype=object)
    some = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not len(some):
        return np.empty((0, 2)), np.empty(0, np.int64)
    column, row, owner = _squares(shapely.bounds(shapes[some]), step_m)
    xy = np.column_stack([column + 0.5, row + 0.5]) * step_m
    shapely.prepare(shapes[some])
    inside = shapely.contains_xy(shapes[some][owner], *xy.T)
    xy, owner = xy[inside], owner[inside]
    lone = np.setdiff1d(np.arange(len(some)), owner)
    middles = shapely.get_coordinates(shapely.point_on_surface(shapes[some][lone]))
    xy, owner = np.vstack([xy, middles]), np.r_[owner, lone]
    order = np.argsort(owner, kind="stable")
    return xy[order], some[owner[order]]


def _squares(boxes: np.ndarray, step_m: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Column, row and owner of all squares that meet each box."""
    low = np.floor(boxes[:, :2] / step_m).astype(np.int64)
    high = np.floor(boxes[:, 2:] / step_m).astype(np.int64)
    wide, tall = (high - low + 1).T
    count = wide * tall
    owner = np.repeat(np.arange(len(boxes)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    column = low[owner, 0] + number % wide[owner]
    row = low[owner, 1] + number // wide[owner]
    return column, row, owner
