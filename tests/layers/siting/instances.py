"""Small siting problems, and their best choices by trying them all."""

from itertools import combinations

import numpy as np

from layers.siting.problem import CoverProblem


def problem_of(reaches, weight=None, *, need=None, **asked) -> CoverProblem:
    """A problem out of a table, places by candidates, of what reaches what."""
    table = np.asarray(reaches, dtype=bool)
    place, candidate = table.nonzero()
    size = len(table)
    return CoverProblem(
        weight=np.ones(size) if weight is None else np.asarray(weight, dtype=float),
        need=np.ones(size, np.int64) if need is None else np.asarray(need),
        place=place,
        candidate=candidate,
        candidates=table.shape[1],
        **asked,
    )


def covered(table, weight, need, chosen) -> float:
    hits = np.asarray(table, dtype=int)[:, list(chosen)].sum(axis=1)
    return float(np.asarray(weight)[hits >= need].sum())


def allowed(chosen, conflicts) -> bool:
    return not any(a in chosen and b in chosen for a, b in conflicts)


def most_by_trying(table, weight, need, sites: int, conflicts=()) -> float:
    count = np.asarray(table).shape[1]
    return max(
        covered(table, weight, need, chosen)
        for size in range(min(sites, count) + 1)
        for chosen in combinations(range(count), size)
        if allowed(chosen, conflicts)
    )


def fewest_by_trying(table, weight, need, target: float, conflicts=()) -> int | None:
    count = np.asarray(table).shape[1]
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            if allowed(chosen, conflicts) and covered(table, weight, need, chosen) >= target - 1e-9:
                return size
    return None


def steiner_triples(points: int) -> np.ndarray:
    """A Steiner triple system as Fulkerson, Nemhauser and Trotter (1974) use: 9 and its product 27.

    Its smallest set that meets every triple has 5 and 18 points: the instances stein9 and stein27 of MIPLIB.
    """
    if points == 3:
        return np.array([[0, 1, 2]])
    half = steiner_triples(points // 3)
    size = points // 3
    found = {tuple(sorted(size * k + t for t in triple)) for k in range(3) for triple in half}
    for i in range(size):
        found.add((i, size + i, 2 * size + i))
    for triple in half:
        for x, y, z in ((0, 1, 2), (0, 2, 1), (1, 2, 0), (1, 0, 2), (2, 0, 1), (2, 1, 0)):
            i, j, k = triple
            found.add(tuple(sorted((size * x + i, size * y + j, size * z + k))))
    assert len(found) == points * (points - 1) // 6
    return np.array(sorted(found))
