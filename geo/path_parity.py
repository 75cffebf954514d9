"""Which side of a line a point lies on, and what a path of a border adds to its parity; compiled.

The sign is GEOS's, number by number, so that our answers and its agree. Numba is imported with this
module, so import it late.
"""

import numba as nb

from geo.grid_build import END_RAY, LENGTH_SHIFT, START_RAY

_SPLIT = 134217729.0  # 2**27 + 1, halves the digits of a double (Dekker)


@nb.njit(cache=True, nogil=True)
def _dd_add(ahi, alo, bhi, blo):
    s = ahi + bhi
    t = alo + blo
    e = s - ahi
    f = t - alo
    s_err = (bhi - e) + (ahi - (s - e))
    t_err = (blo - f) + (alo - (t - f))
    e = s_err + t
    hi = s + e
    e = t_err + (e + (s - hi))
    out = hi + e
    return out, e + (hi - out)


@nb.njit(cache=True, nogil=True)
def _dd_multiply(ahi, alo, bhi, blo):
    c = _SPLIT * ahi
    ax = c - (c - ahi)
    ay = ahi - ax
    c = _SPLIT * bhi
    bx = c - (c - bhi)
    by = bhi - bx
    product = ahi * bhi
    err = ((((ax * bx - product) + ax * by) + ay * bx) + ay * by) + (ahi * blo + alo * bhi)
    hi = product + err
    return hi, err + (product - hi)


@nb.njit(cache=True, nogil=True)
def _side_dd(ax, ay, bx, by, px, py):
    """The sign in twice the precision, step by step as GEOS takes it, so that answers agree."""
    dx1, ex1 = _dd_add(bx, 0.0, -ax, 0.0)
    dy1, ey1 = _dd_add(by, 0.0, -ay, 0.0)
    dx2, ex2 = _dd_add(px, 0.0, -bx, 0.0)
    dy2, ey2 = _dd_add(py, 0.0, -by, 0.0)
    lhi, llo = _dd_multiply(dx1, ex1, dy2, ey2)
    rhi, rlo = _dd_multiply(dy1, ey1, dx2, ex2)
    hi, lo = _dd_add(lhi, llo, -rhi, -rlo)
    if hi > 0.0 or (hi == 0.0 and lo > 0.0):
        return 1
    if hi < 0.0 or lo < 0.0:
        return -1
    return 0


@nb.njit(cache=True, nogil=True, inline="always")
def _side(ax, ay, bx, by, px, py):
    """1 when the point is left of a -> b, -1 right, 0 on it, 2 where the filter cannot tell."""
    left = (ax - px) * (by - py)
    right = (ay - py) * (bx - px)
    det = left - right
    bound = 1e-15 * (abs(left) + abs(right))
    if det > bound:
        return 1
    if det < -bound:
        return -1
    return 2


@nb.njit(cache=True, nogil=True)
def path_parity(path, first, bits, px, py):
    """Parity which a path adds for a point, -1 when the point lies on it, 2 when it may."""
    last = first + (bits >> LENGTH_SHIFT)
    parity = (bits & START_RAY) != 0 and path[first, 1] <= py
    if bits & END_RAY:
        parity ^= path[last, 1] <= py
    ax = path[first, 0]
    ay = path[first, 1]
    if ay == py and ax == px:
        return -1
    below = ay <= py
    for k in range(first + 1, last + 1):
        bx = path[k, 0]
        by = path[k, 1]
        b_below = by <= py
        if below != b_below:
            if ax > px and bx > px:
                parity ^= True
            elif ax >= px or bx >= px:
                side = _side(ax, ay, bx, by, px, py)
                if side == 2:
                    return 2
                parity ^= (side > 0) == below
        elif by == py and (bx == px or (ay == py and min(ax, bx) <= px and px <= max(ax, bx))):
            return -1
        ax = bx
        ay = by
        below = b_below
    return int(parity)


@nb.njit(cache=True, nogil=True)
def near_parity(path, first, bits, back, px, py):
    """As :func:`path_parity`, decided in twice the precision, in the direction of the ring.

    Even that precision is not enough for every number; where it fails the result depends on the
    direction of the edge, in GEOS and so here.
    """
    last = first + (bits >> LENGTH_SHIFT)
    parity = (bits & START_RAY) != 0 and path[first, 1] <= py
    if bits & END_RAY:
        parity ^= path[last, 1] <= py
    if path[first, 1] == py and path[first, 0] == px:
        return -1
    for k in range(first, last):
        ax, ay, bx, by = path[k, 0], path[k, 1], path[k + 1, 0], path[k + 1, 1]
        if (ay <= py) == (by <= py):
            if by == py and (bx == px or (ay == py and min(ax, bx) <= px and px <= max(ax, bx))):
                return -1
            continue
        if ax < px and bx < px:
            continue
        side = _side(ax, ay, bx, by, px, py)
        if side == 2:
            ends = (bx, by, ax, ay) if back else (ax, ay, bx, by)
            side = _side_dd(*ends, px, py) * (-1 if back else 1)
        if side == 0:
            return -1
        parity ^= (side > 0) == (ay <= py)
    return int(parity)
