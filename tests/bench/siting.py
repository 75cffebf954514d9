"""New sites among many candidates: the search with what is known before it, against spopt as it stands."""

import time

import numpy as np
from scipy.spatial import cKDTree

from layers.siting.greedy import choose_greedily
from layers.siting.problem import CoverProblem
from layers.siting.search import search

CANDIDATES, PLACES, SITES, SIDE_M = 1_000, 10_000, 10, 20_000.0
RADII_M = (500.0, 1_500.0, 2_500.0)
LIMIT_S = 60.0


def measure_siting(*, radii_m: tuple[float, ...] = RADII_M) -> list[dict]:
    """Seconds of the greedy choice and of the search, with the share by which the search covers more.

    `differing` is how far from the best the search may be, in hundredths of a percent: 0 when proved.
    """
    rows = []
    for radius_m in radii_m:
        problem = _made(radius_m)
        begin = time.perf_counter()
        greedy = float(choose_greedily(problem)[1].sum())
        first = time.perf_counter() - begin
        begin = time.perf_counter()
        found = search(problem, time_limit_s=LIMIT_S)
        whole = time.perf_counter() - begin
        title = f"site {SITES} of {CANDIDATES:,}, {radius_m:,.0f} m"
        rows += [
            {"task": title, "engine": "greedy", "seconds": round(first, 4), "ratio": 1.0, "differing": None},
            {
                "task": title,
                "engine": f"hatang (+{found.covered / greedy - 1:.2%})",
                "seconds": round(whole, 4),
                "ratio": round(first / whole, 4),
                "differing": round(found.gap * 10_000),
            },
        ]  # fmt: skip
    return rows


def _made(radius_m: float) -> CoverProblem:
    rng = np.random.default_rng(7)
    places, candidates = (rng.random((n, 2)) * SIDE_M for n in (PLACES, CANDIDATES))
    near = cKDTree(candidates).query_ball_point(places, radius_m)
    return CoverProblem(
        weight=rng.integers(1, 200, PLACES).astype(float),
        need=np.ones(PLACES, np.int64),
        place=np.repeat(np.arange(PLACES), [len(n) for n in near]),
        candidate=np.concatenate([np.asarray(n, np.int64) for n in near]),
        candidates=CANDIDATES,
        most_sites=SITES,
    )
