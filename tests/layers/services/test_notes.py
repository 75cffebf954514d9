"""Exports that stand alone: words for what is blank, notes beside, nothing that runs."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from layers.atlas import Atlas
from layers.errors import BadOption
from layers.services.answers import Question, ask
from layers.services.notes import FORMATS, answer_file, answer_table
from layers.services.states import STATES
from layers.words import Words
from tests.layers.services.ask_case import communes as wards
from tests.layers.services.ask_case import returns

HOSTILE = '=HYPERLINK("http://x")'


@pytest.fixture
def answer(store, publish):
    areas = wards("admin_commune")
    areas.loc[areas.index[0], ["name", "full_name"]] = HOSTILE
    codes = areas["code"].tolist()
    rows = [{"n_full": 3, "source_doc": "@SUM(1)"}, {"n_full": 0}]
    rows += [{"n_full": None, "states": f"n_full={state}"} for state in STATES[2:]]
    given = [
        row | {"unit_key": f"v2025-07:{code}", "n_procedures": 10}
        for row, code in zip(rows, codes, strict=False)
    ]
    publish(areas, "admin_commune")
    publish(returns(given), "service_availability")
    atlas = Atlas(store)
    return ask(atlas, atlas.now(), Question("full_share", "admin_commune", "48"))


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_six_states_are_six_words_and_a_blank_is_never_alone(answer, lang):
    words = Words(lang)
    table = answer_table(answer, words).head(6)
    assert table["state"].tolist() == [words(f"state.{state}") for state in STATES]
    assert table["state"].nunique() == 6
    assert table["value"].notna().tolist() == [True, True, False, False, False, False]
    assert words("state.not_applicable") == {"vi": "không áp dụng", "en": "not applicable"}[lang]


def test_a_csv_has_its_notes_above_in_both_languages(answer):
    rows = lines(answer_file(answer, Words("vi"), file_format="csv"))
    notes = [row[0] for row in rows if row and row[0].startswith("# ")]
    assert any("Commune, version 1" in note and "phiên bản 1" in note for note in notes)
    table = rows[len(notes) :]
    assert table[0][:4] == ["code", "unit_key", "name", "value"]
    assert len(table) == 1 + 94


@pytest.mark.parametrize("file_format", FORMATS)
def test_s80_nothing_runs_as_a_formula(answer, file_format):
    content = answer_file(answer, Words("en"), file_format=file_format)
    if file_format == "csv":
        cells = [cell for row in lines(content) for cell in row]
    else:
        book = load_workbook(BytesIO(content))
        cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
        assert {c.data_type for c in cells} <= {"s", "inlineStr", "n", "b"}
        cells = [str(c.value) for c in cells if c.value is not None]
    assert "'" + HOSTILE in cells
    assert "'@SUM(1)" in cells
    assert not any(cell.startswith(("=", "@", "+")) for cell in cells)


def test_a_workbook_has_values_and_notes_on_two_sheets(answer):
    book = load_workbook(BytesIO(answer_file(answer, Words("en"), file_format="xlsx")))
    assert book.sheetnames == ["Values", "Notes"]
    notes = list(book["Notes"].iter_rows(values_only=True))
    assert notes[0] == ("part", "vi", "en")
    assert any("không áp dụng" in str(row[1]) and "not applicable" in str(row[2]) for row in notes)


def test_there_are_two_formats(answer):
    with pytest.raises(BadOption):
        answer_file(answer, Words("en"), file_format="pdf")
