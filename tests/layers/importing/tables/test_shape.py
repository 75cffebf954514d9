"""Tables as offices lay them out, turned into rows of areas; every row of the file is accounted for."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.importing.tables import shape_table
from layers.importing.tables.hints import read_hints
from layers.importing.tables.labels import is_note, is_total
from layers.importing.tables.measures import read_measure
from layers.spec import load_specs
from layers.units.national import communes_former, communes_today, districts_former
from layers.words import Words

SPEC = load_specs()["service_availability"]


def shaped(text: str, **options):
    """A table of lines and bars, shaped; its rows accounted for and its findings said."""
    lines = [
        [cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()
    ]
    raw = pd.DataFrame(lines[1:], columns=lines[0], dtype="str")
    out = shape_table(raw, SPEC, **options)
    require_accounted(raw, out)
    return out


def require_accounted(raw: pd.DataFrame, out) -> None:
    aside = [f.rows for f in out.findings if f.aside]
    aside = np.concatenate(aside) if aside else np.empty(0, dtype=int)
    rows = np.concatenate([np.unique(out.origin), aside])
    assert sorted(rows.tolist()) == list(range(len(raw)))
    assert len(out.frame) == len(out.origin)
    for finding in out.findings:
        for lang in ("vi", "en"):
            assert all(entry["message"] and entry["fix"] for entry in finding.to_json(Words(lang)))


def values(out, column: str) -> list:
    """A column of the frame; what is missing as None."""
    return [None if pd.isna(value) else value for value in out.frame[column]]


def told(out, rule: str) -> list:
    return [f for f in out.findings if f.rule == rule]


@pytest.mark.parametrize(
    ("text", "field", "period", "tier"),
    [
        ("Toàn trình", "n_full", None, None),
        ("Cấp xã · Toàn trình · 2024", "n_full", "2024", "commune"),
        ("Quý I/2025 · DVC một phần", "n_partial", "2025-Q1", None),
        ("Số DVC mức độ 3, 4 năm 2020", "n_level34", "2020", None),
        ("Mức 4", "n_level4", None, None),
        ("Cấp tỉnh · Tổng số", "n_procedures", None, "city"),
        ("Hồ sơ · Toàn trình", "n_files_full", None, None),
        ("% hồ sơ trực tuyến", "stated_pct", None, None),
        ("Tỷ lệ toàn trình (%)", "stated_pct", None, None),
        ("DVC trực tuyến · Tổng số", None, None, None),
        ("Hồ sơ trực tuyến quá hạn", None, None, None),
        ("Toàn trình và một phần", None, None, None),
        ("Tỷ lệ đúng hạn", None, None, None),
        ("Mức độ 5", None, None, None),
        ("Dân số", None, None, None),
    ],
)
def test_headings_are_understood_whole_or_not_at_all(text, field, period, tier):
    found = read_measure(text, SPEC)
    assert (found.field, found.period and found.period.text, found.tier) == (field, period, tier)


GROUPED = """
STT | Đơn vị            | Tổng số TTHC | Toàn trình | Tỷ lệ
A   | Thành phố Đà Nẵng |              |            |
I   | Quận Hải Châu     | 30           | 15         |
1   | Phường A          | 10           | 5          | 50 %
2   | Phường B          | 20           | 10         | 50,0 %
II  | Quận Thanh Khê    | 7            | 4          |
3   | Phường C          | 7            | …          |
    | Tổng cộng         | 38           | 19         |
Ghi chú: số liệu tạm tính | | | |
    | Người lập biểu    |              |            |
    | Nguyễn Văn A      |              |            |
