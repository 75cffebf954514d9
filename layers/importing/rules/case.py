"""What a rule looks at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.importing.ground import Ground
from layers.importing.report import Finding
from layers.importing.rules import shapes as sh
from layers.spec import LayerSpec


@dataclass(frozen=True)
class Case:
    """A file on its way in, as the rules see it.

    Attributes
    ----------
    frame : DataFrame
        Fields of the layer under their names and types, in EPSG:4326 (lon-lat); rows in the order of
        the file, index 0, 1, 2 ....
    raw : DataFrame
        The columns as they stand in the file, letters decoded, geometry in the file's own system.
    columns : dict
        Field -> column of `raw` it came from.
    ground : Ground
        Boundaries to hold positions against; may be empty.
    origin : ndarray of int or None
        Position in the file of each row of `frame`, where they differ: a row of a wide table may
        have become several.
    """

    frame: pd.DataFrame
    spec: LayerSpec
    raw: pd.DataFrame
    format: str
    columns: Mapping[str, str] = field(default_factory=dict)
    ground: Ground = field(default_factory=Ground)
    origin: np.ndarray | None = None

    def column(self, field: str) -> str:
        """What the file calls a field."""
        return self.columns.get(field, field)

    def file_rows(self, rows: np.ndarray) -> np.ndarray:
        """Positions in the file of rows of `frame`."""
        return rows if self.origin is None else self.origin[rows]

    @property
    def spatial(self) -> bool:
        return isinstance(self.frame, gpd.GeoDataFrame) and (
            self.frame.active_geometry_name is not None
        )

    @cached_property
    def shapes(self) -> np.ndarray:
        """The geometry of each row; None everywhere where there is none."""
        if not self.spatial:
            return np.full(len(self.frame), None, dtype=object)
        return np.asarray(self.frame.geometry.array, dtype=object)

    @cached_property
    def present(self) -> np.ndarray:
        """Rows that have a position, whatever it is."""
        return sh.present(self.shapes)

    @cached_property
    def usable(self) -> np.ndarray:
        """Rows that have a position in longitude and latitude."""
        return self.present & ~sh.out_of_range(self.shapes)

    @cached_property
    def bases(self) -> np.ndarray:
        """Of each row `POINT`, `LINE`, `POLYGON` or `COLLECTION` of the room `shapes`; -1 for None."""
        return sh.base_types(self.shapes)

    def sound(self, base: int) -> np.ndarray:
        """Positions of the rows of one base type whose shapes can be measured and overlaid."""
        rows = np.flatnonzero(self.usable & (self.bases == base))
        shapes = self.shapes[rows]
        small = shapely.get_num_coordinates(shapes) <= sh.MOST_VERTICES
        return rows[small & (base == sh.POINT or shapely.is_valid(shapes))]


Rule = Callable[[Case], list[Finding]]
