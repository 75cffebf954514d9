"""How tangled an invalid area is: repairing one that crosses itself n times takes time and memory that grow with n."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely

from layers.importing.rules.shapes import MOST_VERTICES, POLYGON, base_types

# A star of 401 vertices crosses itself 80,000 times: 2.7 s; one of 1,001 500,000 times: 13 s and 1 GB.
MOST_CROSSINGS = 50_000
MOST_TOGETHER = 200_000

_MOST_CANDIDATES = 5_000_000
_CHUNK = 500_000
# Too few to cross more often than is cheap, whatever their order.
_HARMLESS = 64


def tangled(shapes: np.ndarray, broken: np.ndarray) -> np.ndarray:
    """Which of the `broken` areas are too tangled to repair, one by one or all together.

    Areas of more than `MOST_VERTICES` vertices are another finding and are never repaired.
    """
    size = shapely.get_num_coordinates(shapes)
    asked = broken & (base_types(shapes) == POLYGON) & (size > _HARMLESS) & (size <= MOST_VERTICES)
    rows = np.flatnonzero(asked)
    counts = np.array(
        [count_crossings(edges_of(shape), most=MOST_CROSSINGS) for shape in shapes[rows]], dtype=int
    )
    order = np.argsort(counts, kind="stable")
    too_much = np.empty(len(rows), dtype=bool)
    too_much[order] = np.cumsum(counts[order]) > MOST_TOGETHER
    flags = np.zeros(len(shapes), dtype=bool)
    flags[rows] = too_much | (counts > MOST_CROSSINGS)
    return flags


def count_crossings(edges: np.ndarray, *, most: int) -> int:
    """How often edges cross one another, in memory that does not grow with the answer.

    Parameters
    ----------
    edges : ndarray of float, n x 2 x 2
        Both ends of each edge.

    Returns
    -------
    int
        ``most + 1`` where it is more than `most`, or where too many edges would have to be tried.
    """
    tree = shapely.STRtree(shapely.linestrings(edges))
    crossings = candidates = 0
    for chunk in _chunks(edges):
        one, other = tree.query(tree.geometries[chunk])
        one = one + chunk.start
        once = one < other
        candidates += int(once.sum())
        crossings += int(_cross(edges[one[once]], edges[other[once]]).sum())
        if crossings > most or candidates > _MOST_CANDIDATES:
            return most + 1
    return crossings


def edges_of(shapes: np.ndarray) -> np.ndarray:
    """Both ends of every edge of areas: n x 2 x 2."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    step = ring[1:] == ring[:-1]
    return np.stack([coordinates[:-1][step], coordinates[1:][step]], axis=1)


def _chunks(edges: np.ndarray) -> Iterator[slice]:
    """Runs of edges that together meet at most about `_CHUNK` others, so that memory is bounded."""
    bound = np.minimum(_overlaps(edges[:, :, 0]), _overlaps(edges[:, :, 1]))
    piece = np.cumsum(bound) // _CHUNK
    starts = np.flatnonzero(np.diff(piece, prepend=-1))
    for start, stop in pairwise([*starts, len(edges)]):
        yield slice(int(start), int(stop))


def _overlaps(spans: np.ndarray) -> np.ndarray:
    """How many of the intervals each of them overlaps, itself included."""
    low, high = spans.min(axis=1), spans.max(axis=1)
    begun = np.searchsorted(np.sort(low), high, side="right")
    ended = np.searchsorted(np.sort(high), low, side="left")
    return begun - ended


def _cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether two edges cross inside both."""
    across = _side(one, other[:, 0]) * _side(one, other[:, 1]) < 0
    return across & (_side(other, one[:, 0]) * _side(other, one[:, 1]) < 0)


def _side(edges: np.ndarray, points: np.ndarray) -> np.ndarray:
    along, to = edges[:, 1] - edges[:, 0], points - edges[:, 0]
    return np.sign(along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0])
