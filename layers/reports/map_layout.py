"""Where things stand on a printed map: the main body, islands far out in boxes of their own, and labels."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

_FAR_M = 30_000.0
_INSETS = 3
_PEN_PT = 0.25
_SMALL_PT, _CROWD = 14.0, 4


@dataclass(frozen=True)
class View:
    """From metres to points of the page: ``page = (metres - origin) * scale + corner``."""

    origin: tuple[float, float]
    scale: float
    corner: tuple[float, float]
    size: tuple[float, float]

    def place(self, xy: np.ndarray) -> np.ndarray:
        """Metres (n, 2) as points of the page (n, 2)."""
        return (np.asarray(xy) - self.origin) * self.scale + self.corner

    @property
    def box(self) -> shapely.Polygon:
        """The ground that is seen, in metres."""
        x, y = self.origin[0], self.origin[1]
        return shapely.box(x, y, x + self.size[0] / self.scale, y + self.size[1] / self.scale)


def fit(bounds, corner, size, *, margin: float = 0.03) -> View:
    """The view that shows `bounds` (metres) in the middle of a box of the page."""
    west, south, east, north = bounds
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    scale = min(size[0] / wide, size[1] / high) * (1 - 2 * margin)
    centre = np.array([(west + east) / 2, (south + north) / 2])
    return View(tuple(centre - np.array(size) / 2 / scale), scale, tuple(corner), tuple(size))


def split_far(shapes: np.ndarray) -> list[np.ndarray]:
    """Polygons in groups of those that stand within 30 km of one another; most polygons first.

    Parameters
    ----------
    shapes : array of Polygon
        In metres.

    Returns
    -------
    list of array of int
        Rows of each group.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    tree = shapely.STRtree(shapes)
    a, b = tree.query(shapes, predicate="dwithin", distance=_FAR_M)
    links = coo_array((np.ones(len(a)), (a, b)), shape=(len(shapes), len(shapes)))
    count, group = connected_components(links, directed=False)
    groups = [np.flatnonzero(group == k) for k in range(count)]
    area = shapely.area(shapes)
    return sorted(groups, key=lambda rows: (len(rows), area[rows].sum()), reverse=True)


def main_and_insets(areas: gpd.GeoDataFrame) -> tuple[np.ndarray, list[np.ndarray]]:
    """Bounds of the main body, and of each group of islands far from it (at most three, largest first)."""
    parts = shapely.get_parts(areas.geometry.to_numpy())
    parts = parts[~shapely.is_empty(parts)]
    groups = split_far(parts)
    bounds = [shapely.total_bounds(parts[rows]) for rows in groups]
    return bounds[0], bounds[1 : 1 + _INSETS]


def drawn_shapes(shapes: np.ndarray, view: View) -> np.ndarray:
    """Shapes cut to the view and without what is finer than a pen: shared borders stay shared."""
    tolerance = _PEN_PT / view.scale
    pad = shapely.buffer(view.box, 4 / view.scale, join_style="mitre")
    inside = shapely.intersects(shapes, pad)
    out = np.full(len(shapes), shapely.Polygon(), dtype=object)
    if inside.any():
        thin = shapely.coverage_simplify(shapes[inside], tolerance)
        # A faulty border must not stop a page: what cannot be cut is left whole.
        out[inside] = np.where(
            shapely.is_valid(thin),
            shapely.intersection(shapely.make_valid(thin), pad),
            thin,
        )
    return out


def free_corner(
    shapes: np.ndarray,
    view: View,
    size: tuple[float, float],
    taken: tuple[tuple[float, float, float, float], ...] = (),
    *,
    most_hidden: float = 1.0,
) -> tuple[float, float] | None:
    """The corner of the view in which a box of `size` (points of the page) hides the least of `shapes`.

    None where every corner is `taken` (boxes of the page), or more than `most_hidden` of the box would
    lie over them.
    """
    ground = shapely.union_all(shapes[~shapely.is_empty(shapes)], grid_size=1.0)
    (left, low), (wide, high), pad = view.corner, view.size, 6.0
    corners = [
        (left + wide - size[0] - pad, low + pad),
        (left + wide - size[0] - pad, low + high - size[1] - pad),
        (left + pad, low + pad),
        (left + pad, low + high - size[1] - pad),
    ]

    def page_box(corner: tuple[float, float]):
        return shapely.box(*corner, corner[0] + size[0], corner[1] + size[1])

    def hidden(corner: tuple[float, float]) -> float:
        at = (np.array(corner) - view.corner) / view.scale + view.origin
        box = shapely.box(*at, *(at + np.array(size) / view.scale))
        return round(shapely.area(shapely.intersection(box, ground)) / shapely.area(box), 3)

    free = [c for c in corners if not any(page_box(c).intersects(shapely.box(*t)) for t in taken)]
    best = min(free, key=hidden, default=None)
    return None if best is None or hidden(best) > most_hidden else best


def crowded(shapes: np.ndarray, view: View, side: float) -> np.ndarray | None:
    """Bounds (metres) of the square, `side` points of the page wide, with most areas too small to be named.

    None where fewer than four stand together.
    """
    there = np.flatnonzero(~shapely.is_empty(shapes))
    little = there[np.sqrt(shapely.area(shapes[there])) * view.scale < _SMALL_PT]
    if len(little) < _CROWD:
        return None
    middles = shapely.get_coordinates(shapely.centroid(shapes[little]))
    half = side / 2 / view.scale
    near = (np.abs(middles[:, None, :] - middles[None, :, :]) < 0.9 * half).all(axis=2)
    best = int(near.sum(axis=1).argmax())
    if near[best].sum() < _CROWD:
        return None
    middle = middles[near[best]].mean(axis=0)
    return np.concatenate([middle - half, middle + half])


def round_distance(metres: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ that is not above `metres`: the length of a scale bar."""
    power = 10 ** np.floor(np.log10(metres))
    return float(max(step for step in (power, 2 * power, 5 * power) if step <= metres))


class Crowd:
    """Boxes of labels that stand already; a new one is taken where it meets none of them."""

    def __init__(self):
        self._boxes: list[tuple[float, float, float, float]] = []

    def take(self, x: float, y: float, wide: float, high: float) -> bool:
        """Whether there was room for a label around a point; if so the room is taken."""
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        free = all(
            box[2] < other[0] or other[2] < box[0] or box[3] < other[1] or other[3] < box[1]
            for other in self._boxes
        )
        if free:
            self._boxes.append(box)
        return free


def largest_part(shape):
    """The largest polygon of a shape."""
    parts = shapely.get_parts(shape)
    return parts[np.argmax(shapely.area(parts))]


def room_of(shape, view: View) -> tuple[float, float]:
    """How wide and high the largest part is on the page, measured through its middle."""
    part = largest_part(shape)
    x, y = shapely.get_coordinates(shapely.point_on_surface(part))[0]
    west, south, east, north = part.bounds
    across = shapely.intersection(part, shapely.LineString([(west, y), (east, y)]))
    along = shapely.intersection(part, shapely.LineString([(x, south), (x, north)]))
    spot = shapely.Point(x, y)
    return _span(across, spot) * view.scale, _span(along, spot) * view.scale


def _span(cut, spot) -> float:
    parts = shapely.get_parts(cut)
    return float(shapely.length(parts[np.argmin(shapely.distance(parts, spot))]))
