"""Rules of routes: joints, orphans, length."""

import pytest
from shapely.geometry import LineString, MultiLineString

from geo.measure import geodesic_length_m
from layers.importing.rules import apply_rules
from layers.importing.rules import shapes as room
from tests.layers.importing.rules_case import found, only, spatial

# A metre of latitude near 16 N, in degrees.
METRE = 1 / 110_650


def line(*points: tuple[float, float]) -> LineString:
    """Points in metres north and east of a corner of Da Nang, roughly."""
    return LineString([(108.2 + x * METRE / 0.96, 16.05 + y * METRE) for x, y in points])


def routes(*lines, **columns):
    ids = [f"d{i}" for i in range(len(lines))]
    return spatial(list(lines), "duct_route", feature_id=ids, **columns)


def test_routes_that_meet_give_nothing():
    tee = line((50, 0), (50, 40))
    assert found(routes(line((0, 0), (50, 0)), line((50, 0), (100, 0)), tee)) == {}


def test_an_end_that_misses_another_by_a_little():
    case = routes(line((0, 0), (0, 50)), line((0, 50.4), (0, 99)), line((0, 99), (40, 99)))
    finding = only(case, "routes.near_miss")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [0, 1])
    assert finding.details["other"] == [2, 1]
    assert finding.details["metres"] == pytest.approx([0.4, 0.4], abs=0.02)


def test_an_end_short_of_the_middle_of_another():
    case = routes(line((0, 0), (100, 0)), line((50, 1), (50, 60)))
    finding = only(case, "routes.near_miss")
    assert (finding.rows.tolist(), finding.details["other"]) == ([1], [1])
    assert finding.details["metres"] == pytest.approx([1.0], abs=0.02)


@pytest.mark.parametrize("gap", [0.02, 2.5])
def test_ends_that_meet_and_ends_that_are_apart_are_no_misses(gap):
    case = routes(line((0, 0), (0, 50)), line((0, 50 + gap), (0, 99)))
    assert "routes.near_miss" not in found(case)


def test_orphans_in_a_network_are_a_warning():
    net = [line((0, 0), (50, 0)), line((50, 0), (100, 0)), line((50, 0), (50, 40))]
    finding = only(routes(*net, line((500, 500), (550, 500)), None), "routes.orphan")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [3])


def test_orphans_among_orphans_are_a_remark():
    finding = only(routes(line((0, 0), (50, 0)), line((500, 500), (550, 500))), "routes.orphan")
    assert (finding.severity, finding.rows.tolist()) == ("info", [0, 1])


def test_a_single_route_is_no_orphan_and_parts_of_one_route_join_nothing():
    parts = MultiLineString([line((0, 0), (50, 0)), line((50, 0), (99, 0))])
    assert found(routes(parts)) == {}
    assert found(routes(parts, line((0, 900), (9, 900))))["routes.orphan"] == [0, 1]


def test_a_ring_misses_nothing():
    ring = line((0, 0), (50, 0), (50, 50), (0, 0))
    assert "routes.near_miss" not in found(routes(ring, line((0, 900), (9, 900))))
    assert only(routes(ring, line((0, 1), (-50, 1))), "routes.near_miss").rows.tolist() == [1]


def test_routes_on_top_of_one_another_are_not_compared(monkeypatch):
    monkeypatch.setattr(room, "MOST_NEIGHBOURS", 3)
    findings = found(routes(*[line((0, 0), (50, i / 10)) for i in range(6)]))
    assert findings["routes.not_compared"] == []


def test_the_stated_length_against_the_line():
    shapes = [line((0, 0), (0, 100)), line((0, 100), (0, 110)), line((0, 110), (0, 1110)), None]
    true = geodesic_length_m(shapes)
    case = routes(
        *shapes,
        length_m=[true[0] * 1.06, true[1] * 1.06, true[2], 7.0],
        chieu_dai_km=[None, true[1] / 1000, true[2] / 900, 7.0],
        shape_leng=[1.0, 1.0, 1.0, 1.0],
    )
    by_column = {f.column: f for f in apply_rules(case)[0] if f.rule == "routes.length_differs"}
    assert {c: f.rows.tolist() for c, f in by_column.items()} == {
        "length_m": [0],
        "chieu_dai_km": [2],
    }
    assert by_column["length_m"].details["measured"] == [pytest.approx(true[0], abs=1e-3)]
    assert by_column["chieu_dai_km"].params["unit"] == "km"


def test_points_have_no_length():
    assert "routes.zero_length" not in found(spatial([None], "duct_route", length_m=[5.0]))
