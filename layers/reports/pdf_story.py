"""What stands on the pages of a report, in order."""

from dataclasses import replace

from reportlab.platypus import CondPageBreak, PageBreak, Paragraph, Spacer

from layers.reports import pdf_style
from layers.reports.pdf_map import MapDrawing
from layers.reports.pdf_parts import (
    caution_box,
    figure_boxes,
    items,
    letter_head,
    signature_block,
    table_parts,
)
from layers.reports.recipe import product_digest, short_hash
from layers.reports.report import Report, Section
from layers.reports.typeface import marked


def story(report: Report) -> list:
    """The pieces of all pages: first page, maps, parts, method, sources, signatures."""
    out = _first_page(report)
    with_map = [section for section in report.sections if section.map is not None]
    for section in with_map:
        out += [PageBreak(), *_map_page(section, report)]
    out.append(Spacer(1, 6))
    for number, section in enumerate(report.sections, start=1):
        out += _section(section, number, report)
    number = len(report.sections) + 1
    out += _method(report, number)
    return [*out, signature_block(report, _recipe(report, number + 5))]


def _first_page(report: Report) -> list:
    words = report.words
    figures = [figure for section in report.sections for figure in section.figures]
    return [
        *letter_head(report),
        Paragraph(words("report.kind"), pdf_style.TITLE),
        Paragraph(f"<b>{marked(report.title)}</b>", pdf_style.SUBTITLE),
        Paragraph(words("report.head.to"), pdf_style.TO),
        *caution_box(report.cautions, words),
        *figure_boxes(figures[:6]),
        Spacer(1, 6),
        *_heading(words("report.main_findings")),
        *items(report.said("findings")),
        Spacer(1, 4),
        Paragraph(marked(words("report.where_to_read")), pdf_style.SMALL),
    ]


def _map_page(section: Section, report: Report) -> list:
    drawing = MapDrawing(
        section.map, report.words, width=pdf_style.WIDTH, most_height=pdf_style.HEIGHT - 60
    )
    return [
        Paragraph(marked(section.map.title), pdf_style.CAPTION),
        drawing,
        Paragraph(marked(section.map.sources), pdf_style.NOTE),
    ]


def _section(section: Section, number: int, report: Report) -> list:
    out = _heading(f"{number}. {section.title}")
    out += [Paragraph(marked(each), pdf_style.BODY) for each in section.sentences]
    for table in section.tables:
        out += table_parts(table, report.words)
    return out


def _method(report: Report, number: int) -> list:
    """How the numbers came about, of which data, by which assumptions, and what is missing."""
    words, out = report.words, []
    for what in ("method", "assumptions", "left_out", "known_gaps"):
        out += _heading(f"{number}. {words(f'report.part.{what}')}")
        for title, texts in report.said_by(what):
            out += [Paragraph(f"<b>{marked(title)}</b>", pdf_style.LEAD), *items(texts)]
        if not report.said(what):
            out += items([words(f"report.none.{what}")])
        number += 1
    out += [*_heading(f"{number}. {words('report.part.sources')}")]
    return out + table_parts(replace(report.sources, title=""), words)


def _recipe(report: Report, number: int) -> list:
    """How the report is made again."""
    words = report.words
    again = words(
        "report.recipe_sentence",
        recipe=short_hash(report.recipe),
        product=product_digest()[:12],
        day=report.made_at.date(),
    )
    return [
        *_heading(f"{number}. {words('report.part.recipe')}"),
        Paragraph(marked(again), pdf_style.BODY),
    ]


def _heading(text: str) -> list:
    return [CondPageBreak(120), Paragraph(marked(text), pdf_style.HEADING)]
