"""How many people live in a place, where somebody counted them; the same numbers as shares of reach are taken of."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.crs import metric_crs, to_metric
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, areas_of
from layers.coverage.bases import PEOPLE_AREAS, PEOPLE_POINTS, bases_of
from layers.coverage.ground import Ground, grounds_of
from layers.coverage.question import PEOPLE, ReachQuestion
from layers.errors import NoPeople, UnknownField
from layers.inputs import Input, make_input
from layers.services.places import places_of


@dataclass(frozen=True)
class People:
    """People in a place.

    Attributes
    ----------
    value : float
        NaN where nobody counted.
    areas_unknown : int
        Areas of the place of which nobody counted the people.
    uncounted : int
        Records in the place that give no number.
    source : str or None
        The layer.
    """

    value: float = np.nan
    areas_unknown: int = 0
    uncounted: int = 0
    source: str | None = None
    inputs: tuple[Input, ...] = ()


NOBODY = People()


def people_of(
    atlas: Atlas, snapshot: Snapshot, *, areas: str, city: str, code: str | None = None
) -> People:
    """People of an area, or of all areas of a city together."""
    source, table = _by_area(atlas, snapshot, areas, city)
    columns = {name: table[name].to_numpy() for name in ("people", "uncounted", "records")}
    if code is not None:
        mine = table["code"].to_numpy(object) == code
        columns = {name: values[mine] for name, values in columns.items()}
    people = columns["people"].astype(float)
    if source is None or not len(people):
        return NOBODY
    known = ~np.isnan(people)
    return People(
        value=float(np.where(known, people, 0.0).sum()) if known.any() else np.nan,
        areas_unknown=int((~known).sum()),
        uncounted=int(columns["uncounted"].sum()),
        source=source,
        inputs=_inputs(snapshot, source, int(columns["records"].sum())),
    )


def average_people(
    atlas: Atlas, snapshot: Snapshot, *, areas: str, city: str
) -> tuple[float, float]:
    """People of an average area, and people per km², over the areas of a city where they are known."""
    source, table = _by_area(atlas, snapshot, areas, city)
    known = table[table["people"].notna()]
    if source is None or known.empty:
        return np.nan, np.nan
    facts = areas_of(atlas, snapshot, areas, city)
    km2 = facts.set_index("code")["area_km2"].reindex(known["code"]).sum()
    return float(known["people"].mean()), float(known["people"].sum() / km2) if km2 else np.nan


def people_in_shape(
    atlas: Atlas, snapshot: Snapshot, *, areas: str, city: str, shape: dict
) -> People:
    """People within a drawn shape (GeoJSON in EPSG:4326).

    Raises
    ------
    BadArea
    """
    question = ReachQuestion(areas=areas, city=city, basis=PEOPLE, within=shape)
    drawn = [each for each in grounds_of(atlas, snapshot, question) if each.is_drawn]
    try:
        found = bases_of(atlas, snapshot, question, drawn)
    except (NoPeople, UnknownField):
        return NOBODY
    base = found.bases[0]
    return People(
        value=float(base.total[0]),
        areas_unknown=0,
        uncounted=int(base.uncounted[0]),
        source=found.source,
        inputs=_inputs(snapshot, found.source, base.rows),
    )


def _by_area(
    atlas: Atlas, snapshot: Snapshot, areas: str, city: str
) -> tuple[str | None, pd.DataFrame]:
    used = [areas, PEOPLE_POINTS, PEOPLE_AREAS]
    names = "|".join(snapshot.versions[i].key for i in used if snapshot.has(i))
    return atlas.answers.once(
        f"people-{names}-{city}", lambda: _count(atlas, snapshot, areas, city)
    )


def _count(
    atlas: Atlas, snapshot: Snapshot, areas: str, city: str
) -> tuple[str | None, pd.DataFrame]:
    question = ReachQuestion(areas=areas, city=city, basis=PEOPLE)
    grounds = (
        [_country(atlas, snapshot, areas)]
        if city == COUNTRY
        else grounds_of(atlas, snapshot, question)
    )
    blank = pd.DataFrame(columns=["code", "people", "uncounted", "records"])
    try:
        found = bases_of(atlas, snapshot, question, grounds)
    except (NoPeople, UnknownField):
        return None, blank
    parts = [
        pd.DataFrame(
            {
                "code": ground.rows["code"].to_numpy(object),
                "people": base.total,
                "uncounted": base.uncounted,
                "records": np.bincount(base.area, minlength=len(ground.rows)),
            }
        )
        for ground, base in zip(grounds, found.bases, strict=True)
    ]
    return found.source, pd.concat(parts, ignore_index=True)


def _country(atlas: Atlas, snapshot: Snapshot, areas: str) -> Ground:
    """All areas as one ground: of each city its own plane would be sixty times PROJ's start."""
    rows = places_of(atlas, snapshot, areas).frame
    number = rows.index.to_numpy()
    stored = atlas.frame(snapshot.versions[areas]).geometry.iloc[number].reset_index(drop=True)
    crs = metric_crs(stored)
    rows = rows.reset_index(drop=True)
    return Ground(COUNTRY, rows, number, stored, to_metric(stored, crs=crs), crs)


def _inputs(snapshot: Snapshot, source: str, rows: int) -> tuple[Input, ...]:
    return (make_input(snapshot, source, rows),) if snapshot.has(source) else ()
