"""The report of an import: what was found, and the counts in which every row is accounted for."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.words import Words

if TYPE_CHECKING:  # the rooms that make candidates make findings too
    from layers.importing.place.candidate import Candidate

SEVERITIES = ("error", "warning", "info")
SAMPLE = 20


@dataclass(frozen=True)
class Finding:
    """A fault or a remark about the data: of the whole file or column, or of some of its rows.

    An ``error`` of rows sets those rows aside once the publisher agrees; an ``error`` of no rows
    stops the file.

    Attributes
    ----------
    rule : str
        Stable id, the key of its sentence (``finding.<rule>``) and of its mend (``fix.<rule>``).
    rows : ndarray of int or None
        Positions of the rows concerned, from 0 in the order of the file; None for the whole.
    values : sequence or None
        What stands in those rows, in their order.
    details : dict
        What else each row's sentence names: sequences in the order of `rows`.
    params : dict
        What the sentence names in every row.
    total : int or None
        How many rows there are, where `rows` has only the first of them.
    aside : bool
        The rows are set aside though nothing is wrong with them, and nobody needs to agree: the
        total below a table is no row of data.
    """

    rule: str
    severity: str
    column: str | None = None
    value: str | None = None
    params: Mapping = field(default_factory=dict)
    rows: np.ndarray | None = None
    values: Sequence | None = None
    details: Mapping[str, Sequence] = field(default_factory=dict)
    total: int | None = None
    aside: bool = False

    @property
    def count(self) -> int:
        """How many rows it concerns; 1 for the whole."""
        return self.total or (1 if self.rows is None else len(self.rows))

    def to_json(self, words: Words, *, most: int | None = SAMPLE) -> list[dict]:
        """One entry a row, at most `most` of them, then one that says how many more there are."""
        if self.rows is None:
            return [self._entry(words, None, self.value, self.params)]
        shown = range(len(self.rows) if most is None else min(len(self.rows), most))
        entries = [self._of_row(words, i) for i in shown]
        left = self.count - len(entries)
        if left:
            more = Finding("rows.more", self.severity, column=self.column)
            params = {"rule": self.rule, "count": left}
            entries.append(more._entry(words, None, None, params))
        return entries

    def _of_row(self, words: Words, i: int) -> dict:
        value = self.value if self.values is None else _shown(self.values[i])
        params = dict(self.params) | {name: _shown(each[i]) for name, each in self.details.items()}
        return self._entry(words, int(self.rows[i]) + 1, value, params)

    def _entry(self, words: Words, row: int | None, value: str | None, params: Mapping) -> dict:
        named = {"row": row, "column": self.column, "value": value} | dict(params)
        if "type" in self.params:
            named["type"] = words(f"type.{self.params['type']}")
        if named.get("state"):
            named["state"] = words(f"cell_state.{named['state']}")
        if "why" in self.params:  # an error that became a finding keeps its sentence
            said = {name: _day(value, words) for name, value in self.params.items()}
            named["why"] = words(f"error.{self.params['why']}", **said)
        return {
            "rule": self.rule,
            "severity": self.severity,
            "row": row,
            "column": self.column,
            "value": value,
            "message": words(f"finding.{self.rule}", **named),
            "fix": words(f"fix.{self.rule}", **named),
        }


@dataclass
class Report:
    """The report of ``check`` and ``publish``; `to_json` gives the promised form.

    Attributes
    ----------
    accepted : tuple of str
        Rules whose consequence the publisher agreed to: a repair, or rows set aside.
    encoding_samples : dict
        A few texts as each candidate encoding reads them.
    """

    file: str
    layer: str | None
    format: str
    rows_in_file: int = 0
    rows_read: int = 0
    rows_accepted: int = 0
    rows_set_aside: int = 0
    epsg: int | None = None
    crs_how: str | None = None
    candidates: "list[Candidate]" = field(default_factory=list)
    encoding: str | None = None
    encoding_how: str | None = None
    encoding_sample: list[str] = field(default_factory=list)
    encoding_samples: dict[str, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    rules_checked: int = 0
    accepted: tuple[str, ...] = ()
    version: int | None = None

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def faults(self) -> list[Finding]:
        """Errors that stop the file: those of the whole, and those of rows nobody agreed to set aside."""
        return [f for f in self.errors if f.rows is None or f.rule not in self.accepted]

    @property
    def _setting_aside(self) -> list[Finding]:
        return [f for f in self.findings if f.severity == "error" or f.aside]

    def settle(self) -> np.ndarray:
        """Count the rows that can be taken; gives the positions of those that were read and cannot."""
        if any(finding.rows is None for finding in self.errors):
            positions = np.arange(self.rows_read)
        else:
            rows = [finding.rows for finding in self._setting_aside]
            positions = np.unique(np.concatenate(rows)) if rows else np.empty(0, dtype=int)
        self.rows_accepted = self.rows_read - len(positions)
        # Rows that could not even be read are set aside too: the file has them.
        self.rows_set_aside = self.rows_in_file - self.rows_accepted
        return positions

    def reasons(self, positions: np.ndarray) -> pd.Series:
        """The rules that set each of these rows aside, joined by ``;``."""
        whole = [finding.rule for finding in self.errors if finding.rows is None]
        said = pd.Series(";".join(dict.fromkeys(whole)), index=positions, dtype="string")
        for finding in self._setting_aside:
            if finding.rows is not None:
                said.loc[finding.rows] = said.loc[finding.rows] + ";" + finding.rule
        return said.str.strip(";").to_numpy()

    def to_json(self, lang: str, *, most: int | None = SAMPLE) -> dict:
        words = Words(lang)
        crs = {
            "epsg": self.epsg,
            "how": self.crs_how,
            "candidates": [each.to_json(words) for each in self.candidates],
        }
        encoding = {
            "name": self.encoding,
            "how": self.encoding_how,
            "sample": self.encoding_sample,
        }
        return {
            "file": self.file,
            "layer": self.layer,
            "format": self.format,
            "rows_in_file": self.rows_in_file,
            "rows_read": self.rows_read,
            "rows_accepted": self.rows_accepted,
            "rows_set_aside": self.rows_set_aside,
            "crs": crs,
            "encoding": encoding,
            "findings": [e for f in self.findings for e in f.to_json(words, most=most)],
            "rules_checked": self.rules_checked,
            "version": self.version,
        }


def row_findings(
    rule: str,
    severity: str,
    wrong: np.ndarray,
    *,
    column: str | None = None,
    values: Sequence | pd.Series | None = None,
    params: Mapping | None = None,
    details: Mapping[str, Sequence | pd.Series] | None = None,
) -> list[Finding]:
    """The finding of the rows that are `wrong` (one truth value a row), or none.

    `values` and each of `details` have one entry a row of the file; those of the wrong rows are kept.
    """
    rows = np.flatnonzero(np.asarray(wrong, dtype=bool))
    if not len(rows):
        return []
    return [
        Finding(
            rule,
            severity,
            column=column,
            params=params or {},
            rows=rows,
            values=None if values is None else _picked(values, rows),
            details={name: _picked(each, rows) for name, each in (details or {}).items()},
        )
    ]


def _day(value, words: Words):
    """A day as the language writes it; anything else as it is."""
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    return words.date(datetime.date.fromisoformat(value)) if is_day else value


def _picked(values: Iterable, rows: np.ndarray) -> list:
    return pd.Series(values).iloc[rows].tolist()


def _shown(value):
    """A value as a sentence names it: numbers stay, so that each language writes them its way."""
    if value is None or value is pd.NA:
        return None
    return value if isinstance(value, int | float) else str(value)[:80]
