"""What is asked of a layer: conditions and grounds added to its filter, or dropped."""

from layers.errors import BadFilter
from layers.filters.condition import Condition, Filter, Ground
from layers.maps.view import EVERYTHING
from web.views.explore import state


def held(layer_id: str) -> Filter:
    """What is asked of a layer now."""
    layer = state.view().layer(layer_id)
    return EVERYTHING if layer is None else layer.filter


def add(layer_id: str, *parts: Condition | Ground) -> None:
    """Ask more of a layer; what is asked already is not asked twice."""
    asked = held(layer_id)
    conditions = [p for p in parts if isinstance(p, Condition) and p not in asked.conditions]
    grounds = [p for p in parts if isinstance(p, Ground) and p not in asked.grounds]
    put(layer_id, Filter((*asked.conditions, *conditions), (*asked.grounds, *grounds)))


def add_value(layer_id: str, name: str, operator: str, value: str) -> None:
    """Ask for one more value of a field: beside those that are asked for already, or as a condition of its own."""
    asked, new = held(layer_id), Condition(name, operator, (value,))
    same = next(
        (e for e in asked.conditions if e.field == name and e.operator in ("=", "in")), None
    )
    if operator != "=" or same is None:
        add(layer_id, new)
        return
    if value in same.values:
        return
    try:
        wider = Condition(name, "in", (*same.values, value))
    except BadFilter:  # as many values as there may be
        return
    conditions = tuple(wider if each == same else each for each in asked.conditions)
    put(layer_id, Filter(conditions, asked.grounds))


def drop(layer_id: str, part: Condition | Ground) -> None:
    """Ask one thing less."""
    asked = held(layer_id)
    conditions = tuple(each for each in asked.conditions if each != part)
    put(layer_id, Filter(conditions, tuple(each for each in asked.grounds if each != part)))


def put(layer_id: str, asked: Filter) -> None:
    """Make `asked` the filter of a layer."""
    state.change_layer(layer_id, filter=asked)
