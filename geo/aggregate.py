"""Sums over areas and areas made of areas."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import BadArgument
from geo.join import OUTSIDE, split_lines


class AreaLengths(NamedTuple):
    """Length of lines in each area.

    Attributes
    ----------
    length_m : float64 (areas,)
        Geodesic, in metres. A stretch in two overlapping areas, or along a border that two areas
        share, counts in both.
    outside_m : float
        Length in no area.
    unknown : int
        Lines without a geometry.
    """

    length_m: np.ndarray
    outside_m: float
    unknown: int


def lengths_in_areas(lines, areas) -> AreaLengths:
    """How many metres of lines each area holds; takes and raises what ``split_lines`` does."""
    pieces = split_lines(lines, areas)
    unknown = int((shapely.is_missing(lines.geometry) | shapely.is_empty(lines.geometry)).sum())
    return AreaLengths(*group_lengths(pieces, areas=len(areas)), unknown)


def group_lengths(pieces: gpd.GeoDataFrame, *, areas: int) -> tuple[np.ndarray, float]:
    """Sum the pieces of :func:`geo.join.split_lines`.

    Parameters
    ----------
    pieces : GeoDataFrame with ``area`` and ``length_m``
    areas : int
        Number of areas that the lines were cut by.

    Returns
    -------
    length_m : float64 (areas,)
    outside_m : float
    """
    area, length_m = pieces["area"].to_numpy(), pieces["length_m"].to_numpy()
    inside = area != OUTSIDE
    sums = np.bincount(area[inside], weights=length_m[inside], minlength=areas)
    return sums, float(length_m[~inside].sum())


def dissolve_areas(areas, *, by) -> gpd.GeoDataFrame:
    """Join areas that have the same key into one.

    Parameters
    ----------
    areas : GeoSeries or GeoDataFrame
        Valid polygons and multipolygons; the CRS, if any, is kept.
    by : array-like
        One key for each area; areas whose key is missing are left out.

    Returns
    -------
    GeoDataFrame
        ``key``, sorted, and ``geometry``. Areas without a geometry add nothing to their key.

    Notes
    -----
    Where the areas are a coverage, neighbours sharing their borders without gap or overlap, inner
    borders are simply dropped, which is about eight times quicker. Otherwise the union is built.
    """
    geometry = areas.geometry
    if len(by) != len(geometry):
        raise BadArgument(name="by", value=len(by), expected=f"{len(geometry)} keys")
    frame = gpd.GeoDataFrame({"key": np.asarray(by)}, geometry=geometry.values, crs=areas.crs)
    clean = shapely.coverage_is_valid(geometry.dropna().values)
    method = "coverage" if clean else "unary"
    return frame.dissolve("key", method=method).reset_index()[["key", "geometry"]]
