"""Compiled questions to the cell grid; numba is imported with this module, so import it late.

The kernels release the interpreter lock and keep no state, so threads may share one grid. They do
not use numba's own threads: its default pool aborts the process when two requests meet in it.
"""

import numba as nb
import numpy as np

from geo.area_sets import listed
from geo.grid_build import BACK, FIRST, INSIDE, place
from geo.path_parity import near_parity, path_parity

_BLOCK = 512
_SORTED_AT_ONCE = 524_288
_FEW = 16_384
_BUCKETS = 8_192


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
                parities[run - begin] = path_parity(path, runs[run, 0], bits, px, py)
            step = parities[laid - begin]
            if step == 2:
                back = (bits & BACK) != 0
                step = near_parity(path, runs[laid, 0], runs[laid, 1], back, px, py)
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
