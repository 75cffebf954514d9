"""Approximate boundaries of the whole country."""

from datetime import date

import numpy as np
import pytest
import shapely

from geo.measure import geodesic_area_m2
from layers.demo import boundaries, land
from layers.demo.pieces import pieces
from layers.units import national as units

LAYERS = (
    boundaries.admin_commune,
    boundaries.admin_commune_former,
    boundaries.admin_district,
    boundaries.admin_province,
)


@pytest.mark.parametrize(
    ("make", "count"), list(zip(LAYERS, (3_321, 10_035, 696, 34), strict=True))
)
def test_each_layer_is_a_clean_coverage(make, count):
    frame = make()
    assert len(frame) == count
    assert frame.crs.to_epsg() == 4326
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert frame.is_valid.all()
    assert not frame.is_empty.any()
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    assert frame["unit_key"].is_unique
    assert frame["approximate"].all()


def test_areas_come_near_the_declared_ones():
    frame = boundaries.admin_commune()
    error = (frame["area_km2_geom"] / frame["area_km2_official"] - 1).abs()
    assert error.median() <= 0.06
    area_km2 = geodesic_area_m2(frame.geometry.to_numpy()) / 1e6
    assert frame["area_km2_geom"].to_numpy() == pytest.approx(area_km2, rel=1e-5)


def test_centres_lie_in_their_own_area():
    frame, centre = boundaries.admin_commune(), units.communes_today()
    assert frame["code"].tolist() == centre["code"].tolist()
    inside = shapely.intersects_xy(frame.geometry.to_numpy(), centre["lon"], centre["lat"])
    assert inside.mean() >= 0.995


def test_a_district_is_the_union_of_its_communes():
    former, district = boundaries.admin_commune_former(), boundaries.admin_district()
    summed = former.groupby("district_key")["area_km2_geom"].sum()
    islands = ~district["unit_key"].isin(summed.index)
    assert islands.sum() == 5
    whole = district[~islands].set_index("unit_key")["area_km2_geom"]
    assert whole.to_numpy() == pytest.approx(summed[whole.index].to_numpy(), rel=1e-6)


def test_a_province_is_the_union_of_its_communes():
    province = boundaries.admin_province().set_index("unit_key")["area_km2_geom"]
    summed = boundaries.admin_commune().groupby("province_key")["area_km2_geom"].sum()
    assert province.to_numpy() == pytest.approx(summed[province.index].to_numpy(), rel=1e-6)


def test_former_communes_nest_as_the_crosswalk_says():
    walk = units.crosswalk()
    whole = walk[(walk["relation"] != "part") & walk["from_key"].str.fullmatch(r"v2025-03:\d{5}")]
    whole = whole[whole["to_key"].str.startswith("v2025-07:20")]
    old = boundaries.admin_commune_former().set_index("unit_key").loc[whole["from_key"]]
    new = boundaries.admin_commune().set_index("unit_key").loc[whole["to_key"]]
    assert len(whole) > 300
    common = shapely.area(shapely.intersection(old.geometry.to_numpy(), new.geometry.to_numpy()))
    assert common == pytest.approx(shapely.area(old.geometry.to_numpy()), rel=1e-6)
    assert len(pieces()) == len(walk)


def test_versions_and_keys():
    today, former = boundaries.admin_commune(), boundaries.admin_commune_former()
    assert set(today["version"]) == {"v2025-07"}
    assert set(today["valid_from"]) == {date(2025, 7, 1)}
    assert today["district_key"].isna().all()
    assert today["population"].isna().all()
    ward = former.set_index("code").loc["00001"]
    assert ward["unit_key"] == "v2025-03:00001"
    assert ward["district_key"] == "v2025-03:001"
    assert ward["province_key"] == "v2025-03:01"
    assert (ward["valid_from"], ward["valid_to"]) == (date(2025, 3, 1), date(2025, 6, 30))


def test_special_zones_off_the_outline_have_their_declared_area():
    frame = boundaries.admin_commune().set_index("code")
    zones = frame.loc[["20333", "22736", "11948", "19742", "21548", "31105", "31108"]]
    assert set(zones["type"]) == {"đặc khu"}
    ratio = (zones["area_km2_geom"] / zones["area_km2_official"]).to_numpy()
    assert ratio == pytest.approx(np.ones(7), rel=2e-3)
    assert frame.loc["20333", "province_code"] == "48"
    assert frame.loc["22736", "province_code"] == "56"


def test_drawing_again_gives_the_same_pieces():
    again = pieces.__wrapped__()
    assert (shapely.to_wkb(again.geometry) == shapely.to_wkb(pieces().geometry)).all()


def test_the_plane_keeps_areas():
    cell = shapely.box(105.0, 21.0, 105.5, 21.5)
    plane = shapely.transform(cell, lambda xy: land.to_plane(*xy.T))
    parallel = shapely.segmentize(cell, 0.01)
    assert plane.area == pytest.approx(geodesic_area_m2([parallel])[0] / 1e6, rel=1e-6)
    back = land.to_degrees(np.array([plane]))[0]
    assert shapely.get_coordinates(back) == pytest.approx(shapely.get_coordinates(cell), abs=1e-7)


def test_land_reaches_a_centre_off_the_generalised_coast():
    xy = land.to_plane([107.8670], [16.3606])  # Vinh Lộc, Huế: 3.5 km off the outline
    assert not shapely.contains_xy(land.plane_land(), *xy.T).any()
    assert not land.off_shore(xy).any()
    reached = land.land_reaching(xy, np.array([66.5]))
    assert shapely.contains_xy(reached, *xy.T).all()
    assert reached.area - land.plane_land().area < 20
    assert land.off_shore(land.to_plane([112.135], [16.568])).all()


def test_boundaries_resemble_the_real_ones(shared_data):
    import geopandas as gpd

    real = gpd.read_parquet(shared_data / "vn_communes_20m.parquet").set_index("code")
    drawn = boundaries.admin_commune().set_index("code").geometry
    for province, least in (("01", 0.6), ("48", 0.6), ("79", 0.5), ("92", 0.6)):
        truth = real[real["province_code"] == province].geometry
        pair = drawn[truth.index].to_numpy(), shapely.make_valid(truth.to_numpy())
        shared = shapely.area(shapely.intersection(*pair)) / shapely.area(shapely.union(*pair))
        assert np.median(shared) > least, province
