"""Declared ward against containing ward, row by row."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.measure import WGS84 as ELLIPSOID
from layers.importing.place.declared import Named, find_named, inside_named
from layers.importing.place.names import COMMUNE
from layers.importing.report import Finding

if TYPE_CHECKING:  # rules.case belongs to a room that imports this one
    from layers.importing.rules.case import Case

# Simplified boundaries run up to 20 m beside the real ones.
TOLERANCE_M = 30
_MOST_MEASURED = 100_000


def ward_mismatch(case: "Case") -> list[Finding]:
    """Rows that name a ward, by code or name, of today or former, and lie in another.

    Lines count by their middle, areas by a point inside. A name that several wards bear is right
    when the row lies in any of them. Rows at most `TOLERANCE_M` outside their ward are right too.
    Where the boundaries are approximate the finding is only a remark.
    """
    if not case.spatial or not len(case.frame):
        return []
    plain = pd.DataFrame(case.frame.drop(columns=case.frame.active_geometry_name))
    named = find_named(plain, case.ground, levels=(COMMUNE,))
    if named is None:
        return []
    xy = positions(np.asarray(case.frame.geometry.values))
    rows = np.flatnonzero(named.rows & np.isfinite(xy).all(axis=1))
    rows = rows[~inside_named(named, rows, xy[rows])]
    if not len(rows):
        return []
    declared, distance = _nearest(named, rows, xy[rows])
    far = ~(distance <= TOLERANCE_M)
    return _told(plain, named, rows[far], declared[far], distance[far], xy[rows[far]])


def positions(geoms: np.ndarray) -> np.ndarray:
    """One position of each geometry (n, 2): of a line its middle, of an area a point inside."""
    dimension = shapely.get_dimensions(geoms)
    points = geoms.copy()
    lines, areas = dimension == 1, dimension == 2
    points[lines] = shapely.line_interpolate_point(_one_line(geoms[lines]), 0.5, normalized=True)
    points[areas] = shapely.point_on_surface(geoms[areas])
    other = shapely.get_type_id(points) > 0
    points[other] = shapely.centroid(points[other])
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _one_line(lines: np.ndarray) -> np.ndarray:
    """Of lines in several pieces the first."""
    return np.where(shapely.get_type_id(lines) > 2, shapely.get_geometry(lines, 0), lines)


def _nearest(named: Named, rows: np.ndarray, xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The area each row names (the nearest, if several) and the metres to it; NaN beyond the first 100,000."""
    pair, area = named.pairs(rows)
    shapes = np.asarray(named.areas.frame.geometry.values)
    measured = pair < _MOST_MEASURED
    lines = shapely.shortest_line(shapes[area[measured]], shapely.points(xy[pair[measured]]))
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    metres = np.full(len(pair), np.nan)
    metres[measured] = ELLIPSOID.inv(*ends[:, 0].T, *ends[:, 1].T)[2]
    order = np.lexsort((metres, pair))
    first = order[np.r_[True, pair[order][1:] != pair[order][:-1]]]
    return area[first], metres[first]


def _told(
    frame: pd.DataFrame,
    named: Named,
    rows: np.ndarray,
    declared: np.ndarray,
    distance: np.ndarray,
    xy: np.ndarray,
) -> list[Finding]:
    areas = named.areas.frame
    names = areas["full_name"].fillna(areas["name"]).astype(object).to_numpy()
    containing = _containing(areas, declared, xy)
    told = pd.DataFrame(
        {
            "declared": names[declared],
            "containing": np.where(containing >= 0, names[containing], "–"),
            "distance_m": np.where(np.isnan(distance), np.nan, np.round(distance)),
        }
    )
    values = frame[named.column].to_numpy(object)[rows]
    drawn = areas["approximate"].to_numpy(bool)[declared]

    def those(which: np.ndarray) -> dict:
        details = {name: told[name][which].tolist() for name in told}
        return {
            "column": named.column,
            "rows": rows[which],
            "values": values[which],
            "details": details,
        }

    found = []
    if not drawn.all():
        found.append(Finding("place.other_ward", "warning", **those(~drawn)))
    if drawn.any():
        found.append(Finding("place.other_ward_approximate", "info", **those(drawn)))
    return found


def _containing(areas: pd.DataFrame, declared: np.ndarray, xy: np.ndarray) -> np.ndarray:
    """The area that holds each position, of the layer its declared one is of; -1 for none."""
    layers = areas["layer"].to_numpy(object)
    shapes = np.asarray(areas.geometry.values)
    containing = np.full(len(xy), -1)
    for layer in np.unique(layers[declared]):
        asked, members = np.flatnonzero(layers[declared] == layer), np.flatnonzero(layers == layer)
        # A tree also where a grid would be quicker: the worker may not keep what is compiled for that,
        # and would wait half a minute for the compiler in every import.
        tree = shapely.STRtree(shapely.points(xy[asked]))
        area, point = tree.query(shapes[members], predicate="intersects")
        containing[asked[point]] = members[area]
    return containing
