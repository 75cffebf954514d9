"""Pieces of the pages: the head of a letter, boxes of figures, tables, the block for signatures."""

from reportlab.lib.colors import HexColor
from reportlab.platypus import CondPageBreak, KeepTogether, LongTable, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from layers.reports import colours, pdf_style
from layers.reports.question import ROLES
from layers.reports.report import Figure, Report, Table
from layers.reports.typeface import marked
from layers.words import Words

_DOTS = "……………………………………"
_NO_EDGE = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]


def letter_head(report: Report) -> list:
    """Who reports, the name of the state and its motto, number, place and day (Decree 30/2020/ND-CP, annex I)."""
    words, issuer = report.words, [*report.question.issuer, "", ""]
    above = marked(issuer[0]).upper() or _DOTS[:26]
    own = marked(issuer[1]).upper() or _DOTS[:26]
    left = [
        Paragraph(above, pdf_style.CENTRE),
        Paragraph(f"<b>{own}</b>", pdf_style.CENTRE),
        Paragraph(words("report.head.number"), pdf_style.CENTRE),
    ]
    day = words(
        "report.head.day",
        place=marked(report.city),
        day=f"{report.on:%d}",
        month=f"{report.on:%m}",
        year=f"{report.on:%Y}",
    )
    right = [
        Paragraph(f"<b>{words('report.head.state')}</b>", pdf_style.CENTRE),
        Paragraph(f"<b><u>{words('report.head.motto')}</u></b>", pdf_style.CENTRE),
        Paragraph(f"<i>{day}</i>", pdf_style.CENTRE),
    ]
    grid = Grid([[left, right]], colWidths=[0.42 * pdf_style.WIDTH, 0.58 * pdf_style.WIDTH])
    grid.setStyle([*_NO_EDGE, ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return [grid, Spacer(1, 14)]


def figure_boxes(figures: list[Figure]) -> list:
    """Up to three numbers a line, large, with what they are of."""
    out = []
    for begin in range(0, len(figures), 3):
        line = figures[begin : begin + 3]
        cells = [
            [
                Paragraph(marked(each.value), pdf_style.BIG),
                Paragraph(f"<b>{marked(each.label)}</b>", pdf_style.CELL),
                Paragraph(marked(each.note), pdf_style.SMALL),
            ]
            for each in line
        ]
        cells += [""] * (3 - len(cells))
        grid = Grid([cells], colWidths=[pdf_style.WIDTH / 3] * 3)
        grid.setStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEABOVE", (0, 0), (len(line) - 1, 0), 1.6, HexColor(colours.ACCENT)),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 10),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
        out += [grid, Spacer(1, 3)]
    return out


def caution_box(sentences: tuple[str, ...], words: Words) -> list:
    """What a reader must know before the numbers, in a frame."""
    if not sentences:
        return []
    lines = [Paragraph(f"<b>{words('report.caution')}</b>", pdf_style.CAUTION)]
    lines += [Paragraph(marked(each), pdf_style.CAUTION) for each in sentences]
    grid = Grid([[lines]], colWidths=[pdf_style.WIDTH])
    grid.setStyle(
        [
            ("BOX", (0, 0), (-1, -1), 1.0, HexColor(colours.SITE)),
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(colours.PANEL)),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ]
    )
    return [grid, Spacer(1, 8)]


def items(sentences: list[str]) -> list:
    """Sentences as a list with dashes, as official papers have them."""
    return [Paragraph(marked(each), pdf_style.ITEM, bulletText="–") for each in sentences]


def table_parts(table: Table, words: Words) -> list:
    """A table with its title, its head again on each page, and how many rows stand elsewhere."""
    out = []
    if table.title:
        # Kept with a long table a title would begin a new page: only some room is asked for.
        out = [CondPageBreak(90), Paragraph(marked(table.title), pdf_style.CAPTION)]
    if table.rows.empty:
        return [*out, Paragraph(words("report.empty_table"), pdf_style.NOTE)]
    if table.note:
        out += [Paragraph(marked(table.note), pdf_style.NOTE), Spacer(1, 3)]
    right = [column.is_number for column in table.printed]
    head = [
        Paragraph(marked(c.title(words)), pdf_style.HEAD_RIGHT if r else pdf_style.HEAD)
        for c, r in zip(table.printed, right, strict=True)
    ]
    body = [
        [
            Paragraph(marked(text), pdf_style.CELL_RIGHT if r else pdf_style.CELL)
            for text, r in zip(row, right, strict=True)
        ]
        for row in table.texts(words, most=table.most)
    ]
    style = list(pdf_style.TABLE)
    total = table.total_texts(words)
    if total:
        body.append(
            [
                Paragraph(f"<b>{marked(text)}</b>", pdf_style.CELL_RIGHT if r else pdf_style.CELL)
                for text, r in zip(total, right, strict=True)
            ]
        )
        style.append(("LINEABOVE", (0, -1), (-1, -1), 0.6, HexColor(colours.INK)))
    whole = sum(column.width for column in table.printed)
    widths = [pdf_style.WIDTH * column.width / whole for column in table.printed]
    out.append(LongTable([head, *body], colWidths=widths, repeatRows=1, style=style))
    if len(table.rows) > table.most:
        more = words("report.more_rows", shown=table.most, rows=len(table.rows))
        out.append(Paragraph(more, pdf_style.NOTE))
    return [*out, Spacer(1, 4)]


def signature_block(report: Report, before: list) -> KeepTogether:
    """Three places to sign: who prepared, who checked, who answers for it.

    It stands on one page with the pieces `before` it: a page of signatures alone could belong to anything.
    """
    words, names = report.words, report.question.signers
    role = [Paragraph(f"<b>{words(f'report.role.{r}')}</b>", pdf_style.CENTRE) for r in ROLES]
    how = [Paragraph(f"<i>{words(f'report.sign.{r}')}</i>", pdf_style.CENTRE) for r in ROLES]
    named = [Paragraph(f"<b>{marked(names.get(r, ''))}</b>", pdf_style.CENTRE) for r in ROLES]
    grid = Grid(
        [role, how, named],
        colWidths=[pdf_style.WIDTH / 3] * 3,
        rowHeights=[16, 84, 18],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *_NO_EDGE],
    )
    copies = [Paragraph(marked(words("report.copies")), pdf_style.SMALL)]
    return KeepTogether([*before, Spacer(1, 16), grid, Spacer(1, 8), *copies])
