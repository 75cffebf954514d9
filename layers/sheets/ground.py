"""The ground of a sheet: which system of coordinates, what lies in it, and how much of it fits a paper."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from geo.crs import STORAGE_CRS, metric_crs, to_metric, transformer
from geo.vn2000 import VN2000_TM3
from layers.atlas import Atlas, Snapshot
from layers.cards import areas_of
from layers.maps.view import MapView
from layers.reports.map_layout import View, main_and_insets
from layers.words import Words

PT_PER_M = 72 / 0.0254
"""Points of the page in a metre of paper."""
# The mainland and both archipelagos.
_COUNTRY = (102.1, 7.0, 116.6, 23.5)
_STEPS = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8, 9, 10)
_DEGREES = CRS.from_user_input(STORAGE_CRS)


@dataclass(frozen=True)
class Ground:
    """The place of a map in metres.

    Attributes
    ----------
    crs : CRS
        The VN-2000 zone of the place.
    bounds : ndarray
        (minx, miny, maxx, maxy) of the main body of the place, in metres.
    frame : GeoDataFrame
        All areas of the boundary layer, EPSG:4326; shared, not to be edited.
    asked : ndarray of bool
        Which of them belong to the place.
    shapes : ndarray
        All areas in metres.
    """

    crs: CRS
    bounds: np.ndarray
    frame: gpd.GeoDataFrame
    asked: np.ndarray
    shapes: np.ndarray

    @property
    def bounds_degrees(self) -> tuple[float, float, float, float]:
        """`bounds` in degrees, a little wider than they are."""
        edge = transformer(self.crs, _DEGREES).transform_bounds(*self.bounds, densify_pts=21)
        return tuple(float(side) for side in edge)


def ground_of(atlas: Atlas, snapshot: Snapshot, view: MapView) -> Ground:
    """The place that a view shows; kept per version."""
    version = snapshot.versions[view.areas]

    def make() -> Ground:
        frame = atlas.frame(version)
        asked = np.zeros(len(frame), bool)
        asked[areas_of(atlas, snapshot, view.areas, view.city).index] = True
        place = frame[asked]
        crs = metric_crs(place)
        shapes = to_metric(frame.geometry, crs=crs).to_numpy()
        if view.whole_country:
            main = np.array(transformer(_DEGREES, crs).transform_bounds(*_COUNTRY))
        else:
            main, _ = main_and_insets(gpd.GeoDataFrame(geometry=shapes[asked], crs=crs))
        return Ground(crs, main, frame, asked, shapes)

    return atlas.frames.once(f"sheet-ground-{version.key}-{view.city}", make)


def wanted_box(ground: Ground, view: MapView) -> np.ndarray:
    """What is to be seen, in metres: what the reader looks at, else the whole place."""
    if view.at is None or view.at.bbox is None:
        return ground.bounds
    return np.array(transformer(_DEGREES, ground.crs).transform_bounds(*view.at.bbox))


def fitting_scale(box: np.ndarray, size: tuple[float, float]) -> int:
    """The n of the largest round scale 1:n at which a box (metres) fits a window (points)."""
    wide, high = box[2] - box[0], box[3] - box[1]
    needed = max(wide * PT_PER_M / size[0], high * PT_PER_M / size[1])
    power = 10 ** int(np.floor(np.log10(needed)))
    return int(next(round(step * power) for step in _STEPS if round(step * power) >= needed))


def middle_of(ground: Ground, box: np.ndarray, centre: tuple[float, float] | None) -> np.ndarray:
    """The middle of a sheet in metres: of the box, or the place in degrees that was asked for."""
    if centre is None:
        return np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    return np.array(transformer(_DEGREES, ground.crs).transform(*centre))


def view_around(middle: np.ndarray, scale: int, box: tuple[float, float, float, float]) -> View:
    """How metres lie in a window (x, y, width, height in points) at exactly 1:`scale`."""
    per_metre = PT_PER_M / scale
    size = np.array(box[2:])
    return View(tuple(middle - size / 2 / per_metre), per_metre, tuple(box[:2]), tuple(box[2:]))


def degrees_of(ground: Ground, view: View) -> tuple[float, float, float, float]:
    """The box of a window in degrees (minx, miny, maxx, maxy), all of its ground inside."""
    edge = transformer(ground.crs, _DEGREES).transform_bounds(*view.box.bounds, densify_pts=21)
    return tuple(float(side) for side in edge)


def metric_shapes(shapes: np.ndarray, ground: Ground) -> np.ndarray:
    """Shapes in degrees as shapes in the metres of the ground."""
    series = gpd.GeoSeries(shapes, crs=STORAGE_CRS)
    return to_metric(series, crs=ground.crs).to_numpy()


def system_name(crs: CRS, words: Words) -> str:
    """The system of coordinates as a map names it."""
    code = crs.to_epsg()
    meridian = VN2000_TM3.get(code)
    if meridian is not None:
        whole, part = divmod(round(meridian * 60), 60)
        return words("sheet.crs.tm3", meridian=f"{whole}°{part:02d}'", code=str(code))
    if code in (3405, 3406):
        return words("sheet.crs.utm", zone="48N" if code == 3405 else "49N", code=str(code))
    return words("sheet.crs.other", name=crs.name, code=str(code))


def grid_interval(scale: int, *, least_pt: float = 95.0) -> float:
    """Metres between lines of the grid: 1, 2 or 5 × 10ⁿ, at least `least_pt` apart on paper."""
    least = least_pt * scale / PT_PER_M
    power = 10 ** np.floor(np.log10(least))
    return float(next(s for s in (power, 2 * power, 5 * power, 10 * power) if s >= least))


def grid_places(low: float, high: float, interval: float) -> np.ndarray:
    """The whole multiples of `interval` between two coordinates."""
    return np.arange(np.ceil(low / interval), np.floor(high / interval) + 1) * interval + 0.0


def islands_in(ground: Ground, view: View, islands) -> np.ndarray:
    """Islands (lon, lat) that lie in a window, as points of the page (n, 2)."""
    east, north = transformer(_DEGREES, ground.crs).transform(*np.transpose(islands))
    xy = np.column_stack([east, north])
    inside = shapely.contains_xy(view.box, *xy.T)
    return view.place(xy[inside])
