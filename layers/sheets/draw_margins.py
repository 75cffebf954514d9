"""What stands around the map of a sheet: head, title block, scale, north, grid, the country, sources."""

import numpy as np
import shapely
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph

from layers.demo.land import read_land
from layers.looks.archipelagos import ARCHIPELAGOS
from layers.reports import colours
from layers.reports.map_layout import View, round_distance
from layers.reports.typeface import BOLD, PLAIN, marked, plain_text
from layers.sheets.draw_legend import wrap_words
from layers.sheets.ground import Ground, degrees_of, grid_interval, grid_places
from layers.sheets.layout import Box
from layers.sheets.pen import SheetPen
from layers.sheets.request import SheetRequest
from layers.words import Words

HERE = "#a3195b"
"""The place of a sheet in the country, and of the sheets of a series."""
_COUNTRY = (101.6, 4.9, 118.4, 23.7)
_FOOT = ParagraphStyle(
    "sheet_foot", fontName=PLAIN, fontSize=5.7, leading=7.3, textColor=HexColor(colours.MUTED)
)


def draw_edge(pen: SheetPen, edge: Box) -> None:
    """Two lines around the sheet, the outer one strong."""
    pen.canv.setStrokeColor(HexColor(colours.INK))
    pen.canv.setLineWidth(1.1)
    pen.canv.rect(*edge, stroke=1, fill=0)


def draw_head(
    pen: SheetPen, box: Box, request: SheetRequest, title: str, under: str, number: str
) -> None:
    """The issuing body, the name of the map, and which sheet it is."""
    x, y, wide, high = box
    side = 0.27 * wide
    for row, line in enumerate(
        wrap_words(request.block.organisation.upper(), BOLD, 7.0, side, most=3)
    ):
        pen.words_at(x, y + high - 14 - 9 * row, line, 7.0, bold=True)
    pen.words_at(x + wide, y + high - 14, number, 7.4, right=True, colour=colours.MUTED)
    middle, room = x + wide / 2, wide - 2 * side - 16
    text = plain_text(title).upper()
    size = next((s for s in (17, 15, 13, 11.5, 10) if stringWidth(text, BOLD, s) <= room), 10)
    lines = wrap_words(text, BOLD, size, room, most=2)
    top = y + high - 5 - size * 0.95
    for row, line in enumerate(lines):
        pen.canv.setFillColor(HexColor(colours.INK))
        pen.canv.setFont(BOLD, size)
        pen.canv.drawCentredString(middle, top - row * size * 1.1, line)
    pen.canv.setFont(PLAIN, 8)
    pen.canv.setFillColor(HexColor(colours.MUTED))
    below = top - (len(lines) - 1) * size * 1.1 - 11.5
    pen.canv.drawCentredString(middle, below, plain_text(under))


def foot_paragraph(sentences: list[str], wide: float) -> tuple[Paragraph, float]:
    """The sources as a paragraph, and how high it is."""
    text = Paragraph(" &nbsp; ".join(marked(each) for each in sentences), _FOOT)
    return text, text.wrap(wide, 1000)[1]


def draw_foot(pen: SheetPen, box: Box, text: Paragraph) -> None:
    """The sources."""
    x, y, wide, high = box
    pen.canv.setStrokeColor(HexColor(colours.RULE))
    pen.canv.setLineWidth(0.4)
    pen.canv.line(x, y + high + 2.5, x + wide, y + high + 2.5)
    text.wrapOn(pen.canv, wide, high)
    text.drawOn(pen.canv, x, y)


