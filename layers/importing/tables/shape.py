"""A table of figures as an office lays it out, turned into one row for each area, period and tier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.text import fold
from layers.column_names import free_names
from layers.importing.report import Finding, row_findings
from layers.importing.tables.blocks import Block, find_blocks, spread
from layers.importing.tables.fill import fill_down, join_year
from layers.importing.tables.hints import read_hints
from layers.importing.tables.long_form import LongForm, find_long_form, with_units
from layers.importing.tables.measures import PERCENT, Measure, read_measure
from layers.importing.tables.row_kinds import RowKinds, sort_rows
from layers.importing.tables.totals import TotalCheck, check_totals, total_findings
from layers.services.periods import parse_period
from layers.spec import LayerSpec

# The made columns of what groups say; they are read as columns of parents are.
PARENTS = ("Thuộc", "Trực thuộc")
# Columns that part the rows of a long table beside its indicators: no sum goes over them.
_BESIDE = {
    "ky",
    "ky bao cao",
    "period",
    "nam",
    "quy",
    "thang",
    "year",
    "quarter",
    "month",
    "cap",
    "tier",
}
_AREA_FIELDS = ("area_name", "area_parent", "area_code")


@dataclass(frozen=True)
class Shaped:
    """Rows of areas under the names of fields.

    Attributes
    ----------
    frame : DataFrame
        Columns of figures, and ``period`` and ``tier`` where headings or groups name them, under the
        names of their fields, cells as they stand; all others under their own. Index 0, 1, 2 ...
    origin : ndarray of int
        Position in the file of each row; a file's row that holds several periods comes several times.
    findings : list of Finding
        Their rows are positions in the file. Those of rows that are no areas are set aside.
    hints : dict
        What titles and headings say of all rows: see `read_hints`.
    totals : list of TotalCheck
        Every total among the rows and what its parts sum to.
    fields : dict
        Field -> column of the file (the first, where a field stands in several).
    parents : tuple of str
        Columns made of the heads of groups, the nearest first.
    form : str
        ``wide``, ``long`` or ``periods`` (a row of the file is several rows).
    """

    frame: pd.DataFrame
    origin: np.ndarray
    findings: list[Finding] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)
    totals: list[TotalCheck] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    form: str = "wide"
    _blocks: tuple[Block, ...] = ()
    _block: np.ndarray | None = None

    def cell_column(self, name: str) -> pd.Series:
        """The file's column that each row's value of a field came from."""
        columns = np.array(
            [b.columns.get(name, b.columns.get("")) for b in self._blocks], dtype=object
        )
        if self._block is None or name not in self.fields:
            return pd.Series(self.fields.get(name, name), index=self.frame.index, dtype=object)
        return pd.Series(columns[self._block], index=self.frame.index, dtype=object)


def shape_table(
    raw: pd.DataFrame,
    spec: LayerSpec,
    *,
    titles: Sequence[str] = (),
    mapping: Mapping[str, str] | None = None,
    percent_cells: Mapping[str, np.ndarray] | None = None,
) -> Shaped:
    """Find what the columns and rows of a table are and bring them into rows of the layer.

    No row is lost: rows that are no areas (totals, heads of groups, notes) have findings that set them
    aside, all others are in `frame`.

    Parameters
    ----------
    raw : DataFrame
        Rows of the file, letters decoded.
    titles : sequence of str
        `Opened.titles`.
    mapping : mapping, optional
        Field -> column as somebody chose; ``""`` where no column is meant. ``area_name``,
        ``area_parent`` and ``area_code`` may be among them.
    percent_cells : mapping, optional
        `Opened.percent_cells`: in columns of percentages 0.858 shown as 85.8 % is taken as 85.8.
    """
    mapping = dict(mapping or {})
    table = raw.reset_index(drop=True)
    headings = _headings(table, spec, mapping)
    table, percents = _percents(table, headings, percent_cells or {})
    long = find_long_form(table, spec, headings)
    wide = {} if long else {c: m for c, m in headings.items() if m.field is not None}
    figures = long.values if long else list(wide)
    names = [mapping[name] for name in _AREA_FIELDS if mapping.get(name)]
    table, filled = fill_down(table, figures, names, long=long is not None)
    kinds = sort_rows(table, figures, names)
    totals = check_totals(table, kinds, *_counts(table, long, wide))
    table, parents = _with_parents(table, kinds)
    timed = any(m.period for c, m in headings.items() if c in figures)
    table, joined = (table, []) if timed else join_year(table, taken={*mapping.values()} - {""})
    hints = read_hints(titles, list(wide))
    findings = [*percents, *filled, *kinds.findings(), *total_findings(totals, kinds), *joined]
    shaped = _long(table, long, kinds) if long else _wide(table, wide, kinds)
    return Shaped(
        **vars(shaped)
        | {
            "findings": findings + shaped.findings,
            "hints": hints,
            "totals": totals,
            "parents": parents,
        }
    )


def _headings(
    table: pd.DataFrame, spec: LayerSpec, mapping: Mapping[str, str]
) -> dict[str, Measure]:
    """What each column counts: as chosen, else as its heading says."""
    chosen = {column: name for name, column in mapping.items() if column}
    figures = {f.name for f in spec.fields if f.type in ("integer", "number")}
    found = {}
    for column in table.columns:
        said = read_measure(str(column), spec)
        name = chosen.get(column)
        if name in figures:
            said = Measure(name, said.period, said.tier, said.unit)
        elif name is not None or said.field in mapping:
            said = Measure()
        found[column] = said
    return found


def _percents(
    table: pd.DataFrame, headings: Mapping[str, Measure], cells: Mapping[str, np.ndarray]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Numbers that the sheet shows as percentages written out as such, in columns of percentages."""
    out, findings = table, []
    for column, rows in cells.items():
        if column not in headings or headings[column].field != PERCENT:
            continue
        values = out[column].astype(object)
        numbers = pd.to_numeric(values.iloc[rows], errors="coerce") * 100
        shown = numbers.round(10).map(lambda v: f"{v:.10f}".rstrip("0").rstrip(".") + " %")
        values.iloc[rows] = shown.where(numbers.notna(), values.iloc[rows]).to_numpy()
        out = out.assign(**{column: values})
        params = {"count": len(rows)}
        findings.append(Finding("percent.as_share", "info", column=column, params=params))
    return out, findings


