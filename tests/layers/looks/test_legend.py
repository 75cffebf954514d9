"""What the classes of a legend are called."""

import pytest

from layers.looks.classed import Entry
from layers.looks.legend import class_label
from layers.spec import FieldSpec
from layers.words import Words


@pytest.mark.parametrize(("name", "label"), [("plan_year", "2030"), ("height_m", "2.030")])
def test_a_year_has_no_thousands(name, label):
    field = FieldSpec(name, name, name, type="integer")
    entry = Entry("0", 2030.0, 2030.0, None, 2)
    assert class_label(entry, field, Words("vi")) == label
