"""Rules of areas: slivers, overlaps, gaps, size."""

import itertools

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box

from geo.measure import geodesic_area_m2
from layers.importing.rules import apply_rules, coverage
from layers.importing.rules.case import Case
from tests.layers.importing.rules_case import SPECS, found, only, spatial

# About a metre, in degrees of latitude.
METRE = 1 / 110_600


def side_by_side(count: int = 3) -> list[Polygon]:
    return [box(108 + i / 10, 16, 108 + (i + 1) / 10, 16.1) for i in range(count)]


def keys(count: int) -> dict:
    return {"unit_key": [f"k{i}" for i in range(count)]}


def test_neighbours_that_share_a_border_give_nothing():
    grid = [translate(shape, yoff=y / 10) for y in range(3) for shape in side_by_side()]
    assert "areas.overlap" not in found(spatial(grid, "admin_commune", **keys(9)))
    assert "areas.gap" not in found(spatial(grid, "admin_commune", **keys(9)))


def test_an_overlap_names_both_rows_and_its_area():
    one, _, three = side_by_side()
    wider = box(108.09, 16, 108.2, 16.1)
    finding = only(spatial([one, wider, three], "admin_commune", **keys(3)), "areas.overlap")
    shared = geodesic_area_m2([box(108.09, 16, 108.1, 16.1)])[0]
    assert (finding.severity, finding.rows.tolist()) == ("warning", [1])
    assert finding.details["other"] == [1]
    assert finding.details["area_m2"] == [pytest.approx(shared, abs=0.1)]


def test_an_area_within_another_and_the_same_twice_are_overlaps():
    outer, inner = box(108, 16, 108.2, 16.2), box(108.05, 16.05, 108.1, 16.1)
    finding = only(spatial([outer, inner, inner], "admin_commune", **keys(3)), "areas.overlap")
    assert list(zip(finding.rows.tolist(), finding.details["other"], strict=True)) == [
        (1, 1),
        (2, 1),
        (2, 2),
    ]


def test_an_area_across_a_shared_border_overlaps_both():
    one, two, _ = side_by_side()
    across = box(108.05, 16.02, 108.15, 16.08)
    finding = only(spatial([one, two, across], "admin_commune", **keys(3)), "areas.overlap")
    assert finding.rows.tolist() == [2, 2]
    assert finding.details["other"] == [1, 2]
    assert finding.details["area_m2"][0] == pytest.approx(finding.details["area_m2"][1], rel=1e-6)


def test_a_gap_that_areas_enclose():
    frame = [box(108, 16, 108.1, 16.3), box(108.2, 16, 108.3, 16.3)]
    frame += [box(108.1, 16, 108.2, 16.1), box(108.1, 16.2, 108.2, 16.3)]
    finding = only(spatial(frame, "admin_commune", **keys(4)), "areas.gap")
    missing = geodesic_area_m2([box(108.1, 16.1, 108.2, 16.2)])[0]
    assert (finding.severity, finding.rows.tolist()) == ("warning", [0])
    assert finding.details["others"] == ["2, 3, 4"]
    assert finding.details["area_m2"] == [pytest.approx(missing, rel=1e-4)]
    lon, lat = map(float, finding.details["place"][0].split(", "))
    assert 108.1 < lon < 108.2
    assert 16.1 < lat < 16.2


def test_a_thin_gap_between_borders_drawn_twice():
    east = Polygon([(108.1, 16), (108.2, 16), (108.2, 16.1), (108.1, 16.1), (108.1001, 16.05)])
    findings = found(spatial([box(108, 16, 108.1, 16.1), east], "admin_commune", **keys(2)))
    assert findings == {"areas.gap": [0]}


def test_a_hole_of_one_area_is_no_gap():
    holed = Polygon(box(108, 16, 108.2, 16.2).exterior, [box(108.05, 16.05, 108.1, 16.1).exterior])
    findings = found(spatial([holed, box(108.2, 16, 108.3, 16.2)], "admin_commune", **keys(2)))
    assert "areas.gap" not in findings


def test_areas_apart_from_one_another_give_nothing():
    apart = [box(108 + i / 5, 16, 108.1 + i / 5, 16.1123456) for i in range(3)]
    assert found(spatial(apart, "admin_commune", **keys(3))) == {}


def test_versions_lie_over_one_another_and_so_do_telecom_areas():
    same = [box(108, 16, 108.1, 16.1), box(108, 16, 108.1, 16.1)]
    versions = spatial(same, "admin_commune", version=["v2018", "v2025-07"], **keys(2))
    zones = spatial(same, "mast_zone", feature_id=["a", "b"])
    assert "areas.overlap" not in {*found(versions), *found(zones)}
    at_once = spatial(same, "admin_commune", version=["v2018", "v2018"], **keys(2))
    assert found(at_once)["areas.overlap"] == [1]


def test_invalid_and_missing_areas_do_not_stop_the_comparison():
    bow = Polygon([(109, 16), (109.1, 16.1), (109.1, 16), (109, 16.1)])
    shapes = [None, bow, Polygon(), box(108, 16, 108.1, 16.1), box(108.05, 16, 108.2, 16.1)]
    assert found(spatial(shapes, "admin_commune", **keys(5)))["areas.overlap"] == [4]


