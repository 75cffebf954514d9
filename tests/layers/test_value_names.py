"""Values in words: nothing that a clerk meets stays as a key of the file."""

import datetime

import numpy as np
import pandas as pd
import pytest

from layers.spec import FieldSpec, load_specs
from layers.value_names import decimals_for, is_unknown, value_name, value_text
from layers.words import Words

VI, EN = Words("vi"), Words("en")
_ASCII_ARE_NAMES = ("admin_version", "version", "technology", "technologies", "mast_class")
_CODES = ("allowed_classes", "bands_mhz", "duct_material", "services", "service_area_class")


def test_every_value_of_a_list_has_words():
    bare = {
        (field.name, value)
        for spec in load_specs().values()
        for field in spec.fields
        if field.item_type == "enum" and field.name not in (*_ASCII_ARE_NAMES, *_CODES)
        for value in field.allowed
        if value.isascii() and value_name(value, field, VI) == value
    }
    assert bare == set()


@pytest.mark.parametrize(
    ("field", "value", "vi", "en"),
    [
        (FieldSpec("height_m", "", "", "number", unit="m"), 1015.5, "1.015,5 m", "1,015.5 m"),
        (FieldSpec("planned_year", "", "", "integer"), 2027, "2027", "2027"),
        (FieldSpec("n", "", "", "integer"), np.int64(2027), "2.027", "2,027"),
        (FieldSpec("shared", "", "", "boolean"), np.bool_(True), "có", "yes"),
        (FieldSpec("day", "", "", "date"), datetime.date(2026, 1, 31), "31/01/2026", "2026-01-31"),
        (FieldSpec("status", "", "", "enum"), "existing", "hiện trạng", "existing"),
        (FieldSpec("technologies", "", "", "list[enum]"), "2G; microwave", "2G; vi ba", "2G; microwave"),
        (FieldSpec("owner", "", ""), "tower company", "doanh nghiệp cho thuê hạ tầng", "tower company"),
        (FieldSpec("name", "", ""), "other", "other", "other"),
        (FieldSpec("name", "", ""), "  ", "–", "–"),
        (FieldSpec("area", "", "", "number", unit="km2"), 2.0, "2 km²", "2 km²"),
    ],
)  # fmt: skip
def test_values(field, value, vi, en):
    assert value_text(value, field, VI, unit=True) == vi
    assert value_text(value, field, EN, unit=True) == en


@pytest.mark.parametrize("value", [None, np.nan, pd.NA, pd.NaT, "", " "])
def test_nothing_is_unknown(value):
    assert is_unknown(value)
    assert value_text(value, FieldSpec("x", "", "", "number"), VI) == "–"


def test_decimals_by_size():
    assert [decimals_for(v) for v in (0.0, 3.0, 0.456, 12.345, 123.45, 5485.26)] == [
        0,
        0,
        2,
        2,
        1,
        0,
    ]
