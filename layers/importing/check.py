"""Examine a file: open, place, conform, hold against the rules. Nothing is changed that the report does not list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.crs import STORAGE_CRS
from layers.errors import BadOption
from layers.importing import conform
from layers.importing.formats import detect_format
from layers.importing.read import Opened, as_epsg, open_file
from layers.importing.report import Finding, Report
from layers.importing.rules import RULES, apply_rules
from layers.spec import LayerSpec

ACCEPTABLE = {"geometry.invalid"}
_FILE_RULES = ("rows.lost", "layer.empty", "crs.missing", "encoding.unknown", "layer.no_geometry")
_FIELD_RULES = ("field.missing", "field.blank", "value.type")


@dataclass(frozen=True)
class Choices:
    """What the publisher decided. `accept` holds rules whose repair is wanted."""

    epsg: int | None = None
    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    accept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examined:
    """A report, and the frame in EPSG:4326 that may be published when the report has no error."""

    report: Report
    frame: pd.DataFrame


def examine(path: Path, spec: LayerSpec | None, choices: Choices | None = None) -> Examined:
    """Run the import of `path` up to the report.

    Parameters
    ----------
    spec : LayerSpec, optional
        The layer it is for; without one only the file itself is judged.

    Raises
    ------
    UnreadableFile
        If it cannot be opened as what it is.
    BadOption, UnknownField
        If a choice names what there is not.
    """
    choices = choices or Choices()
    _check_accept(choices)
    file_format = detect_format(path)
    opened = open_file(path, file_format, encoding=choices.encoding)
    report = _begin(path, file_format, opened, spec)
    frame = _place(opened, report, choices, table=spec is not None and spec.is_table)
    if spec is not None:
        frame = _conform(frame, spec, report, choices, file=path.name)
    report.rows_accepted = 0 if report.errors else len(frame)
    return Examined(report, frame)


def _begin(path: Path, file_format: str, opened: Opened, spec: LayerSpec | None) -> Report:
    report = Report(
        file=path.name,
        layer=spec.id if spec else None,
        format=file_format,
        rows_in_file=opened.rows_in_file,
        rows_read=len(opened.frame),
        encoding=opened.encoding,
        encoding_how=opened.encoding_how,
        encoding_sample=_sample(opened.frame),
        rules_checked=len(_FILE_RULES),
    )
    if report.rows_read != report.rows_in_file:
        counts = {"read": report.rows_read, "stored": report.rows_in_file}
        report.findings.append(Finding("rows.lost", "error", params=counts))
    if not report.rows_read:
        report.findings.append(Finding("layer.empty", "error"))
    if opened.encoding is None:
        report.findings.append(Finding("encoding.unknown", "error"))
    return report


def _place(opened: Opened, report: Report, choices: Choices, *, table: bool) -> pd.DataFrame:
    """Bring the frame to EPSG:4326; a layer whose CRS nobody says is refused, never guessed."""
    frame = opened.frame
    if not isinstance(frame, gpd.GeoDataFrame):
        if not table:
            report.findings.append(Finding("layer.no_geometry", "error"))
        return frame
    report.crs_how = opened.crs_how
    if choices.epsg is not None:
        frame = frame.set_crs(_crs(choices.epsg), allow_override=True)
        report.crs_how = "chosen"
    if frame.crs is None:
        report.findings.append(Finding("crs.missing", "error"))
        return frame
    report.epsg = as_epsg(frame.crs)
    if frame.has_z.any():
        report.findings.append(Finding("geometry.z", "info"))
        frame = frame.set_geometry(shapely.force_2d(frame.geometry.array), crs=frame.crs)
    placed = _in_degrees(frame) if report.epsg is not None else None
    if placed is None:
        report.findings.append(Finding("crs.custom", "error", value=frame.crs.name[:80]))
    return frame if placed is None else placed


def _in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """The frame in EPSG:4326; None where its CRS has no place on Earth (heights, local plans)."""
    if not (frame.crs.is_geographic or frame.crs.is_projected):
        return None
    try:
        return frame.to_crs(STORAGE_CRS)
    except pyproj.exceptions.ProjError:
        return None


def _conform(
    frame: pd.DataFrame, spec: LayerSpec, report: Report, choices: Choices, *, file: str
) -> pd.DataFrame:
    frame = _shaped(frame, spec)
    frame, renamed = conform.rename_columns(frame, spec, choices.mapping)
    frame, filled = conform.fill_missing(frame, spec, given=choices.given, file=file)
    frame, found = conform.cast_types(frame, spec)
    if "geometry.invalid" in choices.accept and isinstance(frame, gpd.GeoDataFrame):
        frame, repaired = _repair(frame)
        found += repaired
    report.rules_checked += len(_FIELD_RULES) + len(RULES)
    report.findings += [*renamed, *filled, *found, *apply_rules(frame, spec)]
    return frame


def _shaped(frame: pd.DataFrame, spec: LayerSpec) -> pd.DataFrame:
    """The shapes in a column ``geometry``; none for a table whose file has an empty column of them."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    if spec.is_table and frame.geometry.isna().all():
        return pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return frame if frame.geometry.name == "geometry" else frame.rename_geometry("geometry")


def _repair(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Repair invalid areas, as accepted; how many is told.

    The method is "structure": the default one may stall for a minute on a small star polygon.
    """
    shapes = frame.geometry.to_numpy().copy()
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    broken = finite & ~shapely.is_valid(shapes)
    if not broken.any():
        return frame, []
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    told = Finding("geometry.repaired", "warning", params={"count": int(broken.sum())})
    return frame.set_geometry(shapes, crs=frame.crs), [told]


def _check_accept(choices: Choices) -> None:
    for rule in choices.accept:
        if rule not in ACCEPTABLE:
            raise BadOption(option="--accept", value=rule)


def _crs(epsg: int) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_epsg(epsg)
    except pyproj.exceptions.CRSError as fault:
        raise BadOption(option="--crs", value=str(epsg)) from fault


def _sample(frame: pd.DataFrame) -> list[str]:
    """Up to five texts with letters beyond ASCII, in which a wrong encoding shows."""
    seen: list[str] = []
    for column in frame.columns:
        if pd.api.types.is_string_dtype(frame[column]):
            texts = frame[column].dropna().astype(str).head(2000).unique()
            seen += [text for text in texts if not text.isascii()][:5]
    return seen[:5]
