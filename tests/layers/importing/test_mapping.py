"""Columns are taken for fields by what was chosen, remembered, by name and by values; never by force."""

import pandas as pd
import pytest

from layers.importing.conform import rename_columns
from layers.importing.mapping import Remembered, suggest
from layers.spec import load_specs

MASTS = load_specs()["antenna_mast"]


def found(frame: pd.DataFrame, **more) -> dict[str, str]:
    return suggest(frame, MASTS, list(frame.columns), **{"chosen": {}} | more)[0]


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("owner", "owner"),
        ("CHUSOHUU", "owner"),
        ("Chủ sở hữu", "owner"),
        ("Doanh nghiệp", "owner"),
        ("TEN", "name"),
        ("MAXA", "commune_code"),
        ("Mã phường", "commune_code"),
        ("Chiều cao (cột)", "height_m"),
        ("TinhTrang", "status"),
    ],
)
def test_names_in_both_languages(column, field):
    assert found(pd.DataFrame({column: ["1", "2"]}))[field] == column


def test_a_list_of_values_gives_its_column_away():
    frame = pd.DataFrame({"kieu_a": ["A2a", "A2b", "A1a", "A2a"], "x": ["a", "b", "c", "d"]})
    assert found(frame) == {"mast_class": "kieu_a"}


def test_what_was_chosen_comes_before_all_else():
    frame = pd.DataFrame({"owner": ["VNPT"], "ong": ["Viettel"]})
    mapping, why = suggest(frame, MASTS, list(frame.columns), chosen={"owner": "ong"})
    assert (mapping["owner"], why["owner"]) == ("ong", "chosen")


def test_what_was_chosen_before_counts_for_the_same_columns_only():
    memory = [Remembered(("ong", "b"), {"owner": "ong"})]
    assert found(pd.DataFrame({"ong": ["x"], "b": ["y"]}), remembered=memory) == {"owner": "ong"}
    assert found(pd.DataFrame({"ong": ["x"], "c": ["y"]}), remembered=memory) == {}


def test_a_similar_name_is_not_enough_where_the_values_are_of_another_kind():
    """Seconds since 1970 are no day of the record."""
    frame = pd.DataFrame({"updated": ["1701582242", "1701582241"], "TEN": ["a", "b"]})
    _, columns, findings = rename_columns(frame, MASTS, {})
    assert columns == {"name": "TEN"}
    frame = pd.DataFrame({"updated": ["2026-01-31", "31/01/2026"]})
    _, columns, findings = rename_columns(frame, MASTS, {})
    assert columns == {"data_date": "updated"}
    assert [(f.rule, f.column, f.value) for f in findings] == [
        ("field.mapped", "updated", "data_date")
    ]
