"""Ask for a measure over the areas of a city: each with its value, range, state and how it was made."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from geo.classify import Classes, classify
from layers.atlas import AVAILABILITY, Atlas, Snapshot
from layers.errors import NotMappable, UnknownCity
from layers.services.derivation import (
    APPROXIMATE,
    MIXED_UNITS,
    NO_CROSSWALK,
    OTHER_LEVEL,
    REPEATS,
    SYNTHETIC,
    UNKNOWN_UNITS,
    WHOLE_CITY,
    Derivation,
    make_input,
    rule_of,
)
from layers.services.measures import MEASURES, SUPPLY, Measure
from layers.services.observations import COMMUNE, observations
from layers.services.periods import newest
from layers.services.places import COUNTRY, CROSSWALK, Places, links_to, places_of
from layers.services.returns import returns_of
from layers.services.shares import shares_to
from layers.services.states import BLANK_STATES
from layers.services.values import CARRIED, NONE, Valued, is_mappable, value_areas

NOTHING = "nothing"
_CLASSES = 5


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes
    ----------
    measure : str
        One of `layers.services.measures.MEASURES`.
    areas : str
        A boundary layer.
    city : str
        Today's province code, or ``VN``.
    tier : str
        Of the body that provides the service.
    period : str or None
        As the figures write it; None for the newest that can be shown.
    weight : str
        ``area``, or a field of the areas, for parts of split units.
    """

    measure: str
    areas: str
    city: str
    tier: str = COMMUNE
    period: str | None = None
    weight: str = "area"


@dataclass(frozen=True)
class Answer:
    """The values of areas.

    Attributes
    ----------
    question : Question
        With the period that was taken.
    rows : DataFrame
        One row an area: ``code``, ``unit_key``, ``name``, ``full_name``, ``city`` and
        `layers.services.values.VALUES`. A value that is not known is NaN and its ``state`` says why.
    total : dict
        ``value`` (sum over sum, of the units that are known), ``numerator``, ``denominator``,
        ``known``, ``unknown`` and ``units``, how many units there are.
    sources : DataFrame
        What carried and summed values of these areas are made of.
    derivation : Derivation
    """

    question: Question
    measure: Measure
    rows: pd.DataFrame
    total: dict
    sources: pd.DataFrame
    derivation: Derivation

    @cached_property
    def classes(self) -> Classes:
        """Classes for a map legend."""
        return classify(self.rows["value"].to_numpy(float), k=_CLASSES)

    @property
    def states(self) -> dict[str, int]:
        """How many areas there are of each state."""
        return self.rows["state"].value_counts().to_dict()


def ask(atlas: Atlas, snapshot: Snapshot, question: Question) -> Answer:
    """The values of a measure over the areas of a city.

    Raises
    ------
    NotMappable
        ``whole_city``: the figures are of a tier of the whole city, and say nothing of its parts;
        ``no_crosswalk``, ``other_level``: of units that lead to no area of the layer; ``nothing``:
        there is no figure of this measure, tier and period.
    UnknownCity
    """
    key = f"service-answer-{versions_key(snapshot, question.areas)}-{question}"
    return atlas.answers.once(key, lambda: _answer(atlas, snapshot, question))


def versions_key(snapshot: Snapshot, areas: str) -> str:
    """Names the versions that answers over a boundary layer are made of."""
    used = (areas, AVAILABILITY, CROSSWALK)
    return "-".join(snapshot.versions[i].key for i in used if snapshot.has(i))


def all_observations(atlas: Atlas, snapshot: Snapshot) -> pd.DataFrame:
    """Every observation of the store; shared, not to be edited."""
    if not snapshot.has(AVAILABILITY):
        return observations(pd.DataFrame({"unit_key": [], "tier": []}))
    version = snapshot.versions[AVAILABILITY]
    key = f"service-observations-{version.key}"
    return atlas.frames.once(key, lambda: observations(atlas.frame(version)))


def all_returns(atlas: Atlas, snapshot: Snapshot, measure: str) -> pd.DataFrame:
    """Every return for a measure; shared, not to be edited."""
    version = snapshot.versions.get(AVAILABILITY)
    key = f"service-returns-{version.key if version else ''}-{measure}"
    seen = all_observations(atlas, snapshot)
    return atlas.answers.once(key, lambda: returns_of(seen, MEASURES[measure]))


def mappable(atlas: Atlas, snapshot: Snapshot, places: Places, measure: str) -> pd.Series:
    """Which of all returns for a measure can become values of areas of a layer."""
    returns = all_returns(atlas, snapshot, measure)

    def listed(version: str) -> bool:
        return links_to(atlas, snapshot, places, version) is not None

    key = f"service-mappable-{versions_key(snapshot, places.layer)}-{measure}"
    return atlas.answers.once(key, lambda: is_mappable(returns, places, listed=listed))


def of_city(returns: pd.DataFrame, city: str) -> pd.DataFrame:
    """Returns of a city, or of the country."""
    if city == COUNTRY:
        return returns
    return returns[returns["city"] == city]