def test_heaps_of_areas_are_told_and_not_compared(monkeypatch):
    monkeypatch.setattr(coverage, "MOST_CROSSINGS", 10)
    heap = [translate(box(108, 16, 108.1, 16.1), i / 1000, i / 1000) for i in range(9)]
    findings = found(spatial(heap, "admin_commune", **keys(9)))
    assert findings["areas.not_compared"] == []
    assert "areas.overlap" not in findings


def test_pairs_left_out_are_told(monkeypatch):
    monkeypatch.setattr(coverage, "MOST_PAIRS", 3)
    heap = [translate(box(108, 16, 108.1, 16.1), i / 1000, i / 1000) for i in range(4)]
    case = spatial(heap, "admin_commune", **keys(4))
    assert len(only(case, "areas.overlap").rows) == 3
    assert only(case, "areas.overlaps_cut").params == {"count": 6, "limit": 3}


def test_slivers_are_tiny_and_thin():
    main = box(108, 16, 108.1, 16.1)
    thin = box(108.2, 16, 108.2 + METRE / 10, 16 + 50 * METRE)
    stout = box(108.2, 16, 108.2 + 5 * METRE, 16 + 5 * METRE)
    hole = box(108.05, 16.05, 108.05 + METRE / 10, 16.05 + 40 * METRE)
    holed = Polygon(main.exterior, [hole.exterior])
    shapes = [MultiPolygon([main, thin]), MultiPolygon([main, stout]), None, holed]
    finding = only(spatial(shapes, "mast_zone", feature_id=list("abcd")), "areas.sliver")
    assert (finding.severity, finding.rows.tolist(), finding.values) == ("warning", [0, 3], [1, 1])
    assert finding.details["area_m2"] == pytest.approx([4.8, 3.9], abs=0.2)


def test_the_stated_area_against_the_measured_one():
    shapes = side_by_side()
    true = geodesic_area_m2(shapes) / 1e6
    case = spatial(
        [*shapes, None],
        "admin_commune",
        area_km2_official=[true[0] * 1.09, true[1] * 1.2, None, 5.0],
        dien_tich_ha=[true[0] * 100, true[1] * 100, true[2] * 50, 5.0],
        area=[1.0, 1.0, 1.0, 1.0],
        **keys(4),
    )
    findings = [f for f in apply_rules(case)[0] if f.rule == "areas.size_differs"]
    assert [(f.column, f.rows.tolist()) for f in findings] == [
        ("area_km2_official", [1]),
        ("dien_tich_ha", [2]),
    ]
    assert findings[0].details["measured"] == [pytest.approx(true[1], abs=1e-3)]
    assert findings[0].details["percent"] == [20.0]
    assert findings[1].params["unit"] == "ha"


def test_the_real_communes_have_104_areas_that_differ(shared_data):
    frame = gpd.read_parquet(shared_data / "vn_communes_20m.parquet")
    frame = frame.rename(columns={"area_km2_declared": "area_km2_official"})
    frame["unit_key"] = frame["code"]
    findings, _ = apply_rules(Case(frame, SPECS["admin_commune"], frame, "GeoParquet"))
    counts = {f.rule: f.count for f in findings}
    assert counts["areas.size_differs"] == 104
    assert not {"rule.crashed", "areas.not_compared", "geometry.invalid"} & counts.keys()


def test_a_hundred_made_up_communes_differ_where_they_were_changed():
    grid = [
        translate(box(108, 16, 108.01, 16.01), x / 100, y / 100)
        for x in range(10)
        for y in range(10)
    ]
    stated = geodesic_area_m2(grid) / 1e6
    stated[7], stated[42] = stated[7] * 1.11, stated[42] * 0.89
    case = spatial(grid, "admin_commune", area_km2_official=np.round(stated, 4), **keys(100))
    assert found(case)["areas.size_differs"] == [7, 42]


CELL = 1 / 64  # exact in binary, so that borders fall on one another


def cell_box(corner: tuple[int, int, int, int]) -> Polygon:
    x, y, wide, high = corner
    return box(108 + x * CELL, 16 + y * CELL, 108 + (x + wide) * CELL, 16 + (y + high) * CELL)


CORNERS = st.tuples(*[st.integers(0, 5)] * 2, *[st.integers(1, 4)] * 2)


@settings(max_examples=50, deadline=None)
@given(shapes=st.lists(CORNERS.map(cell_box), min_size=2, max_size=7))
def test_overlaps_and_gaps_are_those_of_comparing_all_with_all(shapes):
    findings, _ = apply_rules(spatial(shapes, "admin_commune", **keys(len(shapes))))
    by_rule = {f.rule: f for f in findings}
    expected = {
        (later, earlier + 1)
        for earlier, later in itertools.combinations(range(len(shapes)), 2)
        if shapes[earlier].intersection(shapes[later]).area > 0
    }
    overlap = by_rule.get("areas.overlap")
    told = zip(overlap.rows, overlap.details["other"], strict=True) if overlap else ()
    assert {(int(row), other) for row, other in told} == expected
    union = shapely.union_all(shapes)
    holes = [hole for part in shapely.get_parts(union) for hole in part.interiors]
    gap = by_rule.get("areas.gap")
    assert sorted(gap.details["area_m2"] if gap else []) == pytest.approx(
        sorted(geodesic_area_m2([Polygon(hole) for hole in holes])), abs=0.1
    )
