"""A grid of cells over areas: the index behind :class:`geo.locate.AreaLocator`.

A cell which no border crosses knows the areas that hold it, none, one or many. A cell which
borders cross keeps, for each area, the short runs of edges that meet it, and one bit, so that the
answer for a point takes those few edges only. See :mod:`geo.grid_build` for why that is exact.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from geo.errors import BadGeometry, BadGeometryType

_POLYGON, _MULTIPOLYGON = 3, 6
_MISSING = -1
MOST_CELLS = 16_000_000
_MOST_WANTED = 64_000_000
FEWEST_CELLS = 1_000
CELLS_PER_VERTEX = 0.5


@dataclass(frozen=True, slots=True)
class CellGrid:
    """The arrays of a grid, in the order in which the compiled kernels take them.

    Attributes
    ----------
    path, cells, blocks, small, records, runs, sets
        See :func:`geo.grid_refine.refine`.
    areas : int
        Number of areas, empty and missing ones included.
    origin, upper : tuple of float
        Corners of the extent, in the unit of the coordinates; points outside are in no area.
    scale, shape : tuple
        Cells per unit, and number of columns and rows.
    depth : int
        The most areas one point can lie in, or more.
    """

    path: np.ndarray
    cells: np.ndarray
    blocks: np.ndarray
    small: np.ndarray
    records: np.ndarray
    runs: np.ndarray
    sets: np.ndarray
    areas: int
    origin: tuple[float, float]
    scale: tuple[float, float]
    shape: tuple[int, int]
    upper: tuple[float, float]
    depth: int

    @property
    def arguments(self) -> tuple:
        """What the kernels call ``grid``."""
        return (
            self.path,
            self.cells,
            self.blocks,
            self.small,
            self.records,
            self.runs,
            self.sets,
            self.areas,
            self.origin,
            self.scale,
            self.shape,
            self.upper,
        )

    @property
    def nbytes(self) -> int:
        """Memory of the arrays in bytes."""
        return sum(v.nbytes for v in self.arguments if isinstance(v, np.ndarray))


def build_grid(areas: np.ndarray, *, cells: int | None = None) -> CellGrid:
    """Build the grid over polygons and multipolygons.

    Parameters
    ----------
    areas : ndarray of shapely geometries
        Missing and empty ones hold no point. Any plane coordinates; a third axis is ignored.
    cells : int, optional
        Wanted number of cells. By default it follows the number of vertices and the share of the
        extent which the areas take up, so that empty sea is not paid for.

    Raises
    ------
    BadGeometryType
        Where something else than a polygon is among the areas.
    BadGeometry
        Where a coordinate is not finite.
    """
    from geo.grid_build import build
    from geo.grid_refine import refine

    parts, part_area, part_ring, ring_start, xy = _rings(areas)
    if not len(xy):
        return _nothing(len(areas))
    lower, upper = xy.min(axis=0), xy.max(axis=0)
    if not (np.isfinite(lower).all() and np.isfinite(upper).all()):
        raise BadGeometry(what="areas", reason="a coordinate is not finite")
    shape, scale = _resolution(
        lower, upper, min(cells or _wanted(parts, lower, upper, len(xy)), _MOST_WANTED)
    )
    origin = (float(lower[0]), float(lower[1]))
    traced = build(xy, ring_start, part_ring, part_area, len(areas), origin, scale, shape)
    *arrays, depth = refine(xy, *traced, len(areas), origin, scale, shape)
    high = (float(upper[0]), float(upper[1]))
    return CellGrid(*arrays, len(areas), origin, scale, shape, high, depth)


def _rings(areas: np.ndarray) -> tuple:
    kinds = shapely.get_type_id(areas)
    odd = ~np.isin(kinds, (_POLYGON, _MULTIPOLYGON, _MISSING)) & ~shapely.is_empty(areas)
    if odd.any():
        found = areas[np.flatnonzero(odd)[0]].geom_type
        raise BadGeometryType(what="areas", found=found, expected="Polygon or MultiPolygon")
    parts, part_area = shapely.get_parts(areas, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy = shapely.get_coordinates(rings)
    ring_start = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(rings))])
    part_ring = np.searchsorted(ring_part, np.arange(len(parts) + 1))
    as_int = np.int64
    return (
        parts,
        part_area.astype(np.int32),
        part_ring.astype(as_int),
        ring_start.astype(as_int),
        np.ascontiguousarray(xy),
    )


def _wanted(parts: np.ndarray, lower: np.ndarray, upper: np.ndarray, vertices: int) -> float:
    extent = float(np.prod(upper - lower))
    taken = float(shapely.area(parts).sum())
    if not extent > 0.0 or not taken > 0.0:
        return FEWEST_CELLS
    share = min(taken / extent, 1.0)
    return min(max(CELLS_PER_VERTEX * vertices / share, FEWEST_CELLS), MOST_CELLS)


def _resolution(lower: np.ndarray, upper: np.ndarray, cells: float) -> tuple:
    """Square cells; a little wider than the extent, so that its far side has a cell too."""
    width, height = (float(v) for v in upper - lower)
    if not (width > 0.0 and height > 0.0):
        return (1, 1), (0.0, 0.0)
    columns = min(max(np.sqrt(cells * width / height), 1.0), float(cells))
    nx = int(columns)
    ny = max(int(cells / columns), 1)
    return (nx, ny), (nx / (width * (1.0 + 1e-9)), ny / (height * (1.0 + 1e-9)))


def _nothing(areas: int) -> CellGrid:
    return CellGrid(
        path=np.empty((0, 2)),
        cells=np.full(1, -1, np.int32),
        blocks=np.empty((0, 3), np.int32),
        small=np.empty(0, np.int32),
        records=np.array([[0, -1, -1]], np.int32),
        runs=np.empty((0, 3), np.int32),
        sets=np.empty((0, 2), np.int32),
        areas=areas,
        origin=(np.inf, np.inf),
        scale=(0.0, 0.0),
        shape=(1, 1),
        upper=(-np.inf, -np.inf),
        depth=1,
    )
