"""Rules of areas that divide a territory among them: none over another, nothing left between."""

import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_area_m2
from layers.importing.report import Finding
from layers.importing.rules import shapes as sh
from layers.importing.rules.case import Case
from layers.importing.rules.tangles import count_crossings, edges_of

LEAST_M2 = 1.0
MOST_PAIRS = 20_000
# Overlaying two areas takes about 6 s for a million vertices.
MOST_VERTICES = 3_000_000
MOST_CROSSINGS = 100_000
_MOST_IN_A_FACE = 50
_NAMED = 5
# Areas of telecom services (coverage, zones) lie over one another by nature.
_LAYERED = "telecom"


def cover(case: Case) -> list[Finding]:
    """Overlaps between two areas, and gaps that areas enclose, of at least 1 m2.

    The borders that two neighbours do not share to the vertex are cut into faces; each face lies in
    as many areas throughout, so one point of it tells how many. Versions of a territory that stand in
    one file are looked at one by one.
    """
    if case.spec.group == _LAYERED:
        return []
    shapes = case.shapes
    rows = case.sound(sh.POLYGON)
    findings = []
    for group in _versions(case, rows):
        if len(group) > 1:
            findings += _compared(shapes[group], group)
    return findings


def _versions(case: Case, rows: np.ndarray) -> list[np.ndarray]:
    if "version" not in case.frame:
        return [rows]
    codes = pd.factorize(case.frame["version"].astype("string").iloc[rows])[0]
    return [rows[codes == code] for code in np.unique(codes)]


def _compared(areas: np.ndarray, rows: np.ndarray) -> list[Finding]:
    tree = shapely.STRtree(areas)
    if sh.crowded(tree):
        return [Finding("areas.not_compared", "info", params={"count": len(rows)})]
    edges = _unshared(areas[_with_neighbours(tree)])
    if count_crossings(edges, most=MOST_CROSSINGS) > MOST_CROSSINGS:
        return [Finding("areas.not_compared", "info", params={"count": len(rows)})]
    faces, area = _faces(edges)
    depth = _depth(tree, faces)
    return [
        *_overlaps(areas, rows, tree, faces[depth > 1]),
        *_gaps(rows, tree, faces[depth == 0], area[depth == 0]),
    ]


def _with_neighbours(tree: shapely.STRtree) -> np.ndarray:
    """Whether the box of an area meets another box; the rest can neither overlap nor enclose a gap."""
    met = tree.query(tree.geometries)[0]
    return np.bincount(met, minlength=len(tree.geometries)) > 1


def _unshared(areas: np.ndarray) -> np.ndarray:
    """Edges where the number of areas changes: those that no neighbour has the other way round."""
    edges = edges_of(shapely.orient_polygons(areas)).reshape(-1, 4) + 0.0
    x0, y0, x1, y1 = edges.T
    back = (x0 > x1) | ((x0 == x1) & (y0 > y1))
    codes = _edge_codes(np.where(back[:, None], edges[:, [2, 3, 0, 1]], edges))
    surplus = np.bincount(codes, np.where(back, -1, 1))
    once = np.zeros(len(edges), dtype=bool)
    once[np.unique(codes, return_index=True)[1]] = True
    return edges[once & (surplus[codes] != 0)].reshape(-1, 2, 2)


def _faces(edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the edges cut the plane into, as far as it is closed, with the area of each in m2."""
    lines = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(edges)))
    noded = shapely.union_all(shapely.get_parts(lines))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    area = geodesic_area_m2(faces) if len(faces) else np.empty(0)
    return faces[area >= LEAST_M2], area[area >= LEAST_M2]


def _depth(tree: shapely.STRtree, faces: np.ndarray) -> np.ndarray:
    """In how many areas each face lies.

    A point on the border that two neighbours share is within neither, and yet covered once.
    """
    points = shapely.point_on_surface(faces)
    within = np.bincount(tree.query(points, predicate="within")[0], minlength=len(faces))
    met = np.bincount(tree.query(points, predicate="intersects")[0], minlength=len(faces))
    return within + (met > within)


def _edge_codes(edges: np.ndarray) -> np.ndarray:
    starts = pd.factorize(np.ascontiguousarray(edges[:, :2]).view(np.complex128).ravel())[0]
    ends = pd.factorize(np.ascontiguousarray(edges[:, 2:]).view(np.complex128).ravel())[0]
    return pd.factorize(starts * (ends.max(initial=0) + 1) + ends)[0]


def _overlaps(
    areas: np.ndarray, rows: np.ndarray, tree: shapely.STRtree, faces: np.ndarray
) -> list[Finding]:
    one, other = _pairs(tree, faces)
    size = shapely.get_num_coordinates(areas)
    within = int((np.cumsum(size[one] + size[other]) <= MOST_VERTICES).sum())
    measured = min(max(within, 1), MOST_PAIRS, len(one))
    shared = geodesic_area_m2(shapely.intersection(areas[one[:measured]], areas[other[:measured]]))
    real = np.flatnonzero(shared >= LEAST_M2)
    findings = []
    if len(real):
        findings.append(
            Finding(
                "areas.overlap",
                "warning",
                rows=rows[other[real]],
                details={
                    "other": (rows[one[real]] + 1).tolist(),
                    "area_m2": shared[real].round(1).tolist(),
                },
            )
        )
    if len(one) > measured:
        params = {"count": len(one), "limit": measured}
        findings.append(Finding("areas.overlaps_cut", "info", params=params))
    return findings


def _pairs(tree: shapely.STRtree, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Areas that meet in one of the faces, each pair once; in the order of the later one."""
    met = _met(tree, faces)
    met = met[met.groupby("face").cumcount() < _MOST_IN_A_FACE]
    both = met.merge(met, on="face", suffixes=("_one", "_other"))
    both = both[both["area_one"] < both["area_other"]]
    both = both.drop_duplicates(["area_one", "area_other"]).sort_values(["area_other", "area_one"])
    return both["area_one"].to_numpy(), both["area_other"].to_numpy()


def _met(tree: shapely.STRtree, faces: np.ndarray) -> pd.DataFrame:
    face, area = tree.query(faces, predicate="intersects")
    return pd.DataFrame({"face": face, "area": area}).sort_values(["face", "area"])


def _gaps(
    rows: np.ndarray, tree: shapely.STRtree, faces: np.ndarray, area: np.ndarray
) -> list[Finding]:
    """Gaps between two areas or more; what one area encloses alone is its own hole."""
    met = _met(tree, faces)
    met = met[met.duplicated("face", keep=False)]
    if met.empty:
        return []
    rank = met.groupby("face").cumcount()
    first = met[rank == 0]
    gap = first["face"].to_numpy()
    named = met[(rank > 0) & (rank <= _NAMED)]
    others = (rows[named["area"]] + 1).astype(str)
    middle = shapely.get_coordinates(shapely.point_on_surface(faces[gap]))
    return [
        Finding(
            "areas.gap",
            "warning",
            rows=rows[first["area"]],
            details={
                "others": pd.Series(others)
                .groupby(named["face"].to_numpy())
                .agg(", ".join)
                .tolist(),
                "area_m2": area[gap].round(1).tolist(),
                "place": [f"{lon:.6f}, {lat:.6f}" for lon, lat in middle],
            },
        )
    ]
