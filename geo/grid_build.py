"""Compiled construction of the cell grid; numba is imported with this module, so import it late.

A *cell* is the set of points that :func:`place` maps to one column and one row. That function never
decreases, so everything here is decided by comparing whole numbers: which cells an edge can meet,
and on which side of a cell it passes. No decision hangs on the place where an edge crosses a line.

The rule behind it. Let a ray run from a point to the right and count the edges of a ring it
crosses. Edges that do not meet the point's cell contribute an amount that is the same for the
whole cell, as soon as every vertex at which the ring leaves the cell's own edges, and which lies
right of the cell in its row, carries a vertical ray upwards. That constant is the parity of the
edges which cross the lower side of the row and lie wholly right of the cell.
"""

import numba as nb
import numpy as np

from geo.area_sets import joined, last_of, roomy, wide_table

START_RAY, END_RAY, INSIDE, FIRST, BACK = 1, 2, 4, 8, 16
"""Bits of a run: vertical ray at its first / last vertex, constant parity, first run of a part,
repeats a path the other way round."""
LENGTH_SHIFT = 5
_MARGIN = 1.0 / 64.0


@nb.njit(cache=True, nogil=True)
def place(value, origin, scale, count):
    """Column (or row) of a coordinate that lies within the grid."""
    return min(int((value - origin) * scale), count - 1)


@nb.njit(cache=True, nogil=True)
def row_span(ua, va, ub, vb, low, high, row):
    """Columns which an edge can touch in one row; ``u, v`` are its ends in cell units.

    ``u, v`` are off by some 1e-12 of a cell, the margin is a thousand million times wider.
    """
    slope = (ub - ua) / (vb - va)
    bottom = min(max(float(row), min(va, vb)), max(va, vb))
    top = min(max(float(row + 1), min(va, vb)), max(va, vb))
    u0 = ua + (bottom - va) * slope
    u1 = ua + (top - va) * slope
    first = int(np.floor(min(u0, u1) - _MARGIN))
    last = int(np.floor(max(u0, u1) + _MARGIN))
    return min(max(first, low), high), min(max(last, low), high)


@nb.njit(cache=True, nogil=True)
def build(xy, ring_start, part_ring, part_area, areas, origin, scale, shape):
    """Trace all rings over the cells.

    Returns
    -------
    cover : int32 (rows * columns,)
        Id of the set of areas that hold the whole cell, -1 for none.
    starts : int32 (crossed cells + 1, 2)
        Cell and first run.
    runs : int32 (m, 3)
        First vertex in ``xy``, bits and number of edges, area.
    sets, table, n_sets
        See :mod:`geo.area_sets`.
    """
    nx, ny = shape
    column = np.empty(len(xy), np.int32)
    row = np.empty(len(xy), np.int32)
    for k in range(len(xy)):
        column[k] = place(xy[k, 0], origin[0], scale[0], nx)
        row[k] = place(xy[k, 1], origin[1], scale[1], ny)

    cover = np.full(nx * ny, -1, np.int32)
    last_run = np.full(nx * ny, -1, np.int32)
    runs = np.empty((len(xy) + 1024, 4), np.int32)
    sets = np.empty((64, 2), np.int32)
    table = np.full(256, -1, np.int32)
    toggle = np.empty(1024, np.uint8)
    n_runs = np.int64(0)
    n_sets = np.int64(0)
    for part in range(len(part_area)):
        rings = (part_ring[part], part_ring[part + 1])
        begin = ring_start[rings[0]]
        end = ring_start[rings[1]]
        if begin == end:
            continue
        box = _box(column, row, begin, end)
        size = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
        if size > len(toggle):
            toggle = np.empty(2 * size, np.uint8)
        for at in range(size):
            toggle[at] = 0
        runs = roomy(runs, n_runs + _most_runs(column, row, begin, end))
        more = min(size, areas + n_sets)
        sets = roomy(sets, n_sets + more)
        table = wide_table(table, sets, n_sets, n_sets + more)
        before = n_runs
        n_runs = _trace(
            xy, ring_start, rings, part_area[part], column, row, origin, scale, nx, box,
            toggle, last_run, runs, n_runs,
        )  # fmt: skip
        n_sets = _fill(
            part_area[part], areas, nx, box, toggle, last_run, before,
            runs, cover, sets, table, n_sets,
        )  # fmt: skip
    starts, ordered = _by_cell(last_run, nx, column, row, runs, n_runs)
    return cover, starts, ordered, sets, table, n_sets


@nb.njit(cache=True, nogil=True)
def _box(column, row, begin, end):
    """First column and row, last column and row of a part."""
    i0 = i1 = np.int64(column[begin])
    j0 = j1 = np.int64(row[begin])
    for k in range(begin, end):
        i0 = min(i0, np.int64(column[k]))
        i1 = max(i1, np.int64(column[k]))
        j0 = min(j0, np.int64(row[k]))
        j1 = max(j1, np.int64(row[k]))
    return i0, j0, i1, j1


