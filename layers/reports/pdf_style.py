"""How a report looks on paper: sizes, paragraphs, tables."""

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from layers.reports import colours
from layers.reports.typeface import BOLD, ITALIC, PLAIN

PAGE = A4
LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 18 * mm, 20 * mm, 20 * mm
WIDTH = PAGE[0] - LEFT - RIGHT
HEIGHT = PAGE[1] - TOP - BOTTOM

_BASE = ParagraphStyle(
    "base",
    fontName=PLAIN,
    fontSize=9.5,
    leading=13.6,
    textColor=HexColor(colours.INK),
    splitLongWords=1,
)


def _style(name: str, **more) -> ParagraphStyle:
    return ParagraphStyle(name, parent=_BASE, **more)


BODY = _style("body", spaceAfter=4, alignment=TA_JUSTIFY)
ITEM = _style("item", leftIndent=14, bulletIndent=2, spaceAfter=2.5)
LEAD = _style("lead", fontSize=8.8, leading=12, spaceBefore=4, spaceAfter=2, keepWithNext=1)
SMALL = _style("small", fontSize=7.8, leading=10.6, textColor=HexColor(colours.MUTED), spaceAfter=3)
NOTE = _style(
    "note", fontName=ITALIC, fontSize=7.8, leading=10.6, textColor=HexColor(colours.MUTED)
)
TITLE = _style("title", fontName=BOLD, fontSize=17, leading=22, alignment=TA_CENTER, spaceAfter=3)
SUBTITLE = _style("subtitle", fontSize=10.5, leading=14.5, alignment=TA_CENTER, spaceAfter=10)
HEADING = _style(
    "heading", fontName=BOLD, fontSize=12.5, leading=16.5, spaceBefore=13, spaceAfter=5, keepWithNext=1
)  # fmt: skip
CAPTION = _style("caption", fontName=BOLD, fontSize=8.8, leading=12, spaceBefore=7, spaceAfter=3)
CELL = _style("cell", fontSize=7.6, leading=9.8)
CELL_RIGHT = _style("cell_right", fontSize=7.6, leading=9.8, alignment=TA_RIGHT)
HEAD = _style("head", fontName=BOLD, fontSize=7.4, leading=9.4)
HEAD_RIGHT = _style("head_right", fontName=BOLD, fontSize=7.4, leading=9.4, alignment=TA_RIGHT)
CENTRE = _style("centre", fontSize=9.5, leading=13, alignment=TA_CENTER)
TO = _style("to", fontSize=9.5, leading=13, alignment=TA_CENTER, spaceAfter=10)
BIG = _style("big", fontName=BOLD, fontSize=17, leading=21, textColor=HexColor(colours.INK))
CAUTION = _style("caution", fontSize=8.8, leading=12.2)

TABLE = [
    ("LINEABOVE", (0, 0), (-1, 0), 0.9, HexColor(colours.INK)),
    ("LINEBELOW", (0, 0), (-1, 0), 0.6, HexColor(colours.INK)),
    ("LINEBELOW", (0, 1), (-1, -2), 0.25, HexColor(colours.RULE)),
    ("LINEBELOW", (0, -1), (-1, -1), 0.9, HexColor(colours.INK)),
    ("BACKGROUND", (0, 0), (-1, 0), HexColor(colours.PANEL)),
    ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ("VALIGN", (0, 1), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
    ("LEFTPADDING", (0, 0), (-1, -1), 3.5),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3.5),
]
