"""Layers come on the map in a sensible place, move, fade and go."""

import pytest

from layers.errors import UnknownLayer
from layers.maps import arrange
from layers.maps.view import LayerView, MapView
from layers.spec import load_specs

SPECS = load_specs()
VIEW = MapView(layers=tuple(map(LayerView, ("antenna_mast", "duct_route"))))


def ids(view: MapView) -> list[str]:
    return [each.layer for each in view.layers]


@pytest.mark.parametrize(
    ("layer", "wanted"),
    [
        ("manhole", ["manhole", "antenna_mast", "duct_route"]),
        ("fibre_cable", ["antenna_mast", "fibre_cable", "duct_route"]),
        ("mast_zone", ["antenna_mast", "duct_route", "mast_zone"]),
    ],
)
def test_sites_come_above_routes_above_areas(layer, wanted):
    assert ids(arrange.put_on(VIEW, layer, SPECS)) == wanted


def test_a_layer_that_is_there_is_shown_and_stays_in_its_place():
    unseen = arrange.show(VIEW, "duct_route", visible=False)
    assert not unseen.layer("duct_route").visible
    assert arrange.put_on(unseen, "duct_route", SPECS) == VIEW
    with pytest.raises(UnknownLayer):
        arrange.put_on(VIEW, "no_such_layer", SPECS)


def test_a_layer_that_goes_takes_its_picked_features_along():
    view = MapView(layers=VIEW.layers, picked=("duct_route:1", "antenna_mast:1"))
    gone = arrange.take_off(view, "duct_route")
    assert (ids(gone), gone.picked) == (["antenna_mast"], ("antenna_mast:1",))


@pytest.mark.parametrize(
    ("layer", "to", "wanted"),
    [
        ("duct_route", 0, ["duct_route", "antenna_mast"]),
        ("antenna_mast", 99, ["duct_route", "antenna_mast"]),
        ("antenna_mast", -3, ["antenna_mast", "duct_route"]),
        ("manhole", 0, ["antenna_mast", "duct_route"]),
    ],
)
def test_a_layer_moves_within_the_list(layer, to, wanted):
    assert ids(arrange.move(VIEW, layer, to)) == wanted


@pytest.mark.parametrize(("asked", "given"), [(0.5, 0.5), (0, 0.1), (7, 1.0), (0.333, 0.33)])
def test_a_layer_is_never_quite_unseen_by_fading(asked, given):
    assert arrange.fade(VIEW, "duct_route", asked).layer("duct_route").opacity == given
