"""Rules of place."""

import geopandas as gpd
import pytest
from shapely.geometry import GeometryCollection, LineString, Point, Polygon, box

from layers.importing.ground import Ground
from layers.importing.rules import apply_rules
from layers.importing.rules.case import Case
from tests.layers.importing.rules_case import SPECS, found, only, spatial


def ids(count: int) -> dict:
    return {"feature_id": [f"m{i}" for i in range(count)]}


def near(count: int) -> list[Point]:
    return [Point(108.2 + i / 997, 16.05 + i / 991) for i in range(count)]


def test_outside_viet_nam():
    islands = [Point(112.0, 16.5), Point(114.3, 9.7), Point(103.9, 10.2)]
    strays = [Point(16.05, 108.2 - 30), Point(0, 0), Point(120.5, 16), Point(108, 5)]
    finding = only(spatial([*islands, *strays, None], **ids(8)), "place.elsewhere")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [3, 4, 5, 6])


def test_a_shape_that_reaches_in_is_not_outside():
    assert "place.elsewhere" not in found(spatial([box(100, 15, 103, 16)], "mast_zone", **ids(1)))


def test_one_far_from_the_rest():
    finding = only(spatial([*near(6), Point(105.85, 21.03), None], **ids(8)), "place.outlier")
    assert (finding.severity, finding.rows.tolist()) == ("warning", [6])
    assert 590 < finding.values[0] < 620


def test_islands_belong_to_their_provinces():
    far = [Point(112.0, 16.5), Point(114.3, 9.7), Point(107.73, 20.13), Point(106.6, 8.68)]
    assert "place.outlier" not in found(spatial([*near(6), *far], **ids(10)))


def test_a_layer_of_the_whole_country_has_no_strays():
    spread = [Point(105 + i / 3.1, 9 + i * 1.3) for i in range(10)]
    assert "place.outlier" not in found(spatial(spread, **ids(10)))


def test_too_few_to_say_what_is_far():
    assert "place.outlier" not in found(spatial([*near(3), Point(105.85, 21.03)], **ids(4)))


@pytest.fixture
def ground(communes, tmp_path) -> Ground:
    communes.to_parquet(tmp_path / "communes.parquet")
    return Ground({"admin_commune": tmp_path / "communes.parquet"})


@pytest.mark.parametrize(
    "shape",
    [
        None,
        Point(),
        Polygon(),
        GeometryCollection(),
        Point(float("nan"), 16),
        Point(1e308, 1e308),
        LineString([(108, 16), (float("inf"), 16)]),
        GeometryCollection([Point(108, 16), LineString([(108, 16), (109, 16)])]),
        Polygon([(108, 16), (109, 16.1), (109, 16), (108, 16.1)]),
    ],
)
def test_a_ward_is_compared_wherever_there_is_a_position(ground, shape):
    shapes = gpd.GeoSeries([shape, Point(108.15, 16.05), Point(108.05, 16.05)], crs=4326)
    frame = gpd.GeoDataFrame({"commune_code": ["20195"] * 3}, geometry=shapes)
    findings, _ = apply_rules(
        Case(frame, SPECS["coverage_gap"], frame, "GeoPackage", ground=ground)
    )
    rows = {f.rule: None if f.rows is None else f.rows.tolist() for f in findings}
    assert rows["place.other_ward"] == [2]
    assert "rule.crashed" not in rows
