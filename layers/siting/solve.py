"""Ask where new sites would reach most, or how few reach enough."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo.crs import to_metric
from geo.nearest import within_distance
from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import ReachAnswer, Said
from layers.coverage.ask import ask_reach
from layers.errors import BadOption, BadSiting
from layers.gaps.derivation import PlanDerivation, derive_from
from layers.inputs import make_input
from layers.siting.candidates import Candidates, candidates_of
from layers.siting.demand import Demand, chosen_grounds, demand_of
from layers.siting.problem import OPTIMAL, CoverProblem, Solution
from layers.siting.question import SitingQuestion
from layers.siting.result import COLUMNS, SitingAnswer
from layers.siting.search import Progress, search, silent

_MOST_PAIRS = 10_000_000
_MOST_CONFLICTS = 300_000


def site(
    atlas: Atlas,
    snapshot: Snapshot,
    question: SitingQuestion,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    apart: bool = True,
) -> SitingAnswer:
    """Where new sites go, given those that stand.

    Parameters
    ----------
    progress : callable, optional
        Told a share or None, the key of a sentence and what fills it.
    cancelled : callable, optional
        Asked many times a second while the search runs.
    apart : bool
        Search in a process of its own, which can be ended. False for tests.

    Raises
    ------
    UnknownLayer, UnknownCity, BadArea, NoPeople, BadGrid
    BadOption
        If the candidates or the pairs they make are too many to weigh up.
    SitingStopped
        If it was cancelled.
    """
    tell = progress or silent
    tell(None, "siting_progress.demand", {})
    demand = demand_of(atlas, snapshot, question.reach, radius_m=question.new_radius_m)
    grounds = chosen_grounds(atlas, snapshot, question.reach)
    tell(None, "siting_progress.candidates", {})
    candidates = candidates_of(atlas, snapshot, question, grounds, demand.sites)
    problem = _problem(question, demand, candidates)
    found = _solve(problem, question, tell, cancelled or (lambda: False), apart)
    reach = ask_reach(atlas, snapshot, question.reach)
    return _answer(reach, snapshot, question, demand, candidates, problem, found)


def _problem(question: SitingQuestion, demand: Demand, candidates: Candidates) -> CoverProblem:
    """Candidates and the points that lack sites, as numbers."""
    weight, need, place, candidate, first = [], [], [], [], 0
    for part in demand.parts:
        lacking = part.need > 0
        xy = part.xy[lacking]
        points = to_metric(candidates.frame.geometry, crs=part.ground.crs)
        near = _pairs(xy, shapely.get_coordinates(points.values), question.new_radius_m)
        place.append(near[0] + first)
        candidate.append(near[1])
        weight.append(part.weight[lacking])
        need.append(part.need[lacking])
        first += len(xy)
        if sum(map(len, place)) > _MOST_PAIRS:
            raise BadOption(option="--candidates", value=question.candidates)
    wanted = None
    if question.target_share is not None:
        wanted = max(question.target_share * demand.total - demand.covered, 0.0)
    return CoverProblem(
        weight=np.concatenate(weight),
        need=np.concatenate(need),
        place=np.concatenate(place),
        candidate=np.concatenate(candidate),
        candidates=len(candidates.frame),
        most_sites=question.new_sites,
        target=wanted,
        capacity=question.capacity,
        conflicts=_conflicts(candidates.frame, question.spacing_m),
    )


def _pairs(points: np.ndarray, sites: np.ndarray, radius_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Every point and site that lie within the radius; the rim belongs to it."""
    if not (len(points) and len(sites)):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    found = cKDTree(sites).query_ball_point(points, radius_m * (1 + 1e-12), workers=-1)
    count = np.fromiter(map(len, found), np.int64, len(found))
    place = np.repeat(np.arange(len(points)), count)
    return place, np.concatenate([np.asarray(f, np.int64) for f in found])


