"""Ask what share of each area is within assumed reach of sites."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.join import points_in_areas
from geo.reach import Discs
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY
from layers.coverage.answer import (
    COLUMNS,
    DRAWN,
    LEFT_OUT,
    CoverageDerivation,
    ReachAnswer,
    Said,
)
from layers.coverage.bases import Base, Bases, bases_of, is_grid
from layers.coverage.environments import COMMUNES
from layers.coverage.ground import Ground, grounds_of
from layers.coverage.question import AREA, PRESET, ReachQuestion
from layers.coverage.radii import assumptions_of
from layers.coverage.sites import Sites, notes_of, sites_of
from layers.inputs import make_input
from layers.provinces import city_of
from layers.services.states import KNOWN, NO_DATA, NOT_APPLICABLE, UNKNOWN, ZERO
from layers.store import Version
from layers.units.timeline import territory_of


def ask_reach(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> ReachAnswer:
    """The share of each area within reach; made once for the versions of the layers and the question.

    Raises
    ------
    UnknownLayer, UnknownCity, UnknownField, BadArea, NoPeople, BadGrid
    """
    if is_grid(question.people):
        return _answer(atlas, snapshot, question)  # a file may change under its name
    key = f"reach-{versions_key(snapshot, question)}-{question.key}"
    return atlas.answers.once(key, lambda: _answer(atlas, snapshot, question))


def versions_key(snapshot: Snapshot, question: ReachQuestion) -> str:
    """Names the versions that answers to a question are made of."""
    people = (question.people or "", "population_point", "population_area", "premise")
    used = dict.fromkeys((question.areas, *question.sites, COMMUNES, *people))
    return "-".join(snapshot.versions[i].key for i in used if snapshot.has(i))


def looked_for(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> frozenset[str]:
    """The cities in which, or of which, anybody recorded a site of the layers asked for, whether it counts or not.

    Zero means that somebody looked: a city without any record is one of which nothing is known.
    """
    areas = atlas.frame(snapshot.versions[question.areas])

    def of(layer: str) -> frozenset[str]:
        records = atlas.frame(snapshot.versions[layer])
        pairs = points_in_areas(records.geometry, areas)
        cities = [city_of(areas).iloc[pairs["area"].unique()]]
        if "province_code" in records:
            cities.append(city_of(records.rename(columns={"admin_version": "version"})))
        return frozenset(pd.concat(cities).dropna().astype(str))

    found = [
        atlas.answers.once(
            f"reach-looked-{snapshot.versions[layer].key}-{snapshot.versions[question.areas].key}",
            lambda layer=layer: of(layer),
        )
        for layer in question.sites
    ]
    return frozenset().union(*found)


def _answer(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> ReachAnswer:
    grounds = grounds_of(atlas, snapshot, question)
    sites = sites_of(atlas, snapshot, question)
    bases = bases_of(atlas, snapshot, question, grounds)
    looked = looked_for(atlas, snapshot, question)
    parts, used = [], []
    for ground, base in zip(grounds, bases.bases, strict=True):
        near = sites.near(ground.stored)
        parts.append(_rows(ground, base, near, question, looked))
        used.append(near.frame)
    rows = pd.concat(parts, ignore_index=True)
    left_out = _left_out(sites, bases, grounds, question)
    return ReachAnswer(
        question=question,
        rows=rows,
        total=_total(rows[rows["code"] != DRAWN], left_out),
        basis=question.basis,
        basis_source=bases.source,
        derivation=_derive(snapshot, question, rows, pd.concat(used), bases, left_out),
    )


def _rows(
    ground: Ground, base: Base, near: Sites, question: ReachQuestion, looked: frozenset[str]
) -> pd.DataFrame:
    """The areas of one ground, in their order."""
    discs = near.discs(ground.crs)
    reached = base.reached(discs, question.sites_at_least, question.operators_at_least)
    rows = ground.rows.copy()
    counts = _sites_by_area(ground, near, discs)
    # A drawn area may lie anywhere: it counts as looked at where any site was recorded.
    seen = bool(looked) if ground.is_drawn else ground.city in looked
    seen = seen or bool(counts["sites_reaching"].any())
    rows["total"] = base.total
    rows["reached"] = reached if seen else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        share = rows["reached"] / rows["total"]
    rows["share"] = share.where(rows["total"] > 0).clip(upper=1.0)
    rows["unknown"] = rows["total"].where(rows["reached"].isna(), 0.0)
    rows["unknown_ground"] = base.unknown_ground
    rows["uncounted"] = base.uncounted
    counts = counts if seen else dict.fromkeys(counts, np.nan)
    rows = rows.assign(**counts)
    rows["state"] = np.select(
        [rows["total"].isna(), np.full(len(rows), not seen), ~(rows["total"] > 0), rows["reached"] == 0],
        [UNKNOWN, NO_DATA, NOT_APPLICABLE, ZERO],
        KNOWN,
    ).astype(object)  # fmt: skip
    return rows[[*COLUMNS]]


def _sites_by_area(ground: Ground, near: Sites, discs: Discs) -> dict[str, np.ndarray]:
    """How many sites stand in each area, and how many sites and operators reach any of it."""
    size = len(ground.rows)
    standing = points_in_areas(near.frame.geometry, ground.stored)
    tree = shapely.STRtree(ground.plane.values)
    row, area = tree.query(shapely.points(discs.xy), predicate="dwithin", distance=discs.radius_m)
    return {
        "sites": _distinct(standing["area"], discs.site[standing["point"].to_numpy()], size),
        "sites_reaching": _distinct(area, discs.site[row], size),
        "operators_reaching": _distinct(
            area[discs.operator[row] >= 0], discs.operator[row][discs.operator[row] >= 0], size
        ),
    }


def _distinct(area, thing: np.ndarray, size: int) -> np.ndarray:
    pairs = pd.DataFrame({"area": np.asarray(area), "thing": thing}).drop_duplicates()
    return np.bincount(pairs["area"], minlength=size).astype(float)


def _left_out(
    sites: Sites, bases: Bases, grounds: list[Ground], question: ReachQuestion
) -> pd.DataFrame:
    """Records of the city that do not count, and those of no stated city."""
    lost = sites.left_out
    if question.city != COUNTRY:
        lost = lost[(lost["city"] == question.city) | lost["city"].isna()]
    counted = lost.groupby(["layer", "why"], sort=False).size().reset_index(name="count")
    found = [counted.assign(amount=np.nan)[LEFT_OUT]]
    # Every ground of one source tells of the whole city or country; it is told once.
    of_base = next(
        (b.left_out for b, g in zip(bases.bases, grounds, strict=True) if not g.is_drawn), []
    )
    if question.basis != AREA:
        rows = [(bases.source, f"{question.basis}_{why}", n, amount) for why, n, amount in of_base]
        found.append(pd.DataFrame(rows, columns=LEFT_OUT))
    return pd.concat(
        [f for f in found if len(f)] or [pd.DataFrame(columns=LEFT_OUT)], ignore_index=True
    )


def _total(rows: pd.DataFrame, left_out: pd.DataFrame) -> dict:
    known = rows["reached"].notna() & (rows["total"] > 0)
    whole = float(rows.loc[known, "total"].sum())
    reached = float(rows.loc[known, "reached"].sum())
    unplaced = left_out.loc[
        left_out["why"].astype(str).str.endswith("_no_position"), "amount"
    ].sum()
    return {
        "total": float(rows["total"].sum()),
        "reached": reached if known.any() else np.nan,
        "share": min(reached / whole, 1.0) if whole > 0 else np.nan,
        "unknown": float(rows["unknown"].sum()) + float(unplaced),
        "areas": len(rows),
        "areas_unknown": int(rows["state"].isin([UNKNOWN, NO_DATA]).sum()),
    }


def _derive(
    snapshot: Snapshot,
    question: ReachQuestion,
    rows: pd.DataFrame,
    used: gpd.GeoDataFrame,
    bases: Bases,
    left_out: pd.DataFrame,
) -> CoverageDerivation:
    records = used.drop_duplicates(["layer", "feature", "site"])["layer"].value_counts()
    inputs = [make_input(snapshot, i, int(records.get(i, 0))) for i in question.sites]
    inputs += [make_input(snapshot, question.areas, len(rows[rows["code"] != DRAWN]))]
    inputs += [one for one in bases.inputs if one.layer != question.areas or one.version == 0]
    by_kind = question.radius.kind == PRESET and question.environment is None
    if by_kind and question.areas != COMMUNES and snapshot.has(COMMUNES):
        inputs.append(make_input(snapshot, COMMUNES, snapshot.versions[COMMUNES].rows))
    params = {"sites": question.sites_at_least, "operators": question.operators_at_least}
    kind = "operators" if question.operators_at_least else "sites"
    notes = _notes(rows, inputs) + _other_boundary(snapshot.versions[question.areas], used)
    return CoverageDerivation(
        inputs=tuple(inputs),
        rule=Said(f"coverage.rule.{question.basis}_{kind}", params),
        params=params,
        left_out=left_out,
        notes=(*notes, *notes_of(used), *bases.notes),
        assumptions=(
            Said("coverage.assumption.circle"),
            *assumptions_of(used, question),
            *bases.assumptions,
        ),
    )


def _notes(rows: pd.DataFrame, inputs: list) -> list[Said]:
    found = []
    if any(one.quality == "synthetic" for one in inputs):
        found.append(Said("coverage.note.synthetic"))
    if any(one.quality == "approximate" for one in inputs):
        found.append(Said("coverage.note.approximate"))
    for state in (NO_DATA, UNKNOWN, NOT_APPLICABLE):
        count = int((rows["state"] == state).sum())
        if count:
            found.append(Said(f"coverage.note.areas_{state}", {"count": count}))
    silent = int((rows["unknown_ground"] > 0).sum())
    if silent:
        found.append(Said("coverage.note.ground_unknown", {"count": silent}))
    uncounted = int(rows["uncounted"].sum())
    if uncounted:
        found.append(Said("coverage.note.uncounted", {"count": uncounted}))
    return found


def _other_boundary(areas: Version, used: pd.DataFrame) -> list[Said]:
    """Sites whose codes are of other borders; they count where they stand all the same."""
    if areas.boundary_version is None:
        return []
    named = used.drop_duplicates(["layer", "feature", "site"])["admin_version"].dropna()
    ground = {name: territory_of(name) for name in named.unique()}
    other = int((named.map(ground) != territory_of(areas.boundary_version)).sum())
    return [Said("coverage.note.other_boundary", {"count": other})] if other else []
