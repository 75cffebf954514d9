"""The pages of a printed map, drawn one after another on one canvas."""

import json
from functools import cached_property
from io import BytesIO

import numpy as np
import shapely
from reportlab.lib.colors import HexColor

from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, places
from layers.drawings.colours import COLOURS, FIRST_COLOUR
from layers.drawings.drawing import Drawing
from layers.looks.archipelagos import ARCHIPELAGOS
from layers.maps.view import MapView
from layers.reports import colours
from layers.reports.map_layout import View
from layers.reports.typeface import plain_text, register_fonts
from layers.sheets import draw_margins as margins
from layers.sheets.content import drawn_in, sheet_layers
from layers.sheets.draw_legend import Line, area_lines, draw_legend, layer_lines
from layers.sheets.draw_map import SELECTED, draw_areas, draw_layer, draw_names
from layers.sheets.ground import (
    fitting_scale,
    ground_of,
    islands_in,
    metric_shapes,
    system_name,
    view_around,
)
from layers.sheets.layout import Layout
from layers.sheets.pen import SheetCanvas, SheetPen
from layers.sheets.request import SheetRequest
from layers.sheets.series import Tile, neighbours_of
from layers.sheets.sources import seen_layers, source_sentences
from layers.sheets.theme import area_fills
from layers.words import Words


def sheet_sources(
    atlas: Atlas, snapshot: Snapshot, view: MapView, words: Words, user: User
) -> list[str]:
    """What stands at the foot: where the layers come from, then what the coordinates are."""
    layers = [each.layer for each in seen_layers(atlas, snapshot, view, user)]
    crs = ground_of(atlas, snapshot, view).crs
    return [
        words("sheet.sources"),
        *source_sentences(atlas, snapshot, dict.fromkeys([view.areas, *layers]), words),
        words("sheet.system", system=system_name(crs, words)),
        words("sheet.made_with"),
    ]


def foot_height(sources: list[str], wide: float) -> float:
    """How high the sources are on paper of a width."""
    register_fonts()
    return margins.foot_paragraph(sources, wide)[1]


class Book:
    """All that the pages share: the ground, the layers of the view, the legend and the sources."""

    def __init__(
        self,
        atlas: Atlas,
        snapshot: Snapshot,
        view: MapView,
        request: SheetRequest,
        words: Words,
        user: User,
        drawing: Drawing | None,
    ):
        register_fonts()
        self.atlas, self.snapshot, self.view = atlas, snapshot, view
        self.request, self.words, self.drawing = request, words, drawing
        self.ground = ground_of(atlas, snapshot, view)
        self.layers = sheet_layers(atlas, snapshot, view, words, user)
        self.sources = sheet_sources(atlas, snapshot, view, words, user)
        self.fills, self.title, self.classes = area_fills(atlas, snapshot, view, self.ground, words)

    @property
    def shapes(self) -> np.ndarray:
        """All areas in metres, those of the neighbours too."""
        return self.ground.shapes

    @cached_property
    def place(self) -> str:
        """The name of the place."""
        if self.view.city == COUNTRY:
            return self.words("sheet.country")
        found = places(self.atlas, self.snapshot, self.view.areas)
        return next((p.name for p in found if p.code == self.view.city), self.view.city)

    @property
    def heading(self) -> str:
        """The title that was written, else one that says what is shown."""
        if self.request.block.title:
            return self.request.block.title
        if self.view.indicator is not None:
            return self.words(f"indicator.{self.view.indicator}")
        return self.words("sheet.title")

    def legend(self) -> list[Line]:
        """All lines of the legend."""
        lines = area_lines(self.title, self.classes, self.words) if self.title else []
        for layer in self.layers:
            lines += layer_lines(layer, self.words)
        if self.drawing is not None and self.drawing.features:
            colour = COLOURS[self.drawing.features[0].colour]["light"]
            style = {"weight": 2, "color": colour}
            label = self.words("sheet.legend.drawing", name=self.drawing.name)
            count = self.words.number(len(self.drawing.features))
            lines.append(Line(label, count, ("stroke", style, colour, 1.6), head=True))
        return lines

    def block_rows(self) -> list[tuple[str, str]]:
        """The lines of the title block."""
        words, block = self.words, self.request.block
        rows = [
            (words("sheet.block.organisation"), block.organisation),
            (words("sheet.block.author"), block.author),
            (words("sheet.block.day"), words.date(block.day) if block.day else ""),
            (words("sheet.block.system"), system_name(self.ground.crs, words)),
        ]
        return [*rows, (words("sheet.block.note"), block.note)]


