"""Outlines of polygons as edges that run with the polygon on their left, in small blocks with a box each."""

from typing import NamedTuple

import numpy as np
import shapely

from geo.errors import BadGeometryType

_EDGES_IN_BLOCK = 16
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Outlines(NamedTuple):
    """Edges of polygons, in the plane of the polygons.

    Attributes
    ----------
    origin : float64 (polygons, 2)
        The middle of each polygon, from which its edges are measured: short numbers round less.
    edges : float64 (edges, 4)
        ``x0, y0, x1, y1``; none is a point.
    block_edge : int64 (blocks + 1,)
        Where the edges of each block begin; a block holds edges of one polygon.
    block_of_area : int64 (polygons + 1,)
        Where the blocks of each polygon begin.
    block_box : float64 (blocks, 4)
        ``minx, miny, maxx, maxy`` of each block, from the origin too.
    """

    origin: np.ndarray
    edges: np.ndarray
    block_edge: np.ndarray
    block_of_area: np.ndarray
    block_box: np.ndarray


def outlines_of(geoms: np.ndarray) -> Outlines:
    """The outlines of valid polygons and multipolygons; missing and empty ones have no edges.

    Raises
    ------
    BadGeometryType
        When something is not a polygon.
    """
    from geo.outline_kernel import lay_out

    geoms = np.asarray(geoms, dtype=object)
    kind = shapely.get_type_id(geoms)
    odd = ~np.isin(kind, [*_POLYGONS, shapely.GeometryType.MISSING]) & ~shapely.is_empty(geoms)
    if odd.any():
        found = geoms[odd.argmax()].geom_type
        raise BadGeometryType(what="areas", found=found, expected="polygons")
    box = shapely.bounds(geoms)
    origin = np.nan_to_num((box[:, :2] + box[:, 2:]) / 2)
    parts, owner = shapely.get_parts(geoms, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    hole = np.r_[False, part[1:] == part[:-1]][: len(part)]
    first = np.r_[0, np.cumsum(shapely.get_num_coordinates(rings))].astype(np.int64)
    xy = shapely.get_coordinates(rings)
    area = owner[part].astype(np.int64)
    return Outlines(origin, *lay_out(xy, first, area, hole, origin, _EDGES_IN_BLOCK))
