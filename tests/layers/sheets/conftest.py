"""A city of two communes with masts and one duct of a kilometre on the grid."""

import geopandas as gpd
import pytest
from pyproj import CRS
from shapely.geometry import LineString

from geo.crs import to_storage
from layers.access import LOCAL_USER
from layers.atlas import Atlas
from layers.maps.view import LayerView, MapView
from layers.sheets.ground import ground_of
from layers.sheets.request import SheetRequest, TitleBlock
from layers.sheets.sheet import print_map
from layers.words import Words

DA_NANG = CRS.from_epsg(5899)


@pytest.fixture
def kilometre():
    """A duct from west to east, 1,000 m long in the grid of Da Nang (EPSG:5899)."""
    line = gpd.GeoSeries([LineString([(535_000, 1_775_000), (536_000, 1_775_000)])], crs=DA_NANG)
    rows = {"feature_id": ["d1"], "owner": ["VNPT"], "province_code": "48"}
    return gpd.GeoDataFrame(rows, geometry=to_storage(line).to_numpy(), crs=4326)


@pytest.fixture
def atlas(store, publish, communes, masts, kilometre):
    publish(communes, "admin_commune", source="<b>Nguồn & thử</b>")
    publish(masts, "antenna_mast")
    publish(kilometre, "duct_route")
    return Atlas(store)


@pytest.fixture
def view():
    return MapView(layers=(LayerView("antenna_mast"), LayerView("duct_route")))


@pytest.fixture
def ground(atlas, view):
    return ground_of(atlas, atlas.now(), view)


@pytest.fixture
def printed(atlas, view):
    """Print the view, or another, as asked."""

    def call(shown=view, *, lang="vi", title="", user=LOCAL_USER, drawing=None, **asked):
        request = SheetRequest(block=TitleBlock(title=title), **asked)
        more = {"words": Words(lang), "user": user, "drawing": drawing}
        return print_map(atlas, atlas.now(), shown, request, **more)

    return call