class Pages:
    """The pages as they are drawn."""

    def __init__(self, book: Book, layout: Layout):
        self.book, self.layout, self.words = book, layout, book.words
        self._out = BytesIO()
        self._canvas = SheetCanvas(self._out, pagesize=layout.page, invariant=1, pageCompression=1)
        self._canvas.setTitle(book.heading)
        self._canvas.setAuthor(book.request.block.organisation or "Hatang")
        self._canvas.setSubject(book.place)
        self._pen = SheetPen(self._canvas)
        self._left_over: list[Line] = []

    def sheet(
        self, view: View, scale: int, tile: Tile | None = None, tiles: list[Tile] = ()
    ) -> None:
        """One sheet at its scale."""
        book, number = self.book, self.words("sheet.one")
        if tile is not None:
            number = self.words("sheet.number", number=tile.number, sheets=len(tiles))
        self._map(view)
        self._around(view, scale, number)
        if tile is not None:
            self._neighbours(tile, tiles)
        self._left_over = draw_legend(self._pen, book.legend(), self.layout.legend, self.words)
        self._canvas.showPage()

    def index(self, tiles: list[Tile], scale: int, sheet_scale: int) -> None:
        """How the sheets of a series lie."""
        bounds = np.array([t.box for t in tiles])
        whole = np.array([*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)])
        size = self.layout.map[2:]
        scale = fitting_scale(whole, size)
        middle = (whole[:2] + whole[2:]) / 2
        view, pen = view_around(middle, scale, self.layout.map), self._pen
        self._canvas.saveState()
        pen.clip_to(self.layout.map)
        pen._fill_box(view, "#fdfdfc")
        draw_areas(pen, self.book.shapes, self.book.ground.asked, self.book.fills, view)
        for tile in tiles:
            low, high = view.place(np.reshape(tile.box, (2, 2)))
            self._canvas.setStrokeColor(HexColor(margins.HERE))
            self._canvas.setLineWidth(0.8)
            self._canvas.rect(*low, *(high - low), stroke=1, fill=0)
            x, y = (low + high) / 2
            size = float(np.clip(0.3 * (high - low).min(), 5, 15))
            pen._text(x, y - 0.35 * size, str(tile.number), size, bold=True)
        self._canvas.restoreState()
        said = self.words("sheet.index", sheets=len(tiles), scale=sheet_scale)
        self._around(view, scale, said)
        lines = [*self.book.legend()]
        self._left_over = draw_legend(pen, lines, self.layout.legend, self.words)
        self._canvas.showPage()

    def finish(self) -> bytes:
        """The file; what the legend had no room for stands on a page of its own."""
        while self._left_over:
            self._more_legend()
        self._canvas.save()
        return self._out.getvalue()

    def _map(self, view: View) -> None:
        book, pen = self.book, self._pen
        self._canvas.saveState()
        pen.clip_to(self.layout.map)
        pen._fill_box(view, "#fdfdfc")
        cut = draw_areas(pen, book.shapes, book.ground.asked, book.fills, view)
        for layer in reversed(book.layers):
            held = book.view.layer(layer.id)
            drawn = drawn_in(
                book.atlas, book.snapshot, layer, held, book.ground, view, book.view.picked
            )
            draw_layer(pen, layer, drawn, view, self.words)
        self._selected(cut, view)
        names = book.ground.frame["name"].fillna("").astype(str).to_numpy()[book.ground.asked]
        draw_names(pen, cut[book.ground.asked], names, view, large=book.request.paper == "A3")
        self._drawing(view)
        self._archipelagos(view)
        self._canvas.restoreState()

    def _selected(self, cut: np.ndarray, view: View) -> None:
        code = self.book.view.selected
        if code is None:
            return
        rows = (self.book.ground.frame["code"].to_numpy() == code) & self.book.ground.asked
        for shape in cut[rows]:
            self._pen._area(shape, view, None, edge=SELECTED, line=1.6)

    def _drawing(self, view: View) -> None:
        if self.book.drawing is None:
            return
        for one in self.book.drawing.features:
            self._feature(one, view)

    def _feature(self, one, view: View) -> None:
        pen = self._pen
        colour = COLOURS.get(one.colour, COLOURS[FIRST_COLOUR])["light"]
        shape = metric_shapes(
            np.array([shapely.from_geojson(json.dumps(dict(one.geometry)))]), self.book.ground
        )[0]
        if one.kind == "line":
            pen.lines([shape], view, colour=colour, width=1.7)
        elif one.kind == "area":
            # A border that crosses itself stays as it was drawn.
            pen.alpha(0.16)
            pen._area(shape, view, colour, edge=colour, line=0.01)
            pen.alpha(1.0)
            pen.lines([shapely.boundary(shape)], view, colour=colour, width=1.4)
        elif one.kind == "point":
            pen.symbols(view.place(shapely.get_coordinates(shape)), {"ring": colour}, colour, 2.6)
        if one.label:
            # Of an area whose border crosses itself only the border surely has a middle.
            edge = shapely.boundary(shape) if one.kind == "area" else shape
            inner = shapely.get_coordinates(shapely.centroid(edge))
            x, y = view.place(inner)[0]
            pen._text(
                x, y + (5 if one.kind == "point" else -2.4), plain_text(one.label), 7.0, bold=True
            )

    def _archipelagos(self, view: View) -> None:
        for one in ARCHIPELAGOS:
            dots = islands_in(self.book.ground, view, one.islands)
            if not len(dots):
                continue
            self._canvas.setFillColor(HexColor(colours.INK))
            for dot in dots:
                self._canvas.circle(*dot, 0.9, stroke=0, fill=1)
            x, y = dots[:, 0].mean(), dots[:, 1].min()
            lines = (self.words(f"sheet.{one.id}_full"), self.words(f"sheet.{one.id}_unit"))
            for row, text in enumerate(lines):
                self._pen._text(x, y - 8 - 7.6 * row, text, 6.6, bold=row == 0)

    def _around(self, view: View, scale: int, number: str) -> None:
        book, pen, layout = self.book, self._pen, self.layout
        margins.draw_grid(pen, view, scale, self.words)
        margins.draw_window(pen, view)
        margins.draw_edge(pen, layout.edge)
        margins.draw_head(pen, layout.head, book.request, book.heading, book.place, number)
        margins.draw_scale(pen, layout.scale, view, scale, self.words)
        here = None if book.view.whole_country else view
        margins.draw_country(pen, layout.inset, book.ground, here, self.words)
        margins.draw_block(pen, layout.block, book.block_rows())
        text, _ = margins.foot_paragraph(book.sources, layout.foot[2])
        margins.draw_foot(pen, layout.foot, text)

    def _neighbours(self, tile: Tile, tiles: list[Tile]) -> None:
        """At each side the number of the sheet that follows there."""
        x, y, wide, high = self.layout.map
        places = {
            "west": (x + 12, y + high / 2),
            "east": (x + wide - 12, y + high / 2),
            "north": (x + wide / 2, y + high - 9),
            "south": (x + wide / 2, y + 5),
        }
        for side, number in neighbours_of(tile, tiles).items():
            said = self.words("sheet.next", number=number)
            self._pen.tag_at(*places[side], said)

    def _more_legend(self) -> None:
        x, y, wide, high = self.layout.edge
        margins.draw_edge(self._pen, self.layout.edge)
        columns = max(1, int((wide - 20) // 190))
        each = (wide - 20 - 14 * (columns - 1)) / columns
        boxes = tuple((x + 10 + k * (each + 14), y + 10, each, high - 20) for k in range(columns))
        before = len(self._left_over)
        self._left_over = draw_legend(self._pen, self._left_over, boxes, self.words)
        if len(self._left_over) == before:
            self._left_over = []
        self._canvas.showPage()
