"""Operators one by one, declared and measured beside assumed, and change against another version."""

import math

import numpy as np
import pytest
from shapely.geometry import box

from layers.coverage.compare import ask_side_by_side
from layers.coverage.measured import wilson
from layers.coverage.operators import ask_operators
from layers.coverage.question import RadiusRule, ReachQuestion
from layers.coverage.versions import ask_change, compare_versions
from layers.errors import UnknownLayer, UnknownVersion
from layers.words import LANGUAGES, Words
from tests.layers.coverage.plane import atlas_of, points, polygons, wards

QUARTER = math.pi * 500**2 / 4e6


def close(*values):
    return pytest.approx(values, abs=1e-7)


def operators(question=None, **layers):
    atlas = atlas_of(**({"admin_commune": wards()} | layers))
    return ask_operators(atlas, atlas.now(), question or ReachQuestion())


def test_none_each_and_all_are_different_maps():
    found = operators(
        bts_site=points(
            {"xy": (1000, 1000), "operator": "A"},
            {"xy": (1000, 1000), "operator": "B"},
            {"xy": (1000, 1000), "operator": "A"},
            {"xy": (3000, 1000), "operator": "A"},
            {"xy": (3000, 1900), "operator": None},
        )
    )
    assert found.operators == ("A", "B")
    rows = found.rows
    assert rows["at_least_1"].tolist() == close(QUARTER, QUARTER)
    assert rows["at_least_2"].tolist() == close(QUARTER, 0)
    assert rows["all"].tolist() == close(QUARTER, 0)
    assert rows["none"].tolist() == close(1 - QUARTER, 1 - QUARTER)
    by = found.by_operator.pivot(index="operator", columns="code", values="share")
    assert by.to_numpy().tolist() == [close(QUARTER, QUARTER), close(QUARTER, 0)]
    assert found.total["operators"] == pytest.approx({"A": QUARTER, "B": QUARTER / 2}, rel=1e-3)
    assert found.total["none"] == pytest.approx(1 - QUARTER, rel=1e-3)


def test_wards_that_none_and_that_all_cover():
    sites = points({"xy": (1000, 1000), "operator": "A"}, {"xy": (1000, 1000), "operator": "B"})
    shapes = wards(box(0, 0, 2000, 2000), box(4000, 0, 5000, 1000))
    found = operators(
        ReachQuestion(radius=RadiusRule("fixed", 1500.0)), admin_commune=shapes, bts_site=sites
    )
    assert found.none_cover["name"].tolist() == ["W1"]
    assert found.all_cover["name"].tolist() == ["W0"]


def test_without_any_operator_none_covers():
    found = operators(bts_site=points({"xy": (1000, 1000)}))
    assert found.operators == ()
    assert found.rows["none"].tolist() == [1, 1]
    assert found.total == {"none": 1.0, "all": 0.0, "operators": {}}


def test_where_nobody_looked_neither_none_nor_all_is_known():
    found = operators(bts_site=points({"xy": (1000, 1000)}).iloc[:0])
    assert all(math.isnan(found.total[name]) for name in ("none", "all"))


@pytest.fixture(scope="module")
def three():
    """Half of the west is declared and a circle of it assumed; 40 tests there, 4 in the east."""
    rng = np.random.default_rng(5)
    west = [
        {
            "xy": tuple(rng.uniform(100, 1900, 2)),
            "technology": "4G",
            "served": i < 36,
            "operator": "A",
        }
        for i in range(40)
    ]
    east = [{"xy": (3000, 1000), "technology": "4G", "served": False, "operator": "A"}] * 4
    odd = [
        {"xy": (500, 500), "technology": "4G", "served": None, "operator": "A"},
        {"xy": (500, 500), "technology": "3G", "served": True, "operator": "A"},
        {"xy": None, "technology": "4G", "served": True, "operator": "A"},
    ]
    return atlas_of(
        admin_commune=wards(),
        bts_site=points({"xy": (1000, 1000), "operator": "A", "technology": "4G"}),
        coverage_area=polygons(
            {
                "operator": "A",
                "technology": "4G",
                "service_area_class": "area_1",
                "shape": box(0, 0, 1000, 2000),
            },
            {
                "operator": "B",
                "technology": "4G",
                "service_area_class": "area_1",
                "shape": box(500, 0, 1000, 2000),
            },
            {
                "operator": "A",
                "technology": "5G_NSA",
                "service_area_class": "area_1",
                "shape": box(0, 0, 4000, 2000),
            },
        ),
        coverage_measurement=points(*west, *east, *odd),
    )


