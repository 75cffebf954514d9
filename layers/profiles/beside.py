"""What lies beside an area, and on which areas a drawn shape lies."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_area_m2
from geo.neighbours import neighbours
from geo.viewport import Viewport
from layers.atlas import Atlas, Snapshot

_LEAST_SHARE = 1e-6


def beside_area(atlas: Atlas, snapshot: Snapshot, areas: str, row: int) -> pd.DataFrame:
    """The neighbours of an area: ``code``, ``name``, ``border_m``, the longest border first."""
    frame = atlas.frame(snapshot.versions[areas])
    found = neighbours(frame.geometry, row)
    number = found["area"].to_numpy()
    return pd.DataFrame(
        {
            "code": frame["code"].to_numpy(object)[number],
            "name": _names(frame)[number],
            "border_m": found["border_m"].to_numpy(),
        }
    )


def beside_shape(
    atlas: Atlas, snapshot: Snapshot, areas: str, ground: gpd.GeoSeries
) -> pd.DataFrame:
    """The areas a shape lies on: ``code``, ``name``, ``city``, ``km2`` and ``share`` of the shape; most first."""
    version = snapshot.versions[areas]
    frame = atlas.frame(version)
    index = atlas.frames.once(f"viewport-{version.key}", lambda: Viewport(frame.geometry))
    rows = np.sort(index.query(tuple(ground.total_bounds)))
    shape = ground.iloc[0]
    parts = shapely.intersection(shape, frame.geometry.values[rows])
    km2 = geodesic_area_m2(parts) / 1e6 if len(rows) else np.empty(0)
    share = km2 / (geodesic_area_m2([shape])[0] / 1e6)
    city = atlas.facts(snapshot, areas).areas["city"].to_numpy(object)
    found = pd.DataFrame(
        {
            "code": frame["code"].to_numpy(object)[rows],
            "name": _names(frame)[rows],
            "city": city[rows],
            "km2": km2,
            "share": share,
        }
    )
    found = found[found["share"] > _LEAST_SHARE]
    return found.sort_values(["km2", "code"], ascending=[False, True], ignore_index=True)


def _names(frame: pd.DataFrame) -> np.ndarray:
    code = frame["code"].astype(object)
    named = frame.get("full_name", frame.get("name", code)).astype(object)
    return named.where(named.notna(), code).to_numpy()
