"""Whatever is wrong in a table of services is told with its cell; the rows around it still come in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.words import Words
from tests.layers.importing.areas.tables import HAI_CHAU, cells, faults, only, read, rules, values

HEAD = "Đơn vị;Tổng số TTHC;Toàn trình;Một phần;Tỷ lệ\n"
BEFORE, AFTER = "Phường Hải Châu;100;60;30;60\n", "Phường Sơn Trà;100;50;30;50 %\n"
AROUND = [HAI_CHAU, "v2026-04:20263"]

# What stands between two sound rows, the rule that tells of it, the cells it names.
ERRORS = {
    "no number": ("Phường Hòa Cường;100;6o;30;", "count.unreadable", [(2, "Toàn trình")]),
    "not whole": ("Phường Hòa Cường;100;60,5;30;", "count.unreadable", [(2, "Toàn trình")]),
    "only a bound": ("Phường Hòa Cường;>100;60;30;", "count.unreadable", [(2, "Tổng số TTHC")]),
    "negative": ("Phường Hòa Cường;100;-6;30;", "count.negative", [(2, "Toàn trình")]),
    "over 100": ("Phường Hòa Cường;100;60;30;858", "percent.over_100", [(2, "Tỷ lệ")]),
    "parts over the whole": (
        "Phường Hòa Cường;100;80;30;",
        "count.over_total",
        [(2, "Toàn trình + Một phần")],
    ),
    "no such unit": ("Phường Hư Vô;100;60;30;", "areas.none", [(2, "Đơn vị")]),
    "several units": ("Xã Tân Phú;100;60;30;", "areas.review", [(2, "Đơn vị")]),
    "no unit": (";100;60;30;60", "areas.blank", [(2, "Đơn vị")]),
    "the same told again": ("Phường Hải Châu;100;60;30;60", "areas.twice", [(2, "Đơn vị")]),
}
REMARKS = {
    "unit in the cell": ("Phường Hòa Cường;100 TTHC;60;30;", "count.unit_in_cell", "Tổng số TTHC"),
    "no data": ("Phường Hòa Cường;100;…;30;", "value.mark", "Toàn trình"),
    "dash": ("Phường Hòa Cường;100;60;-;", "value.dash", "Một phần"),
    "percentage that differs": ("Phường Hòa Cường;100;60;30;70", "percent.differs", "Tỷ lệ"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_names_its_cell_and_its_neighbours_come_in(tmp_path, case):
    row, rule, named = ERRORS[case]
    found = read(tmp_path, f"{HEAD}{BEFORE}{row}\n{AFTER}", accept=(rule,))
    assert cells(found, rule) == named
    assert found.report.faults == []
    assert values(found, "unit_key") == AROUND
    assert (found.report.rows_accepted, found.report.rows_set_aside) == (2, 1)
    assert faults(read(tmp_path, f"{HEAD}{BEFORE}{row}\n{AFTER}")) == {rule}
    for lang in ("vi", "en"):
        (said,) = only(found, rule).to_json(Words(lang))
        assert "2" in said["message"]
        assert said["fix"]


@pytest.mark.parametrize("case", REMARKS)
def test_what_can_stand_is_told_and_comes_in(tmp_path, case):
    row, rule, column = REMARKS[case]
    found = read(tmp_path, f"{HEAD}{BEFORE}{row}\n{AFTER}")
    assert cells(found, rule) == [(2, column)]
    assert found.report.rows_accepted == 3


def test_two_figures_of_one_unit_that_differ_are_both_set_aside(tmp_path):
    text = f"{HEAD}{BEFORE}{BEFORE.replace(';60;30;60', ';61;30;61')}{AFTER}"
    found = read(tmp_path, text, accept=("areas.twice",))
    assert cells(found, "areas.twice") == [(1, "Đơn vị"), (2, "Đơn vị")]
    assert only(found, "areas.twice").details["other"] == [2, 1]
    assert values(found, "unit_key") == AROUND[1:]


def test_a_year_and_its_quarters_overlap_but_stand(tmp_path):
    text = """Phường/xã;Toàn trình;Kỳ
