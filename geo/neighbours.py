"""Areas beside an area, with how long the border is that they share."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import is_in_degrees, metric_crs, require_crs, to_metric, to_storage
from geo.errors import BadArgument
from geo.measure import geodesic_length_m

_METRES_PER_DEGREE = 100_000.0  # fewer than a degree of latitude has: the box is rather too wide


def neighbours(areas, row: int, *, within_m: float = 5.0) -> pd.DataFrame:
    """Which areas lie beside one, the longest shared border first.

    Borders of two surveys seldom meet exactly, so a gap or an overlap of a few metres is none.

    Parameters
    ----------
    areas : GeoSeries or GeoDataFrame
        Polygons with a CRS; blank ones are nobody's neighbour.
    row : int
        Number of the row whose neighbours are wanted.
    within_m : float
        How far apart two areas may be and still touch.

    Returns
    -------
    DataFrame
        ``area`` (row number), ``border_m``: length on the ellipsoid of the border of `row` that runs
        along the other; 0 where they meet in a corner alone.

    Raises
    ------
    MissingCRS
        When the areas have no CRS.
    BadArgument
        When there is no such row, or the distance is negative.

    Examples
    --------
    >>> squares = gpd.GeoSeries(shapely.box([0, 1], [0, 0], [1, 2], [1, 1]), crs=4326)
    >>> neighbours(squares, 0).round(1)
       area  border_m
    0     1  110574.4
    """
    require_crs(areas, what="areas")
    if not 0 <= row < len(areas):
        raise BadArgument(name="row", value=row, expected=f"0 to {len(areas) - 1}")
    if not within_m >= 0:
        raise BadArgument(name="within_m", value=within_m, expected="0 or more")
    shapes = areas.geometry if is_in_degrees(areas) else areas.geometry.to_crs(4326)
    geoms = np.asarray(shapes.values, dtype=object)
    near = _near_boxes(geoms, row, within_m)
    if not len(near):
        return pd.DataFrame({"area": np.empty(0, int), "border_m": np.empty(0)})
    stored = shapes.iloc[[row, *near]]
    crs = metric_crs(stored.iloc[:1])
    plane = np.asarray(to_metric(stored, crs=crs).values, dtype=object)
    mine, others = plane[0], plane[1:]
    shapely.prepare(mine)
    touches = shapely.dwithin(mine, others, within_m)
    near, others = near[touches], others[touches]
    found = pd.DataFrame({"area": near, "border_m": _border_m(mine, others, within_m, crs)})
    return found.sort_values(["border_m", "area"], ascending=[False, True], ignore_index=True)


def _near_boxes(geoms: np.ndarray, row: int, within_m: float) -> np.ndarray:
    """Rows whose box comes near that of `row`, without itself."""
    west, south, east, north = shapely.bounds(geoms).T
    spare = within_m / _METRES_PER_DEGREE
    # Meridians draw together: at the latitudes of the country by less than a tenth.
    wide = spare / max(np.cos(np.radians(north[row])), 0.1) if np.isfinite(north[row]) else spare
    with np.errstate(invalid="ignore"):
        meets = (west <= east[row] + wide) & (east >= west[row] - wide)
        meets &= (south <= north[row] + spare) & (north >= south[row] - spare)
    meets[row] = False
    return np.flatnonzero(meets)


def _border_m(mine, others: np.ndarray, within_m: float, crs) -> np.ndarray:
    """The border of `mine` along each other: what lies on it, or within the distance less both ends."""
    ring = shapely.boundary(mine)
    exact = shapely.intersection(ring, others)
    if not within_m or not len(others):
        return _length_m(exact, crs)
    wide = shapely.intersection(ring, shapely.buffer(others, within_m))
    exact, wide = np.split(_length_m(np.concatenate([exact, wide]), crs), 2)
    # A corner has its distance at both ends too, along either of the sides that meet in it.
    wide = np.where(wide > 4 * within_m, wide - 2 * within_m, 0.0)
    return np.maximum(exact, wide)


def _length_m(lines: np.ndarray, crs) -> np.ndarray:
    if not len(lines):
        return np.empty(0)
    return geodesic_length_m(to_storage(gpd.GeoSeries(lines, crs=crs)).values)
