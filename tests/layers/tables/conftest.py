"""Six masts of which much is known, two ducts, and the atlas over them."""

import datetime

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from layers.atlas import Atlas, Snapshot

DAY = datetime.date


@pytest.fixture
def rich_masts() -> gpd.GeoDataFrame:
    """Six masts along a parallel, 0.001 degree apart; the last has no position and nothing is known of it."""
    rows = {
        "feature_id": ["m10", "m2", "m1", "m3", "m4", "m5"],
        "owner": ["Đông Á", "Dương", "Ánh", "An", "Ân", None],
        "status": ["planned", "existing", "existing", "removed", "existing", None],
        "mast_class": ["A2a", "A1a", "unknown", "A2a", "A2b", "unknown"],
        "n_operators": pd.array([2, 1, 3, 1, None, None], dtype="Int64"),
        "height_m": [15.5, 30.0, 45.0, 30.0, 12.0, None],
        "planned_year": pd.array([2027, 2028, None, None, None, None], dtype="Int64"),
        "shared": pd.array([True, False, True, False, None, None], dtype="boolean"),
        "technologies": ["2G;4G", "4G", "4G;5G", "4G", "2G", None],
        "in_service_date": [
            DAY(2020, 5, 1), DAY(2021, 6, 1), DAY(2021, 7, 1), DAY(2024, 1, 31), None, None,
        ],
        "address": ["2 Lê Lợi", "10 Lê Lợi", "Lê Lai", "Lý Thái Tổ", "", None],
        "province_code": "48",
    }  # fmt: skip
    points = [*(Point(108.05 + i / 1000, 16.05) for i in range(5)), None]
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


@pytest.fixture
def atlas(store, publish, communes, rich_masts, ducts) -> Atlas:
    publish(communes, "admin_commune")
    publish(rich_masts, "antenna_mast")
    publish(ducts, "duct_route")
    return Atlas(store)


@pytest.fixture
def snapshot(atlas) -> Snapshot:
    return atlas.now()
