"""Which areas hold a point: an exact locator that is built once and asked many times."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geo.cell_grid import build_grid
from geo.errors import BadArgument, BadGeometryType

PREDICATES = ("intersects", "within", "contains")
_CHUNK = 65_536
_FEW_POINTS = 100_000
_POINT, _MISSING = 0, -1


class Matches(NamedTuple):
    """All pairs of a point and an area, as positions, sorted by point and then by area."""

    point: np.ndarray
    area: np.ndarray


class AreaCounts(NamedTuple):
    """How many points lie in each area, and what became of the others.

    Attributes
    ----------
    counts : int64 (areas,)
        A point in two overlapping areas is counted in both.
    outside : int
        Points that have a position and lie in no area.
    unknown : int
        Points without a position: missing, empty, or with a coordinate that is not finite.
    total : int
        All points given.
    """

    counts: np.ndarray
    outside: int
    unknown: int
    total: int

    def plus(self, other: "AreaCounts") -> "AreaCounts":
        """Counts of two separate sets of points over the same areas."""
        return AreaCounts(*(a + b for a, b in zip(self, other, strict=True)))


class AreaLocator:
    """Finds the areas of points; agrees with GEOS on every point.

    Parameters
    ----------
    areas : GeoSeries or array of shapely geometries
        Polygons and multipolygons, valid ones, in any plane coordinates. They may overlap in any
        depth, have holes, be empty or missing.
    cells : int, optional
        Wanted number of grid cells; the default follows the data. It changes speed and memory,
        never an answer.

    Raises
    ------
    BadGeometryType, BadGeometry
        See :func:`geo.cell_grid.build_grid`.

    Notes
    -----
    Predicates are those of ``geopandas.sjoin(points, areas, predicate=...)``:

    ``"intersects"``  inside or on the border, vertices of holes included;
    ``"within"``      inside, the border excluded;
    ``"contains"``    never: a point cannot contain an area; the answer is empty.

    Points with NaN or infinite coordinates are in no area. An invalid polygon is read by the
    even-odd rule, part by part. The object is immutable: threads may share it.

    Examples
    --------
    >>> locator = AreaLocator(gpd.GeoSeries.from_wkt(["POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"]))
    >>> locator.count(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0])).tolist()
    [2]
    """

    def __init__(self, areas: gpd.GeoSeries | np.ndarray, *, cells: int | None = None) -> None:
        self.crs = getattr(areas, "crs", None)
        self._grid = build_grid(np.asarray(areas, dtype=object), cells=cells)

    def __len__(self) -> int:
        return self._grid.areas

    @property
    def nbytes(self) -> int:
        """Memory of the index in bytes."""
        return self._grid.nbytes

    def locate(self, x: np.ndarray, y: np.ndarray, *, predicate: str = "intersects") -> Matches:
        """All (point, area) pairs.

        Parameters
        ----------
        x, y : float array (points,)
            In the coordinates of the areas (lon and lat where they are in EPSG:4326).
        predicate : {"intersects", "within", "contains"}
        """
        x, y = _coordinates(x, y)
        if _checked(predicate) == "contains":
            return Matches(np.empty(0, np.int64), np.empty(0, np.int64))
        from geo.kernels import locate

        grid, border = self._grid, predicate == "intersects"

        def chunk(begin: int, end: int) -> tuple[np.ndarray, np.ndarray]:
            return locate(grid.arguments, grid.depth, x[begin:end], y[begin:end], border, begin)

        pieces = _over_chunks(chunk, len(x))
        return Matches(*(np.concatenate(column) for column in zip(*pieces, strict=True)))

    def first(self, x: np.ndarray, y: np.ndarray, *, predicate: str = "intersects") -> np.ndarray:
        """Lowest area position of each point, -1 for none; int64 of the length of ``x``."""
        x, y = _coordinates(x, y)
        out = np.full(len(x), -1, np.int64)
        if _checked(predicate) != "contains":
            from geo.kernels import first

            grid, border = self._grid, predicate == "intersects"

            def chunk(begin: int, end: int) -> None:
                span = slice(begin, end)
                first(grid.arguments, grid.depth, x[span], y[span], border, out[span])

            _over_chunks(chunk, len(x))
        return out

    def count(self, x: np.ndarray, y: np.ndarray, *, predicate: str = "intersects") -> np.ndarray:
        """Number of points in each area (int64); makes no pairs, so memory does not grow."""
        return self.tally(x, y, predicate=predicate).counts

    def tally(self, x: np.ndarray, y: np.ndarray, *, predicate: str = "intersects") -> AreaCounts:
        """Count the points of each area and those outside and unknown.

        A stream of points is counted batch by batch and added up with :meth:`AreaCounts.plus`.
        """
        x, y = _coordinates(x, y)
        grid, border = self._grid, _checked(predicate) == "intersects"
        if predicate == "contains":
            unknown = int((~(np.isfinite(x) & np.isfinite(y))).sum())
            nothing = np.zeros(grid.areas, np.int64)
            return AreaCounts(nothing, len(x) - unknown, unknown, len(x))
        from geo.kernels import tally

        def chunk(begin: int, end: int) -> tuple[np.ndarray, int, int]:
            counts = np.zeros(grid.areas, np.int64)
            span = slice(begin, end)
            return counts, *tally(grid.arguments, grid.depth, x[span], y[span], border, counts)

        pieces = _over_chunks(chunk, len(x), least=max(_CHUNK, grid.areas), each=1)
        counts, outside, unknown = (sum(column) for column in zip(*pieces, strict=True))
        return AreaCounts(counts, int(outside), int(unknown), len(x))


def locate_points(
    points: gpd.GeoSeries | np.ndarray,
    areas: gpd.GeoSeries | np.ndarray,
    *,
    predicate: str = "intersects",
) -> Matches:
    """All (point, area) pairs of geometries that are met once; picks the cheaper way.

    Building the grid costs about 0.3 microseconds a vertex and then 0.2 a point; a tree of the
    points costs about 2 microseconds a point and no compiled code. Measured on 1,000 to 10,000
    areas with 0.2 to 1.9 million vertices they meet near 100,000 points and one more for every
    five vertices: see :func:`grid_pays`. Both ways give the same pairs.

    Parameters
    ----------
    points : GeoSeries or array of shapely points
        Missing and empty ones are in no area.
    areas : GeoSeries or array of polygons and multipolygons
    predicate : {"intersects", "within", "contains"}
        As in :class:`AreaLocator`.
    """
    points = np.asarray(points, dtype=object)
    areas = np.asarray(areas, dtype=object)
    if _checked(predicate) == "contains":
        return Matches(np.empty(0, np.int64), np.empty(0, np.int64))
    if grid_pays(len(points), areas):
        return AreaLocator(areas).locate(*point_xy(points).T, predicate=predicate)
    # Asked from the areas' side, so that GEOS prepares each area once.
    inverse = {"within": "contains", "intersects": "intersects"}[predicate]
    area, point = shapely.STRtree(points).query(areas, predicate=inverse)
    order = np.lexsort((area, point))
    return Matches(point[order].astype(np.int64), area[order].astype(np.int64))


def grid_pays(points: int, areas: np.ndarray) -> bool:
    """Whether building a grid to ask it once is quicker than a tree of the points."""
    if points < _FEW_POINTS:
        return False
    return points > _FEW_POINTS + shapely.get_num_coordinates(areas).sum() / 5


def point_xy(points: gpd.GeoSeries | np.ndarray) -> np.ndarray:
    """Coordinates of points, float64 (points, 2); NaN for missing and empty ones.

    Raises
    ------
    BadGeometryType
        When something else than a point is among them.
    """
    points = np.asarray(points, dtype=object)
    kinds = shapely.get_type_id(points)
    other = np.flatnonzero(~np.isin(kinds, (_POINT, _MISSING)))
    if len(other):
        raise BadGeometryType(what="points", found=points[other[0]].geom_type, expected="Point")
    xy, owner = shapely.get_coordinates(points, return_index=True)
    if len(xy) == len(points):
        return xy
    placed = np.full((len(points), 2), np.nan)
    placed[owner] = xy
    return placed


def warm_up() -> None:
    """Load the compiled code; the first time on a machine compile it, which takes seconds.

    For the start of a server, so that not the first visitor waits.
    """
    square = np.array([shapely.box(0, 0, 1, 1)], dtype=object)
    locator, middle = AreaLocator(square), np.array([0.5])
    for question in (locator.locate, locator.first, locator.count):
        question(middle, middle)


def worker_count() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _checked(predicate: str) -> str:
    if predicate not in PREDICATES:
        raise BadArgument(name="predicate", value=predicate, expected=" or ".join(PREDICATES))
    return predicate


def _coordinates(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    # One layout, or the kernels are compiled anew for strided and for read-only arrays.
    x = np.require(x, np.float64, ("C", "W"))
    y = np.require(y, np.float64, ("C", "W"))
    if x.ndim != 1 or x.shape != y.shape:
        expected = "two flat arrays of one length"
        raise BadArgument(name="x, y", value=(x.shape, y.shape), expected=expected)
    return x, y


def _over_chunks(task: Callable, length: int, *, least: int = _CHUNK, each: int = 4) -> list:
    """Run ``task(begin, end)`` over the points, on all cores, ``each`` as many times as cores."""
    workers = min(worker_count(), max(length // least, 1))
    if workers == 1:
        return [task(0, length)]
    step = -(-length // (each * workers))
    step = max(step, least)
    begins = range(0, length, step)
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda begin: task(begin, min(begin + step, length)), begins))
