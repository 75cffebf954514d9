"""A made-up long country: areas with fractal borders, points in towns. The same on every machine.

Areas are Voronoi cells of seeds that crowd in towns; each border between two cells is one fractal
path which both share. Paths cross one another here and there, so that some areas overlap a little,
as they do in real layers.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS
from scipy.spatial import Voronoi

CRS_ID = 4326
METRIC_CRS_ID = 32648
SOUTH, NORTH = 8.6, 23.3
_SEED = 20_250_701
_TOWNS = 70
_HALVINGS = 5
_ROW_GROUP = 100_000


@dataclass(frozen=True)
class Country:
    """Files of the country in a folder."""

    folder: Path

    @property
    def areas(self) -> Path:
        return self.folder / "areas.parquet"

    @property
    def sites(self) -> Path:
        return self.folder / "sites.parquet"

    def points(self, count: int) -> Path:
        return self.folder / f"points_{count}.parquet"


def make_country(folder: Path, *, areas: int, points: tuple[int, ...]) -> Country:
    """Write what is not there yet; say what is done."""
    country = Country(folder / f"country_{areas}")
    country.folder.mkdir(parents=True, exist_ok=True)
    if not country.areas.exists():
        print(f"making {areas:,} areas", flush=True)
        make_areas(areas).to_parquet(country.areas)
    for path, count, seed in (
        (country.sites, 10_000, 1),
        *((country.points(n), n, n) for n in points),
    ):
        if not path.exists():
            print(f"making {count:,} points", flush=True)
            write_points(path, clustered(count, np.random.default_rng([_SEED, seed])))
    return country


def make_areas(count: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(_SEED)
    seeds = clustered(count, rng, in_towns=0.6)
    diagram = Voronoi(np.concatenate([seeds, _sea()]))
    ridges = np.array(diagram.ridge_vertices)
    known = (ridges >= 0).all(axis=1)
    paths = _fractal(diagram.vertices[ridges[known, 0]], diagram.vertices[ridges[known, 1]], rng)
    way = {}
    for (a, b), path in zip(ridges[known].tolist(), paths, strict=True):
        way[a, b], way[b, a] = path[:-1], path[:0:-1]
    rings = []
    for region in diagram.point_region[:count]:
        corners = diagram.regions[region]
        following = corners[1:] + corners[:1]
        rings.append(np.concatenate([way[ab] for ab in zip(corners, following, strict=True)]))
    shapes = shapely.make_valid([shapely.Polygon(r) for r in rings], method="structure")
    return gpd.GeoDataFrame({"area": np.arange(count)}, geometry=shapes, crs=CRS_ID)


def clustered(count: int, rng: np.random.Generator, *, in_towns: float = 0.75) -> np.ndarray:
    """Positions in the country, most of them in towns of very different size."""
    towns = np.random.default_rng(_SEED + 1)
    centre = _scattered(_TOWNS, towns)
    spread = towns.uniform(0.02, 0.15, _TOWNS)
    weight = 1 / np.arange(1, _TOWNS + 1)
    found = np.empty((0, 2))
    while len(found) < count:
        more = 2 * (count - len(found)) + 100
        town = rng.choice(_TOWNS, more, p=weight / weight.sum())
        urban = centre[town] + rng.normal(size=(more, 2)) * spread[town, None]
        rural = _scattered(more, rng)
        mixed = np.where(rng.random((more, 1)) < in_towns, urban, rural)
        found = np.concatenate([found, mixed[_on_land(mixed)]])
    return found[:count]


def write_points(path: Path, xy: np.ndarray) -> None:
    """GeoParquet of WKB points, without making a geometry object for each."""
    head = np.array([1, 1, 0, 0, 0], np.uint8)
    column = {"encoding": "WKB", "geometry_types": ["Point"]}
    column["crs"] = json.loads(CRS.from_epsg(CRS_ID).to_json())
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    fields = [("id", pa.int64()), ("kind", pa.int32()), ("geometry", pa.binary())]
    schema = pa.schema(fields, metadata={"geo": json.dumps(geo)})
    with pq.ParquetWriter(path, schema) as writer:
        for begin in range(0, len(xy), _ROW_GROUP):
            part = np.ascontiguousarray(xy[begin : begin + _ROW_GROUP], "<f8")
            raw = np.empty((len(part), 21), np.uint8)
            raw[:, :5] = head
            raw[:, 5:] = part.view(np.uint8).reshape(-1, 16)
            ends = np.arange(len(part) + 1, dtype=np.int32) * 21
            buffers = [None, pa.py_buffer(ends), pa.py_buffer(raw)]
            wkb = pa.Array.from_buffers(pa.binary(), len(part), buffers)
            ids = np.arange(begin, begin + len(part))
            columns = [pa.array(ids), pa.array((ids % 6).astype(np.int32)), wkb]
            writer.write_table(pa.table(columns, schema=schema))


def _middle(lat: np.ndarray) -> np.ndarray:
    return 106.3 + 1.7 * np.sin((lat - 19.0) / 15.0 * 2 * np.pi)


def _half_width(lat: np.ndarray) -> np.ndarray:
    return 0.45 + 1.2 * (np.abs(lat - 17.0) / 7.0) ** 2


def _on_land(xy: np.ndarray) -> np.ndarray:
    lat = xy[:, 1]
    inside = np.abs(xy[:, 0] - _middle(lat)) < _half_width(lat)
    return inside & (lat > SOUTH) & (lat < NORTH)


def _scattered(count: int, rng: np.random.Generator) -> np.ndarray:
    lat = rng.uniform(SOUTH, NORTH, 8 * count)
    lon = rng.uniform(102, 111, 8 * count)
    xy = np.column_stack([lon, lat])
    return xy[_on_land(xy)][:count]


def _sea() -> np.ndarray:
    """Seeds around the country, so that no area runs to infinity; they become no areas."""
    lon, lat = np.meshgrid(np.arange(96, 117, 0.25), np.arange(3, 29, 0.25))
    xy = np.column_stack([lon.ravel(), lat.ravel()])
    near = _on_land(xy)
    for step in 0.25 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]]):
        near |= _on_land(xy + step)
    return xy[~near]


def _fractal(start: np.ndarray, end: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Paths (n, 2**halvings + 1, 2): every half-way point is pushed to the side, again and again."""
    path = np.stack([start, end], axis=1)
    for _ in range(_HALVINGS):
        step = np.diff(path, axis=1)
        side = np.stack([-step[..., 1], step[..., 0]], axis=-1)
        push = rng.normal(0, 0.09, (*side.shape[:2], 1)).clip(-0.18, 0.18)
        finer = np.empty((len(path), 2 * path.shape[1] - 1, 2))
        finer[:, ::2] = path
        finer[:, 1::2] = (path[:, :-1] + path[:, 1:]) / 2 + side * push
        path = finer
    return path
