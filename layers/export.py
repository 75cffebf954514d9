"""Take a layer away as a file: who may, which rows, in which format."""

from pathlib import Path

import pandas as pd

from layers.access import Action, User, require
from layers.errors import BadOption, UnknownField
from layers.spec import LayerSpec, get_spec
from layers.store import Store
from layers.writing import FORMATS, write_file

OPERATORS = {
    "=": lambda column, value: column == value,
    "!=": lambda column, value: column != value,
    "<": lambda column, value: column < value,
    "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    ">=": lambda column, value: column >= value,
    "contains": lambda column, value: column.astype("string").str.contains(
        str(value), case=False, regex=False, na=False
    ),
}
_INTERNAL = ("fid", "bbox")
_YES_NO = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def export_layer(
    store: Store,
    layer_id: str,
    out: Path,
    *,
    user: User,
    file_format: str,
    bbox: tuple[float, float, float, float] | None = None,
    where: tuple[str, str, str] | None = None,
) -> int:
    """Write the features that pass the filters to `out`; give how many.

    Parameters
    ----------
    file_format : {"geojson", "gpkg", "shp", "csv", "xlsx", "parquet"}
        ``shp`` makes a zip with .cpg and .prj and names of at most 10 ASCII characters. ``csv`` and
        ``xlsx`` carry the position as ``lon`` and ``lat`` of a point on the feature, and text that a
        spreadsheet would run as a formula gets an apostrophe: text that begins with ``=``, ``+``,
        ``-`` or ``@``, so telephone numbers like ``+84 …`` too. Numbers stay numbers.
    bbox : tuple, optional
        (minx, miny, maxx, maxy) in EPSG:4326.
    where : (field, operator, value), optional
        One of `OPERATORS`.
    """
    spec = get_spec(store.specs, layer_id)
    require(user, Action.EXPORT, spec)
    if file_format not in FORMATS:
        raise BadOption(option="--format", value=file_format)
    frame = store.read(layer_id, bbox=bbox).drop(columns=list(_INTERNAL), errors="ignore")
    if where is not None:
        frame = _filter(frame, spec, *where)
    write_file(frame, out, spec, file_format=file_format)
    return len(frame)


def _filter(
    frame: pd.DataFrame, spec: LayerSpec, name: str, operator: str, value: str
) -> pd.DataFrame:
    fields = frame.columns.drop("geometry", errors="ignore")
    if name not in fields:
        raise UnknownField(field=name, layer=spec.id, known=", ".join(fields))
    if operator not in OPERATORS:
        raise BadOption(option="--where", value=operator)
    column, wanted = _comparable(frame[name], value, operator)
    return frame[OPERATORS[operator](column, wanted).fillna(False).astype(bool)]


def _comparable(column: pd.Series, value: str, operator: str) -> tuple[pd.Series, object]:
    """A column and the value that was asked for, of one type."""
    if operator == "contains":
        return column, value
    try:
        if pd.api.types.is_bool_dtype(column):
            return column, _YES_NO[value.lower()]
        if pd.api.types.is_numeric_dtype(column):
            return column, float(value)
    except (ValueError, KeyError) as fault:
        raise BadOption(option="--where", value=value) from fault
    return column.astype("string"), value
