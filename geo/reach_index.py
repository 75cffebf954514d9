"""Areas whose reached ground follows single sites as they come, move and go: the what-if engine."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import CRS

from geo.errors import BadArgument
from geo.live_index import LiveIndex
from geo.outline import outlines_of
from geo.reach import Discs, areas_in_plane, check_least, measure_outlines


class _Circle(NamedTuple):
    x: float
    y: float
    radius_m: float
    operator: int


class ReachIndex:
    """Reached ground of areas, kept up to date by recomputing only the areas a change touches.

    Every number depends on the sites that stand and not on the way they came: taking a change back
    restores it bit for bit, and it equals `geo.reach.reached_area_m2` of the same sites. For one thread at a
    time.

    Parameters
    ----------
    areas : GeoSeries or GeoDataFrame
        Valid polygons and multipolygons, with a CRS.
    discs : Discs, optional
        The sites that stand; their keys are the numbers in ``discs.site``.
    sites_at_least, operators_at_least : int
        As `geo.reach.reached_area_m2` takes them.
    crs : CRS, optional
        The plane, where no discs are given; by default that of the areas.

    Raises
    ------
    MissingCRS, BadArgument

    Examples
    --------
    >>> index = ReachIndex(wards, discs)  # doctest: +SKIP
    >>> touched = index.move("mast 7", (552300.0, 1775100.0))  # doctest: +SKIP
    >>> index.share[touched]  # doctest: +SKIP
    """

    def __init__(
        self,
        areas,
        discs: Discs | None = None,
        *,
        sites_at_least: int = 1,
        operators_at_least: int = 0,
        crs=None,
    ) -> None:
        check_least(sites_at_least, operators_at_least)
        plane = discs.crs if discs is not None else CRS.from_user_input(crs or areas.crs)
        if not plane.is_projected:
            raise BadArgument(name="crs", value=plane.to_string(), expected="a projected system")
        self.crs = plane
        self._least = {"sites_at_least": sites_at_least, "operators_at_least": operators_at_least}
        shapes = np.asarray(areas_in_plane(areas, plane).values, dtype=object)
        self._missing = shapely.is_missing(shapes)
        self._outlines, self._box = outlines_of(shapes), shapely.bounds(shapes)
        self._tree = shapely.STRtree(shapely.box(*self._box.T))
        self._sites: dict[Hashable, tuple[_Circle, ...]] = {}
        self._number: dict[Hashable, int] = {}
        self._key: dict[int, Hashable] = {}
        self._live = LiveIndex()
        if discs is None:
            nothing = np.zeros(0, np.int64)
            discs = Discs(np.zeros((0, 2)), np.zeros(0), nothing, nothing, plane)
        self._take_in(discs)
        self._area, self._ground = self._measured(discs)

    def __len__(self) -> int:
        return len(self._sites)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._sites

    @property
    def area_m2(self) -> np.ndarray:
        """Reached ground of each area in square metres, a copy; NaN without a geometry."""
        return np.where(self._missing, np.nan, self._area)

    @property
    def share(self) -> np.ndarray:
        """Reached share of the ground of each area; NaN without a geometry or ground."""
        nothing = np.full(len(self._area), np.nan)
        return np.divide(self._area, self._ground, out=nothing, where=self._ground > 0)

    def add(
        self, key: Hashable, xy, radius_m: float, operator: int | Sequence[int] = -1
    ) -> np.ndarray:
        """Put a site up; give several operators where they share it.

        Returns
        -------
        ndarray of int
            Row numbers, ascending, of the areas that were computed anew.

        Raises
        ------
        BadArgument
            When the key stands already, the position is none or the radius is not above 0.
        """
        if key in self._sites:
            raise BadArgument(name="key", value=key, expected="one that is not there yet")
        x, y = _position(xy)
        if not (np.isfinite(radius_m) and radius_m > 0):
            raise BadArgument(name="radius_m", value=radius_m, expected="a number above 0")
        each = np.atleast_1d(operator)
        return self._replace(key, tuple(_Circle(x, y, float(radius_m), int(o)) for o in each))

    def remove(self, key: Hashable) -> np.ndarray:
        """Take a site down. Returns and raises as `move`."""
        self._standing(key)
        return self._replace(key, ())

    def move(self, key: Hashable, xy) -> np.ndarray:
        """Put a site with all its rows elsewhere.

        Returns
        -------
        ndarray of int
            Row numbers, ascending, of the areas that were computed anew.

        Raises
        ------
        BadArgument
            When there is no such site, or the position is none.
        """
        x, y = _position(xy)
        return self._replace(key, tuple(c._replace(x=x, y=y) for c in self._standing(key)))

    def put(self, key: Hashable, xy, radius_m, operator=-1) -> np.ndarray:
        """Let a site stand as these rows, whether it stood before or not; computed once.

        Parameters
        ----------
        xy : array (n, 2)
            A place for each row.
        radius_m : float or array (n,)
        operator : int or array (n,)

        Returns
        -------
        ndarray of int
            Row numbers, ascending, of the areas that were computed anew.

        Raises
        ------
        BadArgument
            When there is no row, a position is none or a radius is not above 0.
        """
        places = [_position(each) for each in np.reshape(xy, (-1, 2))]
        count = len(places)
        radii = np.broadcast_to(np.asarray(radius_m, dtype=float), (count,)).tolist()
        whose = np.broadcast_to(np.asarray(operator, dtype=np.int64), (count,)).tolist()
        if not count:
            raise BadArgument(name="xy", value=xy, expected="one place or more")
        for radius in radii:
            if not (np.isfinite(radius) and radius > 0):
                raise BadArgument(name="radius_m", value=radius, expected="a number above 0")
        rows = zip(places, radii, whose, strict=True)
        return self._replace(key, tuple(_Circle(x, y, r, o) for (x, y), r, o in rows))

    def site(self, key: Hashable) -> tuple[float, float, float]:
        """``x, y, radius_m`` of a site, of its first row where it has several."""
        return self._standing(key)[0][:3]

    def _standing(self, key: Hashable) -> tuple[_Circle, ...]:
        if key not in self._sites:
            raise BadArgument(name="key", value=key, expected="a site that stands")
        return self._sites[key]

    def _take_in(self, discs: Discs) -> None:
        columns = (*discs.xy.T.tolist(), discs.radius_m.tolist(), discs.operator.tolist())
        for key, *circle in zip(discs.site.tolist(), *columns, strict=True):
            self._sites[key] = (*self._sites.get(key, ()), _Circle(*circle))
        for key in self._sites:
            self._keep(key)

    def _keep(self, key: Hashable) -> None:
        number = self._number.setdefault(key, len(self._number))
        self._key[number] = key
        self._live.insert(number, _box_of(self._sites[key]))

    def _replace(self, key: Hashable, circles: tuple[_Circle, ...]) -> np.ndarray:
        touched = self._touched((*self._sites.pop(key, ()), *circles))
        if circles:
            self._sites[key] = circles
            self._keep(key)
        else:
            self._live.remove(self._number[key])
        if len(touched):
            self._area[touched], _ = self._measured(self._near(touched), touched)
        return touched

    def _measured(self, discs: Discs, places: np.ndarray | None = None):
        return measure_outlines(discs, self._outlines, self._box, places=places, **self._least)

    def _touched(self, circles: Sequence[_Circle]) -> np.ndarray:
        boxes = [shapely.box(*_box_of([circle])) for circle in circles]
        return np.unique(self._tree.query(boxes)[1])

    def _near(self, rows: np.ndarray) -> Discs:
        """The discs whose box meets one of the areas."""
        numbers = np.unique(np.concatenate([self._live.query(self._box[row]) for row in rows]))
        table = [
            (*c, number) for number in numbers.tolist() for c in self._sites[self._key[number]]
        ]
        x, y, radius, operator, site = np.array(table, dtype=float).reshape(-1, 5).T
        return Discs(
            xy=np.column_stack([x, y]),
            radius_m=radius,
            site=site.astype(np.int64),
            operator=operator.astype(np.int64),
            crs=self.crs,
        )


def _box_of(circles: Sequence[_Circle]) -> tuple[float, float, float, float]:
    return (
        min(c.x - c.radius_m for c in circles),
        min(c.y - c.radius_m for c in circles),
        max(c.x + c.radius_m for c in circles),
        max(c.y + c.radius_m for c in circles),
    )


def _position(xy) -> tuple[float, float]:
    x, y = (float(v) for v in xy)
    if not (np.isfinite(x) and np.isfinite(y)):
        raise BadArgument(name="xy", value=(x, y), expected="a position")
    return x, y
