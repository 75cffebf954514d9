"""Tables with coordinates: which columns hold them, and points made of what stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyproj import CRS

from geo.angles import Angles, read_angles, texts_of, thousands_mark
from geo.text import fold
from layers.errors import BadOption
from layers.importing.place.cells import halves, is_wkt
from layers.importing.place.positions import crs_of, sample_rows
from layers.importing.place.prj import known_epsg
from layers.importing.report import Finding, row_findings

# Headers, folded and without spaces. The order of the pairs is the order they are tried in.
_BEFORE = r"(?:toado|td|coord|gps|point|pt|vitri|wgs84|vn2000)*"
_AFTER = (
    r"(?:wgs84|wgs|vn2000|gps|coord|coordinate|decimal|dd|dms|do|deg|degrees|m|met|e|n|gis)*\d*"
)
_PAIRS = {
    "global": (r"lon|long|lng|longitude|kinhdo|kinh|kd|londd", r"lat|latitude|vido|vi|vd|latdd"),
    "grid": (r"easting|east|est|e|toadodong|dong|hoanhdo", r"northing|north|n|toadobac|bac|tungdo"),
    "plane": (r"x", r"y"),
}
_PAIR_HEADS = {
    kind: tuple(re.compile(rf"{_BEFORE}(?:{side}){_AFTER}") for side in sides)
    for kind, sides in _PAIRS.items()
}
_ONE_HEAD = re.compile(
    rf"{_BEFORE}(?:toado|latlon|latlong|latlng|lonlat|longlat|lnglat|coordinates?|coords?|gps|location|vitri"
    rf"|geom|geometry|thegeom|wkt|wktgeom|shape|point|position|kinhvido|vidokinhdo|xy){_AFTER}"
)
_ENOUGH = 0.5
_LAT, _LON = (6.0, 24.0), (102.0, 118.0)


@dataclass(frozen=True)
class Coordinates:
    """A table with its points.

    Attributes
    ----------
    raw : GeoDataFrame
        All rows; points in the numbers of the table, x first, without a CRS.
    columns : tuple of str
    global_degrees : bool
        Headers or writing say longitude and latitude, and none says VN-2000.
    crs : CRS or None
        What the cells themselves say (``SRID=4326;POINT(...)``).
    """

    raw: gpd.GeoDataFrame
    columns: tuple[str, ...]
    global_degrees: bool = False
    crs: CRS | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def unreadable(self) -> list[Finding]:
        return [each for each in self.findings if each.rule == "coordinates.unreadable"]


def read_coordinates(frame: pd.DataFrame, names: tuple[str, ...] = ()) -> Coordinates | None:
    """The table with points; None where no column holds coordinates.

    Parameters
    ----------
    names : tuple of str
        The columns somebody chose: easting and northing, longitude and latitude, or the one with both.

    Raises
    ------
    BadOption
        When they are not one or two columns of the table.
    """
    if names:
        _check_names(frame, names)
        return _read(frame, names, _kind_said(names))
    # A sample is tried first, so that a column that only sounds right costs nothing.
    sample = frame.iloc[sample_rows(np.ones(len(frame), dtype=bool))].reset_index(drop=True)
    for kind, columns in _likely(frame):
        tried = _read(sample, columns, kind)
        read, unread = tried.raw.geometry.notna().sum(), sum(f.count for f in tried.unreadable)
        # Headers that say longitude and latitude mean it, however badly the column is filled.
        if read and (kind == "global" or read >= _ENOUGH * (read + unread)):
            return _read(frame, columns, kind)
    return None


def _check_names(frame: pd.DataFrame, names: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in frame.columns]
    if unknown or len(names) > 2:
        raise BadOption(option="--coordinates", value=", ".join(unknown or names))


def _likely(frame: pd.DataFrame) -> Iterator[tuple[str, tuple[str, ...]]]:
    heads = {column: fold(column).replace(" ", "") for column in frame.columns}
    for kind, (first, second) in _PAIR_HEADS.items():
        xs = [column for column, head in heads.items() if first.fullmatch(head)]
        ys = [column for column, head in heads.items() if second.fullmatch(head)]
        yield from ((kind, (x, y)) for x, y in zip(xs, ys, strict=False))
    for column, head in heads.items():
        if _ONE_HEAD.fullmatch(head) and not pd.api.types.is_numeric_dtype(frame[column]):
            yield "one", (column,)


def _kind_said(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return "one"
    heads = [fold(name).replace(" ", "") for name in names]
    pair = _PAIR_HEADS["global"]
    told = all(any(side.fullmatch(head) for side in pair) for head in heads)
    return "global" if told else "plane"


def _read(frame: pd.DataFrame, columns: tuple[str, ...], kind: str) -> Coordinates:
    if kind != "one":
        mark = thousands_mark(*(frame[c] for c in columns if frame[c].dtype.kind not in "iuf"))
        x, y = (read_angles(frame[c], thousands=mark) for c in columns)
        return _made(frame, columns, x, y, told=kind == "global")
    cells = texts_of(frame[columns[0]])
    blank = pc.is_in(cells, pa.array(["", "-"])).to_numpy(zero_copy_only=False)
    written = is_wkt(cells)
    if written.any() and written.sum() >= _ENOUGH * (~blank).sum():
        return _from_wkt(frame, columns, cells, blank)
    first, second = halves(cells)
    mark = thousands_mark(first, second)
    x, y = read_angles(first, thousands=mark), read_angles(second, thousands=mark)
    x, y = (Angles(a.values, blank, a.lettered, a.vietnamese_n) for a in (x, y))
    if _latitude_first(x, y):
        x, y = y, x
    return _made(frame, columns, x, y, told=True)


def _latitude_first(first: Angles, second: Angles) -> bool:
    """Whether most cells have a latitude of this country before a longitude of it."""
    before, after = first.values, second.values
    turned = _within(before, _LAT) & _within(after, _LON)
    straight = _within(before, _LON) & _within(after, _LAT)
    return int(turned.sum()) > int(straight.sum())


def _within(values: np.ndarray, span: tuple[float, float]) -> np.ndarray:
    return (values >= span[0]) & (values <= span[1])


def _made(
    frame: pd.DataFrame, columns: tuple[str, ...], x: Angles, y: Angles, *, told: bool
) -> Coordinates:
    there = np.isfinite(x.values) & np.isfinite(y.values)
    points = np.full(len(frame), None, dtype=object)
    points[there] = shapely.points(x.values[there], y.values[there])
    unread = ~there & ~(x.blank & y.blank)
    head = " ".join(fold(column).replace(" ", "") for column in columns)
    return Coordinates(
        gpd.GeoDataFrame(frame.copy(deep=False), geometry=points),
        columns,
        global_degrees=(told or x.lettered or y.lettered) and "vn2000" not in head,
        findings=[_used(columns), *_letters(x, y), *_unreadable(frame, columns, unread)],
    )


def _from_wkt(
    frame: pd.DataFrame, columns: tuple[str, ...], cells: pa.Array, blank: np.ndarray
) -> Coordinates:
    parts = pc.extract_regex(cells, r"(?is)^(?:srid=(?P<srid>\d+);)?\s*(?P<wkt>.*)$")
    wkt = pc.struct_field(parts, "wkt").to_numpy(zero_copy_only=False)
    shapes = shapely.from_wkt(wkt, on_invalid="ignore")
    unread = shapely.is_missing(shapes) & ~blank
    srid = [each for each in pc.unique(pc.struct_field(parts, "srid")).to_pylist() if each]
    return Coordinates(
        gpd.GeoDataFrame(frame.copy(deep=False), geometry=shapes),
        columns,
        global_degrees=True,
        crs=crs_of(int(srid[0])) if len(srid) == 1 and known_epsg(int(srid[0])) else None,
        findings=[_used(columns), *_unreadable(frame, columns, unread)],
    )


def _used(columns: tuple[str, ...]) -> Finding:
    return Finding("coordinates.used", "info", params={"columns": ", ".join(columns)})


def _letters(x: Angles, y: Angles) -> list[Finding]:
    """How a bare N was read, where Vietnamese letters make it a question (Nam is south)."""
    asked = y.vietnamese_n if y.vietnamese_n is not None else x.vietnamese_n
    if asked is None:
        return []
    if asked:
        return [Finding("coordinates.n_south", "warning")]
    return [Finding("coordinates.n_north", "warning")]


def _unreadable(frame: pd.DataFrame, columns: tuple[str, ...], unread: np.ndarray) -> list[Finding]:
    if not unread.any():
        return []
    shown = frame.loc[unread, list(columns)].astype("string").fillna("–")
    values = pd.Series("", index=frame.index, dtype="string")
    values[unread] = shown.agg(" | ".join, axis=1)
    named = ", ".join(columns)
    return row_findings("coordinates.unreadable", "error", unread, column=named, values=values)
