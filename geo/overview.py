"""Simplified copies of a layer for the small scales, and where its labels stand."""

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import WEB_MERCATOR, require_crs
from geo.tiles import pixel_m

# Largest zoom (512 px tiles) of each copy; above the last, features are drawn as they are.
OVERVIEW_ZOOMS = (5, 7, 8, 10, 12, 14)

# A triangle of neighbouring vertices below this share of a square pixel is not seen.
_UNSEEN_PX2 = 0.5
# A copy with fewer vertices to lose than this share is not worth its memory.
_WORTHWHILE = 0.25
_COVERAGE_SAMPLE = 50
# Islands farther than this from anything that is drawn stay visible, however small.
_LONELY_M = 20_000.0
_POLYGONAL = (3, 6)


def overviews(features, *, zooms=OVERVIEW_ZOOMS) -> dict[int, gpd.GeoSeries]:
    """Simplified copies of areas or lines by the largest zoom at which they are drawn.

    Areas that share borders (a coverage, small faults allowed) still share them afterwards; others
    are simplified one by one. No feature is lost: what is small stays as a small shape, and islands
    out at sea (Hoàng Sa, Trường Sa) grow to 2 px so that they are seen.

    Parameters
    ----------
    features : GeoSeries or GeoDataFrame with a CRS
    zooms : iterable of int

    Returns
    -------
    dict of int to GeoSeries
        EPSG:3857, outer rings clockwise as vector tiles want them, index as given. A zoom is
        absent where the next finer copy, or the layer itself, has hardly more vertices; so it may
        be empty. Draw zoom z from the smallest key >= z.

    Raises
    ------
    MissingCRS
        When the features have no CRS.
    """
    require_crs(features, what="features")
    source = np.asarray(features.geometry.to_crs(WEB_MERCATOR).values)
    shared_borders, result = None, {}
    for zoom in sorted(zooms, reverse=True):
        tolerance = pixel_m(zoom) * _UNSEEN_PX2**0.5
        if _share_to_lose(source, tolerance) < _WORTHWHILE:
            continue
        if shared_borders is None:
            shared_borders = mostly_coverage(source)
        # Each copy is made from the next finer one: the same to the eye, and several times faster.
        source = _simplified(source, tolerance, shared_borders)
        drawn = shapely.orient_polygons(
            _with_lonely_islands(source, pixel_m(zoom)), exterior_cw=True
        )
        result[zoom] = gpd.GeoSeries(drawn, index=features.index, crs=WEB_MERCATOR)
    return dict(sorted(result.items()))


def mostly_coverage(geoms: np.ndarray) -> bool:
    """Whether most of some sampled areas fit their neighbours edge to edge, without overlap.

    A sample, because a look at all edges takes as long as the simplification, and because a few
    slivers, which real boundaries have, do it no harm.
    """
    geoms = geoms[~shapely.is_missing(geoms)]
    if not len(geoms) or not np.isin(shapely.get_type_id(geoms), _POLYGONAL).all():
        return False
    chosen = np.unique(np.linspace(0, len(geoms) - 1, _COVERAGE_SAMPLE).round().astype(int))
    near = np.union1d(shapely.STRtree(geoms).query(geoms[chosen])[1], chosen)
    faults = ~shapely.is_empty(shapely.coverage_invalid_edges(geoms[near]))
    return bool(faults[np.searchsorted(near, chosen)].mean() <= 0.5)


