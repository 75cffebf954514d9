"""Compiled laying out of outlines in blocks; numba is imported with this module, so import it late."""

import numba as nb
import numpy as np


@nb.njit(cache=True, nogil=True)
def lay_out(xy, ring_first, ring_area, is_hole, origin, in_block):
    """The edges of rings with their polygon on the left, in blocks; see `geo.outline.Outlines`.

    Parameters
    ----------
    xy : float64 (points, 2)
        Corners of closed rings, one ring after the other.
    ring_first : int64 (rings + 1,)
        Where the corners of each ring begin.
    ring_area : int64 (rings,)
        The polygon of each ring, ascending.
    is_hole : bool (rings,)
    origin : float64 (polygons, 2)
    in_block : int
        Edges in a block.

    Returns
    -------
    edges, block_edge, block_of_area, block_box
        With room at the end of all but the third.
    """
    edges = np.empty((len(xy), 4))
    most = len(xy) // in_block + len(origin) + 1
    block_edge, block_box = np.empty(most + 1, np.int64), np.empty((most, 4))
    block_of_area = np.zeros(len(origin) + 1, np.int64)
    ring, n, blocks = 0, 0, 0
    for area in range(len(origin)):
        block_of_area[area] = blocks
        room = 0
        while ring < len(ring_area) and ring_area[ring] == area:
            first, last = ring_first[ring], ring_first[ring + 1] - 1
            twice = 0.0
            ox, oy = origin[area, 0], origin[area, 1]
            for k in range(first, last):
                twice += (xy[k, 0] - ox) * (xy[k + 1, 1] - oy) - (xy[k + 1, 0] - ox) * (
                    xy[k, 1] - oy
                )
            turn = (twice < 0.0) != is_hole[ring]
            for k in range(first, last):
                x0, y0, x1, y1 = xy[k, 0] - ox, xy[k, 1] - oy, xy[k + 1, 0] - ox, xy[k + 1, 1] - oy
                if x0 == x1 and y0 == y1:
                    continue
                if turn:
                    x0, y0, x1, y1 = x1, y1, x0, y0
                edges[n, 0], edges[n, 1], edges[n, 2], edges[n, 3] = x0, y0, x1, y1
                left, right, low, high = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
                if room == 0:
                    block_edge[blocks] = n
                    box = block_box[blocks]
                    box[0], box[1], box[2], box[3] = left, low, right, high
                    blocks += 1
                    room = in_block
                else:
                    box = block_box[blocks - 1]
                    box[0], box[1] = min(box[0], left), min(box[1], low)
                    box[2], box[3] = max(box[2], right), max(box[3], high)
                n += 1
                room -= 1
            ring += 1
    block_of_area[len(origin)] = blocks
    block_edge[blocks] = n
    return (
        edges[:n].copy(),
        block_edge[: blocks + 1].copy(),
        block_of_area,
        block_box[:blocks].copy(),
    )
