"""The legend of a sheet: every class with its number, told as on the screen."""

from dataclasses import dataclass

import shapely
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from layers.reports import colours
from layers.reports.map_layout import View
from layers.reports.typeface import BOLD, PLAIN, plain_text
from layers.sheets.content import SheetLayer
from layers.sheets.draw_map import heat_ramp
from layers.sheets.layout import Box
from layers.sheets.pen import SheetPen
from layers.words import Words

_PAGE = View((0, 0), 1.0, (0, 0), (1, 1))
_LINE, _HEAD, _GAP = 10.4, 11.6, 4.0
_SIZE, _SMALL = 6.8, 5.9
_MARK = 17.0


@dataclass(frozen=True)
class Line:
    """A line of the legend.

    Attributes
    ----------
    mark : tuple
        What stands before it: ``("fill", colour)``, ``("hatch",)``, ``("symbol", style, colour, radius)``,
        ``("stroke", style, colour, width)`` or ``()``.
    head : bool
        The name of a layer; what follows belongs to it.
    """

    text: str
    count: str = ""
    mark: tuple = ()
    head: bool = False
    small: bool = False


def area_lines(title: str, rows: list[tuple[str, str | None, int]], words: Words) -> list[Line]:
    """The classes of the indicator: (words, colour or None for unknown, number of areas)."""
    marks = [("hatch",) if colour is None else ("fill", colour) for _, colour, _ in rows]
    return [
        Line(title, head=True),
        *(
            Line(text, words.number(count), mark)
            for (text, _, count), mark in zip(rows, marks, strict=True)
        ),
    ]


def layer_lines(layer: SheetLayer, words: Words) -> list[Line]:
    """The lines of one layer."""
    label = layer.label
    if layer.badge:
        label = words("sheet.badge", layer=label, quality=words(f"quality.{layer.badge}"))
    single = layer.groups[0] if len(layer.groups) == 1 and not layer.groups[0].id else None
    lines = []
    if layer.look.kind in ("heat", "cluster"):
        heat = layer.look.kind == "heat"
        mark = ("ramp", heat_ramp(layer)[1:]) if heat else _mark(layer, None)
        lines += [Line(label, words.number(layer.shown), mark, head=True)]
        lines += [Line(words(f"sheet.legend.{layer.look.kind}"), small=True)]
    elif single:
        lines += [Line(label, words.number(single.count), _mark(layer, None), head=True)]
    else:
        lines += [Line(label, words.number(layer.shown), head=True)]
        seen = [group for group in layer.groups if not group.hidden]
        lines += [Line(g.label, words.number(g.count), _mark(layer, g.colour)) for g in seen]
        if hidden := len(layer.groups) - len(seen):
            lines.append(Line(words("sheet.legend.hidden", count=hidden), small=True))
    if layer.filtered:
        said = words("sheet.legend.filtered", shown=layer.shown, total=layer.total)
        lines.append(Line(said, small=True))
    if layer.sizes:
        bounds = " · ".join(words.number(float(bound), 1) for bound, _ in layer.sizes)
        said = words("sheet.legend.sizes", field=layer.size_label, bounds=bounds)
        lines.append(Line(said, small=True))
    return lines


def _mark(layer: SheetLayer, colour: str | None) -> tuple:
    style = layer.style
    if layer.kind == "point":
        return ("symbol", style, colour or style["fill"], min(3.4, 0.62 * style.get("radius", 4)))
    if layer.kind == "line":
        return ("stroke", style, colour or style["color"], 0.8 * style.get("weight", 2))
    fill = _through(colour or style.get("fill"), layer.opacity * style.get("opacity", 1))
    return (
        "area",
        fill,
        style.get("color") or colours.EDGE,
        style.get("dash"),
    )


def _through(colour: str | None, share: float) -> str | None:
    """A colour as it looks on paper through which the ground is seen."""
    if colour in (None, "none"):
        return None
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def draw_legend(
    pen: SheetPen, lines: list[Line], boxes: tuple[Box, ...], words: Words
) -> list[Line]:
    """Fill columns with lines; gives those for which there is no room."""
    left = list(lines)
    share = sum(_need(line, boxes[0][2]) for line in left) / len(boxes)
    for place, (x, y, wide, high) in enumerate(boxes):
        at = y + high - 14
        if place == 0:
            pen.words_at(x, at + 4, words("sheet.legend.title"), 8.2, bold=True)
            pen.words_at(
                x + wide,
                at + 4,
                words("sheet.legend.count"),
                _SMALL,
                colour=colours.MUTED,
                right=True,
            )
        while left:
            # Columns of about one height; a layer is not torn where that can be helped.
            if left[0].head and place + 1 < len(boxes) and y + high - 14 - at >= 0.9 * share:
                break
            line = left[0]
            texts = _wrapped(line, wide)
            need = _need(line, wide)
            # The name of a layer does not stand alone at the foot of a column.
            room = need + (_LINE if line.head and len(left) > 1 and not left[1].head else 0)
            if at - room < y:
                break
            at -= need
            _draw_line(pen, left.pop(0), texts, x, at, wide)
    return left


