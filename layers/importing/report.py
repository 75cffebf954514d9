"""What an import says: findings with stable rule ids, and the counts in which every row is accounted for."""

from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from layers.words import Words

SEVERITIES = ("error", "warning", "info")
SAMPLE = 20


@dataclass(frozen=True)
class Finding:
    """A fault or a remark about the data.

    Attributes
    ----------
    rule : str
        Stable id, the key of its sentence (``finding.<rule>``) and of its mend (``fix.<rule>``).
    row : int or None
        Row of the input, from 1; None when it concerns the whole file or column.
    params : dict
        What the sentence names.
    """

    rule: str
    severity: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    params: dict = field(default_factory=dict)

    def to_json(self, words: Words) -> dict:
        named = {"row": self.row, "column": self.column, "value": self.value} | self.params
        return {
            "rule": self.rule,
            "severity": self.severity,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": words(f"finding.{self.rule}", **named),
            "fix": words(f"fix.{self.rule}", **named),
        }


@dataclass
class Report:
    """The report of ``check`` and ``publish``; `to_json` gives the promised form."""

    file: str
    layer: str | None
    format: str
    rows_in_file: int = 0
    rows_read: int = 0
    rows_accepted: int = 0
    rows_set_aside: int = 0
    epsg: int | None = None
    crs_how: str | None = None
    encoding: str | None = None
    encoding_how: str | None = None
    encoding_sample: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rules_checked: int = 0
    version: int | None = None

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]

    def to_json(self, lang: str) -> dict:
        words = Words(lang)
        known = asdict(self)
        crs = {"epsg": self.epsg, "how": self.crs_how, "candidates": []}
        encoding = {
            "name": self.encoding,
            "how": self.encoding_how,
            "sample": self.encoding_sample,
        }
        head = ("file", "layer", "format", "rows_in_file", "rows_read", "rows_accepted")
        return {
            **{name: known[name] for name in (*head, "rows_set_aside")},
            "crs": crs,
            "encoding": encoding,
            "findings": [finding.to_json(words) for finding in self.findings],
            "rules_checked": self.rules_checked,
            "version": self.version,
        }


def row_findings(
    rule: str,
    severity: str,
    wrong: np.ndarray,
    *,
    column: str | None = None,
    values: pd.Series | None = None,
    params: dict | None = None,
) -> list[Finding]:
    """A finding for each row that is `wrong`; past `SAMPLE` of them, one that says how many more."""
    rows = np.flatnonzero(np.asarray(wrong, dtype=bool))
    findings = [
        Finding(
            rule,
            severity,
            row=int(i) + 1,
            column=column,
            value=None if values is None else str(values.iloc[i])[:80],
            params=params or {},
        )
        for i in rows[:SAMPLE]
    ]
    if len(rows) > SAMPLE:
        more = {"rule": rule, "count": len(rows) - SAMPLE}
        findings.append(Finding("rows.more", severity, column=column, params=more))
    return findings
