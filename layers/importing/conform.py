"""Turn the columns of a file into the fields of a layer: names, missing fields, types, NFC text."""

from collections.abc import Mapping

import pandas as pd

from geo.text import fold, nfc
from layers.errors import UnknownField
from layers.importing.derive import fill
from layers.importing.report import Finding, row_findings
from layers.spec import FieldSpec, LayerSpec

_TRUE = {"true", "1", "yes", "y", "t", "co", "x", "dung"}
_FALSE = {"false", "0", "no", "n", "f", "khong", "sai"}


def rename_columns(
    frame: pd.DataFrame, spec: LayerSpec, mapping: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Give columns the names of fields: as mapped by the user, else by name, short name or label.

    Columns that mean no field are kept under their own name, with a finding.
    """
    _require_known(frame, spec, mapping)
    taken = dict(mapping)
    geometry = getattr(frame, "active_geometry_name", None)
    free = [c for c in frame.columns if c != geometry and c not in taken.values()]
    by_key = {fold(str(column)): column for column in reversed(free)}
    for field in spec.fields:
        if field.name in taken:
            continue
        keys = (field.name, field.dbf, *field.aliases, field.vi)
        match = next((by_key[k] for k in map(fold, keys) if k in by_key), None)
        if match is not None and match not in taken.values():
            taken[field.name] = match
    unknown = [str(c) for c in free if c not in taken.values()]
    findings = [Finding("field.unknown", "info", column=c) for c in unknown]
    return frame.rename(columns={column: name for name, column in taken.items()}), findings


def fill_missing(
    frame: pd.DataFrame, spec: LayerSpec, *, given: Mapping[str, str], file: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Fill what the file lacks from `given`, else from the spec; a required field left is an error.

    A column that is there but empty in some rows is filled in those rows only by derivation, so
    that what the file says always stands.
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
        if pd.api.types.is_string_dtype(out[column]):
            out[column] = _text(out[column])
    for field in spec.fields:
        if field.name in out:
            out[field.name], faults = _cast(out[field.name], field)
            findings += faults
    return out, findings


def _require_known(frame: pd.DataFrame, spec: LayerSpec, mapping: Mapping[str, str]) -> None:
    for name, column in mapping.items():
        if spec.field(name) is None:
            raise UnknownField(field=name, layer=spec.id, known=_names(spec))
        if column not in frame:
            known = ", ".join(map(str, frame.columns))
            raise UnknownField(field=column, layer=spec.id, known=known)


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
        text = _text(values)
        return _aliased(text, field), []
    casts = {"integer": _integer, "number": _number, "boolean": _boolean, "date": _date}
    turned = casts[field.item_type](values)
    lost = (turned.isna() & values.notna() & (_text(values) != "")).fillna(False).to_numpy(bool)
    params = {"type": field.item_type}
    return turned, row_findings(
        "value.type", "error", lost, column=field.name, values=values, params=params
    )


def _text(values: pd.Series) -> pd.Series:
    """Text in NFC. Whole numbers read as floats lose their ``.0``; codes keep their zeros."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    return values.astype("string").map(nfc, na_action="ignore").astype("string").str.strip()


def _aliased(text: pd.Series, field: FieldSpec) -> pd.Series:
    """Spell values as the list does, where they differ only in case or by a known other spelling."""
    if not field.allowed:
        return text
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
    keys = values.map(lambda v: fold(str(v)), na_action="ignore")
    return keys.map(lambda k: True if k in _TRUE else False if k in _FALSE else None).astype(
        "boolean"
    )


def _date(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, errors="coerce").dt.date
