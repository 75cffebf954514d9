"""Where the rows of a file lie: coordinate columns, coordinate systems, the ward that each row names."""

from layers.importing.place.placed import Placed
from layers.importing.place.positions import preview
from layers.importing.place.settle import settle_place

__all__ = ["Placed", "preview", "settle_place"]
