"""A change of the rules of a layer: what is not said stays as it was."""

from collections.abc import Mapping
from dataclasses import replace

from layers.spec import FIELD_TIERS, get_spec
from layers.store import Store
from layers.store.rule_table import LayerRule

OPEN = FIELD_TIERS[0]


def change_rule(
    store: Store,
    layer_id: str,
    *,
    by: str,
    visibility: str | None = None,
    sums: bool | None = None,
    second_person: bool | None = None,
    tiers: Mapping[str, str] | None = None,
) -> None:
    """Set some rules of a layer; None leaves one as it is.

    Raises
    ------
    UnknownLayer, BadRule
    """
    get_spec(store.specs, layer_id)
    held = store.rules.all().get(layer_id, LayerRule())
    said = {"visibility": visibility, "sums": sums, "second_person": second_person}
    changed = {name: value for name, value in said.items() if value is not None}
    rule = replace(held, **changed, tiers=held.tiers | dict(tiers or {}))
    if rule != held:
        store.rules.set(layer_id, rule, by=by)


def reset_rule(store: Store, layer_id: str, *, by: str) -> None:
    """Let the spec of a layer alone say what holds."""
    get_spec(store.specs, layer_id)
    store.rules.set(layer_id, LayerRule(), by=by)
