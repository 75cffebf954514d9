"""A filter on what is there today: parts that fit nothing any more are taken out, and told."""

from layers.atlas import Atlas, Snapshot
from layers.errors import BadFilter
from layers.filters.columns import fields_of
from layers.filters.compare import operators_for, read_values
from layers.filters.condition import Condition, Filter, Ground
from layers.filters.ground import MOST_DISTANCE_M, box_of, row_of, shape_of
from layers.spec import LayerSpec

Remark = tuple[str, dict]


def settle(
    atlas: Atlas, snapshot: Snapshot, layer_id: str, filter: Filter, *, lang: str = "vi"
) -> tuple[Filter, list[Remark]]:
    """What of a filter can be asked of the current version of a layer.

    Returns
    -------
    Filter
        The parts that hold up; `rows_of` takes it.
    list of (str, dict)
        Why each other part was dropped: a key of the words and what is filled in, names in `lang`.
    """
    spec = atlas.store.specs[layer_id]
    fields = fields_of(atlas, snapshot.versions[layer_id])
    conditions, grounds, remarks = [], [], []
    for condition in filter.conditions:
        fault = _condition_fault(condition, fields, lang)
        (conditions if fault is None else remarks).append(fault or condition)
    for ground in filter.grounds:
        fault = _ground_fault(atlas, snapshot, spec, ground, lang)
        (grounds if fault is None else remarks).append(fault or ground)
    told = [(key, {"layer": spec.label(lang)} | params) for key, params in remarks]
    return Filter(tuple(conditions), tuple(grounds)), told


def _condition_fault(condition: Condition, fields: dict, lang: str) -> Remark | None:
    field = fields.get(condition.field)
    if field is None:
        return "filter.no_column", {"field": condition.field[:60]}
    label = field.label(lang)
    if condition.operator not in operators_for(field):
        return "filter.no_operator", {"field": label, "operator": condition.operator}
    try:
        read_values(condition, field)
    except BadFilter:
        return "filter.bad_value", {"field": label, "value": ", ".join(condition.values)[:60]}
    return None


def _ground_fault(
    atlas: Atlas, snapshot: Snapshot, spec: LayerSpec, ground: Ground, lang: str
) -> Remark | None:
    if spec.is_table:
        return "filter.no_position", {}
    if ground.kind == "box":
        return _told(lambda: box_of(ground.box), "filter.bad_box")
    if ground.kind == "shape":
        return _told(lambda: shape_of(ground.shape), "filter.bad_shape")
    other = atlas.store.specs.get(ground.layer)
    if other is None or other.is_table or not snapshot.has(ground.layer):
        name = ground.layer[:60] if other is None else other.label(lang)
        return "filter.no_layer", {"other": name}
    if ground.kind == "near" and ground.distance_m > MOST_DISTANCE_M:
        return "filter.too_far", {"distance_m": ground.distance_m, "most_m": MOST_DISTANCE_M}
    frame = atlas.frame(snapshot.versions[ground.layer])
    if ground.code is not None and not len(row_of(frame, ground.layer, ground.code)):
        return "filter.no_feature", {"other": other.label(lang), "code": ground.code[:60]}
    return None


def _told(check, key: str) -> Remark | None:
    try:
        check()
    except BadFilter:
        return key, {}
    return None
