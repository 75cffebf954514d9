"""Compiled second step of the cell grid: crowded cells get cells of their own.

Where borders are dense, in towns, one cell meets many edges. Such a cell becomes a block of
``2**shift`` by ``2**shift`` small cells. Doubling a scale is exact in binary arithmetic, so a small
cell lies in one large cell and the rule of :mod:`geo.grid_build` holds inside the block: the
constant of a small cell is that of the large one, changed by the edges of the large cell that
cross the lower side of the small row right of the small cell, and by the rays that start below.
"""

import numba as nb
import numpy as np

from geo.area_sets import joined, largest, last_of, roomy, rows, wide_table
from geo.grid_build import END_RAY, FIRST, INSIDE, LENGTH_SHIFT, START_RAY, place, row_span
from geo.grid_paths import lay_paths

CROWDED = 8
_MOST_SHIFT = 6
_MANY = 4096


@nb.njit(cache=True, nogil=True)
def refine(xy, cover, starts, runs, sets, table, n_sets, areas, origin, scale, shape):
    """Split crowded cells and write down what a point needs.

    Returns
    -------
    path : float64 (vertices, 2)
        The runs of edges, cell after cell; a border shared in a cell stands once.
    cells : int32 (rows * columns,)
        -1 nothing; >= 0 id of a set of areas; else ``-2 - 2 * record`` or ``-3 - 2 * block``.
    blocks : int32 (b, 3)
        First small cell, shift, and id of the set that holds the whole block (-1 none).
    small : int32
        Small cells, row by row, block by block; as ``cells``, without blocks. A set here is one
        of further areas, beside those of the block: deep stacks are written down once a block.
    records : int32 (r + 1, 3)
        First run, id of the set that holds the whole cell, and that of its block (-1 none).
    runs : int32 (m, 3)
        First vertex in ``path`` (or ``-1 - k``: same path as the k-th run of the record), bits and
        number of edges, area.
    sets : int32 (k, 2)
        See :mod:`geo.area_sets`.
    depth : int
        No fewer than the areas one point can lie in and the runs one cell can have.
    """
    nx = shape[0]
    blocks = np.empty((1024, 3), np.int32)
    small = np.empty(65536, np.int32)
    records = np.empty((len(starts) + 1024, 3), np.int32)
    out = np.empty((len(runs) + 1024, 3), np.int32)
    n_blocks = n_small = n_records = n_out = np.int64(0)
    side = 1 << _MOST_SHIFT
    toggle = np.empty(side * side, np.uint8)
    held = np.empty(side * side, np.int32)
    count = np.empty(side * side + 1, np.int32)
    scratch = np.empty((1024, 4), np.int32)
    for k in range(len(starts) - 1):
        cell = starts[k, 0]
        mine = (np.int64(starts[k, 1]), np.int64(starts[k + 1, 1]))
        shift = _shift(runs, mine)
        if shift == 0:
            records = roomy(records, n_records + 2)
            out = roomy(out, n_out + mine[1] - mine[0])
            records[n_records, 0] = n_out
            records[n_records, 1] = cover[cell]
            records[n_records, 2] = -1
            cover[cell] = -2 - 2 * n_records
            for run in range(mine[0], mine[1]):
                for c in range(3):
                    out[n_out, c] = runs[run, c]
                n_out += 1
            n_records += 1
            continue
        side = 1 << shift
        size = side * side
        more = n_sets + size * _parts(runs, mine)
        sets = roomy(sets, more)
        table = wide_table(table, sets, n_sets, more)
        corner = (cell % nx * side, cell // nx * side)
        fine = (scale[0] * side, scale[1] * side)
        bounds = (shape[0] * side, shape[1] * side)
        for at in range(size):
            held[at] = -1
            count[at] = -1
        scratch = roomy(scratch, _most_small_runs(xy, runs, mine, origin, fine, bounds, side))
        n_scratch, n_sets = _split(
            xy, runs, mine, origin, fine, bounds, corner, side,
            toggle, held, count, scratch, areas, sets, table, n_sets,
        )  # fmt: skip
        blocks = roomy(blocks, n_blocks + 1)
        if n_small + size > len(small):
            small = _longer(small, n_small + size)
        records = roomy(records, n_records + size + 1)
        out = roomy(out, n_out + n_scratch)
        blocks[n_blocks, 0] = n_small
        blocks[n_blocks, 1] = shift
        blocks[n_blocks, 2] = cover[cell]
        n_records, n_out = _order(
            xy, origin, fine, bounds, corner, side, held, count, scratch, n_scratch,
            small, n_small, cover[cell], records, n_records, out, n_out,
        )  # fmt: skip
        cover[cell] = -3 - 2 * n_blocks
        n_blocks += 1
        n_small += size
    records[n_records, 0] = n_out
    records[n_records, 1] = -1
    records[n_records, 2] = -1
    records = rows(records, n_records + 1, n_records + 1)
    out = rows(out, n_out, n_out)
    sets = rows(sets, n_sets, n_sets)
    blocks = rows(blocks, n_blocks, n_blocks)
    path = lay_paths(xy, records, out)
    depth = _depth(records, sets, areas)
    return path, cover, blocks, small, records, out, sets, depth


@nb.njit(cache=True, nogil=True)
def _longer(array, least):
    wide = np.empty(max(least, 2 * len(array)), array.dtype)
    for k in range(len(array)):
        wide[k] = array[k]
    return wide


@nb.njit(cache=True, nogil=True)
def _shift(runs, mine):
    """Binary logarithm of the side of a cell's block: about one small cell for each edge."""
    edges = 0
    for run in range(mine[0], mine[1]):
        edges += runs[run, 1] >> LENGTH_SHIFT
    shift = 0
    while edges > CROWDED << (2 * shift) and shift < _MOST_SHIFT:
        shift += 1
    if shift > 0:
        shift = min(shift + 1, _MOST_SHIFT)
    return shift


@nb.njit(cache=True, nogil=True)
def _parts(runs, mine):
    parts = 0
    for run in range(mine[0], mine[1]):
        parts += (runs[run, 1] & FIRST) != 0
    return parts


@nb.njit(cache=True, nogil=True)
def _most_small_runs(xy, runs, mine, origin, scale, bounds, side):
    """No fewer than the small cells that the edges can touch, each edge for itself."""
    edges = 0
    for run in range(mine[0], mine[1]):
        edges += runs[run, 1] >> LENGTH_SHIFT
    if edges < _MANY:
        return edges * min(6 * side, side * side)
    most = 0
    for run in range(mine[0], mine[1]):
        first = runs[run, 0]
        for k in range(first, first + (runs[run, 1] >> LENGTH_SHIFT)):
            ia = place(xy[k, 0], origin[0], scale[0], bounds[0])
            ib = place(xy[k + 1, 0], origin[0], scale[0], bounds[0])
            ja = place(xy[k, 1], origin[1], scale[1], bounds[1])
            jb = place(xy[k + 1, 1], origin[1], scale[1], bounds[1])
            wide = min(abs(ib - ia) + 1, side)
            high = min(abs(jb - ja) + 1, side)
            most += min(wide * high, 2 * wide + 4 * high)
    return most


@nb.njit(cache=True, nogil=True)
def _split(
    xy, runs, mine, origin, scale, bounds, corner, side,
    toggle, held, last_run, scratch, areas, sets, table, n_sets,
):  # fmt: skip
    """Trace the runs of one large cell over its small cells, part by part."""
    size = side * side
    n = np.int64(0)
    run = mine[0]
    while run < mine[1]:
        area = runs[run, 2]
        for at in range(size):
            toggle[at] = 0
        before = n
        inside_all = 0
        while True:
            n = _trace_run(
                xy, runs[run, 0], runs[run, 1], area, origin, scale, bounds, corner, side,
                toggle, last_run, before, scratch, n,
            )  # fmt: skip
            inside_all ^= (runs[run, 1] & INSIDE) != 0
            run += 1
            if run == mine[1] or runs[run, 1] & FIRST:
                break
        for j in range(side):
            inside = inside_all
            for i in range(side - 1, -1, -1):
                at = j * side + i
                inside ^= toggle[at]
                if inside == 0:
                    continue
                if last_run[at] >= before:
                    scratch[last_run[at], 1] |= INSIDE
                elif held[at] < 0:
                    held[at] = area
                elif last_of(held[at], sets, areas) != area:
                    held[at], n_sets = joined(held[at], area, areas, sets, table, n_sets)
    return n, n_sets


@nb.njit(cache=True, nogil=True)
def _trace_run(
    xy, first, bits, area, origin, scale, bounds, corner, side,
    toggle, last_run, before, scratch, n,
):  # fmt: skip
    """Put the edges of one run into the small cells; mark crossings and rays in ``toggle``."""
    ox, oy = origin
    sx, sy = scale
    i0, j0 = corner
    last = first + (bits >> LENGTH_SHIFT)
    if bits & START_RAY:
        _mark_ray(place(xy[first, 1], oy, sy, bounds[1]) - j0, side, toggle)
    if bits & END_RAY:
        _mark_ray(place(xy[last, 1], oy, sy, bounds[1]) - j0, side, toggle)
    ia = place(xy[first, 0], ox, sx, bounds[0])
    ja = place(xy[first, 1], oy, sy, bounds[1])
    for k in range(first, last):
        ib = place(xy[k + 1, 0], ox, sx, bounds[0])
        jb = place(xy[k + 1, 1], oy, sy, bounds[1])
        low = min(ia, ib)
        high = max(ia, ib)
        bottom = min(ja, jb)
        top = max(ja, jb)
        oblique = high - low > 1 and top - bottom > 1
        for j in range(max(bottom, j0), min(top, j0 + side - 1) + 1):
            left = low
            right = high
            if oblique:
                ua = (xy[k, 0] - ox) * sx
                va = (xy[k, 1] - oy) * sy
                ub = (xy[k + 1, 0] - ox) * sx
                vb = (xy[k + 1, 1] - oy) * sy
                left, right = row_span(ua, va, ub, vb, low, high, j)
            if j > bottom and left > i0:
                toggle[(j - j0) * side + min(left - 1 - i0, side - 1)] ^= 1
            for i in range(max(left, i0), min(right, i0 + side - 1) + 1):
                at = (j - j0) * side + i - i0
                run = last_run[at]
                mark = 1 << LENGTH_SHIFT
                if run < before:
                    mark |= FIRST
                elif scratch[run, 0] + (scratch[run, 1] >> LENGTH_SHIFT) == k:
                    scratch[run, 1] += mark
                    continue
                scratch[n, 0] = k
                scratch[n, 1] = mark
                scratch[n, 2] = area
                scratch[n, 3] = at
                last_run[at] = n
                n += 1
        ia = ib
        ja = jb
    return n


@nb.njit(cache=True, nogil=True)
def _mark_ray(row, side, toggle):
    """A ray upwards from right of the block is right of every small cell in the rows above."""
    for j in range(row + 1, side):
        toggle[j * side + side - 1] ^= 1


@nb.njit(cache=True, nogil=True)
def _order(
    xy, origin, scale, bounds, corner, side, held, count, scratch, n_scratch,
    small, n_small, base, records, n_records, out, n_out,
):  # fmt: skip
    """Bring the runs of a block into the order of its small cells and write the records."""
    size = side * side
    for at in range(size):
        count[at] = 0
    for run in range(n_scratch):
        count[scratch[run, 3]] += 1
    for at in range(size):
        small[n_small + at] = held[at]
        if count[at] > 0:
            small[n_small + at] = -2 - 2 * n_records
            records[n_records, 0] = n_out
            records[n_records, 1] = held[at]
            records[n_records, 2] = base
            n_records += 1
            n_out += count[at]
            count[at] = n_out - count[at]
    for run in range(n_scratch):
        at = scratch[run, 3]
        i = corner[0] + at % side
        j = corner[1] + at // side
        first = scratch[run, 0]
        last = first + (scratch[run, 1] >> LENGTH_SHIFT)
        place_at = count[at]
        count[at] += 1
        out[place_at, 0] = first
        out[place_at, 1] = scratch[run, 1]
        out[place_at, 2] = scratch[run, 2]
        if _ray(xy[first, 0], xy[first, 1], origin, scale, bounds, i, j):
            out[place_at, 1] |= START_RAY
        if _ray(xy[last, 0], xy[last, 1], origin, scale, bounds, i, j):
            out[place_at, 1] |= END_RAY
    return n_records, n_out


@nb.njit(cache=True, nogil=True)
def _ray(x, y, origin, scale, bounds, i, j):
    """Whether a vertex lies right of a cell, in its row."""
    return (
        place(x, origin[0], scale[0], bounds[0]) > i
        and place(y, origin[1], scale[1], bounds[1]) == j
    )


@nb.njit(cache=True, nogil=True)
def _depth(records, sets, areas):
    """No fewer than any cell's runs, areas of its own and areas of its block together."""
    most = 0
    for record in range(len(records) - 1):
        most = max(most, records[record + 1, 0] - records[record, 0])
    return most + 2 * largest(areas, sets)
