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
from layers.profiles.tally import GONE, PLANNED, UNKNOWN, UNSAID

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
    every = ground + _inputs(snapshot, table)
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
            every, (_rule("owners"), _rule("there")), _blank_notes(table, "owner"), away
        ),
        "kinds": ProfileDerivation(
            every, (_rule("kinds"), _rule("there")), _blank_notes(table, "kind"), away
        ),
        "sharing": ProfileDerivation(
            every, (_rule("sharing"), *sum_rule), _sharing_notes(table), away
        ),
        "underground": ProfileDerivation(
            ground + _inputs(snapshot, table[table["layer"].isin([DUCT, AERIAL])]),
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


def _inputs(snapshot: Snapshot, table: pd.DataFrame) -> tuple[Input, ...]:
    rows = table.groupby("layer", sort=False)["features"].sum()
    return tuple(make_input(snapshot, i, int(rows[i])) for i in LAYERS if i in rows.index)


def _state_notes(table: pd.DataFrame) -> tuple[Said, ...]:
    """What is counted though it does not stand, or does not say whether it does."""
    return tuple(
        Said(f"profile.note.{state}.{_unit(layer)}", _amount(layer, amount))
        for state in (PLANNED, GONE, UNSAID)
        for layer, amount in _of_value(table, "state", state)
    )


def _sharing_notes(table: pd.DataFrame) -> tuple[Said, ...]:
    return tuple(
        Said(f"profile.note.sharing_unknown.{_unit(layer)}", _amount(layer, amount))
        for layer, amount in _of_value(table, "shared", UNKNOWN)
    )


def _blank_notes(table: pd.DataFrame, column: str) -> tuple[Said, ...]:
    told = table.assign(blank=table[column].isna())
    return tuple(
        Said(f"profile.note.no_{column}.{_unit(layer)}", _amount(layer, amount))
        for layer, amount in _of_value(told, "blank", True)
    )


def _of_value(table: pd.DataFrame, column: str, value: object) -> list[tuple[str, float]]:
    """The amount of each layer, in the order of layers, where a column has a value."""
    summed = table[table[column] == value].groupby("layer")["amount"].sum()
    return [(i, float(summed[i])) for i in LAYERS if i in summed.index and summed[i] > 0]


def _unit(layer: str) -> str:
    return "km" if layer in ROUTES else "features"


def _amount(layer: str, amount: float) -> dict:
    return {"layer": layer, "count": round(amount, 3)}


def _missing_notes(card: Card) -> tuple[Said, ...]:
    found = (Said("ducts.note.no_ducts"),) if pd.isna(card.lengths[DUCT]) else ()
    return found + ((Said("ducts.note.no_aerial"),) if pd.isna(card.lengths[AERIAL]) else ())


def _people_notes(people: People) -> tuple[Said, ...]:
    if people.source is None:
        return (Said("profile.note.nobody_counted"),)
    areas, records = people.areas_unknown, people.uncounted
    found = (Said("profile.note.people_areas", {"count": areas}),) if areas else ()
    return found + ((Said("profile.note.people_records", {"count": records}),) if records else ())
