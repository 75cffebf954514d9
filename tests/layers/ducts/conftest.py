"""A small city of ducts whose every figure is known by hand. A hundred-thousandth of a degree is about a metre."""

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box

from layers.atlas import Atlas
from layers.ducts.network import duct_network
from layers.store import Provenance, open_store

_ALIKE = {"province_code": "48", "admin_version": "v2025-07"}


def duct(id, begin, end, names, **more):
    told = {
        "feature_id": id, "owner": "VNPT", "status": "existing", "construction": "duct_and_pit",
        "n_ducts": 4, "n_ducts_used": 1, "street": "Lê Lợi", "contact": None,
        "from_node": names[0], "to_node": names[1],
    }  # fmt: skip
    shape = None if begin is None else LineString([begin, end])
    return _ALIKE | told | more | {"geometry": shape}


@pytest.fixture(scope="module")
def city_ducts():
    """A–B–C in a row, a way round by D, a retired short cut, a part apart, one elsewhere, one unplaced."""
    a, b, c, d = (108.05, 16.05), (108.06, 16.05), (108.07, 16.05), (108.06, 16.06)
    rows = [
        duct("d1", a, b, ("A", "B")),
        duct("d2", b, c, ("B", "C"), owner="Viettel", n_ducts=2, n_ducts_used=2, contact="1800"),
        duct("d3", a, d, ("A", "D"), owner=None, n_ducts_used=None),
        duct("d4", d, c, ("D", "C"), status="planned", n_ducts_used=9),
        duct("d5", a, c, ("A", "C"), status="to_be_removed"),
        duct("d6", (108.15, 16.05), (108.16, 16.05), (None, None), construction="on_bridge"),
        duct("d7", (105.8, 21.0), (105.81, 21.0), (None, None), province_code="01"),
        duct("d8", None, None, (None, None)),
        duct("d9", a, b, ("A", "B"), province_code=None),
    ]
    return gpd.GeoDataFrame(rows, crs=4326).astype({"n_ducts_used": "Int64"})


@pytest.fixture(scope="module")
def manholes():
    at = {"A": (108.05, 16.05), "B": (108.06, 16.05), "C": (108.07, 16.05), "Z": (108.09, 16.09)}
    rows = [
        _ALIKE | {"feature_id": id, "owner": "VNPT", "status": "existing", "pit_type": "manhole"}
        for id in at
    ]
    return gpd.GeoDataFrame(rows, geometry=[Point(p) for p in at.values()], crs=4326)


@pytest.fixture(scope="module")
def aerial():
    """One beside d1, about three metres off; one in the eastern commune that is to go underground."""
    told = _ALIKE | {"owner": "FPT", "status": "existing", "street": "Lê Lợi"}
    rows = [
        told | {"feature_id": "a1", "undergrounding_plan": "none"},
        told | {"feature_id": "a2", "undergrounding_plan": "underground_by_year"},
        told | {"feature_id": "a3", "undergrounding_plan": "none", "status": "removed"},
    ]
    shapes = [
        LineString([(108.05, 16.05003), (108.06, 16.05003)]),
        LineString([(108.15, 16.08), (108.16, 16.08)]),
        LineString([(108.05, 16.09), (108.06, 16.09)]),
    ]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def squares():
    """Two square communes side by side, sharing the meridian 108.1."""
    rows = {
        "code": ["20194", "20195"], "name": ["Hải Châu", "Hòa Cường"],
        "full_name": ["Phường Hải Châu", "Phường Hòa Cường"], "version": "v2025-07",
        "unit_key": ["v2025-07:20194", "v2025-07:20195"], "type": "phường",
        "province_key": "v2025-07:48", "province_code": "48", "province_name": "Thành phố Đà Nẵng",
    }  # fmt: skip
    shapes = [box(108.0, 16.0, 108.1, 16.1), box(108.1, 16.0, 108.2, 16.1)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory, squares, city_ducts, manholes, aerial):
    """Published once for a file of tests, which only read."""
    store = open_store(str(tmp_path_factory.mktemp("ducts") / "store"))
    frames = {
        "admin_commune": squares, "duct_route": city_ducts, "manhole": manholes,
        "aerial_cable_route": aerial,
    }  # fmt: skip
    for layer, frame in frames.items():
        provenance = Provenance(title="test", quality="synthetic")
        store.publish(frame, layer, user="tester", expected=None, provenance=provenance)
    return Atlas(store)


@pytest.fixture(scope="module")
def snapshot(atlas):
    return atlas.now()


@pytest.fixture(scope="module")
def net(atlas, snapshot):
    return duct_network(atlas, snapshot, city="48")
