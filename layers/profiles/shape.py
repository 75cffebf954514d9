"""The facts of a drawn shape, in the form of those of areas, so that the same indicators can be made of them."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.measure import geodesic_area_m2
from layers.atlas import Atlas, Snapshot
from layers.facts import LAYERS, ROUTES
from layers.indicators import SERVICE_COLUMNS
from layers.profiles.tally import ALONE, SHARED

MASTS = "antenna_mast"


def facts_of_shape(
    atlas: Atlas,
    snapshot: Snapshot,
    areas: str,
    ground: gpd.GeoSeries,
    met: pd.DataFrame,
    table: pd.DataFrame,
) -> pd.DataFrame:
    """One row of facts (`layers.facts`) out of what was tallied in a shape.

    Nothing found is zero only where somebody looked: where a city that the shape lies in has data of
    the layer. Figures of services are told by unit and are never spread over a shape.

    Parameters
    ----------
    met : DataFrame
        The areas it lies on (`layers.profiles.beside.beside_shape`).
    table : DataFrame
        Of `layers.profiles.tally`.
    """
    facts = atlas.facts(snapshot, areas).areas
    here = facts[facts["city"].isin(met["city"].dropna().unique())]
    amount = table.groupby("layer")["amount"].sum()
    row = {"area_km2": float(geodesic_area_m2(ground.values)[0]) / 1e6}
    for layer in LAYERS:
        column = f"km_{layer}" if layer in ROUTES else f"n_{layer}"
        looked = layer in amount.index or here[column].notna().any()
        row[column] = float(amount.get(layer, 0.0)) if looked else np.nan
    masts = table[table["layer"] == MASTS]
    said = masts.groupby("shared")["amount"].sum()
    shared, alone = float(said.get(SHARED, 0.0)), float(said.get(ALONE, 0.0))
    looked = not np.isnan(row[f"n_{MASTS}"])
    row["masts_shared"] = shared if looked else np.nan
    row["masts_sharing_known"] = shared + alone if looked else np.nan
    return pd.DataFrame([row | dict.fromkeys(SERVICE_COLUMNS, np.nan)])
