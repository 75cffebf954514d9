"""A filter in words: what a chip, a print and a list of exports say of it."""

import datetime
import math

from layers.atlas import Atlas, Snapshot
from layers.errors import HatangError
from layers.filters.columns import DAY, NUMBER, YES_NO, fields_of, kind_of
from layers.filters.condition import Condition, Filter, Ground
from layers.filters.ground import row_of
from layers.layer_names import layer_label
from layers.spec import FieldSpec
from layers.value_names import value_name, value_text
from layers.words import Words

_NAMES = {
    "=": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
}
_OF_DAYS = ("lt", "le", "gt", "ge")
_KM = 1000.0
_DEGREE_KM = 111.32
_MOST_VALUES = 6


def filter_texts(
    atlas: Atlas, snapshot: Snapshot, layer_id: str, filter: Filter, words: Words
) -> list[str]:
    """Each condition and each ground as a short sentence, in their order; plain text."""
    fields = fields_of(atlas, snapshot.versions[layer_id])
    said = [
        condition_text(
            each, fields.get(each.field) or FieldSpec(each.field, each.field, each.field), words
        )
        for each in filter.conditions
    ]
    return said + [ground_text(atlas, snapshot, each, words) for each in filter.grounds]


def condition_text(condition: Condition, field: FieldSpec, words: Words) -> str:
    """A condition as a short sentence.

    Examples
    --------
    >>> height = FieldSpec("height_m", "Chiều cao", "Height", "number", unit="m")
    >>> condition_text(Condition("height_m", ">=", ("15.5",)), height, Words("vi"))
    'Chiều cao từ 15,5 m trở lên'
    """
    name, label = _NAMES.get(condition.operator, condition.operator), field.label(words.lang)
    told = [written_text(each, field, words) for each in condition.values]
    if name == "between":
        return words("filter_text.between", field=label, low=told[0], high=told[1])
    if name in ("known", "unknown"):
        return words(f"filter_text.{name}", field=label)
    if name in _OF_DAYS and kind_of(field) == DAY:
        return words(f"filter_text.day.{name}", field=label, value=told[0])
    more = [f"… (+{len(told) - _MOST_VALUES})"] if len(told) > _MOST_VALUES else []
    return words(f"filter_text.{name}", field=label, value=", ".join([*told[:_MOST_VALUES], *more]))


def written_text(value: str, field: FieldSpec, words: Words) -> str:
    """A value as a condition writes it, in words; what cannot be read stands for itself."""
    kind = kind_of(field)
    try:
        if kind == NUMBER:
            return value_text(float(value), field, words, unit=True)
        if kind == DAY:
            return words.date(datetime.date.fromisoformat(value))
        if kind == YES_NO:
            return value_text({"true": True, "false": False}[value], field, words)
    except (ValueError, KeyError):
        return value
    return value_name(value, field, words)


def ground_text(atlas: Atlas, snapshot: Snapshot, ground: Ground, words: Words) -> str:
    """A ground as a short sentence."""
    if ground.kind == "box":
        west, south, east, north = ground.box
        across = (east - west) * _DEGREE_KM * math.cos(math.radians((south + north) / 2))
        high = (north - south) * _DEGREE_KM
        size = {n: _rounded(km, words) for n, km in (("width", across), ("height", high))}
        return words("filter_text.box", **size)
    if ground.kind == "area":
        return words("filter_text.area", name=_name(atlas, snapshot, ground))
    if ground.kind == "near":
        near = {
            "layer": layer_text(atlas, ground.layer, words),
            "distance": distance_text(ground.distance_m, words),
        }
        if ground.code is None:
            return words("filter_text.near", **near)
        return words("filter_text.near_one", code=_name(atlas, snapshot, ground), **near)
    return words("filter_text.shape")


def layer_text(atlas: Atlas, layer_id: str, words: Words) -> str:
    """What a layer is called within a sentence; one that no spec knows, by its id."""
    spec = atlas.store.specs.get(layer_id)
    name = layer_label(spec, words) if spec else layer_id
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def distance_text(distance_m: float, words: Words) -> str:
    """Metres, from a kilometre on as kilometres."""
    if distance_m >= _KM:
        return f"{_rounded(distance_m / _KM, words)} km"
    return f"{words.number(distance_m)} m"


def _rounded(value: float, words: Words) -> str:
    return words.number(value, 0 if value >= 10 or value == int(value) else 1)


def _name(atlas: Atlas, snapshot: Snapshot, ground: Ground) -> str:
    """The name of the area or feature of a ground; its code where it has none."""
    if not snapshot.has(ground.layer):
        return str(ground.code)
    try:
        frame = atlas.frame(snapshot.versions[ground.layer])
        rows = row_of(frame, ground.layer, ground.code)
    except HatangError:
        return str(ground.code)
    for column in ("full_name", "name", "feature_id"):
        if len(rows) and column in frame and isinstance(frame[column].iloc[rows[0]], str):
            return frame[column].iloc[rows[0]]
    return str(ground.code)