def _conflicts(frame: gpd.GeoDataFrame, spacing_m: float | None) -> np.ndarray:
    """Pairs of candidates nearer to one another than new sites may be."""
    if spacing_m is None or len(frame) < 2:
        return np.empty((0, 2), np.int64)
    pairs = within_distance(frame.geometry, frame.geometry, distance_m=spacing_m)
    both = pairs[(pairs["point"] < pairs["site"]) & (pairs["distance_m"] < spacing_m)]
    if len(both) > _MOST_CONFLICTS:
        raise BadSiting("spacing", spacing_m=spacing_m, count=len(both))
    return both[["point", "site"]].to_numpy(np.int64)


def _solve(problem: CoverProblem, question, tell, cancelled, apart: bool) -> Solution:
    if problem.target == 0:
        nothing = np.empty(0, np.int64)
        return Solution(nothing, np.empty(0), 0.0, OPTIMAL, 0.0)
    return search(
        problem,
        time_limit_s=question.time_limit_s,
        progress=tell,
        cancelled=cancelled,
        apart=apart,
    )


def _answer(
    reach: ReachAnswer,
    snapshot: Snapshot,
    question: SitingQuestion,
    demand: Demand,
    candidates: Candidates,
    problem: CoverProblem,
    found: Solution,
) -> SitingAnswer:
    total, before = demand.total, demand.covered
    bound = found.bound + (before if question.new_sites is not None else 0.0)
    return SitingAnswer(
        question=question,
        chosen=_chosen(question, candidates, found, total, before),
        status=found.status,
        gap=found.gap,
        bound=min(bound, total) if question.new_sites is not None else bound,
        demand_total=total,
        covered_before=before,
        covered_after=min(before + found.covered, total),
        reachable=min(before + problem.reachable, total),
        unknown_areas=demand.unknown_areas,
        candidates=len(candidates.frame),
        places=len(problem.weight),
        basis=question.reach.basis,
        basis_source=demand.bases.source,
        derivation=_derive(reach, snapshot, question, demand, candidates, found),
    )


def _chosen(question, candidates: Candidates, found: Solution, total: float, before: float):
    rows = candidates.frame.iloc[found.chosen].reset_index(drop=True)
    after = before + np.cumsum(found.gains)
    return rows.assign(
        order=np.arange(1, len(rows) + 1),
        lon=rows.geometry.x,
        lat=rows.geometry.y,
        radius_m=float(question.new_radius_m),
        newly_covered=found.gains,
        covered_after=after,
        covered_share_after=np.minimum(after / total, 1.0) if total > 0 else np.nan,
    )[COLUMNS]


def _derive(
    reach: ReachAnswer, snapshot, question: SitingQuestion, demand: Demand, candidates, found
) -> PlanDerivation:
    kind = "most" if question.new_sites is not None else "fewest"
    layers = [make_input(snapshot, i, snapshot.versions[i].rows) for i in candidates.layers]
    params = {
        "new_sites": question.new_sites,
        "target": question.target_share,
        "radius_m": question.new_radius_m,
        "capacity": question.capacity,
        "spacing_m": question.spacing_m,
        "candidates": len(candidates.frame),
    }
    return derive_from(
        reach.derivation,
        rule=Said(f"planning.rule.{kind}", _rule_params(question, len(candidates.frame))),
        params=params,
        inputs=tuple(layers),
        notes=(*_notes(question, demand, found), *demand.notes),
        assumptions=(Said("planning.assumption.new_radius", {"metres": question.new_radius_m}),),
        lost=candidates.left_out,
    )


def _rule_params(question: SitingQuestion, candidates: int) -> dict:
    if question.new_sites is not None:
        return {"sites": question.new_sites, "candidates": candidates}
    return {"target": question.target_share * 100, "candidates": candidates}


def _notes(question: SitingQuestion, demand: Demand, found: Solution) -> list[Said]:
    notes = []
    if question.spacing_m is not None:
        notes.append(Said("planning.note.spacing", {"metres": question.spacing_m}))
    if question.capacity is not None:
        notes.append(Said("planning.note.capacity", {"capacity": question.capacity}))
    if question.new_sites is not None and len(found.chosen) < question.new_sites:
        notes.append(Said("planning.note.fewer", {"count": len(found.chosen)}))
    if demand.unknown_areas:
        notes.append(Said("planning.note.unknown_areas", {"count": demand.unknown_areas}))
    if demand.sites.frame.empty:
        notes.append(Said("planning.note.nothing_stands"))
    return notes
