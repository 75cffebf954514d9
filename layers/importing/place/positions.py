"""Numbers of a file turned into longitude and latitude, as one candidate reads them."""

from collections.abc import Sequence
from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest

from geo.crs import STORAGE_CRS, transformer
from geo.locate import point_xy
from layers.importing.place.candidate import Candidate

SAMPLE = 2_000
_HN72 = 4147
# Without this PROJ shifts HN-72 by nothing outside Vung Tau, where its only operation, EPSG:1544, is valid.
_HN72_AREA = AreaOfInterest(107.0, 10.3, 107.2, 10.5)
_ZONE_STEP_M = 1_000_000
_POINT, _MISSING = 0, -1


@lru_cache(maxsize=64)
def crs_of(epsg: int) -> CRS:
    """The system of an EPSG code, by its registry and never by what a file says of it."""
    return CRS.from_epsg(epsg)


def is_hn72(crs: CRS) -> bool:
    return crs.geodetic_crs is not None and crs.geodetic_crs.to_epsg() == _HN72


def lonlat(xy: np.ndarray, candidate: Candidate) -> np.ndarray:
    """Longitude and latitude, WGS 84, of coordinate pairs (n, 2); infinite where there is none."""
    x, y = xy.T[::-1] if candidate.swapped else xy.T
    x, y = x * candidate.factor, y * candidate.factor
    if candidate.zone_prefix:
        x = x % _ZONE_STEP_M
    return np.column_stack(_operation(candidate.epsg, candidate.unshifted).transform(x, y))


def place_geometries(geoms: np.ndarray, candidate: Candidate) -> np.ndarray:
    """Geometries in `STORAGE_CRS`, two dimensions; missing ones stay missing."""
    if candidate.id == "4326":
        return shapely.force_2d(geoms) if shapely.has_z(geoms).any() else geoms
    kinds = shapely.get_type_id(geoms)
    if not np.isin(kinds, (_POINT, _MISSING)).all():
        return shapely.transform(shapely.force_2d(geoms), lambda xy: lonlat(xy, candidate))
    placed = geoms.copy()
    there = (kinds == _POINT) & ~shapely.is_empty(geoms)
    placed[there] = shapely.points(lonlat(point_xy(geoms[there]), candidate))
    return placed


def place_frame(frame: gpd.GeoDataFrame, candidate: Candidate) -> gpd.GeoDataFrame:
    """The frame in `STORAGE_CRS` as the candidate reads its numbers."""
    placed = place_geometries(np.asarray(frame.geometry.values), candidate)
    return frame.set_geometry(gpd.GeoSeries(placed, index=frame.index, crs=STORAGE_CRS))


def sample_rows(usable: np.ndarray, *, most: int = SAMPLE) -> np.ndarray:
    """At most `most` of the rows that are usable, evenly over the file."""
    rows = np.flatnonzero(usable)
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(int)]


def representative_xy(geoms: np.ndarray) -> np.ndarray:
    """One coordinate pair of each geometry (n, 2), in its own numbers; NaN where there is none."""
    middle = shapely.centroid(shapely.force_2d(geoms))
    return np.column_stack([shapely.get_x(middle), shapely.get_y(middle)])


def preview(
    frame: gpd.GeoDataFrame, candidates: Sequence[Candidate], *, most: int = 300
) -> list[dict]:
    """Where some features would lie by each candidate, for a map on which to choose.

    Parameters
    ----------
    frame : GeoDataFrame
        In the numbers of the file: `Placed.raw`.

    Returns
    -------
    list of dict
        ``id`` of the candidate, ``rows`` (positions from 0), ``positions`` ([lon, lat] of each).
    """
    geoms = np.asarray(frame.geometry.values)
    rows = sample_rows(~(shapely.is_missing(geoms) | shapely.is_empty(geoms)), most=most)
    xy = representative_xy(geoms[rows])
    return [_shown(candidate, rows, lonlat(xy, candidate)) for candidate in candidates]


def _shown(candidate: Candidate, rows: np.ndarray, positions: np.ndarray) -> dict:
    with np.errstate(
        over="ignore"
    ):  # a number near the largest there is becomes infinite by rounding
        positions = positions.round(7)
    there = np.isfinite(positions).all(axis=1)
    return {
        "id": candidate.id,
        "rows": rows[there].tolist(),
        "positions": positions[there].tolist(),
    }


@lru_cache(maxsize=64)
def _operation(epsg: int, unshifted: bool) -> Transformer:
    source = crs_of(epsg)
    if unshifted:
        return Transformer.from_crs(source, source.geodetic_crs, always_xy=True)
    if is_hn72(source):
        return Transformer.from_crs(
            source, STORAGE_CRS, always_xy=True, area_of_interest=_HN72_AREA
        )
    return transformer(source, crs_of(4326))
