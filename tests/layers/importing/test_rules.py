"""All rules together: nothing on clean data, never a crash, and a crash is never a clean result."""

import math
import re
from pathlib import Path

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry import LineString, Point, Polygon, box

import layers.importing.rules as room
from layers.importing.repairs import REPAIRS, repair
from layers.importing.rules import RULE_IDS, RULES, apply_rules
from layers.importing.rules.case import Case
from layers.words import Words
from tests.layers.importing.rules_case import SPECS, found, spatial, table

GIVEN_BY_REPAIRS = {"geometry.repaired", "value.replaced"}


def test_clean_masts_give_nothing():
    points = [Point(108.2012345 + i / 997, 16.0512345 + i / 991) for i in range(6)]
    case = spatial(
        points,
        feature_id=list("abcdef"),
        status="existing",
        height_m=[15.0, 20, 25, 30, 35, 40],
        technologies="2G;4G",
        n_operators=pd.array([1, 2, None, 3, 1, 0], dtype="Int64"),
    )
    assert apply_rules(case) == ([], len(RULES))


def test_clean_communes_give_nothing(communes):
    case = Case(communes, SPECS["admin_commune"], communes, "GeoPackage")
    assert found(case) == {"geometry.rounded": []}


@pytest.mark.parametrize("layer", ["antenna_mast", "duct_route", "admin_commune"])
@pytest.mark.parametrize("shapes", [[], [None], [None, None, None]])
def test_rows_without_anything_are_told_and_crash_nothing(layer, shapes):
    blank = pd.Series([None] * len(shapes), dtype="object")
    fields = {field.name: blank for field in SPECS[layer].fields}
    rows = list(range(len(shapes)))
    expected = {"geometry.missing": rows, "id.missing": rows} if shapes else {}
    assert found(spatial(shapes, layer, **fields)) == expected


def test_a_table_has_no_geometry_to_judge():
    case = table({"unit_key": ["a", "a"], "n_full": [1, 2]}, SPECS["service_availability"])
    assert found(case) == {}


@pytest.mark.parametrize("fault", [ValueError, MemoryError, shapely.errors.GEOSException])
def test_a_rule_that_crashes_is_an_error_of_the_whole(monkeypatch, fault):
    def broken_rule(case):
        raise fault("out of luck")

    monkeypatch.setattr(room, "RULES", (broken_rule, *RULES))
    findings, checked = apply_rules(spatial([Point(108.2, 16.05)], feature_id=["a"]))
    (crash,) = findings
    assert (crash.rule, crash.severity, crash.rows) == ("rule.crashed", "error", None)
    assert crash.params["name"] == "test_rules.broken_rule"
    assert "out of luck" in crash.params["fault"]
    assert checked == len(RULES)


def test_progress_is_told_before_each_rule():
    seen = []
    apply_rules(spatial([None]), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(i, len(RULES)) for i in range(len(RULES))]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_rule_has_its_words(lang):
    words = Words(lang)
    for rule in {*RULE_IDS, *GIVEN_BY_REPAIRS}:
        assert f"finding.{rule}" in words
        assert f"fix.{rule}" in words


def test_the_list_of_ids_is_what_the_code_gives():
    folder = Path(room.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    given_ids = set(re.findall(r"(?:Finding|row_findings)\(\s*\"([^\"]+)\"", source))
    assert given_ids <= set(RULE_IDS)
    assert len(set(RULE_IDS)) == len(RULE_IDS)
    assert set(REPAIRS) <= set(RULE_IDS)


NUMBERS = st.sampled_from(
    [108.0, 108.001, 108.0000001, 16.0, 16.05, -200.0, math.nan, math.inf, 0.0]
)
VERTICES = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=4, max_size=7)


def ring(vertices):
    """An area, or none where NaN leaves its ring open."""
    try:
        return Polygon(vertices)
    except shapely.errors.GEOSException:
        return None


SHAPES = st.one_of(
    st.none(),
    st.sampled_from([Point(), Polygon(), box(108, 16, 108.1, 16.1), Point(108.2, 16.06)]),
    st.builds(Point, NUMBERS, NUMBERS),
    st.builds(LineString, VERTICES),
    VERTICES.map(ring),
    st.builds(lambda a, b: shapely.MultiLineString([a, b]), VERTICES, VERTICES),
    st.builds(lambda a: shapely.GeometryCollection([Point(1, 2), LineString(a)]), VERTICES),
)
VALUES = st.sampled_from(
    [None, "", " ", "a", "A ", "existing", "Exsting", "2G;9G", "0905123456", "12,5", "x" * 254]
)
REALS = st.sampled_from([None, math.nan, math.inf, -1.0, 0.0, 12.5, 1e300])
ROW = st.tuples(SHAPES, VALUES, VALUES, VALUES, REALS)
LAYERS = st.sampled_from(
    ["antenna_mast", "duct_route", "admin_commune", "mast_zone", "coverage_gap"]
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROW, max_size=8), layer=LAYERS)
def test_no_frame_makes_a_rule_crash(rows, layer):
    spec = SPECS[layer]
    shapes, ids, status, other, numbers = zip(*rows, strict=True) if rows else [()] * 5
    frame = gpd.GeoDataFrame(
        {
            spec.primary_key[0]: pd.Series(ids, dtype="string"),
            "status": pd.Series(status, dtype="string"),
            "dien_thoai": pd.Series(other, dtype="string"),
            "length_m": pd.Series(numbers, dtype="float64"),
            "dien_tich_ha": pd.Series(numbers, dtype="float64"),
        },
        geometry=gpd.GeoSeries(list(shapes), crs=4326),
        crs=4326,
    )
    frame, repaired = repair(frame, REPAIRS, spec=spec)
    findings, checked = apply_rules(Case(frame, spec, frame, "Shapefile"))
    assert checked == len(RULES)
    for finding in [*findings, *repaired]:
        assert finding.rule in {*RULE_IDS, *GIVEN_BY_REPAIRS}
        for lang in ("vi", "en"):
            assert finding.to_json(Words(lang))
        if finding.rows is not None:
            assert len(finding.rows)
            assert set(np.asarray(finding.rows)) <= set(range(len(rows)))
            for each in (finding.values or finding.rows, *finding.details.values()):
                assert len(each) == len(finding.rows)
