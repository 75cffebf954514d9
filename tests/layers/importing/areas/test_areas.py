"""A table of services comes in: its units are found, its doubts are told, its rows all counted."""

import openpyxl
import pandas as pd
import pytest

from layers.errors import BadOption, UnitsNotListed, UnknownField
from layers.importing.check import examine
from layers.importing.choices import Choices
from layers.words import Words
from tests.layers.importing.areas.tables import (
    GIVEN,
    HAI_CHAU,
    HOA_CUONG,
    SON_TRA,
    SPEC,
    faults,
    only,
    read,
    rules,
    values,
)

OLD = """Mã xã,Tên xã,Quận/Huyện,Kỳ,Mức độ 3,Mức độ 4,Tổng số dịch vụ
00001,Phường Phúc Xá,Quận Ba Đình,2020-06,10,5,100
00004,Phường Trúc Bạch,Quận Ba Đình,2020-06,11,5,100
00006,Phường Vĩnh Phúc,Quận Ba Đình,2020-06,12,5,100
00007,Phường Cống Vị,Quận Ba Đình,2020-06,12,5,100
"""
PLACES = "Đơn vị;Toàn trình\nUBND phường Hải Châu;10\nP. Hoà Cường;11\nPhuong Son Tra;12\n"


def test_units_are_found_by_name_however_it_is_written(tmp_path):
    found = read(tmp_path, PLACES)
    assert found.report.errors == []
    assert values(found, "unit_key") == [HAI_CHAU, HOA_CUONG, SON_TRA]
    assert values(found, "matched_how") == ["exact", "tones", "folded"]
    assert values(found, "matched_from") == [
        "UBND phường Hải Châu",
        "P. Hoà Cường",
        "Phuong Son Tra",
    ]
    assert values(found, "place")[1] == "Phường Hòa Cường"
    assert set(values(found, "province_code")) == {"48"}
    assert set(values(found, "tier")) == {"commune"}
    assert set(values(found, "scheme")) == {"full_partial"}
    assert set(values(found, "certainty")) == {"reported"}
    assert "Đơn vị" not in found.frame
    assert found.areas.counts == {"exact": 1, "tones": 1, "folded": 1}


def test_a_code_that_lost_its_zeros_is_found(tmp_path):
    found = read(tmp_path, "Mã phường;Toàn trình\n20242;10\n4;11\n")
    assert values(found, "unit_key") == [HAI_CHAU, "v2026-04:00004"]
    assert values(found, "matched_how") == ["code", "code"]


def test_a_column_without_a_telling_name_is_found_by_its_values(tmp_path):
    text = "Cột A;Toàn trình\nNgũ Hành Sơn;10\nHòa Cường;11\nSơn Trà;12\n"
    found = read(tmp_path, text)
    assert found.columns["area_name"] == "Cột A"
    assert found.report.rows_accepted == 3


def test_a_province_that_only_the_title_names_tells_units_of_one_name_apart(tmp_path):
    table = "Đơn vị;Toàn trình\nPhường An Hải;10\nPhường Hải Châu;11\n"
    assert faults(read(tmp_path, table)) == {"areas.review"}
    found = read(tmp_path, f"UBND TP. ĐÀ NẴNG;\n{table}")
    assert only(found, "areas.parent_read").value == "Thành phố Đà Nẵng"
    assert values(found, "unit_key") == ["v2026-04:20275", HAI_CHAU]


def test_the_columns_of_areas_can_be_chosen(tmp_path):
    text = "Đơn vị;Nơi nộp;Toàn trình\nPhòng Một cửa;Phường Hải Châu;10\n"
    assert faults(read(tmp_path, text)) == {"areas.none"}
    found = read(tmp_path, text, mapping={"area_name": "Nơi nộp"})
    assert values(found, "unit_key") == [HAI_CHAU]
    with pytest.raises(UnknownField):
        read(tmp_path, text, mapping={"area_name": "Không có"})
    with pytest.raises(BadOption):
        read(tmp_path, text, mapping={"area_name": "Nơi nộp", "area_code": "Nơi nộp"})


