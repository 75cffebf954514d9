"""People counted in the cells of a GeoTIFF: each cell belongs to an area by the part of it that lies there."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_storage
from geo.reach import Discs
from geo.reach_region import reached_region
from layers.coverage.ground import Ground
from layers.errors import BadGrid

_WHOLE = 1e-6
"""Less of an area than this without a value is what rounding leaves."""


@dataclass(frozen=True)
class GridBase:
    """Counts of the cells of a raster; people of a cell are spread evenly over it."""

    path: Path
    ground: Ground
    total: np.ndarray
    unknown_ground: np.ndarray
    rows: int
    left_out: list = field(default_factory=list)

    @property
    def uncounted(self) -> np.ndarray:
        return np.zeros(len(self.total), dtype=int)

    def reached(self, discs: Discs, sites: int, operators: int) -> np.ndarray:
        region = reached_region(
            discs, self.ground.plane, sites_at_least=sites, operators_at_least=operators
        )
        return self._sum(region)

    def inside(self, region: shapely.Geometry) -> np.ndarray:
        shapes = shapely.intersection(self.ground.plane.values, region)
        return self._sum(gpd.GeoSeries(shapes, crs=self.ground.crs))

    def _sum(self, shapes: gpd.GeoSeries) -> np.ndarray:
        with _opened(self.path) as grid:
            found = _summed(grid, shapes)["sum"]
        # What is taken out of an area cannot be more than it holds, but for rounding on its border.
        return np.where(np.isnan(self.total), np.nan, np.minimum(found, self.total))


def grid_bases(path: Path, grounds: list[Ground]) -> list[GridBase]:
    """What a grid of counts holds in the areas of each ground.

    Parameters
    ----------
    path : Path
        A GeoTIFF whose first band holds people a cell (a count, not a density), with a CRS; cells of its
        no-data value are unknown.

    Raises
    ------
    BadGrid
        ``unreadable``; ``no_crs``; ``negative``: a cell that is not marked as no data holds less than
        nothing.
    """
    with _opened(path) as grid:
        return [_base(path, grid, ground) for ground in grounds]


def _base(path: Path, grid, ground: Ground) -> GridBase:
    found = _summed(grid, ground.stored)
    if (found["min"] < 0).any():
        raise BadGrid("negative", file=path.name)
    seen = np.divide(
        found["count"], found["cells"], out=np.zeros(len(found)), where=found["cells"] > 0
    )
    silent = np.clip(1 - seen, 0, 1)
    return GridBase(
        path=path,
        ground=ground,
        total=np.where(seen > 0, found["sum"], np.nan),
        unknown_ground=np.where(silent > _WHOLE, silent, 0.0),
        rows=int(np.ceil(found["count"].sum())),
    )


@contextmanager
def _opened(path: Path):
    """The open raster. The GeoTIFF driver alone: others would follow what a file points to."""
    import rasterio
    from rasterio.errors import RasterioError

    if not path.is_file():
        raise BadGrid(file=path.name)
    try:
        grid = rasterio.open(path, driver="GTiff")
    except (RasterioError, OSError) as fault:
        raise BadGrid(file=path.name) from fault
    with grid:
        if grid.crs is None:
            raise BadGrid("no_crs", file=path.name)
        yield grid


def _summed(grid, shapes: gpd.GeoSeries) -> pd.DataFrame:
    """Of each shape: ``sum``, ``count`` (cells with a value, by parts), ``min``, and its size in ``cells``."""
    from exactextract import exact_extract
    from exactextract.raster import RasterioRasterSource
    from pyproj import CRS

    out = pd.DataFrame(
        {"sum": 0.0, "count": 0.0, "min": np.nan, "cells": 0.0}, index=range(len(shapes))
    )
    geoms = np.asarray(shapes.values, dtype=object)
    some = np.flatnonzero(~(shapely.is_missing(geoms) | shapely.is_empty(geoms)))
    if not len(some):
        return out
    crs = CRS.from_user_input(grid.crs.to_wkt())
    put = to_storage(shapes.iloc[some]).to_crs(crs)
    frame = gpd.GeoDataFrame({"row": some}, geometry=put.to_numpy(), crs=crs)
    found = exact_extract(
        RasterioRasterSource(grid, band_idx=1), frame, ["sum", "count", "min"],
        include_cols=["row"], output="pandas",
    ).set_index("row")  # fmt: skip
    for name in ("sum", "count", "min"):
        out.loc[found.index, name] = found[name].astype(float)
    out[["sum", "count"]] = out[["sum", "count"]].fillna(0.0)
    out.loc[some, "cells"] = shapely.area(put.values) / abs(grid.transform.determinant)
    return out
