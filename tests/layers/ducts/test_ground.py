"""Corridors, project areas, undergrounding and sharing: figures by hand."""

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import LineString, Point, box, mapping

from layers.atlas import Atlas
from layers.ducts.corridors import corridors, corridors_of_city
from layers.ducts.inside import as_polygon, inside, project_polygon
from layers.ducts.share import aerial_beside_ducts, sharing_candidates
from layers.ducts.undergrounding import undergrounding
from layers.errors import BadArea, BadOption, NoDucts, UnknownLayer, UnknownProject
from layers.words import LANGUAGES, Words

HUNDREDTH_KM = Geod(ellps="WGS84").inv(108.05, 16.05, 108.06, 16.05)[2] / 1000


def routes(*told):
    rows = [{"feature_id": f"r{i}", "owner": owner} for i, (owner, _) in enumerate(told)]
    return gpd.GeoDataFrame(rows, geometry=[LineString(shape) for _, shape in told], crs=4326)


def test_kilometres_of_a_corridor_are_not_counted_twice():
    """Three owners' routes a few metres apart, one whose owner is not recorded, one alone."""
    found = corridors(
        routes(
            ("VNPT", [(108.05, 16.05), (108.06, 16.05)]),
            ("Viettel", [(108.06, 16.05002), (108.05, 16.05002)]),
            ("VNPT", [(108.05, 16.05004), (108.06, 16.05004)]),
            (None, [(108.05, 16.09), (108.06, 16.09)]),
            ("FPT", [(108.05, 16.09002), (108.06, 16.09002)]),
            ("FPT", [(108.05, 16.07), (108.06, 16.07)]),
        ),
        distance_m=6,
    )
    assert found.route_km == pytest.approx(6 * HUNDREDTH_KM, rel=1e-3)
    assert found.corridor_km == pytest.approx(3 * HUNDREDTH_KM, rel=1e-3)
    assert found.shared_km == pytest.approx(3 * HUNDREDTH_KM, rel=1e-3)
    assert found.unknown_km == pytest.approx(2 * HUNDREDTH_KM, rel=1e-3)
    by_owner = found.by_owner.set_index(found.by_owner["owner"].fillna("–"))
    assert by_owner.loc["VNPT", "corridor_km"] == pytest.approx(HUNDREDTH_KM, rel=1e-3)
    assert by_owner.loc["VNPT", "route_km"] == pytest.approx(2 * HUNDREDTH_KM, rel=1e-3)
    pair = found.overbuild.iloc[0]
    assert {pair["owner"], pair["other_owner"]} == {"VNPT", "Viettel"}
    assert sorted([pair["km"], pair["other_km"]]) == pytest.approx(
        [HUNDREDTH_KM, 2 * HUNDREDTH_KM], rel=1e-3
    )
    assert len(found.overbuild) == 1
    assert found.derivation.notes == (("no_owner", {"count": 1}),)


def test_a_shared_stretch_is_drawn_as_long_as_it_is():
    found = corridors(
        routes(
            ("VNPT", [(108.05, 16.05), (108.07, 16.05)]),
            ("FPT", [(108.06, 16.05002), (108.065, 16.05002)]),
        ),
        distance_m=5,
    )
    drawn = found.stretches.set_index("id")
    assert drawn.loc["r0", "geometry"].bounds == pytest.approx(
        (108.06, 16.05, 108.065, 16.05), abs=1e-6
    )
    assert drawn.loc["r1", "geometry"].bounds == pytest.approx(
        (108.06, 16.05002, 108.065, 16.05002), abs=1e-6
    )
    assert drawn["length_m"].tolist() == pytest.approx([HUNDREDTH_KM * 500] * 2, rel=1e-3)


def test_corridors_of_a_city_over_layers(atlas, snapshot):
    both = ("duct_route", "aerial_cable_route")
    found = corridors_of_city(atlas, snapshot, city="48", layers=both, distance_m=5)
    assert found.shared_km == pytest.approx(2 * HUNDREDTH_KM, rel=1e-3)
    why = found.derivation.left_out[["layer", "id", "why"]].to_numpy().tolist()
    assert why == [
        ["duct_route", "d9", "no_city"], ["duct_route", "d5", "retired"],
        ["aerial_cable_route", "a3", "retired"], ["duct_route", "d8", "no_geometry"],
    ]  # fmt: skip
    with pytest.raises(BadOption):
        corridors_of_city(atlas, snapshot, layers=("manhole",))
    with pytest.raises(BadOption):
        corridors_of_city(atlas, snapshot, distance_m=0)
    with pytest.raises(NoDucts):
        corridors_of_city(atlas, snapshot, city="79")


