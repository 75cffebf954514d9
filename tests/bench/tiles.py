"""Tiles of the country's communes: cold and held, beside what one would write with shapely. And tiles of very
many points as somebody filters and styles them."""

import gzip
import math
import random
import statistics
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import shapely

from geo.tiles import tile_bounds
from layers.atlas import Atlas
from layers.demo.boundaries import admin_commune
from layers.filters.condition import Condition, Filter, Ground
from layers.looks.look import Look
from layers.store import Provenance, open_store
from layers.store.duckdb_index import TileIndex

LAYER = "admin_commune"
# Around Ha Noi, Da Nang and the Mekong delta, from the whole country to a district.
PLACES = ((5, 25, 14), (6, 50, 28), (7, 101, 57), (8, 203, 112), (9, 407, 227), (10, 814, 479))
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "vn_communes_20m.parquet"


def measure_tiles() -> list[dict]:
    """Milliseconds of the slowest tile; the same areas must be in the tiles of both."""
    areas = _communes()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder)
        store.publish(areas, LAYER, user="bench", expected=None, provenance=Provenance())
        atlas = Atlas(store)
        index, snapshot = TileIndex(atlas), atlas.now()
        begin = time.perf_counter()
        index.load(snapshot.versions[LAYER])
        print(
            f"tables and overviews of {len(areas):,} communes: {time.perf_counter() - begin:.1f} s"
        )
        plain = atlas.frame(snapshot.versions[LAYER]).to_crs(3857)
        cold, held, own, missing = [], [], [], 0
        for place in PLACES:
            seconds, tile = _timed(lambda p=place: index.tile(snapshot, (LAYER,), *p))
            cold.append(seconds)
            held.append(_timed(lambda p=place: index.tile(snapshot, (LAYER,), *p))[0])
            seconds, expected = _timed(lambda p=place: _with_shapely(plain, *p))
            own.append(seconds)
            missing += len(expected - _codes(tile))
    rows = [
        _row("shapely + mapbox-vector-tile", own, own, 0),
        _row("hatang, cold", cold, own, missing),
        _row("hatang, held", held, own, missing),
    ]
    for row in rows:
        print(f"{row['engine']}: slowest {row['slowest_ms']:.1f} ms")
    return rows


POINTS = "antenna_mast"
_OWNED = Filter((Condition("owner", "=", ("VNPT",)), Condition("height_m", ">", ("20",))))
_NEAR = Filter((), (Ground("near", layer=POINTS, code="m7", distance_m=50_000.0),))
WISHES = {
    "as they are": (None, Filter()),
    "filtered": (None, _OWNED),
    "near a mast": (None, _NEAR),
    "graduated and sized": (
        Look("graduated", field="height_m", scheme="equal_interval", size_by="height_m"),
        Filter(),
    ),
    "by owner": (Look("categorical", field="owner"), _OWNED),
    "heat": (Look("heat"), Filter()),
    "clusters": (Look("cluster"), _OWNED),
}


