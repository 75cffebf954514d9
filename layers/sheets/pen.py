"""Strokes of a sheet: areas with their colour, lines with a casing, symbols stamped many times."""

import numpy as np
import shapely
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from layers.reports import colours
from layers.reports.map_layout import View
from layers.reports.pdf_pen import MapPen
from layers.reports.typeface import BOLD, PLAIN, plain_text

_FINE_PT = 0.12
_SHAPES = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, 1.2), (1.2, 0), (0, -1.2), (-1.2, 0)),
    "triangle": ((0, 1.15), (1.15, -0.92), (-1.15, -0.92)),
}


class SheetCanvas(Canvas):
    """A canvas on which a share of cover stays until it is changed; reportlab's colours would undo it."""

    share = 1.0

    def setFillColor(self, aColor, alpha=None):
        super().setFillColor(aColor, alpha=self.share if alpha is None else alpha)

    def setStrokeColor(self, aColor, alpha=None):
        super().setStrokeColor(aColor, alpha=self.share if alpha is None else alpha)


class SheetPen(MapPen):
    """A pen on one page of `canvas`."""

    def __init__(self, canvas):
        super().__init__()
        self.canv = canvas
        self._forms: dict[tuple, str] = {}

    def clip_to(self, box) -> None:
        """Draw nothing outside a box from here on; within ``saveState`` and ``restoreState``."""
        window = self.canv.beginPath()
        window.rect(*box)
        self.canv.clipPath(window, stroke=0, fill=0)

    def alpha(self, share: float) -> None:
        """How much of what lies below is covered from here on."""
        self.canv.share = share
        self.canv.setFillAlpha(share)
        self.canv.setStrokeAlpha(share)

    def lines(
        self, shapes, view: View, *, colour: str, width: float, dash=None, casing=None
    ) -> None:
        """Lines (metres) in one stroke, over a wider one where they have a `casing`."""
        path = self._line_path(shapes, view)
        if path is None:
            return
        pen = self.canv
        pen.setLineJoin(1)
        pen.setLineCap(0 if dash else 1)
        if casing:
            pen.setStrokeColor(HexColor(casing))
            pen.setLineWidth(width + 0.7)
            pen.drawPath(path, stroke=1, fill=0)
        pen.setStrokeColor(HexColor(colour))
        pen.setLineWidth(width)
        pen.setDash(*([[max(0.6, 0.55 * step) for step in dash]] if dash else []))
        pen.drawPath(path, stroke=1, fill=0)
        pen.setDash()
        pen.setLineCap(0)

    def _line_path(self, shapes, view: View):
        thin = shapely.simplify(np.asarray(shapes, dtype=object), _FINE_PT / view.scale)
        near = shapely.buffer(view.box, 6 / view.scale, join_style="mitre")
        parts = shapely.get_parts(shapely.get_parts(shapely.intersection(thin, near)))
        parts = parts[(shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)]
        if not len(parts):
            return None
        path = self.canv.beginPath()
        xy, row = shapely.get_coordinates(parts, return_index=True)
        xy = np.round(view.place(xy), 2)
        first = np.concatenate([[True], np.diff(row) > 0])
        for (x, y), begins in zip(xy.tolist(), first.tolist(), strict=True):
            (path.moveTo if begins else path.lineTo)(x, y)
        return path

    def symbols(self, places: np.ndarray, style: dict, fill: str, radius: float) -> None:
        """A symbol at each of many places (n, 2) in points."""
        name = self.symbol_form(style, fill, radius)
        pen = self.canv
        for x, y in np.round(places, 2).tolist():
            pen.saveState()
            pen.translate(x, y)
            pen.doForm(name)
            pen.restoreState()

    def symbol_form(self, style: dict, fill: str, radius: float) -> str:
        """The name of a symbol that is kept in the file once."""
        radius = round(radius, 2)
        key = (style.get("shape"), fill, style.get("color"), style.get("ring"), radius)
        if key not in self._forms:
            name = f"symbol{len(self._forms)}"
            self.canv.beginForm(name, -4 * radius, -4 * radius, 4 * radius, 4 * radius)
            self._symbol(style, fill, radius)
            self.canv.endForm()
            self._forms[key] = name
        return self._forms[key]

    def _symbol(self, style: dict, fill: str, radius: float) -> None:
        edge = min(0.35, 0.3 * radius)
        if style.get("ring") and radius > 1.3:
            self._stamp(style, style["ring"], radius + edge + 0.35)
        self._stamp(style, style.get("color") or "#ffffff", radius + edge)
        self._stamp(style, fill, radius)

    def _stamp(self, style: dict, colour: str, radius: float) -> None:
        pen = self.canv
        # Without a share of its own: a symbol takes that of the place where it is stamped.
        pen.setFillColorRGB(*HexColor(colour).rgb())
        corners = _SHAPES.get(style.get("shape"))
        if corners is None:
            pen.circle(0, 0, radius, stroke=0, fill=1)
            return
        path = pen.beginPath()
        for place, (x, y) in enumerate(corners):
            (path.lineTo if place else path.moveTo)(x * radius, y * radius)
        path.close()
        pen.drawPath(path, stroke=0, fill=1)

    def name_at(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        """Letters around `x` with a broad pale edge, read above any colour."""
        font = BOLD if bold else PLAIN
        left = x - stringWidth(text, font, size) / 2
        for mode, colour in ((2, colours.PAPER), (0, colours.INK)):
            self.canv.saveState()
            self.canv.setStrokeColor(HexColor(colour))
            self.canv.setFillColor(HexColor(colour))
            self.canv.setLineWidth(0.3 * size)
            self.canv.setLineJoin(1)
            written = self.canv.beginText(left, y)
            written.setTextRenderMode(mode)
            written.setFont(font, size)
            written.textOut(text)
            self.canv.drawText(written)
            self.canv.restoreState()

    def tag_at(self, x: float, y: float, text: str) -> None:
        """A few letters on a pale ground, in the middle of a place."""
        wide = stringWidth(text, BOLD, 6.4) + 7
        self.canv.setFillColor(HexColor(colours.PAPER))
        self.canv.setStrokeColor(HexColor(colours.INK))
        self.canv.setLineWidth(0.4)
        self.canv.roundRect(x - wide / 2, y - 2.8, wide, 9.6, 2, stroke=1, fill=1)
        self.canv.setFillColor(HexColor(colours.INK))
        self.canv.setFont(BOLD, 6.4)
        self.canv.drawCentredString(x, y, text)

    def words_at(self, x, y, text, size, *, bold=False, colour=None, right=False) -> None:
        """A line of letters from `x` on, or up to it."""
        self.canv.setFillColor(HexColor(colour or colours.INK))
        self.canv.setFont(BOLD if bold else PLAIN, size)
        write = self.canv.drawRightString if right else self.canv.drawString
        write(x, y, plain_text(text))
