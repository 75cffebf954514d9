"""The files: pages that hold the letters, a workbook with numbers as numbers, hostile text that stays text."""

import re
from io import BytesIO

import openpyxl
import pytest

from layers.errors import CannotWrite
from layers.reports.pdf import pdf_bytes, write_pdf
from layers.reports.recipe import short_hash
from layers.reports.typeface import FONTS, marked, register_fonts
from layers.reports.xlsx import write_xlsx, xlsx_bytes
from tests.layers.reports.report_case import ask

HOSTILE = '<b>=HYPERLINK("http://x")</b> & <font size=90>'


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_are_made_in_both_languages_and_the_same_each_time(atlas, lang):
    report = ask(atlas, lang=lang)
    content = pdf_bytes(report)
    assert content.startswith(b"%PDF-")
    assert content == pdf_bytes(report)
    assert len(re.findall(rb"/Type /Page\b", content)) >= 3
    assert b"BeVietnamPro" in content


def test_hostile_text_is_printed_as_it_is(atlas):
    report = ask(atlas, title=HOSTILE, issuer=("<a href='x'>", "]]>&"), signers={"approved": "<i>"})
    assert pdf_bytes(report).startswith(b"%PDF-")
    assert marked("<b>&") == "&lt;b&gt;&amp;"
    assert marked("a\x00\u1ea1") == "a \u1ea1"
    assert marked("a\u0323") == "\u1ea1"  # composed: the font has no loose marks


def test_every_letter_of_vietnamese_has_a_shape():
    from reportlab.pdfbase import pdfmetrics

    register_fonts()
    letters = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(chr(c) for c in range(0x1EA0, 0x1EFA))
    for name in ("BeVietnamPro", "BeVietnamPro-Bold", "BeVietnamPro-Italic"):
        glyphs = pdfmetrics.getFont(name).face.charToGlyph
        assert [c for c in letters + "–−…²°≥·" if ord(c) not in glyphs] == []
    assert (FONTS / "OFL.txt").is_file()


def test_the_map_has_an_inset_for_islands_far_out(atlas):
    from layers.reports.pdf_map import MapDrawing

    report = ask(atlas)
    drawing = MapDrawing(report.sections[0].map, report.words, width=450, most_height=600)
    west, _, east, _ = drawing.main
    assert east - west < 30_000
    assert len(drawing.far) == 1


def test_the_workbook_holds_numbers_and_the_words_of_states(atlas):
    report = ask(atlas, lang="en", title=HOSTILE)
    book = openpyxl.load_workbook(BytesIO(xlsx_bytes(report)))
    assert book.sheetnames == ["Summary", "Assumed reach", "Data sources", "Method"]
    sheet = book["Assumed reach"]
    head = [cell.value for cell in sheet[1]]
    share = head.index("Share")
    values = [row[share].value for row in sheet.iter_rows(min_row=2)]
    rows = report.sections[0].tables[0].rows
    assert values[: len(rows)] == pytest.approx(rows["share"].tolist())
    assert values[-1] == pytest.approx(report.sections[0].numbers["share"])
    assert sheet.cell(2, share + 1).number_format == "0.0%"
    texts = [c.value for row in book["Summary"].iter_rows() for c in row]
    assert HOSTILE in texts
    assert short_hash(report.recipe) in texts
    assert not [t for t in texts if isinstance(t, str) and t.startswith("=")]


@pytest.mark.parametrize("write", [write_pdf, write_xlsx])
def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(atlas, tmp_path, write):
    report = ask(atlas)
    with pytest.raises(CannotWrite):
        write(report, tmp_path / "nowhere" / "report")
    write(report, tmp_path / "report")
    assert [p.name for p in tmp_path.iterdir()] == ["report"]
