"""Ground out of reach, piece by piece: how large, who lives there, what stands near."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_storage
from geo.measure import geodesic_area_m2
from geo.reach import reached_counts
from geo.reach_region import gap_region
from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import DRAWN, ReachAnswer, Said
from layers.coverage.ask import ask_reach
from layers.coverage.bases import Bases, bases_of
from layers.coverage.ground import Ground, grounds_of
from layers.coverage.people import PointBase
from layers.coverage.question import AREA, PEOPLE, ReachQuestion
from layers.coverage.sites import Sites, sites_of
from layers.errors import NoPeople, UnknownField
from layers.gaps.derivation import LOST, PlanDerivation, derive_from
from layers.gaps.neighbours import DUCTS, POWER, distance_to_layer, nearest_features
from layers.inputs import make_input
from layers.services.states import NO_DATA, UNKNOWN

COLUMNS = [
    "gap", "code", "name", "full_name", "city", "area_km2", "people", "nearest_site",
    "site_distance_m", "duct_distance_m", "power_distance_m", "lon", "lat", "geometry",
]  # fmt: skip
LEAST_M2 = 10_000.0
MOST = 200
_FINE_M = 5.0


@dataclass(frozen=True)
class Gaps:
    """Pieces of ground out of reach.

    Attributes
    ----------
    frame : GeoDataFrame
        `COLUMNS`, EPSG:4326, largest first: by people where they are known, else by ground; at most as
        many as were asked for. ``gap`` names it: the area's code and a number by size. ``area_km2`` is
        on the ellipsoid. ``people`` are people, or premises where the question counts those; NaN is
        unknown. ``lon``, ``lat`` is the middle of its widest part, from which the distances are taken:
        to the nearest site that counts, duct and power line; NaN where there is none or no such layer.
    total : dict
        Of all gaps, listed or not: ``gaps``, ``area_km2``, ``people``.
    counted : str or None
        Whom ``people`` counts: ``people`` or ``premises``; None where nobody is counted.
    people_source : str or None
    """

    question: ReachQuestion
    frame: gpd.GeoDataFrame
    total: dict
    counted: str | None
    people_source: str | None
    derivation: PlanDerivation


def find_gaps(
    atlas: Atlas,
    snapshot: Snapshot,
    question: ReachQuestion,
    *,
    most: int = MOST,
    least_m2: float = LEAST_M2,
) -> Gaps:
    """Where the areas of a question are out of reach, the largest gaps first.

    Parameters
    ----------
    question : ReachQuestion
        Reach means what it means there: so many sites of so many operators. With a drawn area
        (``within``) only that is looked at.
    most : int
        Gaps listed.
    least_m2 : float
        Smaller ones are only counted.

    Raises
    ------
    UnknownLayer, UnknownCity, BadArea, NoPeople, BadGrid
    """
    answer = ask_reach(atlas, snapshot, question)
    sites = sites_of(atlas, snapshot, question)
    grounds = grounds_of(atlas, snapshot, question)
    seen = _seen(answer, grounds)
    if question.within:
        grounds, seen = grounds[-1:], seen[-1:]
    counting = _counting(atlas, snapshot, question, grounds)
    parts, small = [], []
    for number, (ground, known) in enumerate(zip(grounds, seen, strict=True)):
        pieces = _pieces(ground, sites, question, known).assign(ground=number)
        held = _held(atlas, snapshot, pieces, ground, sites, counting, number)
        pieces = pieces.assign(people=held)
        little = pieces["area_m2"] < least_m2
        small.append(pieces[little])
        parts.append(pieces[~little])
    found = pd.concat(parts, ignore_index=True)
    largest = _largest(found, most)
    middles = [_described(atlas, snapshot, rows, grounds, sites) for rows in largest]
    frame = pd.concat(middles, ignore_index=True).sort_values("rank", ignore_index=True)
    source = None if counting is None else counting[0].source
    return Gaps(
        question=question,
        frame=gpd.GeoDataFrame(frame[COLUMNS], geometry="geometry", crs=4326),
        total=_total(found),
        counted=None if source is None else _kind(question),
        people_source=source,
        derivation=_derive(snapshot, answer, seen, pd.concat(small), least_m2, most, len(found)),
    )


def _seen(answer: ReachAnswer, grounds: list[Ground]) -> list[np.ndarray]:
    """Of each ground the areas in which somebody looked for sites; of the others nothing is known."""
    known = ~answer.rows["state"].isin([NO_DATA, UNKNOWN]).to_numpy()
    known |= answer.rows["sites"].notna().to_numpy()
    return np.split(known, np.cumsum([len(g.rows) for g in grounds])[:-1])


def _kind(question: ReachQuestion) -> str:
    return PEOPLE if question.basis == AREA else question.basis


def _counting(atlas, snapshot, question, grounds) -> tuple[Bases, ReachQuestion] | None:
    """Whom the gaps hold: by the question, or people as best known where it asks for ground."""
    asked = replace(question, basis=_kind(question))
    try:
        return bases_of(atlas, snapshot, asked, grounds), asked
    except (NoPeople, UnknownField):
        if question.basis != AREA:
            raise
        return None


def _pieces(ground: Ground, sites: Sites, question: ReachQuestion, known: np.ndarray):
    """The gaps of each area of a ground, with the row of the area and the ground they cover."""
    rest = gap_region(
        sites.near(ground.stored).discs(ground.crs),
        ground.plane,
        sites_at_least=question.sites_at_least,
        operators_at_least=question.operators_at_least,
    )
    shapes = np.where(known, np.asarray(rest.values, dtype=object), None)
    pieces, area = shapely.get_parts(shapes, return_index=True)
    some = shapely.area(pieces) > 0
    pieces, area = pieces[some], area[some]
    size = pd.Series(shapely.area(pieces)).groupby(area)
    stored = to_storage(gpd.GeoSeries(pieces, crs=ground.crs))
    return pd.DataFrame(
        {
            "row": area,
            "order": size.rank(ascending=False, method="first").to_numpy(),
            "shape": pieces,
            "stored": np.asarray(stored.values, dtype=object),
            "area_m2": geodesic_area_m2(stored.values),
        }
    )


def _held(atlas, snapshot, pieces, ground: Ground, sites: Sites, counting, number: int):
    """What each gap holds of people or premises; NaN where nobody counted."""
    if counting is None or pieces.empty:
        return np.full(len(pieces), np.nan)
    bases, question = counting
    base = bases.bases[number]
    if isinstance(base, PointBase):
        return _points_held(base, pieces, ground, sites, question)
    asked = replace(question, people=_source(bases, question))
    stored = gpd.GeoSeries(pieces["stored"].to_numpy(), crs=4326)
    plane = gpd.GeoSeries(pieces["shape"].to_numpy(), crs=ground.crs)
    rows = ground.rows.iloc[pieces["row"]].reset_index(drop=True)
    holes = Ground(DRAWN, rows, np.full(len(rows), -1), stored, plane, ground.crs)
    try:
        return bases_of(atlas, snapshot, asked, [holes]).bases[0].total
    except NoPeople:
        return np.full(len(pieces), np.nan)


def _points_held(base: PointBase, pieces, ground: Ground, sites: Sites, question: ReachQuestion):
    """The counted points that nothing reaches, each in its gap; an area without any says nothing."""
    by_sites, by_operators = reached_counts(
        sites.near(ground.stored).discs(ground.crs), base.points
    )
    lacking = (by_sites < question.sites_at_least) | (by_operators < question.operators_at_least)
    points, amount = base.points.values[lacking], base.amount[lacking]
    # The rim of a gap is made of straight edges: a point by it may lie a hair outside.
    tree = shapely.STRtree(pieces["shape"].to_numpy())
    point, piece = tree.query_nearest(points, max_distance=_FINE_M, all_matches=False)
    held = np.bincount(piece, amount[point], minlength=len(pieces))
    return np.where(np.isnan(base.total)[pieces["row"]], np.nan, held)


def _source(bases: Bases, question: ReachQuestion) -> str:
    """The layer or file that was taken: a file by its path, which its name alone does not give."""
    return question.people if question.people is not None else bases.source


def _largest(found: pd.DataFrame, most: int) -> list[pd.DataFrame]:
    """The first ones by people, then by ground, ranked; one table for each ground."""
    known = found["people"].notna().any()
    keys = (["people"] if known else []) + ["area_m2"]
    ranked = found.sort_values(keys, ascending=False, na_position="last").head(most)
    ranked = ranked.assign(rank=np.arange(len(ranked)))
    return [rows for _, rows in ranked.groupby("ground", sort=False)] or [ranked]


def _described(atlas, snapshot, rows: pd.DataFrame, grounds: list[Ground], sites: Sites):
    """The gaps of one ground with their names, their middles and what stands near."""
    ground = grounds[int(rows["ground"].iloc[0]) if len(rows) else 0]
    middle = _middles(rows["shape"].to_numpy())
    points = to_storage(gpd.GeoSeries(shapely.points(middle), crs=ground.crs))
    near = nearest_features(middle, sites.frame.geometry, ground.crs)
    names = np.append(sites.frame["site"].to_numpy(dtype=object), None)
    place = ground.rows.iloc[rows["row"]].reset_index(drop=True)
    code = place["code"].astype(str)
    return pd.DataFrame(
        {
            "rank": rows["rank"].to_numpy(),
            "gap": (code + "-" + rows["order"].astype(int).astype(str).to_numpy()).to_numpy(),
            "code": place["code"],
            "name": place["name"],
            "full_name": place["full_name"],
            "city": place["city"],
            "area_km2": rows["area_m2"].to_numpy() / 1e6,
            "people": rows["people"].to_numpy(float),
            "nearest_site": names[near["feature"]],
            "site_distance_m": near["distance_m"],
            "duct_distance_m": distance_to_layer(atlas, snapshot, DUCTS, middle, ground.crs),
            "power_distance_m": distance_to_layer(atlas, snapshot, POWER, middle, ground.crs),
            "lon": points.x.to_numpy(),
            "lat": points.y.to_numpy(),
            "geometry": rows["stored"].to_numpy(),
        }
    )


def _middles(shapes: np.ndarray) -> np.ndarray:
    """The middle of the widest part of each polygon, to a few metres or a hundredth of its size."""
    if not len(shapes):
        return np.empty((0, 2))
    boxes = shapely.bounds(shapes)
    size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    widest = shapely.maximum_inscribed_circle(shapes, np.maximum(size / 100, _FINE_M))
    return shapely.get_coordinates(shapely.get_point(widest, 0))


def _total(found: pd.DataFrame) -> dict:
    people = found["people"]
    return {
        "gaps": len(found),
        "area_km2": float(found["area_m2"].sum()) / 1e6,
        "people": float(people.sum()) if people.notna().any() else np.nan,
        "people_unknown": int(people.isna().sum()),
    }


def _derive(
    snapshot, answer, seen, small, least_m2: float, most: int, found: int
) -> PlanDerivation:
    unseen = int(sum((~known).sum() for known in seen))
    absent = [layer for layer in (DUCTS, POWER) if not snapshot.has(layer)]
    lost = [(answer.question.areas, "not_looked", unseen)] if unseen else []
    lost += [(layer, "no_layer", 0) for layer in absent]
    used = [make_input(snapshot, i, snapshot.versions[i].rows) for i in (DUCTS, POWER)
            if snapshot.has(i)]  # fmt: skip
    notes = [Said("planning.note.gap_middle")]
    if len(small):
        km2 = round(float(small["area_m2"].sum()) / 1e6, 3)
        notes.append(
            Said("planning.note.small_gaps", {"count": len(small), "least": least_m2, "km2": km2})
        )
    if found > most:
        notes.append(Said("planning.note.more_gaps", {"shown": most, "count": found}))
    return derive_from(
        answer.derivation,
        rule=Said("planning.rule.gaps", answer.derivation.params),
        params={"least_m2": least_m2, "most": most},
        inputs=tuple(used),
        notes=tuple(notes),
        lost=pd.DataFrame(lost, columns=LOST),
    )