class TestVersions:
    """A table of other units is refused with the version named, and taken under it."""

    def test_codes_of_before_the_reform_are_refused_in_words(self, tmp_path):
        found = read(tmp_path, OLD, given={})
        assert faults(found) == {"areas.other_version"}
        assert found.report.rows_accepted == 0
        assert found.report.rows_set_aside == 4
        assert found.areas.other_version == "v2025-03"
        assert found.areas.reviews == []
        (said,) = only(found, "areas.other_version").to_json(Words("en"))
        assert "codes of boundary version v2025-03" in said["message"]
        assert "before July 2025" in said["message"]
        assert "--boundary" in said["fix"]

    def test_they_come_in_under_their_own_keys(self, tmp_path):
        found = read(tmp_path, OLD, given={}, boundary="v2025-03")
        assert found.report.errors == []
        assert values(found, "unit_key")[:2] == ["v2025-03:00001", "v2025-03:00004"]
        assert set(values(found, "scheme")) == {"levels_1_4"}
        assert set(values(found, "counting_unit")) == {"service"}
        assert set(values(found, "period")) == {"2020-06"}

    def test_districts_speak_of_the_time_before(self, tmp_path):
        text = "Quận/Huyện;Mức độ 3\nQuận Hải Châu;100\nQuận Thanh Khê;200\n"
        assert read(tmp_path, text).areas.other_version == "v2025-03"
        found = read(tmp_path, text, boundary="v2025-03")
        assert values(found, "unit_key") == ["v2025-03:492", "v2025-03:491"]
        assert set(values(found, "tier")) == {"district"}

    def test_a_version_whose_units_are_not_known_cannot_be_matched(self, tmp_path):
        with pytest.raises(UnitsNotListed):
            read(tmp_path, OLD, boundary="v2018")


class TestReview:
    """What is not sure waits for a person, whose decision is kept and can be undone."""

    TEXT = (
        "Tên;Toàn trình;Một phần\nXã Tân Phú;10;\nPhường Hải Châu;11;\nXã Tân Phú;;12\n"
        "Phường Hư Vô;13;\n"
    )

    def test_names_of_several_units_wait_with_their_candidates(self, tmp_path):
        found = read(tmp_path, self.TEXT)
        assert faults(found) == {"areas.review", "areas.none"}
        assert only(found, "areas.review").rows.tolist() == [0, 2]
        first, second = found.areas.waiting
        assert (first.key, first.rows, first.reason) == ("Xã Tân Phú", 2, "ambiguous")
        assert len(first.candidates) > 2
        assert {each["name"] for each in first.candidates} == {"Xã Tân Phú"}
        assert len({each["parent"] for each in first.candidates}) == len(first.candidates)
        assert (second.key, second.reason, second.candidates) == ("Phường Hư Vô", "none", [])

    def test_they_can_be_set_aside_and_the_rest_comes_in(self, tmp_path):
        found = read(tmp_path, self.TEXT, accept=("areas.review", "areas.none"))
        assert found.report.faults == []
        assert values(found, "unit_key") == [HAI_CHAU]
        assert (found.report.rows_accepted, found.report.rows_set_aside) == (1, 3)

    def test_a_decision_holds_for_all_rows_written_so(self, tmp_path):
        areas = {"Xã Tân Phú": "17272", "Phường Hư Vô": ""}
        found = read(tmp_path, self.TEXT, areas=areas)
        assert found.report.faults == []
        assert values(found, "unit_key") == ["v2026-04:17272", HAI_CHAU, "v2026-04:17272"]
        assert values(found, "matched_how") == ["chosen", "exact", "chosen"]
        assert only(found, "areas.left_out").aside
        assert found.report.rows_set_aside == 1
        assert found.areas.waiting == []
        decided = {each.key: each.decided["code"] for each in found.areas.reviews}
        assert decided == areas

    def test_a_decision_can_be_told_by_the_name_alone(self, tmp_path):
        text = "Tên;Tỉnh;Toàn trình\nXã Tân Phú;Tỉnh Không Có;10\n"
        assert "areas.review" in faults(read(tmp_path, text))
        found = read(tmp_path, text, areas={"xã  tân phú": "17272"})
        assert values(found, "unit_key") == ["v2026-04:17272"]

    def test_a_parent_tells_them_apart(self, tmp_path):
        text = "Tên;Tỉnh;Toàn trình\nXã Tân Phú;Nghệ An;10\nXã Tân Phú;Vĩnh Long;11\n"
        assert values(read(tmp_path, text), "unit_key") == ["v2026-04:17272", "v2026-04:28840"]

    def test_one_province_for_the_whole_table_does_too(self, tmp_path):
        text = "Tên;Toàn trình\nXã Tân Phú;10\n"
        found = read(tmp_path, text, given=GIVEN | {"province_code": "40"})
        assert values(found, "unit_key") == ["v2026-04:17272"]

    def test_a_code_of_no_unit_is_no_decision(self, tmp_path):
        with pytest.raises(BadOption, match="99999"):
            read(tmp_path, self.TEXT, areas={"Xã Tân Phú": "99999"})


