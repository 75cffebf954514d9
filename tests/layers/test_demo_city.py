"""The invented things of one city: Đà Nẵng."""

import hashlib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.measure import geodesic_length_m
from geo.near_misses import near_misses
from geo.network import build_network
from layers.demo.build import demo_frames
from layers.demo.city import City
from layers.demo.people import shared_out
from layers.demo.services import published
from layers.errors import UnknownCity
from layers.services.observations import observations
from layers.services.states import STATES
from layers.spec import load_specs

CITY = "48"
SITES = ("antenna_mast", "bts_site", "manhole", "cable_pole", "cabinet", "public_service_point")
INVENTED = (*SITES, "duct_route", "aerial_cable_route", "fibre_cable", "service_point")
PLANS = ("planned_site", "coverage_gap", "mast_zone")
COMPARED = (
    "population_point",
    "coverage_area",
    "coverage_measurement",
    "project_area",
    "power_line",
)
ADMIN = ("admin_commune", "admin_commune_former", "admin_district", "admin_province")
LAYERS = (*INVENTED, *PLANS, *COMPARED, *ADMIN, "admin_crosswalk", "service_availability")


def build() -> dict:
    return {layer.layer_id: layer for layer in demo_frames((CITY,))}


@pytest.fixture(scope="module")
def layers() -> dict:
    return build()


@pytest.fixture(scope="module")
def frames(layers) -> dict:
    return {layer_id: layer.frame for layer_id, layer in layers.items()}


@pytest.fixture(scope="module")
def city() -> City:
    return City.of(CITY)


def test_every_layer_is_there_and_says_what_it_is(layers):
    assert set(layers) == set(LAYERS)
    for layer in layers.values():
        assert layer.quality in {"approximate", "synthetic", "mixed", "unverified"}
        assert all((layer.title, layer.source, layer.licence, layer.note_vi, layer.note_en))
    assert {layers[i].quality for i in (*INVENTED, *PLANS, *COMPARED)} == {"synthetic"}


@pytest.mark.parametrize("layer_id", LAYERS)
def test_frames_keep_to_their_schema(frames, layer_id):
    frame, spec = frames[layer_id], load_specs()[layer_id]
    for field in spec.fields:
        if field.required:
            assert frame[field.name].notna().all(), field.name
        if field.allowed and field.name in frame:
            values = frame[field.name].dropna()
            values = values.str.split(";").explode() if field.is_list else values
            allowed = set(field.allowed)
            if field.item_type == "number":
                values, allowed = values.astype(float), set(map(float, allowed))
            found = set(values) if field.item_type == "number" else set(values.astype(str))
            assert found <= allowed, field.name
    if not spec.is_table:
        kinds = {kind.removeprefix("Multi") for kind in spec.geometry}
        assert {kind.removeprefix("Multi") for kind in frame.geom_type} <= kinds
        assert frame.crs.to_epsg() == 4326
    for key in spec.primary_key:
        assert frame[key].is_unique


@pytest.mark.parametrize("layer_id", [*INVENTED, "planned_site", "coverage_gap"])
def test_every_feature_is_in_the_commune_it_names(frames, layer_id, city):
    frame = frames[layer_id]
    lines = frame.geom_type.iloc[0] == "LineString"
    place = shapely.line_interpolate_point(frame.geometry, 0.5, normalized=True) if lines else None
    place = gpd.GeoSeries(frame.geometry if place is None else place, crs=frame.crs)
    ward = city.wards.set_index("code").geometry
    named = frame["commune_code"].notna()
    area = ward[frame.loc[named, "commune_code"]].to_numpy()
    assert shapely.dwithin(place[named].to_numpy(), area, 1e-5).all()
    # Only a stretch of cable across water may name no commune.
    assert named.all() or (lines and named.mean() > 0.99)


@pytest.mark.parametrize("layer_id", SITES)
def test_no_site_is_outside_the_city(frames, layer_id, city):
    assert (city.ward_at(shapely.get_coordinates(frames[layer_id].geometry)) >= 0).all()


