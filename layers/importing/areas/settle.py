"""From the rows of a table to rows of a layer of areas: shape, columns, unit, figures, body, period, scale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from layers.importing import conform
from layers.importing.areas import fill, findings
from layers.importing.areas.cells import Cells
from layers.importing.areas.found import AreasFound, describe
from layers.importing.areas.matched import TableMatched, match_table
from layers.importing.areas.resolve import Resolved
from layers.importing.areas.table import KEY, Given, TableRead, read_table
from layers.importing.choices import Choices
from layers.importing.mapping import Remembered
from layers.importing.report import Finding
from layers.spec import LayerSpec, current_boundary_version

# Rows that cannot be taken before a person says which unit they mean.
AREA_RULES = ("areas.review", "areas.none", "areas.blank")


@dataclass(frozen=True)
class Settled:
    """Rows of the layer.

    Attributes
    ----------
    frame : DataFrame
        Fields under their names and types, as far as there are any; index 0, 1, 2 ....
    cells : Cells
        Where in the file each of them stands.
    columns : dict
        Field -> column of the file it came from, with `AREA_FIELDS`.
    findings : list of Finding
        Their rows are positions in the file.
    """

    frame: pd.DataFrame
    cells: Cells
    columns: dict[str, str]
    findings: list[Finding]
    found: AreasFound


def settle_areas(
    raw: pd.DataFrame,
    spec: LayerSpec,
    choices: Choices,
    *,
    titles: Sequence[str] = (),
    percent_cells: Mapping[str, np.ndarray] | None = None,
    file: str,
    remembered: Iterable[Remembered] = (),
) -> Settled:
    """Turn a table into rows of `spec`, each with its unit of the boundary version that was chosen.

    Parameters
    ----------
    raw : DataFrame
        The table as it stands in the file, letters decoded.
    titles : sequence of str
        Text above its heading.
    percent_cells : mapping, optional
        Of a sheet: see `Opened.percent_cells`.

    Raises
    ------
    UnitsNotListed
        If the units of the boundary version are not known one by one.
    BadOption, UnknownField
        If a choice names what there is not.
    """
    version = choices.boundary or current_boundary_version()
    given = Given(raw, spec, choices, titles, percent_cells, file, list(remembered), version)
    read = read_table(given)
    matched = match_table(given, read)
    frame, told = _filled(given, read, matched)
    cells = Cells(read.shaped, read.named)
    whole = _of_whole(given, read, matched)
    told = [*read.shaped.findings, *whole, *read.renamed, *cells.of_file(told)]
    columns = read.columns.mapping
    return Settled(frame, cells, read.named | columns, told, _described(given, read, matched))


def _filled(
    given: Given, read: TableRead, matched: TableMatched
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows with unit, body, period and scale, under the types of the layer."""
    frame, told = read.figures.frame, read.figures.findings
    if read.columns.all:
        frame = fill.fill_unit(frame, matched.resolved, matched.texts)
    frame, filled = _fill(frame, given, read, matched.resolved)
    told = told + filled
    frame, filled = conform.fill_missing(
        frame, given.spec, given=given.choices.given, file=given.file
    )
    # A unit that is not sure yet is told as such, not as a blank or missing field.
    told += [f for f in filled if f.column not in (KEY, "tier") or not read.columns.all]
    frame, cast = conform.cast_types(frame, given.spec)
    return frame, [*told, *cast]


def _of_whole(given: Given, read: TableRead, matched: TableMatched) -> list[Finding]:
    """What is told of the columns, the version and how the units were found."""
    columns, fault = read.columns, matched.fault
    whole = [*findings.of_columns(columns.mapping, matched.titled), *findings.of_version(fault)]
    if not columns.all or fault is not None:
        return whole
    told = findings.of_matches(
        matched.resolved, matched.open_texts, columns.name or columns.code, given.version
    )
    origin = read.shaped.origin[~matched.keyed]
    return whole + [f if f.rows is None else replace(f, rows=origin[f.rows]) for f in told]


def _described(given: Given, read: TableRead, matched: TableMatched) -> AreasFound:
    return describe(
        given.version,
        read.columns.mapping,
        matched.resolved,
        matched.texts,
        fits=matched.fits,
        other_version=matched.offered,
    )


def _fill(
    frame: pd.DataFrame, given: Given, read: TableRead, resolved: Resolved
) -> tuple[pd.DataFrame, list[Finding]]:
    stated, hints = given.choices.given, read.shaped.hints
    frame, tiers = fill.fill_tier(frame, resolved, stated, hints)
    frame, schemes = fill.fill_scheme(frame, stated, hints)
    frame, hinted = fill.fill_hinted(frame, stated, hints, read.figures.unit)
    if "period" in stated:
        frame = frame.assign(period=stated["period"])
    frame, periods = fill.read_periods(frame, read.named)
    return frame, [*tiers, *schemes, *hinted, *periods]