class TestBodies:
    def test_a_city_is_a_unit_and_a_department_waits(self, tmp_path):
        text = "Đơn vị;Toàn trình\nThành phố Đà Nẵng;100\nSở Y tế;5\nSở Tài chính;6\n"
        found = read(tmp_path, text)
        assert faults(found) == {"areas.review"}
        assert {each.reason for each in found.areas.waiting} == {"body"}
        assert found.areas.waiting[0].candidates[0]["code"] == "48"
        found = read(tmp_path, text, areas={"Sở Y tế": "48", "Sở Tài chính": "48"})
        # Two offices of one city are no figure told twice.
        assert found.report.errors == []
        assert values(found, "tier") == ["city", "department", "department"]
        assert values(found, "unit_key") == ["v2026-04:48"] * 3
        assert values(found, "place") == ["Thành phố Đà Nẵng", "Sở Y tế", "Sở Tài chính"]

    def test_provinces_without_their_kind(self, tmp_path):
        found = read(tmp_path, "Tên;Toàn trình\nĐà Nẵng;1\nHà Nội;2\nTP. Hồ Chí Minh;3\n")
        assert values(found, "unit_key") == ["v2026-04:48", "v2026-04:01", "v2026-04:79"]
        assert set(values(found, "tier")) == {"city"}


class TestFields:
    """What a row must say beside its unit is read where it stands, and told."""

    def test_the_scale_follows_the_counts_and_files_alone_have_none(self, tmp_path):
        files = "Đơn vị;Tổng hồ sơ;Hồ sơ trực tuyến\nPhường Hải Châu;10;5\n"
        assert only(read(tmp_path, files), "field.missing").column == "scheme"
        found = read(tmp_path, files, given=GIVEN | {"scheme": "full_partial"})
        assert found.report.errors == []

    def test_a_period_is_needed_and_read_from_the_title(self, tmp_path):
        assert "field.missing" in faults(read(tmp_path, PLACES, given={"counting_unit": "service"}))
        titled = f"Kết quả cung cấp dịch vụ công trực tuyến quý III năm 2025;\n{PLACES}"
        found = read(tmp_path, titled, given={})
        assert set(values(found, "period")) == {"2025-Q3"}
        told = {
            f.column: f.value for f in found.report.findings if f.rule == "field.read_from_title"
        }
        assert told == {"period": "2025-Q3", "counting_unit": "service"}

    def test_units_in_the_cells_say_what_is_counted(self, tmp_path):
        text = "Đơn vị;Toàn trình\nPhường Hải Châu;10 TTHC\nPhường Hòa Cường;11 TTHC\n"
        found = read(tmp_path, text, given={"period": "2025"})
        assert set(values(found, "counting_unit")) == {"procedure"}

    def test_marks_say_why_a_value_is_blank(self, tmp_path):
        text = "Đơn vị;Toàn trình;Một phần\nPhường Hải Châu;…;*\nPhường Hòa Cường;0;x\n"
        found = read(tmp_path, text)
        assert values(found, "n_full") == [None, 0]
        assert values(found, "states") == [
            "n_full=no_data;n_partial=suppressed",
            "n_partial=not_applicable",
        ]
        assert found.report.errors == []

    def test_words_beside_a_number_are_kept_in_the_note(self, tmp_path):
        found = read(tmp_path, "Đơn vị;Toàn trình\nPhường Hải Châu;khoảng 30\n")
        assert (values(found, "n_full"), values(found, "note")) == ([30], ["Toàn trình: khoảng 30"])


