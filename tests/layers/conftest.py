"""Small layers made in code, and stores of their own."""

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box

from layers.store import Provenance, open_store


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "store"))


@pytest.fixture
def communes():
    """Two square communes of Da Nang side by side: 0.1 degree wide, sharing the meridian 108.1."""
    rows = {
        "code": ["20194", "20195"],
        "name": ["Hải Châu", "Hòa Cường"],
        "full_name": ["Phường Hải Châu", "Phường Hòa Cường"],
        "type": ["phường", "phường"],
        "version": "v2025-07",
        "unit_key": ["v2025-07:20194", "v2025-07:20195"],
        "province_key": "v2025-07:48",
        "province_code": "48",
        "province_name": "Thành phố Đà Nẵng",
    }
    shapes = [box(108.0, 16.0, 108.1, 16.1), box(108.1, 16.0, 108.2, 16.1)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


@pytest.fixture
def masts():
    """Five masts: two west, one on the border, one at sea, one without a position."""
    points = [
        Point(108.05, 16.05),
        Point(108.06, 16.05),
        Point(108.1, 16.05),
        Point(109.0, 16.05),
        None,
    ]
    rows = {
        "feature_id": [f"m{i}" for i in range(1, 6)],
        "owner": ["VNPT", "Viettel", "VNPT", "VNPT", "Viettel"],
        "mast_class": "A2a",
        "n_operators": [2, 1, None, 3, 1],
        "province_code": "48",
    }
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


@pytest.fixture
def ducts():
    """One duct across both communes and a bit out to the east, one wholly in the west."""
    lines = [
        LineString([(108.05, 16.02), (108.25, 16.02)]),
        LineString([(108.01, 16.01), (108.02, 16.01)]),
    ]
    rows = {"feature_id": ["d1", "d2"], "owner": ["VNPT", None], "province_code": "48"}
    return gpd.GeoDataFrame(rows, geometry=lines, crs=4326)


@pytest.fixture
def publish(store):
    """Publish a frame as the next version of a layer."""

    def make(frame, layer_id, **more):
        standing = store.current().get(layer_id)
        provenance = Provenance(title="test", quality="synthetic", **more)
        return store.publish(
            frame,
            layer_id,
            user="tester",
            expected=standing.number if standing else None,
            provenance=provenance,
        )

    return make
