"""What is counted of a layer: the place that is looked at, or everything."""

from dataclasses import replace

import pytest

from layers.filters.condition import Condition, Filter, Ground
from layers.filters.rows import rows_of
from layers.maps.address import from_params, to_params
from layers.maps.document import from_json, to_json
from layers.maps.scope import counted, total_of
from layers.maps.view import MapView

PLACE = Ground("area", layer="admin_province", code="48")
VNPT = Condition("owner", "=", ("VNPT",))


@pytest.fixture
def world(context):
    return context.atlas, context.atlas.now()


def test_the_place_is_counted_unless_all_are_wanted(world):
    view, asked = MapView(), Filter((VNPT,))
    assert counted(*world, view, "antenna_mast", asked) == Filter((VNPT,), (PLACE,))
    again = counted(*world, view, "antenna_mast", Filter((), (PLACE,)))
    assert again == Filter((), (PLACE,)), "not twice"
    assert total_of(*world, view, "antenna_mast") == 4  # one stands at sea, one nowhere
    assert rows_of(*world, "antenna_mast", Filter((VNPT,), (PLACE,))).sum() == 2
    for other in (
        replace(view, everywhere=True),
        replace(view, city="VN"),
        replace(view, city="?"),
    ):
        assert counted(*world, other, "antenna_mast", asked) == asked
        assert total_of(*world, other, "antenna_mast") == 6


def test_areas_are_of_a_place_by_their_code_and_tables_have_none(world):
    view = MapView(city="92")
    city = Condition("province_code", "=", ("92",))
    assert counted(*world, view, "admin_commune") == Filter((city,))
    assert total_of(*world, view, "admin_commune") == 2
    assert counted(*world, view, "service_availability") == Filter()


def test_link_and_kept_map_tell_it():
    for view in (MapView(), MapView(everywhere=True)):
        assert from_params(to_params(view))[0] == view
        assert from_json(to_json(view))[0] == view
    assert "m" not in to_params(MapView())