def test_what_lies_in_a_project_area(atlas, snapshot):
    found = inside(
        atlas,
        snapshot,
        box(108.055, 16.04, 108.065, 16.0505),
        layers=["duct_route", "manhole", "cabinet"],
    )
    rows = found.rows.set_index("id")
    assert set(rows.index) == {"B", "d1", "d2", "d5", "d9"}
    assert rows.loc["d1", "length_m"] == pytest.approx(HUNDREDTH_KM * 500, rel=1e-6)
    assert rows.loc["d1", "geometry"].bounds == pytest.approx((108.055, 16.05, 108.06, 16.05))
    assert rows.loc["d2", ["owner", "type", "status", "contact", "state"]].tolist() == [
        "Viettel", "duct_and_pit", "existing", "1800", "full",
    ]  # fmt: skip
    assert rows.loc["B", "type"] == "manhole"
    assert np.isnan(rows.loc["B", "length_m"])
    assert found.by_layer["count"].tolist() == [4, 1]
    owners = found.by_owner.set_index("owner")
    assert owners.loc["Viettel", ["contact", "count"]].tolist() == ["1800", 1]
    assert found.derivation.left_out[["layer", "why"]].to_numpy().tolist() == [
        ["duct_route", "no_position"], ["cabinet", "no_layer"],
    ]  # fmt: skip


def test_a_border_that_is_only_touched_holds_no_route_but_a_manhole(atlas, snapshot):
    found = inside(
        atlas, snapshot, box(108.04, 16.04, 108.05, 16.06), layers=["duct_route", "manhole"]
    )
    assert found.rows["id"].tolist() == ["A"]


def test_what_may_not_be_seen_is_named_and_not_shown(atlas, snapshot):
    found = inside(atlas, snapshot, box(108, 16, 109, 17), layers=["duct_route"], user=None)
    assert len(found.rows) == 0
    assert found.derivation.left_out["why"].tolist() == ["not_allowed"]


def test_users_of_a_thing_are_each_named_once(store, publish):
    atlas = Atlas(store)
    mast = {
        "feature_id": "m", "owner": "VNPT", "operator": "VNPT", "sharers": "Viettel; VNPT",
        "mast_class": "A2a", "province_code": "48",
    }  # fmt: skip
    publish(gpd.GeoDataFrame([mast], geometry=[Point(108.05, 16.05)], crs=4326), "antenna_mast")
    found = inside(atlas, atlas.now(), box(108, 16, 109, 17), layers=["antenna_mast"])
    assert found.rows[["use", "type"]].to_numpy().tolist() == [["VNPT;Viettel", "A2a"]]


def test_areas_come_as_geojson_too():
    square = mapping(box(108, 16, 109, 17))
    feature = {"type": "Feature", "properties": {}, "geometry": square}
    collection = {"type": "FeatureCollection", "features": [feature, feature]}
    assert as_polygon(square).area == as_polygon(feature).area == as_polygon(collection).area == 1
    # A bow tie is mended to its two triangles.
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    assert as_polygon(bow).area == pytest.approx(0.5)


@pytest.mark.parametrize(
    "wrong",
    [None, {}, {"type": "Polygon"}, {"type": "Point", "coordinates": [1, 2]}, box(0, 0, 5e5, 5e5),
     LineString([(0, 0), (1, 1)]), {"type": "Polygon", "coordinates": "x"}],
)  # fmt: skip
def test_what_is_no_area_is_refused(wrong):
    with pytest.raises(BadArea):
        as_polygon(wrong)


def test_a_project_by_its_id(store, publish):
    atlas = Atlas(store)
    with pytest.raises(UnknownProject):
        project_polygon(atlas, atlas.now(), "p1")
    shape = box(108.04, 16, 108.055, 16.1)
    frame = gpd.GeoDataFrame({"feature_id": ["p1"], "name": ["Đường"]}, geometry=[shape], crs=4326)
    publish(frame, "project_area")
    assert project_polygon(atlas, atlas.now(), "p1").area == pytest.approx(shape.area)


