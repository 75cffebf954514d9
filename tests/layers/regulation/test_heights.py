"""Heights that a class of masts may have, and rules that no layer can answer."""

import pytest

from layers.regulation.check import check_masts
from tests.layers.regulation.ground import TOWN, at, masts


def found(atlas, *rows, kinds=("height",)):
    atlas = atlas(antenna_mast=masts(*({"geometry": at(TOWN), **row} for row in rows)))
    return check_masts(atlas, atlas.now(), city="48", kinds=kinds)


def a1a(height_m, building_m):
    return {"mast_class": "A1a", "height_m": height_m, "structure_height_m": building_m}


@pytest.mark.parametrize(
    ("height_m", "building_m", "rules"),
    [
        (3.0, 30.0, []),
        (3.05, 30.0, []),
        (3.1, 30.0, [("a1a_height", 3.1, 3.0)]),
        (2.0, 10.0, []),
        (2.06, 10.0, []),
        (2.1, 10.0, [("a1a_building_share", 2.1, 2.0)]),
        (4.0, 10.0, [("a1a_height", 4.0, 3.0), ("a1a_building_share", 4.0, 2.0)]),
    ],
)
def test_three_metres_and_a_fifth_of_the_building(atlas, height_m, building_m, rules):
    rows = found(atlas, a1a(height_m, building_m)).rows
    got = rows[["rule", "distance_m", "limit_m"]].sort_values("limit_m", ascending=False)
    assert [tuple(line) for line in got.to_numpy().tolist()] == rules
    assert set(rows["binding"]) <= {"unknown"}


def test_other_classes_may_be_as_high_as_they_like(atlas):
    assert found(atlas, {"mast_class": "A2b", "height_m": 90.0}).rows.empty


def test_unknown_heights_are_said_and_the_rest_is_judged(atlas):
    got = found(atlas, a1a(None, 10.0), a1a(2.0, None), a1a(9.0, None), {"mast_class": None})
    assert got.rows[["rule", "mast"]].to_numpy().tolist() == [["a1a_height", "m3"]]
    left = got.left_out.sort_values(["why", "mast"])
    assert left[["mast", "why"]].to_numpy().tolist() == [
        ["m2", "no_building_height"],
        ["m3", "no_building_height"],
        ["m4", "no_class"],
        ["m1", "no_height"],
    ]


def test_the_reach_from_the_axis_is_in_no_layer(atlas):
    got = found(atlas, a1a(2.0, 20.0), {"mast_class": "A2b"}, kinds=("reach",))
    assert got.left_out[["mast", "why"]].to_numpy().tolist() == [["m1", "not_recorded"]]
    assert got.rules["state"].tolist() == ["not_judged"]
