"""A view goes into an address and comes back whole; what cannot be read is told and left as usual."""

import hashlib
from dataclasses import replace

import pytest

from layers.errors import BadView
from layers.filters.condition import Condition, Filter
from layers.looks.look import Look
from layers.maps.address import from_params, to_params
from layers.maps.document import from_json, to_json
from layers.maps.packed import pack
from layers.maps.view import At, LayerView, MapView

RICH = MapView(
    city="92",
    areas="admin_district",
    indicator=None,
    scheme="equal_interval",
    hidden=("0", "3"),
    layers=(
        LayerView("mast_zone", visible=False, opacity=0.35),
        LayerView(
            "antenna_mast",
            look=Look(kind="graduated", field="height_m", scheme="own", breaks=(10.0, 20.5)),
            filter=Filter((Condition("owner", "in", ("VNPT", "Viettel")),)),
            hidden=("A1a", "?"),
        ),
    ),
    at=At(16.06, 108.22, 12.5, 900, 700),
    selected="20194",
    picked=("antenna_mast:17", "antenna_mast:18"),
    compared=("20194", "20195"),
    base="nen",
    drawing="abc",
)


def test_a_view_comes_back_from_its_address_and_from_its_document():
    assert from_params(to_params(RICH)) == (RICH, [])
    assert from_json(to_json(RICH)) == (RICH, [])


def test_the_usual_view_has_a_short_address():
    assert to_params(MapView()) == {
        "city": "48",
        "areas": "admin_commune",
        "indicator": "mast_density",
    }
    assert from_params({}) == (MapView(), [])


def test_short_words_stand_for_place_layers_and_areas():
    view = replace(MapView(), layers=(LayerView("manhole"), LayerView("cabinet")))
    params = to_params(replace(view, compared=("1", "2"), at=At(16, 108, 9)))
    assert params["layers"] == "manhole,cabinet"
    assert params["compare"] == "1,2"
    assert params["at"] == "16.000000,108.000000,9"
    assert "m" not in params
    assert to_params(replace(view, layers=()))["layers"] == "-"
    assert from_params({"layers": "-"})[0].layers == ()


@pytest.mark.parametrize("at", ["", "x", "91,108,9", "16,108", "16,108,9,axb", "nan,108,9"])
def test_a_place_that_cannot_be_read_leaves_the_map_where_it_is_and_is_told(at):
    view, told = from_params({"at": at, "city": "92"})
    assert (view.at, view.city) == (None, "92")
    assert [key for key, _ in told] == (["view.bad.at"] if at else [])


@pytest.mark.parametrize("rest", ["%%%", "x" * 7000, pack([1, 2]), pack("text"), "~gone"])
def test_a_packed_part_that_cannot_be_read_is_told_and_the_rest_stays(rest):
    view, told = from_params({"city": "92", "m": rest})
    assert view == replace(MapView(), city="92")
    assert told == [("view.bad.rest", {})]


def test_parts_of_a_made_up_document_fall_back_one_by_one():
    layers = {
        "antenna_mast": {"look": {"kind": "rainbow"}, "opacity": 7, "filter": {"if": [["a", "~"]]}},
        "not_listed": {"off": 1},
    }
    view, told = from_params({"m": pack({"layers": layers, "hidden": "x", "picked": [1, "a:1"]})})
    assert view == replace(MapView(), picked=("a:1",))
    assert sorted(key for key, _ in told) == ["view.bad.filter", "view.bad.look"]
    made, _ = from_json({"city": 5, "layers": [{"id": "a"}, {"id": "a", "off": 1}, 3], "at": 4})
    assert made == replace(MapView(), layers=(LayerView("a"),))
    with pytest.raises(BadView):
        from_json([1])


def test_what_is_too_long_for_an_address_is_kept_elsewhere():
    picked = tuple(hashlib.sha256(bytes([i])).hexdigest() for i in range(250))
    view = replace(MapView(), picked=picked)
    kept = {}

    def keep(rest: object) -> str:
        kept["id"] = rest
        return "id"

    params = to_params(view, keep=keep)
    assert params["m"] == "~id"
    assert from_params(params, kept=kept.__getitem__) == (view, [])
    assert "m" not in to_params(view)
