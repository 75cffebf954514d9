"""Two communes of one city and one of another, with sites and routes whose amounts are known by hand."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from layers.atlas import Atlas
from layers.store import Provenance, open_store

EAST, WEST, AWAY = "20195", "20194", "19000"


@pytest.fixture(scope="module")
def communes():
    """West and east of the meridian 108.1; a third, of another city, north of the western one."""
    rows = {
        "code": [WEST, EAST, AWAY],
        "name": ["Hải Châu", "Hòa Cường", "Xa"],
        "full_name": ["Phường Hải Châu", "Phường Hòa Cường", "Xã Xa"],
        "type": ["phường", "phường", "xã"],
        "version": "v2025-07",
        "unit_key": [f"v2025-07:{code}" for code in (WEST, EAST, AWAY)],
        "province_key": ["v2025-07:48", "v2025-07:48", "v2025-07:46"],
        "province_code": ["48", "48", "46"],
        "province_name": ["Thành phố Đà Nẵng", "Thành phố Đà Nẵng", "Thành phố Huế"],
    }
    shapes = [
        box(108.0, 16.0, 108.1, 16.1),
        box(108.1, 16.0, 108.2, 16.1),
        box(108.0, 16.1, 108.1, 16.2),
    ]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def masts():
    """Two in the west, one on the border, one at sea, one without a position."""
    points = [(108.05, 16.05), (108.06, 16.05), (108.1, 16.05), (109.0, 16.05)]
    rows = {
        "feature_id": [f"m{i}" for i in range(1, 6)],
        "owner": ["VNPT", "Viettel", None, "VNPT", "Viettel"],
        "status": ["existing", "planned", None, "existing", "existing"],
        "mast_class": ["A2a", "A2a", "A1a", "A2a", "A2a"],
        "n_operators": pd.array([2, 1, None, 3, 1], dtype="Int64"),
        "province_code": "48",
    }
    return gpd.GeoDataFrame(rows, geometry=[*map(Point, points), None], crs=4326)


@pytest.fixture(scope="module")
def ducts():
    """One across both communes and a bit out to the east, one wholly in the west."""
    lines = [
        LineString([(108.05, 16.02), (108.25, 16.02)]),
        LineString([(108.01, 16.01), (108.02, 16.01)]),
    ]
    rows = {
        "feature_id": ["d1", "d2"],
        "owner": ["VNPT", None],
        "construction": ["duct_and_pit", "on_bridge"],
        "status": ["existing", "removed"],
        "province_code": "48",
    }
    return gpd.GeoDataFrame(rows, geometry=lines, crs=4326)


@pytest.fixture(scope="module")
def aerial():
    """One in the west, used by three; one in the east, of which nobody knows."""
    lines = [
        LineString([(108.02, 16.08), (108.04, 16.08)]),
        LineString([(108.12, 16.08), (108.13, 16.08)]),
    ]
    rows = {
        "feature_id": ["a1", "a2"],
        "owner": ["FPT", "FPT"],
        "n_operators": pd.array([3, None], dtype="Int64"),
        "province_code": "48",
    }
    return gpd.GeoDataFrame(rows, geometry=lines, crs=4326)


@pytest.fixture(scope="module")
def people():
    """Thirty in the west, one of them not counted; none in the east."""
    rows = {
        "feature_id": ["p1", "p2", "p3"],
        "n_people": pd.array([10, 20, None], dtype="Int64"),
        "province_code": "48",
    }
    points = [Point(108.02, 16.02), Point(108.08, 16.08), Point(108.03, 16.03)]
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory, communes, masts, ducts, aerial, people):
    """Published once for a file of tests, which only read."""
    store = open_store(str(tmp_path_factory.mktemp("profiles") / "store"))
    frames = {
        "admin_commune": communes, "antenna_mast": masts, "duct_route": ducts,
        "aerial_cable_route": aerial, "population_point": people,
    }  # fmt: skip
    for layer, frame in frames.items():
        provenance = Provenance(title="test", quality="synthetic")
        store.publish(frame, layer, user="tester", expected=None, provenance=provenance)
    return Atlas(store)


@pytest.fixture(scope="module")
def snapshot(atlas):
    return atlas.now()
