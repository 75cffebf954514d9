"""Examine a file: open, read letters, place, conform, hold against the rules. Whatever is changed is told."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from layers.errors import BadOption, ImportStopped
from layers.importing import conform
from layers.importing.areas.cells import Cells
from layers.importing.areas.figures import FIGURE_RULES
from layers.importing.areas.found import AreasFound
from layers.importing.areas.settle import AREA_RULES, Settled, settle_areas
from layers.importing.areas.titles import decode_titles
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.ground import Ground
from layers.importing.letters import settle_letters
from layers.importing.limits import Limits
from layers.importing.mapping import Remembered
from layers.importing.place import Placed, settle_place
from layers.importing.progress import Tell, silent
from layers.importing.readers import ROW_RULES, Opened, open_bundle
from layers.importing.repairs import REPAIRS, repair
from layers.importing.report import Finding, Report
from layers.importing.rules import RULE_IDS, Case, apply_rules
from layers.spec import LayerSpec

STAGES = ("read", "letters", "place", "conform", "rules", "write")
# Rules whose rows may be set aside when the publisher agrees, beside those in `RULE_IDS`.
# What we wrote beside rows set aside; they come back with them when these are handed in again.
_NOTES = ("hatang_row", "hatang_rules")
_ROW_RULES = {
    *(*ROW_RULES, "value.type", "coordinates.unreadable", "text.broken", "id.stands"),
    *(*AREA_RULES, *FIGURE_RULES, "period.unread", "areas.stands"),
}
_FILE_RULES = ("rows.lost", "layer.empty", "layer.no_geometry", "encoding", "crs", "geometry.z")
_FIELD_RULES = ("field.missing", "field.blank", "value.type")


@dataclass(frozen=True)
class Examined:
    """What came of a file.

    Attributes
    ----------
    frame : DataFrame
        The rows that can be taken, in EPSG:4326, under the names of the layer's fields; the index
        says their positions in the file (one position several times, where a row of a wide table
        became several).
    columns : dict
        Field -> column of `raw` it came from.
    placed : Placed
        Where the rows lie, and the other ways to read their coordinates.
    raw : DataFrame
        All rows as they stand in the file, letters decoded.
    areas : AreasFound or None
        Of a layer of areas: how its rows were matched with units.
    """

    report: Report
    frame: pd.DataFrame
    columns: dict[str, str]
    placed: Placed
    raw: pd.DataFrame
    areas: AreasFound | None = None


def examine(
    source: Path | Bundle,
    spec: LayerSpec | None,
    choices: Choices | None = None,
    *,
    ground: Ground | None = None,
    remembered: Iterable[Remembered] = (),
    limits: Limits | None = None,
    tell: Tell = silent,
) -> Examined:
    """Run the import of a file up to the report. Bytes of strangers belong into the worker.

    Parameters
    ----------
    spec : LayerSpec, optional
        The layer it is for; without one only the file itself is judged.
    ground : Ground, optional
        Boundaries to hold positions against.
    remembered : iterable of Remembered
        How columns of earlier files were mapped, the latest first.
    tell : callable, optional
        Told the stage, the rows done and the rows there are.

    Raises
    ------
    UnreadableFile
        If it cannot be opened as what it is.
    ImportStopped
        If it has more rows or vertices than are allowed.
    BadOption, UnknownField
        If a choice names what there is not.
    """
    choices, ground = choices or Choices(), ground or Ground()
    bundle = source if isinstance(source, Bundle) else Bundle.at(source)
    _check_accept(choices)
    tell("read", 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        opened = open_bundle(bundle, folder=Path(folder), part=choices.part)
    rows = len(opened.frame)
    _require_size(opened.frame, limits or Limits(), file=bundle.name)
    tell("letters", 0, rows)
    letters = settle_letters(
        opened.frame,
        raw=opened.raw_letters,
        declared=opened.declared_encoding,
        chosen=choices.encoding,
        chosen_by_column=choices.encodings,
    )
    raw = letters.frame.drop(columns=list(_NOTES), errors="ignore")
    report = _begin(bundle, opened, spec, choices)
    report.encoding, report.encoding_how = letters.encoding, letters.how
    report.encoding_sample, report.encoding_samples = letters.sample, letters.samples
    report.findings += letters.findings
    tell("place", 0, rows)
    placed = _place(raw, opened, report, choices, ground=ground, spec=spec)
    frame, columns, areas = placed.frame, {}, None
    if spec is not None and spec.of_areas:
        tell("conform", 0, rows)
        settled = _settle_areas(frame, opened, spec, report, choices, remembered=remembered)
        frame, columns, areas = settled.frame, settled.columns, settled.found
        tell("rules", 0, rows)
        case = Case(frame, spec, raw, opened.format, columns=columns, origin=settled.cells.origin)
        _judge(case, report, settled.cells)
        frame = frame.set_axis(settled.cells.origin)
    elif spec is not None:
        tell("conform", 0, rows)
        frame, columns = _conform(frame, spec, report, choices, remembered=remembered)
        tell("rules", 0, rows)
        case = Case(frame, spec, raw, opened.format, columns=columns, ground=ground)
        _judge(case, report)
    return Examined(report, without_aside(frame, report), columns, placed, raw, areas)


def without_aside(frame: pd.DataFrame, report: Report) -> pd.DataFrame:
    """The rows that can be taken, after the counts of the report are made."""
    dropped = frame.index.intersection(report.settle())
    return frame.drop(index=dropped) if len(dropped) else frame


def aside(raw: pd.DataFrame, report: Report) -> pd.DataFrame:
    """The rows that cannot be taken, as they stand in the file, with their number and the reasons."""
    positions = report.settle()
    rows = raw.iloc[positions].copy()
    rows.insert(0, _NOTES[0], positions + 1)
    rows.insert(1, _NOTES[1], report.reasons(positions))
    return rows


def _require_size(frame: pd.DataFrame, limits: Limits, *, file: str) -> None:
    vertices = 0
    if isinstance(frame, gpd.GeoDataFrame):
        vertices = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    for reason, found, limit in (
        ("rows", len(frame), limits.rows),
        ("vertices", vertices, limits.vertices),
    ):
        if found > limit:
            raise ImportStopped(reason, file=file, limit=limit)


def _begin(bundle: Bundle, opened: Opened, spec: LayerSpec | None, choices: Choices) -> Report:
    report = Report(
        file=bundle.name,
        layer=spec.id if spec else None,
        format=opened.format,
        rows_in_file=opened.rows_in_file,
        rows_read=len(opened.frame),
        rules_checked=len(_FILE_RULES),
        accepted=choices.accept,
        findings=list(opened.findings),
    )
    if not report.rows_read:
        report.findings.append(Finding("layer.empty", "error"))
    return report


def _place(
    raw: pd.DataFrame,
    opened: Opened,
    report: Report,
    choices: Choices,
    *,
    ground: Ground,
    spec: LayerSpec | None,
) -> Placed:
    """Bring the rows to EPSG:4326; where nobody can say how, they go on without a position."""
    table = spec is not None and spec.is_table
    placed = settle_place(
        _flat(raw, report),
        prj=opened.prj,
        how=opened.crs_how,
        chosen=choices.place,
        coordinates=choices.coordinates,
        ground=ground,
        table=table,
        columns=choices.mapping,
    )
    report.epsg, report.crs_how = placed.epsg, placed.how
    report.candidates = placed.candidates
    report.findings += placed.findings
    return placed


def _flat(raw: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Positions without heights and measures; that they are dropped is told."""
    if not isinstance(raw, gpd.GeoDataFrame):
        return raw
    shapes = raw.geometry.to_numpy()
    deep = shapely.has_z(shapes) | shapely.has_m(shapes)
    if not deep.any():
        return raw
    params = {"count": int(deep.sum())}
    report.findings.append(Finding("geometry.z", "info", params=params))
    return raw.set_geometry(gpd.GeoSeries(shapely.force_2d(shapes), raw.index, crs=raw.crs))


