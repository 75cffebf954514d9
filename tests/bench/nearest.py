"""Nearest site and sites within a distance, against geopandas and DuckDB's kind of join."""

import geopandas as gpd
import numpy as np

from geo.nearest import nearest, within_distance
from tests.bench.country import METRIC_CRS_ID, Country
from tests.bench.rounds import in_turn, rows_of

DISTANCE_M = 500
_OURS, _BASE, _GROUND = "hatang", "geopandas", "hatang on the ground"


def measure_nearest(country: Country, *, count: int, rounds: int) -> list[dict]:
    ground = gpd.read_parquet(country.points(count))
    ground_sites = gpd.read_parquet(country.sites)
    points, sites = ground.to_crs(METRIC_CRS_ID), ground_sites.to_crs(METRIC_CRS_ID)
    tasks = {
        _BASE: lambda: points.sjoin_nearest(sites, distance_col="distance_m"),
        _OURS: lambda: nearest(points, sites),
        _GROUND: lambda: nearest(ground, ground_sites),
    }
    seconds, answers = in_turn(tasks, rounds=rounds)
    theirs = answers[_BASE].groupby(level=0)["distance_m"].first().to_numpy()
    differing = {_OURS: int((~np.isclose(answers[_OURS]["distance_m"], theirs, atol=1e-6)).sum())}
    rows = rows_of(f"nearest of {len(sites):,}, {count:,} points", seconds, differing, base=_BASE)
    tasks = {
        _BASE: lambda: points.sjoin(sites, predicate="dwithin", distance=DISTANCE_M),
        _OURS: lambda: within_distance(points, sites, distance_m=DISTANCE_M),
        _GROUND: lambda: within_distance(ground, ground_sites, distance_m=DISTANCE_M),
    }
    seconds, answers = in_turn(tasks, rounds=rounds)
    theirs = answers[_BASE].index.to_numpy() * len(sites) + answers[_BASE]["index_right"].to_numpy()
    ours = (answers[_OURS]["point"] * len(sites) + answers[_OURS]["site"]).to_numpy()
    differing = {_OURS: len(np.setxor1d(theirs, ours))}
    title = f"within {DISTANCE_M} m, {count:,} points"
    return rows + rows_of(title, seconds, differing, base=_BASE)
