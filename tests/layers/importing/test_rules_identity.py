"""Rules of identity."""

import pandas as pd
import pyarrow as pa
import pytest

from layers.importing.rules import apply_rules
from layers.spec import FieldSpec
from tests.layers.importing.rules_case import found, only, spec_of, table

SPEC = spec_of(
    FieldSpec("feature_id", "", ""), FieldSpec("part", "", ""), primary_key=("feature_id",)
)
BOTH = spec_of(*SPEC.fields, primary_key=("feature_id", "part"))


def test_blank_ids_are_missing():
    case = table({"feature_id": ["a", None, "", "  ", "b"]}, SPEC)
    finding = only(case, "id.missing")
    assert (finding.severity, finding.column) == ("error", "feature_id")
    assert finding.rows.tolist() == [1, 2, 3]
    assert found(case) == {"id.missing": [1, 2, 3]}


def test_repeated_ids_name_the_first_row():
    finding = only(table({"feature_id": ["a", "b", "a", None, None, "a"]}, SPEC), "id.repeated")
    assert (finding.severity, finding.rows.tolist()) == ("error", [2, 5])
    assert (finding.values, finding.details) == (["a", "a"], {"first": [1, 1]})


def test_ids_that_differ_in_case_or_spaces_only():
    case = table({"feature_id": ["BTS 01", "x", "bts01", "BTS 01", "Bts  01"]}, SPEC)
    finding = only(case, "id.nearly_repeated")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [2, 4])
    assert finding.details == {"first": [1, 1]}
    assert found(case)["id.repeated"] == [3]


def test_accents_make_another_id():
    assert found(table({"feature_id": ["Thanh An", "Thạnh An"]}, SPEC)) == {}


def test_a_key_of_two_fields():
    case = table({"feature_id": ["a", "a", "a", "a"], "part": ["1", "2", "1", None]}, BOTH)
    assert found(case) == {"id.repeated": [2], "id.missing": [3]}
    assert only(case, "id.missing").column == "part"


@pytest.mark.parametrize("values", [[1, 2, 2], [1.0, 2.0, 2.0], pd.array([1, 2, 2], dtype="Int64")])
def test_numbers_are_ids_too(values):
    assert found(table({"feature_id": values}, SPEC)) == {"id.repeated": [2]}


def test_a_frame_without_its_key_is_another_finding():
    assert apply_rules(table({"part": ["1", "1"]}, SPEC))[0] == []


@pytest.mark.parametrize("pieces", [0, 1, 3])
def test_columns_that_come_in_pieces(pieces):
    chunks = pa.chunked_array([["a", "b"]] * pieces, type=pa.string())
    ids = pd.Series(pd.array(chunks, dtype="string[pyarrow]"), dtype="string")
    case = table({"feature_id": ids}, SPEC, format="Shapefile")
    repeats = list(range(2, 2 * pieces))
    assert found(case) == ({"id.repeated": repeats} if repeats else {})
