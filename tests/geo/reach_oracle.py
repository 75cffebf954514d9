"""Ground in reach found another way: all rims noded together, and each face asked who holds it."""

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

METRES = 5899

SHAPES = (
    box(0, 0, 1000, 1000),
    box(200, 200, 400, 400),
    Polygon([(0, 0), (1000, 100), (900, 900), (500, 300), (100, 1000)]),
    Polygon(
        [(0, 0), (1000, 0), (1000, 1000), (0, 1000)],
        [[(300, 300), (700, 300), (700, 700), (300, 700)], [(50, 50), (50, 150), (150, 50)]],
    ),
    MultiPolygon([box(0, 0, 300, 300), box(300, 300, 600, 600), box(800, 0, 1000, 1000)]),
    Point(500, 500).buffer(200, quad_segs=4),
)


def reached_by_faces(discs, shape, *, sites: int, operators: int, quad_segs: int = 128) -> float:
    angle = np.pi / (2 * quad_segs)
    radius = discs.radius_m * np.sqrt(angle / np.sin(angle))
    circles = shapely.buffer(shapely.points(discs.xy), radius, quad_segs=quad_segs)
    lines = shapely.union_all([*shapely.boundary(circles), shapely.boundary(shape)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.point_on_surface(faces)
    total = 0.0
    for face, point in zip(faces, inside, strict=True):
        holders = shapely.contains(circles, point)
        known = set(discs.operator[holders].tolist()) - {-1}
        enough = len(set(discs.site[holders].tolist())) >= sites and len(known) >= operators
        if enough and shapely.contains(shape, point):
            total += face.area
    return total


def areas(*shapes, crs=METRES) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs=crs)


def points(*xy, crs=METRES) -> gpd.GeoSeries:
    return gpd.GeoSeries([None if p is None else Point(p) for p in xy], crs=crs)
