"""CSV and its kin: every record comes out as a row of texts, as it stands."""

import csv
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.errors import UnreadableFile
from layers.importing.formats import CSV, UTF8_BOM, UTF16_BOMS, sniff_delimiter
from layers.importing.readers.dbf import BYTES
from layers.importing.readers.heading_lines import JOINED, JOINED_ASCII, find_head
from layers.importing.readers.headings import SEARCHED, blank_findings, filled, settle_names
from layers.importing.readers.limits import require_columns, require_rows
from layers.importing.readers.opened import Opened
from layers.importing.report import Finding, row_findings

_CHUNK = 20_000
_LONGEST_CELL = 2**24
_HEAD = 2**16


def open_csv(path: Path, *, name: str) -> Opened:
    """Open a table in text. Nothing is guessed of its values: only a blank cell is missing."""
    encoding = _encoding(path)
    delimiter = _delimiter(path, name)
    with path.open(encoding=encoding, newline="") as file:
        raw = encoding == BYTES
        rows = _Rows(csv.reader(file, delimiter=delimiter), name, JOINED_ASCII if raw else JOINED)
        frame, findings = rows.frame()
    _require_closed(path, rows, encoding, name)
    return Opened(
        CSV,
        frame,
        len(frame),
        raw_letters=raw,
        declared_encoding=None if raw else encoding.upper().removesuffix("-SIG"),
        findings=findings,
        titles=rows.titles,
    )


class _Rows:
    """The records of a table as they come: heading found, blank ones left out, ragged ones noted."""

    def __init__(self, reader, name: str, joined: str):
        self._reader, self._name, self._joined = reader, name, joined
        self.blank = 0
        self.titles: list[str] = []
        self.last_lines = (0, 0)

    def frame(self) -> tuple[pd.DataFrame, list[Finding]]:
        records = self._records()
        first = [row for _, row in zip(range(SEARCHED), records, strict=False)]
        head = find_head(first, joined=self._joined)
        heading, body, self.titles = head.cells, first[head.body :], head.titles
        width = max([len(heading), _usual([len(row) for row in body])])
        require_columns(width, file=self._name)
        names, named = settle_names(heading, width)
        table, counts, extra = self._table(body, records, names)
        told = [*named, *blank_findings(self.blank), *_ragged(counts, extra, width)]
        return _without_nothing(table, heading), head.findings + told

    def _records(self) -> Iterator[list[str]]:
        """Records that hold anything."""
        before = 0
        try:
            for row in self._reader:
                self.last_lines = (before + 1, self._reader.line_num)
                before = self._reader.line_num
                if any(row) and not "".join(row).isspace():
                    yield row
                else:
                    self.blank += 1
        except csv.Error as fault:
            line = self._reader.line_num
            raise UnreadableFile(
                "bad_table", file=self._name, line=line, fault=str(fault)
            ) from fault

    def _table(
        self, first: list[list[str]], records: Iterator[list[str]], names: list[str]
    ) -> tuple[pd.DataFrame, np.ndarray, dict[int, str]]:
        width, counts, extra, chunks = len(names), array("I"), {}, []
        rows = first
        while rows:
            require_rows(len(counts) + len(rows), file=self._name)
            for i, row in enumerate(rows, len(counts)):
                if len(row) > width and filled(row[width:]):
                    extra[i] = " | ".join(row[width:])[:80]
            counts.extend(map(len, rows))
            chunks.append(_columns(rows, names))
            rows = [row for _, row in zip(range(_CHUNK), records, strict=False)]
        schema = pa.schema([(n, pa.string()) for n in names])
        table = pa.Table.from_batches(chunks, schema=schema)
        kind = {pa.string(): pd.StringDtype(na_value=np.nan)}.get
        return table.to_pandas(types_mapper=kind), np.frombuffer(counts, dtype=np.uintc), extra


def _columns(rows: list[list[str]], names: list[str]) -> pa.RecordBatch:
    """Rows turned to columns; cells of nothing but blanks are missing."""
    width = len(names)
    even = [row if len(row) == width else (row + [""] * width)[:width] for row in rows]
    arrays = []
    for cells in zip(*even, strict=True):
        texts = pa.array(cells, pa.string())
        blank = pc.equal(pc.utf8_trim_whitespace(texts), "")
        arrays.append(pc.if_else(blank, pa.scalar(None, pa.string()), texts))
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _ragged(counts: np.ndarray, extra: dict[int, str], width: int) -> list[Finding]:
    """Rows with fewer cells than the heading, or with cells that have no heading."""
    wrong = counts < width
    wrong[list(extra)] = True
    more = pd.Series(extra, dtype=object).reindex(np.flatnonzero(wrong)).fillna("")
    found = row_findings(
        "table.ragged", "warning", wrong, params={"expected": width}, details={"cells": counts}
    )
    return [Finding(**vars(f) | {"values": more.tolist()}) for f in found]


def _without_nothing(frame: pd.DataFrame, heading: list[str]) -> pd.DataFrame:
    """Without columns that have neither a name nor a value, as a mark at the end of lines makes."""
    named = [bool(cell.strip()) for cell in heading] + [False] * (frame.shape[1] - len(heading))
    kept = [said or frame.iloc[:, i].notna().any() for i, said in enumerate(named)]
    return frame.loc[:, kept]


def _usual(counts: list[int]) -> int:
    return max(set(counts), key=lambda n: (counts.count(n), n)) if counts else 0


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16 where the file is that; else its bytes, for ``letters`` to judge."""
    with path.open("rb") as file:
        if file.read(2) in UTF16_BOMS:
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            while file.read(2**20):
                pass
    except UnicodeDecodeError:
        return BYTES
    return "utf-8-sig"


def _delimiter(path: Path, name: str) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    found = sniff_delimiter(head.removeprefix(UTF8_BOM), whole=len(head) < _HEAD, alone=True)
    if found is None:
        raise UnreadableFile("broken", file=name, format=CSV)
    csv.field_size_limit(_LONGEST_CELL)
    return found


def _require_closed(path: Path, rows: _Rows, encoding: str, name: str) -> None:
    """Refuse a quote that is never closed: it swallows all rows after it."""
    begin, end = rows.last_lines
    if end <= begin:
        return
    with path.open(encoding=encoding, newline="") as file:
        quotes = sum(chunk.count('"') for chunk in iter(lambda: file.read(2**20), ""))
    if quotes % 2:
        raise UnreadableFile("csv_quote", file=name, line=begin)
