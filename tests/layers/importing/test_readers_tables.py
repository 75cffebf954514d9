"""Tables of text and workbooks: every row as it stands, nothing guessed."""

import datetime

import openpyxl
import pandas as pd
import pytest

from layers.errors import UnreadableFile
from layers.importing.bundle import Bundle
from layers.importing.readers import list_parts
from layers.importing.readers.headings import find_heading, is_numbering, settle_names
from tests.layers.importing.files import open_path, require_told, require_words, rules


def csv_file(folder, text: str, encoding: str = "utf-8"):
    path = folder / "a.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_comes_in_whatever_parts_it(tmp_path, encoding, delimiter, end):
    lines = [["tên", "x", "y"], ["Đà Nẵng", "108", "16"], ['"Huế, cũ; mới"', "107", ""]]
    path = csv_file(tmp_path, end.join(delimiter.join(line) for line in lines) + end, encoding)
    opened = open_path(path, tmp_path)
    assert opened.frame.columns.tolist() == ["tên", "x", "y"]
    assert opened.frame["tên"].tolist() == ["Đà Nẵng", "Huế, cũ; mới"]
    assert opened.frame["x"].tolist() == ["108", "107"]
    assert opened.frame["y"].isna().tolist() == [False, True]
    assert (opened.rows_in_file, opened.raw_letters, opened.findings) == (2, False, [])


def test_letters_that_are_not_unicode_come_as_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"t\xaan,x\n\xa7\xb5 N\xbdng,1\n")
    opened = open_path(path, tmp_path)
    assert (opened.raw_letters, opened.declared_encoding) == (True, None)
    assert opened.frame.columns[0].encode("ISO-8859-1") == b"t\xaan"
    assert opened.frame.iloc[0, 0].encode("ISO-8859-1") == b"\xa7\xb5 N\xbdng"


def test_nothing_is_taken_for_missing_but_a_blank(tmp_path):
    values = ["NA", "None", "null", "nan", "-", "0012", "1e5", "TRUE"]
    opened = open_path(csv_file(tmp_path, "a,b\n" + "".join(f"{v},1\n" for v in values)), tmp_path)
    assert opened.frame["a"].tolist() == values
    assert opened.frame["a"].dtype == "str"


def test_ragged_rows_are_kept_and_named(tmp_path):
    path = csv_file(tmp_path, "a,b,c\n1,2,3\n1,2\n1,2,3,thừa\n1,2,3,\n1,2,3\n\n,,\n4,5,6\n")
    opened = open_path(path, tmp_path)
    assert (opened.rows_in_file, opened.frame["a"].tolist()) == (6, ["1", "1", "1", "1", "1", "4"])
    found = {f.rule: f for f in opened.findings}
    assert found.keys() == {"table.ragged", "table.blank_rows"}
    assert found["table.ragged"].rows.tolist() == [1, 2]
    assert found["table.ragged"].details["cells"] == [2, 4]
    assert found["table.ragged"].values == ["", "thừa"]
    assert found["table.blank_rows"].params == {"count": 2}
    require_told(opened)


def test_titles_and_numbered_columns_are_passed_over(tmp_path):
    text = (
        "SỞ XÂY DỰNG,,CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM,\nDanh sách cột ăng ten,,,\n"
        "STT,Tên,X,Y\n(1),(2),(3),(4)\n1,a,108,16\n2,b,109,17\n3,c,109,17\n4,d,109,17\n"
    )
    opened = open_path(csv_file(tmp_path, text), tmp_path)
    assert opened.frame.columns.tolist() == ["STT", "Tên", "X", "Y"]
    assert (opened.rows_in_file, opened.frame["Tên"].tolist()) == (4, ["a", "b", "c", "d"])
    (finding,) = opened.findings
    assert (finding.rule, finding.params) == ("table.title_rows", {"count": 3})


def test_a_table_without_names_keeps_its_first_row(tmp_path):
    opened = open_path(csv_file(tmp_path, "108.2,16.06\n108.3,16.07\n"), tmp_path)
    assert opened.frame.columns.tolist() == ["column_1", "column_2"]
    assert opened.frame["column_1"].tolist() == ["108.2", "108.3"]
    assert rules(opened) == {"table.no_heading", "table.columns_named"}


def test_blank_and_repeated_names_get_a_number(tmp_path):
    opened = open_path(csv_file(tmp_path, "a,a,,a_2\n1,2,3,4\n"), tmp_path)
    assert opened.frame.columns.tolist() == ["a", "a_3", "column_3", "a_2"]
    assert rules(opened) == {"table.columns_named"}
    assert opened.frame.iloc[0].tolist() == ["1", "2", "3", "4"]


def test_a_quote_that_never_closes_is_refused_with_its_line(tmp_path):
    path = csv_file(tmp_path, 'a,b\n1,2\n3,"x\n4,5\n6,7\n')
    with pytest.raises(UnreadableFile) as refusal:
        open_path(path, tmp_path)
    assert (refusal.value.code, refusal.value.params["line"]) == ("unreadable.csv_quote", 3)
    require_words(refusal.value, "a.csv")
    path.write_text('a,b\n1,2\n3,"x\ny"\n')
    assert open_path(path, tmp_path).frame["b"].tolist() == ["2", "x\ny"]


