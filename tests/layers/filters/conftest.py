"""Ten masts on a line, a tenth of a degree apart, and what lies beside them."""

import datetime
import shutil

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from layers.atlas import Atlas
from layers.store import Provenance, open_store

OWNERS = ["VNPT", "Viettel", "Viettel", None, "Mobi Phố", "VNPT", "VNPT", "Viettel", "VNPT", None]


def make_sites() -> gpd.GeoDataFrame:
    """West to east along 16.05 N, from 108.00 on: ``m0`` to ``m9``; the last has no position."""
    points = [Point(108.0 + i / 100, 16.05) for i in range(9)] + [None]
    rows = {
        "feature_id": [f"m{i}" for i in range(10)],
        "owner": OWNERS,
        "mast_class": ["A1a", "A2a", "unknown", "A2a", None, "A1a", "A2a", "A2a", "A2a", "A1a"],
        "n_operators": pd.array([1, 2, None, 3, 1, 2, 3, 4, None, 1], dtype="Int64"),
        "height_m": [10.0, 20.0, 30.0, None, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0],
        "shared": pd.array([True, False, None] + [False] * 7, dtype="boolean"),
        "in_service_date": [datetime.date(2010 + i, 1, 31) if i != 4 else None for i in range(10)],
        "technologies": ["2G;3G", "3G; 4G", "4G", None, "5G", "4G;5G", "2G", "2G", "2G", "2G"],
        "province_code": "48",
    }
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


def _communes() -> gpd.GeoDataFrame:
    """Two squares that share the meridian 108.1."""
    shapes = [box(108.0, 16.0, 108.1, 16.1), box(108.1, 16.0, 108.2, 16.1)]
    rows = {"code": ["20194", "20195"], "name": ["Hải Châu", "Hòa Cường"]}
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def _ducts() -> gpd.GeoDataFrame:
    line = LineString([(107.99, 16.06), (108.025, 16.06)])
    rows = {"feature_id": ["d1"], "owner": ["VNPT"], "province_code": "48"}
    return gpd.GeoDataFrame(rows, geometry=[line], crs=4326)


def put(atlas, layer_id, frame):
    """Publish a frame as the next version of a layer."""
    standing = atlas.store.current().get(layer_id)
    expected = standing.number if standing else None
    atlas.store.publish(frame, layer_id, user="tester", expected=expected, provenance=Provenance())


@pytest.fixture(scope="session")
def standing(tmp_path_factory):
    """A store with the masts, a duct a hundredth of a degree north of them, two communes, a table."""
    atlas = Atlas(open_store(str(tmp_path_factory.mktemp("filters") / "store")))
    put(atlas, "antenna_mast", make_sites())
    put(atlas, "admin_commune", _communes())
    put(atlas, "duct_route", _ducts())
    table = {"unit_key": ["v2025-07:20194"], "tier": "commune", "period": "2025"}
    put(atlas, "service_availability", pd.DataFrame(table))
    return atlas


@pytest.fixture
def asked(standing):
    """What stands, for those who only ask."""
    return standing


@pytest.fixture
def changing(standing, tmp_path):
    """A copy of what stands, for those who publish."""
    shutil.copytree(standing.store.staging.parent, tmp_path / "store")
    return Atlas(open_store(str(tmp_path / "store")))