def end_gaps(frames) -> pd.DataFrame:
    """Of each end of each duct: what it names, and how far in m it is from the nearest manhole."""
    duct, manhole = frames["duct_route"], frames["manhole"]
    ends = gpd.GeoSeries(shapely.points(shapely.get_coordinates(duct.geometry)), crs=4326)
    at = gpd.sjoin_nearest(
        ends.to_crs(5899).to_frame("geometry"), manhole[["feature_id", "geometry"]].to_crs(5899),
        distance_col="gap_m",
    )  # fmt: skip
    named = duct[["from_node", "to_node"]].to_numpy(object).ravel()
    return at.assign(named=named[at.index])


def test_every_duct_ends_at_its_two_manholes_but_for_a_few_slips(frames):
    duct, gaps = frames["duct_route"], end_gaps(frames)
    assert len(gaps) == 2 * len(duct)
    off = gaps["gap_m"] > 0.001
    blank = gaps["named"].isna()
    assert (gaps["named"] == gaps["feature_id"])[~blank].all()
    assert (off | ~blank).all()
    missed = gaps.loc[off, "gap_m"].sort_values()
    assert 10 <= len(missed) <= 20
    assert missed.iloc[:-1].between(0.2, 3.2).all()
    assert 5 < missed.iloc[-1] < 12
    assert 4 <= blank.sum() <= 10
    routes = frames["manhole"].set_index("feature_id")["route_ids"].str.split(";").explode()
    assert len(routes) == 2 * len(duct)


def test_the_duct_network_hangs_together_but_for_a_street_and_shows_where_it_may(frames):
    duct, manhole = frames["duct_route"], frames["manhole"]
    row = pd.Series(np.arange(len(manhole)), index=manhole["feature_id"])
    begin, end = (duct[name].map(row).fillna(-1).astype(int) for name in ("from_node", "to_node"))
    net = build_network(
        duct.geometry, nodes=manhole.geometry, snap_m=1, from_node=begin, to_node=end
    )
    part_m = net.parts["length_m"]
    assert part_m[0] >= 0.95 * part_m.sum()
    assert net.parts["n_edges"].between(2, 12).sum() == 1
    missed = near_misses(net, reach_m=5)
    assert len(missed) >= 3
    assert missed["distance_m"].between(1, 3.2).all()


def test_a_street_to_be_rebuilt_is_one_corridor(frames):
    area = frames["project_area"]
    assert shapely.get_num_geometries(area.geometry).tolist() == [1] * len(area)
    road = area[area["project_kind"] == "road"].to_crs(5899).geometry
    assert (road.length > 100 * road.area / road.length).all()


def test_every_corner_of_a_pole_line_is_a_pole(frames):
    corners = shapely.get_coordinates(frames["aerial_cable_route"].geometry)
    poles = shapely.get_coordinates(frames["cable_pole"].geometry)
    assert {*map(tuple, corners)} == {*map(tuple, poles)}


def test_spans_and_duct_pieces_have_the_length_of_practice(frames):
    span_m = geodesic_length_m(
        shapely.linestrings(
            np.stack(
                [
                    shapely.get_coordinates(frames["aerial_cable_route"].geometry)[:-1],
                    shapely.get_coordinates(frames["aerial_cable_route"].geometry)[1:],
                ],
                axis=1,
            )
        )
    )
    within = span_m[span_m < 60]
    assert 35 <= np.median(within) <= 50
    core = frames["duct_route"].query("construction == 'duct_and_pit'")["length_m"]
    assert 80 <= core.median() <= 150


def test_lengths_are_geodesic(frames):
    for layer_id in ("duct_route", "aerial_cable_route", "fibre_cable"):
        frame = frames[layer_id]
        assert frame["length_m"].to_numpy() == pytest.approx(
            geodesic_length_m(frame.geometry), abs=0.006
        )


def test_masts_keep_the_rules_of_their_class(frames):
    mast = frames["antenna_mast"]
    a1a = mast[mast["mast_class"] == "A1a"]
    assert (a1a["height_m"] <= 3).all()
    building = a1a["structure_height_m"].dropna()
    assert (a1a.loc[building.index, "height_m"] <= 0.2 * building + 0.06).all()
    assert set(mast.loc[mast["mast_class"] == "A2b", "mount"]) == {"ground"}
    assert set(mast.loc[mast["mast_class"] == "A2a", "mount"]) == {"building_roof"}
    known = mast["n_operators"].notna()
    assert ((mast["n_operators"] >= 2) == mast["shared"])[known].all()
    assert 0.03 < (~known).mean() < 0.12