def _conform(
    frame: pd.DataFrame,
    spec: LayerSpec,
    report: Report,
    choices: Choices,
    *,
    remembered: Iterable[Remembered],
) -> tuple[pd.DataFrame, dict[str, str]]:
    frame = _shaped(frame, spec, located=report.crs_how is not None)
    frame, columns, renamed = conform.rename_columns(
        frame, spec, choices.mapping, remembered=remembered
    )
    frame, filled = conform.fill_missing(frame, spec, given=choices.given, file=report.file)
    frame, found = conform.cast_types(frame, spec)
    frame, repaired = repair(frame, choices.accept, spec=spec)
    report.rules_checked += len(_FIELD_RULES)
    report.findings += [*renamed, *filled, *found, *repaired]
    return frame, columns


def _settle_areas(
    frame: pd.DataFrame,
    opened: Opened,
    spec: LayerSpec,
    report: Report,
    choices: Choices,
    *,
    remembered: Iterable[Remembered],
) -> Settled:
    settled = settle_areas(
        _shaped(frame, spec, located=False),
        spec,
        choices,
        titles=decode_titles(opened, report.encoding),
        percent_cells=opened.percent_cells,
        file=report.file,
        remembered=remembered,
    )
    report.rules_checked += len(_FIELD_RULES) + len(AREA_RULES) + len(FIGURE_RULES)
    report.findings += settled.findings
    return settled


def _judge(case: Case, report: Report, cells: Cells | None = None) -> None:
    found, checked = apply_rules(case)
    report.findings += found if cells is None else cells.of_file(found)
    report.rules_checked += checked


def _shaped(frame: pd.DataFrame, spec: LayerSpec, *, located: bool) -> pd.DataFrame:
    """Rows with shapes in a column ``geometry``; without them where the layer has none.

    Shapes whose place is not known are left out, so that no rule takes their numbers for degrees.
    """
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    if not located or (spec.is_table and frame.geometry.isna().all()):
        return pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return frame if frame.geometry.name == "geometry" else frame.rename_geometry("geometry")


def _check_accept(choices: Choices) -> None:
    known = _ROW_RULES | set(RULE_IDS) | set(REPAIRS)
    for rule in choices.accept:
        if rule not in known:
            raise BadOption(option="--accept", value=rule)
