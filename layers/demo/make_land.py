"""Make `data/land/vietnam_land.geojson` from the TopoJSON of the npm package world-atlas.

Run once, by hand: ``python -m layers.demo.make_land SOURCE TARGET``; see data/land/README.md.
"""

import json
import sys
from pathlib import Path

import numpy as np
import shapely

VIET_NAM = "704"
DECIMALS = 5


def country(topology: dict, country_id: str) -> shapely.MultiPolygon:
    """Decode one country of a quantised TopoJSON topology.

    Parameters
    ----------
    topology : dict
        A topology with the object `countries`, as world-atlas has it.
    country_id : str
        ISO 3166-1 numeric code, three digits.

    Returns
    -------
    MultiPolygon
        Valid, longitude and latitude in degrees (WGS 84), rounded to five decimals.
    """
    found = [g for g in topology["objects"]["countries"]["geometries"] if g.get("id") == country_id]
    if len(found) != 1:
        raise ValueError(f"the topology has {len(found)} countries with the id {country_id}")
    arcs = found[0]["arcs"] if found[0]["type"] == "MultiPolygon" else [found[0]["arcs"]]
    polygons = [
        shapely.Polygon(_ring(topology, rings[0]), [_ring(topology, hole) for hole in rings[1:]])
        for rings in arcs
    ]
    rounded = shapely.set_precision(
        shapely.union_all(shapely.make_valid(polygons, method="structure")), 10**-DECIMALS
    )
    return shapely.MultiPolygon([p for p in shapely.get_parts(rounded) if not p.is_empty])


def feature_collection(land: shapely.MultiPolygon, **properties) -> str:
    """GeoJSON text with one feature, coordinates at five decimals."""
    geometry = json.loads(
        shapely.to_geojson(land), parse_float=lambda text: round(float(text), DECIMALS)
    )
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    collection = {"type": "FeatureCollection", "features": [feature]}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _ring(topology: dict, arc_ids: list[int]) -> np.ndarray:
    arcs = [_arc(topology, arc_id) for arc_id in arc_ids]
    return np.vstack([arcs[0], *(arc[1:] for arc in arcs[1:])])


def _arc(topology: dict, arc_id: int) -> np.ndarray:
    """A negative id is the arc ~id run backwards; positions are steps on the topology's grid."""
    transform = topology["transform"]
    steps = np.cumsum(np.array(topology["arcs"][arc_id if arc_id >= 0 else ~arc_id]), axis=0)
    arc = steps * transform["scale"] + transform["translate"]
    return arc if arc_id >= 0 else arc[::-1]


def main(source: str, target: str) -> None:
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    text = feature_collection(
        country(topology, VIET_NAM),
        name="Viet Nam",
        source="Natural Earth 1:10m, Admin 0 countries, 4.1.0 (world-atlas 2.0.2)",
        licence="public domain",
    )
    Path(target).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
