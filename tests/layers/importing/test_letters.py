"""The letters of a file: recognised, chosen, decoded, and told."""

import random

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from layers.errors import BadOption
from layers.importing.letters import Letters, settle_letters
from layers.units.national import communes_today
from layers.words import Words
from tests.layers.importing.old_letters import WRITERS, cp1258, tcvn3, utf8, viscii, vni

FIVE = ["Phường Hải Châu", "Phường Hòa Khánh", "Xã Bà Nà", "Xã Đại Lộc", "Phường Điện Bàn"]
WRITTEN = [pytest.param(*pair, id=name) for name, pair in WRITERS.items()]


def settle(frame, *, raw=True, declared=None, chosen=None, by_column=None) -> Letters:
    frame = frame if isinstance(frame, pd.DataFrame) else pd.DataFrame({"ten": frame})
    return settle_letters(
        frame, raw=raw, declared=declared, chosen=chosen, chosen_by_column=by_column or {}
    )


def rules(letters: Letters) -> dict[str, str]:
    for finding in letters.findings:  # each has its words
        assert all(finding.to_json(Words(lang)) for lang in ("vi", "en"))
    return {finding.rule: finding.severity for finding in letters.findings}


def found(letters: Letters, rule: str):
    return next(finding for finding in letters.findings if finding.rule == rule)


def share_right(read, truth, encoding) -> float:
    same = str.casefold if encoding == "TCVN3" else str
    return np.mean([same(a) == same(b) for a, b in zip(read, truth, strict=True)])


def share_of_groups(names: list[str], write, encoding: str, *, groups: int) -> float:
    """How many single-column files of five names are recognised and read right."""
    dice, right = random.Random(4), 0
    for _ in range(groups):
        five = dice.sample(names, 5)
        letters = settle([write(name) for name in five])
        right += (
            letters.encoding == encoding and share_right(letters.frame.ten, five, encoding) == 1
        )
    return right / groups


@pytest.mark.parametrize(("write", "encoding"), WRITTEN)
@pytest.mark.parametrize("declared", [None, "1258", "ISO-8859-1", "UTF-8"])
def test_all_communes_come_back(write, encoding, declared):
    names = communes_today().full_name.tolist()
    letters = settle([write(name) for name in names], declared=declared)
    assert letters.encoding == encoding
    assert share_right(letters.frame.ten, names, encoding) >= 0.995
    assert letters.how == ("declared" if declared in (encoding, encoding[2:]) else "guessed")


@pytest.mark.parametrize(("write", "encoding"), WRITTEN)
def test_all_communes_of_the_real_layer_come_back(shared_data, write, encoding):
    names = gpd.read_parquet(shared_data / "vn_communes_20m.parquet")["full_name"].tolist()
    letters = settle([write(name) for name in names], declared="1252")
    assert len(names) == 3321
    assert letters.encoding == encoding
    assert share_right(letters.frame.ten, names, encoding) >= 0.995


@pytest.mark.parametrize(("write", "encoding"), WRITTEN)
def test_a_single_column_of_five_names(write, encoding):
    letters = settle([write(name) for name in FIVE], declared="1252")
    assert letters.encoding == encoding
    assert share_right(letters.frame.ten, FIVE, encoding) == 1
    assert letters.by_column == {"ten": encoding}
    assert rules(letters)["encoding.declared_wrong"] == "warning"
    assert next(iter(letters.samples)) == encoding
    assert letters.samples[encoding] == letters.sample == letters.frame.ten.tolist()
    assert {"TCVN3", "VNI", "VISCII"} <= letters.samples.keys()


@pytest.mark.parametrize(("write", "encoding"), WRITTEN)
def test_nearly_every_five_names_are_enough(write, encoding):
    names = communes_today().full_name.tolist()
    assert share_of_groups(names, write, encoding, groups=150) >= 0.98


@pytest.mark.parametrize("name", ["TCVN3", "VNI", "VISCII", "CP1258"])
def test_old_letters_in_unicode_files(name):
    """A table saved as UTF-8 whose letters need a font; and one whose bytes were taken for Western."""
    write, encoding = WRITERS[name]
    shown = [write(n).encode("latin-1").decode("cp1252", "ignore") for n in FIVE]
    letters = settle(shown, raw=False)
    assert letters.encoding == encoding
    assert share_right(letters.frame.ten, FIVE, encoding) == 1
    assert rules(letters)["encoding.guessed"] == "warning"
    kept = settle(shown, raw=False, chosen="utf-8")
    assert share_right(kept.frame.ten, FIVE, encoding) < 1
    assert (kept.encoding, kept.how) == ("UTF-8", "chosen")


