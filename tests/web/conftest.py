"""A small store of two cities, made in code, and the context that the routes and the views look into.

Four square wards of Da Nang, 0.1 degree wide, and two of Can Tho; sites and routes in Da Nang only, so that
everything about Can Tho is unknown.
"""

import functools
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import local_script_runner

from layers.settings import Settings
from layers.store import Provenance, open_store
from web.context import Context, install, open_context

CITIES = {"48": "Thành phố Đà Nẵng", "92": "Thành phố Cần Thơ"}
WARDS = {
    "20194": ("Hải Châu", "48", (108.0, 16.0)),
    "20195": ("Hòa Cường", "48", (108.1, 16.0)),
    "20197": ("Sơn Trà", "48", (108.0, 16.1)),
    "20200": ("An Hải", "48", (108.1, 16.1)),
    "31117": ("Ninh Kiều", "92", (105.7, 10.0)),
    "31120": ("Cái Khế", "92", (105.8, 10.0)),
}
HOSTILE_HTML = '<img src=x onerror="window.hacked=1">${alert(1)}`{{7*7}}'
HOSTILE_MARKDOWN = "[bấm](javascript:window.hacked=1) **đậm** $x$ :red[đỏ] <b>"
OWNERS = ("VNPT", "Viettel", None)


def _square(corner: tuple[float, float]):
    return box(corner[0], corner[1], corner[0] + 0.1, corner[1] + 0.1)


def make_communes(version: str = "v2025-07", wards: dict = WARDS) -> gpd.GeoDataFrame:
    """Wards as squares with all the names a boundary layer has."""
    rows = [
        {
            "code": code,
            "name": name,
            "full_name": f"Phường {name}",
            "type": "phường",
            "version": version,
            "unit_key": f"{version}:{code}",
            "province_key": f"{version}:{city}",
            "province_code": city,
            "province_name": CITIES[city],
        }
        for code, (name, city, _) in wards.items()
    ]
    shapes = [_square(corner) for _, _, corner in wards.values()]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def _provinces() -> gpd.GeoDataFrame:
    rows = [
        {"code": c, "unit_key": f"v2025-07:{c}", "full_name": n, "name": n.split(" ", 2)[2]}
        for c, n in CITIES.items()
    ]
    shapes = [box(108.0, 16.0, 108.2, 16.2), box(105.7, 10.0, 105.9, 10.1)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def _districts() -> gpd.GeoDataFrame:
    rows = {
        "code": ["490", "916"],
        "name": ["Thanh Khê", "Ninh Kiều"],
        "full_name": ["Quận Thanh Khê", "Quận Ninh Kiều"],
        "version": "v2025-03",
        "unit_key": ["v2025-03:490", "v2025-03:916"],
        "province_code": ["48", "92"],
    }
    shapes = [box(108.0, 16.0, 108.2, 16.2), box(105.7, 10.0, 105.9, 10.1)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def _masts() -> gpd.GeoDataFrame:
    """Two in Hai Chau, one on its border with Hoa Cuong, one in Son Tra, one at sea, one nowhere."""
    rows = {
        "feature_id": [f"m{i}" for i in range(1, 7)],
        "owner": ["VNPT", "Viettel", "VNPT", None, "VNPT", "VNPT"],
        "mast_class": ["A2a", "A1a", "A2b", "unknown", "A2c", "A2a"],
        "n_operators": pd.array([2, 1, None, 3, 1, 1], dtype="Int64"),
        "province_code": "48",
    }
    points = [
        Point(108.05, 16.05),
        Point(108.06, 16.05),
        Point(108.1, 16.05),
        Point(108.05, 16.15),
        Point(109.0, 16.05),
        None,
    ]
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


def _ducts() -> gpd.GeoDataFrame:
    """Three ducts of the same length in Hai Chau, of two owners and of none on record."""
    rows = {"feature_id": ["d1", "d2", "d3"], "owner": OWNERS, "province_code": "48"}
    lines = [LineString([(108.02, 16.02 + i / 100), (108.08, 16.02 + i / 100)]) for i in range(3)]
    return gpd.GeoDataFrame(rows, geometry=lines, crs=4326)


def _availability() -> pd.DataFrame:
    """One ward reported by both schemes, one with a blank, one of a tier above."""
    return pd.DataFrame(
        {
            "unit_key": ["v2025-07:20194", "v2025-07:20194", "v2025-07:20195", "v2025-07:48"],
            "tier": ["commune", "commune", "commune", "city"],
            "scheme": ["full_partial", "levels_1_4", "full_partial", "full_partial"],
            "period": ["2025-10", "2021-10", "2025-10", "2025-10"],
            "n_procedures": [100.0, 80.0, 50.0, 1000.0],
            "n_full": [60.0, np.nan, np.nan, 400.0],
            "n_partial": [30.0, np.nan, 20.0, 300.0],
            "n_level3": [np.nan, 20.0, np.nan, np.nan],
            "n_level4": [np.nan, 12.0, np.nan, np.nan],
            "n_files_full": [10.0, np.nan, np.nan, np.nan],
            "n_files_total": [40.0, np.nan, np.nan, np.nan],
            "province_code": "48",
            "synthetic": [True, True, True, False],
        }
    )


def small_layers() -> dict[str, tuple[pd.DataFrame, str]]:
    """Every layer of the store with its quality."""
    former = {code: WARDS[code] for code in ("20194", "20195", "31117")}
    return {
        "admin_commune": (make_communes(), "approximate"),
        "admin_commune_former": (make_communes("v2025-03", former), "approximate"),
        "admin_district": (_districts(), "approximate"),
        "admin_province": (_provinces(), "approximate"),
        "antenna_mast": (_masts(), "synthetic"),
        "duct_route": (_ducts(), "synthetic"),
        "service_availability": (_availability(), "mixed"),
    }


def publish(store, frame, layer_id: str, quality: str = "synthetic", source: str = "test"):
    """Make `frame` the current version of a layer."""
    standing = store.current().get(layer_id)
    return store.publish(
        frame,
        layer_id,
        user="tester",
        expected=standing.number if standing else None,
        provenance=Provenance(title="test", quality=quality, source=source, licence="CC0-1.0"),
    )


@pytest.fixture(scope="session", autouse=True)
def _packages_read_once():
    """Every AppTest reads what all installed packages say of themselves; they say the same each time."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session", autouse=True)
def _scripts_compiled_once():
    """As the server keeps a compiled page; every run of an AppTest would compile it anew."""
    scripts = ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "ScriptCache", lambda: scripts)
        yield


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The folder of the small store. Read it; who changes anything takes `own_folder`."""
    folder = tmp_path_factory.mktemp("small") / "store"
    store = open_store(str(folder))
    for layer_id, (frame, quality) in small_layers().items():
        publish(store, frame, layer_id, quality)
    return folder


@pytest.fixture(scope="session")
def shared_context(built) -> Context:
    return open_context(Settings(store=str(built)))


@pytest.fixture
def context(shared_context) -> Context:
    """The context over the small store, in the place where views look for it."""
    install(shared_context)
    return shared_context


@pytest.fixture
def own_folder(built, tmp_path) -> Path:
    """A copy of the small store that a test may break."""
    return Path(shutil.copytree(built, tmp_path / "store"))


@pytest.fixture
def own_context(own_folder) -> Context:
    """A context over a copy of the small store."""
    opened = open_context(Settings(store=str(own_folder)))
    install(opened)
    return opened
