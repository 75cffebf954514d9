"""Rules of single shapes."""

import math

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from layers.importing.rules import geometry, tangles
from tests.layers.importing.rules_case import found, only, spatial

BOW = Polygon([(108, 16), (108.01, 16.01), (108.01, 16), (108, 16.01)])


def star(corners: int) -> Polygon:
    """Each edge crosses all others but its neighbours: corners * (corners - 3) / 2 crossings."""
    turn = 2 * np.pi * (corners // 2) / corners * np.arange(corners)
    return Polygon(np.c_[108 + 0.01 * np.cos(turn), 16 + 0.01 * np.sin(turn)])


def ids(count: int) -> dict:
    return {"feature_id": [f"m{i}" for i in range(count)]}


def test_s33_missing_and_empty_positions_are_unknown():
    case = spatial([Point(108.2, 16), None, Point(), Point(108.3, 16)], **ids(4))
    finding = only(case, "geometry.missing")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [1, 2])


def test_s33_shapes_of_another_kind_are_named():
    line = LineString([(108, 16), (108.1, 16)])
    collection = shapely.GeometryCollection([Point(108, 16)])
    case = spatial([Point(108, 16), line, None, collection], **ids(4))
    finding = only(case, "geometry.type")
    assert finding.severity == "error"
    assert finding.rows.tolist() == [1, 3]
    assert finding.values == ["LineString", "GeometryCollection"]
    assert finding.params == {"allowed": "Point"}


def test_one_and_many_are_the_same_kind():
    case = spatial([shapely.MultiPoint([(108, 16), (108.1, 16)])], **ids(1))
    assert found(case) == {}


def test_s33_kinds_that_the_layer_takes_are_told_when_mixed():
    case = spatial([Point(108.2, 16), box(108, 16, 108.1, 16.1)], "coverage_gap", **ids(2))
    finding = only(case, "geometry.mixed")
    assert (finding.severity, finding.rows) == ("info", None)
    assert finding.params == {"kinds": "Point: 1, Polygon: 1"}


@pytest.mark.parametrize(
    ("x", "y", "shown"),
    [
        (math.nan, 16.0, "nan, 16"),
        (108.0, math.inf, "108, inf"),
        (550175.0, 1777138.0, "550175, 1777138"),
        (108.0, 95.0, "108, 95"),
        (1e308, 0.0, "1e+308, 0"),
    ],
)
def test_s32_coordinates_that_are_no_place_on_earth(x, y, shown):
    case = spatial([Point(108.2, 16), LineString([(108, 16), (x, y), (108.1, 16)])], "coverage_gap")
    finding = only(case, "geometry.out_of_range")
    assert (finding.severity, finding.rows.tolist(), finding.values) == ("error", [1], [shown])
    assert "geometry.invalid" not in found(case)


def test_invalid_shapes_say_where():
    finding = only(
        spatial([box(108, 16, 108.1, 16.1), BOW, None], "admin_commune"), "geometry.invalid"
    )
    assert (finding.severity, finding.rows.tolist()) == ("error", [1])
    assert finding.values == ["Self-intersection[108.005 16.005]"]


@pytest.mark.parametrize("corners", [5, 101, 301])
def test_crossings_are_counted(corners):
    edges = tangles.edges_of(np.array([star(corners)]))
    assert tangles.count_crossings(edges, most=10**6) == corners * (corners - 3) // 2
    assert tangles.count_crossings(edges, most=1) == 2


@pytest.mark.parametrize("corners", [401, 2001])
def test_s30_a_star_that_no_repair_would_end_is_set_aside_alone(corners):
    findings = found(spatial([star(corners), BOW], "admin_commune", unit_key=["a", "b"]))
    assert findings["geometry.too_tangled"] == [0]
    assert findings["geometry.invalid"] == [1]


def test_many_tangles_are_too_many_together(monkeypatch):
    monkeypatch.setattr(tangles, "MOST_TOGETHER", 3 * 101 * 98 // 2)
    findings = found(spatial([star(101)] * 5, "admin_commune"))
    assert findings["geometry.invalid"] == [0, 1, 2]
    assert findings["geometry.too_tangled"] == [3, 4]


def test_s31_a_feature_of_too_many_vertices(monkeypatch):
    monkeypatch.setattr(geometry.sh, "MOST_VERTICES", 5)
    more = Polygon([(108, 16), (108.1, 16), (108.2, 16.05), (108.1, 16.1), (108, 16.1)])
    finding = only(
        spatial([box(109, 16, 109.1, 16.1), more], "admin_commune"), "geometry.too_many_vertices"
    )
    assert (finding.severity, finding.rows.tolist(), finding.values) == ("error", [1], [6])


def test_the_same_shape_twice_wherever_its_ring_begins():
    square = box(108, 16, 108.1, 16.1)
    turned = Polygon([(108, 16), (108, 16.1), (108.1, 16.1), (108.1, 16)])
    case = spatial(
        [square, box(108.1, 16, 108.2, 16.1), turned, None, square], "mast_zone", **ids(5)
    )
    finding = only(case, "geometry.repeated")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [2, 4])
    assert finding.details == {"first": [1, 1]}


def test_points_in_one_place():
    case = spatial([Point(108.2, 16), Point(108.3, 16), Point(108.2, 16), None, None], **ids(5))
    finding = only(case, "geometry.repeated")
    assert (finding.rows.tolist(), finding.details) == ([2], {"first": [1]})


def test_s35_a_shape_across_the_antimeridian():
    case = spatial([box(-179, 10, 179, 11), box(100, 10, 110, 11)], "mast_zone", **ids(2))
    finding = only(case, "geometry.wide")
    assert (finding.severity, finding.rows.tolist(), finding.values) == ("warning", [0], [358.0])


@pytest.mark.parametrize(
    ("step", "decimals", "metres"), [(0.125, 3, 111), (0.25, 2, 1110), (1, 0, 111_000)]
)
def test_rounded_coordinates(step, decimals, metres):
    case = spatial([Point(105 + i * step, 16) for i in range(5)], **ids(5))
    finding = only(case, "geometry.rounded")
    assert (finding.severity, finding.params) == ("info", {"decimals": decimals, "metres": metres})


def test_few_or_finer_coordinates_are_not_rounded():
    few = spatial([Point(105 + i, 16) for i in range(4)], **ids(4))
    finer = spatial([*(Point(105 + i, 16) for i in range(5)), Point(105.1234, 16)], **ids(6))
    assert not {"geometry.rounded"} & {*found(few), *found(finer)}


def test_lines_in_one_point_are_told_once():
    spot = LineString([(108, 16), (108, 16)])
    findings = found(spatial([spot, MultiPolygon([BOW])], "coverage_gap"))
    assert findings["routes.zero_length"] == [0]
    assert findings["geometry.invalid"] == [1]
