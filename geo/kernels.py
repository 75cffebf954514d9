"""Compiled questions to the cell grid; numba is imported with this module, so import it late.

The kernels release the interpreter lock and keep no state, so threads may share one grid. They do
not use numba's own threads: its default pool aborts the process when two requests meet in it.
"""

import numba as nb
import numpy as np

from geo.area_sets import listed
from geo.grid_build import BACK, END_RAY, FIRST, INSIDE, LENGTH_SHIFT, START_RAY, place

_SPLIT = 134217729.0
_BLOCK = 512
_SORTED_AT_ONCE = 524_288
_FEW = 16_384
_BUCKETS = 8_192


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
def _path_parity(path, first, bits, px, py):
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
def _near_parity(path, first, bits, back, px, py):
    """As :func:`_path_parity`, decided in twice the precision, in the direction of the ring.

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


@nb.njit(cache=True, nogil=True)
def _sorted_unique(found, n):
    for k in range(1, n):
        value = found[k]
        at = k
        while at > 0 and found[at - 1] > value:
            found[at] = found[at - 1]
            at -= 1
        found[at] = value
    kept = min(n, 1)
    for k in range(1, n):
        if found[k] != found[kept - 1]:
            found[kept] = found[k]
            kept += 1
    return kept


@nb.njit(cache=True, nogil=True)
def _both(base, held, areas, sets, found):
    """The areas of two sets, ascending in ``found``: how many."""
    if base < 0 and held < areas:
        found[0] = held
        return 1
    return _sorted_unique(
        found, listed(held, areas, sets, found, listed(base, areas, sets, found, 0))
    )


@nb.njit(cache=True, nogil=True)
def _in_crossed_cell(path, records, runs, sets, areas, record, px, py, border, found, parities):
    """Areas at a point of a cell which a border crosses: how many, ascending in ``found``."""
    begin = records[record, 0]
    stop = records[record + 1, 0]
    n = listed(records[record, 2], areas, sets, found, 0)
    n = listed(records[record, 1], areas, sets, found, n)
    run = begin
    while run < stop:
        area = runs[run, 2]
        parity = 0
        while True:
            bits = runs[run, 1]
            laid = run if runs[run, 0] >= 0 else begin - 1 - runs[run, 0]
            if laid == run:
                parities[run - begin] = _path_parity(path, runs[run, 0], bits, px, py)
            step = parities[laid - begin]
            if step == 2:
                back = (bits & BACK) != 0
                step = _near_parity(path, runs[laid, 0], runs[laid, 1], back, px, py)
            if step < 0 or parity < 0:
                parity = -1
            else:
                parity ^= step ^ ((bits & INSIDE) != 0)
            run += 1
            if run == stop or runs[run, 1] & FIRST:
                break
        if parity == 1 or (parity < 0 and border):
            found[n] = area
            n += 1
    return _sorted_unique(found, n)


@nb.njit(cache=True, nogil=True)
def _codes(cells, blocks, small, origin, scale, shape, upper, x, y, begin, end, codes, bases):
    """Cell entries of some points, all look-ups first, so that memory waits overlap.

    ``bases`` is a second set of areas beside a set in ``codes``, or -1.
    """
    for p in range(begin, end):
        px = x[p]
        py = y[p]
        if px >= origin[0] and px <= upper[0] and py >= origin[1] and py <= upper[1]:
            i = place(px, origin[0], scale[0], shape[0])
            j = place(py, origin[1], scale[1], shape[1])
            codes[p - begin] = cells[j * shape[0] + i]
        else:
            codes[p - begin] = -1
    for p in range(begin, end):
        bases[p - begin] = -1
        code = -2 - codes[p - begin]
        if code >= 0 and code & 1:
            start = blocks[code >> 1, 0]
            side = 1 << blocks[code >> 1, 1]
            i = place(x[p], origin[0], scale[0] * side, shape[0] * side)
            j = place(y[p], origin[1], scale[1] * side, shape[1] * side)
            own = small[start + (j & (side - 1)) * side + (i & (side - 1))]
            if own == -1:
                own = blocks[code >> 1, 2]
            elif own >= 0:
                bases[p - begin] = blocks[code >> 1, 2]
            codes[p - begin] = own


@nb.njit(cache=True, nogil=True)
def _neighbours_first(origin, scale, shape, upper, x, y, begin, xs, ys, bucket, starts):
    """Copy some points into ``xs, ys``, those of cells that lie close together in memory in a row.

    The order of points does not matter for counts, and memory answers some two times quicker.
    """
    per_bucket = shape[0] * shape[1] // (len(starts) - 2) + 1
    for k in range(len(starts)):
        starts[k] = 0
    for k in range(len(xs)):
        px = x[begin + k]
        py = y[begin + k]
        bucket[k] = 0
        if px >= origin[0] and px <= upper[0] and py >= origin[1] and py <= upper[1]:
            i = place(px, origin[0], scale[0], shape[0])
            j = place(py, origin[1], scale[1], shape[1])
            bucket[k] = (j * shape[0] + i) // per_bucket
        starts[bucket[k] + 1] += 1
    for k in range(1, len(starts)):
        starts[k] += starts[k - 1]
    for k in range(len(xs)):
        at = starts[bucket[k]]
        starts[bucket[k]] += 1
        xs[at] = x[begin + k]
        ys[at] = y[begin + k]


@nb.njit(cache=True, nogil=True)
def _tally(grid, depth, x, y, border, counts):
    """As :func:`tally`, in the order given."""
    path, cells, blocks, small, records, runs, sets, areas, origin, scale, shape, upper = grid
    crossed = (path, records, runs, sets, areas)
    codes = np.empty(_BLOCK, np.int32)
    bases = np.empty(_BLOCK, np.int32)
    found = np.empty(depth + 1, np.int32)
    parities = np.empty(depth + 1, np.int32)
    outside = 0
    unknown = 0
    for begin in range(0, len(x), _BLOCK):
        end = min(begin + _BLOCK, len(x))
        _codes(cells, blocks, small, origin, scale, shape, upper, x, y, begin, end, codes, bases)
        for p in range(begin, end):
            code = codes[p - begin]
            if code >= 0 and bases[p - begin] < 0:
                while code >= areas:
                    counts[sets[code - areas, 1]] += 1
                    code = sets[code - areas, 0]
                counts[code] += 1
                continue
            n = 0
            if code >= 0:
                n = _both(bases[p - begin], code, areas, sets, found)
            elif code < -1:
                n = _in_crossed_cell(
                    *crossed, (-2 - code) >> 1, x[p], y[p], border, found, parities
                )
            elif not (np.isfinite(x[p]) and np.isfinite(y[p])):
                unknown += 1
                continue
            for k in range(n):
                counts[found[k]] += 1
            outside += n == 0
    return outside, unknown


@nb.njit(cache=True, nogil=True)
def tally(grid, depth, x, y, border, counts):
    """Add the points to the counts of their areas; return how many are outside and unknown."""
    if len(x) < _FEW:
        return _tally(grid, depth, x, y, border, counts)
    _, _, _, _, _, _, _, _, origin, scale, shape, upper = grid
    room = min(_SORTED_AT_ONCE, len(x))
    bucket = np.empty(room, np.int32)
    starts = np.empty(_BUCKETS + 2, np.int32)
    near_x = np.empty(room, np.float64)
    near_y = np.empty(room, np.float64)
    outside = 0
    unknown = 0
    for begin in range(0, len(x), _SORTED_AT_ONCE):
        size = min(_SORTED_AT_ONCE, len(x) - begin)
        xs = near_x[:size]
        ys = near_y[:size]
        _neighbours_first(origin, scale, shape, upper, x, y, begin, xs, ys, bucket, starts)
        more = _tally(grid, depth, xs, ys, border, counts)
        outside += more[0]
        unknown += more[1]
    return outside, unknown


@nb.njit(cache=True, nogil=True)
def locate(grid, depth, x, y, border, offset):
    """All (point, area) pairs, sorted; ``offset`` is added to the positions of the points."""
    path, cells, blocks, small, records, runs, sets, areas, origin, scale, shape, upper = grid
    crossed = (path, records, runs, sets, areas)
    codes = np.empty(_BLOCK, np.int32)
    bases = np.empty(_BLOCK, np.int32)
    found = np.empty(depth + 1, np.int32)
    parities = np.empty(depth + 1, np.int32)
    point = np.empty(len(x) + depth + 1, np.int64)
    area = np.empty(len(x) + depth + 1, np.int64)
    total = 0
    for begin in range(0, len(x), _BLOCK):
        end = min(begin + _BLOCK, len(x))
        _codes(cells, blocks, small, origin, scale, shape, upper, x, y, begin, end, codes, bases)
        for p in range(begin, end):
            code = codes[p - begin]
            if code == -1:
                continue
            if code >= 0:
                n = _both(bases[p - begin], code, areas, sets, found)
            else:
                n = _in_crossed_cell(
                    *crossed, (-2 - code) >> 1, x[p], y[p], border, found, parities
                )
            if total + n > len(point):
                point = _longer(point, total + n)
                area = _longer(area, total + n)
            for k in range(n):
                point[total] = offset + p
                area[total] = found[k]
                total += 1
    return point[:total], area[:total]


@nb.njit(cache=True, nogil=True)
def _longer(array, least):
    wide = np.empty(max(least, len(array) + len(array) // 2), array.dtype)
    for k in range(len(array)):
        wide[k] = array[k]
    return wide


@nb.njit(cache=True, nogil=True)
def first(grid, depth, x, y, border, out):
    """Lowest area of each point, -1 for none."""
    path, cells, blocks, small, records, runs, sets, areas, origin, scale, shape, upper = grid
    crossed = (path, records, runs, sets, areas)
    codes = np.empty(_BLOCK, np.int32)
    bases = np.empty(_BLOCK, np.int32)
    found = np.empty(depth + 1, np.int32)
    parities = np.empty(depth + 1, np.int32)
    for begin in range(0, len(x), _BLOCK):
        end = min(begin + _BLOCK, len(x))
        _codes(cells, blocks, small, origin, scale, shape, upper, x, y, begin, end, codes, bases)
        for p in range(begin, end):
            code = codes[p - begin]
            if code < -1:
                n = _in_crossed_cell(
                    *crossed, (-2 - code) >> 1, x[p], y[p], border, found, parities
                )
                code = found[0] if n else -1
            elif code >= 0:
                _both(bases[p - begin], code, areas, sets, found)
                code = found[0]
            out[p] = code
