"""Ask for a measure over the areas of a city: each with its value, range, state and how it was made."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from geo.classify import Classes, classify
from layers.atlas import AVAILABILITY, Atlas, Snapshot
from layers.carrying.frames import CROSSWALK
from layers.errors import UnknownCity
from layers.services.derivation import (
    APPROXIMATE,
    MIXED_UNITS,
    REPEATS,
    SYNTHETIC,
    UNKNOWN_UNITS,
    Derivation,
    make_input,
    rule_of,
)
from layers.services.held import all_observations, all_returns, of_city, versions_key
from layers.services.mappable import period_of
from layers.services.measures import MEASURES, SUPPLY, Measure
from layers.services.periods import newest
from layers.services.places import COUNTRY, Places, links_to, places_of
from layers.services.question import Question
from layers.services.shares import shares_to
from layers.services.states import BLANK_STATES
from layers.services.totals import total_of
from layers.services.values import CARRIED, NONE, Valued, value_areas

__all__ = ["Answer", "Question", "all_observations", "all_returns", "ask", "newest", "of_city"]

_CLASSES = 5


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


def _answer(atlas: Atlas, snapshot: Snapshot, question: Question) -> Answer:
    places = places_of(atlas, snapshot, question.areas)
    measure = MEASURES[question.measure]
    returns = all_returns(atlas, snapshot, question.measure)
    returns = returns[returns["tier"] == question.tier]
    period = period_of(atlas, snapshot, places, returns, question)
    question = replace(question, period=period)
    valued = _valued(atlas, snapshot, places, returns, question)
    rows = valued.frame
    if question.city != COUNTRY:
        rows = rows[rows["city"] == question.city]
        if rows.empty:
            raise UnknownCity(city=question.city)
    sources = valued.sources[valued.sources["to_key"].isin(rows["unit_key"])]
    derivation = _derive(atlas, snapshot, question, valued, rows, sources)
    total = total_of(measure, rows, sources)
    return Answer(question, measure, rows, total, sources, derivation)


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