def draw_block(pen: SheetPen, box: Box, rows: list[tuple[str, str]]) -> None:
    """The title block: what it is called, and the value or a line to fill by hand."""
    x, y, wide, high = box
    pen.canv.setStrokeColor(HexColor(colours.FAINT))
    pen.canv.setLineWidth(0.5)
    pen.canv.rect(x, y, wide, high, stroke=1, fill=0)
    label = max(stringWidth(name, PLAIN, 6.2) for name, _ in rows) + 8
    at = y + high - 10.5
    for place, (name, value) in enumerate(rows):
        least = y + 4 + (len(rows) - 1 - place) * 10.2
        most = max(1, int((at - least) // 7.8) + 1)
        pen.words_at(x + 5, at, name, 6.2, colour=colours.MUTED)
        if value:
            lines = wrap_words(value, PLAIN, 6.6, wide - label - 9, most=most)
            for row, line in enumerate(lines):
                pen.words_at(x + 5 + label, at - 7.8 * row, line, 6.6)
            at -= 7.8 * (len(lines) - 1)
        else:
            pen.canv.setStrokeColor(HexColor(colours.FAINT))
            pen.canv.setDash([0.6, 1.6])
            pen.canv.line(x + 5 + label, at - 0.8, x + wide - 6, at - 0.8)
            pen.canv.setDash()
        at -= 10.6


def draw_scale(pen: SheetPen, box: Box, view: View, scale: int, words: Words) -> None:
    """North, the scale in numbers, and a bar to measure by."""
    x, y, wide, high = box
    middle = x + wide / 2
    _arrow(pen, middle, y + min(high - 42, 64), words)
    said = words("sheet.scale", scale=scale)
    size = next((s for s in (8.6, 7.6, 6.8) if stringWidth(said, BOLD, s) <= wide), 6.0)
    pen.words_at(x, y + 39, said, size, bold=True)
    per_cm = scale / 100
    said = (
        words("sheet.scale_km", km=per_cm / 1000)
        if per_cm >= 1000
        else words("sheet.scale_m", m=per_cm)
    )
    size = next((s for s in (5.8, 5.3) if stringWidth(said, PLAIN, s) <= wide), 4.8)
    pen.words_at(x, y + 30, said, size, colour=colours.MUTED)
    metres = round_distance((wide - 22) / view.scale)
    long = metres * view.scale
    unit, name = (1000, "km") if metres >= 2000 else (1, "m")
    pen.canv.setStrokeColor(HexColor(colours.INK))
    pen.canv.setLineWidth(0.5)
    for part in range(4):
        pen.canv.setFillColor(HexColor(colours.PAPER if part % 2 else colours.INK))
        pen.canv.rect(x + part * long / 4, y + 17, long / 4, 3.6, stroke=1, fill=1)
    for part in (0, 0.5, 1) if long > 58 else (0, 1):
        value = part * metres / unit
        text = words.number(value, 0 if float(value).is_integer() else 1)
        text += f" {name}" if part == 1 else ""
        pen.canv.setFillColor(HexColor(colours.INK))
        pen.canv.setFont(PLAIN, 5.8)
        write = pen.canv.drawCentredString if part else pen.canv.drawString
        write(x + part * long, y + 9, text)


def _arrow(pen: SheetPen, x: float, y: float, words: Words) -> None:
    pen.canv.setStrokeColor(HexColor(colours.INK))
    pen.canv.setLineWidth(0.5)
    for side, colour in ((-1, colours.PAPER), (1, colours.INK)):
        half = pen.canv.beginPath()
        half.moveTo(x, y + 28)
        half.lineTo(x + side * 6.5, y)
        half.lineTo(x, y + 6)
        half.close()
        pen.canv.setFillColor(HexColor(colour))
        pen.canv.drawPath(half, stroke=1, fill=1)
    pen.canv.setFillColor(HexColor(colours.INK))
    pen.canv.setFont(BOLD, 8.4)
    pen.canv.drawCentredString(x, y + 31, words("sheet.north"))


def draw_grid(pen: SheetPen, view: View, scale: int, words: Words) -> float:
    """Crosses of the grid on the map and its numbers around it; gives the interval in metres."""
    interval = grid_interval(scale)
    (left, low), (wide, high) = view.corner, view.size
    x0, y0, x1, y1 = view.box.bounds
    east, north = grid_places(x0, x1, interval), grid_places(y0, y1, interval)
    pen.canv.setStrokeColor(HexColor(colours.INK))
    pen.canv.setLineWidth(0.25)
    across = view.place(np.column_stack([east, np.full(len(east), y0)]))[:, 0]
    up = view.place(np.column_stack([np.full(len(north), x0), north]))[:, 1]
    for x in across:
        for y in up:
            pen.canv.line(x - 3, y, x + 3, y)
            pen.canv.line(x, y - 3, x, y + 3)
    pen.canv.setFillColor(HexColor(colours.MUTED))
    pen.canv.setFont(PLAIN, 5.2)
    for x, value in zip(across, east, strict=True):
        for end, way in ((low, -1), (low + high, 1)):
            pen.canv.line(x, end, x, end + 3 * way)
            if left + 14 < x < left + wide - 14:
                pen.canv.drawCentredString(x, end + (4.2 if way > 0 else -8.2), words.number(value))
    for y, value in zip(up, north, strict=True):
        for end, way in ((left, -1), (left + wide, 1)):
            pen.canv.line(end, y, end + 3 * way, y)
            if low + 18 < y < low + high - 18:
                pen.canv.saveState()
                pen.canv.translate(end + (-4.2 if way < 0 else 8.2), y)
                pen.canv.rotate(90)
                pen.canv.drawCentredString(0, 0, words.number(value))
                pen.canv.restoreState()
    return interval


def draw_window(pen: SheetPen, view: View) -> None:
    """The line around the map."""
    pen.canv.setStrokeColor(HexColor(colours.INK))
    pen.canv.setLineWidth(0.8)
    pen.canv.rect(*view.corner, *view.size, stroke=1, fill=0)


def draw_country(pen: SheetPen, box: Box, ground: Ground, view: View | None, words: Words) -> None:
    """The country with both archipelagos, and where the map lies in it (None: it shows all of it)."""
    x, y, wide, high = box
    west, south, east, north = _COUNTRY
    per_degree = min(wide / (east - west), high / (_mercator(north) - _mercator(south)))
    corner = np.array([x + (wide - per_degree * (east - west)) / 2, y])

    def place(lonlat: np.ndarray) -> np.ndarray:
        lon, lat = np.transpose(lonlat)
        up = (_mercator(lat) - _mercator(south)) * per_degree
        return np.column_stack([(lon - west) * per_degree, up]) + corner

    pen.canv.saveState()
    pen.clip_to(box)
    pen.canv.setFillColor(HexColor("#f2f6f8"))
    pen.canv.rect(*box, stroke=0, fill=1)
    land = shapely.simplify(read_land(), 0.05)
    page = View((0, 0), 1.0, (0, 0), (1, 1))
    pen._area(shapely.transform(land, place), page, "#dcd8cb", edge=colours.FAINT, line=0.3)
    size = 4.6 if high < 120 else 5.4
    for one in ARCHIPELAGOS:
        places = place(np.array(one.islands))
        pen.canv.setFillColor(HexColor(colours.INK))
        for dot in places:
            pen.canv.circle(*dot, 0.7, stroke=0, fill=1)
        middle, below = places[:, 0].mean(), places[:, 1].min()
        lines = (
            words("sheet.archipelago"),
            words(f"sheet.{one.id}"),
            words(f"sheet.{one.id}_unit"),
        )
        middle = min(middle, x + wide - max(stringWidth(t, BOLD, size) for t in lines) / 2 - 1.5)
        for row, text in enumerate(lines):
            pen._text(middle, below - (row + 1) * (size + 0.7) - 0.6, text, size, bold=row < 2)
    if view is not None:
        low, up = place(np.reshape(degrees_of(ground, view), (2, 2)))
        least = np.maximum(up - low, 4.0)
        start = (low + up) / 2 - least / 2
        pen.canv.setStrokeColor(HexColor(HERE))
        pen.canv.setLineWidth(0.9)
        pen.canv.rect(*start, *least, stroke=1, fill=0)
    pen.canv.restoreState()
    pen.canv.setStrokeColor(HexColor(colours.FAINT))
    pen.canv.setLineWidth(0.5)
    pen.canv.rect(*box, stroke=1, fill=0)


def _mercator(lat):
    return np.degrees(np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)))
