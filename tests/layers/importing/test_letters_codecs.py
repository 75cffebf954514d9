"""Every byte and sequence of the old encodings, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import BadOption
from layers.importing.letters import tables
from layers.importing.letters.codecs import as_bytes, canonical, decode, decode_all, find
from tests.layers.importing import old_letters
from tests.layers.importing.old_letters import WRITERS

TONED = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
TEXTS = st.text(TONED + TONED.upper() + " 0123456789-.,", max_size=40)


@pytest.mark.parametrize("row", old_letters.rows("tcvn3.tsv"), ids=lambda r: r["byte_hex"])
def test_each_byte_of_tcvn3(row):
    assert tables.tcvn3()[int(row["byte_dec"])] == chr(int(row["codepoint"][2:], 16))
    if row["class"] in ("vn3", "vn2_upper_gl"):
        assert decode(chr(int(row["byte_dec"])), "TCVN3") == row["unicode_char"]


@pytest.mark.parametrize("row", old_letters.rows("viscii.tsv"), ids=lambda r: r["byte_hex"])
def test_each_byte_of_viscii(row):
    assert decode(chr(int(row["byte_dec"])), "VISCII") == row["unicode_char"]


def test_viscii_has_the_134_letters_of_vietnamese_once_each():
    found = {row["unicode_char"] for row in old_letters.rows("viscii.tsv")}
    assert found == {c for c in TONED + TONED.upper() if not c.isascii()}


@pytest.mark.parametrize("row", old_letters.rows("vni.tsv"), ids=lambda r: r["bytes_hex"])
def test_each_sequence_of_vni(row):
    assert decode(row["surface_latin1"], "VNI") == row["unicode_char"]


@given(TEXTS)
@pytest.mark.parametrize("name", WRITERS)
def test_what_was_written_is_read(name, text):
    write, encoding = WRITERS[name]
    if encoding == "VNI" and any(pair in text.lower() for pair in _VNI_TRAPS):
        return
    read = decode(write(text), encoding)
    assert (read.lower() if encoding == "TCVN3" else read) == (
        text.lower() if encoding == "TCVN3" else text
    )


# Two letters that side by side look like another one in VNI: no syllable has them.
_VNI_TRAPS = [a + b for a in "ôơöưaeiouy" for b in "ìíîæñòóôơöưđĩỉịỵ"]


@given(st.lists(TEXTS, max_size=5))
def test_many_at_once_are_read_as_one_by_one(texts):
    for write, encoding in WRITERS.values():
        written = [write(text) for text in texts]
        assert decode_all(written, encoding) == [decode(each, encoding) for each in written]


def test_bytes_that_stand_for_nothing_are_marked_in_their_value_alone():
    assert decode_all([old_letters.utf8("Hà"), "H\xff", "b"], "UTF-8") == ["Hà", "H\ufffd", "b"]
    assert decode_all(["\x8e", "Ð"], "CP1258") == ["\ufffd", "Đ"]


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("\x93Hµ Néi\x94 \x96 25°C, m²", "“Hà Nội” – 25°C, m²"),  # punctuation of Windows
        ("\x83i NghÜa", "Ái Nghĩa"),  # a capital of the full standard
        ("th\xadêng", "thường"),  # a soft hyphen to the eye
    ],
)
def test_tcvn3_as_windows_has_it(surface, text):
    assert decode(surface, "TCVN3") == text


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("utf-8", "UTF-8"),
        ("65001", "UTF-8"),
        ("tcvn3", "TCVN3"),
        ("ABC", "TCVN3"),
        ("vni", "VNI"),
        ("viscii", "VISCII"),
        ("1258", "CP1258"),
        ("windows-1258", "CP1258"),
        ("ANSI 1252", "CP1252"),
        ("UTF-8-twice", "utf-8-twice"),
        ("gbk", "GBK"),
    ],
)
def test_names_of_encodings(said, name):
    assert canonical(said) == name


@pytest.mark.parametrize("said", ["klingon", "rot13", "a\0b", "", "undefined"])
def test_what_is_no_encoding_is_refused(said):
    assert find(said) is None
    with pytest.raises(BadOption) as refusal:
        canonical(said)
    assert refusal.value.params == {"option": "--encoding", "value": said}


def test_unicode_as_bytes_again():
    assert as_bytes("Hµ “Néi”") == "Hµ \x93Néi\x94"
    assert as_bytes("Nội") is None
