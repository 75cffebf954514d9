"""Where in the file a value of a row stands: its row, and its column of perhaps several."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from layers.importing.report import Finding
from layers.importing.tables.shape import Shaped


@dataclass(frozen=True)
class Cells:
    """The way back from rows of the layer to cells of the file.

    Attributes
    ----------
    columns : mapping
        Field -> column of the file, the first of them where it stands in several.
    """

    shaped: Shaped
    columns: Mapping[str, str]

    @property
    def origin(self) -> np.ndarray:
        """Position in the file of each row."""
        return self.shaped.origin

    def of_file(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings of rows of the layer as findings of rows and columns of the file."""
        return [part for finding in findings for part in self._parts(finding)]

    def _parts(self, finding: Finding) -> list[Finding]:
        if finding.rows is None:
            return [finding]
        field = next((f for f, c in self.columns.items() if c == finding.column), finding.column)
        if field not in self.shaped.fields:
            return [replace(finding, rows=self.origin[finding.rows])]
        held = self.shaped.cell_column(field).to_numpy(dtype=object)[finding.rows]
        columns = [c for c in dict.fromkeys(held) if c is not None] or [finding.column]
        return [
            self._part(finding, np.flatnonzero(held == c) if len(columns) > 1 else None, c)
            for c in columns
        ]

    def _part(self, finding: Finding, at: np.ndarray | None, column: str) -> Finding:
        if at is None:
            return replace(finding, rows=self.origin[finding.rows], column=column)
        return replace(
            finding,
            column=column,
            rows=self.origin[finding.rows[at]],
            values=None if finding.values is None else [finding.values[i] for i in at],
            details={name: [each[i] for i in at] for name, each in finding.details.items()},
        )