"""


def test_groups_totals_and_notes_are_no_areas():
    titles = ["UBND THÀNH PHỐ", "KẾT QUẢ CUNG CẤP DVC QUÝ III NĂM 2025", "Đơn vị tính: thủ tục"]
    out = shaped(GROUPED, titles=titles)
    assert values(out, "Đơn vị") == ["Phường A", "Phường B", "Phường C"]
    assert values(out, "n_full") == ["5", "10", "…"]
    assert out.parents == ("Thuộc", "Trực thuộc")
    assert values(out, "Thuộc") == ["Quận Hải Châu"] * 2 + ["Quận Thanh Khê"]
    assert set(out.frame["Trực thuộc"]) == {"Thành phố Đà Nẵng"}
    assert {f.rule: f.rows.tolist() for f in out.findings if f.aside} == {
        "table.total_row": [6],
        "table.group_row": [0, 1, 4],
        "table.note_row": [7, 8, 9],
    }
    assert out.hints["period"] == "2025-Q3"
    assert (out.hints["scheme"], out.hints["counting_unit"]) == ("full_partial", "procedure")


def test_totals_are_held_against_their_parts():
    out = shaped(GROUPED)
    checks = {(c.row, c.column): (c.stated, c.summed, c.unknown, c.differs) for c in out.totals}
    assert checks == {
        (1, "Tổng số TTHC"): (30, 30, 0, False),
        (1, "Toàn trình"): (15, 15, 0, False),
        (4, "Tổng số TTHC"): (7, 7, 0, False),
        (4, "Toàn trình"): (4, 0, 1, False),  # the part is not known: the total may be right
        (6, "Tổng số TTHC"): (38, 37, 0, True),
        (6, "Toàn trình"): (19, 15, 1, False),
    }
    (finding,) = told(out, "table.total_differs")
    assert (finding.rows.tolist(), finding.column, finding.values) == ([6], "Tổng số TTHC", [38.0])
    assert finding.details["difference"] == [1.0]
    assert not finding.aside


def test_totals_of_parts_and_of_the_whole():
    out = shaped("""
    Quận | Đơn vị | Toàn trình
    Q1 | Phường A | 1.000
    Q1 | Phường B | 500
    Q1 | Cộng Q1 | 1.500
    Q2 | Phường C | 2
    Q2 | Cộng quận Q2 | 3
     | Toàn thành phố | 1.502
    """)
    checks = [(c.row, c.stated, c.summed) for c in out.totals]
    assert checks == [(2, 1500, 1500), (4, 3, 2), (5, 1502, 1502)]
    assert [f.rows.tolist() for f in told(out, "table.total_differs")] == [[4]]


def test_a_total_may_stand_above():
    out = shaped("Đơn vị | Toàn trình\nTổng số | 9\nPhường A | 4\nPhường B | 5")
    assert [(c.row, c.stated, c.summed) for c in out.totals] == [(0, 9, 9)]


def test_no_commune_and_no_district_is_a_total_or_a_note():
    names = pd.concat([communes_today(), communes_former(), districts_former()])
    kinds = {*names["name"], *names["full_name"]}
    assert len(kinds) > 10_000
    assert [name for name in kinds if is_total(name) or is_note(name)] == []


def test_signatures_below_the_figures_and_a_lone_tier():
    out = shaped("""
    STT | Đơn vị | Cấp xã · Toàn trình | Tỷ lệ
    1 | Phường A | 5 | 50
    2 | Phường B | đang rà soát | 50
     | Người lập biểu | Thủ trưởng đơn vị |
     | | Đà Nẵng, ngày 5 tháng 10 năm 2025 |
     | | Nguyễn Văn A |
    """)
    assert out.origin.tolist() == [0, 1]
    assert told(out, "table.note_row")[0].values[2] == "Nguyễn Văn A"
    # One tier alone: the percentage beside it is of that tier too.
    assert (out.form, values(out, "tier")) == ("wide", ["commune", "commune"])
    assert values(out, "stated_pct") == ["50", "50"]


@pytest.mark.parametrize(
    ("titles", "hints"),
    [
        (["UBND TP. ĐÀ NẴNG", "Tổng hợp tháng 9/2025"], {"period": "2025-09", "province": "Đà Nẵng"}),
        (["Đà Nẵng, ngày 5 tháng 10 năm 2025"], {}),
        (["Biểu 1 (kèm theo Công văn số 12/SYT ngày 5/10/2025)", "Năm 2024"], {"period": "2024"}),
        (["Số liệu tính đến ngày 30/9/2025 của quý III/2025"], {"period": "2025-09-30"}),
        (["Dịch vụ công mức độ 3 và mức độ 4 cấp xã"],
         {"scheme": "levels_1_4", "tier": "commune", "counting_unit": "service"}),
        (["Đơn vị tính: hồ sơ", "DVC toàn trình"], {"scheme": "full_partial", "counting_unit": "file"}),
        (["tỉnh Quảng Nam và thành phố Đà Nẵng"], {}),
    ],
)  # fmt: skip
def test_hints_of_titles(titles, hints):
    found = read_hints(titles)
    assert found.pop("title") == max(titles, key=len)
    assert found == hints


def test_districts_that_are_the_areas_are_no_groups():
    rows = "".join(
        f"\n{n} | Quận {n} | {figure}" for n, figure in zip(["I", "II", "III"], "12 ", strict=True)
    )
    out = shaped("STT | Đơn vị | Toàn trình" + rows)
    assert len(out.frame) == 3
    assert out.parents == ()


def test_groups_may_name_a_tier():
    out = shaped("""
    TT | Cơ quan | Toàn trình
    I | Các sở, ban, ngành |
    1 | Sở Xây dựng | 5
    II | Cấp xã |
    2 | Phường A | 6
    3 | Phường B | 7
    """)
    assert values(out, "tier") == ["department", "commune", "commune"]
    assert out.parents == ()


def test_a_long_table_keeps_its_rows():
    out = shaped("""
    Quận/huyện | Phường/xã | Chỉ tiêu | Đơn vị tính | Giá trị | Kỳ
    Quận Một | Phường A | Toàn trình | TTHC | 1.501 | 2024
     | Phường A | Một phần | nghìn TTHC | 1,2 | 2024
     | Phường A | Toàn trình | % | 85,8 | 2024
    Quận Hai | Phường B | Quá hạn | TTHC | 3 | 2024
     | Tổng cộng | Toàn trình | TTHC | 1.502 | 2024
    """)
    assert (out.form, out.origin.tolist()) == ("long", [0, 1, 2, 3])
    assert values(out, "n_full") == ["1.501", None, None, None]
    assert values(out, "n_partial") == [None, "1,2 nghìn", None, None]
    assert values(out, "stated_pct") == [None, None, "85,8", None]
    assert values(out, "Giá trị") == [None, None, None, "3"]
    assert values(out, "Quận/huyện") == ["Quận Một"] * 3 + ["Quận Hai"]
    assert told(out, "table.filled_down")[0].rows.tolist() == [1, 2]
    (unknown,) = told(out, "indicator.unknown")
    assert (unknown.rows.tolist(), unknown.values) == ([3], ["Quá hạn"])
    assert [(c.row, c.stated, c.summed) for c in out.totals] == [(4, 1502, 1501)]
    assert set(out.cell_column("n_full")) == {"Giá trị"}


def test_a_long_table_with_a_column_a_year():
    out = shaped("""
    Đơn vị | Chỉ tiêu | 2024 | 2025
    Phường A | Toàn trình | 1 | 2
    Phường A | Một phần | 3 |
    """)
    assert out.origin.tolist() == [0, 0, 1]
    assert values(out, "period") == ["2024", "2025", "2024"]
    assert values(out, "n_full") == ["1", "2", None]
    assert values(out, "n_partial") == [None, None, "3"]
    assert out.cell_column("n_full").tolist() == ["2024", "2025", "2024"]


def test_periods_in_headings_make_a_row_each():
    out = shaped("""
    Đơn vị | Tổng số TTHC | Toàn trình · 2024 | Toàn trình · 2025
    Phường A | 10 | 5 | 6
    Phường B | 11 | | 7
    Phường C | | |
    """)
    assert out.form == "periods"
    assert out.origin.tolist() == [0, 0, 1, 1, 2]
    assert values(out, "n_full")[:4] == ["5", "6", None, "7"]
    assert values(out, "period")[:4] == ["2024", "2025", "2024", "2025"]
    assert values(out, "period")[4] is None
    assert values(out, "n_procedures")[:4] == ["10", "10", "11", "11"]
    assert out.cell_column("n_full").tolist()[:2] == ["Toàn trình · 2024", "Toàn trình · 2025"]
    assert told(out, "table.shared_over_periods")[0].column == "Tổng số TTHC"
    assert told(out, "table.spread")[0].params["count"] == 2


def test_tiers_in_headings_do_not_share_their_counts():
    out = shaped(
        "Nơi | Tổng số TTHC | Cấp tỉnh · Toàn trình | Cấp xã · Toàn trình\nĐà Nẵng | 9 | 3 | 4"
    )
    assert out.origin.tolist() == [0, 0, 0]
    assert values(out, "tier") == [None, "city", "commune"]
    assert values(out, "n_procedures") == ["9", None, None]
    assert values(out, "n_full") == [None, "3", "4"]


def test_columns_of_months_and_years_make_a_period():
    out = shaped(
        "Đơn vị | Tháng | Năm | Toàn trình\nPhường A | 9 | 2025 | 4\nPhường B | | 2025 | 5"
    )
    assert values(out, "period") == ["Tháng 9/2025", "2025"]


def test_one_field_in_two_columns_is_told_and_the_choice_decides():
    text = "Đơn vị | Toàn trình | DVC toàn trình\nPhường A | 1 | 2"
    out = shaped(text)
    assert (values(out, "n_full"), values(out, "DVC toàn trình")) == (["1"], ["2"])
    assert told(out, "table.measure_twice")[0].column == "DVC toàn trình"
    chosen = shaped(text, mapping={"n_full": "DVC toàn trình"})
    assert chosen.frame["n_full"].tolist() == ["2"]
    none = shaped(text, mapping={"n_full": ""})
    assert "n_full" not in none.frame


def test_cells_that_a_sheet_shows_as_percentages():
    raw = pd.DataFrame({"Đơn vị": ["A", "B"], "Tỷ lệ": [0.858, 85.8], "Toàn trình": [0.5, 2.0]})
    rows = {"Tỷ lệ": np.array([0]), "Toàn trình": np.array([0])}
    out = shape_table(raw, SPEC, percent_cells=rows)
    assert values(out, "stated_pct") == ["85.8 %", 85.8]
    assert values(out, "n_full") == [0.5, 2.0]
    assert told(out, "percent.as_share")[0].params == {"count": 1}


def test_a_table_without_figures_and_an_empty_one():
    assert len(shaped("Tên | Loại\nPhường A | x\nPhường B | y").frame) == 2
    assert shape_table(pd.DataFrame({"a": pd.Series([], dtype="str")}), SPEC).frame.empty


_CELLS = st.sampled_from(
    [
        "Phường A",
        "Tổng cộng",
        "Quận X",
        "I",
        "II",
        "A",
        "1",
        "2,5",
        "…",
        "Ghi chú: x",
        "Cấp xã",
        None,
    ]
)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["STT", "Đơn vị", "Toàn trình", "Một phần · 2024", "Tổng · 2025", "Chỉ tiêu", "Giá trị", "Năm", "Tháng"]
        ),
        min_size=1, max_size=6, unique=True,
    ).flatmap(lambda names: st.tuples(
        st.just(names), st.lists(st.lists(_CELLS, min_size=len(names), max_size=len(names)), max_size=8)
    ))
)  # fmt: skip
def test_every_row_of_any_table_is_kept_or_told(table):
    names, rows = table
    raw = pd.DataFrame(rows, columns=names, dtype="str")
    require_accounted(raw, shape_table(raw, SPEC))