@pytest.mark.parametrize("raw", [True, False])
def test_utf8_encoded_twice(raw):
    names = ["Hội An", "Hòa Vang", "Điện Bàn", "Mỹ Sơn"]
    twice = [utf8(n) for n in names]
    letters = settle([utf8(t) for t in twice] if raw else twice, raw=raw)
    assert letters.encoding == "utf-8-twice"
    assert letters.frame.ten.tolist() == names


def test_true_unicode_stays():
    texts = ["Đà Nẵng", "Café de Paris", "北京", "Hà Nam", "naïve"]
    letters = settle(texts, raw=False)
    assert letters.frame.ten.tolist() == texts
    assert (letters.encoding, letters.how, letters.findings) == ("UTF-8", "declared", [])
    western = ["Café de Paris", "Hôtel", "Région", "São Paulo", "Zürich"]
    assert settle(western, raw=False).frame.ten.tolist() == western


def test_western_text_is_western_even_with_a_stray_cpg():
    texts = ["Café de Paris", "Hôtel de Ville", "Région Rhône", "Île-de-France", "Orléans"]
    letters = settle([t.encode("cp1252").decode("latin-1") for t in texts], declared="1258")
    assert letters.frame.ten.tolist() == texts
    assert settle(texts).encoding == "CP1252"


def test_viscii_that_is_valid_utf8_by_chance():
    names = ["Xương", "Hương", "Dương", "Thương"]
    assert settle([viscii(n) for n in names]).frame.ten.tolist() == names


def test_plain_ascii_is_utf8_and_untouched():
    frame = pd.DataFrame({"id": ["A1", "B2", None], "n": [1, 2, 3]})
    letters = settle(frame)
    assert (letters.encoding, letters.how, letters.by_column) == ("UTF-8", "guessed", {})
    assert settle(frame, declared="UTF-8").how == "declared"
    pd.testing.assert_frame_equal(letters.frame, frame)
    assert letters.findings == []


