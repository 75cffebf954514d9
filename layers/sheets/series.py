"""Several sheets side by side: how many a place needs at a scale, and how they lie."""

from dataclasses import dataclass

import numpy as np
import shapely

from layers.errors import TooManySheets
from layers.sheets.ground import PT_PER_M
from layers.sheets.request import MOST_SHEETS

_OVERLAP = 0.04


@dataclass(frozen=True)
class Tile:
    """One sheet of a series: its number from 1, its middle in metres, and its box there."""

    number: int
    middle: np.ndarray
    box: tuple[float, float, float, float]


def cut_into_sheets(
    bounds: np.ndarray, shapes: np.ndarray, scale: int, size: tuple[float, float]
) -> list[Tile]:
    """The sheets that cover `shapes` (metres) at 1:`scale`, row by row from the north-west.

    Neighbours share a strip, so that nothing is lost in the binding. Sheets on which nothing of the
    place lies are left out.

    Parameters
    ----------
    size : (width, height)
        Of the window of the map, in points.

    Raises
    ------
    TooManySheets
        If there would be more than `MOST_SHEETS`.
    """
    wide, high = (side * scale / PT_PER_M for side in size)
    step = np.array([wide, high]) * (1 - _OVERLAP)
    extent = np.array([bounds[2] - bounds[0], bounds[3] - bounds[1]])
    # A place that is no larger than one sheet needs no strip to share.
    counts = np.maximum(1, np.ceil((extent - [wide, high]) / step).astype(int) + 1)
    if counts.prod() > 20 * MOST_SHEETS:
        raise TooManySheets(sheets=int(counts.prod()), limit=MOST_SHEETS)
    middle = np.array([bounds[0] + bounds[2], bounds[1] + bounds[3]]) / 2
    first = middle + np.array([-1, 1]) * (counts - 1) * step / 2
    tree, found = shapely.STRtree(shapes), []
    for row in range(counts[1]):
        for column in range(counts[0]):
            at = first + np.array([column, -row]) * step
            box = (at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2)
            if len(tree.query(shapely.box(*box), predicate="intersects")):
                found.append(Tile(len(found) + 1, at, box))
    if len(found) > MOST_SHEETS:
        raise TooManySheets(sheets=len(found), limit=MOST_SHEETS)
    return found


def neighbours_of(tile: Tile, tiles: list[Tile]) -> dict[str, int]:
    """The numbers of the sheets west, east, north and south of one."""
    wide, high = tile.box[2] - tile.box[0], tile.box[3] - tile.box[1]
    sides = {"west": (-1, 0), "east": (1, 0), "north": (0, 1), "south": (0, -1)}
    found = {}
    for name, (dx, dy) in sides.items():
        at = tile.middle + np.array([dx * wide, dy * high]) * (1 - _OVERLAP)
        for other in tiles:
            if np.abs(other.middle - at).max() < 1:
                found[name] = other.number
    return found
