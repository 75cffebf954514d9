"""Rules of single shapes: there, of the right kind, on Earth, valid, of a bearable size, once."""

import numpy as np
import pandas as pd
import shapely

from layers.importing.report import Finding, row_findings
from layers.importing.rules import shapes as sh
from layers.importing.rules.case import Case
from layers.importing.rules.tangles import MOST_CROSSINGS, tangled

_NAMES = np.array(
    [
        *("Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString"),
        *("MultiPolygon", "GeometryCollection", ""),
    ],
    dtype=object,
)
_BASE_NAMES = {sh.POINT: "Point", sh.LINE: "LineString", sh.POLYGON: "Polygon"}
_FEW_POSITIONS = 5


def missing(case: Case) -> list[Finding]:
    """Rows without a position stay in the layer: they are counted as unknown, not as nowhere."""
    if not case.spatial:
        return []
    return row_findings("geometry.missing", "warning", ~case.present)


def wrong_type(case: Case) -> list[Finding]:
    """Shapes of a kind that the layer does not take."""
    wrong = case.present & ~np.isin(case.bases, list(_taken(case)))
    return row_findings(
        "geometry.type",
        "error",
        wrong,
        values=_NAMES[shapely.get_type_id(case.shapes)],
        params={"allowed": ", ".join(case.spec.geometry)},
    )


def mixed_types(case: Case) -> list[Finding]:
    """Points, lines and areas in one file, though the layer takes each of them."""
    bases = case.bases[case.present]
    counts = {name: int((bases == base).sum()) for base, name in _taken(case).items()}
    told = [f"{name}: {count}" for name, count in counts.items() if count]
    if len(told) < 2:
        return []
    return [Finding("geometry.mixed", "info", params={"kinds": ", ".join(told)})]


def _taken(case: Case) -> dict[int, str]:
    allowed = {name.removeprefix("Multi") for name in case.spec.geometry}
    return {base: name for base, name in _BASE_NAMES.items() if name in allowed}


def not_on_earth(case: Case) -> list[Finding]:
    """Coordinates that are not numbers, infinite, or no longitude and latitude at all."""
    wrong = case.present & ~case.usable
    shown = _on_rows(wrong, _worst(case.shapes[wrong]))
    return row_findings("geometry.out_of_range", "error", wrong, values=shown)


def too_many_vertices(case: Case) -> list[Finding]:
    """A single feature so large that neither a browser nor the overlay can take it."""
    size = shapely.get_num_coordinates(case.shapes)
    return row_findings(
        "geometry.too_many_vertices",
        "error",
        size > sh.MOST_VERTICES,
        values=size,
        params={"limit": sh.MOST_VERTICES},
    )


def invalid(case: Case) -> list[Finding]:
    """Invalid shapes; those that no repair could end in reasonable time are told apart.

    A line without length is invalid too, and is a finding of the routes.
    """
    shapes = case.shapes
    broken = sh.broken(shapes) & ~without_length(case)
    knotted = tangled(shapes, broken)
    plain = broken & ~knotted
    reasons = _on_rows(plain, shapely.is_valid_reason(shapes[plain]))
    return [
        *row_findings("geometry.invalid", "error", plain, values=reasons),
        *row_findings(
            "geometry.too_tangled",
            "error",
            knotted,
            values=shapely.get_num_coordinates(shapes),
            params={"limit": MOST_CROSSINGS},
        ),
    ]


def without_length(case: Case) -> np.ndarray:
    """Lines that lie in one point."""
    flags = case.usable & (case.bases == sh.LINE)
    flags[flags] &= shapely.length(case.shapes[flags]) == 0
    return flags


def repeated(case: Case) -> list[Finding]:
    """The very shape of an earlier row, whatever vertex its rings begin with."""
    shapes = case.shapes
    rows = np.flatnonzero(case.usable)
    single = shapely.get_type_id(shapes[rows]) == sh.POINT
    again = np.zeros(len(shapes), dtype=bool)
    first = np.zeros(len(shapes), dtype=int)
    xy = np.ascontiguousarray(shapely.get_coordinates(shapes[rows[single]])) + 0.0
    _mark_again(rows[single], xy.view(np.complex128).ravel(), again, first)
    alike = rows[~single][_maybe_alike(shapes[rows[~single]])]
    _mark_again(alike, shapely.to_wkb(shapely.normalize(shapes[alike])), again, first)
    return row_findings("geometry.repeated", "warning", again, details={"first": first + 1})


def too_wide(case: Case) -> list[Finding]:
    """Wider than half the globe: a shape torn at the 180th meridian, or spanned by a stray vertex."""
    west, _, east, _ = shapely.bounds(case.shapes).T
    width = np.where(case.usable, east, np.nan) - np.where(case.usable, west, np.nan)
    wide = width > 180
    return row_findings("geometry.wide", "warning", wide, values=width)


def rounded(case: Case) -> list[Finding]:
    """All positions with at most three decimals of a degree, which is more than 100 m."""
    coordinates = shapely.get_coordinates(case.shapes[case.usable])
    if len(coordinates) < _FEW_POSITIONS or not _has_decimals(coordinates[:1000], 3):
        return []
    for decimals in range(4):
        if _has_decimals(coordinates, decimals):
            params = {"decimals": decimals, "metres": round(111_000 / 10**decimals)}
            return [Finding("geometry.rounded", "info", params=params)]
    return []


def _worst(shapes: np.ndarray) -> list[str]:
    """Of each shape the first vertex that is no longitude and latitude."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = ~(np.abs(coordinates) <= sh.LIMITS).all(axis=1)
    first = np.unique(owner[bad], return_index=True)[1]
    return [f"{x:.10g}, {y:.10g}" for x, y in coordinates[bad][first]]


def _on_rows(flags: np.ndarray, values) -> np.ndarray:
    out = np.full(len(flags), None, dtype=object)
    out[flags] = values
    return out


def _maybe_alike(shapes: np.ndarray) -> np.ndarray:
    """Shapes that share their box and number of vertices with another: the only ones worth comparing."""
    keys = pd.DataFrame(shapely.bounds(shapes))
    keys["size"] = shapely.get_num_coordinates(shapes)
    return keys.duplicated(keep=False).to_numpy()


def _mark_again(rows: np.ndarray, keys, again: np.ndarray, first: np.ndarray) -> None:
    codes, found = pd.factorize(np.asarray(keys))
    leader = np.full(len(found), -1)
    leader[codes[::-1]] = rows[::-1]
    again[rows] = leader[codes] != rows
    first[rows] = leader[codes]


def _has_decimals(coordinates: np.ndarray, decimals: int) -> bool:
    scaled = coordinates * 10**decimals
    return bool((np.abs(scaled - np.rint(scaled)) < 1e-6).all())
