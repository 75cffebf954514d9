"""Cut the coast files of the map: faint neighbouring land, and Viet Nam for the inset."""

import json
from pathlib import Path

import numpy as np
import shapely
from shapely import Geometry

CLIP = (60.0, -20.0, 155.0, 48.0)
NEAR = (101.0, 6.0, 112.0, 25.0)
VIET_NAM = "704"
STRIP_DEG = 0.02
NEAR_TOLERANCE_DEG = 0.008
FAR_TOLERANCE_DEG = 0.05
INSET_TOLERANCE_DEG = 0.06


def write_coast(atlas: Path, folder: Path) -> None:
    """Write ``land.json`` (GeoJSON) and ``vietnam.js`` (outline of the inset) from Natural Earth.

    Both carry coordinates in degrees, lon-lat, and neither carries a name or a border between
    countries.

    Parameters
    ----------
    atlas : Path
        The npm package ``world-atlas``.
    folder : Path
        Where the two files go.
    """
    viet_nam = _country(json.loads((atlas / "countries-10m.json").read_text("utf-8")), VIET_NAM)
    land = _land(json.loads((atlas / "land-10m.json").read_text("utf-8")))
    # At city zoom this coast is a kilometre or two off. Where the communes lie on top, a coast
    # drawn slightly inland stays hidden, and one drawn out at sea would show as false land.
    shore = shapely.intersection(viet_nam.boundary, shapely.buffer(land.boundary, 0.005))
    land = shapely.difference(land, shapely.buffer(shore, STRIP_DEG))
    near = shapely.box(*NEAR)
    parts = np.concatenate(
        [
            _large_parts(shapely.intersection(land, near), NEAR_TOLERANCE_DEG),
            _large_parts(shapely.difference(land, near), FAR_TOLERANCE_DEG),
        ]
    )
    folder.mkdir(parents=True, exist_ok=True)
    geometry = {"type": "MultiPolygon", "coordinates": [_rings(p, 3) for p in parts]}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    (folder / "land.json").write_text(json.dumps(feature, separators=(",", ":")), "utf-8")
    outline = shapely.simplify(viet_nam, INSET_TOLERANCE_DEG)
    pieces = [_rings(p, 2)[0] for p in shapely.get_parts(outline) if p.area > 0.02]
    text = json.dumps(pieces, separators=(",", ":"))
    (folder / "vietnam.js").write_text(f"hatang.VIET_NAM = {text};\n", "utf-8")


def _large_parts(land: Geometry, tolerance: float) -> np.ndarray:
    parts = shapely.get_parts(shapely.simplify(land, tolerance))
    return parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > tolerance**2)]


def _country(topology: dict, code: str) -> Geometry:
    shapes = topology["objects"]["countries"]["geometries"]
    return _geometry(topology, next(s for s in shapes if s.get("id") == code))


def _land(topology: dict) -> Geometry:
    shapes = topology["objects"]["land"]["geometries"]
    return shapely.union_all([_geometry(topology, shape) for shape in shapes])


def _geometry(topology: dict, shape: dict) -> Geometry:
    """Decode a TopoJSON (Multi)Polygon (delta-coded integer arcs) and cut it to `CLIP`."""
    transform = topology["transform"]
    arcs = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]

    def line(index: int) -> np.ndarray:
        steps = np.asarray(topology["arcs"][index if index >= 0 else ~index])
        points = np.cumsum(steps, axis=0) * transform["scale"] + transform["translate"]
        return points if index >= 0 else points[::-1]

    def ring(indices: list[int]) -> np.ndarray:
        return np.concatenate([line(i)[(1 if n else 0) :] for n, i in enumerate(indices)])

    polygons = [shapely.Polygon(ring(p[0]), [ring(hole) for hole in p[1:]]) for p in arcs]
    box = shapely.box(*CLIP)
    near = [p for p in polygons if shapely.intersects(shapely.envelope(p), box)]
    valid = shapely.make_valid(near, method="structure", keep_collapsed=False)
    return shapely.union_all(shapely.intersection(valid, box))


def _rings(polygon: shapely.Polygon, digits: int) -> list[list[list[float]]]:
    rings = [polygon.exterior, *polygon.interiors]
    return [np.round(np.asarray(r.coords)[:, :2], digits).tolist() for r in rings]