def measure_point_tiles(*, count: int = 1_000_000) -> list[dict]:
    """Milliseconds of cold tiles of `count` points over five cities, from the country to a street.

    The first tile of a wish pays for finding what passes, and is told apart.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder)
        store.publish(_points(count), POINTS, user="bench", expected=None, provenance=Provenance())
        atlas = Atlas(store)
        index, snapshot = TileIndex(atlas), atlas.now()
        begin = time.perf_counter()
        index.load(snapshot.versions[POINTS])
        print(f"tables of {count:,} points: {time.perf_counter() - begin:.1f} s")
        rows = []
        for name, wish in WISHES.items():
            asked = {POINTS: wish}
            first, *more = (
                _timed(lambda p=place, a=asked: index.tile(snapshot, (POINTS,), *p, a))[0] * 1000
                for place in _places()
            )
            more.sort()
            row = {"task": f"tile of {count:,} points", "engine": name, "differing": 0}
            row |= {"seconds": statistics.median(more) / 1000, "first_ms": first}
            row |= {"p95_ms": more[int(0.95 * len(more))], "slowest_ms": more[-1]}
            rows.append(row)
            print(
                f"{name}: first {first:.0f} ms, then median {statistics.median(more):.0f}, "
                f"95 % {row['p95_ms']:.0f}, slowest {more[-1]:.0f}"
            )
    return rows


def _points(count: int) -> gpd.GeoDataFrame:
    """Points round the middles of communes, many where communes are small, as masts would be."""
    draw = np.random.default_rng(7)
    middles = admin_commune().geometry.representative_point()
    chosen = draw.integers(0, len(middles), count)
    lon = middles.x.to_numpy()[chosen] + draw.normal(0, 0.03, count)
    lat = middles.y.to_numpy()[chosen] + draw.normal(0, 0.03, count)
    rows = {
        "feature_id": [f"m{i}" for i in range(count)],
        "owner": np.array(["VNPT", "Viettel", "MobiFone"])[draw.integers(0, 3, count)],
        "height_m": np.round(draw.gamma(4, 8, count), 1),
    }
    return gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def _places() -> list[tuple[int, int, int]]:
    """Tiles of zooms 4 to 16 near five cities; the whole country first."""
    draw = random.Random(7)
    cities = ((105.85, 21.03), (106.7, 10.8), (108.2, 16.05), (107.6, 16.46), (105.78, 10.03))
    found = {
        _tile_of(lon + draw.uniform(-0.3, 0.3), lat + draw.uniform(-0.3, 0.3), zoom)
        for zoom in range(4, 17)
        for lon, lat in cities
    }
    return sorted(found)


def _tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int, int]:
    north = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return zoom, int((lon + 180) / 360 * 2**zoom), int(north * 2**zoom)


def _communes() -> gpd.GeoDataFrame:
    if REAL.exists():
        return gpd.read_parquet(REAL).drop(columns="bbox", errors="ignore")
    return admin_commune()


def _with_shapely(areas: gpd.GeoDataFrame, z: int, x: int, y: int) -> set[str]:
    """A tile as one writes it by hand; gives the codes of the areas that cover half a pixel or more."""
    box = tile_bounds(z, x, y)
    pixel = (box[2] - box[0]) / 512
    rows = areas.iloc[areas.sindex.query(shapely.box(*box), predicate="intersects")]
    shapes = shapely.clip_by_rect(shapely.simplify(rows.geometry.values, pixel / 2), *box)
    kept = ~shapely.is_empty(shapes)
    features = [
        {"geometry": shape, "properties": {"code": code}}
        for shape, code in zip(shapes[kept], rows["code"][kept], strict=True)
    ]
    layers = [{"name": LAYER, "features": features}]
    gzip.compress(mapbox_vector_tile.encode(layers, default_options={"quantize_bounds": box}), 5)
    seen = shapely.area(shapely.clip_by_rect(rows.geometry.values, *box)) > (4 * pixel) ** 2
    return set(rows["code"][seen])


def _codes(tile: bytes) -> set[str]:
    decoded = mapbox_vector_tile.decode(gzip.decompress(tile))
    return {f["properties"]["code"] for f in decoded.get(LAYER, {"features": []})["features"]}


def _timed(task) -> tuple[float, object]:
    begin = time.perf_counter()
    answer = task()
    return time.perf_counter() - begin, answer


def _row(engine: str, seconds: list[float], base: list[float], differing: int) -> dict:
    ratio = statistics.median(b / s for b, s in zip(base, seconds, strict=True))
    return {
        "task": f"tile of communes, {len(PLACES)} places",
        "engine": engine,
        "seconds": statistics.median(seconds),
        "slowest_ms": max(seconds) * 1000,
        "ratio": round(ratio, 2),
        "differing": differing,
    }
