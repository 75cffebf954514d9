"""The columns of a layer that a table can show, with what is measured beside what stands in the file."""

import numpy as np
import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.errors import UnknownField
from layers.filters.columns import fields_of
from layers.spec import FieldSpec
from layers.store import Version
from layers.tables.lengths import AREA, LENGTH, measured, measured_field

_MOST_FIRST = 7
# What tells features from one another, in the order in which somebody asks.
_FIRST = (
    "name", "full_name", "code", "site_code", "feature_id", "status", "owner", "operator", "mast_class",
    "technology", "construction", "type", "kind", "address", "street", "height_m", "n_operators", "length_m",
    "in_service_date", "population", "province_name",
)  # fmt: skip
_LAST = (
    "admin_version", "province_code", "commune_code", "district_code", "data_source", "data_date", "contact",
)  # fmt: skip


def table_fields(atlas: Atlas, snapshot: Snapshot, layer_id: str) -> list[FieldSpec]:
    """The fields there are in the current version: those that tell most first, what is measured after them."""
    version = snapshot.versions[layer_id]
    key = f"table-fields-{version.key}"
    return atlas.answers.once(key, lambda: _find_fields(atlas, version))


def first_fields(atlas: Atlas, snapshot: Snapshot, layer_id: str) -> list[str]:
    """The names of the fields that a table begins with; one that is empty in the whole version is none."""
    version = snapshot.versions[layer_id]

    def make() -> list[str]:
        frame = atlas.frame(version)
        there = table_fields(atlas, snapshot, layer_id)
        told = [f for f in there if f in (LENGTH, AREA) or frame[f.name].notna().any()]
        good = [f.name for f in told if f.name not in _LAST]
        return good[:_MOST_FIRST] or [f.name for f in told][:_MOST_FIRST]

    return atlas.answers.once(f"table-first-{version.key}", make)


def table_field(atlas: Atlas, snapshot: Snapshot, layer_id: str, name: str) -> FieldSpec:
    """One of `table_fields`; `UnknownField` names those there are."""
    there = table_fields(atlas, snapshot, layer_id)
    for field in there:
        if field.name == name:
            return field
    raise UnknownField(field=name, layer=layer_id, known=", ".join(f.name for f in there))


def is_measured(field: FieldSpec) -> bool:
    """Whether a field is measured on the shapes instead of standing in the file."""
    return field in (LENGTH, AREA)


def values_of(
    atlas: Atlas, version: Version, field: FieldSpec, rows: np.ndarray | None = None
) -> pd.Series:
    """The values of a field at `rows` (places in the frame), or of all rows."""
    if is_measured(field):
        sizes = measured(atlas, version, field)
        return pd.Series(sizes if rows is None else sizes[rows])
    values = atlas.frame(version)[field.name]
    return values if rows is None else values.iloc[rows]


def numbers_of(
    atlas: Atlas, version: Version, field: FieldSpec, rows: np.ndarray | None = None
) -> np.ndarray:
    """The same as float64, NaN where unknown."""
    values = pd.to_numeric(values_of(atlas, version, field, rows), errors="coerce")
    return values.to_numpy(float, na_value=np.nan)


def _find_fields(atlas: Atlas, version: Version) -> list[FieldSpec]:
    there = fields_of(atlas, version)
    first = [there[name] for name in _FIRST if name in there]
    last = [there[name] for name in _LAST if name in there]
    size = measured_field(atlas, version)
    taken = {field.name for field in (*first, *last)}
    rest = [field for name, field in there.items() if name not in taken]
    return [*first, *([size] if size else []), *rest, *last]
