"""The panel of choices: place, boundaries, measure, tier, period, weight, and an area by name."""

import streamlit as st

from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, Place, places
from layers.services.answers import Answer
from layers.services.choices import Choices, choices
from layers.services.measures import MEASURES, SUPPLY, USE
from layers.words import Words
from web.context import Context
from web.views import area_box
from web.views.place_names import area_names, city_names
from web.views.services import state
from web.views.services.figures import CARRIED
from web.views.services.state import Choice

WEIGHTS = ("area", "population", "buildings")
FIRST_TIER = "commune"


def settle(context: Context, snapshot: Snapshot, areas: str, city: str) -> None:
    """Hold measure, tier, period and weight to what there are figures of."""
    there = choices(context.atlas, snapshot, areas, city)
    measures = there.measures() or list(MEASURES)
    measure = state.settle("measure", measures, first(there.measures(only_mappable=True)))
    tiers = there.tiers(measure) or [FIRST_TIER]
    tier = state.settle("tier", tiers, first(there.tiers(measure, only_mappable=True)))
    state.settle("period", [state.NEWEST, *there.periods(measure, tier)])
    state.settle("weight", list(WEIGHTS))


def first(found: list[str]) -> str | None:
    """The first of what there is."""
    return found[0] if found else None


def show(
    context: Context,
    snapshot: Snapshot,
    found: list[Place],
    answer: Answer | None,
    layers: list[str],
    words: Words,
) -> None:
    """All controls, in the order in which somebody needs them."""
    choice = state.current()
    there = choices(context.atlas, snapshot, choice.areas, choice.city)
    names = city_names(found, words)
    st.selectbox(
        words("control.city"),
        list(names),
        key=state.NAMES["city"],
        format_func=names.get,
        on_change=state.forget_area,
    )
    _measure(there, words)
    tiers = there.tiers(choice.measure) or [FIRST_TIER]
    st.selectbox(
        words("services.tier"),
        tiers,
        key=state.NAMES["tier"],
        format_func=lambda tier: words(f"tier.{tier}"),
        help=words("services.tier_help"),
    )
    _period(there, choice, words)
    st.selectbox(
        words("control.areas"),
        layers,
        key=state.NAMES["areas"],
        format_func=lambda layer_id: words(f"areas.{layer_id}"),
        on_change=state.forget_area,
        disabled=answer is None,
        help=words("services.areas_help"),
    )
    _area(context.atlas, snapshot, choice, words)
    _weight(answer, words)


def _measure(there: Choices, words: Words) -> None:
    family = {SUPPLY: words("services.supply"), USE: words("services.use")}
    measure = st.session_state[state.NAMES["measure"]]
    st.selectbox(
        words("services.measure"),
        there.measures() or list(MEASURES),
        key=state.NAMES["measure"],
        format_func=lambda each: words(f"measure.{each}"),
        help=words(f"measure_rule.{measure}"),
    )
    scheme = MEASURES[measure].scheme
    kind = words(f"scheme.{scheme}") if scheme else words("services.no_scheme")
    st.caption(words("services.scheme_is", family=family[MEASURES[measure].family], scheme=kind))


def _period(there: Choices, choice: Choice, words: Words) -> None:
    st.selectbox(
        words("services.period"),
        [state.NEWEST, *there.periods(choice.measure, choice.tier)],
        key=state.NAMES["period"],
        format_func=lambda each: each or words("services.newest"),
    )


def _area(atlas: Atlas, snapshot: Snapshot, choice: Choice, words: Words) -> None:
    """An area by name; the country has too many."""
    if choice.city == COUNTRY and choice.areas != "admin_province":
        return
    names = area_names(atlas, snapshot, choice.areas, choice.city)
    area_box.show(names, held=state.NAMES["area"], words=words)


def _weight(answer: Answer | None, words: Words) -> None:
    """What parts of split units are weighed by: asked only where something was carried."""
    if answer is None or not (answer.rows["how"] == CARRIED).any():
        return
    st.selectbox(
        words("services.weight"),
        WEIGHTS,
        key=state.NAMES["weight"],
        format_func=lambda each: words(f"services.weight.{each}"),
        help=words("services.weight_help"),
    )


def place_name(context: Context, snapshot: Snapshot, choice: Choice, words: Words) -> str:
    """What the chosen place is called."""
    if choice.city == COUNTRY:
        return words("place.country")
    found = places(context.atlas, snapshot, choice.areas)
    return next(place.name for place in found if place.code == choice.city)
