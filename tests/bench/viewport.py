"""Windows of the map with some 500 of the points in them."""

import time

import geopandas as gpd
import numpy as np
import shapely

from geo.viewport import Viewport
from tests.bench.country import Country

WINDOWS = 300
IN_VIEW = 500


def measure_viewport(country: Country, *, count: int) -> list[dict]:
    points = gpd.read_parquet(country.points(count), columns=["geometry"]).geometry
    xy = shapely.get_coordinates(points.values)
    windows = _windows(xy)
    viewport = Viewport(points)
    sindex = points.sindex
    rows, answers = [], {}
    for name, ask in (
        ("geopandas sindex", lambda w: np.sort(sindex.query(shapely.box(*w)))),
        ("hatang viewport", lambda w: viewport.query(tuple(w))),
    ):
        times, answers[name] = [], []
        for window in windows:
            begin = time.perf_counter()
            found = ask(window)
            times.append(time.perf_counter() - begin)
            answers[name].append(found)
        p50, p99 = np.percentile(times, [50, 99])
        row = {"task": f"viewport, {count:,} points, p50", "engine": name, "seconds": float(p50)}
        rows.append(row | {"p99_seconds": float(p99)})
    base = rows[0]["seconds"]
    differing = sum(not np.array_equal(a, b) for a, b in zip(*answers.values(), strict=True))
    for row in rows:
        row |= {"ratio": round(base / row["seconds"], 2), "differing": differing}
        print(f"{row['engine']}: p99 {row['p99_seconds'] * 1000:.3f} ms")
    return rows


def _windows(xy: np.ndarray) -> np.ndarray:
    """Around random points, as wide as it takes for about the wanted number of points."""
    rng = np.random.default_rng(0)
    tree = shapely.STRtree(shapely.points(xy))
    out = []
    for centre in xy[rng.choice(len(xy), WINDOWS)]:
        low, high = 0.0, 4.0
        for _ in range(16):
            half = (low + high) / 2
            window = np.concatenate([centre - half, centre + half])
            low, high = (
                (half, high) if len(tree.query(shapely.box(*window))) < IN_VIEW else (low, half)
            )
        out.append(window)
    return np.array(out)
