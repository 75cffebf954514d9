"""How a sheet is divided: the map, what tells of it beside or below, head and foot."""

from dataclasses import dataclass

from layers.sheets.request import SheetRequest

MM = 72 / 25.4
Box = tuple[float, float, float, float]
"""x and y of the lower left corner, width, height, in points."""
_EDGE = 7 * MM
_TICKS = 11.0
_GAP = 7.0


@dataclass(frozen=True)
class Layout:
    """Boxes of a sheet.

    Attributes
    ----------
    page : tuple of float
        Width and height in points.
    edge : Box
        The line around everything.
    map : Box
        The window of the map at its true scale; ticks of the grid stand around it.
    legend : tuple of Box
        Columns of the legend, filled one after another.
    scale, inset, block : Box
        Scale bar with north arrow; the country with its archipelagos; title block.
    foot : Box
        Sources.
    """

    page: tuple[float, float]
    edge: Box
    head: Box
    map: Box
    legend: tuple[Box, ...]
    scale: Box
    inset: Box
    block: Box
    foot: Box


def head_height(request: SheetRequest) -> float:
    return 48.0 if request.paper == "A3" else 40.0


def inner_width(request: SheetRequest) -> float:
    """The width of what lies inside the edge, in points."""
    return request.size_mm[0] * MM - 2 * _EDGE - 2 * _GAP


def lay_out(request: SheetRequest, *, foot: float) -> Layout:
    """Divide the paper; `foot` is how high the sources are."""
    wide, high = (side * MM for side in request.size_mm)
    edge = (_EDGE, _EDGE, wide - 2 * _EDGE, high - 2 * _EDGE)
    left, low = _EDGE + _GAP, _EDGE + 5
    across, up = edge[2] - 2 * _GAP, edge[3] - 10
    head = (left, low + up - head_height(request), across, head_height(request))
    foot_box = (left, low, across, foot)
    body = (left, low + foot + 5, across, up - foot - 5 - head[3])
    parts = _beside(request, body) if request.landscape else _below(request, body)
    return Layout((wide, high), edge, head, *parts, foot_box)


def _beside(request: SheetRequest, body: Box):
    x, y, wide, high = body
    column = 230.0 if request.paper == "A3" else 184.0
    inset = 150.0 if request.paper == "A3" else 116.0
    block = 96.0 if request.paper == "A3" else 92.0
    at = x + wide - column
    window = (x + _TICKS, y + _TICKS, wide - column - _GAP - 2 * _TICKS, high - 2 * _TICKS)
    block_box = (at, y, column, block)
    inset_wide = round(inset * 0.86)
    scale_box = (at, y + block + 6, column - inset_wide - 6, inset)
    inset_box = (at + column - inset_wide, y + block + 6, inset_wide, inset)
    top = y + block + inset + 12
    return window, ((at, top, column, y + high - top),), scale_box, inset_box, block_box


def _below(request: SheetRequest, body: Box):
    x, y, wide, high = body
    large = request.paper == "A3"
    strip = 250.0 if large else 198.0
    window = (
        x + _TICKS,
        y + strip + 6 + _TICKS,
        wide - 2 * _TICKS,
        high - strip - 6 - 2 * _TICKS,
    )
    side = 232.0 if large else 176.0
    at = x + wide - side
    inset = 150.0 if large else 104.0
    inset_wide = round(inset * 0.86)
    block_box = (at, y, side, strip - inset - 6)
    scale_box = (at, y + strip - inset, side - inset_wide - 4, inset)
    inset_box = (at + side - inset_wide, y + strip - inset, inset_wide, inset)
    columns = 2
    room = wide - side - 10
    each = (room - 10 * (columns - 1)) / columns
    legend = tuple((x + k * (each + 10), y, each, strip) for k in range(columns))
    return window, legend, scale_box, inset_box, block_box
