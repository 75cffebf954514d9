"""A report as pages: A4, for print and signature."""

from io import BytesIO
from pathlib import Path

from layers.reports.report import Report
from layers.reports.writing import write_whole


def write_pdf(report: Report, path: Path) -> None:
    """Write the pages to a file; one that stands there is replaced at the end.

    Raises
    ------
    CannotWrite
        If the place cannot be written to.
    """
    write_whole(pdf_bytes(report), path)


def pdf_bytes(report: Report) -> bytes:
    """The pages as the content of a file; the same report gives the same bytes."""
    from layers.reports.typeface import register_fonts

    register_fonts()
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    from layers.reports import pdf_style
    from layers.reports.pdf_page import page_canvas
    from layers.reports.pdf_story import story
    from layers.reports.recipe import short_hash

    words, out = report.words, BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=pdf_style.PAGE,
        title=report.title,
        author=" – ".join(report.question.issuer) or "Hatang",
        subject=report.place,
        lang=report.question.lang,
        invariant=1,
    )
    frame = Frame(
        pdf_style.LEFT, pdf_style.BOTTOM, pdf_style.WIDTH, pdf_style.HEIGHT, *(0, 0, 0, 0)
    )
    document.addPageTemplates(PageTemplate(frames=[frame]))
    recipe = short_hash(report.recipe)
    document.build(
        story(report), canvasmaker=page_canvas(title=report.title, recipe=recipe, words=words)
    )
    return out.getvalue()
