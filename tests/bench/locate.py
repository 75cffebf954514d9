"""Points in areas: the locator against other engines."""

import json
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.locate import AreaLocator
from geo.point_stream import iter_xy
from tests.bench.country import Country
from tests.bench.engines import GeoPandas, present
from tests.bench.rounds import differing_counts, in_turn, rows_of

BASE = GeoPandas.name


def measure_locate(country: Country, *, counts: tuple[int, ...], rounds: int) -> list[dict]:
    """File to counts, cold and with the areas kept, for each number of points."""
    engines = present()
    for engine in engines:
        engine.prepare(country.areas)
    rows = []
    for count in counts:
        points = country.points(count)
        turns = rounds if count <= 1_000_000 else 1
        kept = {e.name: partial(e.kept, points) for e in engines}
        seconds, answers = in_turn(kept, rounds=turns)
        differing = differing_counts(answers, base=BASE)
        rows += rows_of(f"{count:,} points, areas kept", seconds, differing, base=BASE)
    for count in counts:
        if count > 1_000_000:
            continue
        points = country.points(count)
        cold = {e.name: partial(e.cold, points, country.areas) for e in engines}
        seconds, answers = in_turn(cold, rounds=rounds)
        differing = differing_counts(answers, base=BASE)
        rows += rows_of(f"{count:,} points, cold", seconds, differing, base=BASE)
    return rows


def measure_peak(country: Country, *, count: int, small: int, rounds: int) -> list[dict]:
    """File to counts, cold, each engine in its own process, with its peak memory."""
    names = [engine.name for engine in present()]
    seconds: dict[str, list[float]] = {name: [] for name in names}
    cpu: dict[str, list[float]] = {name: [] for name in names}
    peaks, answers = {}, {}
    for _ in range(rounds):
        for name in names:
            found, answers[name] = _in_a_process(country, name, count, small)
            seconds[name].append(found["seconds"])
            cpu[name].append(found["cpu_seconds"])
            peaks[name] = max(found["peak_mib"], peaks.get(name, 0))
    differing = differing_counts(answers, base=BASE)
    rows = rows_of(f"{count:,} points, cold, own process", seconds, differing, base=BASE)
    for row in rows:
        name = row["engine"]
        row |= {"peak_mib": peaks[name], "cpu_seconds": round(statistics.median(cpu[name]), 2)}
    return rows


def _in_a_process(country: Country, name: str, count: int, small: int) -> tuple[dict, np.ndarray]:
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts.npy"
        files = [country.points(count), country.areas, country.points(small), counts]
        command = [sys.executable, "-m", "tests.bench.peak", name, *map(str, files)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(done.stdout.splitlines()[-1]), np.load(counts)


def differing_pairs(country: Country, *, count: int) -> dict[str, int]:
    """Pairs of a point and an area that the locator and GEOS do not both give."""
    areas = gpd.read_parquet(country.areas, columns=["geometry"]).geometry
    x, y = (np.concatenate(axis) for axis in zip(*iter_xy(country.points(count)), strict=True))
    tree = shapely.STRtree(shapely.points(x, y))
    locator = AreaLocator(areas)
    out = {}
    for predicate, inverse in (("within", "contains"), ("intersects", "intersects")):
        area, point = tree.query(np.asarray(areas), predicate=inverse)
        found = locator.locate(x, y, predicate=predicate)
        geos = np.unique(point * len(areas) + area)
        ours = found.point * len(areas) + found.area
        out[predicate] = len(np.setxor1d(geos, ours))
    return out
