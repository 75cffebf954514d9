"""What a question draws over the layers: features with their kind, few and light enough to come with the state."""

import json
from collections import Counter
from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.words import Words
from web.map.style import SKETCH

# Characters of GeoJSON for all shapes of a sketch; a state is sent whole at each run.
MOST_CHARACTERS = 60_000
# Degrees: about 2 m, then coarser until the shapes fit.
_TOLERANCES = (0.00002, 0.0001, 0.0003, 0.001, 0.003)


def sketch_feature(
    feature_id: str,
    kind: str,
    geometry: BaseGeometry | Mapping,
    *,
    label: str = "",
    movable: bool = False,
    radius_m: float | None = None,
    mark: str | None = None,
) -> dict:
    """Return one feature of a sketch.

    Parameters
    ----------
    kind : str
        A key of `web.map.style.SKETCH`.
    geometry : shapely geometry or GeoJSON mapping
        In degrees (EPSG:4326), lon-lat.
    label : str
        Plain text; its first line stands out. It may come from a file: the map shows it as text.
    movable : bool
        A point that a reader may pull elsewhere.
    radius_m : float, optional
        The ground to draw round a point, in metres.
    mark : str, optional
        Up to three signs inside the symbol of a point.
    """
    if isinstance(geometry, BaseGeometry):
        geometry = _light(geometry, _TOLERANCES[0])
    return {
        "id": str(feature_id),
        "kind": kind,
        "geometry": dict(geometry),
        "label": str(label)[:300],
        "movable": movable,
        "radius_m": None if radius_m is None or not np.isfinite(radius_m) else float(radius_m),
        "mark": mark,
    }


def light_shapes(shapes, *, most_characters: int = MOST_CHARACTERS) -> list[dict]:
    """Return shapes as GeoJSON, simplified until all of them together are light enough.

    Parameters
    ----------
    shapes : array of shapely geometry
        In degrees. What is drawn is coarser, what is counted is not.
    """
    shapes = np.asarray(shapes, dtype=object)
    texts: list[str] = []
    for tolerance in _TOLERANCES:
        plain = shapely.simplify(shapes, tolerance)
        rounded = shapely.transform(plain, lambda xy: np.round(xy, 5))
        texts = [text or "null" for text in shapely.to_geojson(rounded)]
        if sum(map(len, texts)) <= most_characters:
            break
    return [json.loads(text) or {"type": "GeometryCollection", "geometries": []} for text in texts]


def make_sketch(
    features: list[dict],
    words: Words,
    *,
    fit: str | None = None,
    selected: str | None = None,
    labels: Mapping[str, str | None] | None = None,
) -> dict | None:
    """Return the sketch with an entry of the legend for each kind that is there; None where nothing is drawn.

    Parameters
    ----------
    fit, selected : str, optional
        Ids of features; ``fit="*"`` is all of them.
    labels : mapping, optional
        kind -> its words in the legend, or None to leave it out; else those of ``sketch.<kind>``.
    """
    if not features:
        return None
    counts, named = Counter(each["kind"] for each in features), labels or {}
    entries = [
        {
            "kind": kind,
            "label": named[kind] if kind in named else words(f"sketch.{kind}"),
            "count": counts[kind],
            "style": SKETCH[kind],
        }
        for kind in SKETCH
        if kind in counts
    ]
    return {"features": features, "entries": entries, "fit": fit, "selected": selected}


def _light(geometry: BaseGeometry, tolerance: float) -> dict:
    if geometry.geom_type == "Point":
        return {"type": "Point", "coordinates": [round(geometry.x, 6), round(geometry.y, 6)]}
    plain = shapely.simplify(geometry, tolerance)
    return json.loads(shapely.to_geojson(shapely.transform(plain, lambda xy: np.round(xy, 5))))