def _counts(
    table: pd.DataFrame, long: LongForm | None, wide: Mapping[str, Measure]
) -> tuple[list[str], np.ndarray | None]:
    """Columns that totals are held against, and what each row of a long table counts."""
    if long is None:
        return [c for c, m in wide.items() if m.field != PERCENT], None
    beside = [c for c in table.columns if fold(str(c)) in _BESIDE]
    words = table[[long.indicator, *beside]].astype("string").fillna("")
    key = words.agg("\0".join, axis=1).to_numpy(dtype=object)
    return ([] if (long.fields == PERCENT).all() else list(long.values)), key


def _with_parents(table: pd.DataFrame, kinds: RowKinds) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """What heads of groups say, as columns."""
    names = tuple(free_names(PARENTS[: len(kinds.parents)], table.columns).values())
    made = dict(zip(names, kinds.parents, strict=True))
    if kinds.tier is not None and "tier" not in table:
        made["tier"] = kinds.tier
    return table.assign(**made) if made else table, names


def _wide(table: pd.DataFrame, wide: Mapping[str, Measure], kinds: RowKinds) -> Shaped:
    rows = np.flatnonzero(kinds.areas)
    frame = table.iloc[rows]
    if not wide:
        return Shaped(frame.reset_index(drop=True), rows)
    blocks = find_blocks(wide)
    used = {c for block in blocks.all for c in block.columns.values()}
    fields = dict(item for block in reversed(blocks.all) for item in block.columns.items())
    made = {name for name in ("period", "tier") if any(getattr(b, name) for b in blocks.all)}
    ids = _ids(frame, used, {*fields, *made})
    whole, origin, number = spread(frame, blocks.all, ids, rows)
    findings = [Finding("table.measure_twice", "warning", column=c) for c in blocks.twice]
    findings += [Finding("table.shared_over_periods", "warning", column=c) for c in blocks.shared]
    if len(blocks.all) > 1:
        said = "; ".join(" ".join(filter(None, (b.period, b.tier))) or "–" for b in blocks.all)
        params = {"count": len(blocks.all), "names": said}
        findings.append(Finding("table.spread", "info", params=params))
    form = "periods" if len(blocks.all) > 1 else "wide"
    return Shaped(
        whole, origin, findings, fields=fields, form=form, _blocks=tuple(blocks.all), _block=number
    )


def _long(table: pd.DataFrame, long: LongForm, kinds: RowKinds) -> Shaped:
    """Each figure in the field that its row's indicator names; unknown indicators are told."""
    rows = np.flatnonzero(kinds.areas)
    meant = long.fields
    unknown = kinds.areas & (meant == None) & table[long.indicator].notna().to_numpy()  # noqa: E711
    findings = row_findings(
        "indicator.unknown", "warning", unknown, column=long.indicator, values=table[long.indicator]
    )
    if long.unit is not None:
        table = table.assign(**{c: with_units(table[c], table[long.unit]) for c in long.values})
    headings = [p.text if (p := parse_period(c)) else None for c in long.values]
    blocks = [Block(p, None, {"": c}) for c, p in zip(long.values, headings, strict=True)]
    fields = [name for name in dict.fromkeys(meant) if name is not None]
    frame = table.iloc[rows].assign(**_of_rows(long, rows, table, blocks))
    ids = _ids(frame, set(), {*fields, *({"period"} if any(headings) else ())})
    ids = {column: name for column, name in ids.items() if column not in long.values}
    whole, origin, number = spread(frame, blocks, ids, rows)
    cells = whole.pop("")
    for name in fields:
        whole[name] = cells.where(pd.Series(meant[origin] == name, index=whole.index), None)
    left = meant[origin] == None  # noqa: E711
    if left.any():
        whole[next(iter(free_names([long.values[0]], whole.columns).values()))] = cells.where(
            left, None
        )
    return Shaped(
        whole,
        origin,
        findings,
        fields=dict.fromkeys(fields, long.values[0]),
        form="long",
        _blocks=tuple(blocks),
        _block=number,
    )


def _of_rows(
    long: LongForm, rows: np.ndarray, table: pd.DataFrame, blocks: list[Block]
) -> dict[str, np.ndarray]:
    """Period and tier that the names of indicators say, where no column or heading does."""
    said = [long.measures[row] for row in rows]
    period = [m.period.text if m is not None and m.period else None for m in said]
    tier = [m.tier if m is not None else None for m in said]
    made = {}
    if any(period) and "period" not in table and not any(b.period for b in blocks):
        made["period"] = np.array(period, dtype=object)
    if any(tier) and "tier" not in table:
        made["tier"] = np.array(tier, dtype=object)
    return made


def _ids(frame: pd.DataFrame, used: set[str], taken: set[str]) -> dict[str, str]:
    """Columns that are no figures, and names for them that no field has."""
    kept = [c for c in frame.columns if c not in used]
    return free_names(kept, taken)