def test_assumed_declared_and_measured_side_by_side(three):
    found = ask_side_by_side(three, three.now(), ReachQuestion(technology="4G"))
    rows = found.rows
    assert rows["assumed"].tolist() == close(QUARTER, 0)
    assert rows["declared"].tolist() == pytest.approx([0.5, 0], abs=1e-6)
    assert rows["measured"].tolist() == [0.9, 0]
    assert rows["tests"].tolist() == [40, 4]
    assert rows["tests_unknown"].tolist() == [1, 0]
    assert rows["enough"].tolist() == [True, False]
    assert rows["low"].iloc[0] == pytest.approx(0.769, abs=5e-4)
    by = found.declared.set_index(["operator", "technology", "service_area_class", "code"])["share"]
    assert by["B", "4G", "area_1", "20000"] == pytest.approx(0.25, abs=1e-6)
    whys = found.derivation.left_out.set_index(["layer", "why"])["count"].to_dict()
    assert whys["coverage_measurement", "other_technology"] == 1
    assert whys["coverage_area", "other_technology"] == 1


def test_disagreements_say_which_two_and_by_how_much(three):
    table = ask_side_by_side(three, three.now(), ReachQuestion(technology="4G")).disagreements
    west = table[table["code"] == "20000"]
    assert west["which"].tolist() == ["assumed_measured", "declared_measured", "assumed_declared"]
    assert west["difference"].tolist() == pytest.approx(
        [QUARTER - 0.9, -0.4, QUARTER - 0.5], abs=1e-6
    )
    assert west["sure"].all()
    # In the east all three say that there is nothing.
    assert len(table) == 3


def test_few_tests_disagree_but_are_not_sure(three):
    found = ask_side_by_side(three, three.now(), ReachQuestion(technology="5G"))
    assert found.rows["declared"].tolist() == pytest.approx([1, 1], abs=1e-6)
    assert found.rows["tests"].tolist() == [0, 0]
    assert found.rows["measured"].isna().all()
    wide = RadiusRule("fixed", 9000.0)
    doubtful = ask_side_by_side(three, three.now(), ReachQuestion(technology="4G", radius=wide))
    east = doubtful.disagreements.query("code == '20001' and which == 'assumed_measured'")
    assert east["sure"].tolist() == [False]


def test_without_the_layers_there_is_nothing_to_compare_with():
    atlas = atlas_of(admin_commune=wards(), bts_site=points({"xy": (1000, 1000)}))
    found = ask_side_by_side(atlas, atlas.now(), ReachQuestion())
    assert found.rows[["declared", "measured"]].isna().all(axis=None)
    assert found.disagreements.empty
    for lang in LANGUAGES:
        assert found.derivation.to_rows(Words(lang))["text"].str.len().min() > 0


def test_wilson_holds_its_published_values():
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    share, low, high = wilson(np.array([81, 15, 0, 1, 0]), np.array([263, 148, 20, 29, 0]))
    assert np.round(low[:4], 4).tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert np.round(high[:4], 4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]
    assert np.isnan([share[4], low[4], high[4]]).all()


def test_change_since_a_version_of_the_sites():
    old = points({"feature_id": "a", "xy": (1000, 1000)})
    new = points({"feature_id": "b", "xy": (3000, 1000)})
    atlas = atlas_of(admin_commune=wards(), bts_site=[old, new])
    question = ReachQuestion()
    rows = ask_change(atlas, atlas.now(), question, layer="bts_site", version=1, threshold=0.1)
    assert rows["before"].tolist() == close(QUARTER, 0)
    assert rows["after"].tolist() == close(0, QUARTER)
    assert rows["change"].tolist() == close(-QUARTER, QUARTER)
    assert rows["crossed"].tolist() == ["fallen", "risen"]
    found = compare_versions(atlas, atlas.now(), question, layer="bts_site", version=1)
    assert (found.added, found.removed) == (("b",), ("a",))
    same = ask_change(atlas, atlas.now(), question, layer="bts_site", version=2, threshold=0.1)
    assert same["change"].tolist() == [0, 0]
    assert same["crossed"].tolist() == [None, None]
    with pytest.raises(UnknownVersion):
        ask_change(atlas, atlas.now(), question, layer="bts_site", version=9)
    with pytest.raises(UnknownLayer):
        ask_change(atlas, atlas.now(), question, layer="antenna_mast", version=1)


def test_areas_of_one_version_only_have_one_side():
    two = wards()
    atlas = atlas_of(admin_commune=[two.iloc[:1], two], bts_site=points({"xy": (1000, 1000)}))
    rows = ask_change(atlas, atlas.now(), ReachQuestion(), layer="admin_commune", version=1)
    assert rows["before"].isna().tolist() == [False, True]
    assert rows["after"].notna().all()
