"""Counts, sums and means of rows: of all that pass a filter, or of what somebody selected."""

from dataclasses import dataclass

import numpy as np

from layers.atlas import Atlas, Snapshot
from layers.filters.condition import Filter
from layers.filters.rows import filter_key
from layers.spec import FieldSpec
from layers.store import Version
from layers.tables.columns import is_measured, numbers_of, table_fields
from layers.tables.page import matched_rows
from layers.value_names import is_year

# Numbers of which a sum means something: counts, and amounts that lie side by side on the ground.
_ADDED = (
    "length_m",
    "households",
    "people",
    "population",
    "ports",
    "ports_used",
    "capacity_people",
)


@dataclass(frozen=True)
class Total:
    """What a field comes to over some rows.

    Attributes
    ----------
    known, unknown : int
        Rows with a value and without one; the numbers are of those with one.
    sum : float or None
        None where a sum of the field means nothing.
    mean, low, high : float
        NaN where no value is known.
    """

    field: FieldSpec
    known: int
    unknown: int
    sum: float | None
    mean: float
    low: float
    high: float


def totals_of(atlas: Atlas, snapshot: Snapshot, layer_id: str, filter: Filter) -> list[Total]:
    """The totals of all rows that pass a filter."""

    def make() -> list[Total]:
        rows = matched_rows(atlas, snapshot, layer_id, filter) if filter else None
        return totals_at(atlas, snapshot, layer_id, rows)

    return atlas.answers.once(f"totals-{filter_key(snapshot, layer_id, filter)}", make)


def totals_at(
    atlas: Atlas, snapshot: Snapshot, layer_id: str, rows: np.ndarray | None
) -> list[Total]:
    """The totals at `rows` (places in the frame), None for all; fields of which nothing is known are left out."""
    version = snapshot.versions[layer_id]
    fields = [f for f in table_fields(atlas, snapshot, layer_id) if is_amount(f)]
    made = [_total(atlas, version, field, rows) for field in fields]
    return [each for each in made if each.known]


def is_amount(field: FieldSpec) -> bool:
    """Whether the values of a field are numbers of which a mean means something."""
    return field.type in ("integer", "number") and not is_year(field)


def is_added(field: FieldSpec) -> bool:
    """Whether a sum of the field means something."""
    counted = field.name.startswith("n_") and field.type == "integer"
    return counted or is_measured(field) or field.name in _ADDED


def _total(atlas: Atlas, version: Version, field: FieldSpec, rows: np.ndarray | None) -> Total:
    values = numbers_of(atlas, version, field, rows)
    known = values[np.isfinite(values)]
    count = len(known)
    nothing = float("nan")
    return Total(
        field,
        count,
        len(values) - count,
        float(known.sum()) if is_added(field) else None,
        float(known.mean()) if count else nothing,
        float(known.min()) if count else nothing,
        float(known.max()) if count else nothing,
    )
