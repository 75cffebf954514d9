"""Which rows of a layer lie in areas that a grant names."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.locate import locate_points

_POINT, _MISSING = 0, -1
# Of a table: the column that holds codes of the units of a layer.
_CODES_OF = {"admin_province": "province_code", "admin_commune": "commune_code"}


def rows_inside(
    frame: pd.DataFrame, areas: Sequence[str], grounds: Mapping[str, pd.DataFrame]
) -> np.ndarray:
    """Which rows meet one of the areas; what lies on a border does. Rows without a place do not.

    Parameters
    ----------
    frame : DataFrame
        Of a layer with shapes its shapes; of a table the columns that name its units.
    areas : sequence of str
        ``<boundary layer>:<code>``; those that are not there have nothing in them.
    grounds : mapping of DataFrame
        The boundary layers.
    """
    inside = np.zeros(len(frame), bool)
    for layer_id, codes in by_layer(areas).items():
        if layer_id in grounds:
            ground = grounds[layer_id]
            units = ground[ground["code"].astype("string").isin(codes).to_numpy(bool)]
            if isinstance(frame, gpd.GeoDataFrame):
                inside |= _met(np.asarray(frame.geometry), np.asarray(units.geometry))
            else:
                inside |= _named(frame, units, _CODES_OF.get(layer_id))
    return inside


def by_layer(areas: Sequence[str]) -> dict[str, set[str]]:
    """The codes of areas by their boundary layer."""
    found: dict[str, set[str]] = {}
    for area in areas:
        layer_id, _, code = area.partition(":")
        found.setdefault(layer_id, set()).add(code)
    return found


def _met(shapes: np.ndarray, areas: np.ndarray) -> np.ndarray:
    if np.isin(shapely.get_type_id(shapes), (_POINT, _MISSING)).all():
        rows = locate_points(shapes, areas).point
    else:
        rows = shapely.STRtree(shapes).query(areas, predicate="intersects")[1]
    inside = np.zeros(len(shapes), bool)
    inside[rows] = True
    return inside


def _named(frame: pd.DataFrame, units: pd.DataFrame, column: str | None) -> np.ndarray:
    """Rows of a table that name one of the units by key, or by code in its boundary version."""
    inside = np.zeros(len(frame), bool)
    if "unit_key" in frame and "unit_key" in units:
        inside |= frame["unit_key"].isin(units["unit_key"]).to_numpy(bool)
    if column in frame and "version" in units and len(units):
        said = _version_of(frame)
        inside |= (frame[column].isin(units["code"]) & said.isin(units["version"])).to_numpy(bool)
    return inside


def _version_of(frame: pd.DataFrame) -> pd.Series:
    """The boundary version that the codes of each row are of, missing where it says none."""
    if "unit_key" in frame:
        return frame["unit_key"].astype("string").str.partition(":")[0]
    if "admin_version" in frame:
        return frame["admin_version"].astype("string")
    return pd.Series(pd.NA, index=frame.index, dtype="string")
