"""Headings in two lines and merged cells, in text and in sheets."""

import openpyxl
import pytest

from layers.errors import UnreadableFile
from layers.importing.readers.headings import is_numbering, is_units
from layers.importing.readers.merged import merged_cells
from tests.layers.importing.files import open_path, require_told

JOINED = ["STT", "Đơn vị", "Cấp xã · Tổng", "Cấp xã · Toàn trình", "Tỷ lệ"]


def text(folder, content: str):
    (folder / "a.csv").write_text(content, encoding="utf-8")
    opened = open_path(folder / "a.csv", folder)
    require_told(opened)
    return opened


def sheet(folder, rows, merges=(), percent=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merges:
        book.active.merge_cells(cells)
    for cell in percent:
        book.active[cell].number_format = "0.0%"
    book.save(folder / "a.xlsx")
    opened = open_path(folder / "a.xlsx", folder)
    require_told(opened)
    return opened


def found(opened) -> dict:
    return {(f.rule, f.column): f for f in opened.findings}


@pytest.mark.parametrize(
    "heading",
    [
        "STT,Đơn vị,Cấp xã,,Tỷ lệ\n,,Tổng,Toàn trình,\n",
        ",,Cấp xã,,\nSTT,Đơn vị,Tổng,Toàn trình,Tỷ lệ\n",
    ],
    ids=["names above", "names below"],
)
def test_two_lines_of_text_are_joined(tmp_path, heading):
    rows = "1,Phường A,10,5,50%\n2,Phường B,…,5,50%\n"
    opened = text(tmp_path, "BÁO CÁO QUÝ III/2025,,,,\n" + heading + rows)
    names = opened.frame.columns.tolist()
    assert names[:4] == JOINED[:4]
    assert names[4] in (
        "Tỷ lệ",
        "Cấp xã · Tỷ lệ",
    )  # nothing says where a group ends but a blank below
    assert opened.titles == ["BÁO CÁO QUÝ III/2025"]
    assert opened.frame["Đơn vị"].tolist() == ["Phường A", "Phường B"]
    assert found(opened)["table.heading_lines", None].params == {"count": 2}


def test_years_below_a_group_are_names(tmp_path):
    opened = text(
        tmp_path, "Đơn vị,Toàn trình,,Một phần,\n,2024,2025,2024,2025\nA,1,2,3,4\nB,5,6,7,8\n"
    )
    groups = ["Toàn trình · 2024", "Toàn trình · 2025", "Một phần · 2024", "Một phần · 2025"]
    assert opened.frame.columns.tolist() == ["Đơn vị", *groups]
    assert opened.rows_in_file == 2


@pytest.mark.parametrize(
    "content",
    [
        "mã,,tên\n1,Cột,A\n,Cột,B\n3,Cột,C\n",
        "tên,loại,,số\n,x,y,1\nA,z,t,2\nB,x,y,3\n",
        "tên,loại,\n,x,y\nA,z,t\nB,x,y\n",
    ],
)
def test_a_row_of_data_is_never_taken_for_names(tmp_path, content):
    opened = text(tmp_path, content)
    assert opened.frame.columns[0] == content.split(",")[0]
    assert opened.rows_in_file == 3


def test_raw_letters_are_joined_by_a_sign_of_their_own(tmp_path):
    content = "T\xaan,Nh\xe3m,\n,a\xaa,b\xaa\nx\xaa,1,2\ny\xaa,3,4\n"
    (tmp_path / "a.csv").write_bytes(content.encode("latin-1"))
    opened = open_path(tmp_path / "a.csv", tmp_path)
    assert opened.frame.columns.tolist() == ["T\xaan", "Nh\xe3m | a\xaa", "Nh\xe3m | b\xaa"]


def test_units_and_numbers_below_the_heading(tmp_path):
    opened = text(tmp_path, "Nơi,Tổng,Tỷ lệ\n,(TTHC),(%)\n(1),(2),(3)=(2)/(1)\nA,1,2\nB,2,3\n")
    assert opened.rows_in_file == 2
    assert opened.titles == ["(TTHC) (%)"]
    assert found(opened)["table.title_rows", None].params == {"count": 2}
    assert is_numbering(["A", "B", "1", "2", "3=1+2"])
    assert not is_numbering(["A", "B", "1", "2"])
    assert not is_numbering(["B", "A", "1", "2", "3"])
    assert not is_units(["(x)", "12"])


TABLE = (
    ["UBND THÀNH PHỐ", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["BIỂU SỐ LIỆU QUÝ III NĂM 2025"],
    [],
    ["STT", "Quận", "Phường", "Cấp xã", None, "Tỷ lệ"],
    [None, None, None, "Tổng", "Toàn trình", None],
    [1, "Quận Hải Châu", "Phường A", 10, 5, 0.5],
    [2, None, "Phường B", None, 5, 0.858],
    [3, None, "Phường C", "Chưa báo cáo", None, None],
    ["Tổng cộng", None, None, 32, 10, None],
    ["Ghi chú: tạm tính"],
)
MERGES = ("A1:C1", "D1:F1", "A2:F2", "A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:F5")
BODY = ("B6:B8", "D6:D7", "D8:E8", "A9:C9", "A10:F10")


def test_merged_cells_of_a_sheet(tmp_path):
    opened = sheet(tmp_path, TABLE, (*MERGES, *BODY), percent=("F6", "F7"))
    frame = opened.frame
    assert frame.columns.tolist() == ["STT", "Quận", "Phường", *JOINED[2:4], "Tỷ lệ"]
    assert frame["Quận"].tolist()[:4] == ["Quận Hải Châu"] * 3 + ["Tổng cộng"]
    # A number is not written twice, a text is; what fills a row alone stays where it is.
    assert frame["Cấp xã · Tổng"].tolist()[:4] == ["10", None, "Chưa báo cáo", "32"] or (
        frame["Cấp xã · Tổng"].isna().tolist() == [False, True, False, False, True]
    )
    assert frame["Cấp xã · Toàn trình"].tolist()[:4] == ["5", "5", "Chưa báo cáo", "10"]
    assert frame.iloc[4].notna().sum() == 1
    told = found(opened)
    assert told["table.merged_filled", "Quận"].params == {"count": 3}
    assert told["table.merged_number", "Cấp xã · Tổng"].rows.tolist() == [0]
    assert told["table.title_rows", None].params == {"count": 2}
    assert opened.titles[1] == "BIỂU SỐ LIỆU QUÝ III NĂM 2025"
    assert opened.percent_cells["Tỷ lệ"].tolist() == [0, 1]
    assert frame["Tỷ lệ"].iloc[1] == 0.858
    assert opened.rows_in_file == 5


def test_codes_are_written_into_every_row(tmp_path):
    rows = [["Mã quận", "Phường", "Số"], [490, "A", 7], [None, "B", None], [491, "C", 2]]
    opened = sheet(tmp_path, rows, ("A2:A3", "C2:C3"))
    assert opened.frame["Mã quận"].tolist() == [490, 490, 491]
    assert opened.frame["Số"].isna().tolist() == [False, True, False]


def test_blank_rows_do_not_shift_merged_cells(tmp_path):
    rows = [
        ["Quận", "Phường", "Số"],
        ["Q1", "A", 1],
        [],
        [None, "B", 2],
        ["Q2", "C", 3],
        [None, "D", 4],
    ]
    opened = sheet(tmp_path, rows, ("A2:A4", "A5:A6"))
    assert opened.frame["Quận"].tolist() == ["Q1", "Q1", "Q2", "Q2"]


def test_a_plain_sheet_is_as_ever(tmp_path):
    opened = sheet(tmp_path, [["tên", "x"], ["a", 1], ["b", 2]])
    assert (opened.findings, opened.titles, opened.percent_cells) == ([], [], {})


def test_merged_cells_that_overlap_are_refused(tmp_path):
    sheet(tmp_path, [["a", "b"], ["x", 1], ["y", 2]])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for last in range(3, 40):  # no program writes these
        book.active.merged_cells.ranges.add(openpyxl.worksheet.cell_range.CellRange(f"A2:B{last}"))
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(UnreadableFile) as refusal:
        open_path(tmp_path / "b.xlsx", tmp_path)
    assert refusal.value.code == "unreadable.broken"


def test_merged_cells_are_found_behind_long_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("layers.importing.readers.merged._CHUNK", 100)
    book = openpyxl.Workbook()
    for row in range(300):
        book.active.append(["chữ dài" * 5, row])
    book.active.merge_cells("A7:B9")
    book.save(tmp_path / "a.xlsx")
    assert merged_cells(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml") == [(6, 0, 8, 1)]
