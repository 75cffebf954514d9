"""Rules of values: lists, numbers, days."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest

from layers.importing.rules import apply_rules, values
from layers.importing.rules.suggest import suggestions
from layers.spec import FieldSpec, load_specs
from tests.layers.importing.rules_case import found, only, spec_of, table

STATUS = FieldSpec(
    "status",
    "",
    "",
    type="enum",
    allowed=("existing", "planned", "to_be_removed", "to_be_relocated"),
    value_aliases={"Hiện trạng": "existing", "quy hoạch": "planned"},
)
KINDS = FieldSpec(
    "technologies", "", "", type="list[enum]", allowed=("2G", "3G", "4G", "microwave")
)
SPEC = spec_of(STATUS, KINDS)
TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("Exsting", "existing"),
        ("PLANNED ", "planned"),
        ("hien trang", "existing"),
        ("to be removed", "to_be_removed"),
        ("removed to be", None),
        ("xyz", None),
        ("to_be_re", None),
    ],
)
def test_the_value_that_is_meant(value, meant):
    assert suggestions([value], STATUS).get(value) == meant


def test_a_list_is_suggested_whole_or_not_at_all():
    assert suggestions(["2g;micro wave", "2G;9X"], KINDS) == {"2g;micro wave": "2G;microwave"}


def test_a_spelling_of_two_values_is_no_suggestion():
    field = FieldSpec("place", "", "", type="enum", allowed=("Thanh An", "Thạnh An"))
    assert suggestions(["thanh an"], field) == {}


def test_values_outside_the_list_come_with_a_suggestion():
    case = table({"status": ["existing", "Exsting", None, "", "gone", "Exsting"]}, SPEC)
    finding = only(case, "value.not_listed")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [1, 4, 5])
    assert finding.values == ["Exsting", "gone", "Exsting"]
    assert finding.details == {"suggestion": ["existing", "–", "existing"]}
    assert finding.params["allowed"].startswith("existing, planned")


def test_members_of_lists_are_looked_at_one_by_one():
    case = table({"technologies": ["2G;4G", "2G;7G", "", None]}, SPEC)
    assert found(case) == {"value.not_listed": [1]}


def test_numbers_that_cannot_be():
    spec = load_specs()["antenna_mast"]
    columns = {
        "height_m": [15.0, 0.2, 350.0, 351.0, None, math.nan, math.inf],
        "n_operators": pd.array([0, -1, 10, 11, None, 2, 3], dtype="Int64"),
        "position_accuracy_m": [-1.0, 0, 5, 5, 5, 5, 5],
    }
    case = table(columns, spec)
    findings = [f for f in apply_rules(case)[0] if f.rule == "value.implausible"]
    assert {f.column: f.rows.tolist() for f in findings} == {
        "position_accuracy_m": [0],
        "height_m": [1, 3, 6],
        "n_operators": [1, 3],
    }
    heights = next(f for f in findings if f.column == "height_m")
    assert heights.severity == "warning"
    assert heights.params == {"low": 0.5, "high": 350.0, "unit": "m"}


def test_numbers_in_lists_and_numbers_without_a_span():
    sites = load_specs()["bts_site"]
    assert found(table({"azimuths_deg": ["0;120;360", "0;361", None, "north"]}, sites)) == {
        "value.implausible": [1]
    }
    free = spec_of(FieldSpec("anything", "", "", type="number"))
    assert found(table({"anything": [-1e9, 1e9, np.inf]}, free)) == {"value.implausible": [2]}


def test_the_spans_name_fields_that_there_are():
    specs = load_specs()
    for layer, field in values.plausible_spans():
        owners = specs.values() if layer == "*" else [specs[layer]]
        known = [spec.field(field) for spec in owners if spec.field(field)]
        assert known, (layer, field)
        assert {f.item_type for f in known} <= {"number", "integer"}, (layer, field)
    for span in values.plausible_spans().values():
        assert span.low < span.high


def test_every_number_of_the_layers_has_a_span():
    spans = values.plausible_spans()
    lacking = {
        (spec.id, field.name)
        for spec in load_specs().values()
        for field in spec.fields
        if field.item_type in ("number", "integer")
        and not {(spec.id, field.name), ("*", field.name)} & spans.keys()
    }
    assert lacking == set()


def test_days_that_cannot_be(monkeypatch):
    monkeypatch.setattr(values, "today", lambda: TODAY)
    days = [
        datetime.date(1949, 12, 31),
        datetime.date(1950, 1, 1),
        datetime.date(2046, 11, 22),
        datetime.date(2046, 11, 23),
        datetime.date(202, 1, 1),
        None,
        pd.NaT,
    ]
    spec = spec_of(FieldSpec("data_date", "", "", type="date"))
    finding = only(table({"data_date": pd.Series(days, dtype=object)}, spec), "date.implausible")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [0, 3, 4])
    assert finding.params == {"earliest": "1950", "latest": "2046"}


def test_today_is_a_day():
    assert values.today() >= datetime.date(2026, 1, 1)
