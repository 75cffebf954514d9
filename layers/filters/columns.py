"""The columns of a layer as they are compared: numbers, days, yes and no, or texts, with what is unknown apart."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.text import fold_all
from layers.atlas import Atlas
from layers.errors import UnknownField
from layers.spec import FieldSpec
from layers.store import Version

INTERNAL = ("fid", "bbox", "geometry")
NUMBER, DAY, YES_NO, TEXT, MEMBERS = "number", "day", "yes_no", "text", "members"
_KINDS = {"integer": NUMBER, "number": NUMBER, "date": DAY, "boolean": YES_NO}
_SAYS_UNKNOWN = "unknown"
MEMBER_MARK = ";"


@dataclass(frozen=True)
class Column:
    """One column of a version, ready to be compared.

    Attributes
    ----------
    kind : str
        ``number``, ``day``, ``yes_no``, ``text`` or ``members`` (a list kept as text).
    values : ndarray
        Of numbers and of yes and no: float64, NaN where unknown. Of days: datetime64[D], NaT where
        unknown. Of texts: int32, the place in `texts`, -1 where unknown.
    texts : pyarrow array of strings
        The distinct texts, in the order in which they come first.
    unsure : int
        The place in `texts` of the value by which the field says that it is not known; -1 where none.
    """

    kind: str
    values: np.ndarray
    distinct: pa.Array = field(default_factory=lambda: pa.array([], pa.string()))
    unsure: int = -1

    @cached_property
    def known(self) -> np.ndarray:
        """Which rows have a value."""
        if self.kind == DAY:
            return ~np.isnat(self.values)
        if self.kind in (TEXT, MEMBERS):
            return (self.values >= 0) & (self.values != self.unsure)
        return np.isfinite(self.values)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The distinct texts; where there may be a million, use `distinct`."""
        return tuple(self.distinct.to_pylist())

    @cached_property
    def counts(self) -> np.ndarray:
        """Rows of each text."""
        return np.bincount(self.values[self.values >= 0], minlength=len(self.distinct))

    @cached_property
    def folded(self) -> pa.Array:
        """Search key of each text."""
        return pa.array(fold_all(self.distinct.to_pylist()), pa.string())

    @cached_property
    def members(self) -> tuple[tuple[str, ...], ...]:
        """The members of each text of a list."""
        return tuple(
            tuple(dict.fromkeys(part.strip() for part in text.split(MEMBER_MARK) if part.strip()))
            for text in self.texts
        )


def fields_of(atlas: Atlas, version: Version) -> dict[str, FieldSpec]:
    """The fields there are in a version, as its spec has them; what no spec knows is told from its values."""
    key = f"fields-of-{version.key}"
    return atlas.answers.once(key, lambda: _fields(atlas, version))


def require_field(fields: dict[str, FieldSpec], name: str, layer_id: str) -> FieldSpec:
    """The field `name`; `UnknownField` names those there are."""
    if name not in fields:
        raise UnknownField(field=name, layer=layer_id, known=", ".join(fields))
    return fields[name]


def column_of(atlas: Atlas, version: Version, field: FieldSpec) -> Column:
    """One column of a version; made once for all who ask."""
    key = f"column-{version.key}-{field.name}"
    return atlas.columns.once(key, lambda: _make(atlas.column(version, field.name), field))


def kind_of(field: FieldSpec) -> str:
    """How values of a field are compared."""
    return MEMBERS if field.is_list else _KINDS.get(field.type, TEXT)


def as_text(kind: str, value) -> str:
    """A value of `Column.values` as a condition writes it: a number, a day, yes or no."""
    if kind == DAY:
        return str(np.datetime64(value, "D"))
    if kind == YES_NO:
        return "true" if value else "false"
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _fields(atlas: Atlas, version: Version) -> dict[str, FieldSpec]:
    spec = atlas.store.specs[version.layer_id]
    return {
        name: spec.field(name) or _unlisted(name, atlas.column(version, name))
        for name in atlas.store.columns(version)
        if name not in INTERNAL
    }


def _make(series: pd.Series, field: FieldSpec) -> Column:
    kind = kind_of(field)
    if kind == DAY:
        return Column(kind, _days(series))
    if kind in (NUMBER, YES_NO):
        numbers = pd.to_numeric(series, errors="coerce").to_numpy(float, na_value=np.nan)
        return Column(kind, np.where(np.isfinite(numbers), numbers, np.nan))
    coded = _texts(series).cast(pa.string()).dictionary_encode()
    places = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    unsure = -1
    if _SAYS_UNKNOWN in field.allowed:
        unsure = coded.dictionary.index(pa.scalar(_SAYS_UNKNOWN)).as_py()
    return Column(kind, places, coded.dictionary, unsure)


def _texts(series: pd.Series) -> pa.Array:
    """The texts of a column; stored ones are there in Arrow's form already."""
    text = pd.api.types.is_string_dtype(series)
    array = pa.array(series if text else series.astype("string"), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _days(series: pd.Series) -> np.ndarray:
    """Days without their hours. Stored days are read by Arrow, ten times as fast as by pandas."""
    try:
        days = pa.array(series, pa.date32(), from_pandas=True).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        days = pd.to_datetime(series, errors="coerce").to_numpy()
    return days.astype("datetime64[D]")


def _unlisted(name: str, values: pd.Series) -> FieldSpec:
    told = pd.api.types
    kind = "string"
    if told.is_bool_dtype(values):
        kind = "boolean"
    elif told.is_numeric_dtype(values):
        kind = "number"
    elif told.is_datetime64_any_dtype(values) or told.infer_dtype(values, skipna=True) == "date":
        kind = "date"
    return FieldSpec(name, name, name, kind)
