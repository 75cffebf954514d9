"""A printed map: the view of a visitor as a PDF at a true scale, on one sheet or on several."""

from collections.abc import Callable
from dataclasses import dataclass

from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.drawings.drawing import Drawing
from layers.errors import UnknownLayer
from layers.maps.view import MapView
from layers.masks.doors import require_seen
from layers.sheets.ground import (
    fitting_scale,
    ground_of,
    middle_of,
    view_around,
    wanted_box,
)
from layers.sheets.layout import inner_width, lay_out
from layers.sheets.request import SheetRequest
from layers.sheets.series import cut_into_sheets
from layers.spec import get_spec
from layers.words import Words

Tell = Callable[[float], None]


@dataclass(frozen=True)
class Printed:
    """A printed map.

    Attributes
    ----------
    sheets : int
        Without the page that shows how they lie.
    window : tuple of float
        Where the map stands on its page: x and y of the lower left corner, width, height, in points.
    """

    pdf: bytes
    scale: int
    sheets: int
    window: tuple[float, float, float, float]


def make_sheet(
    atlas: Atlas, snapshot: Snapshot, view: MapView, request: SheetRequest, **more
) -> bytes:
    """The map of a view on paper, as a PDF; see `print_map`."""
    return print_map(atlas, snapshot, view, request, **more).pdf


def print_map(
    atlas: Atlas,
    snapshot: Snapshot,
    view: MapView,
    request: SheetRequest,
    *,
    words: Words,
    user: User,
    drawing: Drawing | None = None,
    tell: Tell = lambda share: None,
) -> Printed:
    """The map of a view on paper.

    Every length on the map is 1:`scale` of the length in the grid of the VN-2000 zone of the place, which
    differs from the ground by 0.03 % at most within a city (of the whole country, by more in the far east).
    Areas, layers, looks, filters and hidden classes
    are those of the view; the same view of the same versions gives the same bytes.

    Parameters
    ----------
    tell : callable, optional
        Told the share that is done, between 0 and 1.

    drawing : Drawing, optional
        What was drawn by hand, on top of the layers.

    Returns
    -------
    Printed
        Of a series the first page shows how the sheets lie.

    Raises
    ------
    NotAllowed
        If `user` may not see the areas. Layers that `user` may not see are left out.
    TooManySheets
        If the place needs more than `layers.sheets.request.MOST_SHEETS`.
    """
    from layers.sheets.page import Book, Pages, foot_height

    if not snapshot.has(view.areas):
        raise UnknownLayer(layer=view.areas, known=", ".join(sorted(snapshot.versions)))
    require_seen(user, get_spec(atlas.store.specs, view.areas), snapshot)
    book = Book(atlas, snapshot, view, request, words, user, drawing)
    layout = lay_out(request, foot=foot_height(book.sources, inner_width(request)))
    ground, size = book.ground, layout.map[2:]
    box = ground.bounds if request.series else wanted_box(ground, view)
    scale = request.scale or fitting_scale(box, size)
    pages, count = Pages(book, layout), 1
    if request.series:
        tiles = cut_into_sheets(ground.bounds, book.shapes[ground.asked], scale, size)
        count = len(tiles)
        pages.index(tiles, fitting_scale(ground.bounds, size), scale)
        for done, tile in enumerate(tiles, start=1):
            pages.sheet(view_around(tile.middle, scale, layout.map), scale, tile, tiles)
            tell(done / len(tiles))
    else:
        middle = middle_of(ground, box, request.centre)
        pages.sheet(view_around(middle, scale, layout.map), scale)
        tell(1.0)
    return Printed(pages.finish(), scale, count, layout.map)


def planned_sheet(
    atlas: Atlas,
    snapshot: Snapshot,
    view: MapView,
    request: SheetRequest,
    *,
    words: Words,
    user: User,
) -> tuple[int, int]:
    """The scale and the number of sheets of what would be printed; quick.

    Raises
    ------
    TooManySheets
        As `print_map` would.
    """
    from layers.sheets.page import foot_height, sheet_sources

    ground = ground_of(atlas, snapshot, view)
    sources = sheet_sources(atlas, snapshot, view, words, user)
    size = lay_out(request, foot=foot_height(sources, inner_width(request))).map[2:]
    box = ground.bounds if request.series else wanted_box(ground, view)
    scale = request.scale or fitting_scale(box, size)
    if not request.series:
        return scale, 1
    tiles = cut_into_sheets(ground.bounds, ground.shapes[ground.asked], scale, size)
    return scale, len(tiles)
