"""Strokes of a printed map: areas, hatching, letters with an edge."""

import numpy as np
import shapely
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from layers.reports import colours
from layers.reports.map_layout import View
from layers.reports.typeface import BOLD, PLAIN, plain_text

_HALO_PT = 1.1


class MapPen(Flowable):
    """A piece of a page on which shapes in metres are drawn through a `View`."""

    def _path(self, shape, view: View):
        path = self.canv.beginPath()
        for ring in _rings(shape):
            xy = view.place(shapely.get_coordinates(ring)[:-1])
            path.moveTo(*xy[0])
            for x, y in xy[1:]:
                path.lineTo(x, y)
            path.close()
        return path

    def _area(self, shape, view: View, fill: str | None, *, edge: str, line: float) -> None:
        if shapely.is_empty(shape):
            return
        pen = self.canv
        if fill:
            pen.setFillColor(HexColor(fill))
        pen.setStrokeColor(HexColor(edge))
        pen.setLineWidth(line)
        pen.setLineJoin(1)
        pen.drawPath(self._path(shape, view), stroke=1, fill=int(fill is not None), fillMode=0)

    def _hatch(self, shape, view: View, *, colour=colours.UNKNOWN_LINE, step=4.0, line=0.4) -> None:
        if shapely.is_empty(shape):
            return
        pen = self.canv
        pen.saveState()
        pen.clipPath(self._path(shape, view), stroke=0, fill=0, fillMode=0)
        pen.setStrokeColor(HexColor(colour))
        pen.setLineWidth(line)
        (x0, y0), (x1, y1) = view.place(np.reshape(shapely.bounds(shape), (2, 2)))
        high = y1 - y0
        for x in np.arange(np.floor((x0 - high) / step) * step, x1, step):
            pen.line(x, y0, x + high, y1)
        pen.restoreState()

    def _fill_box(self, view: View, colour: str) -> None:
        self.canv.setFillColor(HexColor(colour))
        self.canv.rect(*view.corner, *view.size, stroke=0, fill=1)

    def _window_edge_style(self) -> None:
        self.canv.setStrokeColor(HexColor(colours.OUTLINE))
        self.canv.setLineWidth(0.6)

    def _window_edge(self, view: View) -> None:
        self._window_edge_style()
        self.canv.rect(*view.corner, *view.size, stroke=1, fill=0)

    def _text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, share=float("nan")
    ) -> None:
        """Letters with an edge around them, so that they are read above an area of this share and its dots."""
        pen, font = self.canv, BOLD if bold else PLAIN
        left = x - stringWidth(text, font, size) / 2
        letters, edge = colours.letters_on(share)
        for mode, colour in ((2, edge), (0, letters)):
            # The mode outlives the text: what is drawn next would have it too.
            pen.saveState()
            pen.setStrokeColor(HexColor(colour))
            pen.setFillColor(HexColor(colour))
            pen.setLineWidth(_HALO_PT)
            pen.setLineJoin(1)
            written = pen.beginText(left, y)
            written.setTextRenderMode(mode)
            written.setFont(font, size)
            written.textOut(text)
            pen.drawText(written)
            pen.restoreState()

    def _line(self, x, y, text, *, bold=False, size=7.2, middle=False) -> None:
        pen = self.canv
        pen.setFillColor(HexColor(colours.INK))
        pen.setFont(BOLD if bold else PLAIN, size)
        (pen.drawCentredString if middle else pen.drawString)(x, y, plain_text(text))


def _rings(shape) -> np.ndarray:
    """All rings of the polygons of a shape; lines and points among its parts are passed over."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return shapely.get_rings(polygons)
