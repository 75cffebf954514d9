"""Circles of reach round sites, in a plane in metres: what `geo.reach` counts with."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from pyproj import CRS

from geo.crs import require_crs, to_metric
from geo.errors import BadArgument
from geo.locate import point_xy


@dataclass(frozen=True)
class Discs:
    """Circles of reach in a plane, as `make_discs` makes them.

    Attributes
    ----------
    xy : ndarray (n, 2)
        Centres in metres.
    radius_m : ndarray (n,)
        Above 0.
    site : ndarray of int (n,)
        Rows with one number are one site.
    operator : ndarray of int (n,)
        -1 is unknown: such a row counts as a site and as no operator.
    crs : CRS
        Of the plane.
    """

    xy: np.ndarray
    radius_m: np.ndarray
    site: np.ndarray
    operator: np.ndarray
    crs: CRS

    def __len__(self) -> int:
        return len(self.radius_m)


def make_discs(points, radius_m, *, site=None, operator=None, crs) -> Discs:
    """Circles of reach round points.

    Parameters
    ----------
    points : GeoSeries or GeoDataFrame of points
        With a CRS. Leave those without a position out before.
    radius_m : float or array of float
        In metres, above 0.
    site : array, optional
        Whole numbers or any other labels; rows that share one are one site. By default each row is one.
    operator : array, optional
        Whole numbers, where -1 is unknown, or any other labels, where a missing one is. By default all
        are unknown.
    crs : CRS or what pyproj makes one of
        A plane in metres, in which distances and areas are taken.

    Raises
    ------
    MissingCRS
        When the points have no CRS.
    BadArgument
        When a point has no position, a radius is not above 0, lengths differ, or the CRS is no plane.

    Examples
    --------
    >>> import geopandas as gpd
    >>> masts = gpd.GeoSeries(gpd.points_from_xy([108.2], [16.05]), crs=4326)
    >>> len(make_discs(masts, 500, crs=5899))
    1
    """
    require_crs(points, what="points")
    plane = CRS.from_user_input(crs)
    if not plane.is_projected:
        raise BadArgument(
            name="crs", value=plane.to_string(), expected="a projected system in metres"
        )
    xy = point_xy(to_metric(points.geometry, crs=plane))
    count = len(xy)
    lost = ~np.isfinite(xy).all(axis=1)
    if lost.any():
        raise BadArgument(
            name="points", value=int(lost.argmax()), expected="points with a position"
        )
    radius = np.array(np.broadcast_to(np.asarray(radius_m, dtype=float), (count,)))
    bad = ~(np.isfinite(radius) & (radius > 0))
    if bad.any():
        raise BadArgument(
            name="radius_m", value=float(radius[bad.argmax()]), expected="a number above 0"
        )
    return Discs(
        xy=xy,
        radius_m=radius,
        site=_numbers(np.arange(count) if site is None else site, count, name="site"),
        operator=_numbers(
            np.full(count, -1) if operator is None else operator, count, name="operator"
        ),
        crs=plane,
    )


class Circles(NamedTuple):
    """Circles that differ, sorted by y, with the rows that stand behind each."""

    shape: tuple[np.ndarray, np.ndarray, np.ndarray]
    rows: tuple[np.ndarray, np.ndarray, np.ndarray]
    sizes: tuple[int, int]


def merged(discs: Discs, *, with_operators: bool = True) -> Circles:
    """Merge rows whose circles are the same: what stands on one mast is one circle.

    The order does not depend on that of the rows, so that sums round alike.
    """
    x, y, radius = (np.asarray(v, dtype=float) for v in (*discs.xy.T, discs.radius_m))
    order = np.lexsort((radius, x, y))
    x, y, radius = x[order], y[order], radius[order]
    new = np.ones(len(x), dtype=bool)
    new[1:] = (np.diff(x) != 0) | (np.diff(y) != 0) | (np.diff(radius) != 0)
    site, operator = discs.site[order], discs.operator[order]
    names, site = np.unique(site, return_inverse=True)
    if with_operators:
        known, number = np.unique(operator, return_inverse=True)
        operator, n_operators = np.where(operator < 0, -1, number), len(known)
    else:
        operator, n_operators = np.full(len(x), -1), 0
    first = np.r_[np.flatnonzero(new), len(x)]
    rows = (first, site.astype(np.int64), operator.astype(np.int64))
    return Circles((x[new], y[new], radius[new]), rows, (len(names), n_operators))


def _numbers(labels, count: int, *, name: str) -> np.ndarray:
    """Whole numbers as they are, and one for each of any other labels: -1 for a missing one."""
    labels = np.asarray(labels)
    if labels.shape != (count,):
        raise BadArgument(name=name, value=labels.shape, expected=f"one for each of {count} points")
    if labels.dtype.kind in "iu":
        return labels.astype(np.int64)
    numbers = pd.factorize(labels)[0].astype(np.int64)
    if name == "site" and (numbers < 0).any():
        expected = "a label for each point: those without one would be one site"
        raise BadArgument(name=name, value=None, expected=expected)
    return numbers
