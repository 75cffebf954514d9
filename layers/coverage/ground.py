"""The areas of a question, city by city, each city in its own plane."""

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from shapely.errors import GEOSException

from geo.crs import metric_crs, to_metric
from geo.measure import geodesic_area_m2
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY
from layers.coverage.answer import DRAWN
from layers.coverage.question import ReachQuestion
from layers.errors import BadArea, NoAreas, UnknownCity, UnknownLayer
from layers.services.places import places_of

_DESCRIBED = ["code", "unit_key", "name", "full_name", "city"]
_MOST_CORNERS = 100_000
_DEEPEST = 8
# Wider than that, neither the plane nor straight borders mean what the reader thinks.
_WIDEST_DEG = 60.0


@dataclass(frozen=True)
class Ground:
    """Areas that are measured together.

    Attributes
    ----------
    rows : DataFrame
        ``code``, ``unit_key``, ``name``, ``full_name``, ``city``.
    number : ndarray of int
        Of each area its row in the layer; -1 of a drawn one.
    stored : GeoSeries
        EPSG:4326.
    plane : GeoSeries
        The same in metres, in `crs`.
    """

    city: str
    rows: pd.DataFrame
    number: np.ndarray
    stored: gpd.GeoSeries
    plane: gpd.GeoSeries
    crs: CRS

    @property
    def area_m2(self) -> np.ndarray:
        """On the ellipsoid; NaN for an area without a geometry."""
        return geodesic_area_m2(self.stored.values)

    @property
    def is_drawn(self) -> bool:
        return self.city == DRAWN


def grounds_of(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> list[Ground]:
    """The areas of the question by city; a drawn one by itself at the end.

    Raises
    ------
    UnknownLayer, UnknownCity, BadArea
    """
    version = snapshot.versions.get(question.areas)
    if version is None or atlas.store.specs[question.areas].kind != "area":
        areas = [i for i in snapshot.versions if atlas.store.specs[i].kind == "area"]
        raise UnknownLayer(layer=question.areas, known=", ".join(sorted(areas)))
    key = f"reach-ground-{version.key}-{question.city}"
    found = atlas.frames.once(key, lambda: _of_city(atlas, snapshot, question))
    return [*found, _drawn(question.within)] if question.within else found


def lies_near(layer: gpd.GeoDataFrame, grounds: list[Ground], city: str) -> np.ndarray:
    """Which features of a layer meet the box of the areas, or say that they are of the city but not where."""
    boxes = np.array([ground.stored.total_bounds for ground in grounds])
    west, south = np.nanmin(boxes[:, :2], axis=0)
    east, north = np.nanmax(boxes[:, 2:], axis=0)
    box = shapely.bounds(np.asarray(layer.geometry.to_crs(4326).values, dtype=object))
    with np.errstate(invalid="ignore"):
        meets = (
            (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
        )
    nowhere = ~np.isfinite(box).all(axis=1)
    if city == COUNTRY:
        return meets | nowhere
    if "province_code" not in layer:
        return meets
    said = (layer["province_code"].astype("string") == city).fillna(False).to_numpy(bool)
    return meets | (nowhere & said)


def shape_of(geojson: dict) -> shapely.Geometry:
    """The polygon of GeoJSON (EPSG:4326): a geometry, a feature, or a collection of them made one.

    Raises
    ------
    BadArea
        If it is no polygon with a surface, or not in degrees.
    """
    shapes = [_polygon(part) for part in _geometries(geojson)]
    corners = sum(shapely.get_num_coordinates(shape) for shape in shapes)
    if not shapes or corners > _MOST_CORNERS:
        raise BadArea(fault=f"{len(shapes)} / {corners}")
    whole = shapely.union_all(shapely.make_valid(shapes, method="structure", keep_collapsed=False))
    west, south, east, north = whole.bounds if not whole.is_empty else (math.nan,) * 4
    if not (whole.area > 0 and -180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadArea(fault=whole.geom_type)
    if max(east - west, north - south) > _WIDEST_DEG:
        raise BadArea(fault=f"{east - west:.0f}° × {north - south:.0f}°")
    return whole


def _of_city(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> list[Ground]:
    places = places_of(atlas, snapshot, question.areas).frame
    shapes = atlas.frame(snapshot.versions[question.areas]).geometry
    if question.city != COUNTRY:
        places = places[places["city"] == question.city]
        if places.empty:
            raise UnknownCity(city=question.city)
    if places.empty:
        raise NoAreas(layer=question.areas)
    return [
        _ground(str(city), rows, shapes.iloc[rows.index.to_numpy()])
        for city, rows in places.groupby(places["city"].fillna(""), sort=False)
    ]


def _ground(city: str, rows: pd.DataFrame, stored: gpd.GeoSeries) -> Ground:
    crs = metric_crs(stored)
    number = rows.index.to_numpy()
    stored = stored.reset_index(drop=True)
    described = rows[_DESCRIBED].reset_index(drop=True)
    return Ground(city, described, number, stored, to_metric(stored, crs=crs), crs)


def _drawn(geojson: dict) -> Ground:
    stored = gpd.GeoSeries([shape_of(geojson)], crs=4326)
    crs = metric_crs(stored)
    rows = pd.DataFrame([dict.fromkeys(_DESCRIBED, None) | {"code": DRAWN}])
    return Ground(DRAWN, rows, np.array([-1]), stored, to_metric(stored, crs=crs), crs)


def _geometries(geojson, depth: int = 0) -> list[dict]:
    if not isinstance(geojson, dict) or depth > _DEEPEST:
        raise BadArea(fault=type(geojson).__name__)
    if geojson.get("type") == "FeatureCollection":
        features = geojson.get("features")
        if not isinstance(features, list):
            return []
        return [g for f in features for g in _geometries(f, depth + 1)]
    if geojson.get("type") == "Feature":
        return _geometries(geojson.get("geometry"), depth + 1)
    return [geojson]


def _polygon(geojson: dict) -> shapely.Geometry:
    if geojson.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadArea(fault=str(geojson.get("type"))[:40])
    try:
        with np.errstate(invalid="ignore"):
            shape = shapely.force_2d(shapely.geometry.shape(geojson))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, GEOSException) as fault:
        raise BadArea(fault=str(fault)[:80]) from fault
    if shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        raise BadArea(fault=shape.geom_type)
    return shape
