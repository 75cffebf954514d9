"""Islands that the outline lacks: rounded shapes of the declared area around the known centres."""

from itertools import pairwise

import numpy as np
import pandas as pd
import shapely

_CORNERS = 24


def island_pieces(links: pd.DataFrame) -> np.ndarray:
    """One polygon (plane, km) for each link to an island commune.

    Where the former communes of a zone were islands of their own, each gets a shape at its own
    centre; otherwise they share the one shape as wedges around its middle.

    Parameters
    ----------
    links : DataFrame
        `to_code`, `area_km2` of the whole commune of today, `centre_x`, `centre_y`, `x`, `y`.
    """
    drawn = {}
    for _, group in links.reset_index(drop=True).groupby("to_code", sort=False):
        drawn |= zip(group.index, _zone(group), strict=True)
    return np.array([drawn[k] for k in range(len(links))], dtype=object)


def rounded_shape(x: float, y: float, area_km2: float) -> shapely.Polygon:
    """A slightly uneven disc of exactly this area, the same every time for the same centre."""
    angle = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    phase = 7.3 * x + 3.1 * y
    radius = 1 + 0.16 * np.cos(2 * angle + phase) + 0.07 * np.sin(3 * angle - 1.7 * phase)
    shape = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    shape *= np.sqrt(area_km2 / shapely.Polygon(shape).area)
    return shapely.Polygon(shape + np.array([x, y]))


def _zone(group: pd.DataFrame) -> list:
    centre = group[["centre_x", "centre_y"]].to_numpy()[0]
    area_km2 = group["area_km2"].iloc[0]
    own = group[["x", "y"]].to_numpy().copy()
    each = area_km2 / len(own)
    own[np.argmin(np.hypot(*(own - centre).T))] = centre
    shapes = [rounded_shape(x, y, each) for x, y in own]
    if shapely.area(shapely.union_all(shapes)) > 0.999 * area_km2:
        return shapes
    return _wedges(rounded_shape(*centre, area_km2), len(own))


def _wedges(shape: shapely.Polygon, count: int) -> list:
    """Cut into sectors of as many corners each; the middle is common to all."""
    ring = np.array(shape.exterior.coords)[:-1]
    middle = ring.mean(axis=0)
    cuts = np.linspace(0, len(ring), count + 1).round().astype(int)
    closed = np.vstack([ring, ring[:1]])
    return [shapely.Polygon(np.vstack([middle, closed[a : b + 1]])) for a, b in pairwise(cuts)]
