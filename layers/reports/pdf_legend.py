"""What stands under a printed map: classes, symbols, scale and north."""

from itertools import pairwise

import shapely
from reportlab.lib.colors import HexColor

from layers.reports import colours
from layers.reports.map_layout import View, round_distance
from layers.reports.pdf_pen import MapPen
from layers.reports.report import ReportMap
from layers.reports.typeface import BOLD
from layers.words import Words

LEGEND_PT = 104.0
_LINE_PT = 11.0


class MapLegend(MapPen):
    """The strip of `LEGEND_PT` at the foot of a map."""

    content: ReportMap
    words: Words
    far: list

    def _legend(self, view: View, *, enlarged: bool) -> None:
        """Under the map: classes, symbols, scale and north."""
        top, second, third = LEGEND_PT - 14, 0.37 * self.width, 0.69 * self.width
        self._line(0, top, self.content.legend, bold=True)
        self._classes(0, top - _LINE_PT - 2)
        self._line(second, top, self.words("report.map.symbols"), bold=True)
        self._symbols(second, top - _LINE_PT - 2)
        self._scale_bar(third, top - 4, view)
        notes = [self.words("report.map.north")]
        notes += [self.words("report.map.insets")] if self.far else []
        notes += [self.words("report.map.zoom")] if enlarged else []
        for line, text in enumerate(notes):
            self._line(third, 3 + 9 * line, text, size=6.2)

    def _classes(self, x: float, y: float) -> None:
        percent = [self.words.number(100 * limit) for limit in (0, *colours.BREAKS, 1)]
        said = [f"{low} – < {high} %" for low, high in pairwise(percent)]
        said[-1] = f"{percent[-2]} – {percent[-1]} %"
        for colour, text in [*zip(colours.RAMP, said, strict=True), (None, None)]:
            box = shapely.box(x, y - 1, x + 16, y + 7)
            page = View((0, 0), 1.0, (0, 0), (1, 1))
            self._area(box, page, colour or colours.UNKNOWN, edge=colours.EDGE, line=0.35)
            if colour is None:
                self._hatch(box, page)
            self._line(x + 21, y, text or self.words("report.map.unknown"))
            y -= _LINE_PT

    def _symbols(self, x: float, y: float) -> None:
        pen, content = self.canv, self.content
        if content.sites is not None:
            pen.setFillColor(HexColor(colours.SITE))
            pen.circle(x + 8, y + 3, 1.8, stroke=0, fill=1)
            self._line(x + 21, y, content.sites_label)
            y -= _LINE_PT
        if content.planned is not None:
            pen.setFillColor(HexColor(colours.PLANNED))
            pen.rect(x + 6, y + 1, 4, 4, stroke=0, fill=1)
            self._line(x + 21, y, content.planned_label)
            y -= _LINE_PT
        if content.gaps is not None:
            page, box = View((0, 0), 1.0, (0, 0), (1, 1)), shapely.box(x, y - 1, x + 16, y + 7)
            self._hatch(box, page, colour=colours.GAP, step=3.2)
            self._area(box, page, None, edge=colours.GAP, line=0.5)
            self._line(x + 21, y, content.gaps_label)
            y -= _LINE_PT
        if content.marks is not None:
            pen.setStrokeColor(HexColor(colours.MARK))
            pen.setLineWidth(0.9)
            pen.circle(x + 8, y + 3, 4.4, stroke=1, fill=0)
            pen.setFillColor(HexColor(colours.MARK))
            pen.setFont(BOLD, 5.4)
            pen.drawCentredString(x + 8, y + 1.1, "1")
            self._line(x + 21, y, content.marks_label)
            y -= _LINE_PT
        self._line(x, y, self.words("report.map.numbers"), size=6.2)

    def _scale_bar(self, x: float, y: float, view: View) -> None:
        metres = round_distance(110 / view.scale)
        long, pen = metres * view.scale, self.canv
        pen.setStrokeColor(HexColor(colours.INK))
        pen.setLineWidth(0.6)
        for part, colour in ((0, colours.INK), (1, colours.PAPER)):
            pen.setFillColor(HexColor(colour))
            pen.rect(x + part * long / 2, y - 10, long / 2, 4, stroke=1, fill=1)
        unit = 1000 if metres >= 2000 else 1
        name = "km" if unit == 1000 else "m"
        for part in (0, 0.5, 1):
            value = part * metres / unit
            text = self.words.number(value, 0 if float(value).is_integer() else 1)
            self._line(x + part * long, y - 19, text, middle=True)
        self._line(x + long + 7, y - 11, name)
        self._arrow(self.width - 14, y - 22)

    def _arrow(self, x: float, y: float) -> None:
        pen = self.canv
        pen.setFillColor(HexColor(colours.INK))
        path = pen.beginPath()
        path.moveTo(x, y + 24)
        for dx, dy in ((5.5, 4), (0, 9), (-5.5, 4)):
            path.lineTo(x + dx, y + dy)
        path.close()
        pen.drawPath(path, stroke=0, fill=1)
        self._line(x, y - 6, self.words("report.map.n"), bold=True, middle=True)
