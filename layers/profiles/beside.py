"""What lies beside an area, and on which areas a drawn shape lies."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_area_m2
from geo.neighbours import neighbours
from layers.atlas import Atlas, Snapshot
from layers.store import Version

_LEAST_SHARE = 1e-6


def beside_area(atlas: Atlas, snapshot: Snapshot, areas: str, row: int) -> pd.DataFrame:
    """The neighbours of an area: ``code``, ``name``, ``border_m``, the longest border first."""
    version = snapshot.versions[areas]
    found = neighbours(atlas.frame(version).geometry, row)
    named = _named(atlas, version, found["area"].to_numpy())
    return pd.DataFrame(named | {"border_m": found["border_m"].to_numpy()})


def beside_shape(
    atlas: Atlas, snapshot: Snapshot, areas: str, ground: gpd.GeoSeries
) -> pd.DataFrame:
    """The areas a shape lies on: ``code``, ``name``, ``city``, ``km2`` and ``share`` of the shape; most first."""
    version = snapshot.versions[areas]
    frame = atlas.frame(version)
    rows = np.sort(atlas.viewport(version).query(tuple(ground.total_bounds)))
    shape = ground.iloc[0]
    parts = shapely.intersection(shape, frame.geometry.values[rows])
    km2 = geodesic_area_m2(parts) / 1e6 if len(rows) else np.empty(0)
    share = km2 / (geodesic_area_m2([shape])[0] / 1e6)
    city = atlas.facts(snapshot, areas).areas["city"].to_numpy(object)
    named = _named(atlas, version, rows)
    found = pd.DataFrame(named | {"city": city[rows], "km2": km2, "share": share})
    found = found[found["share"] > _LEAST_SHARE]
    return found.sort_values(["km2", "code"], ascending=[False, True], ignore_index=True)


def _named(atlas: Atlas, version: Version, rows: np.ndarray) -> dict[str, np.ndarray]:
    """``code`` and ``name`` of some areas."""
    codes, names = atlas.frames.once(
        f"area-names-{version.key}", lambda: _names(atlas.frame(version))
    )
    return {"code": codes[rows], "name": names[rows]}


def _names(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    code = frame["code"].astype(object)
    named = frame.get("full_name", frame.get("name", code)).astype(object)
    return code.to_numpy(), named.where(named.notna(), code).to_numpy()
