"""Made-up areas to hold positions against: a grid of 2 km squares with the names of a small city."""

from pathlib import Path

import geopandas as gpd
import numpy as np
from shapely.geometry import box

from layers.importing.ground import Ground

# South-west corner of the squares, in the middle of each city.
CORNERS = {
    "48": (108.15, 16.02),
    "79": (106.65, 10.74),
    "01": (105.80, 21.00),
    "92": (105.74, 10.00),
}
SIDE = 0.02


def wards(province: str, *, approximate: bool = False) -> gpd.GeoDataFrame:
    """Nine square wards, side by side."""
    west, south = CORNERS[province]
    cells = [(west + SIDE * (k % 3), south + SIDE * (k // 3)) for k in range(9)]
    words = ("An", "Bình", "Châu", "Đông", "Giang", "Hải", "Khánh", "Liên", "Minh")
    names = [f"Hòa {word}" for word in words]
    return gpd.GeoDataFrame(
        {
            "code": [f"0{int(province):02d}{k:02d}" for k in range(9)],
            "name": names,
            "full_name": [f"Phường {name}" for name in names],
            "province_code": province,
            "version": "v2025-07",
            "approximate": approximate,
        },
        geometry=[box(x, y, x + SIDE, y + SIDE) for x, y in cells],
        crs=4326,
    )


def ground_of(folder: Path, **layers: gpd.GeoDataFrame) -> Ground:
    """A ground of the layers given, written as a store would."""
    paths = {name: folder / f"{name}.parquet" for name in layers}
    for name, frame in layers.items():
        frame.to_parquet(paths[name])
    return Ground(paths)


def features(areas: gpd.GeoDataFrame, count: int, *, seed: int = 0) -> gpd.GeoDataFrame:
    """Points inside areas, each naming its own in the column PHUONG; EPSG:4326."""
    random = np.random.default_rng(seed)
    of = random.integers(0, len(areas), count)
    shapes = areas.geometry.iloc[of].reset_index(drop=True)
    west, south, east, north = shapes.bounds.to_numpy().T
    x, y = (
        west + random.random(count) * (east - west),
        south + random.random(count) * (north - south),
    )
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=4326)
    inside = points.within(shapes, align=False)
    points = points.where(inside, shapes.representative_point())
    return gpd.GeoDataFrame(
        {"PHUONG": areas["full_name"].to_numpy()[of], "CAO": random.integers(5, 40, count)},
        geometry=points,
    )
