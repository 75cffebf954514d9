"""What the shapes of a layer measure on the ground, made once a version."""

import geopandas as gpd
import numpy as np

from geo.measure import geodesic_area_m2, geodesic_length_m
from layers.atlas import Atlas
from layers.spec import FieldSpec
from layers.store import Version

LENGTH = FieldSpec("@length", "Dài trên mặt đất", "Length on the ground", "number", unit="m")
AREA = FieldSpec("@area", "Diện tích trên mặt đất", "Area on the ground", "number", unit="ha")
_M2_OF_HA = 1e4


def lengths_m(atlas: Atlas, version: Version) -> np.ndarray:
    """Geodesic length of each row of a version in metres; NaN where a row has no shape."""
    return _measured(atlas, version, LENGTH, geodesic_length_m)


def areas_m2(atlas: Atlas, version: Version) -> np.ndarray:
    """Geodesic area of each row of a version in square metres; NaN where a row has no shape."""
    return _measured(atlas, version, AREA, geodesic_area_m2)


def measured_field(atlas: Atlas, version: Version) -> FieldSpec | None:
    """The field of what is measured: `LENGTH` of lines, `AREA` of areas, None of points and tables."""
    kind = atlas.store.specs[version.layer_id].kind
    return {"line": LENGTH, "area": AREA}.get(kind)


def measured(atlas: Atlas, version: Version, field: FieldSpec) -> np.ndarray:
    """The values of `LENGTH` in metres or of `AREA` in hectares."""
    if field == LENGTH:
        return lengths_m(atlas, version)
    return areas_m2(atlas, version) / _M2_OF_HA


def _measured(atlas: Atlas, version: Version, field: FieldSpec, measure) -> np.ndarray:
    def make() -> np.ndarray:
        frame = atlas.frame(version)
        if not isinstance(frame, gpd.GeoDataFrame):
            return np.full(len(frame), np.nan)
        made = measure(frame.geometry.to_numpy())
        made.flags.writeable = False
        return made

    return atlas.columns.once(f"measured-{field.name}-{version.key}", make)