def test_masts_are_denser_in_small_wards(frames, city):
    ward = city.wards.set_index("code")
    count = frames["antenna_mast"]["commune_code"].value_counts().reindex(ward.index, fill_value=0)
    density = count / ward["area_km2_geom"]
    assert density[city.core].median() > 5 * density[~city.core].median()


def test_base_stations_stand_on_their_masts(frames):
    station, mast = frames["bts_site"], frames["antenna_mast"].set_index("feature_id")
    assert station["site_code"].is_unique
    host = mast.loc[station["mast_id"]]
    assert (station.geometry.to_numpy() == host.geometry.to_numpy()).all()
    assert not host["status"].isin(["planned", "under_construction"]).any()


def test_each_ward_has_a_desk_and_the_city_one_centre(frames, city):
    kind = frames["service_point"]["point_kind"].value_counts()
    assert kind["commune_one_stop"] == len(city.wards)
    assert kind["city_centre"] == 1
    desks = frames["service_point"].query("point_kind == 'commune_one_stop'")
    assert set(desks["serves_unit_key"]) == set(city.wards["unit_key"])


def test_availability_has_gaps_and_adds_up(frames, city):
    rows = frames["service_availability"]
    today = rows[rows["period"].eq("2025-10")]
    assert 0.85 * len(city.wards) <= len(today) < len(city.wards)
    assert 0 < today["n_full"].isna().sum() < 0.15 * len(today)
    told = today.dropna(subset=["n_full"])
    assert (told["n_full"] + told["n_partial"] <= told["n_procedures"]).all()
    assert (told["n_files_full"] <= told["n_files_online"]).all()
    assert (told["n_files_online"] <= told["n_files_total"]).all()
    before = rows[rows["period"].eq("2020-06")]
    levels = before[[f"n_level{k}" for k in (1, 2, 3, 4)]].sum(axis=1)
    assert (levels <= before["n_procedures"])[before["n_procedures"].notna()].all()
    assert before["unit_key"].str.startswith("v2025-03:").all()


def test_every_state_of_a_figure_is_there_in_each_period(frames):
    full = observations(frames["service_availability"]).query("measure == 'full'")
    for period in ("2025-03", "2025-10", "2026-04"):
        assert set(full.loc[full["period"] == period, "state"]) == set(STATES)


def test_half_a_year_later_less_is_partial_and_no_procedure_is_lost(frames):
    rows = frames["service_availability"].assign(code=lambda t: t["unit_key"].str[-5:])
    autumn, spring = (
        rows[rows["period"] == period].set_index("code")[["n_procedures", "n_full", "n_partial"]]
        for period in ("2025-10", "2026-04")
    )
    assert autumn.index.tolist() == spring.index.tolist()
    told = autumn["n_full"].notna()
    offered = [table.loc[told, ["n_full", "n_partial"]].sum(axis=1) for table in (autumn, spring)]
    assert (offered[0] == offered[1]).all()
    assert (spring["n_full"] >= autumn["n_full"])[told].all()
    assert (spring["n_full"] > autumn["n_full"])[told].any()
    assert rows.loc[rows["period"] == "2026-04", "unit_key"].str.startswith("v2026-04:").all()


def test_every_ward_has_people_and_only_its_own(frames, city):
    people = frames["population_point"]
    ward = city.ward_at(shapely.get_coordinates(people.geometry))
    points = np.bincount(ward, minlength=len(city.wards))
    assert points.min() >= 30
    assert points.max() <= 40
    total = pd.Series(people["n_people"].to_numpy(dtype=int)).groupby(ward).sum()
    # A made-up number of people of a ward is a multiple of ten, and its points sum to it exactly.
    assert (total % 10 == 0).all()
    assert (total > 4000).all()
    assert (people["n_people"] >= 0).all()


