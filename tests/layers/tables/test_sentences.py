"""A filter in words, in both languages."""

import pytest

from layers.filters.condition import Condition, Filter, Ground
from layers.spec import FieldSpec, load_specs
from layers.tables.sentences import condition_text, distance_text, filter_texts, written_text
from layers.words import Words

VI, EN = Words("vi"), Words("en")
FIELDS = load_specs()["antenna_mast"]


@pytest.mark.parametrize(
    ("condition", "vi", "en"),
    [
        (("height_m", ">=", ("15.5",)), "Chiều cao cột từ 15,5 m trở lên", "Mast height 15.5 m or more"),
        (("height_m", "between", ("6", "1200")), "Chiều cao cột từ 6 m đến 1.200 m", "Mast height from 6 m to 1,200 m"),
        (
            ("status", "in", ("existing", "planned")),
            "Tình trạng: hiện trạng, quy hoạch", "Life-cycle status: existing, planned",
        ),
        (
            ("in_service_date", "<", ("2026-01-31",)),
            "Thời điểm đưa vào hoạt động trước 31/01/2026", "In-service date before 2026-01-31",
        ),
        (("shared", "=", ("true",)), "Dùng chung: có", "Shared now: yes"),
        (("owner", "unknown", ()), "Chủ sở hữu: chưa rõ", "Owner: not known"),
        (("planned_year", "=", ("2030",)), "Năm/giai đoạn quy hoạch: 2030", "Planned year: 2030"),
    ],
)  # fmt: skip
def test_conditions(condition, vi, en):
    made = Condition(*condition)
    field = FIELDS.field(made.field)
    assert condition_text(made, field, VI) == vi
    assert condition_text(made, field, EN) == en


def test_what_cannot_be_read_stands_for_itself():
    assert written_text("abc", FIELDS.field("height_m"), VI) == "abc"
    assert written_text("31/01/2026", FIELDS.field("in_service_date"), VI) == "31/01/2026"
    many = Condition("owner", "in", tuple(f"DN{i}" for i in range(9)))
    assert condition_text(many, FieldSpec("owner", "Chủ", "Owner"), VI).endswith("DN5, … (+3)")


def test_grounds_are_named(atlas, snapshot):
    asked = Filter(
        grounds=(
            Ground("area", layer="admin_commune", code="20194"),
            Ground("near", layer="duct_route", distance_m=200),
            Ground("near", layer="duct_route", code="d1", distance_m=1500),
            Ground("box", box=(108.0, 16.0, 108.1, 16.1)),
            Ground("shape", shape={"type": "Polygon", "coordinates": []}),
        )
    )
    assert filter_texts(atlas, snapshot, "antenna_mast", asked, VI) == [
        "trong Phường Hải Châu",
        "cách cống bể cáp không quá 200 m",
        "cách cống bể cáp d1 không quá 1,5 km",
        "trong khung 11 × 11 km",
        "trong hình đã vẽ",
    ]


def test_a_ground_that_vanished_keeps_its_code(atlas, snapshot):
    gone = Filter(grounds=(Ground("area", layer="admin_district", code="490"),))
    assert filter_texts(atlas, snapshot, "antenna_mast", gone, EN) == ["within 490"]


def test_distances():
    assert [distance_text(m, VI) for m in (5, 999, 1000, 2500)] == [
        "5 m",
        "999 m",
        "1 km",
        "2,5 km",
    ]
