"""The sheet itself: what stands at the head and foot of every page, with the number of pages."""

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from layers.reports import colours
from layers.reports.pdf_style import BOTTOM, LEFT, PAGE, RIGHT, TOP
from layers.reports.typeface import PLAIN, plain_text
from layers.words import Words

_SIZE = 7.2


def page_canvas(*, title: str, recipe: str, words: Words) -> type[Canvas]:
    """A kind of canvas that writes title, recipe and "page x of y" once all pages are known."""

    class Pages(Canvas):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self._waiting: list[dict] = []

        def showPage(self):
            self._waiting.append(dict(self.__dict__))
            self._startPage()

        def save(self):
            for number, state in enumerate(self._waiting, start=1):
                self.__dict__.update(state)
                self._margins(number, len(self._waiting))
                super().showPage()
            super().save()

        def _margins(self, number: int, pages: int) -> None:
            wide, high = PAGE
            self.setFont(PLAIN, _SIZE)
            self.setFillColor(HexColor(colours.MUTED))
            self.setStrokeColor(HexColor(colours.RULE))
            self.setLineWidth(0.4)
            if number > 1:
                self.drawString(LEFT, high - TOP + 10, _shortened(title, wide - LEFT - RIGHT))
                self.line(LEFT, high - TOP + 5, wide - RIGHT, high - TOP + 5)
            self.line(LEFT, BOTTOM - 8, wide - RIGHT, BOTTOM - 8)
            self.drawString(LEFT, BOTTOM - 18, words("report.foot.recipe", recipe=recipe))
            self.drawRightString(
                wide - RIGHT, BOTTOM - 18, words("report.foot.page", page=number, pages=pages)
            )

    return Pages


def _shortened(text: str, wide: float) -> str:
    """Text that fits a line; what is cut is shown by an ellipsis."""
    text = plain_text(text)
    if stringWidth(text, PLAIN, _SIZE) <= wide:
        return text
    while text and stringWidth(f"{text}…", PLAIN, _SIZE) > wide:
        text = text[:-1]
    return f"{text}…"
