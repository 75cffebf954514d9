"""From the rows of a table to rows of a layer of areas: shape, columns, unit, figures, body, period, scale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from layers.errors import OtherVersion
from layers.importing import conform
from layers.importing.areas import fill, findings
from layers.importing.areas.cells import Cells
from layers.importing.areas.columns import (
    AreaColumns,
    find_area_columns,
    level_of_column,
    split_mapping,
)
from layers.importing.areas.figures import read_figures
from layers.importing.areas.found import AreasFound, describe
from layers.importing.areas.resolve import Resolved, districts_of_before, resolve
from layers.importing.areas.titles import province_named
from layers.importing.choices import Choices
from layers.importing.mapping import Remembered
from layers.importing.report import Finding
from layers.importing.tables.shape import shape_table
from layers.matching.match import texts_of
from layers.matching.recognise import Fit, fit_versions, require_version
from layers.spec import LayerSpec, current_boundary_version
from layers.units.register import COMMUNE, register
from layers.units.timeline import LISTED

# Rows that cannot be taken before a person says which unit they mean.
AREA_RULES = ("areas.review", "areas.none", "areas.blank")
KEY = "unit_key"


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
    remembered = list(remembered)
    version = choices.boundary or current_boundary_version()
    communes = register(version, COMMUNE)
    mapping, chosen = split_mapping(choices.mapping)
    conform.require_known(list(map(str, raw.columns)), spec, mapping)
    shaped = shape_table(
        raw, spec, titles=titles, mapping=choices.mapping, percent_cells=percent_cells
    )
    table, origin = shaped.frame, shaped.origin
    mapping = {f: c for f, c in mapping.items() if not c or c in table.columns}
    taken = _taken(table, spec, mapping, remembered)
    columns = find_area_columns(
        table, communes, chosen=chosen, taken=taken, above=shaped.parents, remembered=remembered
    )
    frame, named, renamed = conform.rename_columns(
        table.drop(columns=columns.all), spec, mapping, remembered=remembered
    )
    named = shaped.fields | {f: c for f, c in named.items() if c in raw.columns}
    figures = read_figures(frame, spec, named)
    frame, told = figures.frame, figures.findings
    texts = _texts(table, columns, frame, choices.given)
    titled = None
    if columns.all and not any(c.startswith("parent") for c in texts.columns[3:]):
        titled = province_named(titles, version)
        texts = texts if titled is None else texts.assign(parent0=titled)
    keyed = _keyed(frame)
    resolved, fits, fault = _match(version, texts[~keyed], columns, choices.areas)
    if columns.all:
        frame = fill.fill_unit(frame, resolved, texts)
    frame, filled = _fill(frame, resolved, choices, shaped.hints, figures.unit, named)
    told += filled
    frame, filled = conform.fill_missing(frame, spec, given=choices.given, file=file)
    # A unit that is not sure yet is told as such, not as a blank or missing field.
    told += [f for f in filled if f.column not in (KEY, "tier") or not columns.all]
    frame, cast = conform.cast_types(frame, spec)
    cells = Cells(shaped, named)
    told = cells.of_file([*told, *cast])
    whole = [*findings.of_columns(columns.mapping, titled), *findings.of_version(fault)]
    if columns.all and fault is None:
        matched = findings.of_matches(
            resolved, texts[~keyed], columns.name or columns.code, version
        )
        whole += [f if f.rows is None else replace(f, rows=origin[~keyed][f.rows]) for f in matched]
    offered = _offered(fault, fits)
    found = describe(version, columns.mapping, resolved, texts, fits=fits, other_version=offered)
    told = [*shaped.findings, *whole, *renamed, *told]
    return Settled(frame, cells, named | columns.mapping, told, found)


def _taken(
    table: pd.DataFrame, spec: LayerSpec, mapping: Mapping[str, str], remembered: list[Remembered]
) -> list[str]:
    """Columns that are fields of the layer by name, so that they are no columns of areas.

    ``place`` names areas like any other column where no keys stand beside it.
    """
    _, found, _ = conform.rename_columns(table.head(0), spec, mapping, remembered=remembered)
    return [c for f, c in found.items() if c and (f != "place" or KEY in found)]


def _texts(
    table: pd.DataFrame, columns: AreaColumns, frame: pd.DataFrame, given: Mapping[str, str]
) -> pd.DataFrame:
    """``name``, ``code``, ``parent`` of each row as the file writes them, and each parent by itself."""
    blank = pd.Series("", index=table.index, dtype=object)
    out = pd.DataFrame(
        {
            "name": texts_of(table[columns.name]) if columns.name else blank,
            "code": texts_of(table[columns.code]) if columns.code else blank,
        }
    )
    parents = [texts_of(table[c]) for c in columns.parents]
    out["parent"] = blank
    for parent in parents:
        new = (parent != "") & (parent != out["parent"])
        joined = (out["parent"] + ", " + parent).str.removeprefix(", ")
        out["parent"] = out["parent"].where(~new, joined)
    if province := given.get("province_code"):
        parents.append(pd.Series(province, index=table.index, dtype=object))
    elif "province_code" in frame:
        parents.append(texts_of(frame["province_code"]))
    for i, parent in enumerate(parents):
        out[f"parent{i}"] = parent.where(parent != out["name"], "")
    return out


def _keyed(frame: pd.DataFrame) -> pd.Series:
    """Rows that name their unit by its key, as files do that we wrote ourselves."""
    if KEY not in frame:
        return pd.Series(False, index=frame.index)
    text = frame[KEY].astype("string").str.strip()
    return (text.notna() & (text != "")).fillna(False).astype(bool)


def _match(
    version: str, texts: pd.DataFrame, columns: AreaColumns, chosen: Mapping[str, str]
) -> tuple[Resolved, list[Fit], OtherVersion | None]:
    """Match, after a look at whether the table is of that version at all."""
    names, codes = texts["name"], texts["code"]
    parents = [texts[c] for c in texts.columns if c not in ("name", "code", "parent")]
    resolved = resolve(
        version,
        names=names if columns.name else None,
        codes=codes if columns.code or not columns.name else None,
        parents=parents,
        chosen=chosen,
        level=level_of_column(columns.name or columns.code),
    )
    communes = resolved.of_level(COMMUNE)
    if not columns.all:
        return resolved, [], None
    if not communes.any():
        return resolved, [], districts_of_before(resolved, names)
    fits = fit_versions(
        names=names[communes] if columns.name else None,
        codes=codes[communes] if columns.code else None,
        parents=[p[communes] for p in parents] or None,
    )
    try:
        require_version(version, fits)
    except OtherVersion as fault:
        return resolved, fits, fault
    return resolved, fits, None


def _offered(fault: OtherVersion | None, fits: list[Fit]) -> str | None:
    """The version to import the table in instead: the best whose units are known."""
    if fault is None:
        return None
    named = [fault.params["found"], *(fit.version for fit in fits)]
    return next((version for version in named if version in LISTED), None)


def _fill(
    frame: pd.DataFrame,
    resolved: Resolved,
    choices: Choices,
    hints: Mapping[str, str],
    unit: str | None,
    named: Mapping[str, str],
) -> tuple[pd.DataFrame, list[Finding]]:
    frame, tiers = fill.fill_tier(frame, resolved, choices.given, hints)
    frame, schemes = fill.fill_scheme(frame, choices.given, hints)
    frame, hinted = fill.fill_hinted(frame, choices.given, hints, unit)
    if "period" in choices.given:
        frame = frame.assign(period=choices.given["period"])
    frame, periods = fill.read_periods(frame, named)
    return frame, [*tiers, *schemes, *hinted, *periods]
