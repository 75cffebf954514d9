"""What the map is told of the layers of a view: classes with counts, wishes for the tiles, order, selection."""

import pytest

from layers.filters.condition import Condition, Filter
from layers.looks.look import Look
from layers.maps.packed import unpack
from layers.maps.view import At, LayerView, MapView
from web.map.layers import wishes
from web.map.state import make_state
from web.words import web_words

MAST, DUCT = "antenna_mast", "duct_route"


@pytest.fixture
def state_of(context):
    def make(*layers: LayerView, **fields) -> dict:
        view = MapView(layers=layers, **fields)
        snapshot = context.atlas.now()
        return make_state(context.atlas, snapshot, view, web_words("en"), theme="light")

    return make


def _layer(state: dict, layer_id: str) -> dict:
    return next(layer for layer in state["layers"] if layer["id"] == layer_id)


def test_the_first_of_the_view_lies_on_top_and_the_areas_below_all(state_of):
    state = state_of(LayerView(DUCT), LayerView(MAST))
    assert [layer["id"] for layer in state["layers"]] == ["admin_commune", MAST, DUCT]
    state = state_of(LayerView(MAST), LayerView(DUCT, visible=False))
    assert [layer["id"] for layer in state["layers"]] == ["admin_commune", MAST]


def test_a_layer_as_it_is_asks_for_nothing_and_counts_its_classes(state_of):
    layer = _layer(state_of(LayerView(MAST)), MAST)
    assert layer["q"] is None
    assert layer["classes"]["field"] == "mast_class"
    unknown = layer["classes"]["unknown"] or {"count": 0}
    counts = [entry["count"] for entry in layer["classes"]["entries"]] + [unknown["count"]]
    assert sum(counts) == layer["count"] == layer["total"] > 0


def test_a_filter_goes_with_the_tiles_and_lowers_the_counts(state_of):
    chosen = Filter((Condition("mast_class", "unknown"),))
    layer = _layer(state_of(LayerView(MAST, filter=chosen)), MAST)
    assert unpack(layer["q"]) == {MAST: {"filter": chosen.to_json()}}
    assert layer["count"] < layer["total"]


def test_a_look_goes_with_the_tiles_of_its_layer_alone(state_of):
    look = Look(kind="heat", palette="amber")
    state = state_of(LayerView(MAST, look=look, opacity=0.5), LayerView(DUCT))
    layer = _layer(state, MAST)
    assert unpack(layer["q"]) == {MAST: {"look": {"kind": "heat"}}}
    assert (layer["mode"], layer["opacity"], layer["min_zoom"]) == ("heat", 0.5, 0)
    assert len(layer["ramp"]) == 6
    assert _layer(state, DUCT)["q"] is None
    assert state["tiles"]["url"].endswith("?v={v}{q}")


def test_colours_alone_ask_for_no_tile_anew():
    assert wishes(LayerView(MAST, look=Look(colour="#1d5fa8"))) is None
    pale, deep = (
        wishes(LayerView(MAST, look=Look(kind="graduated", field="height_m", palette=palette)))
        for palette in ("teal", "amber")
    )
    assert unpack(pale) == {MAST: {"look": {"kind": "graduated", "field": "height_m"}}}
    assert pale == deep
    sized = wishes(LayerView(MAST, look=Look(size_by="height_m")))
    assert unpack(sized) == {MAST: {"look": {"size_by": "height_m"}}}


def test_own_colour_of_a_line_drops_its_casing(state_of):
    layer = _layer(state_of(LayerView(DUCT, look=Look(colour="#1d5fa8"))), DUCT)
    assert layer["style"]["color"] == "#1d5fa8"
    assert layer["style"]["casing"] is None
    assert "color" not in layer["style"]["dark"]


def test_selection_place_and_hidden_classes_travel_with_the_state(state_of):
    state = state_of(
        LayerView(MAST, hidden=("A2b",)),
        selected="20242",
        picked=(f"{MAST}:1", f"{DUCT}:2"),
        hidden=("0", "?"),
        at=At(16.06, 108.2, 12.5, 800, 600),
    )
    (mast, (lon, lat)), *others = state["selection"].pop("points").items()
    assert (mast, others) == (f"{MAST}:1", [])  # routes are never thinned away
    assert 102 < lon < 110
    assert 8 < lat < 24
    assert state["selection"] == {
        "layer": "admin_commune",
        "code": "20242",
        "ids": [f"{MAST}:1", f"{DUCT}:2"],
    }
    assert state["view"]["at"] == "16.060000,108.200000,12.5,800x600"
    assert state["choropleth"]["hidden"] == ["0", "?"]
    assert _layer(state, MAST)["hidden"] == ["A2b"]
    assert state_of(LayerView(MAST))["selection"] is None