def test_rows_and_columns_have_limits(tmp_path, monkeypatch):
    monkeypatch.setattr("layers.importing.readers.limits.require_rows.__kwdefaults__", {"most": 3})
    assert open_path(csv_file(tmp_path, "a,b\n" + "1,2\n" * 3), tmp_path).rows_in_file == 3
    with pytest.raises(UnreadableFile) as refusal:
        open_path(csv_file(tmp_path, "a,b\n" + "1,2\n" * 4), tmp_path)
    assert refusal.value.code == "unreadable.too_many_rows"
    with pytest.raises(UnreadableFile) as refusal:
        open_path(csv_file(tmp_path, (",".join("a" * 501) + "\n") * 2), tmp_path)
    assert refusal.value.code == "unreadable.too_many_columns"


def workbook(path, sheets: dict[str, list[list]]):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_sheet_keeps_numbers_dates_and_texts(tmp_path):
    day = datetime.datetime(2026, 1, 31)
    rows = [["tên", "x", "tầng", "ngày", "điện thoại", "đúng"], ["a", 108.5, 3, day, "0905", True]]
    rows += [["b", 109, None, None, 905123456.0, False]]
    opened = open_path(workbook(tmp_path / "a.xlsx", {"Cột": rows}), tmp_path)
    frame = opened.frame
    assert (opened.format, opened.rows_in_file, opened.findings) == ("XLSX", 2, [])
    assert frame["x"].tolist() == [108.5, 109.0]
    assert (frame["tầng"].iloc[0], str(frame["tầng"].dtype)) == (3, "Int64")
    assert frame["ngày"].tolist()[0] == pd.Timestamp(day)
    assert frame["điện thoại"].tolist() == ["0905", "905123456"]
    assert frame["đúng"].tolist() == [True, False]


def test_titles_blank_rows_and_formula_errors_are_told(tmp_path):
    rows = [["BÁO CÁO"], [], ["tên", "x"], ["a", 1], [None, None], ["b", "#REF!"], ["c", 3]]
    path = workbook(tmp_path / "a.xlsx", {"S": [*rows, [None], [None]]})
    opened = open_path(path, tmp_path)
    assert (opened.rows_in_file, opened.frame["tên"].tolist()) == (3, ["a", "b", "c"])
    found = {f.rule: f for f in opened.findings}
    assert found.keys() == {"table.title_rows", "table.blank_rows", "table.formula_errors"}
    assert found["table.formula_errors"].rows.tolist() == [1]
    assert found["table.formula_errors"].values == ["#REF!"]
    assert opened.frame["x"].isna().tolist() == [False, True, False]
    require_told(opened)


def test_one_of_several_sheets_is_chosen_and_blank_ones_are_none(tmp_path):
    table = [["a", "b"], [1, 2]]
    path = workbook(tmp_path / "a.xlsx", {"Một": table, "Trống": [], "Hai": [*table, [3, 4]]})
    assert list_parts(Bundle.at(path), folder=tmp_path) == ["Một", "Hai"]
    with pytest.raises(UnreadableFile) as refusal:
        open_path(path, tmp_path)
    assert refusal.value.code == "unreadable.several_layers"
    assert open_path(path, tmp_path, "Hai").rows_in_file == 2


def test_a_cell_at_the_far_end_of_a_sheet_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["XFD2"] = "a", "b", 1
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFile) as refusal:
        open_path(tmp_path / "a.xlsx", tmp_path)
    assert refusal.value.code == "unreadable.too_many_columns"


def test_headings():
    assert find_heading([["a", "b"], [1, 2]]) == 0
    assert find_heading([["t", "", ""], ["a", "b", "c"], [1, 2, 3], [1, "", 3]]) == 1
    assert find_heading([]) is None
    assert is_numbering(["(1)", "(2)", "(3)"])
    assert not is_numbering(["108", "16", "5"])
    assert settle_names(["", "column_1", None], 4)[0] == [
        "column_1_2",
        "column_1",
        "column_3",
        "column_4",
    ]


def test_a_list_of_names_is_a_table_of_one_column(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("Đơn vị\nUBND phường Hải Châu\nPhường Hòa Cường, Đà Nẵng\n", encoding="utf-8")
    opened = open_path(path, tmp_path)
    assert opened.frame.columns.tolist() == ["Đơn vị"]
    assert opened.frame["Đơn vị"].tolist() == ["UBND phường Hải Châu", "Phường Hòa Cường, Đà Nẵng"]


def test_text_that_no_name_calls_a_table_is_none(tmp_path):
    path = tmp_path / "letter"
    path.write_text("Kính gửi\nSở Thông tin\n", encoding="utf-8")
    with pytest.raises(UnreadableFile):
        open_path(path, tmp_path)