def test_nothing_else_is_touched():
    frame = gpd.GeoDataFrame(
        {"ten": [tcvn3(n) for n in FIVE[:2]], "so": [1.5, 2.5], "ghi": [tcvn3("Xã"), None]},
        geometry=[Point(108, 16), Point(108.1, 16)],
        crs=4326,
    )
    before = frame.copy()
    letters = settle(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert isinstance(letters.frame, gpd.GeoDataFrame)
    assert letters.frame.crs == frame.crs
    assert letters.frame.geometry.equals(frame.geometry)
    assert letters.frame.so.tolist() == [1.5, 2.5]
    assert letters.frame.ghi.isna().tolist() == [False, True]


@pytest.mark.parametrize("dtype", ["str", "string", "object", "category"])
def test_whatever_type_the_text_has(dtype):
    column = pd.Series([vni(n) for n in FIVE] + [None], dtype=dtype)
    read = settle(pd.DataFrame({"ten": column})).frame.ten
    assert read.iloc[:5].tolist() == FIVE
    assert read.isna().iloc[5]


def test_a_column_of_mixed_values():
    column = pd.Series([*[tcvn3(n) for n in FIVE], 7, None], dtype=object)
    read = settle(pd.DataFrame({"ten": column})).frame.ten
    assert read.iloc[:5].str.lower().tolist() == [n.lower() for n in FIVE]
    assert read.iloc[5] == 7


def test_a_weak_column_goes_with_its_file():
    names = communes_today().full_name.tolist()[:60]
    frame = pd.DataFrame({"ten": [viscii(n) for n in names], "quan": viscii("Sơn Trà")})
    letters = settle(frame)
    assert letters.by_column == {"ten": "VISCII", "quan": "VISCII"}
    assert letters.frame.quan.unique().tolist() == ["Sơn Trà"]


def test_columns_that_plainly_differ_are_read_each_its_own_way():
    names = communes_today().full_name.tolist()[:60]
    frame = pd.DataFrame({"a": [tcvn3(n) for n in names], "b": [vni(n) for n in names]})
    letters = settle(frame.assign(c=[utf8(n) for n in names]))
    assert letters.by_column == {"a": "TCVN3", "b": "VNI", "c": "UTF-8"}
    assert letters.frame.b.tolist() == letters.frame.c.tolist() == names


@pytest.mark.parametrize("name", ["TCVN3", "VNI", "VISCII", "CP1258", "UTF-8"])
def test_column_names_are_letters_too(name):
    write, encoding = WRITERS[name]
    letters = settle(pd.DataFrame({write("tên"): [write(n) for n in FIVE], "ma": 1}))
    assert letters.frame.columns.tolist() == ["tên", "ma"]
    assert letters.by_column == {"tên": encoding}


def test_column_names_cut_in_the_middle_of_a_letter_and_names_that_come_out_alike():
    cut = "tên_phườ".encode()[:10].decode("latin-1")
    letters = settle(pd.DataFrame({cut: ["a"], utf8("xã"): ["b"]}))
    assert letters.frame.columns.tolist() == ["tên_phư", "xã"]
    alike = settle(pd.DataFrame({utf8("xã"): ["a"], utf8("xa\u0303"): ["b"]}))
    assert alike.frame.columns.tolist() == ["xã", "xã_1"]


def test_what_the_user_says_counts():
    letters = settle([tcvn3(n) for n in FIVE], chosen="vni")
    assert (letters.encoding, letters.how) == ("VNI", "chosen")
    assert letters.frame.ten.tolist() != FIVE
    assert "encoding.guessed" not in rules(letters)


def test_what_the_user_says_of_one_column_by_its_name_as_read():
    frame = pd.DataFrame({utf8("tên"): [utf8(n) for n in FIVE], "ghi": [cp1258(n) for n in FIVE]})
    letters = settle(frame, by_column={"tên": "VNI", "ghi": "cp1258"})
    assert letters.by_column == {"tên": "VNI", "ghi": "CP1258"}
    assert letters.frame.ghi.tolist() == FIVE
    assert letters.frame["tên"].tolist() != FIVE


def test_any_codec_of_python_may_be_chosen():
    texts = ["北京市", "上海市"]
    written = [t.encode("gbk").decode("latin-1") for t in texts]
    assert settle(written, chosen="GBK").frame.ten.tolist() == texts
    assert settle(written, declared="936").frame.ten.tolist() == texts


@pytest.mark.parametrize(
    "choice", [{"chosen": "klingon"}, {"by_column": {"ten": "x"}}, {"by_column": {"no": "VNI"}}]
)
def test_choices_of_what_there_is_not(choice):
    with pytest.raises(BadOption):
        settle(["a"], **choice)


def test_what_nothing_reads_is_said_and_left():
    written = ["±±¾©ÊÐ", "ÉÏº£ÊÐ"]
    letters = settle(written)
    assert letters.encoding is None
    assert letters.frame.ten.tolist() == written
    assert rules(letters) == {"encoding.unknown": "error"}
    assert found(letters, "encoding.unknown").rows is None
    assert rules(settle([tcvn3(n) for n in FIVE], chosen="utf-8"))["encoding.unknown"] == "error"


def test_text_cut_in_the_middle_of_a_letter():
    long = ("ộ" * 90).encode()[:254].decode("latin-1")
    letters = settle([*map(utf8, FIVE), long], declared="UTF-8")
    assert letters.encoding == "UTF-8"
    assert letters.frame.ten.iloc[5] == "ộ" * 84
    cut = found(letters, "text.cut")
    assert (cut.severity, cut.rows.tolist()) == ("warning", [5])
    assert settle([long]).frame.ten.tolist() == ["ộ" * 84]


def test_one_broken_value_among_many():
    letters = settle([*map(utf8, FIVE), "Xã H\xffa", "Xa"])
    assert letters.frame.ten.tolist()[:5] == FIVE
    broken = found(letters, "text.broken")
    assert (broken.severity, broken.rows.tolist()) == ("error", [5])


def test_one_spelling():
    texts = ["Ha\u0300 Nội", "Ðà Nẵng", "Sơn\u00a0Trà", " Huế ", "Sigurður"]
    letters = settle(texts, raw=False)
    assert letters.frame.ten.tolist() == ["Hà Nội", "Đà Nẵng", "Sơn Trà", " Huế ", "Sigurður"]
    assert set(rules(letters)) == {
        *("letters.nfc", "letters.eth", "letters.invisible", "letters.trimmed")
    }
    assert {finding.params["count"] for finding in letters.findings} == {1}


def test_dashes_and_units_alone_are_western():
    texts = ["m²", "25°C", "A – B"]
    assert settle([t.encode("cp1252").decode("latin-1") for t in texts]).frame.ten.tolist() == texts
