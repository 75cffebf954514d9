"""Rules of personal data."""

import pytest

from layers.importing.rules.personal import mask
from layers.spec import FieldSpec
from tests.layers.importing.rules_case import found, only, spec_of, table

SPEC = spec_of(FieldSpec("owner", "", ""), FieldSpec("note", "", ""))
PLAIN = ["VNPT", "Viettel", None, "", "MobiFone"]


@pytest.mark.parametrize(
    ("column", "values", "rule"),
    [
        ("lien_he", ["0905 123 456", "0913.123.456", None], "personal.phone"),
        ("lien_he", ["+84905123456", "84 905 123 456"], "personal.phone"),
        ("lien_he", ["0236 3822 041", "(0236) 3822041"], "personal.phone"),
        ("note", [*PLAIN, "gọi 0905123456 trước khi đến"], "personal.phone"),
        ("SODIENTHOA", PLAIN, "personal.phone"),
        ("Số điện thoại", [905123456, 913123456], "personal.phone"),
        ("giay_to", ["048090001234", "001188012345"], "personal.id_number"),
        ("giay_to", [48090001234, 1188012345], None),
        ("CMND", ["201234567"], "personal.id_number"),
        ("note", [*PLAIN, "an.nguyen@example.vn"], "personal.email"),
        ("email", ["?"], "personal.email"),
        ("Họ và tên", ["Nguyễn Văn A"], "personal.person"),
        ("CHUSUDUNG", ["Nguyễn Văn A"], "personal.person"),
        ("ten_duong", ["Nguyễn Văn Linh"], None),
        ("owner", PLAIN, None),
        ("so_hieu", ["123456789", "987654321"], None),
        ("ma_tai_san", ["BTS-0905123456", "1.0905123456"], None),
        ("toa_do", ["108.0905123456", "16.0905123456"], None),
        ("email", [None, "", " "], None),
    ],
)
def test_what_tells_of_a_person(column, values, rule):
    personal = {k for k in found(table({column: values}, SPEC)) if k.startswith("personal.")}
    assert personal == ({rule} if rule else set())


def test_few_numbers_that_look_like_telephones_are_serial_numbers():
    values = ["0905123456", *(f"2{i:09d}" for i in range(9))]
    assert "personal.phone" not in found(table({"so_seri": values}, SPEC))


def test_the_sample_is_masked_and_the_share_told():
    case = table({"lien_he": ["0905123456", None, "VNPT", "0913 000 111", "FPT"]}, SPEC)
    finding = only(case, "personal.phone")
    assert (finding.severity, finding.column, finding.rows) == ("warning", "lien_he", None)
    assert finding.value == "090*******"
    assert finding.params == {"percent": 50.0, "looked_at": 4}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0905123456", "090*******"),
        ("a@b.vn", "a@****"),
        ("An", "***"),
        ("", "***"),
        ("Bình", "B***"),
    ],
)
def test_a_mask_never_shows_the_whole(text, shown):
    assert mask(text) == shown


def test_a_very_long_text_is_looked_at_in_part():
    long = "a" * 2_000_000
    assert found(table({"mo_ta": [long, "a@b.vn " + long]}, SPEC)) == {"personal.email": []}
