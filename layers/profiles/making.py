"""The derivation of every part of a profile, in keys of sentences."""

import pandas as pd

from layers.atlas import AVAILABILITY, Snapshot
from layers.cards import Card
from layers.coverage.answer import Said
from layers.facts import LAYERS, ROUTES
from layers.indicators import INDICATORS
from layers.inputs import Input, make_input
from layers.profiles.derivation import ProfileDerivation
from layers.profiles.people import People
from layers.profiles.tally import GONE, PLANNED, UNKNOWN, UNSAID, sums

DUCT, AERIAL = "duct_route", "aerial_cable_route"


def derivations(
    snapshot: Snapshot,
    areas: str,
    kind: str,
    *,
    table: pd.DataFrame,
    count: int,
    people: People,
    card: Card,
    hidden: list[str],
) -> dict[str, ProfileDerivation]:
    """Each part's inputs, rules, notes and what was left out.

    Parameters
    ----------
    table : DataFrame
        Of `layers.profiles.tally`.
    count : int
        How many areas were asked.
    hidden : list of str
        Layers that the reader may not see.
    """
    ground = (make_input(snapshot, areas, count),)
    features = sums(table, "layer", of="features")
    every = ground + _inputs(snapshot, features)
    routes = {i: rows for i, rows in features.items() if i in (DUCT, AERIAL)}
    away: tuple[Said, ...] = tuple(
        Said("profile.left_out.not_allowed", {"layer": i}) for i in hidden
    )
    away += tuple(
        Said("profile.left_out.no_layer", {"layer": i})
        for i in LAYERS
        if i not in hidden and not snapshot.has(i)
    )
    sum_rule = (Said("profile.rule.sum", {"count": card.areas}),) if card.areas > 1 else ()
    found = {
        "there": ProfileDerivation(
            every, (_rule("there"), _rule("border"), *sum_rule), _state_notes(table), away
        ),
        "owners": ProfileDerivation(
            every,
            (_rule("owners"), _rule("there")),
            _notes("no_owner", table, "owner", None),
            away,
        ),
        "kinds": ProfileDerivation(
            every,
            (_rule("kinds"), _rule("there")),
            _notes("no_kind", table, "kind", None),
            away,
        ),
        "sharing": ProfileDerivation(
            every,
            (_rule("sharing"), *sum_rule),
            _notes("sharing_unknown", table, "shared", UNKNOWN),
            away,
        ),
        "underground": ProfileDerivation(
            ground + _inputs(snapshot, routes),
            (_rule("underground"), *sum_rule),
            _missing_notes(card),
        ),
        "indicators": ProfileDerivation(
            every, tuple(Said(f"profile.how.{i}") for i in INDICATORS), (_rule("rank"),)
        ),
        "people": ProfileDerivation(
            ground + people.inputs, (_rule("people"),), _people_notes(people)
        ),
        "beside": ProfileDerivation(ground, (_rule("on" if kind == "shape" else "beside"),)),
    }
    own = ()
    if snapshot.has(AVAILABILITY):
        own = (make_input(snapshot, AVAILABILITY, len(card.services)),)
    rule = "services_shape" if kind == "shape" else "services"
    return found | {"states": found["there"], "services": ProfileDerivation(own, (_rule(rule),))}


def _rule(name: str) -> Said:
    return Said(f"profile.rule.{name}")


def _inputs(snapshot: Snapshot, features: dict[str, int]) -> tuple[Input, ...]:
    return tuple(make_input(snapshot, i, int(features[i])) for i in LAYERS if i in features)


def _state_notes(table: pd.DataFrame) -> tuple[Said, ...]:
    """What is counted though it does not stand, or does not say whether it does."""
    states = (PLANNED, GONE, UNSAID)
    return tuple(note for state in states for note in _notes(state, table, "state", state))


def _notes(name: str, table: pd.DataFrame, column: str, value: str | None) -> tuple[Said, ...]:
    """How much of each layer has a value, in the order of layers; nothing of those of which nothing has."""
    amount = sums(table, "layer", column)
    told = [(layer, amount.get((layer, value), 0.0)) for layer in LAYERS]
    return tuple(_note(name, layer, one) for layer, one in told if one > 0)


def _note(name: str, layer: str, amount: float) -> Said:
    unit = "km" if layer in ROUTES else "features"
    return Said(f"profile.note.{name}.{unit}", {"layer": layer, "count": round(amount, 3)})


def _missing_notes(card: Card) -> tuple[Said, ...]:
    found = (Said("ducts.note.no_ducts"),) if pd.isna(card.lengths[DUCT]) else ()
    return found + ((Said("ducts.note.no_aerial"),) if pd.isna(card.lengths[AERIAL]) else ())


def _people_notes(people: People) -> tuple[Said, ...]:
    if people.source is None:
        return (Said("profile.note.nobody_counted"),)
    areas, records = people.areas_unknown, people.uncounted
    found = (Said("profile.note.people_areas", {"count": areas}),) if areas else ()
    return found + ((Said("profile.note.people_records", {"count": records}),) if records else ())