def test_people_are_shared_out_to_the_last_one():
    shared = shared_out(
        np.array([10, 0, 7]), np.array([0, 0, 0, 1, 2, 2]), np.array([1, 1, 2, 5, 3, 4.0])
    )
    assert shared.tolist() == [2, 3, 5, 0, 3, 4]
    assert np.issubdtype(shared.dtype, np.integer)


def test_declared_coverage_is_on_land_and_its_classes_do_not_overlap(frames, city):
    area = frames["coverage_area"]
    assert sorted(area["service_area_class"].unique()) == ["area_1", "area_2"]
    assert area.groupby("operator").size().tolist() == [2] * 4
    land = shapely.buffer(shapely.coverage_union_all(city.wards.geometry), 2e-5)
    assert shapely.covered_by(area.geometry, land).all()
    assert area.is_valid.all()
    inner, outer = (
        area[area["service_area_class"] == kind].set_index("operator").geometry
        for kind in ("area_1", "area_2")
    )
    overlap = shapely.area(shapely.intersection(inner.array, outer[inner.index].array))
    assert (overlap <= 1e-3 * shapely.area(inner.array)).all()


def test_tests_are_enough_in_towns_only_and_some_disagree_with_the_declaration(frames, city):
    test = frames["coverage_measurement"]
    ward = city.ward_at(shapely.get_coordinates(test.geometry))
    count = np.bincount(ward, minlength=len(city.wards))
    dense = city.core | city.urban
    assert np.median(count[dense]) >= 30
    assert np.median(count[~dense]) < 30
    assert test.loc[test["served"].fillna(True), "rsrp_dbm"].notna().any()
    assert test.loc[~test["served"].fillna(False), "download_mbps"].isna().all()
    declared = frames["coverage_area"][["operator", "geometry"]].rename(columns={"operator": "who"})
    inside = test.sjoin(declared)
    inside = inside[inside["operator"] == inside["who"]]
    told = (
        inside["served"]
        .dropna()
        .astype(float)
        .groupby(ward[inside.index[inside["served"].notna()]])
    )
    share = told.mean()[told.size() >= 10]
    assert (share < 0.65).any()
    assert (share > 0.9).any()


def test_villages_and_planned_sites_say_when_and_why(frames):
    gap, site = frames["coverage_gap"], frames["planned_site"]
    assert ((gap["closing_state"] == "closed") == gap["closed_on"].notna()).all()
    assert gap["cause"].nunique() >= 4
    assert len(site) == 40
    assert site["planned_year"].between(2026, 2030).all()
    assert 0 < site["radius_m"].isna().sum() < 8


def test_whom_to_ask_cannot_be_taken_for_somebody_real(frames):
    for layer_id in ("antenna_mast", "duct_route", "manhole", "cable_pole", "cabinet"):
        frame = frames[layer_id]
        assert (frame["contact"].isna() == (frame["owner"] == "other")).all()
        assert frame["contact"].dropna().str.contains("xxxx").all()


def test_published_figures_keep_their_level_and_base():
    rows = published().set_index(["place", "tier"])
    district = rows.loc[("Da Nang", "district")]
    assert (district["n_level34"], district["n_procedures"]) == (151, 176)
    assert district["stated_pct"] == 86
    commune = rows.loc[("Da Nang", "commune")]
    assert (commune["n_level34"], commune["n_procedures"]) == (80, 97)
    ha_noi = rows.loc[("Ha Noi", "city")].set_index("period")
    assert ha_noi.loc["2018", ["n_level3", "n_level4"]].tolist() == [916, 139]
    assert ha_noi["n_procedures"].isna().all()
    assert ha_noi["counting_unit"].tolist() == ["service", "procedure"]
    assert not rows["synthetic"].any()


def test_two_builds_are_alike(frames):
    again = build()
    for layer_id in (*INVENTED, *PLANS, *COMPARED, "service_availability"):
        assert _hash(frames[layer_id]) == _hash(again[layer_id].frame), layer_id


def test_unknown_city_is_refused_before_anything_is_made():
    with pytest.raises(UnknownCity):
        demo_frames(("48", "02"))


def _hash(frame: pd.DataFrame) -> str:
    table = pd.DataFrame(frame)
    if "geometry" in table:
        table["geometry"] = [shapely.to_wkb(g, hex=True) for g in table["geometry"]]
    return hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()