Phường Hải Châu;100;2024
Phường Hải Châu;60;Quý I/2024
Phường Hải Châu;61;Quý III/2024
Phường Hòa Cường;20;Quý I/2024
Phường Hòa Cường;21;Quý II/2024
"""
    found = read(tmp_path, text, given={"counting_unit": "procedure"})
    told = only(found, "period.overlap")
    assert told.rows.tolist() == [1, 2]
    assert (told.column, told.details["other"], told.details["whole"]) == (
        "Kỳ",
        [1, 1],
        ["2024"] * 2,
    )
    assert found.report.rows_accepted == 5


def test_a_period_and_a_scale_that_nobody_knows(tmp_path):
    text = """Đơn vị;Toàn trình;Kỳ;Thang đo
Phường Hải Châu;10;2024;toàn trình/một phần
Phường Hòa Cường;10;hôm nọ;full_partial
Phường Sơn Trà;10;2024;5 mức
"""
    agreed = ("period.unread", "scheme.unknown")
    found = read(tmp_path, text, given={"counting_unit": "procedure"}, accept=agreed)
    assert cells(found, "period.unread") == [(2, "Kỳ")]
    assert cells(found, "scheme.unknown") == [(3, "Thang đo")]
    assert values(found, "unit_key") == [HAI_CHAU]
    assert values(found, "scheme") == ["full_partial"]


def test_two_scales_in_one_row(tmp_path):
    text = "Đơn vị;Toàn trình;Mức độ 4\nPhường Hải Châu;10;\nPhường Hòa Cường;10;5\n"
    found = read(tmp_path, text, accept=("scheme.mixed",))
    assert [row for row, _ in cells(found, "scheme.mixed")] == [2]
    assert values(found, "unit_key") == [HAI_CHAU]


def test_totals_among_the_rows_are_held_against_their_parts(tmp_path):
    text = f"{HEAD}{BEFORE}{AFTER}Tổng cộng;200;111;60;\nGhi chú: số liệu tạm tính;;;;\n"
    found = read(tmp_path, text)
    assert found.report.faults == []
    assert cells(found, "table.total_differs") == [(3, "Toàn trình")]
    assert only(found, "table.total_row").rows.tolist() == [2]
    assert (found.report.rows_accepted, found.report.rows_set_aside) == (2, 2)


@pytest.mark.parametrize(
    ("stated", "fits"),
    [("85,8", True), ("86", True), ("85,7", True), ("85,80", True), ("85,9", False), ("84", False)],
)
def test_a_percentage_fits_as_it_is_printed(tmp_path, stated, fits):
    """151 of 176 is 85.795: rounded 85.8, cut 85.7."""
    text = f"Đơn vị;Tổng số TTHC;Toàn trình;Tỷ lệ\nPhường Hải Châu;176;151;{stated}\n"
    assert ("percent.differs" not in rules(read(tmp_path, text))) == fits


_NAMES = (
    "Phường Hải Châu",
    "P. Hoà Cường",
    "Xã Tân Phú",
    "Sở Y tế",
    "Tổng cộng",
    "",
    "Hư Vô",
    "Cộng",
)
_CELLS = ("", "10", "-3", "x", "…", "12 TTHC", "1.501", "abc", "0", "120")


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(_NAMES), *[st.sampled_from(_CELLS)] * 3), min_size=1, max_size=8
    ),
    agreed=st.booleans(),
    periods=st.booleans(),
)
def test_every_row_is_accepted_or_set_aside(tmp_path, rows, agreed, periods):
    head = (
        "Đơn vị;Toàn trình 2023;Toàn trình 2024;Ghi chú\n"
        if periods
        else "Đơn vị;Tổng số TTHC;Toàn trình;Tỷ lệ\n"
    )
    text = head + "".join(";".join(row) + "\n" for row in rows)
    accept = tuple({r for _, r, _ in ERRORS.values()}) if agreed else ()
    found = read(tmp_path, text, accept=accept)
    report = found.report
    assert report.rows_accepted + report.rows_set_aside == report.rows_in_file
    assert found.frame.index.nunique() == report.rows_accepted
    named = [
        f for f in report.findings if f.rows is not None and (f.severity == "error" or f.aside)
    ]
    gone = {int(row) for f in named for row in f.rows}
    whole = any(f.rows is None for f in report.errors)
    assert whole or gone == set(range(report.rows_read)) - set(found.frame.index)
