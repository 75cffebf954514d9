"""Parts of a filter that fit nothing any more are dropped, each with a sentence in both languages."""

import inspect
import json

import pytest

from layers.filters import settle as filter_settle
from layers.filters.condition import Condition, Filter, Ground
from layers.filters.settle import settle
from layers.looks import settle as look_settle
from layers.words import LOCALES, Words

GOOD = Condition("owner", "=", ("VNPT",))


@pytest.mark.parametrize(
    ("part", "key", "told"),
    [
        (Condition("gone", "known"), "filter.no_column", "gone"),
        (Condition("owner", "<", ("V",)), "filter.no_operator", "<"),
        (Condition("height_m", "=", ("cao",)), "filter.bad_value", "cao"),
        (Ground("box", box=(3, 0, 1, 1)), "filter.bad_box", "Cột ăng ten"),
        (Ground("shape", shape={"type": "Nothing"}), "filter.bad_shape", "Cột ăng ten"),
        (Ground("area", layer="admin_commune", code="99"), "filter.no_feature", "99"),
        (Ground("near", layer="bts_site", distance_m=5), "filter.no_layer", "BTS"),
        (Ground("near", layer="gone", distance_m=5), "filter.no_layer", "gone"),
        (Ground("near", layer="duct_route", distance_m=2e5), "filter.too_far", "200.000"),
    ],
)
def test_a_part_that_does_not_fit_is_told_and_the_rest_stays(asked, part, key, told):
    condition = isinstance(part, Condition)
    filter = Filter((GOOD, part) if condition else (GOOD,), () if condition else (part,))
    kept, remarks = settle(asked, asked.now(), "antenna_mast", filter)
    assert kept == Filter((GOOD,))
    assert [remark[0] for remark in remarks] == [key]
    assert told.lower() in Words("vi")(key, **remarks[0][1]).lower()
    english = settle(asked, asked.now(), "antenna_mast", filter, lang="en")[1]
    assert "{" not in Words("en")(key, **english[0][1])


def test_what_fits_stays_as_it_is(asked):
    filter = Filter((GOOD,), (Ground("near", layer="duct_route", code="d1", distance_m=5.0),))
    assert settle(asked, asked.now(), "antenna_mast", filter) == (filter, [])


def test_a_table_keeps_no_ground(asked):
    filter = Filter((), (Ground("box", box=(0, 0, 1, 1)),))
    kept, remarks = settle(asked, asked.now(), "service_availability", filter)
    assert not kept
    assert remarks[0][0] == "filter.no_position"


def test_every_sentence_of_filters_and_looks_is_said_somewhere():
    said = inspect.getsource(filter_settle) + inspect.getsource(look_settle)
    keys = json.loads((LOCALES / "vi" / "filters.json").read_text(encoding="utf-8"))
    assert len(keys) > 10
    assert [key for key in keys if f'"{key}"' not in said] == []
