"""Tiles of the country's communes: cold and held, beside what one would write with shapely."""

import gzip
import statistics
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import mapbox_vector_tile
import shapely

from geo.tiles import tile_bounds
from layers.atlas import Atlas
from layers.demo.boundaries import admin_commune
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
