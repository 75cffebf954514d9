"""Compiled last step of the cell grid: the edges of each cell side by side in memory."""

import numba as nb
import numpy as np

from geo.area_sets import rows
from geo.grid_build import BACK, LENGTH_SHIFT

_COMPARED = 8


@nb.njit(cache=True, nogil=True)
def _repeats(path, at, xy, first, length):
    """1 when a run is a stored path, -1 when it is that path walked back, else 0."""
    last = first + length
    if path[at, 0] == xy[last, 0] and path[at, 1] == xy[last, 1]:
        for k in range(1, length + 1):
            if path[at + k, 0] != xy[last - k, 0] or path[at + k, 1] != xy[last - k, 1]:
                return 0
        return -1
    for k in range(length + 1):
        if path[at + k, 0] != xy[first + k, 0] or path[at + k, 1] != xy[first + k, 1]:
            return 0
    return 1


@nb.njit(cache=True, nogil=True)
def lay_paths(xy, records, runs):
    """Copy the vertices of the runs into cell order, a border shared in a cell only once.

    The parity of a path is the same whichever way it is walked, so the run of a neighbour can
    name the run that it repeats.
    """
    total = 0
    for run in range(len(runs)):
        total += (runs[run, 1] >> LENGTH_SHIFT) + 1
    path = np.empty((total, 2), np.float64)
    laid = 0
    for record in range(len(records) - 1):
        begin = records[record, 0]
        for run in range(begin, records[record + 1, 0]):
            first = runs[run, 0]
            length = runs[run, 1] >> LENGTH_SHIFT
            way = 0
            for other in range(begin, min(run, begin + _COMPARED)):
                at = runs[other, 0]
                if at >= 0 and runs[other, 1] >> LENGTH_SHIFT == length:
                    way = _repeats(path, at, xy, first, length)
                    if way != 0:
                        runs[run, 0] = begin - other - 1
                        break
            if way < 0:
                runs[run, 1] |= BACK
            if way != 0:
                continue
            for k in range(length + 1):
                path[laid + k, 0] = xy[first + k, 0]
                path[laid + k, 1] = xy[first + k, 1]
            runs[run, 0] = laid
            laid += length + 1
    return rows(path, laid, laid)
