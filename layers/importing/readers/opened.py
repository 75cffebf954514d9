"""What comes out of a file before anything is judged."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from layers.importing.report import Finding


@dataclass(frozen=True)
class Opened:
    """The rows of a file as they stand in it, and what the file says of itself.

    Attributes
    ----------
    format : str
        As a person calls it: ``Shapefile``, ``GeoPackage``, ``XLSX`` ...
    frame : DataFrame
        Rows in the order of the file, index 0, 1, 2 ...; a GeoDataFrame with geometry in the column
        ``geometry`` (with or without a CRS), or a DataFrame where the file has no shapes.
    rows_in_file : int
        Records the file itself counts, by another way than the reader's; of a Shapefile the .shx.
    crs_how : str or None
        ``declared`` (the format carries it) or ``prj``; None where there is none.
    prj : str or None
        The text of the .prj, as it stands.
    raw_letters : bool
        Text (column names too) is bytes read as ISO-8859-1, to be decoded by ``letters``.
    declared_encoding : str or None
        What the file says of its letters (.cpg, DBF language byte, MIF charset).
    findings : list of Finding
        Parts missing, rows lost, Z dropped ...
    titles : list of str
        Of a table, the text of each row above its heading, and of a row of units below it; of raw
        letters as they stand.
    percent_cells : dict
        Of a sheet, column -> positions of the rows whose number is shown as a percentage; the numbers
        themselves stay what they are (0.858 where 85.8 % is shown).
    """

    format: str
    frame: pd.DataFrame
    rows_in_file: int
    crs_how: str | None = None
    prj: str | None = None
    raw_letters: bool = False
    declared_encoding: str | None = None
    findings: list[Finding] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    percent_cells: dict[str, np.ndarray] = field(default_factory=dict)
