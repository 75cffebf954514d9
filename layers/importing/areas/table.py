"""A table of areas as it was read: which columns name areas, which are fields, and its figures."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from layers.importing import conform
from layers.importing.areas.columns import AreaColumns, find_area_columns, split_mapping
from layers.importing.areas.figures import Figures, read_figures
from layers.importing.choices import Choices
from layers.importing.mapping import Remembered
from layers.importing.report import Finding
from layers.importing.tables.shape import Shaped, shape_table
from layers.spec import LayerSpec
from layers.units.register import COMMUNE, register

KEY = "unit_key"


class Given(NamedTuple):
    """The arguments of `layers.importing.areas.settle.settle_areas`, and the boundary version that was chosen."""

    raw: pd.DataFrame
    spec: LayerSpec
    choices: Choices
    titles: Sequence[str]
    percent_cells: Mapping[str, np.ndarray] | None
    file: str
    remembered: list[Remembered]
    version: str


class TableRead(NamedTuple):
    """A table whose columns are found and whose figures are read."""

    shaped: Shaped
    columns: AreaColumns
    named: dict[str, str]
    figures: Figures
    renamed: list[Finding]


def read_table(given: Given) -> TableRead:
    """Shape the table, find its columns of areas and of fields, and read its figures."""
    raw, spec, choices = given.raw, given.spec, given.choices
    mapping, chosen = split_mapping(choices.mapping)
    conform.require_known(list(map(str, raw.columns)), spec, mapping)
    shaped = shape_table(
        raw, spec, titles=given.titles, mapping=choices.mapping, percent_cells=given.percent_cells
    )
    table = shaped.frame
    mapping = {f: c for f, c in mapping.items() if not c or c in table.columns}
    columns = find_area_columns(
        table,
        register(given.version, COMMUNE),
        chosen=chosen,
        taken=_taken(table, spec, mapping, given.remembered),
        above=shaped.parents,
        remembered=given.remembered,
    )
    frame, named, renamed = conform.rename_columns(
        table.drop(columns=columns.all), spec, mapping, remembered=given.remembered
    )
    named = shaped.fields | {f: c for f, c in named.items() if c in raw.columns}
    return TableRead(shaped, columns, named, read_figures(frame, spec, named), renamed)


def _taken(
    table: pd.DataFrame, spec: LayerSpec, mapping: Mapping[str, str], remembered: list[Remembered]
) -> list[str]:
    """Columns that are fields of the layer by name, so that they are no columns of areas.

    ``place`` names areas like any other column where no keys stand beside it.
    """
    _, found, _ = conform.rename_columns(table.head(0), spec, mapping, remembered=remembered)
    return [c for f, c in found.items() if c and (f != "place" or KEY in found)]
