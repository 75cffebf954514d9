"""Masts by class and area, as plans print them."""

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point, box

from layers.errors import UnknownField, UnknownLayer
from layers.regulation.tabulate import tabulate_masts
from tests.layers.regulation.ground import COUNTRYSIDE, TOWN, at, masts

# Kien Giang about 2017: 15 districts, 2,085 masts (domain study 2.2).
KIEN_GIANG = {"A2a": 121, "A2b": 1923, "A2c": 19, "A1b": 22}
SHARES = {"A2a": 5.8, "A2b": 92.2, "A2c": 0.9, "A1b": 1.1}


def districts(n: int) -> gpd.GeoDataFrame:
    rows = {
        "code": [f"{899 + k}" for k in range(n)],
        "full_name": [f"Huyện {k}" for k in range(n)],
        "name": [f"{k}" for k in range(n)],
        "version": "v2018",
        "unit_key": [f"v2018:{899 + k}" for k in range(n)],
        "province_code": "91",
        "province_key": "v2018:91",
    }
    shapes = [box(105 + k / 10, 10, 105.1 + k / 10, 10.1) for k in range(n)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def test_the_table_of_kien_giang(atlas):
    chance = np.random.default_rng(2017)
    mast_class = chance.permutation(np.repeat([*KIEN_GIANG], [*KIEN_GIANG.values()]))
    area = chance.permutation(np.arange(len(mast_class)) % 15)
    places = [Point(105.05 + k / 10, 10.05) for k in area]
    frame = masts(
        *({"geometry": p, "mast_class": c} for p, c in zip(places, mast_class, strict=True))
    )
    atlas = atlas(admin_district=districts(15), antenna_mast=frame)
    table = tabulate_masts(atlas, atlas.now(), areas="admin_district").set_index("row")
    sums, shares = table.loc["sum"], table.loc["share"]
    assert sums[[*KIEN_GIANG]].to_dict() == KIEN_GIANG
    assert sums["total"] == 2085
    assert sums["unknown"] == 0
    assert {c: round(100 * shares[c], 1) for c in KIEN_GIANG} == SHARES
    by_area = table.loc["area"]
    assert len(by_area) == 15
    for name in KIEN_GIANG:
        assert (
            by_area[name].tolist() == np.bincount(area[mast_class == name], minlength=15).tolist()
        )
    assert list(table.columns[2:]) == ["A1b", "A2a", "A2b", "A2c", "unknown", "total"]


@pytest.fixture
def ask(atlas):
    frame = masts(
        {"geometry": at(TOWN), "mast_class": "A2a"},
        {"geometry": at(TOWN), "mast_class": "unknown"},
        {"geometry": at(COUNTRYSIDE), "mast_class": None},
        {"geometry": Point(108.1, 16.05), "mast_class": "A1a"},
        {"geometry": Point(120, 16.05)},
        {"geometry": None},
        {"geometry": Point(121, 16.05), "province_code": "31"},
    )
    atlas = atlas(antenna_mast=frame)

    def call(**options):
        return tabulate_masts(atlas, atlas.now(), areas="admin_commune", **options)

    return call


def test_every_mast_counts_once_also_on_a_border_and_nowhere(ask):
    table = ask(city="48").set_index("row")
    assert table.loc["sum", ["A1a", "A2a", "A2b", "unknown", "total"]].tolist() == [1, 1, 2, 2, 6]
    assert table.loc["outside", "total"] == 1
    assert table.loc["no_position", "total"] == 1
    assert table.loc["share", "unknown"] == pytest.approx(2 / 6)
    country = ask().set_index("row")
    assert country.loc["sum", "total"] == 7


def test_another_field_may_be_counted(ask):
    table = ask(by="owner", city="48").set_index("row")
    assert list(table.columns[2:]) == ["VNPT", "unknown", "total"]


def test_what_is_not_there_is_refused(ask):
    with pytest.raises(UnknownField):
        ask(by="colour")
    with pytest.raises(UnknownLayer):
        ask(masts="premise")


def test_no_masts_at_all_have_no_shares(atlas):
    atlas = atlas(antenna_mast=masts({"geometry": Point(1, 1), "province_code": "31"}))
    table = tabulate_masts(atlas, atlas.now(), areas="admin_commune", city="48").set_index("row")
    assert table.loc["sum", "total"] == 0
    assert np.isnan(table.loc["share", "total"])
