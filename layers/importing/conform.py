"""Turn the columns of a file into the fields of a layer: names, missing fields, types, NFC text."""

import json
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.text import fold
from layers.column_names import free_names
from layers.errors import BadOption, UnknownField
from layers.importing.derive import fill
from layers.importing.mapping import Remembered, suggest
from layers.importing.nested import as_text
from layers.importing.report import Finding, row_findings
from layers.spec import FieldSpec, LayerSpec

# Names that the store and the files of layers use themselves.
RESERVED = ("fid", "bbox", "geometry")
_TRUE = {"true", "1", "yes", "y", "t", "co", "x", "dung"}
_FALSE = {"false", "0", "no", "n", "f", "khong", "sai"}


def rename_columns(
    frame: pd.DataFrame,
    spec: LayerSpec,
    mapping: Mapping[str, str],
    *,
    remembered: Iterable[Remembered] = (),
) -> tuple[pd.DataFrame, dict[str, str], list[Finding]]:
    """Give columns the names of fields: as mapped by the user, now or before, else by name or values.

    Columns that mean no field are kept under their own name, with a finding. A field that is mapped to
    ``""`` takes no column, whatever its name.

    Returns
    -------
    frame, columns, findings
        `columns` says of each field found which column it was.
    """
    geometry = getattr(frame, "active_geometry_name", None)
    columns = [c for c in frame.columns if c != geometry]
    require_known(columns, spec, mapping)
    found, why = suggest(frame, spec, columns, chosen=mapping, remembered=remembered, fits=_fits)
    taken = {field: column for field, column in found.items() if column}
    left = [c for c in columns if c not in taken.values()]
    kept = free_names(left, {*taken, *RESERVED})
    findings = [
        Finding("field.mapped", "info", column=str(column), value=spec.field(field).name)
        for field, column in taken.items()
        if why[field] in ("remembered", "synonym", "values")
    ]
    findings += [
        Finding("field.unknown", "info", column=str(c))
        if c == name
        else Finding("field.renamed", "info", column=str(c), value=name)
        for c, name in kept.items()
    ]
    renamed = frame.rename(columns={c: name for name, c in taken.items()} | kept)
    return renamed, taken, findings


