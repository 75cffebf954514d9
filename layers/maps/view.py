"""The map of a visitor, whole: what a link holds, what a saved view keeps, what is printed and exported."""

import math
from dataclasses import dataclass, field, replace

from layers.cards import COUNTRY
from layers.errors import BadView
from layers.filters.condition import Filter
from layers.looks.look import Look

FIRST_CITY = "48"
FIRST_AREAS = "admin_commune"
FIRST_INDICATOR = "mast_density"
FIRST_LAYERS = ("antenna_mast", "duct_route")
MOST_LAYERS = 40
MOST_SELECTED = 500
MOST_COMPARED = 5
EVERYTHING = Filter()


@dataclass(frozen=True)
class LayerView:
    """One layer of the map.

    Attributes
    ----------
    opacity : float
        From 0.1 to 1.
    look : Look or None
        None: as its spec has it.
    hidden : tuple of str
        Classes of the legend that are switched off, by their id.
    """

    layer: str
    visible: bool = True
    opacity: float = 1.0
    look: Look | None = None
    filter: Filter = EVERYTHING
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class At:
    """Where a visitor looks: the middle in degrees, the zoom of the map, and its size in CSS pixels."""

    lat: float
    lon: float
    zoom: float
    width: int = 0
    height: int = 0

    def __post_init__(self) -> None:
        numbers = (self.lat, self.lon, self.zoom)
        if not all(map(math.isfinite, numbers)) or abs(self.lat) > 85 or abs(self.lon) > 180:
            raise BadView(part=str(self)[:60])
        sizes = (self.width, self.height)
        if not 0 <= self.zoom <= 30 or not all(0 <= size <= 20_000 for size in sizes):
            raise BadView(part=str(self)[:60])

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """The box that is seen (minx, miny, maxx, maxy) in EPSG:4326; None where the size is not known."""
        if not (self.width and self.height):
            return None
        world = 256 * 2**self.zoom
        x = (self.lon + 180) / 360 * world
        y = (0.5 - math.asinh(math.tan(math.radians(self.lat))) / (2 * math.pi)) * world

        def lat_at(row: float) -> float:
            return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / world))))

        west, east = ((x + s * self.width / 2) / world * 360 - 180 for s in (-1, 1))
        return (west, lat_at(y + self.height / 2), east, lat_at(y - self.height / 2))

    def to_text(self) -> str:
        """``lat,lon,zoom,widthxheight`` as an address has it."""
        size = f",{self.width}x{self.height}" if self.width and self.height else ""
        return f"{self.lat:.6f},{self.lon:.6f},{self.zoom:g}{size}"

    @classmethod
    def from_text(cls, text: str) -> "At":
        """Read what `to_text` gave; `BadView` for anything else."""
        try:
            lat, lon, zoom, *size = text.split(",")
            width, height = map(int, size[0].split("x")) if size else (0, 0)
            return cls(float(lat), float(lon), float(zoom), width, height)
        except (ValueError, IndexError) as fault:
            raise BadView(part=text[:60]) from fault


@dataclass(frozen=True)
class MapView:
    """Everything a visitor chose for the map.

    Attributes
    ----------
    layers : tuple of LayerView
        As the panel lists them: the first lies on top.
    hidden : tuple of str
        Classes of the indicator that are switched off.
    selected : str or None
        Code of the selected area.
    picked : tuple of str
        Selected features, ``layer:feature_id`` each as tiles name them (``antenna_mast:17``).
    compared : tuple of str
        Codes of the areas that stand side by side.
    base : str or None
        Id of the base map.
    drawing : str or None
        Id of the drawing that is shown.
    everywhere : bool
        Whether legend, table, chart and exports count what lies outside of the place too.
    """

    city: str = FIRST_CITY
    areas: str = FIRST_AREAS
    indicator: str | None = FIRST_INDICATOR
    scheme: str = "quantile"
    hidden: tuple[str, ...] = ()
    layers: tuple[LayerView, ...] = field(
        default_factory=lambda: tuple(LayerView(layer) for layer in FIRST_LAYERS)
    )
    at: At | None = None
    selected: str | None = None
    picked: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    base: str | None = None
    drawing: str | None = None
    everywhere: bool = False

    def layer(self, layer_id: str) -> LayerView | None:
        """The view of one layer, or None where it is not on the map."""
        return next((each for each in self.layers if each.layer == layer_id), None)

    def with_layer(self, changed: LayerView) -> "MapView":
        """This view with one layer changed, or put on top where it is not there."""
        if self.layer(changed.layer) is None:
            return replace(self, layers=(changed, *self.layers))
        layers = tuple(changed if each.layer == changed.layer else each for each in self.layers)
        return replace(self, layers=layers)

    @property
    def whole_country(self) -> bool:
        return self.city == COUNTRY