def _need(line: Line, wide: float) -> float:
    """How high a line is."""
    return (_HEAD + _GAP if line.head else _LINE) + (len(_wrapped(line, wide)) - 1) * (_SIZE + 1.4)


def _draw_line(
    pen: SheetPen, line: Line, texts: list[str], x: float, y: float, wide: float
) -> None:
    indent = _MARK if line.mark else (_MARK if line.small else 0)
    size = _SMALL if line.small else (7.2 if line.head else _SIZE)
    base = y + (len(texts) - 1) * (_SIZE + 1.4)
    if line.mark:
        _draw_mark(pen, line.mark, x, base)
    for row, text in enumerate(texts):
        colour = colours.MUTED if line.small else colours.INK
        at = base - row * (_SIZE + 1.4)
        pen.words_at(x + indent, at, text, size, bold=line.head, colour=colour)
    if line.count:
        pen.words_at(x + wide, base, line.count, _SIZE, colour=colours.MUTED, right=True)


def _wrapped(line: Line, wide: float) -> list[str]:
    """The words of a line in as many lines as they need, three at most."""
    size = _SMALL if line.small else (7.2 if line.head else _SIZE)
    font = BOLD if line.head else PLAIN
    room = wide - (_MARK if line.mark or line.small else 0)
    room -= stringWidth(line.count, PLAIN, _SIZE) + 6 if line.count else 0
    return wrap_words(line.text, font, size, room, most=3)


def wrap_words(text: str, font: str, size: float, wide: float, *, most: int) -> list[str]:
    """Words in lines of a width; what is beyond the last is shown by an ellipsis."""
    lines, current = [], ""
    for word in plain_text(text).split():
        longer = f"{current} {word}".strip()
        if stringWidth(longer, font, size) <= wide:
            current = longer
            continue
        if current:
            lines.append(current)
        current = _cut(word, font, size, wide)
    lines.append(current)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]} …", font, size, wide, mark=True)]
    return lines


def _cut(text: str, font: str, size: float, wide: float, *, mark: bool = False) -> str:
    if stringWidth(text, font, size) <= wide:
        return text
    text = text.rstrip(" …") if mark else text
    while text and stringWidth(f"{text}…", font, size) > wide:
        text = text[:-1]
    return f"{text}…"


def _draw_mark(pen: SheetPen, mark: tuple, x: float, y: float) -> None:
    box = shapely.box(x, y - 1.2, x + 12, y + 5.8)
    kind = mark[0]
    if kind == "fill":
        pen._area(box, _PAGE, mark[1], edge=colours.EDGE, line=0.35)
    elif kind == "ramp":
        for step, colour in enumerate(mark[1]):
            pen.canv.setFillColor(HexColor(colour))
            pen.canv.rect(x + 2 * step, y - 1.2, 2, 7, stroke=0, fill=1)
    elif kind == "hatch":
        pen._area(box, _PAGE, colours.UNKNOWN, edge=colours.EDGE, line=0.35)
        pen._hatch(box, _PAGE)
    elif kind == "area":
        pen.canv.setDash(*([[0.5 * s for s in mark[3]]] if mark[3] else []))
        pen._area(box, _PAGE, mark[1], edge=mark[2], line=0.8)
        pen.canv.setDash()
    elif kind == "symbol":
        pen.canv.saveState()
        pen.canv.translate(x + 6, y + 2.3)
        pen.canv.doForm(pen.symbol_form(*mark[1:]))
        pen.canv.restoreState()
    elif kind == "stroke":
        _, style, colour, width = mark
        for stroke, thick in ((style.get("casing"), width + 0.7), (colour, width)):
            if stroke:
                pen.canv.setStrokeColor(HexColor(stroke))
                pen.canv.setLineWidth(thick)
                dash = style.get("dash")
                pen.canv.setDash(*([[0.5 * s for s in dash]] if dash else []))
                pen.canv.line(x, y + 2.3, x + 12, y + 2.3)
                pen.canv.setDash()
