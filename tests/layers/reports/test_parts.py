"""The parts that other rooms answer: their numbers stand in the report as those rooms give them."""

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from layers.atlas import Atlas
from layers.words import Words
from tests.layers.reports.report_case import ask

EAST_DUCT_KM, EAST_AERIAL_KM = 1.07, 3.21


def lines(*ends, **more) -> gpd.GeoDataFrame:
    """Routes that stand, each from one place to another."""
    rows = {"feature_id": [f"r{i}" for i in range(len(ends))], "status": "existing"}
    shapes = [LineString(pair) for pair in ends]
    return gpd.GeoDataFrame(rows | {"province_code": "48"} | more, geometry=shapes, crs=4326)


@pytest.fixture
def routes(own_atlas, publish):
    """In the east a duct of 0.01 degree along the parallel, and an aerial cable of 0.03."""
    publish(lines(((108.12, 16.05), (108.13, 16.05))), "duct_route")
    publish(lines(((108.12, 16.06), (108.15, 16.06))), "aerial_cable_route")
    return Atlas(own_atlas.store)


def test_undergrounding_is_length_over_length(routes):
    section = ask(routes, parts=("ducts",)).sections[0]
    rows = section.tables[0].rows.set_index("code")
    assert rows.loc["20195", "share"] == pytest.approx(0.25, abs=1e-4)
    assert rows.loc["20195", "duct_km"] == pytest.approx(EAST_DUCT_KM, abs=1e-3)
    assert section.numbers["aerial_km"] == pytest.approx(EAST_AERIAL_KM, abs=1e-3)
    assert section.numbers["share"] == pytest.approx(0.25, abs=1e-4)
    assert rows.loc["20194", "share"] != rows.loc["20194", "share"]


def test_gaps_are_all_that_is_not_reached(routes):
    report = ask(routes, parts=("reach", "gaps"))
    reach, gaps = report.sections
    outside = (reach.numbers["total"] - reach.numbers["reached"]) / 1e6
    assert gaps.numbers["area_km2"] == pytest.approx(outside, rel=3e-3)
    assert len(reach.map.marks) == min(10, len(gaps.tables[0].rows))
    rows = gaps.tables[0].rows
    assert rows["number"].tolist() == list(range(1, len(rows) + 1))
    one = ask(routes, parts=("gaps",), places=("20195",)).sections[0]
    assert set(one.tables[0].rows["code"]) == {"20195"}
    assert one.numbers["area_km2"] < gaps.numbers["area_km2"]


def test_masts_that_break_a_rule_are_listed_with_binding_ones_first(own_atlas, publish):
    points = [Point(108.05, 16.05), Point(108.0501, 16.05), Point(108.15, 16.05)]
    rows = {
        "feature_id": ["m1", "m2", "m3"],
        "mast_class": "A2b",
        "height_m": 40.0,
        "owner": "VNPT",
        "status": "existing",
        "province_code": "48",
    }
    publish(gpd.GeoDataFrame(rows, geometry=points, crs=4326), "antenna_mast")
    report = ask(Atlas(own_atlas.store), parts=("rules",), lang="vi")
    section = report.sections[0]
    assert section.numbers["masts"] == 3
    by_rule, listed = section.tables
    assert len(by_rule.rows)
    assert section.numbers["violations"] == len(listed.rows)
    order = (listed.rows["binding"] != "yes").tolist()
    assert order == sorted(order)
    assert all(by_rule.texts(Words("vi")))


def test_three_sources_stand_side_by_side_and_missing_ones_are_said(atlas):
    section = ask(atlas, parts=("compare",), lang="en").sections[0]
    assert section.numbers["declared"] == section.numbers["measured"] == 0
    assert section.tables[1].rows["declared"].isna().all()
    assert section.known_gaps
