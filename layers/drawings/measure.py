"""How long and how large what is drawn is on the ground."""

import json
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry import shape as to_shape

from geo.measure import geodesic_area_m2, geodesic_length_m
from layers.drawings.drawing import Feature


@dataclass(frozen=True)
class Measured:
    """Metres and square metres on the WGS 84 ellipsoid; None where there is nothing to measure.

    Attributes
    ----------
    length_m : float or None
        Of a line; of an area the length of its border.
    fault : str or None
        Why an area is not measured: ``crosses`` (its border crosses itself) or ``flat`` (it holds no
        ground). It is drawn all the same.
    """

    length_m: float | None = None
    area_m2: float | None = None
    fault: str | None = None


def measure(feature: Feature) -> Measured:
    """Measure one feature.

    Examples
    --------
    >>> line = {"type": "LineString", "coordinates": [[105.0, 21.0], [106.0, 21.0]]}
    >>> round(measure(Feature("a", "line", line)).length_m, 2)
    103970.23
    """
    if feature.kind not in ("line", "area"):
        return Measured()
    return _measured(json.dumps(feature.geometry, sort_keys=True))


def shape_of(feature: Feature) -> shapely.Geometry:
    """The feature as shapely has it, EPSG:4326, lon-lat, as it was drawn."""
    return to_shape(feature.geometry)


# Of hundreds of features one changes at a time.
@lru_cache(maxsize=4096)
def _measured(text: str) -> Measured:
    shape = to_shape(json.loads(text))
    if shape.geom_type == "LineString":
        return Measured(length_m=float(geodesic_length_m([shape])[0]))
    fault = _fault(shape)
    if fault is not None:
        return Measured(fault=fault)
    return Measured(float(geodesic_length_m([shape])[0]), float(geodesic_area_m2([shape])[0]))


def _fault(shape: shapely.Polygon) -> str | None:
    # The signed areas of a bow tie cancel out: only its hull tells it from a line.
    if shape.convex_hull.area == 0:
        return "flat"
    return None if shapely.is_valid(shape) else "crosses"
