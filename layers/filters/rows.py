"""Which rows of a layer pass a filter: one function for map, table, chart and export."""

import hashlib
import json

import numpy as np

from layers.atlas import Atlas, Snapshot
from layers.filters.columns import column_of, fields_of, require_field
from layers.filters.compare import holds, operators_for
from layers.filters.condition import Filter
from layers.filters.ground import lies
from layers.filters.settle import settle

__all__ = ["filter_key", "layers_used", "operators_for", "rows_of", "settle"]


def rows_of(atlas: Atlas, snapshot: Snapshot, layer_id: str, filter: Filter) -> np.ndarray:
    """Which rows of ``atlas.frame(snapshot.versions[layer_id])`` pass.

    Returns
    -------
    ndarray of bool
        In the order of the frame; shared and read-only. A row whose value is unknown meets no
        condition but ``unknown``, and one without a position no ground.

    Raises
    ------
    UnknownField
        If a condition names a column that is not there.
    BadFilter
        If a value cannot be read, an operator does not fit its field, or a ground names what is
        not there; `layers.filters.settle.settle` takes such parts out.
    """
    key = filter_key(snapshot, layer_id, filter)
    return atlas.masks.once(key, lambda: _find(atlas, snapshot, layer_id, filter))


def layers_used(filter: Filter) -> set[str]:
    """The other layers that a filter looks at; who may not see them may not ask."""
    return {ground.layer for ground in filter.grounds if ground.layer is not None}


def filter_key(snapshot: Snapshot, layer_id: str, filter: Filter) -> str:
    """Names what a filter finds: the versions it uses and what it says."""
    used = [layer_id, *sorted(layers_used(filter))]
    versions = [snapshot.versions[i].key if snapshot.has(i) else f"{i}-" for i in used]
    said = json.dumps(filter.to_json(), sort_keys=True)
    digest = hashlib.sha256("|".join([*versions, said]).encode()).hexdigest()
    return f"rows-{layer_id}-{digest[:32]}"


def _find(atlas: Atlas, snapshot: Snapshot, layer_id: str, filter: Filter) -> np.ndarray:
    version = snapshot.versions[layer_id]
    fields = fields_of(atlas, version) if filter.conditions else {}
    passes = np.ones(version.rows, bool)
    for condition in filter.conditions:
        field = require_field(fields, condition.field, layer_id)
        passes &= holds(condition, field, column_of(atlas, version, field))
    for ground in filter.grounds:
        if passes.any():
            # A place is asked about with many filters: what lies in it is found once.
            alone = Filter((), (ground,))
            passes &= (
                lies(atlas, snapshot, layer_id, ground)
                if filter == alone
                else rows_of(atlas, snapshot, layer_id, alone)
            )
    passes.flags.writeable = False
    return passes
