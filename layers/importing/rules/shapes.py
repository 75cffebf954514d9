"""Which shapes there are, of which kind, on Earth, valid, and not too many together."""

import numpy as np
import shapely

MOST_VERTICES = 1_000_000
MOST_NEIGHBOURS = 60
LIMITS = np.array([180.0, 90.0])
_SAMPLE = 100

POINT, LINE, POLYGON, COLLECTION = 0, 1, 3, 7
# By shapely's number of the type, without the difference between one and many; last that of None.
_BASE = np.array([POINT, LINE, LINE, POLYGON, POINT, LINE, POLYGON, COLLECTION, -1])


def present(shapes: np.ndarray) -> np.ndarray:
    """Whether there is a position at all: neither missing nor empty."""
    return ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))


def base_types(shapes: np.ndarray) -> np.ndarray:
    """`POINT`, `LINE`, `POLYGON`, `COLLECTION`, or -1 for None; one and many alike."""
    return _BASE[shapely.get_type_id(shapes)]


def out_of_range(shapes: np.ndarray) -> np.ndarray:
    """Whether any vertex is not a number, infinite, or no longitude and latitude in degrees.

    Bounds do not tell: those of a line leave out a vertex that is NaN.
    """
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    inside = np.abs(coordinates) <= LIMITS
    flags = np.zeros(len(shapes), dtype=bool)
    flags[owner[~(inside[:, 0] & inside[:, 1])]] = True
    return flags


def broken(shapes: np.ndarray) -> np.ndarray:
    """Whether the row has a position but its shape is invalid (OGC simple features)."""
    # Points with numbers in them are always valid, and asking costs the most where there are many.
    flags = present(shapes) & (base_types(shapes) != POINT)
    flags[flags] &= ~out_of_range(shapes[flags])
    flags[flags] &= ~shapely.is_valid(shapes[flags])
    return flags


def crowded(tree: shapely.STRtree, *, within: float = 0.0) -> bool:
    """Whether most boxes come `within` so few units of more than `MOST_NEIGHBOURS` others.

    Such shapes cannot be meant as neighbours, and comparing each pair of them has no end.
    """
    step = max(1, len(tree.geometries) // _SAMPLE)
    boxes = shapely.bounds(tree.geometries[::step]) + np.array([-1, -1, 1, 1]) * within
    met = tree.query(shapely.box(*boxes.T)).shape[1]
    return met > MOST_NEIGHBOURS * len(boxes)
