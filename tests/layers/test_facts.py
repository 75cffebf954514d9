"""Facts of areas, exact on tiny geometry, with unknown kept apart from zero."""

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import box

from layers.facts import collect_facts

GEOD = Geod(ellps="WGS84")


def length_km(*points) -> float:
    lons, lats = zip(*points, strict=True)
    return GEOD.line_length(lons, lats) / 1000


def test_sites_are_counted_on_both_sides_of_a_border(communes, masts):
    facts = collect_facts(communes, {"antenna_mast": masts})
    assert facts.areas["n_antenna_mast"].tolist() == [3, 1]
    left = facts.left_out.set_index("layer").loc["antenna_mast"]
    assert (left["outside"], left["unknown"]) == (1, 1)


def test_sharing_counts_only_masts_whose_operators_are_known(communes, masts):
    table = collect_facts(communes, {"antenna_mast": masts}).areas
    assert table["masts_shared"].tolist() == [1, 0]
    assert table["masts_sharing_known"].tolist() == [2, 0]


def test_routes_are_cut_at_borders_and_measured_on_the_ground(communes, ducts):
    facts = collect_facts(communes, {"duct_route": ducts})
    west = length_km((108.05, 16.02), (108.1, 16.02)) + length_km((108.01, 16.01), (108.02, 16.01))
    east = length_km((108.1, 16.02), (108.2, 16.02))
    assert facts.areas["km_duct_route"].to_numpy() == pytest.approx([west, east], rel=1e-6)
    whole = length_km((108.05, 16.02), (108.25, 16.02)) + length_km(
        (108.01, 16.01), (108.02, 16.01)
    )
    assert facts.left_out["outside"].iloc[0] == pytest.approx(whole - west - east, rel=1e-6)


def test_owners_sum_to_the_whole_and_an_unknown_owner_is_a_row(communes, ducts):
    facts = collect_facts(communes, {"duct_route": ducts})
    west = facts.owners[facts.owners["area"] == 0]
    assert west["owner"].isna().sum() == 1
    assert west["km"].sum() == pytest.approx(facts.areas["km_duct_route"].iloc[0])


def test_a_city_nobody_looked_at_is_unknown_not_zero(communes, masts):
    far = communes.iloc[[0]].assign(code="19000", province_code="46")
    far = far.set_geometry([box(107.1, 16.0, 107.2, 16.1)], crs=4326)
    areas = gpd.pd.concat([communes, far], ignore_index=True)
    table = collect_facts(areas, {"antenna_mast": masts}).areas
    assert table["city"].tolist() == ["48", "48", "46"]
    assert table["n_antenna_mast"].tolist()[:2] == [3, 1]
    assert np.isnan(table["n_antenna_mast"].iloc[2])


def test_a_ward_without_sites_in_a_city_with_some_is_zero(communes, masts):
    table = collect_facts(communes, {"antenna_mast": masts.iloc[:1]}).areas
    assert table["n_antenna_mast"].tolist() == [1, 0]


def test_layers_that_are_not_there_are_unknown_everywhere(communes):
    table = collect_facts(communes, {}).areas
    assert table[["n_manhole", "km_duct_route", "masts_shared"]].isna().all().all()


def test_areas_are_measured_on_the_ellipsoid(communes):
    table = collect_facts(communes, {}).areas
    lons, lats = communes.geometry.iloc[0].exterior.xy
    expected = abs(GEOD.polygon_area_perimeter(lons, lats)[0]) / 1e6
    assert table["area_km2"].iloc[0] == pytest.approx(expected, rel=1e-6)


def test_a_former_province_belongs_to_its_heir(communes):
    former = communes.assign(version="v2025-03", province_code=["48", "49"])
    assert collect_facts(former, {}).areas["city"].tolist() == ["48", "48"]
