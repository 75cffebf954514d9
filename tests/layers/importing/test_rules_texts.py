"""Rules of text: cut by a Shapefile, numbers in disguise."""

import pytest

from layers.importing.rules import texts
from layers.importing.rules.case import Case
from layers.spec import FieldSpec
from tests.layers.importing.rules_case import found, only, spec_of, table

SPEC = spec_of(FieldSpec("note", "", ""))


@pytest.mark.parametrize(
    ("value", "cut"),
    [
        ("x" * 254, True),
        ("x" * 253, False),
        ("ă" * 127, True),
        ("ệ" * 84, True),
        ("ệ" * 83, False),
        ("ệ" * 254, True),
        ("", False),
        (None, False),
    ],
)
def test_text_that_fills_a_shapefile(value, cut):
    case = table({"note": ["short", value]}, SPEC, format="Shapefile")
    assert found(case) == ({"text.maybe_cut": [1]} if cut else {})


def test_the_end_is_shown_and_the_column_of_the_file_named():
    case = table({"note": ["a"]}, SPEC, format="Shapefile")
    raw = case.raw.rename(columns={"note": "GHICHU"}).assign(GHICHU="đầu " + "x" * 246 + "y")
    finding = only(Case(case.frame, SPEC, raw, "Shapefile"), "text.maybe_cut")
    assert (finding.severity, finding.column) == ("warning", "GHICHU")
    assert finding.values == ["…" + "x" * 39 + "y"]


def test_other_formats_cut_nothing():
    assert found(table({"note": ["x" * 254]}, SPEC, format="GeoPackage")) == {}


@pytest.mark.parametrize(
    ("column", "column_values", "told"),
    [
        ("so_ho", ["12", "1,5", None, " ", "-3"], True),
        ("so_ho", ["12", "x"], False),
        ("so_ho", ["012", "13"], False),
        ("so_ho", [None, ""], False),
        ("ma_tram", ["12", "13"], False),
        ("OBJECTID", ["12", "13"], False),
        ("note", ["12", "13"], False),
    ],
)
def test_numbers_in_disguise(column, column_values, told):
    case = table({column: column_values}, SPEC)
    assert found(case) == ({"value.number_as_text": []} if told else {})


def test_a_sample_comes_from_all_over_the_column():
    case = table({"note": [f"{i}" for i in range(100)]}, SPEC)
    sample = texts.spread(case.frame["note"], most=10)
    assert sample.tolist() == [str(i) for i in range(0, 100, 10)]