class TestShapes:
    def test_periods_in_headings_become_rows_and_the_counts_stay_those_of_the_file(self, tmp_path):
        text = "Phường/xã;Toàn trình 2023;Toàn trình 2024\nPhường Hải Châu;10;12\nPhường Hòa Cường;-1;13\n"
        found = read(
            tmp_path, text, given={"counting_unit": "procedure"}, accept=("count.negative",)
        )
        assert found.frame.index.tolist() == [0, 0]
        assert values(found, "period") == ["2023", "2024"]
        assert values(found, "n_full") == [10, 12]
        report = found.report
        assert (report.rows_in_file, report.rows_accepted, report.rows_set_aside) == (2, 1, 1)
        assert only(found, "count.negative").column == "Toàn trình 2023"

    def test_a_long_table(self, tmp_path):
        text = """Phường/xã;Chỉ tiêu;Kỳ;Giá trị
Phường Hải Châu;Tổng số TTHC;2024;100
Phường Hải Châu;Toàn trình;2024;60
Phường Hòa Cường;Toàn trình;Quý I/2024;20
"""
        found = read(tmp_path, text, given={"counting_unit": "procedure"})
        assert found.report.errors == []
        assert values(found, "n_procedures") == [100, None, None]
        assert values(found, "n_full") == [None, 60, 20]
        assert values(found, "period") == ["2024", "2024", "2024-Q1"]

    def test_a_sheet_with_merged_headings_totals_and_shown_percentages(self, tmp_path):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (
            ["BÁO CÁO DỊCH VỤ CÔNG TRỰC TUYẾN QUÝ III NĂM 2025"],
            ["STT", "Đơn vị", "Thủ tục", None, "Tỷ lệ"],
            [None, None, "Tổng số TTHC", "Toàn trình", None],
            [1, "Phường Hải Châu", 176, 151, 0.858],
            [2, "Phường Hòa Cường", 97, 80, 0.8247],
            [None, "Tổng cộng", 273, 230, None],
        ):
            sheet.append(row)
        sheet.merge_cells("C2:D2")
        sheet["E4"].number_format = sheet["E5"].number_format = "0.0%"
        path = tmp_path / "bang.xlsx"
        book.save(path)
        found = examine(path, SPEC, Choices(given={"counting_unit": "procedure"}))
        assert found.report.errors == []
        assert values(found, "unit_key") == [HAI_CHAU, HOA_CUONG]
        assert values(found, "n_full") == [151, 80]
        assert values(found, "stated_pct") == pytest.approx([85.8, 82.47])
        assert (found.report.rows_accepted, found.report.rows_set_aside) == (2, 1)
        differs = only(found, "table.total_differs")
        assert (differs.values, differs.details["summed"]) == ([230.0], [231.0])
        assert "percent.differs" not in rules(found)


def test_what_we_wrote_ourselves_comes_back_as_it_was(tmp_path):
    first = read(tmp_path, PLACES).frame
    path = tmp_path / "again.parquet"
    first.to_parquet(path)
    again = examine(path, SPEC, Choices())
    assert again.report.errors == []
    pd.testing.assert_frame_equal(
        again.frame[list(first.columns)].reset_index(drop=True),
        first.reset_index(drop=True),
        check_dtype=False,
    )


def test_rows_with_a_key_and_rows_with_a_name_in_one_table(tmp_path):
    text = "unit_key;Đơn vị;Toàn trình\nv2025-03:00001;;5\n;Phường Hư Vô;6\n;Phường Hải Châu;7\n"
    found = read(tmp_path, text, accept=("areas.none",))
    assert only(found, "areas.none").values == ["Phường Hư Vô"]
    assert only(found, "areas.none").rows.tolist() == [1]
    assert values(found, "unit_key") == ["v2025-03:00001", HAI_CHAU]


def test_findings_can_be_said_in_both_languages(tmp_path):
    for text in (PLACES, OLD, TestReview.TEXT):
        report = read(tmp_path, text).report
        for lang in ("vi", "en"):
            assert all(e["message"] and e["fix"] for e in report.to_json(lang)["findings"])