def _answer(atlas: Atlas, snapshot: Snapshot, question: Question) -> Answer:
    places = places_of(atlas, snapshot, question.areas)
    measure = MEASURES[question.measure]
    returns = all_returns(atlas, snapshot, question.measure)
    returns = returns[returns["tier"] == question.tier]
    period = _period(atlas, snapshot, places, returns, question)
    question = replace(question, period=period)
    valued = _valued(atlas, snapshot, places, returns, question)
    rows = valued.frame
    if question.city != COUNTRY:
        rows = rows[rows["city"] == question.city]
        if rows.empty:
            raise UnknownCity(city=question.city)
    sources = valued.sources[valued.sources["to_key"].isin(rows["unit_key"])]
    derivation = _derive(atlas, snapshot, question, valued, rows, sources)
    total = _total(measure, rows, sources)
    return Answer(question, measure, rows, total, sources, derivation)


def _period(atlas, snapshot, places: Places, returns: pd.DataFrame, question: Question) -> str:
    """The period that is shown; an error where nothing of the city can be."""
    if question.period is not None:
        returns = returns[returns["period"] == question.period]
    own = of_city(returns, question.city)
    can = mappable(atlas, snapshot, places, question.measure)
    for some in (own, returns):
        shown = some[can.loc[some.index]]
        if len(shown):
            return newest(shown["period"])
        if len(some):
            raise not_mappable(some, places, question)
    raise NotMappable(NOTHING, measure=question.measure, tier=question.tier)


def not_mappable(returns: pd.DataFrame, places: Places, question: Question) -> NotMappable:
    """Why returns cannot be shown over areas, by most of them."""
    level = returns["level"].mode().iloc[0]
    reason = OTHER_LEVEL
    if level == places.level or level == COMMUNE:
        reason = NO_CROSSWALK
    elif level in ("province", "country") and places.level != "province":
        reason = WHOLE_CITY
    return NotMappable(
        reason,
        place=", ".join(returns["place"].dropna().unique()[:3]) or returns["unit_key"].iloc[0],
        tier=question.tier,
        areas=question.areas,
        versions=", ".join(sorted(returns["version"].dropna().unique())),
    )


def _valued(atlas, snapshot, places: Places, returns, question: Question) -> Valued:
    """Values of all areas of the layer, made once for all its cities."""
    wanted = replace(question, city=COUNTRY)
    key = f"service-values-{versions_key(snapshot, question.areas)}-{wanted}"
    measure = MEASURES[question.measure]

    def make() -> Valued:
        now = returns[returns["period"] == question.period]
        return value_areas(
            places,
            now,
            measure,
            links_of=lambda version: links_to(atlas, snapshot, places, version),
            shares_of=lambda version: shares_to(
                atlas, snapshot, places, version, weight=question.weight
            ),
        )

    return atlas.answers.once(key, make)


def _total(measure: Measure, rows: pd.DataFrame, sources: pd.DataFrame) -> dict:
    """Sum over sum of the units that are known: areas that returned, and communes that were carried."""
    own = rows.loc[~rows["unit_key"].isin(sources["to_key"]), _UNIT].assign(share=1.0)
    once = sources.drop_duplicates("from_key").set_index("from_key")[_UNIT]
    share = sources.groupby("from_key")["share"].sum()
    # The parts of a unit that are all here are the unit, to the last digit.
    once["share"] = share.mask(np.isclose(share, 1), 1.0)
    units = pd.concat([own, once], ignore_index=True)
    known = units[~units["state"].isin(BLANK_STATES)]
    top, base = (
        float((known[part] * known["share"]).sum(min_count=1))
        for part in ("numerator", "denominator")
    )
    value = (top / base if base > 0 else np.nan) if measure.is_share else top
    return {
        "value": value,
        "numerator": top,
        "denominator": base,
        "known": len(known),
        "unknown": len(units) - len(known),
        "units": len(units),
    }


_UNIT = ["numerator", "denominator", "state"]


def _derive(atlas, snapshot, question: Question, valued: Valued, rows, sources) -> Derivation:
    used = of_city(valued.used, question.city)
    hows = set(rows["how"]) - {NONE}
    inputs = [make_input(snapshot, AVAILABILITY, len(used))]
    inputs += [make_input(snapshot, question.areas, len(rows))]
    if len(sources) and snapshot.has(CROSSWALK) and CARRIED in hows:
        inputs += [make_input(snapshot, CROSSWALK, len(sources))]
    own = places_of(atlas, snapshot, question.areas).version
    versions = [v for v in used["version"].dropna().unique() if v != own]
    measure = MEASURES[question.measure]
    notes = {
        SYNTHETIC: bool(rows["synthetic"].any()),
        APPROXIMATE: inputs[1].quality == "approximate" and CARRIED in hows,
        UNKNOWN_UNITS: bool(rows["state"].isin(BLANK_STATES).any()),
        MIXED_UNITS: used["counting_unit"].nunique() > 1,
        REPEATS: measure.family == SUPPLY and not measure.is_share,
    }
    return Derivation(
        inputs=tuple(inputs),
        boundaries=(*versions, own),
        rule=rule_of(measure, hows),
        params={"measure": question.measure, "tier": question.tier, "period": question.period},
        weight=valued.weight if CARRIED in hows else None,
        left_out=of_city(valued.left_out, question.city).reset_index(drop=True),
        notes=tuple(note for note, holds in notes.items() if holds),
    )
