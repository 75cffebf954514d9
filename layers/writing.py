"""Write the rows of a layer as a file: whole under its name, or not at all."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataSourceError

from layers.column_names import free_names, short_names
from layers.errors import BadOption, CannotWrite
from layers.spec import LayerSpec

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DBF_BYTES = 254
_SHEET_ROWS, _SHEET_TEXT = 1_048_575, 32_767
FIELD_LIST = "fields.csv"
"""Beside a Shapefile: what its short names stand for."""
_KINDS = {"point": "Point", "line": "LineString", "area": "Polygon"}


def write_file(frame: pd.DataFrame, out: Path, spec: LayerSpec, *, file_format: str) -> None:
    """Write `frame` to `out` in one of `FORMATS`; a file that stands there is replaced at the end.

    Raises
    ------
    BadOption
        If there is no such format.
    CannotWrite
        If the place cannot be written to, or the format cannot hold the layer without a loss.
    """
    if file_format not in FORMATS:
        raise BadOption(option="--format", value=file_format)
    suffix, write = FORMATS[file_format]
    try:
        with TemporaryDirectory(dir=out.parent, prefix=".hatang-") as folder:
            passing = Path(folder) / f"{spec.id}{suffix}"
            write(frame, passing, spec)
            passing.replace(out)
    except (OSError, DataSourceError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise CannotWrite("path", file=str(out), fault=reason) from fault


def _write_geojson(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    _require_shapes(frame, spec, "GeoJSON")
    _to_file(frame, out, spec, driver="GeoJSON")


def _write_geopackage(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    _require_shapes(frame, spec, "GeoPackage")
    _to_file(frame, out, spec, driver="GPKG", GEOMETRY_NAME="geometry")


def _write_shapefile(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    _require_shapes(frame, spec, "Shapefile")
    kinds = sorted(set(frame.geom_type.dropna().str.removeprefix("Multi")))
    if len(kinds) > 1:
        raise CannotWrite("mixed_shapes", layer=spec.id, found=", ".join(kinds))
    attributes = frame.columns.drop(frame.geometry.name)
    _require_length(frame, _DBF_BYTES, "Shapefile", size=lambda text: len(text.encode()))
    parts = out.with_suffix("")
    parts.mkdir()
    short = short_names(attributes, spec)
    named = frame.rename(columns=short)
    _to_file(named, parts / f"{spec.id}.shp", spec, driver="ESRI Shapefile", encoding="UTF-8")
    _fields_of(short, spec).to_csv(parts / FIELD_LIST, index=False, encoding="utf-8-sig")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(parts.iterdir()):
            archive.write(part, part.name)


def _fields_of(short: dict[str, str], spec: LayerSpec) -> pd.DataFrame:
    """What the short names of a Shapefile stand for: ten letters say little."""
    rows = []
    for name, cut in short.items():
        field = spec.field(name)
        said = (field.vi, field.en, field.type, field.unit) if field else (name, name, "", "")
        rows.append((cut, name, *said))
    table = pd.DataFrame(rows, columns=["shp", "field", "vi", "en", "type", "unit"], dtype="string")
    return tabular(table)


def _write_csv(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    tabular(frame).to_csv(out, index=False, encoding="utf-8-sig")


def _write_xlsx(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    if len(frame) > _SHEET_ROWS:
        raise CannotWrite("too_many_rows", rows=len(frame), format="Excel", limit=_SHEET_ROWS)
    sheet_table(frame).to_excel(out, index=False, sheet_name=spec.id[:31])


def _write_parquet(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    frame.to_parquet(out, index=False)


def _to_file(frame: gpd.GeoDataFrame, out: Path, spec: LayerSpec, **options) -> None:
    """Through Arrow, which keeps days as days; where no row has a shape the spec says its kind."""
    if frame.geometry.isna().all():
        options["geometry_type"] = _KINDS[spec.kind]
    frame.to_file(out, engine="pyogrio", use_arrow=True, **options)


def _require_shapes(frame: pd.DataFrame, spec: LayerSpec, file_format: str) -> None:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise CannotWrite("no_shapes", layer=spec.id, format=file_format)


def _require_length(
    frame: pd.DataFrame, limit: int, file_format: str, *, size: Callable[[str], int]
) -> None:
    """Refuse text that the format would cut without a word."""
    for column in _texts(frame):
        longest = max(map(size, frame[column].dropna()), default=0)
        if longest > limit:
            raise CannotWrite(
                "too_long", column=column, length=longest, format=file_format, limit=limit
            )


def tabular(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows for a spreadsheet: the position as numbers, nothing that would run as a formula."""
    out = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    if isinstance(frame, gpd.GeoDataFrame):
        degrees = frame.crs is not None and frame.crs.is_geographic
        place = free_names(["lon", "lat"] if degrees else ["x", "y"], out.columns)
        inner = frame.geometry.representative_point()
        across, along = place.values()
        out[across], out[along] = inner.x, inner.y
    for column in _texts(out):
        out[column] = out[column].map(_harmless, na_action="ignore")
    return out.rename(columns=_harmless)


def sheet_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows as an Excel sheet can hold them: those of `tabular`, without letters that it has no place for."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    table = tabular(frame)
    _require_length(table, _SHEET_TEXT, "Excel", size=len)
    for column in _texts(table):
        table[column] = table[column].str.replace(ILLEGAL_CHARACTERS_RE, "�", regex=True)
    return table


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _texts(frame: pd.DataFrame) -> list[str]:
    return [c for c in frame.columns if pd.api.types.infer_dtype(frame[c]) == "string"]


FORMATS: dict[str, tuple[str, Callable]] = {
    "geojson": (".geojson", _write_geojson),
    "gpkg": (".gpkg", _write_geopackage),
    "shp": (".zip", _write_shapefile),
    "csv": (".csv", _write_csv),
    "xlsx": (".xlsx", _write_xlsx),
    "parquet": (".parquet", _write_parquet),
}
