"""Compiled areas of overlaps of polygons; numba is imported with this module, so import it late.

A polygon is the signed sum of what lies below its edges, with one sign for its upper and the other for
its lower edges. The overlap of two is therefore the sum over all pairs of an edge of the one and an
edge of the other of what lies below both, a closed form where they share a stretch of x. Nothing is cut
and no point is classified: shared borders and crossings in vertices are no special cases, and no
polygon of the overlap has to be built.
"""

import numba as nb
import numpy as np


@nb.njit(cache=True, nogil=True)
def overlap_areas(
    a_edges, a_sign, a_from, a_box, b_edges, b_sign, b_from, b_box, a_of_pair, b_of_pair, begin, end
):
    """Areas of the overlaps of pairs ``begin`` to ``end``.

    Parameters
    ----------
    a_edges, b_edges : float64 (edges, 4)
        ``x0, y0, x1, slope`` with x0 < x1, sorted by x0 within each polygon.
    a_sign, b_sign : float64 (edges,)
        1 where the polygon is below the edge, -1 where above.
    a_from, b_from : int64 (polygons + 1,)
        Where the edges of each polygon begin.
    a_box, b_box : float64 (polygons, 4)
        ``minx, miny, maxx, maxy``.
    a_of_pair, b_of_pair : int64 (pairs,)
    """
    out = np.empty(end - begin)
    for k in range(begin, end):
        a, b = a_of_pair[k], b_of_pair[k]
        left, right = max(a_box[a, 0], b_box[b, 0]), min(a_box[a, 2], b_box[b, 2])
        # Any height will do to measure from; one in the middle of the overlap rounds least.
        base = 0.5 * (max(a_box[a, 1], b_box[b, 1]) + min(a_box[a, 3], b_box[b, 3]))
        total = 0.0
        for i in range(a_from[a], a_from[a + 1]):
            ax0, ax1 = max(a_edges[i, 0], left), min(a_edges[i, 2], right)
            if ax0 >= ax1:
                continue
            ay0, a_slope = a_edges[i, 1] - base, a_edges[i, 3]
            below = 0.0
            for j in range(b_from[b], b_from[b + 1]):
                if b_edges[j, 0] >= ax1:
                    break
                x0, x1 = max(ax0, b_edges[j, 0]), min(ax1, b_edges[j, 2])
                if x0 >= x1:
                    continue
                at0, at1 = x0 - a_edges[i, 0], x1 - a_edges[i, 0]
                bt0, bt1 = x0 - b_edges[j, 0], x1 - b_edges[j, 0]
                by0, b_slope = b_edges[j, 1] - base, b_edges[j, 3]
                p0, p1 = ay0 + at0 * a_slope, ay0 + at1 * a_slope
                q0, q1 = by0 + bt0 * b_slope, by0 + bt1 * b_slope
                below += b_sign[j] * _below_both(p0, p1, q0, q1) * (x1 - x0)
            total += a_sign[i] * below
        out[k - begin] = total
    return out


@nb.njit(cache=True, nogil=True)
def _below_both(p0, p1, q0, q1):
    """Mean of the lower of two straight lines over a stretch, from their values at its ends."""
    d0, d1 = p0 - q0, p1 - q1
    if d0 <= 0.0 and d1 <= 0.0:
        return 0.5 * (p0 + p1)
    if d0 >= 0.0 and d1 >= 0.0:
        return 0.5 * (q0 + q1)
    t = d0 / (d0 - d1)
    cross = q0 + t * (q1 - q0)
    return 0.5 * (t * min(p0, q0) + (1.0 - t) * min(p1, q1) + cross)
