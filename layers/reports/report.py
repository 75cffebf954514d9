"""A report as content: sections of sentences and tables, before it is a page or a sheet."""

import datetime
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from layers.atlas import Snapshot
from layers.inputs import Input
from layers.reports.question import ReportQuestion
from layers.words import Words

NUMBER, PERCENT, POINTS, TEXT, WORD, DAY = "number", "percent", "points", "text", "word", "day"


@dataclass(frozen=True)
class Column:
    """A column of a table: which values of its rows, how they are written, and how wide it is.

    Attributes
    ----------
    name : str
        In the rows; its heading is ``report.column.<heading or name>``.
    kind : str
        ``number``, ``percent`` (of a share), ``points`` (of a difference of shares), ``text``, ``day``, or
        ``word`` (a key of words after `prefix`; what has none is written as it is).
    state : str
        The column that says why a value is not known: its word is printed in the value's place.
    paper : bool
        Whether it is printed; the workbook has all columns.
    """

    name: str
    kind: str = TEXT
    decimals: int = 0
    prefix: str = ""
    width: float = 1.0
    heading: str = ""
    state: str = ""
    paper: bool = True

    @property
    def is_number(self) -> bool:
        return self.kind in (NUMBER, PERCENT, POINTS)

    def title(self, words: Words) -> str:
        return words(f"report.column.{self.heading or self.name}")

    def shown(self, value, words: Words) -> str:
        """One value as it is printed; what is not known is a dash."""
        if value is None or value is pd.NA or value != value:
            return "–"
        if self.kind == NUMBER:
            return words.number(float(value), self.decimals)
        if self.kind == PERCENT:
            return words.percent(float(value), self.decimals or 1)
        if self.kind == POINTS:
            sign = "+" if value > 0 else "−" if value < 0 else ""
            return sign + words.number(abs(100 * float(value)), self.decimals or 1)
        if self.kind == WORD:
            key = f"{self.prefix}{value}"
            return words(key) if key in words else str(value)
        if self.kind == DAY and hasattr(value, "day"):
            return words.date(value)
        return str(value)


@dataclass(frozen=True)
class Table:
    """Rows of a report, with bare values; how they are written is said by `columns`.

    Attributes
    ----------
    id : str
        Names it in the recipe and is the name of its sheet: ``report.table.<id>``.
    rows : DataFrame
        All of them; `most` is how many a page shows, the workbook has all.
    key : str
        The column that names a row when two runs are compared; empty: its number.
    total : dict
        Values by column of a last row of all; empty where sums have no meaning.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    most: int = 200
    key: str = ""
    note: str = ""
    total: dict = field(default_factory=dict)

    def texts(self, words: Words, *, most: int | None = None) -> list[list[str]]:
        """The cells as they are printed, a list a row."""
        rows = self.rows if most is None else self.rows.head(most)
        cells = [self._cells(column, rows, words) for column in self.printed]
        return [list(row) for row in zip(*cells, strict=True)]

    @property
    def printed(self) -> tuple[Column, ...]:
        """The columns that a page has room for."""
        return tuple(column for column in self.columns if column.paper)

    @staticmethod
    def _cells(column: Column, rows: pd.DataFrame, words: Words) -> list[str]:
        shown = [column.shown(value, words) for value in rows[column.name].tolist()]
        if not column.state:
            return shown
        said = [f"state.{state}" for state in rows[column.state].tolist()]
        return [
            words(key) if text == "–" and key in words else text
            for text, key in zip(shown, said, strict=True)
        ]

    def total_texts(self, words: Words) -> list[str]:
        """The cells of the last row; empty where there is none. What has no sum stays blank."""
        if not self.total:
            return []
        return [
            c.shown(self.total[c.name], words) if c.name in self.total else "" for c in self.printed
        ]


@dataclass(frozen=True)
class Figure:
    """A number for the first page: how large, of what, and what must be known of it."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class ReportMap:
    """What the map of a section shows; everything in EPSG:4326.

    Attributes
    ----------
    areas : GeoDataFrame
        ``code``, ``name``, ``full_name``, ``share`` (NaN: not known), ``number`` (None: no row in the
        table), ``asked`` (False for neighbours, drawn pale).
    sites, gaps, marks : GeoSeries or None
        Points; polygons; numbered points in the order of the table of gaps.
    """

    title: str
    legend: str
    areas: gpd.GeoDataFrame
    sites: gpd.GeoSeries | None = None
    sites_label: str = ""
    planned: gpd.GeoSeries | None = None
    planned_label: str = ""
    gaps: gpd.GeoSeries | None = None
    gaps_label: str = ""
    marks: gpd.GeoSeries | None = None
    marks_label: str = ""
    sources: str = ""


@dataclass(frozen=True)
class Section:
    """One part of a report.

    Attributes
    ----------
    findings : tuple of str
        Sentences for the first page.
    numbers : dict
        Bare numbers by name, for the recipe.
    method, assumptions, left_out, known_gaps : tuple of str
        Sentences that are printed at the end, each with those of the other parts.
    inputs : tuple of Input
        Layers that were read.
    """

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    map: ReportMap | None = None
    figures: tuple[Figure, ...] = ()
    findings: tuple[str, ...] = ()
    numbers: dict[str, float] = field(default_factory=dict)
    method: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    known_gaps: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True)
class Report:
    """A report, ready to be written.

    Attributes
    ----------
    place, city : str
        What it is about, and the short name of the city it is signed in.
    on : date
        The day that it bears.
    made_at : datetime
        When it was computed (UTC).
    sources : Table
        The layers that were read.
    cautions : tuple of str
        What must be known before a number is read.
    recipe : dict
        What makes it again, and the numbers that must come out; see `layers.reports.recipe`.
    """

    question: ReportQuestion
    title: str
    place: str
    city: str
    on: datetime.date
    made_at: datetime.datetime
    snapshot: Snapshot
    sections: tuple[Section, ...]
    sources: Table
    cautions: tuple[str, ...]
    recipe: dict = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return Words(self.question.lang)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What was read, each version once."""
        found = {(i.layer, i.version): i for s in self.sections for i in s.inputs}
        return tuple(found.values())

    @property
    def tables(self) -> list[Table]:
        return [table for section in self.sections for table in section.tables]

    def said(self, what: str) -> list[str]:
        """All sentences of a kind (``method``, ``assumptions``, ``left_out`` …), each once."""
        return list(dict.fromkeys(text for s in self.sections for text in getattr(s, what)))

    def said_by(self, what: str) -> list[tuple[str, list[str]]]:
        """The sentences of a kind under the title of their part; one that several parts say, once."""
        seen: set[str] = set()
        out = []
        for section in self.sections:
            new = [text for text in getattr(section, what) if text not in seen]
            seen.update(new)
            if new:
                out.append((section.title, new))
        return out