@nb.njit(cache=True, nogil=True)
def _most_runs(column, row, begin, end):
    """No fewer than the cells that all the edges of a part can touch, each edge for itself."""
    most = 0
    for k in range(begin, end - 1):
        wide = abs(column[k + 1] - column[k]) + 1
        high = abs(row[k + 1] - row[k]) + 1
        most += min(wide * high, 2 * wide + 4 * high)
    return most


@nb.njit(cache=True, nogil=True)
def _trace(
    xy, ring_start, rings, area, column, row, origin, scale, nx, box, toggle, last_run, runs, n_runs
):  # fmt: skip
    """Put the edges of one part into the cells they touch, as runs of edges that follow on.

    ``toggle`` gets a mark in every row whose lower side an edge crosses, in the column left of
    the edge: all cells from there to the left have that edge on their right.
    """
    before = n_runs
    ox, oy = origin
    sx, sy = scale
    i0, j0, i1, _ = box
    width = i1 - i0 + 1
    for ring in range(rings[0], rings[1]):
        for k in range(ring_start[ring], ring_start[ring + 1] - 1):
            low = np.int64(min(column[k], column[k + 1]))
            high = np.int64(max(column[k], column[k + 1]))
            bottom = np.int64(min(row[k], row[k + 1]))
            top = np.int64(max(row[k], row[k + 1]))
            oblique = high - low > 1 and top - bottom > 1
            for j in range(bottom, top + 1):
                first = low
                last = high
                if oblique:
                    ua = (xy[k, 0] - ox) * sx
                    va = (xy[k, 1] - oy) * sy
                    ub = (xy[k + 1, 0] - ox) * sx
                    vb = (xy[k + 1, 1] - oy) * sy
                    first, last = row_span(ua, va, ub, vb, low, high, j)
                if j > bottom and first > i0:
                    toggle[(j - j0) * width + first - 1 - i0] ^= 1
                for cell in range(j * nx + first, j * nx + last + 1):
                    run = last_run[cell]
                    bits = 1 << LENGTH_SHIFT
                    if run < before:
                        bits |= FIRST
                    elif runs[run, 0] + (runs[run, 1] >> LENGTH_SHIFT) == k:
                        runs[run, 1] += bits
                        continue
                    runs[n_runs, 0] = k
                    runs[n_runs, 1] = bits
                    runs[n_runs, 2] = area
                    runs[n_runs, 3] = cell
                    last_run[cell] = n_runs
                    n_runs += 1
    return n_runs


@nb.njit(cache=True, nogil=True)
def _fill(area, areas, nx, box, toggle, last_run, before, runs, cover, sets, table, n_sets):
    """Give every cell of a part's box its constant parity; whole cells join a set of areas."""
    i0, j0, i1, j1 = box
    at = (i1 - i0 + 1) * (j1 - j0 + 1)
    for j in range(j1, j0 - 1, -1):
        inside = np.uint8(0)
        for i in range(i1, i0 - 1, -1):
            at -= 1
            inside ^= toggle[at]
            if not inside:
                continue
            cell = j * nx + i
            if last_run[cell] >= before:
                runs[last_run[cell], 1] |= INSIDE
                continue
            held = cover[cell]
            if held < 0:
                cover[cell] = area
            elif last_of(held, sets, areas) != area:
                cover[cell], n_sets = joined(held, area, areas, sets, table, n_sets)
    return n_sets


@nb.njit(cache=True, nogil=True)
def _by_cell(count, nx, column, row, traced, total):
    """Bring the runs into cell order.

    Returns the crossed cells, each with its first run (and one row to end the list), and the runs.
    """
    for cell in range(len(count)):
        count[cell] = 0
    for run in range(total):
        count[traced[run, 3]] += 1
    crossed = 0
    for cell in range(len(count)):
        crossed += count[cell] > 0
    starts = np.empty((crossed + 1, 2), np.int32)
    crossed = 0
    at = 0
    for cell in range(len(count)):
        if count[cell] > 0:
            starts[crossed, 0] = cell
            starts[crossed, 1] = at
            crossed += 1
            at += count[cell]
            count[cell] = at - count[cell]
    starts[crossed, 0] = -1
    starts[crossed, 1] = total

    runs = np.empty((total, 3), np.int32)
    for run in range(total):
        cell = traced[run, 3]
        j = cell // nx
        i = cell - j * nx
        first = traced[run, 0]
        last = first + (traced[run, 1] >> LENGTH_SHIFT)
        at = count[cell]
        count[cell] += 1
        runs[at, 0] = first
        runs[at, 1] = traced[run, 1]
        runs[at, 2] = traced[run, 2]
        if column[first] > i and row[first] == j:
            runs[at, 1] |= START_RAY
        if column[last] > i and row[last] == j:
            runs[at, 1] |= END_RAY
    return starts, runs
