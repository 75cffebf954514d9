"""What became of the coordinates of a file."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from layers.importing.place.candidate import Candidate
from layers.importing.report import Finding


@dataclass(frozen=True)
class Placed:
    """Rows with positions, or without where nobody can tell.

    Attributes
    ----------
    frame : DataFrame
        All rows in their order: a GeoDataFrame in EPSG:4326, two dimensions; a plain DataFrame for
        a table, and where the system is not settled.
    epsg : int or None
        The system the coordinates were read in; None where there is none or it has no code.
    how : str or None
        ``declared``, ``prj``, ``guessed`` or ``chosen``.
    candidates : list of Candidate
        Readings to choose from, best first.
    raw : GeoDataFrame or None
        The shapes in the numbers of the file (of a table: points of its columns), for `preview`.
    """

    frame: pd.DataFrame
    epsg: int | None = None
    how: str | None = None
    candidates: list[Candidate] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    raw: gpd.GeoDataFrame | None = None
