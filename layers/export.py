"""Take a layer away as a file: filtered, in the order it is stored, named in ASCII where the format needs it."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd

from layers.access import Action, User, can
from layers.errors import BadOption, NotAllowed, UnknownField
from layers.spec import LayerSpec, get_spec
from layers.store import Store

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
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_INTERNAL = ("fid", "bbox")


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
        spreadsheet would run as a formula gets an apostrophe.
    bbox : tuple, optional
        (minx, miny, maxx, maxy) in EPSG:4326.
    where : (field, operator, value), optional
        One of `OPERATORS`.
    """
    spec = get_spec(store.specs, layer_id)
    if not can(user, Action.EXPORT, spec):
        raise NotAllowed(user=user.id, action=Action.EXPORT, layer=layer_id)
    if file_format not in _WRITERS:
        raise BadOption(option="--format", value=file_format)
    frame = store.read(layer_id, bbox=bbox).drop(columns=list(_INTERNAL), errors="ignore")
    if where is not None:
        frame = _filter(frame, spec, *where)
    _WRITERS[file_format](frame, out, spec)
    return len(frame)


def _filter(
    frame: pd.DataFrame, spec: LayerSpec, name: str, operator: str, value: str
) -> pd.DataFrame:
    if name not in frame:
        raise UnknownField(field=name, layer=spec.id, known=", ".join(frame.columns))
    if operator not in OPERATORS:
        raise BadOption(option="--where", value=operator)
    column, wanted = frame[name], value
    if pd.api.types.is_bool_dtype(column):
        wanted = value.lower() in ("true", "1", "yes")
    elif pd.api.types.is_numeric_dtype(column):
        try:
            wanted = float(value)
        except ValueError as fault:
            raise BadOption(option="--where", value=value) from fault
    else:
        column = column.astype("string")
    return frame[OPERATORS[operator](column, wanted).fillna(False).astype(bool)]


def _write_geo(driver: str):
    def write(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
        if not isinstance(frame, gpd.GeoDataFrame):
            raise BadOption(option="--format", value=driver)
        _plain(frame).to_file(out, driver=driver, engine="pyogrio")

    return write


def _write_shapefile(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BadOption(option="--format", value="shp")
    short = {f.name: f.dbf for f in spec.fields if f.name in frame}
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"{spec.id}.shp"
        _plain(frame).rename(columns=short).to_file(
            target, driver="ESRI Shapefile", engine="pyogrio", encoding="UTF-8"
        )
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


def _write_csv(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    _tabular(frame).to_csv(out, index=False, encoding="utf-8-sig")


def _write_xlsx(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    _tabular(frame).to_excel(out, index=False, sheet_name=spec.id[:31])


def _write_parquet(frame: pd.DataFrame, out: Path, spec: LayerSpec) -> None:
    frame.to_parquet(out, index=False)


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns in types that every format knows."""
    out = frame.copy()
    for column in out.columns:
        if pd.api.types.is_bool_dtype(out[column]):
            out[column] = out[column].astype("Int64")
    return out


def _tabular(frame: pd.DataFrame) -> pd.DataFrame:
    out = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    if isinstance(frame, gpd.GeoDataFrame):
        inner = frame.geometry.representative_point()
        out["lon"], out["lat"] = inner.x, inner.y
    for column in out.columns:
        if pd.api.types.is_string_dtype(out[column]):
            risky = out[column].str.startswith(_FORMULA, na=False)
            out[column] = out[column].where(~risky, "'" + out[column])
    return out


_WRITERS = {
    "geojson": _write_geo("GeoJSON"),
    "gpkg": _write_geo("GPKG"),
    "shp": _write_shapefile,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "parquet": _write_parquet,
}