def label_points(areas) -> gpd.GeoDataFrame:
    """A point inside each area for its label: the middle of the largest circle that fits.

    Parameters
    ----------
    areas : GeoSeries or GeoDataFrame of polygons with a CRS
        Of an area in several parts the largest counts.

    Returns
    -------
    GeoDataFrame in EPSG:3857, index as given
        ``geometry`` (None where there is no area), ``area_m2`` of the whole area and ``radius_m``
        of the circle: on the ground within 1 %, to rank labels and to see whether they fit. Use
        `geo.measure` for figures.

    Raises
    ------
    MissingCRS
        When the areas have no CRS.
    """
    require_crs(areas, what="areas")
    geoms = np.asarray(areas.geometry.to_crs(WEB_MERCATOR).values)
    largest, row = _largest_parts(geoms)
    width = np.sqrt(shapely.area(largest))
    # The circle is sought in a rough copy, 3 times faster; where its middle falls outside the
    # true area, the representative point stands in.
    rough = shapely.simplify(largest, 0.02 * width, preserve_topology=False)
    rough = np.where(shapely.is_valid(rough) & ~shapely.is_empty(rough), rough, largest)
    circles = shapely.maximum_inscribed_circle(rough, tolerance=0.02 * width)
    points = shapely.get_point(circles, 0)
    outside = ~shapely.contains_properly(largest, points)
    points[outside] = shapely.point_on_surface(largest[outside])
    placed = np.full(len(geoms), None, dtype=object)
    placed[row] = points
    radius = np.full(len(geoms), np.nan)
    radius[row] = shapely.length(circles)
    ground = _ground_scale(shapely.get_y(placed))
    return gpd.GeoDataFrame(
        {"area_m2": shapely.area(geoms) * ground**2, "radius_m": radius * ground},
        geometry=gpd.GeoSeries(placed, index=areas.index, crs=WEB_MERCATOR),
        index=areas.index,
    )


def _ground_scale(y: np.ndarray) -> np.ndarray:
    # cos(latitude), as the reciprocal scale of Web Mercator.
    return 1 / np.cosh(y / 6378137.0)


def _largest_parts(geoms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    parts, row = shapely.get_parts(geoms, return_index=True)
    polygon = shapely.get_type_id(parts) == 3
    parts, row = parts[polygon], row[polygon]
    parts, row = parts[~shapely.is_empty(parts)], row[~shapely.is_empty(parts)]
    order = np.lexsort((-shapely.area(parts), row))
    rows, first = np.unique(row[order], return_index=True)
    return parts[order][first], rows


def _share_to_lose(geoms: np.ndarray, tolerance: float) -> float:
    xy = shapely.get_coordinates(geoms)
    if len(xy) < 3:
        return 0.0
    there, on = xy[1:-1] - xy[:-2], xy[2:] - xy[:-2]
    triangle = np.abs(there[:, 0] * on[:, 1] - there[:, 1] * on[:, 0]) / 2
    return float((triangle < tolerance**2).mean())


def _simplified(geoms: np.ndarray, tolerance: float, shared_borders: bool) -> np.ndarray:
    result = geoms.copy()
    known = ~shapely.is_missing(geoms)
    if not shared_borders:
        result[known] = shapely.simplify(geoms[known], tolerance)
        return result
    result[known] = shapely.coverage_simplify(geoms[known], tolerance)
    broken = known & ~shapely.is_valid(result)
    result[broken] = shapely.simplify(geoms[broken], tolerance)
    return result


def _with_lonely_islands(geoms: np.ndarray, pixel: float) -> np.ndarray:
    parts, row = shapely.get_parts(geoms, return_index=True)
    polygon = shapely.get_type_id(parts) == 3
    parts, row = parts[polygon], row[polygon]
    lonely, centres = _lonely(parts, pixel)
    if not len(lonely):
        return geoms
    parts[lonely] = shapely.buffer(centres, pixel, cap_style="square")
    grown = np.unique(row[lonely])
    again = np.isin(row, grown)
    whole = shapely.multipolygons(parts[again], indices=np.searchsorted(grown, row[again]))
    result = geoms.copy()
    # Boxes of one area may overlap; its union is wanted.
    result[grown] = shapely.make_valid(whole, method="structure", keep_collapsed=False)
    return result


def _lonely(parts: np.ndarray, pixel: float) -> tuple[np.ndarray, np.ndarray]:
    """Parts below 2 px far from every larger one, the largest of each 4 px cell; their middles."""
    west, south, east, north = shapely.bounds(parts).T
    small = np.fmax(east - west, north - south) < 2 * pixel
    candidates = np.flatnonzero(small)
    candidates = candidates[np.argsort(-shapely.area(parts[candidates]), kind="stable")]
    xy = np.column_stack([(west + east)[candidates], (south + north)[candidates]]) / 2
    centres = shapely.points(xy)
    near, _ = shapely.STRtree(parts[~small]).query(centres, "dwithin", distance=_LONELY_M)
    far = np.setdiff1d(np.arange(len(candidates)), near)
    _, first = np.unique(np.floor(xy[far] / (4 * pixel)), axis=0, return_index=True)
    return candidates[far[first]], centres[far[first]]