def fill_missing(
    frame: pd.DataFrame, spec: LayerSpec, *, given: Mapping[str, str], file: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Fill what the file lacks from `given`, else from the spec; a required field left is an error.

    A column that is there stays as it is, its blanks included.
    """
    out, findings = frame.copy(), []
    for name, value in given.items():
        if spec.field(name) is None:
            raise UnknownField(field=name, layer=spec.id, known=_names(spec))
        out[name] = value
    waiting = [field for field in spec.fields if field.name not in out]
    for _ in range(2):  # a template may need a field that is filled after it
        for field in list(waiting):
            values = fill(out, field, layer_id=spec.id, file=file)
            if values is not None:
                out[field.name] = values
                waiting.remove(field)
                shown = None if values.empty else str(values.iloc[0])
                findings.append(Finding("field.filled", "info", column=field.name, value=shown))
    for field in spec.fields:
        if field.required:
            findings += _missing(out, field)
    return out, findings


def cast_types(frame: pd.DataFrame, spec: LayerSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """Give each field its type. A value that is not of the type is an error that names row and value."""
    out, findings = frame.copy(), []
    for column in [c for c in out.columns if spec.field(str(c)) is None]:
        if out[column].dtype == object:
            out[column] = out[column].map(as_text, na_action="ignore")
        if pd.api.types.is_string_dtype(out[column]):
            out[column] = _text(out[column])
    for field in spec.fields:
        if field.name in out:
            out[field.name], faults = _cast(out[field.name], field)
            findings += faults
    return out, findings


def require_known(columns: list[str], spec: LayerSpec, mapping: Mapping[str, str]) -> None:
    """Refuse a mapping of fields or columns that there are not, or of one column twice.

    Raises
    ------
    UnknownField, BadOption
    """
    for name, column in mapping.items():
        if spec.field(name) is None:
            raise UnknownField(field=name, layer=spec.id, known=_names(spec))
        if column and column not in columns:
            raise UnknownField(field=column, layer=spec.id, known=", ".join(map(str, columns)))
        if column and list(mapping.values()).count(column) > 1:
            raise BadOption(option="--map", value=f"{name}={column}")


def _names(spec: LayerSpec) -> str:
    return ", ".join(field.name for field in spec.fields)


def _missing(frame: pd.DataFrame, field: FieldSpec) -> list[Finding]:
    if field.name not in frame:
        return [Finding("field.missing", "error", column=field.name)]
    text = frame[field.name].astype("string").str.strip()
    blank = text.isna() | (text == "").fillna(False)
    return row_findings("field.blank", "warning", blank.to_numpy(bool), column=field.name)


def _cast(values: pd.Series, field: FieldSpec) -> tuple[pd.Series, list[Finding]]:
    if field.is_list or field.item_type in ("string", "enum"):
        text = _text(values.map(_members, na_action="ignore") if field.is_list else values)
        return _aliased(text, field), []
    casts = {"integer": _integer, "number": _number, "boolean": _boolean, "date": _date}
    turned = _each_value(values, casts[field.item_type])
    lost = (turned.isna() & values.notna() & (_text(values) != "")).fillna(False).to_numpy(bool)
    params = {"type": field.item_type}
    return turned, row_findings(
        "value.type", "error", lost, column=field.name, values=values, params=params
    )


def _fits(values: pd.Series, field: FieldSpec) -> bool:
    """Whether at least half of the values are of the field's type."""
    _, findings = _cast(values, field)
    return sum(finding.count for finding in findings) <= values.notna().sum() / 2


def _text(values: pd.Series) -> pd.Series:
    """Text in NFC. Whole numbers read as floats lose their ``.0``; codes keep their zeros."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    text = pa.array(values.astype("string"), pa.string())
    plain = pc.utf8_trim_whitespace(pc.utf8_normalize(text, form="NFC"))
    return pd.Series(plain.to_pandas(types_mapper=_as_text), values.index, name=values.name)


def _as_text(kind: pa.DataType):
    return pd.StringDtype() if pa.types.is_string(kind) else None


def _each_value(values: pd.Series, turn: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """`turn` done once for every different value: of a million rows few are different."""
    codes, different = pd.factorize(values, use_na_sentinel=True)
    # One blank row more, for the rows that are blank.
    turned = turn(pd.Series(different).reindex(range(len(different) + 1)))
    taken = turned.take(np.where(codes < 0, len(different), codes))
    return taken.set_axis(values.index)


def _members(value):
    """A list as one text with ``;`` between its members; many formats write lists as JSON."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    return ";".join(map(str, value)) if isinstance(value, list | tuple | np.ndarray) else value


def _aliased(text: pd.Series, field: FieldSpec) -> pd.Series:
    """Spell values as the list does, where they differ only in case or by a known other spelling."""
    return _each_value(text, lambda kinds: _spelled(kinds, field)) if field.allowed else text


def _spelled(text: pd.Series, field: FieldSpec) -> pd.Series:
    spelling = {value.casefold(): value for value in field.allowed}
    spelling |= {alias.casefold(): value for alias, value in field.value_aliases.items()}
    if field.is_list:
        parts = text.str.split(r"\s*[;,]\s*", regex=True)
        return parts.map(
            lambda items: ";".join(spelling.get(i.casefold(), i) for i in items), na_action="ignore"
        ).astype("string")
    return text.map(lambda v: spelling.get(v.casefold(), v), na_action="ignore").astype("string")


def _number(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values, errors="coerce").astype("float64")


def _integer(values: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    return numbers.where(numbers % 1 == 0).astype("Int64")


def _boolean(values: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(values):
        return values.astype("boolean")
    keys = _text(values).map(fold, na_action="ignore")
    return keys.map(lambda k: True if k in _TRUE else False if k in _FALSE else None).astype(
        "boolean"
    )


def _date(values: pd.Series) -> pd.Series:
    """Days. Text is read as ``2026-01-31`` or, as Viet Nam writes it, ``31/01/2026``; nothing else.

    A bare number is no day: readers would take it for nanoseconds since 1970.
    """
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.date
    text = _text(values)
    iso = text.str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[T ]|$)", expand=False)
    local = text.str.extract(r"^(\d{1,2}/\d{1,2}/\d{4})$", expand=False)
    days = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce")
    days = days.fillna(pd.to_datetime(local, format="%d/%m/%Y", errors="coerce"))
    return days.dt.date
