"""Sets of areas by number, for cells that several areas hold; compiled, so import it late.

An id below the number of areas is a set of that one area. A higher id ``areas + k`` is row ``k`` of
``sets``: the id of a parent set, and one more area, higher than all in the parent. Equal sets have
one id, found through ``table``, a hash table of rows with linear probing.
"""

import numba as nb
import numpy as np


@nb.njit(cache=True, nogil=True)
def rows(array, count, room):
    """A copy of the first ``count`` rows of a table, with room for ``room`` of them."""
    wide = np.empty((room, array.shape[1]), array.dtype)
    for k in range(count):
        for c in range(array.shape[1]):
            wide[k, c] = array[k, c]
    return wide


@nb.njit(cache=True, nogil=True)
def roomy(array, needed):
    """The table itself, or a copy with room for no fewer than ``needed`` rows."""
    if needed <= len(array):
        return array
    return rows(array, len(array), max(needed, 2 * len(array)))


@nb.njit(cache=True, nogil=True)
def _slot(held, area, sets, table):
    """Where the row of a parent and an area stands in the table, or would stand."""
    mask = len(table) - 1
    at = (held * 0x9E3779B1 + area * 0x85EBCA77) & mask
    while table[at] >= 0 and (sets[table[at], 0] != held or sets[table[at], 1] != area):
        at = (at + 1) & mask
    return at


@nb.njit(cache=True, nogil=True)
def wide_table(table, sets, n_sets, needed):
    """The table itself, or a new one at most half full with ``needed`` rows."""
    if 2 * needed <= len(table):
        return table
    size = len(table)
    while size < 4 * needed:
        size *= 2
    wide = np.full(size, -1, np.int32)
    for k in range(n_sets):
        wide[_slot(sets[k, 0], sets[k, 1], sets, wide)] = k
    return wide


@nb.njit(cache=True, nogil=True)
def last_of(held, sets, areas):
    """The highest area of a set."""
    return held if held < areas else sets[held - areas, 1]


@nb.njit(cache=True, nogil=True)
def joined(held, area, areas, sets, table, n_sets):
    """Id of a set with one higher area added, and the number of rows after it."""
    at = _slot(held, area, sets, table)
    if table[at] < 0:
        sets[n_sets, 0] = held
        sets[n_sets, 1] = area
        table[at] = n_sets
        n_sets += 1
    return areas + table[at], n_sets


@nb.njit(cache=True, nogil=True)
def listed(held, areas, sets, found, n):
    """Write the areas of a set into ``found`` from place ``n`` on, ascending; where they end."""
    begin = n
    while held >= areas:
        found[n] = sets[held - areas, 1]
        held = sets[held - areas, 0]
        n += 1
    if held >= 0:
        found[n] = held
        n += 1
    last = n - 1
    while begin < last:
        found[begin], found[last] = found[last], found[begin]
        begin += 1
        last -= 1
    return n


@nb.njit(cache=True, nogil=True)
def largest(areas, sets):
    """Number of areas in the largest set."""
    size = np.empty(len(sets), np.int32)
    most = 1
    for k in range(len(sets)):
        parent = sets[k, 0]
        size[k] = 2 if parent < areas else size[parent - areas] + 1
        most = max(most, size[k])
    return most
