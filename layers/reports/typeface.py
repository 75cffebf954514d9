"""Be Vietnam Pro on paper: the three cuts that stand beside this file, known to reportlab by name."""

import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

FONTS = Path(__file__).with_name("fonts")
PLAIN, BOLD, ITALIC = "BeVietnamPro", "BeVietnamPro-Bold", "BeVietnamPro-Italic"
_FILES = {
    PLAIN: "BeVietnamPro_400Regular.ttf",
    BOLD: "BeVietnamPro_700Bold.ttf",
    ITALIC: "BeVietnamPro_400Regular_Italic.ttf",
}


@cache
def register_fonts() -> None:
    """Make the cuts known, once a process; ``<b>`` and ``<i>`` in a paragraph then find theirs."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    for bold, italic, name in ((0, 0, PLAIN), (1, 0, BOLD), (0, 1, ITALIC), (1, 1, BOLD)):
        addMapping(PLAIN, bold, italic, name)


def plain_text(text: object) -> str:
    """Text as letters alone: composed, since the font has no loose marks, and without control characters."""
    composed = unicodedata.normalize("NFC", str(text))
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in composed)


def marked(text: object) -> str:
    """Text for a paragraph of reportlab, which would read ``<`` and ``&`` as its own marks."""
    return escape(plain_text(text))