def test_undergrounding_by_area(atlas, snapshot):
    """West: d1, d2, d3, d5 (still there) of ducts and a1; east: d6 and a2."""
    found = undergrounding(atlas, snapshot, city="48")
    rows = found.rows.set_index("code")
    west, east = rows.loc["20194"], rows.loc["20195"]
    slant = Geod(ellps="WGS84").inv(108.05, 16.05, 108.06, 16.06)[2] / 1000
    assert west["duct_km"] == pytest.approx(4 * HUNDREDTH_KM + slant, rel=1e-6)
    assert west["aerial_km"] == pytest.approx(HUNDREDTH_KM, rel=1e-5)
    assert west["share"] == pytest.approx(west["duct_km"] / (west["duct_km"] + west["aerial_km"]))
    assert east["share"] == pytest.approx(0.5, abs=1e-4)
    assert east["planned_km"] == pytest.approx(east["aerial_km"])
    assert west["planned_km"] == 0
    assert found.total["duct_km"] == pytest.approx(rows["duct_km"].sum())
    assert found.streets.groupby("code")["duct_km"].sum().to_dict() == pytest.approx(
        rows["duct_km"].to_dict()
    )
    why = found.derivation.left_out.groupby("why").size().to_dict()
    assert why == {"no_city": 1, "no_geometry": 1, "not_built": 1, "retired": 1}


def test_a_share_is_unknown_where_nobody_recorded_aerial_routes(
    store, publish, squares, city_ducts
):
    publish(squares, "admin_commune")
    publish(city_ducts, "duct_route")
    atlas = Atlas(store)
    found = undergrounding(atlas, atlas.now(), city="48")
    assert found.rows["share"].isna().all()
    assert found.rows["state"].tolist() == ["no_data", "no_data"]
    assert np.isnan(found.total["share"])
    assert found.total["areas_unknown"] == 2
    assert ("no_aerial", {}) in found.derivation.notes


def test_ducts_to_share_beside_a_line(atlas, snapshot):
    line = LineString([(108.05, 16.0501), (108.07, 16.0501)])
    found = sharing_candidates(atlas, snapshot, line, owner="FPT", distance_m=20, city="48")
    # d2 is full, d3 runs another way, d5 is to be removed.
    assert found.rows["id"].tolist() == ["d1"]
    assert found.rows["free"].tolist() == [3]
    assert found.free_m == pytest.approx(HUNDREDTH_KM * 1000, rel=1e-3)
    assert found.length_m == pytest.approx(2 * HUNDREDTH_KM * 1000, rel=1e-4)
    assert sharing_candidates(atlas, snapshot, line, owner="VNPT", city="48").rows.empty
    assert sharing_candidates(atlas, snapshot, line, least_free=4, city="48").rows.empty
    with pytest.raises(BadOption):
        sharing_candidates(atlas, snapshot, Point(1, 1))


def test_aerial_routes_that_could_go_into_ducts(atlas, snapshot):
    found = aerial_beside_ducts(atlas, snapshot, city="48", distance_m=10)
    lines = found.lines.set_index("id")
    assert list(lines.index) == ["a1", "a2"]
    assert lines.loc["a1", "free_m"] == pytest.approx(HUNDREDTH_KM * 1000, rel=1e-3)
    assert lines.loc["a2", ["free_m", "unknown_m"]].tolist() == [0, 0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_derivation_can_be_said(atlas, snapshot, lang):
    for found in (
        corridors_of_city(atlas, snapshot, city="48"),
        inside(atlas, snapshot, box(108, 16, 109, 17)),
        undergrounding(atlas, snapshot, city="48"),
        aerial_beside_ducts(atlas, snapshot, city="48"),
    ):
        rows = found.derivation.to_rows(Words(lang))
        assert rows["text"].str.len().min() > 0


def test_undergrounding_of_what_are_no_areas_is_refused(atlas, snapshot):
    for layer in ("manhole", "no_such_layer"):
        with pytest.raises(UnknownLayer, match=layer):
            undergrounding(atlas, snapshot, areas=layer, city="48")
